"""Rules are switched on by whom and why, proved before, and taken back by one command; nothing of it is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.small import MONDAY, rules
from tests.stored import small_engine
from workflow import store, versions
from workflow.engine import Engine
from workflow.errors import NotFound, NothingBefore, Unproved
from workflow.identity import Chance
from workflow.proof.findings import Finding, Grade, Proof, Subject
from workflow.rules.problems import RulesInvalid
from workflow.store.errors import TryAgain


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[Engine]:
    async with small_engine(database_url, Chance(), lambda: MONDAY) as found:
        yield found


def sound(subject: Subject) -> Proof:
    return Proof(())


def lying(subject: Subject) -> Proof:
    """A proof that finds a failure in every rules but the first."""
    grades = (Grade.FAILURE, Grade.WARNING) if subject.rules.number > 1 else ()
    return Proof(tuple(Finding("nobody-there", grade, {"route": "rest"}, 7) for grade in grades))


async def proposed(engine: Engine, remark: str) -> int:
    return await versions.propose(engine, f"{rules().text}\n# {remark}\n", "rules", "li", remark)


async def in_force(engine: Engine) -> int:
    return (await engine.now()).rules.number


async def logged(engine: Engine) -> list[Any]:
    async with store.snapshot(engine.database) as connection:
        return await store.versions.switches(connection)


async def test_what_is_proposed_is_stored_and_not_in_force(engine: Engine) -> None:
    assert await proposed(engine, "one") == 2
    assert await proposed(engine, "one") == 2, "the same text keeps its number"
    assert await in_force(engine) == 1
    with pytest.raises(RulesInvalid):
        await versions.propose(engine, "routes: []", "rules", "li", "")
    async with store.snapshot(engine.database) as connection:
        found = await store.versions.rule_versions(connection, None, 10)
    assert [(each.number, each.author, each.note) for each in found] == [(2, "li", "one"), (1, "test", "")]


async def test_a_switch_tells_who_why_and_from_what(engine: Engine) -> None:
    number = await proposed(engine, "one")
    switch = await versions.switch_on(engine, number, "li", " shorter nights ", "J-2026-3", proving=sound)
    assert (switch.rules_version, switch.before, switch.by, switch.why) == (2, 1, "li", "shorter nights")
    assert (switch.decision, switch.despite, switch.failures, switch.at) == ("J-2026-3", None, [], MONDAY)
    assert await in_force(engine) == 2
    assert await logged(engine) == [switch]


async def test_rules_under_which_an_incident_could_lie_do_not_go_live_unless_somebody_says_why(engine: Engine) -> None:
    number = await proposed(engine, "one")
    for despite in (None, "", "  "):
        with pytest.raises(Unproved) as refused:
            await versions.switch_on(engine, number, "li", "", despite=despite, proving=lying)
        assert [each.code for each in refused.value.failures] == ["nobody-there"], "a warning stops nobody"
    assert (await in_force(engine), await logged(engine)) == (1, [])
    switch = await versions.switch_on(engine, number, "li", "", despite="the flood", proving=lying)
    assert switch.despite == "the flood"
    assert switch.failures == [{"code": "nobody-there", "facts": {"route": "rest"}, "line": 7}]
    assert await in_force(engine) == 2


async def test_an_excuse_that_was_not_needed_is_not_kept(engine: Engine) -> None:
    switch = await versions.switch_on(engine, await proposed(engine, "one"), "li", "", despite="x", proving=sound)
    assert switch.despite is None


async def test_what_is_in_force_already_is_left_so(engine: Engine) -> None:
    number = await proposed(engine, "one")
    first = await versions.switch_on(engine, number, "li", "", proving=sound)
    assert await versions.switch_on(engine, number, "wang", "again", proving=sound) == first
    decided = await versions.switch_on(engine, number, "wang", "", "J-2026-4", proving=sound)
    assert (decided.number, decided.before, decided.decision) == (2, 2, "J-2026-4"), "a decision is written down"
    with pytest.raises(NotFound):
        await versions.switch_on(engine, 9, "li", "", proving=sound)


async def test_rolling_back_goes_back_one_switch_each_time(engine: Engine) -> None:
    for remark in ("two", "three"):
        await versions.switch_on(engine, await proposed(engine, remark), "li", "", proving=sound)
    back = await versions.roll_back(engine, "wang", "it went wrong")
    assert (back.rules_version, back.before, back.undoes, back.why) == (2, 3, 2, "it went wrong")
    assert (await versions.roll_back(engine, "wang", "")).rules_version == 1
    with pytest.raises(NothingBefore):
        await versions.roll_back(engine, "wang", "")
    await versions.switch_on(engine, 3, "li", "once more", proving=sound)
    assert (await versions.roll_back(engine, "wang", "")).rules_version == 1
    assert [each.number for each in await logged(engine)] == [1, 2, 3, 4, 5, 6], "nothing is forgotten"


async def test_who_goes_back_twice_by_mistake_goes_back_once(engine: Engine) -> None:
    for remark in ("two", "three"):
        await versions.switch_on(engine, await proposed(engine, remark), "li", "", proving=sound)
    asked = [versions.roll_back(engine, "wang", "", seen=3) for _ in range(2)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(each).__name__ for each in answers) == ["Superseded", "Switch"]
    assert await in_force(engine) == 2


async def test_two_who_switch_at_once_are_both_in_the_log(engine: Engine) -> None:
    numbers = [await proposed(engine, remark) for remark in ("two", "three", "four")]
    await asyncio.gather(*(versions.switch_on(engine, each, "li", "", proving=sound) for each in numbers))
    log = await logged(engine)
    assert [each.before for each in log] == [1, *(each.rules_version for each in log[:-1])]
    assert await in_force(engine) == log[-1].rules_version


async def test_what_goes_live_is_what_was_proved_also_where_the_city_changes_meanwhile(engine: Engine) -> None:
    number, loop, proved = await proposed(engine, "one"), asyncio.get_running_loop(), list[int]()

    async def change() -> None:
        async with store.transaction(engine.database) as connection:
            await store.versions.activate(connection, staff=True)

    def proving(subject: Subject, times: int) -> Proof:
        proved.append(subject.directory.version)
        if len(proved) <= times:
            asyncio.run_coroutine_threadsafe(change(), loop).result(30)
        return Proof(())

    switch = await versions.switch_on(engine, number, "li", "w", proving=lambda subject: proving(subject, 1))
    assert (switch.rules_version, len(set(proved))) == (number, 2), "proved anew over the city as it was by then"
    proved.clear()
    with pytest.raises(TryAgain):
        await versions.switch_on(engine, 1, "li", "w", proving=lambda subject: proving(subject, 99))
    assert await in_force(engine) == number
