"""A village or a group is merged into another: what follows is shown, and all that is open goes over, nothing else."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from tests.asking import Town, town
from tests.small import EAST, FAR_VILLAGE, GROUP, INFORMANT, MARKET, OTHER_VILLAGE, ROOT, VILLAGE, uid
from tests.test_api_meetings import joint, moved
from workflow import auditing, store
from workflow.view import View

WHY = "村组合并"
SECOND, THIRD = f"{VILLAGE}02", f"{OTHER_VILLAGE}01"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def merged(town: Town, code: str, into: str, **more: str) -> dict[str, Any]:
    """Seen, and made."""
    path, body = f"/api/v1/grids/{code}/merge", {"into": into, "reason": WHY}
    seen = await town.post("admin", f"{path}?dry_run=true", body)
    assert seen.status_code == 200, seen.text
    foreseen = dict(seen.json())
    if foreseen["foreseen"]:
        body["foreseen"] = foreseen["foreseen"]
    done = await town.post("admin", path, body, If_Match=str(foreseen["version"]), **more)
    assert done.status_code == 200, done.text
    return foreseen


async def view(town: Town, ref: str) -> View:
    async with store.snapshot(town.engine.database) as connection:
        found = await store.reading.load(connection, View, [UUID(ref)])
    return found[UUID(ref)]


def deadlines(found: View) -> dict[UUID, Any]:
    return {
        clock.id: (clock.due_at, clock.next_at, clock.budget_seconds, clock.rung) for clock in found.clocks.values()
    }


async def sent_to(town: Town, village: str, **members: Any) -> str:
    """A case that its village's handlers have a task of."""
    ref = await town.reported(INFORMANT, **members)
    send = {"to": {"grid": village}}
    await town.moves(ref, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", send))
    return ref


async def allowed(town: Town, who: str, ref: str) -> set[str]:
    answer = await town.get(who, f"/api/v1/incidents/{ref}")
    return set(answer.json()["allowed"]) if answer.status_code == 200 else set()


async def test_open_cases_go_over_with_their_tasks_and_no_deadline_moves(gaoyou: Town) -> None:
    reported, given = await gaoyou.reported(INFORMANT), await sent_to(gaoyou, VILLAGE)
    elsewhere = await gaoyou.reported(f"informant-{THIRD}", grid=THIRD)
    before = {ref: await view(gaoyou, ref) for ref in (reported, given, elsewhere)}
    foreseen = await merged(gaoyou, VILLAGE, OTHER_VILLAGE)
    assert foreseen["consequences"]["moving"] == 2
    heirs = {(each["role"], each["orphaned"]) for each in foreseen["consequences"]["posts"]}
    assert heirs == {("handler", False)}, "whoever handles in the other village inherits"
    for ref in (reported, given):
        found, case = await view(gaoyou, ref), (await view(gaoyou, ref)).incident
        assert (case.grid, case.village, case.township) == (GROUP, OTHER_VILLAGE, EAST)
        assert case.path == f"{ROOT}.{EAST}.{OTHER_VILLAGE}.{GROUP}"
        assert deadlines(found) == deadlines(before[ref])
        assert (case.promise_at, case.state) == (before[ref].incident.promise_at, before[ref].incident.state)
    assert [task.grid_id for task in (await view(gaoyou, given)).tasks.values()] == [uid(OTHER_VILLAGE)]
    assert await view(gaoyou, elsewhere) == before[elsewhere]
    assert "acknowledge" in await allowed(gaoyou, f"handler-{OTHER_VILLAGE}", given)
    assert not await allowed(gaoyou, f"handler-{VILLAGE}", given), "their post ended with the village"
    told = (await gaoyou.see("centre", given))["timeline"][-1]
    assert told["move"] == "regrid"
    assert (await auditing.check_all(gaoyou.engine, against_state=True)).well


async def test_a_group_goes_into_another_with_its_informants(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT, grid=GROUP)
    await merged(gaoyou, GROUP, SECOND)
    assert (await view(gaoyou, ref)).incident.grid == SECOND
    now = await gaoyou.engine.now()
    (post,) = [post for post in now.directory.held_by(uid(INFORMANT)) if post.holds(now.at)]
    assert post.grid_id == uid(SECOND)
    assert [line for line in now.directory.lines.values() if line.post_id == post.id], "with their roster"
    assert uid(SECOND) in {grid.id for grid in now.directory.covered(uid(MARKET))}
    colleague = await gaoyou.reported(f"informant-{SECOND}", grid=SECOND)
    assert (await gaoyou.see(INFORMANT, colleague))["id"] == colleague, "they see their new group's"


async def test_an_old_code_leads_to_the_grid_that_came_after(gaoyou: Town) -> None:
    await merged(gaoyou, GROUP, SECOND)
    door = await gaoyou.client.get(f"/api/v1/public/doors/{GROUP}")
    assert door.json()["grid"]["code"] == SECOND
    secret = str(uuid4())
    sent = await gaoyou.client.post(
        f"/api/v1/public/doors/{GROUP}/reports",
        json={"category": "06010", "description": "门口的垃圾", "grid": GROUP},
        headers={"Gridward-Draft": secret, "Idempotency-Key": secret},
    )
    assert sent.status_code == 201, sent.text
    assert (await view(gaoyou, sent.json()["id"])).incident.grid == SECOND
    offline = await gaoyou.reported(INFORMANT, grid=GROUP)
    assert (await view(gaoyou, offline)).incident.grid == SECOND, "a phone that has not heard of it"
    await merged(gaoyou, SECOND, THIRD)
    assert (await gaoyou.client.get(f"/api/v1/public/doors/{GROUP}")).json()["grid"]["code"] == THIRD


async def test_a_closed_case_keeps_where_it_was_and_lies_in_the_new_grid_once_it_is_reopened(gaoyou: Town) -> None:
    ref = await sent_to(gaoyou, VILLAGE)
    await gaoyou.moves(
        ref,
        (f"handler-{VILLAGE}", "acknowledge", {}),
        (f"handler-{VILLAGE}", "resolve", {"note": "清好了"}),
        ("dispatcher-east", "verify", {"satisfied": True}),
    )
    before = await view(gaoyou, ref)
    foreseen = await merged(gaoyou, VILLAGE, OTHER_VILLAGE)
    assert foreseen["consequences"]["moving"] == 0
    assert await view(gaoyou, ref) == before
    await gaoyou.move("supervisor", ref, "reopen", {"reason": "又有了"})
    case = (await view(gaoyou, ref)).incident
    assert (case.village, case.path) == (OTHER_VILLAGE, f"{ROOT}.{EAST}.{OTHER_VILLAGE}.{GROUP}")
    assert (await auditing.check_all(gaoyou.engine, against_state=True)).well


async def test_what_would_be_lost_by_it_must_have_been_seen(gaoyou: Town) -> None:
    heir = uid(f"handler-{OTHER_VILLAGE}")
    seen = (await gaoyou.post("admin", f"/api/v1/persons/{heir}/leave?dry_run=true", {"reason": WHY})).json()
    left = {"reason": WHY, **({"foreseen": seen["foreseen"]} if seen["foreseen"] else {})}
    assert (await gaoyou.post("admin", f"/api/v1/persons/{heir}/leave", left, If_Match="0")).status_code == 200
    path, body = f"/api/v1/grids/{VILLAGE}/merge", {"into": OTHER_VILLAGE, "reason": WHY}
    blind = await gaoyou.post("admin", path, body, If_Match="0")
    assert (blind.status_code, blind.json()["type"]) == (409, "/problems/unforeseen")
    foreseen = await merged(gaoyou, VILLAGE, OTHER_VILLAGE)
    assert [each["orphaned"] for each in foreseen["consequences"]["posts"]] == [True]


@pytest.mark.parametrize(
    ("code", "into", "reason"),
    [
        (VILLAGE, VILLAGE, "merged-into-itself"),
        (VILLAGE, GROUP, "of-another-level"),
        (VILLAGE, FAR_VILLAGE, "of-another-township"),
        (VILLAGE, "nowhere", "unknown-grid"),
        (VILLAGE, MARKET, "unknown-grid"),
        (MARKET, VILLAGE, "special-grids-do-not-merge"),
        (EAST, "9001002", "only-villages-and-groups-merge"),
    ],
)
async def test_what_cannot_be_merged_is_said(gaoyou: Town, code: str, into: str, reason: str) -> None:
    answer = await gaoyou.post("admin", f"/api/v1/grids/{code}/merge?dry_run=true", {"into": into, "reason": WHY})
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, reason)


