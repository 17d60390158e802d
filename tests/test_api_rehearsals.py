"""The centre asks over HTTP what other rules would have made of what is recorded, and reads it in every form."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.asking import Town, town
from tests.rehearsed import edited
from tests.small import INFORMANT, rules
from workflow import jobs

PATH = "/api/v1/rules/rehearsals"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def asked(gaoyou: Town, text: str, **more: object) -> str:
    headers = await gaoyou.headers("centre")
    answer = await gaoyou.client.post(PATH, json={"rules": text, "days": 3, **more}, headers=headers)
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["state"], told["summary"]) == ("owed", None)
    return str(told["id"])


async def test_a_rehearsal_is_asked_for_followed_and_read_in_every_form(gaoyou: Town) -> None:
    number = (await gaoyou.report(INFORMANT)).json()["number"]
    gaoyou.wall.wait(hours=1)
    line = "intake: {budget: 15wm, ladder: desk,"
    identity = await asked(gaoyou, edited(rules().text, (line, line.replace("15wm", "5wm"))))
    assert (await gaoyou.get("centre", f"{PATH}/{identity}.html")).status_code == 404
    await jobs.run_owed(gaoyou.engine)
    told = (await gaoyou.get("supervisor", f"{PATH}/{identity}")).json()
    assert (told["state"], told["parts_done"]) == ("done", told["parts"])
    assert (told["summary"]["cases"], told["summary"]["earlier"]) == (1, 1)
    cases = (await gaoyou.get("centre", f"{PATH}/{identity}/cases")).json()
    assert [case["number"] for case in cases["items"]] == [number]
    assert ["due earlier", 1] in told["said"]["single"]
    assert [(case["number"], bool(case["told"])) for case in cases["said"]] == [(number, True)]
    assert number in (await gaoyou.get("centre", f"{PATH}/{identity}.csv")).text
    for language, word in (("zh", "推演"), ("en", "Rehearsal")):
        headers = {**await gaoyou.headers("centre"), "Accept-Language": language}
        page = await gaoyou.client.get(f"{PATH}/{identity}.html", headers=headers)
        assert word in page.text
        assert number in page.text
    assert [each["id"] for each in (await gaoyou.get("centre", PATH)).json()["items"]] == [identity]


async def test_what_cannot_be_rehearsed_is_told_at_once(gaoyou: Town) -> None:
    headers = await gaoyou.headers("centre")
    for wrong in ({"days": 0}, {"rules": "routes: []"}, {"calendar": {"years": 1}}, {"city": "code,name"}, {"x": 1}):
        answer = await gaoyou.client.post(PATH, json={"rules": rules().text, **wrong}, headers=headers)
        assert answer.status_code in (400, 422), f"{wrong}: {answer.text}"
        assert answer.headers["content-type"].startswith("application/problem+json")
    assert (await gaoyou.get("centre", PATH)).json()["items"] == []
