"""The database does what memory does: the same random people lead to the same states, clocks, notices and hashes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.columns import Value
from models.ledger import Entry
from models.people import Roster
from tests.acting import Act, People
from tests.councils import Convened, Councillors, convene
from tests.small import MONDAY, by_day, directory, rules, staff, who, world
from tests.stored import small_engine
from tests.versioned import ELSEWHERE, HALF_WAY, LONGER, SUMMER
from workflow import migrating_cases, store, versions
from workflow.auditing import check_chains
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.identity import Seeded
from workflow.machines import Kind
from workflow.memory import World
from workflow.proof.findings import Proof
from workflow.view import MeetingView

STEPS = 80


async def stored(engine: Engine, act: Act, number: int) -> None:
    """The same act through the one door."""
    if isinstance(act, Convened):
        if act.ref is not None and act.move is not None and act.payload is not None:
            await engine.meetings.fire(who(act.name), act.ref, act.move, act.payload, act.version)
        else:
            await engine.sweep()
            await engine.meetings.convene()
    elif act.submit is not None:
        await engine.submit(who(act.name), act.submit, None, f"key-{number}", "")
    elif act.on is not None and act.move is not None and act.payload is not None:
        await engine.fire(who(act.name), act.on, act.move, act.payload, act.version)
    else:
        await engine.sweep()


def kept(city: World, act: Act) -> str:
    try:
        convene(city, act)
    except GridwardError as refused:
        return str(refused)
    return ""


async def refused(engine: Engine, act: Act, number: int) -> str:
    try:
        await stored(engine, act, number)
    except GridwardError as fault:
        return str(fault)
    return ""


def by_id(found: list[Any]) -> dict[object, Value]:
    return {record.id: record for record in found}


@pytest.mark.parametrize("seed", range(6))
async def test_memory_and_database_agree_on_states_clocks_notices_and_hashes(database_url: str, seed: int) -> None:
    await agreed(database_url, world(seed), seed)


async def test_they_agree_where_everybody_sleeps_at_night_and_urgent_cases_wake(database_url: str) -> None:
    rosters = by_day(staff())
    city = world(8, directory(rosters))
    await agreed(database_url, city, 8, rosters)
    told = [question for entries in city.entries.values() for entry in entries for question in asked(entry)]
    assert any(each["woken"] for each in told), "somebody was woken on the way"


def asked(entry: Entry) -> list[dict[str, Any]]:
    """What the directory was asked for an entry, where it was who is told."""
    return [each for each in ((entry.facts or {}).get("asked") or {}).values() if "woken" in (each or ())]


async def nothing(engine: Engine, number: int) -> None:
    """What happens beside the acts of people."""


async def agreed(
    database_url: str,
    city: World,
    seed: int,
    rosters: list[Roster] | None = None,
    meanwhile: Callable[[Engine, int], Awaitable[None]] = nothing,
) -> None:
    people = People(seed, MONDAY)
    async with small_engine(database_url, Seeded(seed), lambda: people.now, rosters) as engine:
        for number in range(STEPS):
            act = people.next(city)
            assert kept(city, act) == await refused(engine, act, number), (number, act)
            await meanwhile(engine, number)
        async with store.transaction(engine.database) as connection:
            views = await store.reading.load_views(connection, list(city.views))
            assert views == city.views
            for identity in city.views:
                assert await store.reading.entries(connection, identity) == city.entries[identity]
                events = await store.reading.clock_events(connection, identity)
                assert by_id(events) == by_id([e for e in city.events if e.incident_id == identity])
                notices = await store.reading.notices_of(connection, identity)
                assert by_id(notices) == by_id([n for n in city.notices.values() if n.incident_id == identity])
            assert await store.audit.unwatched(connection) == []


@pytest.mark.parametrize("seed", range(2))
async def test_they_agree_on_cases_that_go_on_under_other_rules(database_url: str, seed: int) -> None:
    edits = {30: (HALF_WAY, ELSEWHERE), 50: (LONGER, SUMMER), 65: (("rubbish_exposed", "rubbish_seen"),)}
    city = world(seed)

    async def switch(engine: Engine, number: int) -> None:
        if number in edits:
            await switched(engine, city, edits[number])

    await agreed(database_url, city, seed, meanwhile=switch)
    moves = [entry.move for entries in city.entries.values() for entry in entries]
    assert moves.count("migrate") > 10


async def switched(engine: Engine, city: World, edits: tuple[tuple[str, str], ...]) -> None:
    """Other rules, and what is open moved to them, on both sides."""
    text = rules().text
    for find, put in edits:
        text = text.replace(find, put)
    number = await versions.propose(engine, text, "rules", "test", "")
    await versions.switch_on(engine, number, "test", "", proving=lambda _: Proof(()))
    now = await engine.now()
    city.switch_on(now.rules, now.calendar)
    refused = {city.views[ref].incident.number: each.reason for ref, each in city.migrate(now.at).items()}
    found = await migrating_cases.migrate(engine)
    assert {each.number: each.reason for each in found.refused} == refused


@pytest.mark.parametrize("seed", range(6, 9))
async def test_memory_and_database_agree_on_meetings_too(database_url: str, seed: int) -> None:
    city, people = world(seed), Councillors(seed, MONDAY)
    async with small_engine(database_url, Seeded(seed), lambda: people.now) as engine:
        for number in range(STEPS):
            act = people.next(city)
            assert kept(city, act) == await refused(engine, act, number), (number, act)
        async with store.transaction(engine.database) as connection:
            assert await store.reading.load_views(connection, list(city.views)) == city.views
            assert await store.reading.load(connection, MeetingView, list(city.meetings)) == city.meetings
            assert await store.meetings.words(connection, list(city.meetings)) == city.assembly.texts
            for identity in [*city.views, *city.meetings]:
                assert await store.reading.entries(connection, identity) == city.entries[identity]
            for identity in city.meetings:
                events = await store.reading.clock_events(connection, identity, Kind.MEETING)
                assert by_id(events) == by_id([e for e in city.events if e.meeting_id == identity])
                notices = await store.reading.notices_of(connection, identity, Kind.MEETING)
                assert by_id(notices) == by_id([n for n in city.notices.values() if n.meeting_id == identity])
            assert await store.audit.unwatched(connection) == []
        found = await check_chains(engine, against_state=True)
        assert found.well, found.said
    assert any(view.meeting.minuted_at for view in city.meetings.values())
