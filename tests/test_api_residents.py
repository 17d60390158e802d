"""Without a sign-in: a report at a printed code's door, and what its receipt leads to. Nothing else is to be had."""

import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.routing import iter_route_contexts

from api import doors
from tests.asking import Town, town
from tests.pictured import opened, photo
from tests.small import EAST, FAR_GROUP, GROUP, INFORMANT, MONDAY, VILLAGE
from workflow import ledger, photos, printed

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


def forged(receipt: str, number: int) -> str:
    """Something like a receipt that is none: changed in a place, cut short, of another city, or nothing of the kind."""
    head, claims, signature = receipt.split(".")
    other = ledger.sign(ledger.Receipt(uuid4(), "GY-1", ledger.instant(MONDAY), "0" * 64), Ed25519PrivateKey.generate())
    at = number % len(claims)
    changed = claims[:at] + ("A" if claims[at] != "A" else "B") + claims[at + 1 :]
    none = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    ways = (f"{head}.{changed}.{signature}", receipt[: -1 - number % 40], other, f"{none}.{claims}.", f"{number:x}")
    return ways[number % len(ways)]


async def test_a_thousand_forged_receipts_and_codes_find_nothing_and_are_answered_alike(village: Town) -> None:
    answer = await taken(village)
    nowhere = ledger.sign(
        ledger.Receipt(uuid4(), answer["number"], ledger.instant(MONDAY), "0" * 64), village.engine.keys.signing
    )
    told = set()
    for receipt in (*(forged(answer["receipt"], number) for number in range(1_000)), nowhere):
        found = await village.client.get("/api/v1/receipt", headers=by(receipt))
        told.add((found.status_code, found.text))
        assert answer["number"] not in found.text
    assert len(told) == 1
    assert next(iter(told))[0] == 401
    codes = {
        (found.status_code, found.text)
        for number in range(1_000)
        for found in [await village.client.get(f"/api/v1/public/doors/{VILLAGE}{number:05}")]
    }
    assert len(codes) == 1
    assert next(iter(codes))[0] == 404


async def test_all_that_a_receipt_can_reach_names_nobody_and_no_other_case(village: Town) -> None:
    """Every route of the app that can be read, asked with the receipt of one case, while another lies beside it."""
    other = await taken(village, description="别人家的事", reporter={"name": "李四海", "phone": "0514-84611111"})
    mine = await taken(village, reporter={"name": "王五湖", "phone": "0514-84622222"})
    for each in (other, mine):
        await village.moves(each["id"], *DONE)
    asked = {"ref": mine["id"], "code": VILLAGE, "photo": str(uuid4()), "identity": other["id"], "kind": "intake"}
    reached = []
    for context in iter_route_contexts(village.app.routes):
        path = str(context.path_format)
        if "GET" not in (context.methods or ()) or path in SAYS_NOTHING:
            continue
        for ref in (mine["id"], other["id"]):
            address = re.sub(r"{(\w+)}", partial(filled, {**asked, "ref": ref}), path)
            found = await village.client.get(address, headers=by(mine["receipt"]))
            if found.status_code == 200:
                reached.append(path)
                names = [person for person in STAFF if person in found.text]
                hidden = [word for word in (other["number"], other["id"], "别人家", *PRIVATE) if word in found.text]
                assert (address, names, hidden) == (address, [], [])
    assert {"/api/v1/receipt", "/api/v1/incidents/{ref}"} <= set(reached)


def filled(asked: Mapping[str, str], part: re.Match[str]) -> str:
    return asked.get(part[1], asked["ref"])


PRIVATE = ("李四海", "王五湖", "84611111", "84622222", "张三李四")
STAFF = ("intake-east", "dispatcher-east", f"handler-{VILLAGE}")
SAYS_NOTHING = {"/metrics", "/openapi.json"}
"""Of no case: how the process does, and how it is asked."""


