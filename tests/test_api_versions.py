"""The centre stores rules, looks at what is different, switches them on, moves open cases, and takes it all back."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from fastapi import FastAPI

from api import problems
from api.examples import ROLL_BACK, RULES, SWITCH_ON
from api.versions import Proposed, RollBack, SwitchOn
from tests.asking import BASE, Town, town
from tests.small import INFORMANT, rules
from tests.versioned import LONGER, edited
from workflow.commands import SYSTEM
from workflow.errors import Unproved
from workflow.proof.findings import Finding, Grade

PATH = "/api/v1/rules"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def post(town: Town, path: str, body: Any, status: int = 200) -> Any:
    answer = await town.post("centre", f"{PATH}/{path}", body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def get(town: Town, path: str) -> Any:
    answer = await town.get("supervisor", f"{PATH}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def switched(town: Town, text: str) -> Any:
    number = (await post(town, "versions", {"rules": text, "note": "longer"}, 201))["number"]
    return await post(town, f"versions/{number}/switch_on", {"why": "it was too short", "despite": "a small city"})


async def moves(town: Town, ref: str) -> list[str]:
    return [entry.move for entry in (await town.engine.see(SYSTEM, ref)).entries]


async def test_what_is_stored_is_listed_with_its_file_and_is_not_in_force(gaoyou: Town) -> None:
    stored = await post(gaoyou, "versions", {"rules": edited(LONGER), "note": "longer"}, 201)
    assert (stored["number"], stored["in_force"], stored["author"], stored["switches"]) == (2, False, "centre", [])
    assert stored["text"] == edited(LONGER)
    again = await post(gaoyou, "versions", {"rules": edited(LONGER), "note": "once more"}, 201)
    assert again == stored, "the same file keeps its number and its note"
    listed = await get(gaoyou, "versions?limit=1")
    assert [(each["number"], each["in_force"]) for each in listed["items"]] == [(2, False)]
    listed = await get(gaoyou, f"versions?cursor={listed['next']}")
    assert ([(each["number"], each["in_force"]) for each in listed["items"]], listed["next"]) == ([(1, True)], None)
    assert (await get(gaoyou, "versions/1"))["text"] == rules().text
    assert (await gaoyou.get("centre", f"{PATH}/versions/9")).status_code == 404


async def test_a_file_with_faults_is_refused_with_each_by_line_and_column(gaoyou: Town) -> None:
    problem = await post(
        gaoyou, "versions", {"rules": edited(LONGER).replace("to: grid", "too: grid", 1), "note": "x"}, 400
    )
    assert problem["type"] == "/problems/rules-invalid"
    assert "rules-unknown-key" in [each["reason"] for each in problem["errors"]]


async def test_what_is_different_is_told_against_what_is_in_force_or_another(gaoyou: Town) -> None:
    await post(gaoyou, "versions", {"rules": edited(LONGER), "note": "longer"}, 201)
    found = await get(gaoyou, "versions/2/difference")
    assert [(each["how"], each["path"][-1], each["before"], each["after"]) for each in found] == [
        ("changed", "handle", "4wh", "1wd"),
        ("changed", "promise", "3wd", "5wd"),
    ]
    assert await get(gaoyou, "versions/2/difference?against=2") == []


async def test_a_switch_tells_who_made_it_under_which_decision(gaoyou: Town) -> None:
    await post(gaoyou, "versions", {"rules": edited(LONGER), "note": "longer"}, 201)
    wish = {"why": "decided", "despite": "a small city", "decision": "GY-M1-1"}
    switch = await post(gaoyou, "versions/2/switch_on", wish)
    assert (switch["version"], switch["before"], switch["by"], switch["decision"]) == (2, 1, "centre", "GY-M1-1")
    assert bool(switch["failures"]) == bool(switch["despite"])
    assert (await get(gaoyou, "versions/2"))["switches"] == [switch]


async def test_rules_under_which_an_incident_could_lie_are_a_conflict_that_says_what_was_found() -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    async def refused() -> None:
        raise Unproved([Finding("nobody-there", Grade.FAILURE, line=7), Finding("other", Grade.FAILURE)], number=3)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        answer = await client.get("/", headers={"Accept-Language": "en"})
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/unproved")
    assert problem["detail"].startswith("The proof of version 3 found 2 failures.")
    assert [(each["field"], each["reason"]) for each in problem["errors"]] == [
        ("rules:7", "nobody-there"),
        ("despite", "other"),
    ]


async def test_open_cases_are_moved_after_a_look_at_what_would_be(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await switched(gaoyou, edited(LONGER))
    dry = await post(gaoyou, "migrate?dry_run=true", None)
    assert "migrate" not in await moves(gaoyou, ref)
    done = await post(gaoyou, "migrate", None)
    assert done["moved"] == dry["moved"]
    assert [each["route_now"] for each in done["moved"]] == ["exposed-rubbish"]
    assert done["moved"][0]["deadlines"][0]["stage"] == "promise"
    assert (await post(gaoyou, "migrate", None))["moved"] == []
    assert await moves(gaoyou, ref) == ["submit", "migrate"]


async def test_what_cannot_be_moved_is_listed_with_why(gaoyou: Town) -> None:
    await gaoyou.reported(INFORMANT)
    await switched(gaoyou, edited().replace("06010", "06910"))
    done = await post(gaoyou, "migrate", None)
    assert [(each["reason"], each["text"]) for each in done["refused"]] == [
        ("category-gone", "The rules have no category 06010 any more.")
    ]


async def test_a_switch_is_taken_back_once(gaoyou: Town) -> None:
    await switched(gaoyou, edited(LONGER))
    back = await post(gaoyou, "roll_back", {"why": "too long", "version": 2})
    assert (back["version"], back["before"], back["undoes"], back["why"]) == (1, 2, 1, "too long")
    problem = await post(gaoyou, "roll_back", {"why": "too long", "version": 2}, 409)
    assert (problem["type"], problem["current"]) == ("/problems/superseded", 1)
    problem = await post(gaoyou, "roll_back", {"why": "too long", "version": 1}, 409)
    assert problem["type"] == "/problems/nothing-before"
    assert [each["undoes"] for each in (await get(gaoyou, "versions/1"))["switches"]] == [1]


async def test_a_reason_is_needed_for_each(gaoyou: Town) -> None:
    for path, body, field in (
        ("versions", {"rules": edited(LONGER)}, "note"),
        ("versions/1/switch_on", {}, "why"),
        ("roll_back", {"version": 1}, "why"),
        ("versions/0/switch_on", {"why": "x"}, "number"),
        ("versions/99/switch_on", {"why": "x", "decision": "GY-M7\x00/1"}, "decision"),  # before there is any counting
    ):
        problem = await post(gaoyou, path, body, 400)
        assert [each["field"] for each in problem["errors"]] == [field]


def test_each_example_is_what_it_is_an_example_of() -> None:
    assert Proposed.model_validate(RULES).note == RULES["note"]
    assert SwitchOn.model_validate(SWITCH_ON).decision == SWITCH_ON["decision"]
    assert RollBack.model_validate(ROLL_BACK).version == ROLL_BACK["version"]
