"""Who could be sent, with why and why not: what is said is what a dispatch really does."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.asking import Town, town
from tests.small import INFORMANT, MARKET, VILLAGE, uid

DISPATCHER, HANDLER = "dispatcher-east", f"handler-{VILLAGE}"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def accepted(town: Town, **members: Any) -> str:
    ref = await town.reported(INFORMANT, **members)
    await town.moves(ref, (DISPATCHER, "accept", {}))
    return ref


async def candidates(town: Town, ref: str, name: str = DISPATCHER) -> dict[str, dict[str, Any]]:
    answer = await town.get(name, f"/api/v1/incidents/{ref}/receivers")
    assert answer.status_code == 200, answer.text
    return {each["code"]: each for each in answer.json()["items"]}


def to(candidate: dict[str, Any]) -> dict[str, str]:
    return {candidate["kind"]: candidate["code"]}


async def test_whom_the_rules_suggest_comes_first_and_says_so(gaoyou: Town) -> None:
    ref = await accepted(gaoyou)
    found = list((await candidates(gaoyou, ref)).values())
    suggestion = (await gaoyou.see(DISPATCHER, ref))["suggestion"]
    assert (found[0]["kind"], found[0]["code"], found[0]["suggested"]) == (suggestion["kind"], suggestion["code"], True)
    assert found[0]["why"].startswith("The rules suggest them")
    assert [each["suggested"] for each in found[1:]] == [False] * (len(found) - 1)
    assert {"gas", "water", VILLAGE} <= {each["code"] for each in found}
    assert all(each["on_duty"] and each["next_at"] is None for each in found)
    assert "9001002001" not in {each["code"] for each in found}, "nobody of the next township"


async def test_who_is_able_can_be_sent_and_who_is_not_cannot(gaoyou: Town) -> None:
    ref = await accepted(gaoyou, caused_by="gas")
    for each in (await candidates(gaoyou, ref)).values():
        other = await accepted(gaoyou, caused_by="gas")
        answer = await gaoyou.move(DISPATCHER, other, "dispatch", {"to": to(each)})
        assert (answer.status_code == 200) == each["able"], (each["code"], answer.text)
    cause = (await candidates(gaoyou, ref))["gas"]
    assert (cause["able"], cause["why"]) == (
        False,
        "They are named as the cause of the problem, so they cannot be sent.",
    )


async def test_what_somebody_has_in_hand_and_what_they_returned_is_told(gaoyou: Town) -> None:
    ref = await accepted(gaoyou)
    await gaoyou.moves(ref, (DISPATCHER, "dispatch", {"to": {"unit": "water"}}))
    assert (await candidates(gaoyou, ref))["water"]["why"] == "They are at work on it already."
    other = await accepted(gaoyou)
    assert (await candidates(gaoyou, other))["water"]["load"] == 1
    await gaoyou.moves(ref, ("water-1", "return_", {"type": "not_ours", "reason": "不是我们的"}))
    found = (await candidates(gaoyou, ref))["water"]
    assert (found["able"], found["load"], found["why"]) == (True, 0, "They had it and returned it: not ours.")


async def test_the_handlers_of_a_special_grid_over_the_case_can_be_sent(gaoyou: Town) -> None:
    ref = await accepted(gaoyou, grid=f"{VILLAGE}02")
    found = await candidates(gaoyou, ref)
    assert found[VILLAGE]["suggested"]
    assert MARKET not in found, "it has no handlers of its own"


async def test_nobody_can_be_sent_where_there_is_no_place_or_no_case_any_more(gaoyou: Town) -> None:
    nowhere = await gaoyou.reported(INFORMANT, grid=None, location={"address": "某处"})
    assert await candidates(gaoyou, nowhere, "centre") == {}
    ref = await accepted(gaoyou)
    await gaoyou.moves(ref, (DISPATCHER, "decline", {"reason": "不归我们"}))
    assert await candidates(gaoyou, ref) == {}


async def test_only_who_may_send_learns_who_could_be_sent(gaoyou: Town) -> None:
    ref = await accepted(gaoyou)
    path = f"/api/v1/incidents/{ref}/receivers"
    statuses = {
        name: (await gaoyou.get(name, path)).status_code for name in (INFORMANT, HANDLER, "centre", "supervisor")
    }
    assert statuses == {INFORMANT: 403, HANDLER: 200, "centre": 200, "supervisor": 403}
    assert (await gaoyou.get("dispatcher-west", path)).status_code == 404
    assert (await gaoyou.get("township-east", path)).status_code == 200
    assert {each["kind"] for each in (await candidates(gaoyou, ref)).values()} == {"unit", "grid", "person"}
    assert str(uid("duty-east")) in await candidates(gaoyou, ref)
