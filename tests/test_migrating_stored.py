"""Moving a city's open cases to the rules in force: looked at first, in sets, once each, wherever it broke off."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from models.clock import Stage
from tests.small import INFORMANT, MONDAY, report, who
from tests.stored import small_engine
from tests.versioned import LONGER, edited
from workflow import auditing, core, migrating_cases, store, versions
from workflow.commands import Accept
from workflow.engine import Engine
from workflow.errors import Superseded
from workflow.identity import Chance
from workflow.machines import Move
from workflow.migrating_cases import Migration
from workflow.proof.findings import Proof

CASES = 12


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[Engine]:
    async with city(database_url) as found:
        yield found


@asynccontextmanager
async def city(url: str) -> AsyncIterator[Engine]:
    """A dozen open cases under version 1, and version 2 in force, with another budget for them; one of them was filed
    on a condition that version 2 does not know."""
    async with small_engine(url, Chance(), lambda: MONDAY) as engine:
        for number in range(CASES):
            answer = await engine.submit(who(INFORMANT), report(), None, f"k{number}", "")
        await engine.fire(who("dispatcher-east"), UUID(answer["id"]), Move.ACCEPT, Accept())
        await switch(engine, edited(LONGER).replace("rubbish_exposed", "rubbish_seen"))
        yield engine


async def switch(engine: Engine, text: str) -> int:
    number = await versions.propose(engine, text, "rules", "test", "")
    return (await versions.switch_on(engine, number, "test", "", proving=lambda _: Proof(()))).rules_version


async def moves(engine: Engine) -> list[list[str]]:
    """The moves in the ledger of each case."""
    async with store.snapshot(engine.database) as connection:
        records = await connection.fetch("SELECT id FROM incident ORDER BY id")
        return [[e.move for e in await store.reading.entries(connection, record["id"])] for record in records]


def told(found: Migration) -> tuple[set[str], dict[str, str]]:
    return {each.number for each in found.moved}, {each.number: each.reason for each in found.refused}


async def test_a_dry_run_says_what_would_be_and_changes_nothing(engine: Engine) -> None:
    before = await moves(engine)
    dry = await migrating_cases.migrate(engine, dry_run=True, at_once=5)
    assert await moves(engine) == before
    done = await migrating_cases.migrate(engine, at_once=5)
    assert (dry.moved, dry.refused) == (done.moved, done.refused)
    assert (dry.version, dry.dry_run, done.dry_run) == (2, True, False)


async def test_the_report_says_of_each_case_where_it_goes_and_which_deadlines_move(engine: Engine) -> None:
    found = await migrating_cases.migrate(engine, at_once=5)
    assert [(each.reason, each.value, each.rules) for each in found.refused] == [("filing-gone", "rubbish_exposed", 1)]
    assert len(found.moved) == CASES - 1
    for each in found.moved:
        assert (each.kind, each.rules, each.route, each.route_now) == (
            "incident",
            1,
            "exposed-rubbish",
            "exposed-rubbish",
        )
        assert each.promise is not None
        assert [shift.stage for shift in each.deadlines] == [Stage.PROMISE]
    shown = migrating_cases.to_json(found)
    assert shown["moved"][0]["deadlines"] == [
        {"stage": "promise", "before": "2026-06-11T01:00:00+00:00", "after": "2026-06-15T01:00:00+00:00"}
    ]


async def test_a_second_time_moves_nothing_and_refuses_the_same(engine: Engine) -> None:
    first = await migrating_cases.migrate(engine)
    again = await migrating_cases.migrate(engine)
    assert (again.moved, again.refused) == ([], first.refused)
    assert sum(each.count("migrate") for each in await moves(engine)) == CASES - 1
    assert (await auditing.check_chains(engine, True)).well


async def test_one_whose_deciding_breaks_keeps_no_other_from_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await migrating_cases.migrate(engine, dry_run=True)
    first, decide = whole.moved[0].number, core.decide

    def breaking(view: Any, *told: Any) -> Any:
        if view.root.number == first:
            raise OverflowError("date value out of range")
        return decide(view, *told)

    monkeypatch.setattr(core, "decide", breaking)
    found = await migrating_cases.migrate(engine)
    assert [(each.number, each.reason, each.value) for each in found.refused if each.number == first] == [
        (first, "undecidable", "OverflowError")
    ]
    assert {each.number for each in found.moved} == {each.number for each in whole.moved} - {first}


async def test_two_at_once_move_each_case_once(engine: Engine) -> None:
    one, two = await asyncio.gather(*(migrating_cases.migrate(engine, at_once=3) for _ in range(2)))
    assert {each.number for each in one.moved}.isdisjoint(each.number for each in two.moved)
    assert len(one.moved) + len(two.moved) == CASES - 1
    assert sorted(each.count("migrate") for each in await moves(engine)) == [0] + [1] * (CASES - 1)


async def test_one_that_is_killed_within_is_taken_up_where_it_was(engine: Engine, database_url: str) -> None:
    command = [sys.executable, "-m", "tests.migrating", database_url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    assert (await process.stdout.readline()).strip() == b"5"
    process.kill()
    await process.communicate()
    _, refused = told(await migrating_cases.migrate(engine))
    assert list(refused.values()) == ["filing-gone"]
    assert sorted(each.count("migrate") for each in await moves(engine)) == [0] + [1] * (CASES - 1)
    assert (await auditing.check_chains(engine, True)).well


async def test_it_stops_where_other_rules_are_switched_on_meanwhile(engine: Engine) -> None:
    async def back(seen: int) -> None:
        await versions.roll_back(engine, "test", "")

    with pytest.raises(Superseded):
        await migrating_cases.migrate(engine, at_once=5, tell=back)
    assert sum(each.count("migrate") for each in await moves(engine)) in (4, 5), "what was moved stays so"


async def test_a_switch_holds_at_once_in_every_process(database_url: str) -> None:
    async with small_engine(database_url, Chance(), lambda: MONDAY) as engine:
        command = [sys.executable, "-m", "tests.reporting", database_url]
        pipe = asyncio.subprocess.PIPE
        others = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe) for _ in range(2)]

        async def said(number: int, line: str) -> str:
            process = others[number]
            assert process.stdin is not None
            assert process.stdout is not None
            if line:
                process.stdin.write(f"{line}\n".encode())
            return (await process.stdout.readline()).decode().strip()

        assert [await said(number, "") for number in range(2)] == ["ready", "ready"]
        assert [await said(number, f"a{number}") for number in range(2)] == ["1", "1"]
        await switch(engine, edited(LONGER))
        assert [await said(number, f"b{number}") for number in range(2)] == ["2", "2"]
        await versions.roll_back(engine, "test", "")
        assert [await said(number, f"c{number}") for number in range(2)] == ["1", "1"]
        for process in others:
            await process.communicate(b"\n")
