"""Somebody writes rules: what is wrong is told as they type, what they write is kept, nobody writes over anybody."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.asking import Town, town
from tests.small import rules
from tests.versioned import LONGER, edited

PATH = "/api/v1/rules"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def kept(town: Town, who: str, text: str, revision: int, status: int = 200, base: int = 1) -> Any:
    body = {"rules": text, "base": base, "revision": revision}
    answer = await town.client.put(f"{PATH}/draft", json=body, headers=await town.headers(who))
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_each_mistake_is_told_at_its_line_while_somebody_writes(gaoyou: Town) -> None:
    good = rules().text
    line = next(number for number, said in enumerate(good.splitlines(), 1) if "budget: 15wm" in said)
    headers = {**await gaoyou.headers("centre"), "Accept-Language": "zh"}
    body = {"rules": good.replace("budget: 15wm", "budget: 15xx", 1)}
    told = (await gaoyou.client.post(f"{PATH}/read", json=body, headers=headers)).json()
    assert told["problems"][0]["line"] == line
    assert "15xx" in told["problems"][0]["message"]
    told = (await gaoyou.post("centre", f"{PATH}/read", {"rules": good})).json()
    assert (told["problems"], told["counts"]["routes"]) == ([], len(rules().routes))
    for odd in ("", "\x00", "a: [", "'"):
        answer = await gaoyou.post("centre", f"{PATH}/read", {"rules": odd})
        assert (answer.status_code, len(answer.json()["problems"])) == (200, 1), odd
    compared = (await gaoyou.post("centre", f"{PATH}/compare", {"rules": edited(LONGER)})).json()
    assert (compared["in_force"], {each["how"] for each in compared["differences"]}) == (1, {"changed"})
    assert (await gaoyou.post("centre", f"{PATH}/compare", {"rules": "a: ["})).status_code == 400


async def test_a_draft_is_kept_with_its_mistakes_until_it_is_given_up(gaoyou: Town) -> None:
    assert (await gaoyou.get("centre", f"{PATH}/draft")).json() == {"own": None, "others": [], "in_force": 1}
    first = await kept(gaoyou, "centre", "routes: [", 0)
    assert (first["own"]["rules"], first["own"]["base"], first["own"]["revision"]) == ("routes: [", 1, 1)
    await kept(gaoyou, "centre", "routes: []", 1)
    found = (await gaoyou.get("centre", f"{PATH}/draft")).json()["own"]
    assert (found["rules"], found["revision"]) == ("routes: []", 2)
    await kept(gaoyou, "centre", "\x00", 2, status=400)
    await kept(gaoyou, "centre", "x", 2, status=404, base=7)
    headers = await gaoyou.headers("centre")
    assert (await gaoyou.client.delete(f"{PATH}/draft?revision=1", headers=headers)).status_code == 409
    assert (await gaoyou.client.delete(f"{PATH}/draft?revision=2", headers=headers)).status_code == 204
    assert (await gaoyou.client.delete(f"{PATH}/draft", headers=headers)).status_code == 204
    assert (await gaoyou.get("centre", f"{PATH}/draft")).json()["own"] is None


async def test_two_windows_do_not_write_over_each_other_and_two_people_know_of_each_other(gaoyou: Town) -> None:
    await kept(gaoyou, "centre", "one", 0)
    refused = await kept(gaoyou, "centre", "other", 0, status=409)
    assert refused["type"] == "/problems/draft-elsewhere"
    found = await kept(gaoyou, "admin", "theirs", 0)
    assert [each["base"] for each in found["others"]] == [1]
    assert "one" not in str(found), "who writes is told, not what"
    assert [each["name"] for each in (await gaoyou.get("centre", f"{PATH}/draft")).json()["others"]] != []


async def test_what_somebody_else_switched_on_meanwhile_is_not_undone_unseen(gaoyou: Town) -> None:
    stored = (await gaoyou.post("centre", f"{PATH}/versions", {"rules": edited(LONGER), "note": "longer"})).json()
    path = f"{PATH}/versions/{stored['number']}/switch_on"
    wish = {"why": "it was too short", "despite": "a small city"}
    assert (await gaoyou.post("centre", path, {**wish, "seen": 1})).status_code == 200
    late = await gaoyou.post("admin", f"{PATH}/versions/1/switch_on", {**wish, "seen": 1})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/superseded")
    assert (await gaoyou.post("admin", f"{PATH}/versions/1/switch_on", {**wish, "seen": 2})).status_code == 200
