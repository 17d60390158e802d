"""Without a sign-in: a report at a printed code's door, and what its receipt leads to. Nothing else is to be had."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from tests.asking import Town, town
from tests.pictured import photo
from tests.small import EAST, FAR_GROUP, GROUP, VILLAGE

DOOR = f"/api/v1/public/doors/{VILLAGE}"


@pytest_asyncio.fixture
async def village(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


async def sent(town: Town, draft: str | None = None, code: str = VILLAGE, **members: Any) -> httpx.Response:
    """A report without a sign-in."""
    secret = draft or str(uuid4())
    body = {"category": "06010", "description": "门口的垃圾两天没有人收", **members}
    told = {"Gridward-Draft": secret, "Idempotency-Key": secret}
    return await town.client.post(f"/api/v1/public/doors/{code}/reports", json=body, headers=told)


async def photographed(town: Town, draft: str, seed: int = 1) -> httpx.Response:
    return await town.client.post(
        "/api/v1/public/photos",
        content=photo(seed=seed),
        headers={"Content-Type": "image/jpeg", "Gridward-Draft": draft, "Idempotency-Key": f"{draft}.{seed}"},
    )


async def taken(town: Town, **members: Any) -> dict[str, Any]:
    answer = await sent(town, **members)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def by(receipt: str) -> dict[str, str]:
    return {"Authorization": f"Receipt {receipt}"}


async def followed(town: Town, receipt: str) -> dict[str, Any]:
    answer = await town.client.get("/api/v1/receipt", headers=by(receipt))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def moved(town: Town, receipt: str, move: str, body: Mapping[str, Any]) -> httpx.Response:
    """A move of the receipt's holder, against what they see."""
    seen = await followed(town, receipt)
    told = {**by(receipt), "If-Match": str(seen["version"])}
    return await town.client.post(f"/api/v1/incidents/{seen['id']}/{move}", json=dict(body), headers=told)


DONE: Any = (
    ("intake-east", "accept", {}),
    ("dispatcher-east", "dispatch", {"to": {"grid": VILLAGE}}),
    (f"handler-{VILLAGE}", "acknowledge", {}),
    (f"handler-{VILLAGE}", "resolve", {"note": "张三李四已清走"}),
)


async def test_a_report_is_taken_in_without_a_sign_in_and_followed_by_its_receipt(village: Town) -> None:
    answer = await taken(village)
    seen = await followed(village, answer["receipt"])
    assert (seen["number"], seen["state"], seen["stage"]) == (answer["number"], "reported", "report")
    assert seen["description"] == "门口的垃圾两天没有人收"
    assert seen["promise"] == {"state": "running", "at": seen["promise"]["at"]}
    assert [(step["said"], step["own"]) for step in seen["steps"]] == [("Your report was taken in", True)]
    assert (seen["proof"]["holds"], seen["proof"]["whole"], seen["proof"]["entries"]) == (True, True, 1)
    staff = await village.see("intake-east", answer["id"])
    assert (staff["source"], staff["grid"]["code"]) == ("resident", VILLAGE)


async def test_the_holder_confirms_with_a_rating_that_the_ledger_keeps(village: Town) -> None:
    answer = await taken(village)
    await village.moves(answer["id"], *DONE)
    seen = await followed(village, answer["receipt"])
    assert set(seen["allowed"]) == {"confirm", "rework", "message"}
    assert (await moved(village, answer["receipt"], "confirm", {"rating": 6})).status_code == 400
    assert (await moved(village, answer["receipt"], "confirm", {"rating": 4, "note": "很快"})).status_code == 200
    seen = await followed(village, answer["receipt"])
    assert (seen["state"], seen["rating"], seen["promise"]["state"]) == ("closed", 4, "kept")
    assert (seen["steps"][-1]["said"], seen["steps"][-1]["words"]) == (
        "You said that it is put right; it is closed",
        "很快",
    )
    timeline = (await village.see("dispatcher-east", answer["id"]))["timeline"]
    assert any("4 of 5" in reason for entry in timeline for reason in entry["reasons"])


