"""Suggestions over HTTP: published in the desk's words, supported once each, taken up, and nothing of who proposed."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest_asyncio

from api.doors import DEVICES, OF_ONE
from tests.asking import Town, town
from tests.small import GROUP, INFORMANT
from workflow import suggestions

PUBLIC = "/api/v1/public/suggestions"
OWN = "/api/v1/suggestions"
SENT = "我家老人腿脚不便，我叫王某，想要一把轮椅"


@pytest_asyncio.fixture
async def small(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


async def proposed(small: Town, category: str) -> str:
    body = {"category": category, "description": SENT, "grid": GROUP}
    answer = await small.post(INFORMANT, "/api/v1/incidents", body, Idempotency_Key=str(uuid4()))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_what_is_proposed_is_read_by_everybody_only_once_the_desk_has_written_it_down(small: Town) -> None:
    ref = await proposed(small, "97997")
    assert (await small.client.get(PUBLIC)).json()["items"] == []
    await small.moves(ref, ("dispatcher-east", "publish", {"text": "建议配轮椅租借点"}))
    (shown,) = (await small.client.get(PUBLIC)).json()["items"]
    assert (shown["text"], shown["step"], shown["supports"]) == ("建议配轮椅租借点", "received", 0)
    assert "王某" not in str(shown)
    assert INFORMANT not in str(shown)
    assert shown["grid"]["code"] != GROUP, "no nearer than the village"
    await small.moves(ref, ("dispatcher-east", "reply", {"note": "年内设点"}))
    assert (await small.client.get(PUBLIC)).json()["items"][0]["answer"] is None, "the answer is the proposer's"
    await small.moves(ref, ("dispatcher-east", "withhold", {"reason": "写到了人"}))
    assert (await small.client.get(PUBLIC)).json()["items"] == []


async def handed(small: Town) -> dict[str, str]:
    """What one more device sends with its supports."""
    small.client.cookies.clear()
    answer = await small.client.post(f"{PUBLIC}/device")
    assert answer.status_code == 204
    said = answer.headers["set-cookie"]
    assert "HttpOnly" in said
    assert "SameSite=strict" in said
    assert f"Path={PUBLIC}" in said
    small.client.cookies.clear()
    return {"Cookie": said.partition(";")[0]}


async def test_each_is_counted_once_and_what_is_kept_says_of_nobody_that_they_support(small: Town) -> None:
    ref = await proposed(small, "97997")
    door = f"{PUBLIC}/{ref}/support"
    devices = [await handed(small) for _ in range(2)]
    assert (await small.client.post(door, headers=devices[0])).status_code == 404, "nothing is published yet"
    await small.moves(ref, ("dispatcher-east", "publish", {"text": "建议"}))
    counts = [(await small.client.post(door, headers=each)).json()["supports"] for each in [*devices, devices[0]]]
    assert counts == [1, 2, 2]
    for name in ("gas-1", "gas-1", INFORMANT):
        supported = await small.post(name, f"{OWN}/{ref}/support", {})
    assert supported.json() == {"supports": 4}
    for asked, its in ((small.client.get(PUBLIC, headers=devices[0]), True), (small.client.get(PUBLIC), False)):
        assert (await asked).json()["items"][0]["supported"] is its
    assert (await small.get("gas-1", OWN)).json()["items"][0]["supported"] is True
    assert [(await small.client.delete(door, headers=devices[0])).json()["supports"] for _ in range(2)] == [3, 3]
    await small.client.post(door, headers=devices[0])
    async with small.engine.database.pool.acquire() as connection:
        marks = await connection.fetch("SELECT * FROM support")
    assert {tuple(each.keys()) for each in marks} == {("incident_id", "mark")}
    assert len({each["mark"] for each in marks}) == 4


async def test_a_device_supports_by_a_token_that_the_city_handed_out_and_one_network_not_without_end(
    small: Town,
) -> None:
    ref = await proposed(small, "97997")
    await small.moves(ref, ("dispatcher-east", "publish", {"text": "建议"}))
    door = f"{PUBLIC}/{ref}/support"
    report = {"category": "97997", "description": SENT, "grid": GROUP}
    receipt = (await small.post(INFORMANT, "/api/v1/incidents", report, Idempotency_Key=str(uuid4()))).json()["receipt"]
    for made_up in ({}, {"Cookie": "gridward_supporter=x"}, {"Cookie": f"gridward_supporter={receipt}"}):
        assert (await small.client.post(door, headers=made_up)).status_code == 400
    one = await handed(small)
    token = one["Cookie"].partition("=")[2]
    assert (await small.client.get("/api/v1/receipt", headers={"Authorization": f"Receipt {token}"})).status_code == 401
    assert "set-cookie" not in (await small.client.post(f"{PUBLIC}/device", headers=one)).headers, "it has one"
    other = {"Sec-Fetch-Site": "cross-site"}
    assert (await small.client.post(door, headers={**one, **other})).status_code == 403
    assert (await small.client.post(f"{PUBLIC}/device", headers=other)).status_code == 403
    devices = [one, *[await handed(small) for _ in range(OF_ONE)]]
    took = [(await small.client.post(door, headers=each)).status_code for each in devices]
    assert took == [*[200] * OF_ONE, 429]
    for _ in range(DEVICES - len(devices)):
        await handed(small)
    refused = await small.client.post(f"{PUBLIC}/device")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 3_600


async def test_who_supports_what_is_open_is_not_forgotten_and_what_is_closed_is_supported_no_more(small: Town) -> None:
    ref = await proposed(small, "97997")
    await small.moves(ref, ("dispatcher-east", "publish", {"text": "建议"}))
    await small.post("gas-1", f"{OWN}/{ref}/support", {})
    small.wall.wait(days=400)
    assert await suggestions.forget(small.engine) == 0, "or they would be counted twice"
    assert (await small.post("gas-1", f"{OWN}/{ref}/support", {})).json() == {"supports": 1}
    (waits,) = (await small.get("dispatcher-east", f"{OWN}/open")).json()["items"]
    assert (waits["supports"], waits["published"]) == (1, True)
    assert "reply" in waits["work"]["allowed"], "what the desk may do stands on the row"
    assert (await small.get("dispatcher-west", f"{OWN}/open")).json()["items"] == []
    await small.moves(ref, ("dispatcher-east", "decline", {"reason": "不属于本市"}))
    for how in ("POST", "DELETE"):
        headers = await small.headers("water-1")
        assert (await small.client.request(how, f"{OWN}/{ref}/support", headers=headers)).status_code == 404
    small.wall.wait(days=366)
    assert await suggestions.forget(small.engine) == 1
    assert await suggestions.forget(small.engine) == 0


async def test_many_supports_call_a_roundtable_whose_public_conclusion_answers_the_suggestion(small: Town) -> None:
    ref = await proposed(small, "97997")
    await small.moves(ref, ("dispatcher-east", "publish", {"text": "装一盏路灯"}))
    for each in range(30):
        await suggestions.support(small.engine, UUID(ref), f"device:{each}")
    meetings = small.engine.meetings
    await meetings.convene()
    (shown,) = (await small.client.get(PUBLIC)).json()["items"]
    (waits,) = (await small.get("dispatcher-east", f"{OWN}/open")).json()["items"]
    number, at = shown["meeting"], datetime.fromisoformat(shown["meets_at"])
    assert (waits["meeting"], waits["meets_at"]) == (number, shown["meets_at"])
    small.wall.at = at
    await meetings.convene()
    seen = (await small.get("township-east", f"/api/v1/meetings/{number}")).json()
    assert (await small.get("township-east", "/api/v1/meetings?kind=roundtable")).json()["items"][0]["number"] == number
    assert waits["number"] in seen["agenda"][0]["text"]
    conclusion = {"text": "年内装好，明年再装两盏", "names_nobody": True}
    for move, body in (("hold", {}), ("minute", {"text": "纪要", "decisions": []}), ("publish_conclusion", conclusion)):
        headers = {"If_Match": str(seen["version"])}
        answer = await small.post("township-east", f"/api/v1/meetings/{number}/{move}", body, **headers)
        assert answer.status_code == 200, answer.text
        seen = answer.json()
    (shown,) = (await small.client.get(PUBLIC)).json()["items"]
    assert (shown["step"], shown["answer"], shown["text"]) == ("answered", conclusion["text"], "装一盏路灯")
    case = await small.see("dispatcher-east", ref)
    assert any(number in why for each in case["timeline"] for why in each["reasons"])


async def test_what_waits_for_an_answer_is_told_from_what_is_carried_out_and_what_waits_for_a_word(small: Town) -> None:
    refs = [await proposed(small, category) for category in ("97997", "97996", "97997")]
    await small.moves(
        refs[1], ("dispatcher-east", "publish", {"text": "一把轮椅"}), ("water-1", "take_up", {"note": "来"})
    )
    await small.moves(refs[2], ("dispatcher-east", "reply", {"note": "年内设点"}))
    for waits, ref in zip(("answer", "doing", "rating"), refs, strict=True):
        page = (await small.get("dispatcher-east", f"{OWN}/open?waits={waits}")).json()
        assert [each["id"] for each in page["items"]] == [ref], waits
    (wish,) = (await small.get("dispatcher-east", f"{OWN}/open?flow=wish")).json()["items"]
    assert (wish["id"], wish["step"]) == (refs[1], "adopted")
    assert (await small.get("dispatcher-east", f"{OWN}/open?waits=x")).status_code == 400


async def test_whoever_works_there_takes_up_a_wish_and_learns_no_more_before(small: Town) -> None:
    ref = await proposed(small, "97996")
    await small.moves(ref, ("dispatcher-east", "publish", {"text": "一把轮椅"}))
    (offered,) = (await small.get("water-1", f"{OWN}?flow=wish")).json()["items"]
    assert offered["could_help"] is True
    assert (await small.get("water-1", f"/api/v1/incidents/{ref}")).status_code == 404
    assert (await small.get("dispatcher-west", OWN)).json()["items"][0]["could_help"] is False
    taken = await small.post(
        "water-1", f"/api/v1/incidents/{ref}/take_up", {"note": "我们来"}, If_Match=str(offered["version"])
    )
    assert taken.status_code == 200, taken.text
    assert (await small.get("water-1", f"/api/v1/incidents/{ref}")).json()["description"] == SENT
    assert (await small.get("gas-1", OWN)).json()["items"][0]["could_help"] is False


async def test_a_page_of_supports_begins_where_the_one_before_ended(small: Town) -> None:
    refs = [await proposed(small, "97997") for _ in range(3)]
    for ref in refs:
        await small.moves(ref, ("dispatcher-east", "publish", {"text": "建议"}))
    await small.post("gas-1", f"{OWN}/{refs[0]}/support", {})
    for path, name in ((f"{OWN}/open", "dispatcher-east"), (OWN, "gas-1")):
        seen, cursor = [], ""
        while True:
            page = (await small.get(name, f"{path}?limit=1{cursor}")).json()
            seen += [each["id"] for each in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert sorted(seen) == sorted(refs), path
        assert path == OWN or seen[0] == refs[0], "the most supported first"
    assert (await small.get("gas-1", f"{OWN}/open?cursor=x")).status_code == 400
    assert (await small.client.get(f"{PUBLIC}?cursor=x")).status_code == 400