async def test_who_owes_what_a_meeting_decided_is_not_merged_away(gaoyou: Town) -> None:
    ref = await joint(gaoyou)
    assert (await moved(gaoyou, "supervisor", ref, "hold", {})).status_code == 200
    decision = {"text": "清淤", "owner": {"grid": VILLAGE}, "budget": "3wd"}
    said = await moved(gaoyou, "supervisor", ref, "minute", {"text": "纪要", "decisions": [decision]})
    path, body = f"/api/v1/grids/{VILLAGE}/merge", {"into": OTHER_VILLAGE, "reason": WHY}
    for query in ("?dry_run=true", ""):
        answer = await gaoyou.post("admin", f"{path}{query}", body, If_Match="0")
        [fault] = answer.json()["errors"]
        assert (answer.status_code, fault["reason"]) == (400, "decisions-owed")
        assert f"{said.json()['number']}/1" in fault["message"]
    async with store.snapshot(gaoyou.engine.database) as connection:
        assert (await store.leaving.hanging(connection, [], [uid(VILLAGE)], [])).tasks == 1
    carried = await moved(gaoyou, f"handler-{VILLAGE}", ref, "carry_out", {"reason": "清完了"})
    assert carried.status_code == 200, carried.text
    assert (await moved(gaoyou, "supervisor", ref, "sign_off", {})).status_code == 200
    await merged(gaoyou, VILLAGE, OTHER_VILLAGE)