async def test_a_rating_is_nobodys_but_the_reporters(village: Town) -> None:
    answer = await taken(village)
    await village.moves(answer["id"], *DONE)
    refused = await village.move("dispatcher-east", answer["id"], "rework", {"reason": "没有干净", "rating": 5})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["reason"] == "reporters-own"


async def test_not_fixed_goes_back_and_an_ended_case_can_be_objected_to(village: Town) -> None:
    answer = await taken(village)
    await village.moves(answer["id"], *DONE)
    again = await moved(village, answer["receipt"], "rework", {"reason": "还剩一袋", "rating": 2})
    assert again.status_code == 200
    assert (await followed(village, answer["receipt"]))["state"] == "handling"
    other = await taken(village)
    assert (await village.move("dispatcher-east", other["id"], "decline", {"reason": "在私人院内"})).status_code == 200
    seen = await followed(village, other["receipt"])
    assert seen["steps"][-1]["words"] == "在私人院内"
    assert "object" in seen["allowed"]
    assert (await moved(village, other["receipt"], "object", {"reason": "是公共的路", "rating": 1})).status_code == 200
    assert (await followed(village, other["receipt"]))["rating"] == 1


async def test_the_holder_withdraws_and_writes_to_the_staff(village: Town) -> None:
    answer = await taken(village)
    assert (await moved(village, answer["receipt"], "message", {"note": "在门的左边"})).status_code == 200
    assert (await moved(village, answer["receipt"], "withdraw", {"reason": "已经收走了"})).status_code == 200
    seen = await followed(village, answer["receipt"])
    assert (seen["state"], [step["words"] for step in seen["steps"][1:]]) == ("withdrawn", ["在门的左边", "已经收走了"])


async def test_the_same_report_sent_twice_is_one_and_another_drafts_photo_is_none_of_it(village: Town) -> None:
    draft, other = str(uuid4()), str(uuid4())
    mine, theirs = await photographed(village, draft), await photographed(village, other, seed=2)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    refused = await sent(village, draft, photos=[theirs.json()["id"]])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "photos")
    first = await sent(village, draft, photos=[mine.json()["id"]])
    again = await sent(village, draft, photos=[mine.json()["id"]])
    assert first.status_code == 201
    assert first.json() == again.json()
    receipt = first.json()["receipt"]
    shown = await village.client.get(f"/api/v1/photos/{mine.json()['id']}", headers=by(receipt))
    assert shown.status_code == 200
    assert (await village.client.get(f"/api/v1/photos/{theirs.json()['id']}", headers=by(receipt))).status_code == 404
    stolen = await village.client.post(
        f"{DOOR}/reports", json={}, headers={"Gridward-Draft": other, "Idempotency-Key": draft}
    )
    assert stolen.status_code == 400
    assert receipt not in stolen.text


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"grid": FAR_GROUP}, "grid"),
        ({"grid": EAST}, "grid"),
        ({"category": "nothing"}, "category"),
        ({"source": "hotline"}, "source"),
        ({"same_as": "GY-1"}, "same_as"),
        ({"photos": [str(uuid4())]}, "photos"),
        ({"description": " "}, "description"),
    ],
)
async def test_what_will_not_do_is_said_at_its_field(village: Town, members: dict[str, Any], field: str) -> None:
    answer = await sent(village, **members)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


async def test_a_door_tells_its_grid_and_what_lies_below_it(village: Town) -> None:
    found = (await village.client.get(DOOR)).json()
    assert (found["grid"]["code"], [each["code"] for each in found["within"]][:1]) == (VILLAGE, [GROUP])
    assert (await taken(village, grid=GROUP))["grid"] == GROUP
    catalogue = (await village.client.get("/api/v1/public/catalogue")).json()
    assert {"categories", "groups"} == set(catalogue)
    assert str(UUID((await taken(village))["id"]))
