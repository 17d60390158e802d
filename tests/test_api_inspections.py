"""Second looks and appeals over HTTP: sent by hand, answered by who was sent, and shown to who supervises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.asking import Town, town
from tests.small import GROUP, INFORMANT, VILLAGE

HANDLER = f"handler-{VILLAGE}"
NEIGHBOUR = f"informant-{GROUP[:-2]}02"
SUPERVISOR = "township-east"


@pytest_asyncio.fixture
async def east(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


async def test_what_was_sent_for_a_second_look_is_asked_of_an_informant_and_its_outcome_shown(east: Town) -> None:
    ref = await east.reported(INFORMANT)
    await east.moves(
        ref,
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {}),
        (HANDLER, "acknowledge", {}),
        (HANDLER, "resolve", {}),
        ("dispatcher-east", "verify", {"satisfied": True}),
        (SUPERVISOR, "inspect", {"reason": "有群众说没清干净"}),
    )
    asked = (await east.get(NEIGHBOUR, "/api/v1/queues/verify")).json()["items"]
    assert [(item["id"], item["state"]) for item in asked] == [(ref, "closed")]
    assert asked[0]["left_seconds"] > 0
    page = (await east.get(SUPERVISOR, "/api/v1/board/inspections")).json()
    (look,) = page["items"]
    assert (look["state"], look["case"]["id"], page["by_unit"][0]["open"]) == ("looking", ref, 1)
    assert {sample["name"] for sample in page["samples"]} == {"closed-unseen", "grave", "usual"}
    await east.moves(ref, (NEIGHBOUR, "not_good", {"reason": "又堆了一堆"}))
    page = (await east.get(SUPERVISOR, "/api/v1/board/inspections")).json()
    assert (page["items"][0]["state"], page["by_category"][0]["failed"]) == ("failed", 1)
    assert (await east.get(NEIGHBOUR, "/api/v1/queues/verify")).json()["items"] == []
    why = (await east.get(SUPERVISOR, f"/api/v1/incidents/{ref}/inspection")).json()
    assert why.get("code") == "not-closed", why
    assert (await east.get("township-west", f"/api/v1/incidents/{ref}/inspection")).status_code == 404
    assert (await east.get(SUPERVISOR, "/api/v1/board/appeals")).json() == {"items": []}
    assert (await east.get(SUPERVISOR, "/api/v1/board/inspections?period=2026-13")).status_code == 400
