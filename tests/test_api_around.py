"""What is reported there already, and a report that says it is the same: told to whoever is about to report."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.asking import Town, town
from tests.small import FAR_GROUP, GROUP, INFORMANT, VILLAGE, uid

DISPATCHER, ELSEWHERE = "dispatcher-east", f"informant-{FAR_GROUP}"
HERE = {"lat": 32.7810, "lon": 119.4500}
METRE = 1 / 111_320
"""Of latitude, in degrees."""


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


def north(metres: float) -> dict[str, float]:
    return {**HERE, "lat": HERE["lat"] + metres * METRE}


async def around(town: Town, name: str, query: str) -> list[dict[str, Any]]:
    answer = await town.get(name, f"/api/v1/incidents/nearby?category=06010&{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_lies_around_comes_nearest_first_with_nothing_of_what_was_written(gaoyou: Town) -> None:
    far = await gaoyou.reported(INFORMANT, location=north(40), description="三袋垃圾，是老王丢的")
    near = await gaoyou.reported(ELSEWHERE, grid=GROUP, location=north(10))
    placed = await gaoyou.reported(INFORMANT)
    await gaoyou.reported(INFORMANT, location=north(5_000))
    await gaoyou.reported(INFORMANT, location=north(20), category="06012")
    found = await around(gaoyou, INFORMANT, f"grid={GROUP}&lat={HERE['lat']}&lon={HERE['lon']}")
    assert [(each["id"], each["metres"]) for each in found] == [(near, 10), (far, 40), (placed, None)]
    assert [each["mine"] for each in found] == [False, True, True]
    assert all(each["opens"] for each in found), "an informant sees what lies in their group"
    assert not {"description", "reporter_id", "address", "lat"} & set(found[0])
    assert (found[0]["grid"]["code"], found[0]["grid"]["name"]) == (GROUP, f"G{GROUP}")


async def test_anybody_may_ask_and_learns_whether_they_may_open_it(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    (found,) = await around(gaoyou, ELSEWHERE, f"grid={GROUP}")
    assert (found["id"], found["mine"], found["opens"]) == (ref, False, False)
    assert (found["state"], found["stage"], found["category"]["zh"]) == ("reported", "report", "暴露垃圾")


async def test_what_has_ended_or_is_long_ago_lies_around_no_more(gaoyou: Town) -> None:
    ended = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ended, (DISPATCHER, "decline", {"reason": "不属实"}))
    assert await around(gaoyou, INFORMANT, f"grid={GROUP}") == []
    await gaoyou.reported(INFORMANT)
    gaoyou.wall.wait(days=400)
    gaoyou.tokens.clear()
    assert await around(gaoyou, INFORMANT, f"grid={GROUP}") == []


async def test_at_most_ten_lie_around(gaoyou: Town) -> None:
    for metres in range(12):
        await gaoyou.reported(INFORMANT, location=north(metres * 4))
    found = await around(gaoyou, INFORMANT, f"lat={HERE['lat']}&lon={HERE['lon']}")
    assert [each["metres"] for each in found] == [0, 0, 10, 10, 20, 20, 20, 30, 30, 40], "to ten metres"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("grid=900100100101", "category"),
        ("category=none&grid=900100100101", "category"),
        ("category=06010", "grid"),
        ("category=06010&grid=none", "grid"),
        ("category=06010&lat=32.7", "lon"),
        ("category=06010&lon=119.4", "lat"),
        ("category=06010&lat=99&lon=1", "lat"),
        ("category=06010&lat=x&lon=1", "lat"),
    ],
)
async def test_what_cannot_be_a_place_or_a_kind_is_refused_at_its_field(gaoyou: Town, query: str, field: str) -> None:
    answer = await gaoyou.get(INFORMANT, f"/api/v1/incidents/nearby?{query}")
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_mine_too_is_recorded_and_shown_to_the_dispatcher(gaoyou: Town) -> None:
    first = await gaoyou.see(DISPATCHER, await gaoyou.reported(INFORMANT))
    same = {"id": first["id"], "number": first["number"]}
    ref = await gaoyou.reported(ELSEWHERE, grid=GROUP, same_as=first["number"])
    seen = await gaoyou.see(DISPATCHER, ref)
    assert seen["same_as"] == same
    assert f"The reporter says that it is the same as {first['number']}." in seen["timeline"][0]["reasons"]
    rows = (await gaoyou.get(DISPATCHER, "/api/v1/queues/intake")).json()["items"]
    assert {row["id"]: row["same_as"] for row in rows} == {first["id"]: None, ref: same}
    merged = await gaoyou.moves(ref, (DISPATCHER, "merge", {"into": first["number"]}))
    assert merged["state"] == "merged"


async def test_mine_too_is_taken_whatever_has_become_of_the_other_case_meanwhile(gaoyou: Town) -> None:
    first = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(first, (DISPATCHER, "decline", {"reason": "不属实"}))
    answer = await gaoyou.report(ELSEWHERE, grid=GROUP, same_as=first)
    assert answer.status_code == 201
    assert (await gaoyou.see(ELSEWHERE, answer.json()["id"]))["same_as"]["id"] == first
    unknown = await gaoyou.report(ELSEWHERE, grid=GROUP, same_as="GY-999999")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "same_as")


async def test_a_list_of_mine_has_what_i_reported_and_nothing_else(gaoyou: Town) -> None:
    mine = []
    for grid in (GROUP, FAR_GROUP):
        mine.append(await gaoyou.reported(INFORMANT, grid=grid))
        gaoyou.wall.wait(minutes=1)
    await gaoyou.reported(ELSEWHERE, grid=GROUP)
    listed = (await gaoyou.get(INFORMANT, "/api/v1/incidents?mine=true")).json()["items"]
    assert [each["id"] for each in listed] == mine[::-1]
    assert len((await gaoyou.get(INFORMANT, "/api/v1/incidents")).json()["items"]) == 3


async def test_who_is_asked_to_look_finds_it_among_what_is_to_verify_until_they_answered(gaoyou: Town) -> None:
    checker = f"informant-{VILLAGE}02"
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, (DISPATCHER, "check", {"person": str(uid(checker))}))
    (row,) = (await gaoyou.get(checker, "/api/v1/queues/verify")).json()["items"]
    assert (row["id"], row["state"]) == (ref, "checking")
    assert (await gaoyou.get(INFORMANT, "/api/v1/queues/verify")).json()["items"] == []
    await gaoyou.moves(ref, (checker, "confirm", {"note": "看过了"}))
    assert (await gaoyou.get(checker, "/api/v1/queues/verify")).json()["items"] == []


async def test_the_catalogue_says_how_each_category_is_typed_and_filed(gaoyou: Town) -> None:
    found = (await gaoyou.get(INFORMANT, "/api/v1/catalogue")).json()["categories"]
    rubbish = next(each for each in found if each["key"] == "06010")
    assert (rubbish["code"], rubbish["pinyin"], rubbish["initials"]) == ("06010", "baolulaji", "bllj")
    assert "生活垃圾" in rubbish["words"]
    assert [each["name"] for each in rubbish["filing"]] == ["rubbish_exposed"]
    assert [each["name"] for each in rubbish["closing"]] == ["cleared"]
    assert all(each["pinyin"].isascii() and each["initials"].isascii() for each in found)
