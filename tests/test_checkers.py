"""Who can be sent to look whether a report is so, and what came of it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.asking import Town, town
from tests.small import GROUP, INFORMANT, VILLAGE, uid

COLLEAGUE = f"informant-{VILLAGE}02"
NEXT_VILLAGE = "informant-900100100201"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def asked(town: Town, ref: str) -> list[dict[str, object]]:
    found = await town.get("intake-east", f"/api/v1/incidents/{ref}/checkers")
    assert found.status_code == 200, found.text
    return list(found.json())


async def names(town: Town, ref: str) -> list[object]:
    return [each["person"]["name"] for each in await asked(town, ref)]  # type: ignore[index]


async def test_the_nearest_informant_is_suggested_and_whoever_reported_is_not_asked(gaoyou: Town) -> None:
    called = await gaoyou.reported("intake-east", source="hotline")
    found = await asked(gaoyou, called)
    assert [each["suggested"] for each in found] == [True, False, False, False]
    assert (await names(gaoyou, called))[:2] == [INFORMANT, COLLEAGUE]
    assert all(each["on_duty"] for each in found)
    own = await gaoyou.reported(INFORMANT)
    assert (await names(gaoyou, own))[0] == COLLEAGUE


async def test_who_is_suggested_is_who_is_asked_where_nobody_is_named(gaoyou: Town) -> None:
    ref = await gaoyou.reported("intake-east", grid=VILLAGE, source="counter")
    first = (await asked(gaoyou, ref))[0]["person"]
    await gaoyou.moves(ref, ("intake-east", "check", {}))
    listed = (await gaoyou.get("intake-east", "/api/v1/incidents?checks=true")).json()["items"]
    assert [(each["id"], each["checker"], each["checked"]) for each in listed] == [(ref, first, None)]


async def test_everybody_who_is_offered_can_be_asked(gaoyou: Town) -> None:
    for number in range(4):
        ref = await gaoyou.reported("intake-east", source="letter", description=f"第{number}封来信")
        person = (await asked(gaoyou, ref))[number]["person"]
        await gaoyou.moves(ref, ("intake-east", "check", {"person": person["id"]}))  # type: ignore[index]


async def test_how_many_checks_wait_for_each_is_told(gaoyou: Town) -> None:
    for _ in range(2):
        ref = await gaoyou.reported("intake-east", source="hotline")
        await gaoyou.moves(ref, ("intake-east", "check", {"person": str(uid(NEXT_VILLAGE))}))
    again = await gaoyou.reported("intake-east", source="hotline")
    waiting = {each["person"]["name"]: each["asked"] for each in await asked(gaoyou, again)}  # type: ignore[index]
    assert waiting == {INFORMANT: 0, COLLEAGUE: 0, NEXT_VILLAGE: 2, "informant-900100100202": 0}


async def test_the_answer_to_a_check_stands_in_the_list_until_it_is_filed(gaoyou: Town) -> None:
    so, not_so = [await gaoyou.reported("intake-east", source="hotline") for _ in range(2)]
    for ref in (so, not_so):
        await gaoyou.moves(ref, ("intake-east", "check", {}))
    await gaoyou.moves(so, (INFORMANT, "confirm", {}))
    await gaoyou.moves(not_so, (INFORMANT, "deny", {"reason": "没有看到"}))
    listed = (await gaoyou.get("intake-east", "/api/v1/incidents?checks=true")).json()["items"]
    assert {each["id"]: (each["state"], each["checked"]) for each in listed} == {
        so: ("reported", True),
        not_so: ("reported", False),
    }
    await gaoyou.moves(so, ("intake-east", "accept", {}))
    listed = (await gaoyou.get("intake-east", "/api/v1/incidents?checks=true")).json()["items"]
    assert [each["id"] for each in listed] == [not_so]


async def test_nobody_can_be_sent_to_what_has_no_place(gaoyou: Town) -> None:
    ref = await gaoyou.reported("intake-east", grid=None, location={"address": "河边"}, source="hotline")
    answer = await gaoyou.get("duty", f"/api/v1/incidents/{ref}/checkers")
    assert (answer.status_code, answer.json()) == (200, [])
    assert GROUP not in answer.text
