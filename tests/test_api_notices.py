"""A person's list of messages and what they want of them, over HTTP: their own, and nobody else's."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from tests.asking import Town, town
from tests.small import INFORMANT, staff

DESK = "dispatcher-east"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def listed(town: Town, name: str, query: str = "") -> dict[str, Any]:
    answer = await town.get(name, f"/api/v1/notices{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def put(town: Town, name: str, body: Any) -> httpx.Response:
    return await town.client.put("/api/v1/preferences", json=body, headers=await town.headers(name))


async def test_what_is_queued_for_a_person_stands_in_their_list_at_once(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    found = await listed(gaoyou, DESK)
    assert found["unread"] == 1
    (item,) = found["items"]
    assert (item["kind"], item["incident"], item["acknowledged_at"]) == ("arrived", ref, None)
    assert item["title"] == f"A new case: {item['number']} exposed rubbish"


async def test_nobody_sees_or_acknowledges_what_is_to_another(gaoyou: Town) -> None:
    await gaoyou.reported(INFORMANT)
    (item,) = (await listed(gaoyou, DESK))["items"]
    recipients = {DESK, "chief-east"}
    for name in sorted(staff().persons.keys() - recipients):
        assert item["id"] not in str(await listed(gaoyou, name)), name
        answer = await gaoyou.post(name, f"/api/v1/notices/{item['id']}/acknowledge")
        assert answer.status_code == 404, name
    assert (await listed(gaoyou, DESK))["unread"] == 1


async def test_a_message_is_acknowledged_once_and_stays_in_the_list(gaoyou: Town) -> None:
    await gaoyou.reported(INFORMANT)
    (item,) = (await listed(gaoyou, DESK))["items"]
    seen = []
    for _ in range(2):
        gaoyou.wall.wait(minutes=1)
        answer = await gaoyou.post(DESK, f"/api/v1/notices/{item['id']}/acknowledge")
        assert (answer.status_code, answer.json()) == (200, {"unread": 0})
        seen.append((await listed(gaoyou, DESK))["items"][0]["acknowledged_at"])
    assert seen[0] is not None
    assert seen[0] == seen[1]
    assert (await listed(gaoyou, DESK, "?unread=true"))["items"] == []


async def test_all_up_to_an_instant_are_acknowledged_and_what_came_later_is_not(gaoyou: Town) -> None:
    for _ in range(3):
        await gaoyou.reported(INFORMANT)
        gaoyou.wall.wait(minutes=1)
    second = (await listed(gaoyou, DESK))["items"][1]
    answer = await gaoyou.post(DESK, "/api/v1/notices/acknowledge", {"until": second["at"]})
    assert answer.json() == {"unread": 1}
    assert [item["acknowledged_at"] is None for item in (await listed(gaoyou, DESK))["items"]] == [True, False, False]


async def test_pages_of_a_list_follow_one_another_without_gap_or_repetition(gaoyou: Town) -> None:
    for _ in range(7):
        await gaoyou.reported(INFORMANT)  # all at the same instant
    ids, cursor = [], ""
    while True:
        page = await listed(gaoyou, DESK, f"?limit=3{cursor}")
        ids += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(ids) == len(set(ids)) == 7


async def test_a_list_that_cannot_be_is_refused(gaoyou: Town) -> None:
    far = "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwieCJd"  # the year 1, a minute before UTC's
    for query in ("cursor=x", f"cursor={far}", "limit=0", "limit=201", "who=x", "unread=perhaps"):
        assert (await gaoyou.get(DESK, f"/api/v1/notices?{query}")).status_code == 400, query
    assert (await gaoyou.post(DESK, "/api/v1/notices/x/acknowledge")).status_code == 400


async def test_who_has_chosen_nothing_gets_what_the_rules_say(gaoyou: Town) -> None:
    found = (await gaoyou.get(DESK, "/api/v1/preferences")).json()
    own: dict[str, Any] = {
        "language": "zh",
        "channels": [],
        "quiet": None,
        "digest": False,
        "email": None,
        "phone": None,
        "chat": None,
    }
    assert found["own"] == own
    assert found["rules"]["quiet"] == {"from": "22:00", "to": "07:00"}
    assert found["rules"]["digest"] == "17:30"


async def test_what_a_person_chooses_is_kept_and_is_nobody_elses(gaoyou: Town) -> None:
    body = {
        "language": "en",
        "channels": ["email", "sms"],
        "quiet": {"from": "21:30", "to": "07:30"},
        "digest": True,
        "email": "east@example.org",
        "phone": "+8651484600000",
        "chat": "east.desk",
    }
    for _ in range(2):
        answer = await put(gaoyou, DESK, body)
        assert (answer.status_code, answer.json()["own"]) == (200, body)
    assert (await gaoyou.get("dispatcher-west", "/api/v1/preferences")).json()["own"]["email"] is None
    emptied = (await put(gaoyou, DESK, {"language": "zh"})).json()["own"]
    assert (emptied["email"], emptied["channels"], emptied["digest"]) == (None, [], False)


WRONG: list[Any] = [
    {},
    {"language": "fr"},
    {"language": "zh", "channels": ["pigeon"]},
    {"language": "zh", "channels": ["email", "email"]},
    {"language": "zh", "quiet": {"from": "22:00"}},
    {"language": "zh", "quiet": {"from": "24:00", "to": "07:00"}},
    {"language": "zh", "email": "a@b\r\nBcc: c@d"},
    {"language": "zh", "email": "a@b, c@d"},
    {"language": "zh", "email": "邮箱@example.org"},
    {"language": "zh", "phone": "110/../x"},
    {"language": "zh", "chat": "http://169.254.169.254/"},
    {"language": "zh", "chat": "a?x=http://b"},
    {"language": "zh", "webhook": "http://example.org"},
]
"""What cannot be chosen, or is no address."""


async def test_an_address_can_be_nothing_but_an_address(gaoyou: Town) -> None:
    for wrong in WRONG:
        assert (await put(gaoyou, DESK, wrong)).status_code == 400, wrong
