"""Rehearsals in PostgreSQL: what is recorded is read whole, in this process or over several, and nothing is changed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.database import Database
from tests.rehearsed import edited
from tests.small import EAST, FAR_VILLAGE, MONDAY, WEST, calendar, directory, grids, rules
from tests.stored import city, keys, seed
from workflow import jobs, rehearsals, rehearsing_apart, store
from workflow.days import published_days
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.identity import Chance, Seeded
from workflow.in_force import InForce
from workflow.rehearsals import Part, Trial
from workflow.rehearsing.summing import Sum
from workflow.simulation.in_memory import InMemory, Witness
from workflow.simulation.life import Life
from workflow.simulation.scene import Scene
from workflow.works.rehearsal import Rehearsal

FIRST = MONDAY.date()
DAYS = 8
SINCE = MONDAY - timedelta(days=1)
UNTIL = MONDAY + timedelta(days=DAYS + 1)


@pytest.fixture
async def stored(database_url: str) -> AsyncIterator[Database]:
    """The small city after some days of life, in a database."""
    scene = Scene(city(), directory(), rules(), calendar(), published_days(1))
    ground = InMemory(Witness(scene.directory, scene.rules, scene.calendar, Seeded(7)), keep=True)
    life = Life(scene, ground, FIRST, DAYS, 7, 6.0, checking=False)
    await life.run()
    database = await Database.open(database_url, 4)
    try:
        await seed(database, MONDAY - timedelta(days=2))
        async with store.transaction(database) as connection:
            for each in ground.kept:
                await store.writing.write(connection, [each])
        yield database
    finally:
        await database.close()


def end() -> datetime:
    midnight = datetime.combine(FIRST, datetime.min.time(), calendar().tz)
    return (midnight + timedelta(days=DAYS)).astimezone(UTC)


def trial(text: str) -> Trial:
    return Trial(text, "tried.yaml", SINCE, end())


async def here(database: Database, tried: Trial) -> Part:
    whole, last = Part(Sum(), []), 0
    async for done, total, part in rehearsals.whole(InForce(database, lambda: UNTIL), tried):
        assert last < done <= total
        whole, last = whole.merge(part), done
    return whole


async def test_the_rules_in_force_change_nothing_of_what_is_stored(stored: Database) -> None:
    found = await here(stored, trial(rules().text))
    assert found.lines == []
    assert found.sum.counts["cases"] > 20
    assert found.sum.counts["messages_before"] == found.sum.counts["messages_after"] > 100
    assert found.sum.unfit == {}


async def test_several_processes_come_to_the_same(stored: Database, database_url: str) -> None:
    tried = trial(
        edited(rules().text, ("verify: {budget: 2wh, ladder: check,", "verify: {budget: 10wm, ladder: check,"))
    )
    alone = await here(stored, tried)
    together, last = Part(Sum(), []), 0
    async for done, total, part in rehearsing_apart.spread(database_url, tried, 2):
        assert last < done <= total
        together, last = together.merge(part), done
    assert together.sum.to_json() == alone.sum.to_json()
    assert sorted(line["number"] for line in together.lines) == sorted(line["number"] for line in alone.lines)
    assert alone.lines


async def test_a_rehearsal_that_is_asked_for_is_done_by_township_and_kept(stored: Database) -> None:
    line = "verify: {budget: 2wh, ladder: check,"
    tried = trial(edited(rules().text, (line, line.replace("2wh", "10wm"))))
    alone = await here(stored, tried)
    engine = Engine(stored, keys(), Chance(), lambda: UNTIL)
    asked = await rehearsals.ask(engine, tried, "test")
    assert (await rehearsals.found(engine, asked.id)).summary is None
    while await jobs.run_next(engine, {Rehearsal.kind: Rehearsal()}):
        pass
    done = await rehearsals.found(engine, asked.id)
    assert done.summary == rehearsals.summary(tried, alone.sum)
    assert done.finished_at == UNTIL
    lines = await rehearsals.lines_of(engine, asked.id)
    assert {each["number"] for each in lines} == {each["number"] for each in alone.lines}
    job = await jobs.seen(engine, asked.id)
    assert sorted(job.parts) == ["", EAST, WEST]
    assert (await engine.now()).rules.number == 1, "what is rehearsed is not therefore in force"


async def test_a_case_that_was_moved_to_another_township_is_counted_once(stored: Database) -> None:
    async with store.transaction(stored) as connection:
        moved = await connection.fetchval(
            "UPDATE incident SET township = $2 WHERE id = (SELECT id FROM incident WHERE township = $1 LIMIT 1)"
            " RETURNING id",
            EAST,
            WEST,
        )
        parts = [await store.histories.reported(connection, SINCE, UNTIL, part) for part in ("", EAST, WEST)]
        whole = await store.histories.reported(connection, SINCE, UNTIL)
    assert moved in parts[2]
    assert sorted(found for part in parts for found in part) == sorted(whole)


async def test_what_cannot_be_tried_out_is_refused_before_anything_is_stored(stored: Database) -> None:
    engine = Engine(stored, keys(), Chance(), lambda: UNTIL)
    for wrong in (
        replace(trial(rules().text), rules="routes: []"),
        replace(trial(rules().text), since=UNTIL),
        replace(trial(rules().text), calendar={"years": 1}),
        replace(trial(rules().text), city="code,name\n"),
    ):
        with pytest.raises(GridwardError):
            await rehearsals.ask(engine, wrong, "test")
    async with store.snapshot(stored) as connection:
        assert await store.histories.listing(connection, None, 9) == []


async def test_another_calendar_and_another_territory_can_be_tried_out(stored: Database) -> None:
    days: Any = published_days(1).to_json()
    same = await here(stored, replace(trial(rules().text), calendar=days))
    assert same.lines == []
    days["years"]["2026"]["off"].append("2026-06-10")
    closed = await here(stored, replace(trial(rules().text), calendar=days))
    assert closed.sum.counts["later"] > closed.sum.counts["earlier"] == 0
    rows = [f"{each.code},{each.name},{each.tier},{_parent(each.path)}" for each in grids() if not each.special]
    everything = "\n".join(["code,name,level,parent_code", *rows])
    same = await here(stored, replace(trial(rules().text), city=everything))
    assert same.lines == []
    merged = "\n".join(line for line in everything.splitlines() if not line.startswith(FAR_VILLAGE))
    found = await here(stored, replace(trial(rules().text), city=merged))
    assert {why for _, why in found.sum.unfit} >= {"unknown-grid"}


def _parent(path: str) -> str:
    return path.split(".")[-2] if "." in path else ""
