"""Who was told about a case and who looked who reported it, over HTTP; and what a handler's list says of their work."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.asking import Town, town
from tests.small import INFORMANT, uid
from workflow import store

PHONE = "138 0013 8000"


@pytest_asyncio.fixture
async def gaoyou(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


async def told(town: Town, who: str, ref: str, query: str = "") -> dict[str, Any]:
    answer = await town.get(who, f"/api/v1/incidents/{ref}/told{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def at_the_gas_company(town: Town) -> str:
    ref = await town.reported(INFORMANT)
    await town.moves(ref, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}}))
    return ref


async def test_who_was_told_is_listed_newest_first_with_what_became_of_it(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    whole = (await told(gaoyou, "dispatcher-east", ref))["items"]
    assert [each["at"] for each in whole] == sorted((each["at"] for each in whole), reverse=True)
    assigned = next(each for each in whole if each["kind"] == "assigned")
    assert assigned["to"]["name"]
    assert (assigned["read_at"], assigned["times"], assigned["moot"], assigned["letters"]) == (None, 1, False, [])
    await gaoyou.move("gas-1", ref, "acknowledge")
    later = (await told(gaoyou, "dispatcher-east", ref))["items"]
    assert next(each for each in later if each["id"] == assigned["id"])["moot"], "nothing is left to call for"


async def test_a_message_that_was_seen_says_when(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    mine = (await gaoyou.get("gas-1", "/api/v1/notices")).json()["items"][0]["id"]
    gaoyou.wall.wait(minutes=3)
    assert (await gaoyou.post("gas-1", f"/api/v1/notices/{mine}/acknowledge")).status_code == 200
    seen = next(each for each in (await told(gaoyou, "dispatcher-east", ref))["items"] if each["id"] == mine)
    assert seen["read_at"] == gaoyou.wall.at.isoformat().replace("+00:00", "Z")


async def test_the_list_of_who_was_told_has_pages(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    whole = [each["id"] for each in (await told(gaoyou, "dispatcher-east", ref))["items"]]
    assert len(whole) > 2
    found, cursor = [], ""
    for _ in whole:
        page = await told(gaoyou, "dispatcher-east", ref, f"?limit=1{cursor}")
        found += [each["id"] for each in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert (found, page["next"]) == (whole, None)
    for query in ("?limit=0", "?limit=201", "?cursor=broken"):
        assert (await gaoyou.get("dispatcher-east", f"/api/v1/incidents/{ref}/told{query}")).status_code == 400, query


async def test_whoever_reported_is_named_neither_among_who_was_told_nor_in_the_timeline(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, ("dispatcher-east", "decline", {"reason": "不归我们"}))
    reporter = str(uid(INFORMANT))
    page = await told(gaoyou, "dispatcher-east", ref)
    assert any(each["reporter"] and each["to"] is None for each in page["items"]), "they were told how it ended"
    assert reporter not in str(page)
    assert reporter not in str((await gaoyou.see("dispatcher-east", ref))["timeline"])
    own = (await gaoyou.see(INFORMANT, ref))["timeline"]
    assert own[0]["actor"]["id"] == reporter, "they know themselves"


async def test_a_look_says_why_and_stands_where_colleagues_see_it(gaoyou: Town) -> None:
    reporter = {"name": "陈某", "phone": PHONE}
    ref = await gaoyou.reported(INFORMANT, reporter=reporter)
    answer = await gaoyou.post("dispatcher-east", f"/api/v1/incidents/{ref}/reporter", {"reason": "回访"})
    assert answer.json() == reporter
    assert (await gaoyou.post("dispatcher-east", f"/api/v1/incidents/{ref}/reporter", {})).status_code == 400
    page = (await gaoyou.get("supervisor", f"/api/v1/incidents/{ref}/looks")).json()
    assert [(each["who"]["id"], each["reason"]) for each in page["items"]] == [(str(uid("dispatcher-east")), "回访")]
    for path in ("", "/looks", "/told", "/explanation"):
        shown = (await gaoyou.get("dispatcher-east", f"/api/v1/incidents/{ref}{path}")).text
        assert "陈某" not in shown
        assert PHONE not in shown


async def test_looks_have_pages(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    for reason in ("一", "二", "三"):
        gaoyou.wall.wait(minutes=1)
        await gaoyou.post("dispatcher-east", f"/api/v1/incidents/{ref}/reporter", {"reason": reason})
    first = (await gaoyou.get(INFORMANT, f"/api/v1/incidents/{ref}/looks?limit=2")).json()
    rest = (await gaoyou.get(INFORMANT, f"/api/v1/incidents/{ref}/looks?limit=2&cursor={first['next']}")).json()
    assert [each["reason"] for each in [*first["items"], *rest["items"]]] == ["三", "二", "一"]
    assert rest["next"] is None
    assert (await gaoyou.get(INFORMANT, f"/api/v1/incidents/{ref}/looks?cursor=x")).status_code == 400


async def test_a_case_says_whether_its_reader_may_look_who_reported(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    expected = {"dispatcher-east": "look", "supervisor": "log", INFORMANT: "log", "gas-1": "none"}
    assert {who: (await gaoyou.see(who, ref))["reporter_access"] for who in expected} == expected


async def test_an_entry_says_in_a_few_words_what_it_did(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    await gaoyou.moves(
        ref,
        ("gas-1", "acknowledge", {}),
        ("gas-1", "request_suspension", {"until": "2026-06-20T09:00:00+08:00", "reason": "等材料"}),
        ("dispatcher-east", "grant_suspension", {}),
    )
    said = {each["move"]: each["said"] for each in (await gaoyou.see("dispatcher-east", ref))["timeline"]}
    assert said["dispatch"] == "sent it to Gas"
    assert said["request_suspension"] == "asked to suspend it until 20 Jun 2026 09:00"
    assert said["grant_suspension"] == "suspended it until 20 Jun 2026 09:00"
    assert not any("{" in each or "$" in each for each in said.values())


async def test_what_people_wrote_can_be_erased_and_the_entry_still_says_what_it_did(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    before = [each["said"] for each in (await gaoyou.see("dispatcher-east", ref))["timeline"]]
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE entry SET facts = NULL")
    assert [each["said"] for each in (await gaoyou.see("dispatcher-east", ref))["timeline"]] == before


async def work(town: Town, who: str) -> list[dict[str, Any]]:
    answer = await town.get(who, "/api/v1/queues/handle")
    assert answer.status_code == 200, answer.text
    return [each["work"] for each in answer.json()["items"]]


async def test_a_handlers_list_says_what_is_theirs_to_do_and_which_moves_they_have(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    (fresh,) = await work(gaoyou, "gas-1")
    assert [task["state"] for task in fresh["tasks"]] == ["assigned"]
    assert {"acknowledge", "return_"} <= set(fresh["allowed"])
    assert fresh["tasks"][0]["due_at"]
    assert fresh["allowed"] == (await gaoyou.see("gas-1", ref))["allowed"]
    await gaoyou.moves(
        ref, ("gas-1", "acknowledge", {}), ("gas-1", "request_extension", {"budget": "1wh", "reason": "等材料"})
    )
    (taken,) = await work(gaoyou, "gas-1")
    assert (taken["tasks"][0]["state"], taken["tasks"][0]["asked"]) == ("handling", "extension")
    assert "resolve" in taken["allowed"]
    assert "acknowledge" not in taken["allowed"]


async def test_only_ones_own_tasks_are_in_ones_list(gaoyou: Town) -> None:
    ref = await at_the_gas_company(gaoyou)
    await gaoyou.moves(ref, ("dispatcher-east", "split", {"to": {"unit": "water"}}))
    (gas,), (water,) = await work(gaoyou, "gas-1"), await work(gaoyou, "water-1")
    assert [task["receiver"]["code"] for task in gas["tasks"]] == ["gas"]
    assert [task["receiver"]["code"] for task in water["tasks"]] == ["water"]
    assert (gas["tasks"][0]["kind"], water["tasks"][0]["kind"]) == ("lead", "co")


async def test_other_queues_say_nothing_of_work(gaoyou: Town) -> None:
    await gaoyou.reported(INFORMANT)
    rows = (await gaoyou.get("dispatcher-east", "/api/v1/queues/intake")).json()["items"]
    assert [row["work"] for row in rows] == [None]
