"""What the dispatcher's desk asks the API for: whole counts, cases by words, who claimed when, and why a receiver."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.asking import Town, town
from tests.small import FAR_GROUP, INFORMANT, VILLAGE

DISPATCHER, FAR = "dispatcher-east", "dispatcher-west"
QUEUES = ("intake", "dispatch", "handle", "verify", "supervise")


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def tallies(town: Town, name: str) -> dict[str, Any]:
    return dict((await town.get(name, "/api/v1/queues")).json())


async def test_each_queue_is_counted_with_the_lamps_that_its_rows_show(gaoyou: Town) -> None:
    refs = [await gaoyou.reported(INFORMANT, severity=1 + n % 4) for n in range(6)]
    await gaoyou.reported(f"informant-{FAR_GROUP}", grid=FAR_GROUP)
    dispatch = (DISPATCHER, "dispatch", {"to": {"grid": VILLAGE}})
    await gaoyou.moves(refs[0], (DISPATCHER, "accept", {}))
    await gaoyou.moves(refs[1], (DISPATCHER, "accept", {}), dispatch)
    colours = set()
    for _ in range(12):
        for name in (DISPATCHER, f"handler-{VILLAGE}", "supervisor", "centre"):
            found = await tallies(gaoyou, name)
            for kind in QUEUES:
                rows = (await gaoyou.get(name, f"/api/v1/queues/{kind}?limit=200")).json()["items"]
                lamps = [row["lamp"] for row in rows]
                colours |= set(lamps)
                wanted = {"count": len(rows), "yellow": lamps.count("yellow"), "red": lamps.count("red")}
                assert found[kind] == {**wanted, "capped": False}, (name, kind)
        gaoyou.wall.wait(minutes=50)
    assert colours == {"green", "yellow", "red"}
    assert (await tallies(gaoyou, DISPATCHER))["dispatch"]["count"] == 1
    assert (await tallies(gaoyou, FAR))["dispatch"]["count"] == 0


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("桶旁", 1),
        ("桶旁 通湖", 1),
        ("通湖", 2),
        ("TONGHU", 0),
        ("桶旁 井盖", 0),
        ("暴露垃圾", 2),
        ("06010", 2),
        ("Rubbish", 2),
    ],
)
async def test_a_case_is_found_by_what_was_written_and_by_its_category(gaoyou: Town, words: str, many: int) -> None:
    address = {"location": {"address": "通湖路 3 号"}}
    await gaoyou.reported(INFORMANT, description="桶旁堆着三袋", **address)
    await gaoyou.reported(INFORMANT, description="井盖松动", category="06013", **address)
    await gaoyou.reported(INFORMANT, description="墙边一堆")
    found = (await gaoyou.get(DISPATCHER, f"/api/v1/incidents?words={words}")).json()["items"]
    assert len(found) == many
    assert (await gaoyou.get(FAR, f"/api/v1/incidents?words={words}")).json()["items"] == []


async def test_a_word_of_one_letter_is_refused_in_words(gaoyou: Town) -> None:
    answer = await gaoyou.get(DISPATCHER, "/api/v1/incidents?words=垃 圾")
    assert answer.status_code == 400
    found = answer.json()["errors"][0]
    assert (found["field"], found["reason"], found["message"]) == (
        "words",
        "too-short",
        "Each word needs 2 letters at least.",
    )


async def test_who_comes_second_to_claim_sees_who_was_first_and_when(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    version = (await gaoyou.see(DISPATCHER, ref))["version"]
    first = await gaoyou.move(DISPATCHER, ref, "claim", {}, version)
    second = await gaoyou.move("chief-east", ref, "claim", {}, version)
    assert (first.status_code, second.status_code) == (200, 409)
    seen = await gaoyou.see("chief-east", ref)
    row = (await gaoyou.get("chief-east", "/api/v1/queues/intake")).json()["items"][0]
    for shown in (seen, row):
        assert shown["claimed_by"]["name"] == DISPATCHER
        assert shown["claimed_at"] == first.json()["claimed_at"] is not None


async def test_a_suggested_receiver_comes_with_its_load_and_the_reason(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, (DISPATCHER, "accept", {}))
    row = (await gaoyou.get(DISPATCHER, "/api/v1/queues/dispatch")).json()["items"][0]
    assert (row["suggestion"]["code"], row["suggestion"]["load"]) == (VILLAGE, 0)
    assert "the grid's own handlers" in row["suggestion"]["why"]
    assert (await gaoyou.see(DISPATCHER, ref))["suggestion"] == row["suggestion"]
    gas = await gaoyou.reported(INFORMANT, category="H0502", severity=1)
    found = (await gaoyou.see(DISPATCHER, gas))["suggestion"]
    assert found is None or "unit" in found["why"]