async def test_a_code_that_ended_is_never_used_again(gaoyou: Town) -> None:
    await merged(gaoyou, GROUP, SECOND)
    body = {"code": GROUP, "name": "又一组", "under": VILLAGE, "reason": WHY}
    answer = await gaoyou.post("admin", "/api/v1/grids", body)
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, "grid-known")
    again = await gaoyou.post("admin", f"/api/v1/grids/{GROUP}/merge", {"into": SECOND, "reason": WHY}, If_Match="1")
    assert again.status_code == 404


async def test_whoever_reports_or_moves_a_case_meanwhile_nothing_is_left_in_a_grid_that_ended(gaoyou: Town) -> None:
    refs = [await gaoyou.reported(INFORMANT) for _ in range(4)]
    path = f"/api/v1/grids/{VILLAGE}/merge"
    seen = (await gaoyou.post("admin", f"{path}?dry_run=true", {"into": OTHER_VILLAGE, "reason": WHY})).json()
    body = {"into": OTHER_VILLAGE, "reason": WHY} | ({"foreseen": seen["foreseen"]} if seen["foreseen"] else {})
    *others, made = await asyncio.gather(
        *(gaoyou.report(INFORMANT, grid=GROUP) for _ in range(6)),
        *(gaoyou.move("dispatcher-east", ref, "accept", {}) for ref in refs),
        gaoyou.post("admin", path, body, If_Match="0"),
    )
    assert made.status_code == 200, made.text
    assert {each.status_code for each in others} <= {200, 201, 409}
    async with store.snapshot(gaoyou.engine.database) as connection:
        left = await connection.fetchval(
            "SELECT count(*) FROM incident WHERE village = $1 OR path LIKE $2", VILLAGE, f"%.{VILLAGE}.%"
        )
        assert left == 0
        assert await connection.fetchval("SELECT count(*) FROM incident WHERE village = $1", OTHER_VILLAGE) == 10
    assert (await auditing.check_all(gaoyou.engine, against_state=True)).well