async def test_floods_are_bounded_by_address_and_in_all(village: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = str(uuid4())
    for seed in range(4):
        assert (await photographed(village, draft, seed)).status_code == 201
    assert (await photographed(village, draft, 9)).status_code == 400
    monkeypatch.setattr(photos, "MOST_A_DAY", 4)
    full = await photographed(village, str(uuid4()), 10)
    assert full.json()["errors"][0]["reason"] == "photos-full"
    secret = str(uuid4())
    first = await sent(village, secret)
    for _ in range(doors.REPORTS + 1):
        assert (await sent(village, secret)).json() == first.json(), "what is sent again counts once"
    statuses = [(await sent(village)).status_code for _ in range(doors.REPORTS)]
    assert statuses == [201] * (doors.REPORTS - 1) + [429]


async def test_figures_are_for_anybody_and_small_numbers_stand_among_others(village: Town) -> None:
    for _ in range(6):
        await village.reported(INFORMANT)
    other = await village.reported(INFORMANT, grid=FAR_GROUP)
    done = await taken(village)
    await village.moves(done["id"], *DONE)
    assert (await moved(village, done["receipt"], "confirm", {"rating": 5})).status_code == 200
    found = (await village.client.get("/api/v1/figures")).json()
    assert found["whole"] == {"open": 7} | dict.fromkeys(("overdue", "closed", "promised", "kept", "rated", "rating"))
    assert [(row["code"], row["open"]) for row in found["townships"]] == [(None, 7)], "of two, none stands by itself"
    assert other not in str(found)


async def test_codes_are_printed_for_staff_and_lead_to_their_door(village: Town) -> None:
    village.app.state.public_url = "https://grid.example.org"
    picture = await village.get("centre", f"/api/v1/grids/{VILLAGE}/door.png")
    assert (picture.status_code, opened(picture.content).format) == (200, "PNG")
    page = await village.get("centre", f"/api/v1/grids/{VILLAGE}/door.pdf")
    assert page.content.startswith(b"%PDF")
    sheet = await village.get("centre", f"/api/v1/grids/{EAST}/doors.html")
    assert sheet.text.count("<svg") == 2
    assert printed.svg(f"https://grid.example.org/r/{VILLAGE}") in sheet.text
    assert "script" not in sheet.text
    assert (await village.get("centre", "/api/v1/grids/nowhere/door.png")).status_code == 404


async def test_the_answer_to_a_suggestion_reaches_who_holds_its_receipt(village: Town) -> None:
    answer = await taken(village, category="97997")
    seen = await followed(village, answer["receipt"])
    assert (seen["flow"], seen["step"]) == ("suggestion", "received")
    await village.moves(answer["id"], ("dispatcher-east", "publish", {"text": "多设垃圾桶", "answer": "在考虑"}))
    await village.moves(answer["id"], ("dispatcher-east", "reply", {"note": "下月加设两个垃圾桶"}))
    seen = await followed(village, answer["receipt"])
    assert (seen["step"], seen["promise"]["state"]) == ("answered", "kept")
    assert [step["words"] for step in seen["steps"][-2:]] == ["多设垃圾桶\n在考虑", "下月加设两个垃圾桶"]
    assert set(seen["allowed"]) == {"confirm", "rework", "message"}
    assert (await moved(village, answer["receipt"], "rework", {"reason": "太久", "rating": 2})).status_code == 200
    assert (await followed(village, answer["receipt"]))["step"] == "received"
    body = {"note": "采纳", "to": {"grid": VILLAGE}}
    await village.moves(answer["id"], ("dispatcher-east", "take_up", body))
    handler = f"handler-{VILLAGE}"
    await village.moves(answer["id"], (handler, "acknowledge", {}), (handler, "resolve", {"note": "装好了"}))
    seen = await followed(village, answer["receipt"])
    assert (seen["step"], seen["steps"][-1]["said"]) == ("carried_out", "It is said to be carried out")
    assert (await moved(village, answer["receipt"], "confirm", {"rating": 5})).status_code == 200
    seen = await followed(village, answer["receipt"])
    assert (seen["state"], seen["rating"], seen["steps"][-1]["said"]) == (
        "closed",
        5,
        "You said that it helped; it is closed",
    )
    staff = await village.see("dispatcher-east", answer["id"])
    assert (staff["flow"], staff["step"], staff["answer"]) == ("suggestion", "carried_out", "采纳")
    (row,) = (await village.get("dispatcher-east", "/api/v1/incidents")).json()["items"]
    assert (row["flow"], row["step"]) == ("suggestion", "carried_out")
