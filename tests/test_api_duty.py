"""Rosters over HTTP, in PostgreSQL: planned, left, swapped, handed over, seen; by two at once, and once by key."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from threading import get_ident
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from models.people import Language, Post, Role, Roster
from models.roster import ChangeKind, RosterRequest
from tests.asking import Town, over, town
from tests.small import EAST, GROUP, INFORMANT, MONDAY, OTHER_VILLAGE, ROOT, SINCE, VILLAGE, staff, uid
from tests.storing import count
from workflow import requesting, rostering, store
from workflow.roster.changes import Amendment

HANDLER, OTHER = f"handler-{VILLAGE}", f"handler-{OTHER_VILLAGE}"
HANDLER_POST = uid(f"{HANDLER}:handler:{VILLAGE}")
DUTY_POST = uid(f"duty-east:duty:{EAST}")
DUTY_LINE = uid(f"roster:{DUTY_POST}")
LEAVE: dict[str, Any] = {
    "person": str(uid(HANDLER)),
    "starts_on": "2026-06-09",
    "ends_on": "2026-06-10",
    "reason": "年休假",
}
SWAP: dict[str, Any] = {
    "line": str(DUTY_LINE),
    "on": "2026-06-09",
    "person": str(uid("chief-east")),
    "reason": "家里有事",
}
TEAM: dict[str, Any] = {
    "name": "防汛突击队",
    "grid": VILLAGE,
    "role": "handler",
    "persons": [str(uid(OTHER))],
    "starts_at": "2026-06-08T09:00:00+08:00",
    "ends_at": "2026-06-08T18:00:00+08:00",
    "shifts": [{"begins": "00:00", "ends": "24:00"}],
    "reason": "汛情",
}
NOTE: dict[str, Any] = {"role": "duty", "grid": EAST, "text": "水泵房钥匙在门卫处", "points": []}


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def post(town: Town, name: str, path: str, body: Mapping[str, Any], **headers: str) -> Any:
    return await town.post(name, f"/api/v1/duty{path}", dict(body), **headers)


async def get(town: Town, name: str, path: str) -> Any:
    return await ok(await town.get(name, f"/api/v1/duty{path}"))


def names(persons: Any) -> set[str]:
    return {each["name"] for each in persons}


def of_role(seen: Any, role: str) -> Any:
    return next(each for each in seen["roles"] if each["role"] == role)


async def test_a_leave_is_told_before_it_is_made_and_seen_by_every_process_after(gaoyou: Town) -> None:
    door = over(gaoyou.engine)
    told = await ok(await post(gaoyou, "township-east", "/leaves?dry_run=true", LEAVE))
    assert told["dry_run"] is True
    assert [(gap["role"], gap["place"]["code"]) for gap in told["uncovered"]] == [("handler", VILLAGE)]
    assert names(told["uncovered"][0]["passes"][0]["persons"]) == {"duty-east"}
    assert await count(gaoyou.engine.database, "roster_change") == 0
    await gaoyou.engine.now()
    made = await ok(await post(gaoyou, "township-east", "/leaves", LEAVE))
    assert made["uncovered"] == told["uncovered"]
    assert made["findings"] == []
    gaoyou.wall.wait(days=1)
    seen = await get(gaoyou, "duty-east", f"?grid={VILLAGE}")
    assert of_role(seen, "handler")["on_duty"] == []
    assert of_role(seen, "handler")["next_at"] == "2026-06-10T16:00:00Z"
    assert names(of_role(seen, "handler")["told"]["persons"]) == {"duty-east"}
    assert door is not None


async def test_another_process_sees_a_change_at_once(gaoyou: Town) -> None:
    from tests.stored import keys
    from workflow.engine import Engine

    other = Engine(gaoyou.engine.database, keys(), clock=gaoyou.wall)
    before = (await other.now()).directory
    await ok(await post(gaoyou, "township-east", "/leaves", {**LEAVE, "starts_on": "2026-06-08"}))
    now = await other.now()
    assert now.directory.version == before.version + 1
    assert now.directory.on_duty(now.directory.posts[HANDLER_POST], MONDAY, now.calendar) is None
    assert now.directory.grid(EAST) is before.grid(EAST), "only the staff was read anew"


async def test_who_did_what_when_and_why_is_written_down_with_what_was_before_and_after(gaoyou: Town) -> None:
    made = await ok(
        await post(gaoyou, "chief-east", f"/lines/{DUTY_LINE}/end", {"ends_on": "2026-06-20", "reason": "调整班次"})
    )
    found = await get(gaoyou, "township-east", f"/changes?grid={EAST}")
    assert [(each["id"], each["kind"], each["by"]["name"], each["reason"]) for each in found] == [
        (made["id"], "end", "chief-east", "调整班次")
    ]
    assert found[0]["before"]["lines"][0]["ends_on"] is None
    assert found[0]["after"]["lines"][0]["ends_on"] == "2026-06-20"
    assert (await gaoyou.get(HANDLER, "/api/v1/duty/changes")).status_code == 403


async def test_the_same_key_makes_a_change_once_and_with_another_body_none(gaoyou: Town) -> None:
    first = await ok(await post(gaoyou, "township-east", "/leaves", LEAVE, Idempotency_Key="k"))
    assert await ok(await post(gaoyou, "township-east", "/leaves", LEAVE, Idempotency_Key="k")) == first
    other = await post(gaoyou, "township-east", "/leaves", {**LEAVE, "ends_on": "2026-06-11"}, Idempotency_Key="k")
    assert other.status_code == 422
    assert await count(gaoyou.engine.database, "roster_change") == 1
    assert await count(gaoyou.engine.database, "roster", "kind = 'leave'") == 1


async def test_twins_under_one_key_are_one_change_and_get_its_answer(gaoyou: Town) -> None:
    await gaoyou.headers("township-east")
    for path, body in (("/leaves", LEAVE), ("/swaps", SWAP)):
        before = await count(gaoyou.engine.database, "roster_change")
        twins = [post(gaoyou, "township-east", path, body, Idempotency_Key=path) for _ in range(4)]
        answers = [await ok(answer) for answer in await asyncio.gather(*twins)]
        assert answers == [answers[0]] * 4
        assert await count(gaoyou.engine.database, "roster_change") == before + 1
    wish = {"leave": {**LEAVE, "starts_on": "2026-06-20", "ends_on": "2026-06-20"}}
    asked = [post(gaoyou, HANDLER, "/requests", wish, Idempotency_Key="own") for _ in range(4)]
    found = [await ok(answer, 201) for answer in await asyncio.gather(*asked)]
    assert found == [found[0]] * 4
    assert await count(gaoyou.engine.database, "roster_request") == 1
    told = [post(gaoyou, "duty-east", "/handovers", NOTE, Idempotency_Key="note") for _ in range(4)]
    notes = [await ok(answer, 201) for answer in await asyncio.gather(*told)]
    assert notes == [notes[0]] * 4
    assert await count(gaoyou.engine.database, "hand_over") == 1
    other = await post(gaoyou, "duty-east", "/handovers", {**NOTE, "text": "另一件"}, Idempotency_Key="note")
    assert other.status_code == 422


async def test_of_two_editors_at_once_the_second_is_checked_against_what_the_first_left(gaoyou: Town) -> None:
    asked = [post(gaoyou, name, "/leaves", LEAVE) for name in ("township-east", "supervisor", "admin", "supervisor2")]
    answers = await asyncio.gather(*asked)
    assert sorted(each.status_code for each in answers) == [200, 400, 400, 400]
    faults = {each.json()["errors"][0]["reason"] for each in answers if each.status_code == 400}
    assert faults == {"leave-overlaps"}
    assert await count(gaoyou.engine.database, "roster", "kind = 'leave'") == 1


async def test_rosters_change_while_cases_move(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    moved, made, told = await asyncio.gather(
        gaoyou.move("dispatcher-east", ref, "accept"),
        post(gaoyou, "township-east", "/leaves", LEAVE),
        gaoyou.report(INFORMANT),
    )
    assert [moved.status_code, made.status_code, told.status_code] == [200, 200, 201]


async def test_a_surge_team_may_act_until_its_end_and_not_a_moment_longer(gaoyou: Town) -> None:
    await ok(await post(gaoyou, "township-east", "/surges", TEAM))
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(
        ref, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", {"to": {"grid": VILLAGE}})
    )
    assert (await gaoyou.move(OTHER, ref, "acknowledge")).status_code == 200
    week = await get(gaoyou, "township-east", f"/week?grid={VILLAGE}")
    assert [row["surge"] for row in week["posts"] if row["surge"]] == ["防汛突击队"]
    gaoyou.wall.at = MONDAY + timedelta(hours=9) - timedelta(microseconds=1)
    assert (await gaoyou.get(OTHER, f"/api/v1/incidents/{ref}")).status_code == 200
    gaoyou.wall.at = MONDAY + timedelta(hours=9)
    assert (await gaoyou.get(OTHER, f"/api/v1/incidents/{ref}")).status_code == 404
    assert (await gaoyou.move(OTHER, ref, "resolve", {"note": "好了"})).status_code == 404


async def test_a_surge_team_is_sent_home(gaoyou: Town) -> None:
    await ok(await post(gaoyou, "chief-east", "/surges", {**TEAM, "grid": EAST, "role": "duty"}))
    gaoyou.wall.wait(hours=1)
    ended = await ok(
        await post(gaoyou, "chief-east", "/surges/end", {"name": TEAM["name"], "grid": EAST, "reason": "水退了"})
    )
    assert len(ended["posts"]) == 1
    assert (await gaoyou.get(OTHER, "/api/v1/duty/week")).status_code == 200
    now = await gaoyou.engine.now()
    assert not [each for each in now.directory.posts_of(uid(OTHER), now.at) if each.surge]


async def test_a_swap_is_asked_for_and_made_when_the_other_agrees(gaoyou: Town) -> None:
    asked = await ok(await post(gaoyou, "duty-east", "/requests", {"swap": SWAP}), 201)
    assert asked["state"] == "asked"
    waiting = await get(gaoyou, "chief-east", "/requests")
    assert [(each["id"], each["asked_by"]["name"], each["of"]["name"]) for each in waiting["to_answer"]] == [
        (asked["id"], "duty-east", "chief-east")
    ]
    assert (await post(gaoyou, "duty-east", f"/requests/{asked['id']}/agree", {})).status_code == 403
    assert (await post(gaoyou, "intake-east", f"/requests/{asked['id']}/agree", {})).status_code == 404
    answered = await ok(await post(gaoyou, "chief-east", f"/requests/{asked['id']}/agree", {}))
    assert answered["state"] == "agreed"
    assert (await post(gaoyou, "chief-east", f"/requests/{asked['id']}/agree", {})).status_code == 409
    mine = await get(gaoyou, "chief-east", "/mine")
    swapped = [each for each in mine["shifts"] if each["how"] == "swap"]
    assert [(each["start"], each["end"], each["stands_in_for"]["name"]) for each in swapped] == [
        ("2026-06-08T16:00:00Z", "2026-06-09T16:00:00Z", "duty-east")
    ]
    assert (await get(gaoyou, "duty-east", "/requests"))["mine"][0]["state"] == "agreed"


def reason(answer: Any) -> str:
    assert answer.status_code == 400, answer.text
    return str(answer.json()["errors"][0]["reason"])


async def test_nobody_comes_to_the_rights_of_the_centre_or_a_supervisor_by_a_swap(gaoyou: Town) -> None:
    for name, line in (
        ("centre", f"centre:centre:{ROOT}"),
        ("admin", f"admin:admin:{ROOT}"),
        ("supervisor", f"supervisor:supervisor:{ROOT}"),
        ("township-east", f"township-east:township_supervisor:{EAST}"),
        ("duty", f"duty:duty:{ROOT}"),
        ("gas-1", "gas-1:unit_member:gas"),
    ):
        for other in (HANDLER, "water-1", "intake-west"):
            swap = {**SWAP, "line": str(uid(f"roster:{uid(line)}")), "person": str(uid(other))}
            asked = await post(gaoyou, name, "/requests", {"swap": swap})
            assert reason(asked) == "no-post-that-could-act", f"{name} {other}"
            assert reason(await post(gaoyou, "admin", "/swaps", swap)) == "no-post-that-could-act", f"{name} {other}"


async def test_a_swap_of_the_centre_waits_for_the_administrator(gaoyou: Town) -> None:
    centre = Post(id=uid("second"), person_id=uid("supervisor2"), role=Role.CENTRE, grid_id=uid(ROOT), valid_from=SINCE)
    async with store.transaction(gaoyou.engine.database) as connection:
        over_now = Roster(id=uid("over"), post_id=centre.id, starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 1))
        await store.rosters.amend(connection, Amendment(ChangeKind.SURGE, lines=(over_now,), new_posts=(centre,)))
        await store.versions.activate(connection, staff=True)
    line = uid(f"roster:{uid(f'centre:centre:{ROOT}')}")
    swap = {**SWAP, "line": str(line), "person": str(uid("supervisor2"))}
    asked = await ok(await post(gaoyou, "centre", "/requests", {"swap": swap}), 201)
    for name in ("supervisor2", "supervisor"):
        answer = await post(gaoyou, name, f"/requests/{asked['id']}/agree", {})
        assert answer.status_code == (403 if name == "supervisor2" else 404), name
    assert await count(gaoyou.engine.database, "roster_change") == 0
    await ok(await post(gaoyou, "admin", f"/requests/{asked['id']}/agree", {}))


async def test_who_changes_a_roster_names_only_who_works_in_their_territory(gaoyou: Town) -> None:
    leave = {**LEAVE, "substitute": str(uid("duty"))}
    team = {**TEAM, "persons": [str(uid("handler-9001002001"))]}
    for path, body in (("/leaves", leave), ("/surges", team)):
        assert reason(await post(gaoyou, "township-east", path, body)) == "works-elsewhere"
        assert reason(await post(gaoyou, "township-east", f"{path}?dry_run=true", body)) == "works-elsewhere"
        await ok(await post(gaoyou, "supervisor", f"{path}?dry_run=true", body))
    asked = await ok(await post(gaoyou, HANDLER, "/requests", {"leave": leave}), 201)
    assert reason(await post(gaoyou, "township-east", f"/requests/{asked['id']}/agree", {})) == "works-elsewhere"
    await ok(await post(gaoyou, "supervisor", f"/requests/{asked['id']}/agree", {}))
    await ok(await post(gaoyou, "township-east", "/surges", {**TEAM, "persons": [str(uid("gas-1"))]}))


async def test_leave_is_asked_for_and_refused_or_withdrawn_without_a_trace_in_the_roster(gaoyou: Town) -> None:
    first = await ok(await post(gaoyou, HANDLER, "/requests", {"leave": LEAVE}), 201)
    assert [gap["place"]["code"] for gap in first["uncovered"]] == [VILLAGE]
    assert (await ok(await post(gaoyou, "township-east", f"/requests/{first['id']}/refuse", {})))["state"] == "refused"
    second = await ok(await post(gaoyou, HANDLER, "/requests", {"leave": LEAVE}), 201)
    assert (await post(gaoyou, "township-east", f"/requests/{second['id']}/withdraw", {})).status_code == 403
    assert (await ok(await post(gaoyou, HANDLER, f"/requests/{second['id']}/withdraw", {})))["state"] == "withdrawn"
    assert await count(gaoyou.engine.database, "roster", "kind = 'leave'") == 0
    assert (await post(gaoyou, OTHER, "/requests", {"leave": LEAVE})).status_code == 403, "not one's own"


def request_of(name: str, number: int, of: str | None = None) -> RosterRequest:
    leave = {**LEAVE, "person": str(uid(name))}
    return RosterRequest(
        id=UUID(int=number + 1),
        kind=ChangeKind.SWAP if of else ChangeKind.LEAVE,
        asked_by=uid(name),
        of_id=uid(of) if of else None,
        payload=SWAP if of else leave,
        asked_at=MONDAY,
    )


async def test_requests_reach_who_answers_them_however_many_wait_in_the_city(gaoyou: Town) -> None:
    async with store.transaction(gaoyou.engine.database) as connection:
        for number in range(1001):
            await store.rosters.add_request(connection, request_of("handler-9001002001", number))
    asked = await ok(await post(gaoyou, HANDLER, "/requests", {"leave": LEAVE}), 201)
    assert [each["id"] for each in (await get(gaoyou, "township-east", "/requests"))["to_answer"]] == [asked["id"]]
    swap = await ok(await post(gaoyou, "duty-east", "/requests", {"swap": SWAP}), 201)
    assert [each["id"] for each in (await get(gaoyou, "chief-east", "/requests"))["to_answer"]] == [swap["id"]]
    first = (await get(gaoyou, "township-west", "/requests"))["to_answer"]
    second = (await get(gaoyou, "township-west", f"/requests?after={first[-1]['id']}"))["to_answer"]
    found = [UUID(each["id"]).int for each in first + second]
    assert found == list(range(1, 401)), "the oldest first, page by page"
    assert (await get(gaoyou, OTHER, "/requests"))["to_answer"] == []


async def test_a_request_lapses_with_its_first_day(gaoyou: Town) -> None:
    asked = await ok(await post(gaoyou, HANDLER, "/requests", {"leave": LEAVE}), 201)
    gaoyou.wall.wait(days=1)
    assert len((await get(gaoyou, "township-east", "/requests"))["to_answer"]) == 1
    gaoyou.wall.wait(days=1)
    assert (await get(gaoyou, "township-east", "/requests"))["to_answer"] == []
    assert [each["state"] for each in (await get(gaoyou, HANDLER, "/requests"))["mine"]] == ["lapsed"]
    answer = await post(gaoyou, "township-east", f"/requests/{asked['id']}/agree", {})
    assert (answer.status_code, answer.json()["guard"]) == (409, "request-lapsed")


async def test_the_same_is_asked_for_once_and_no_more_than_twenty_things_wait_at_once(gaoyou: Town) -> None:
    await ok(await post(gaoyou, HANDLER, "/requests", {"leave": LEAVE}), 201)
    twice = await post(gaoyou, HANDLER, "/requests", {"leave": {**LEAVE, "reason": "还是年休假"}})
    assert reason(twice) == "asked-already"
    async with store.transaction(gaoyou.engine.database) as connection:
        for number in range(19):
            await store.rosters.add_request(connection, request_of(HANDLER, number))
    other = {**LEAVE, "starts_on": "2026-07-01", "ends_on": "2026-07-01"}
    answer = await post(gaoyou, HANDLER, "/requests", {"leave": other})
    assert reason(answer) == "too-much-asked"
    assert "20" in answer.json()["errors"][0]["message"]
    gaoyou.wall.wait(days=3)
    await ok(await post(gaoyou, HANDLER, "/requests", {"leave": other}), 201)


async def test_changes_are_read_only_by_who_may_change_all_that_they_touched(gaoyou: Town) -> None:
    ill = await ok(await post(gaoyou, "township-east", "/leaves", {**LEAVE, "reason": "住院"}))
    desk = await ok(await post(gaoyou, "township-east", "/swaps", SWAP))
    gas = await ok(await post(gaoyou, "supervisor", "/leaves", {**LEAVE, "person": str(uid("gas-1"))}))
    team = await ok(await post(gaoyou, "township-east", "/surges", TEAM))
    for name, where, seen in (
        ("chief-east", f"grid={EAST}", [desk]),
        ("township-east", f"grid={EAST}", [team, desk, ill]),
        ("supervisor", f"grid={ROOT}", [team, gas, desk, ill]),
        ("supervisor", "unit=gas", [gas]),
        ("supervisor", "unit=water", []),
    ):
        found = await get(gaoyou, name, f"/changes?{where}")
        assert {each["id"] for each in found} == {each["id"] for each in seen}, f"{name} {where}"


async def test_a_change_of_a_roster_tells_what_the_proof_finds_of_it_before_and_after_it_is_made(gaoyou: Town) -> None:
    days = {"starts_on": "2026-06-10", "ends_on": "2026-06-11", "reason": "年休假"}
    first = await post(gaoyou, "township-east", "/leaves", {"person": str(uid("duty-east")), **days})
    assert (await ok(first))["findings"] == []
    asked = {"person": str(uid("intake-east")), **days}
    told = await ok(await post(gaoyou, "township-east", "/leaves?dry_run=true", asked))
    assert {(each["code"], each["grade"]) for each in told["findings"]} == {("duty-passes-up", "warning")}
    assert "township-east" in told["findings"][0]["text"]
    made = await ok(await post(gaoyou, "township-east", "/leaves", asked))
    assert made["findings"] == told["findings"]


async def test_what_is_left_uncovered_is_not_counted_on_the_loop(gaoyou: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    counted_on: list[int] = []

    def counting(*arguments: Any) -> list[Any]:
        counted_on.append(get_ident())
        return []

    monkeypatch.setattr(rostering, "uncovered", counting)
    monkeypatch.setattr(requesting, "uncovered", counting)
    await ok(await post(gaoyou, "township-east", "/leaves?dry_run=true", LEAVE))
    await ok(await post(gaoyou, "township-east", "/leaves", LEAVE))
    await ok(await post(gaoyou, "duty-east", "/requests", {"swap": SWAP}), 201)
    assert len(counted_on) == 3
    assert get_ident() not in counted_on


async def test_a_week_shows_shifts_leave_swaps_and_what_is_uncovered(gaoyou: Town) -> None:
    await ok(await post(gaoyou, "township-east", "/leaves", LEAVE))
    await ok(await post(gaoyou, "chief-east", "/swaps", SWAP))
    week = await get(gaoyou, "dispatcher-east", "/week?from=2026-06-08")
    assert week["place"]["code"] == EAST
    rows = {row["post"]: row for row in week["posts"]}
    handler, duty = rows[str(HANDLER_POST)], rows[str(DUTY_POST)]
    assert [day["on_leave"] for day in handler["days"]] == [False, True, True, False, False, False, False]
    assert [len(day["spans"]) for day in handler["days"]] == [1, 0, 0, 1, 1, 1, 1]
    assert [day["spans"][0]["how"] for day in duty["days"]] == ["own", "swap", "own", "own", "own", "own", "own"]
    assert [(gap["role"], gap["place"]["code"]) for gap in week["uncovered"]] == [("handler", VILLAGE)]
    assert {line["kind"] for line in handler["lines"]} == {"shift", "leave"}
    following = await get(gaoyou, "dispatcher-east", f"/week?grid={VILLAGE}&from=next-week")
    assert following["first"] == "2026-06-15"


async def test_tonight_is_asked_by_its_name(gaoyou: Town) -> None:
    seen = await get(gaoyou, "duty-east", f"?grid={EAST}&at=tonight")
    assert seen["at"] == "2026-06-08T22:00:00+08:00"
    assert names(each["person"] for each in of_role(seen, "duty")["on_duty"]) == {"duty-east"}


async def test_what_cannot_be_asked_is_a_problem_that_names_the_field(gaoyou: Town) -> None:
    for path, field in [
        ("?at=soon", "at"),
        ("?grid=nowhere", "grid"),
        ("?unit=nowhere", "unit"),
        (f"?unit=gas&grid={EAST}", "unit"),
        ("/week?from=9999-99-99", "from"),
        ("/week?from=9999-01-01", "from"),
        ("/week?form=2026-06-08", "form"),
    ]:
        answer = await gaoyou.get("township-east", f"/api/v1/duty{path}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field), path
    for path, body, field in [
        ("/leaves", {**LEAVE, "starts_on": 20260609}, "starts_on"),
        ("/leaves", {**LEAVE, "ends_on": "9999-12-31"}, "ends_on"),
        ("/leaves", {**LEAVE, "reason": " "}, "reason"),
        ("/swaps", {**SWAP, "on": "0001-01-01"}, "on"),
        ("/shifts", {"post": str(HANDLER_POST), "begins": "8", "ends": "25:00", "starts_on": "x"}, "begins"),
        ("/surges", {**TEAM, "unit": "gas"}, "body"),
        ("/requests", {}, "body"),
    ]:
        answer = await post(gaoyou, "township-east", path, body)
        assert answer.status_code == 400, path
        assert field in {each["field"] for each in answer.json()["errors"]}, answer.text
        assert all(each["message"] != each["reason"] for each in answer.json()["errors"])


# Hand-over


async def test_a_desk_hands_over_and_the_next_acknowledges_it(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    number = (await gaoyou.see("duty-east", ref))["number"]
    note = await ok(await post(gaoyou, "duty-east", "/handovers", {**NOTE, "points": [number]}), 201)
    assert note["points"] == [number]
    assert (await post(gaoyou, "duty-east", f"/handovers/{note['id']}/acknowledge", {})).status_code == 403
    await ok(
        await post(
            gaoyou,
            "chief-east",
            "/surges",
            {**TEAM, "grid": EAST, "role": "duty", "ends_at": "2026-06-10T00:00:00+08:00"},
        )
    )
    seen = await get(gaoyou, OTHER, "/handovers?waiting=true")
    assert [(each["id"], each["text"]) for each in seen] == [(note["id"], NOTE["text"])]
    done = await ok(await post(gaoyou, OTHER, f"/handovers/{note['id']}/acknowledge", {}))
    assert done["acknowledged_by"]["name"] == OTHER
    again = await ok(await post(gaoyou, OTHER, f"/handovers/{note['id']}/acknowledge", {}))
    assert again == done
    assert await get(gaoyou, OTHER, "/handovers?waiting=true") == []


async def test_what_nobody_has_acknowledged_is_seen_by_the_supervisor_and_late_once_the_shift_has_begun(
    gaoyou: Town,
) -> None:
    await ok(await post(gaoyou, "chief-east", f"/lines/{DUTY_LINE}/end", {"ends_on": "2026-06-08", "reason": "轮班"}))
    team = {
        **TEAM,
        "grid": EAST,
        "role": "duty",
        "starts_at": "2026-06-09T00:00:00+08:00",
        "ends_at": "2026-06-10T00:00:00+08:00",
    }
    await ok(await post(gaoyou, "chief-east", "/surges", team))
    note = await ok(await post(gaoyou, "duty-east", "/handovers", NOTE), 201)
    assert note["next_at"] == "2026-06-08T16:00:00Z"
    gaoyou.wall.wait(hours=16)
    waiting = await get(gaoyou, "township-east", f"/handovers?waiting=true&place={EAST}&role=duty")
    assert [(each["id"], each["late"]) for each in waiting] == [(note["id"], True)]
    assert await get(gaoyou, "township-west", "/handovers") == []
    assert await get(gaoyou, "dispatcher-east", "/handovers") == []


async def test_a_hand_over_is_found_among_however_many_of_other_desks(gaoyou: Town) -> None:
    note = await ok(await post(gaoyou, "duty-east", "/handovers", NOTE), 201)
    async with store.transaction(gaoyou.engine.database) as connection:
        kept = await store.rosters.hand_over(connection, UUID(note["id"]))
        assert kept is not None
        for number in range(1001):
            later = kept.but(id=UUID(int=kept.id.int + number + 1), role=Role.INTAKE, at=MONDAY + timedelta(days=1))
            await store.rosters.add_hand_over(connection, later)
    assert [each["id"] for each in await get(gaoyou, "duty-east", "/handovers?waiting=true")] == [note["id"]]
    pages = await get(gaoyou, "intake-east", "/handovers")
    rest = await get(gaoyou, "intake-east", f"/handovers?before={pages[-1]['id']}")
    assert [UUID(each["id"]).int - kept.id.int for each in pages + rest] == list(range(1001, 601, -1))


async def test_the_words_of_a_hand_over_can_be_taken_away_and_stand_nowhere_else(gaoyou: Town) -> None:
    note = await ok(await post(gaoyou, "duty-east", "/handovers", NOTE), 201)
    assert (await post(gaoyou, "dispatcher-east", f"/handovers/{note['id']}/erase", {})).status_code == 404
    assert (await ok(await post(gaoyou, "duty-east", f"/handovers/{note['id']}/erase", {})))["text"] is None
    async with store.snapshot(gaoyou.engine.database) as connection:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for row in tables:
            table = row["tablename"]
            found = await connection.fetchval(
                f"SELECT count(*) FROM \"{table}\" AS t WHERE t::text LIKE '%水泵房钥匙%'"  # noqa: S608
            )
            assert found == 0, table
    assert (await get(gaoyou, "duty-east", "/handovers"))[0]["text"] is None


async def test_a_case_that_one_may_not_know_of_is_no_open_point(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    number = (await gaoyou.see("duty-east", ref))["number"]
    for point in (number, "GY-9999"):
        note = {**NOTE, "grid": "9001002", "points": [point]}
        answer = await post(gaoyou, "duty-west", "/handovers", note)
        assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, "unknown-incident")
    assert (await post(gaoyou, "duty-west", "/handovers", NOTE)).status_code == 403


async def test_no_receipt_shows_who_is_on_duty(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    for path in ("", f"?grid={GROUP}", "/week", "/mine", "/requests", "/handovers", "/changes"):
        answer = await gaoyou.client.get(f"/api/v1/duty{path}", headers={"Authorization": f"Receipt {receipt}"})
        assert answer.status_code == 403, path


def test_the_day_of_the_small_city_is_what_these_tests_say() -> None:
    assert MONDAY.date() == date(2026, 6, 8)
    assert HANDLER in staff().persons


async def test_the_command_says_who_is_on_duty_in_words(gaoyou: Town) -> None:
    for language, role in ((Language.EN, "duty desk"), (Language.ZH, "值班台")):
        lines = await rostering.told(gaoyou.engine, VILLAGE, "tonight", language)
        assert any(role in line and "duty-east" in line for line in lines), lines
        assert len(lines) == 7
