"""Second looks and appeals over HTTP: sent by hand, answered by who was sent, and shown to who supervises."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.asking import Town, town
from tests.small import EAST, GROUP, INFORMANT, VILLAGE, uid
from workflow import jobs

HANDLER = f"handler-{VILLAGE}"
NEIGHBOUR = f"informant-{GROUP[:-2]}02"
SUPERVISOR = "township-east"
PAGE = "/api/v1/board/inspections"
WHY = {"reason": "有群众说没清干净"}
LIFE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("dispatcher-east", "accept", {}),
    ("dispatcher-east", "dispatch", {}),
    (HANDLER, "acknowledge", {}),
    (HANDLER, "resolve", {}),
    ("dispatcher-east", "verify", {"satisfied": True}),
)


@pytest_asyncio.fixture
async def east(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


async def shown(east: Town, query: str = "", name: str = SUPERVISOR) -> dict[str, Any]:
    answer = await east.get(name, f"{PAGE}{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_was_sent_for_a_second_look_is_asked_of_an_informant_and_its_outcome_shown(east: Town) -> None:
    ref = await east.reported(INFORMANT)
    await east.moves(ref, *LIFE, (SUPERVISOR, "inspect", WHY))
    asked = (await east.get(NEIGHBOUR, "/api/v1/queues/verify")).json()["items"]
    assert [(item["id"], item["state"]) for item in asked] == [(ref, "closed")]
    assert asked[0]["left_seconds"] > 0
    page = await shown(east)
    (look,) = page["items"]
    assert (look["state"], look["case"]["id"], page["by_unit"][0]["open"]) == ("looking", ref, 1)
    assert (page["sends"], look["gone"], look["due_at"] is not None) == (True, False, True)
    assert look["allowed"] == ["send_to_look", "still_good", "not_good"]
    assert (await shown(east, name="centre"))["items"][0]["allowed"] == []
    assert (await shown(east, name="centre"))["sends"] is False
    assert {sample["name"] for sample in page["samples"]} == {"closed-unseen", "grave", "usual"}
    await east.moves(ref, (NEIGHBOUR, "not_good", {"reason": "又堆了一堆"}))
    page = await shown(east)
    assert (page["items"][0]["state"], page["by_category"][0]["failed"]) == ("failed", 1)
    assert [len((await shown(east, f"?which={which}"))["items"]) for which in ("open", "failed", "redone")] == [0, 1, 0]
    assert (await east.get(NEIGHBOUR, "/api/v1/queues/verify")).json()["items"] == []
    why = (await east.get(SUPERVISOR, f"/api/v1/incidents/{ref}/inspection")).json()
    assert why.get("code") == "not-closed", why
    await east.moves(ref, *LIFE[1:])
    page = await shown(east, "?which=redone")
    assert [item["case"]["id"] for item in page["items"]] == [ref]
    assert page["by_unit"][0]["redone"] == 1
    assert (await east.get("township-west", f"/api/v1/incidents/{ref}/inspection")).status_code == 404
    assert (await east.get(SUPERVISOR, f"{PAGE}?period=2026-13")).status_code == 400
    for period in ("0000-01", "0001-01", "9999-12", "9999"):
        answer = await east.get(SUPERVISOR, f"{PAGE}?period={period}")
        assert answer.status_code in (200, 400), f"{period}: days out of all calendars are no fault of ours"
    assert (await east.get(SUPERVISOR, f"{PAGE}?which=lost")).status_code == 400


async def test_a_suggestion_is_not_sent_for_a_second_look_and_says_why(east: Town) -> None:
    ref = await east.reported(INFORMANT, category="97997")
    await east.moves(
        ref,
        ("dispatcher-east", "reply", {"note": "明年做"}),
        ("dispatcher-east", "close", {"reason": "已答复"}),
    )
    assert "inspect" not in (await east.see(SUPERVISOR, ref))["allowed"]
    refused = await east.move(SUPERVISOR, ref, "inspect", WHY)
    assert refused.status_code == 409
    assert "suggestion" in refused.json()["detail"]


async def test_each_case_that_was_drawn_from_says_whether_it_was_drawn_and_why(east: Town) -> None:
    refs = [await east.reported(INFORMANT, description=f"第{number}堆") for number in range(3)]
    for ref in refs:
        await east.moves(ref, *LIFE)
    east.wall.wait(days=30)
    lots = f"{PAGE}/lots?period=2026-06&township={EAST}"
    page = await shown(east)
    assert [(draw["township"], draw["drawn_at"]) for draw in page["draws"]] == [(EAST, None)]
    assert (await east.get(SUPERVISOR, lots)).status_code == 404, "not drawn yet"
    await jobs.run_by_hand(east.engine, "inspection", "2026-06", EAST)
    (draw,) = (await shown(east))["draws"]
    assert draw["open"] == sum(sample["size"] for sample in draw["samples"]) == 1
    first = (await east.get(SUPERVISOR, f"{lots}&limit=2")).json()
    rest = (await east.get("centre", f"{lots}&limit=2&cursor={first['next']}")).json()
    rows = first["items"] + rest["items"]
    assert (sorted(row["case"]["id"] for row in rows), rest["next"]) == (sorted(refs), None)
    assert [row["drawn"] for row in rows] == [True, False, False], "the lowest lot first"
    assert "higher" in rows[1]["why"]
    assert (await east.get("township-west", lots)).status_code == 404
    assert (await east.get(HANDLER, lots)).status_code == 403
    for wrong in ("period=2026-06", f"township={EAST}", f"township={EAST}&period=2026-06&cursor=x"):
        assert (await east.get(SUPERVISOR, f"{PAGE}/lots?{wrong}")).status_code == 400, wrong


async def test_what_somebody_who_leaves_was_sent_to_look_at_goes_to_another(east: Town) -> None:
    """Who is sent is named by the supervisor, from those who have had nothing to do with it."""
    ref = await east.reported(INFORMANT)
    await east.moves(ref, *LIFE, (SUPERVISOR, "inspect", WHY))
    found = (await east.get(SUPERVISOR, f"/api/v1/incidents/{ref}/lookers")).json()
    people = [each["person"]["id"] for each in found]
    assert not {str(uid(NEIGHBOUR)), str(uid(INFORMANT))} & set(people), "who was sent, and who reported"
    assert [each["suggested"] for each in found] == [True, *[False] * (len(found) - 1)]
    await east.moves(ref, (SUPERVISOR, "send_to_look", {"person": people[-1]}))
    assert (await shown(east))["items"][0]["looker"]["id"] == people[-1]
    path, body = f"/api/v1/persons/{people[-1]}/leave", {"reason": "调走"}
    seen = (await east.post("admin", f"{path}?dry_run=true", body)).json()
    assert seen["consequences"]["hanging"]["looks"] == 1
    left = await east.post("admin", path, {**body, "foreseen": seen["foreseen"]}, If_Match="0")
    assert left.status_code == 200, left.text
    (look,) = (await shown(east))["items"]
    assert look["looker"]["id"] not in (people[-1], str(uid(INFORMANT)))
    assert look["gone"] is False


async def test_an_appeal_waits_for_each_reviewer_until_they_have_said_something(east: Town) -> None:
    ref = await east.reported(INFORMANT)
    await east.moves(ref, *LIFE[:3])
    east.wall.wait(days=2)
    await east.moves(ref, *LIFE[3:], (HANDLER, "appeal", {"reason": "道路封闭"}))
    waits = "/api/v1/board/appeals"
    (appeal,) = (await east.get(SUPERVISOR, waits)).json()["items"]
    assert (appeal["text"], appeal["first"], appeal["allowed"]) == ("道路封闭", None, ["uphold", "dismiss"])
    assert appeal["late_seconds"] > 0
    assert (await east.get("centre", waits)).json()["items"] == [], "reviews none"
    await east.moves(ref, (SUPERVISOR, "uphold", {"reason": "属实", "objection": appeal["id"]}))
    assert (await east.get(SUPERVISOR, waits)).json() == {"items": [], "next": None}
    (appeal,) = (await east.get("supervisor", waits)).json()["items"]
    assert (appeal["state"], appeal["first"]["name"]) == ("seconded", SUPERVISOR)
    assert (await east.get("supervisor", f"{waits}?cursor=nonsense")).status_code == 400
