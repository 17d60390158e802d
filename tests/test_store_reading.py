"""Reading cases: locked in order, as whoever held them before has left them, and what is nearby."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.incident import State
from models.ledger import Entry
from tests.small import GROUP, INFORMANT, MONDAY, OTHER_VILLAGE, VILLAGE, rules, uid, who
from tests.small import report as submission
from tests.storing import Recorded, city, minutes, views, write
from workflow import auditing, ledger, store
from workflow.machines import Move
from workflow.store.reading import Nearby


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        yield opened


async def test_what_there_is_not_is_left_out(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    assert list(await views(database, uid("nothing"), ref)) == [ref]
    assert await views(database, uid("nothing")) == {}
    assert await views(database) == {}


async def test_an_incident_is_found_by_its_number_and_by_its_id(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    async with store.snapshot(database) as connection:
        assert await store.reading.find_incident(connection, world.views[ref].incident.number) == ref
        assert await store.reading.find_incident(connection, str(ref)) == ref
        assert await store.reading.find_incident(connection, str(uid("nothing"))) is None
        assert await store.reading.find_incident(connection, "GY-1") is None
        assert await store.reading.incident(connection, ref) == world.views[ref].incident
        assert await store.reading.incident(connection, uid("nothing")) is None
        assert await store.reading.entries(connection, uid("nothing")) == []


async def test_who_waits_for_a_lock_reads_what_its_holder_left(database: Database) -> None:
    """Tasks and clocks too: they are read after the lock is had, and not before."""
    world = Recorded()
    ref = world.report()
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    await write(database, world.taken())

    async def read() -> None:
        async with store.transaction(database) as connection:
            assert await store.reading.load_views(connection, [ref], lock=True) == world.views

    async with store.transaction(database) as connection:
        await store.reading.load_views(connection, [ref], lock=True)
        waiting = asyncio.create_task(read())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        world.do("dispatcher-east", ref, Move.DISPATCH, minutes(2), to={"unit": "gas"})
        await store.writing.write(connection, world.taken())
    await waiting


async def test_incidents_are_locked_in_one_order_so_that_nobody_waits_for_ever(database: Database) -> None:
    world = Recorded()
    refs = [world.report(minutes(number)) for number in range(20)]
    await write(database, world.taken())

    async def lock(ids: list[UUID]) -> int:
        async with store.transaction(database) as connection:
            found = await store.reading.load_views(connection, ids, lock=True)
            assert list(found) == sorted(refs)
            return len(found)

    async with asyncio.timeout(30):
        assert await asyncio.gather(*(lock(refs[::way]) for way in (1, -1) * 15)) == [20] * 30


async def test_a_look_at_the_reporter_need_not_wait_for_a_change(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    async with store.transaction(database) as holder:
        await store.reading.load_views(holder, [ref], lock=True)
        async with asyncio.timeout(5), store.transaction(database) as other:
            await store.reporters.add_look(other, uid("look"), ref, uid("admin"), MONDAY, "a complaint")


async def test_reading_locks_nothing(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    async with store.transaction(database) as holder:
        await store.reading.load_views(holder, [ref], lock=True)
        async with asyncio.timeout(5):
            assert (await views(database, ref))[ref].incident.state == State.REPORTED


async def test_numbers_are_never_given_twice(database: Database) -> None:
    async def drawn() -> list[int]:
        async with store.transaction(database) as connection:
            return await store.reading.next_numbers(connection, 7)

    first, *others = await asyncio.gather(*(drawn() for _ in range(6)))
    everything = [*first, *(number for more in others for number in more)]
    assert len(set(everything)) == 42
    assert min(everything) == 1001
    assert first == sorted(first)


async def test_the_whole_ledger_is_read_in_whole_chains(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.reading, "CHAINS", 3)
    world = Recorded()
    refs = [world.report(minutes(number)) for number in range(7)]
    for ref in refs[::2]:
        world.do("dispatcher-east", ref, Move.ACCEPT, minutes(10))
    await write(database, world.taken())
    found: dict[UUID, list[Entry]] = {}
    sizes = []
    async with store.snapshot(database) as connection:
        async for chains in store.reading.all_entries(connection, auditing.FIRST, auditing.LAST):
            sizes.append(len(chains))
            found |= chains
    assert sizes == [3, 3, 1]
    assert found == world.entries
    assert [broken for chain in found.values() for broken in ledger.verify(chain)] == []


async def test_how_much_each_receiver_has_open(database: Database) -> None:
    world = Recorded()
    for number in range(4):
        ref = world.report(minutes(number))
        world.do("dispatcher-east", ref, Move.ACCEPT, minutes(10))
        world.do("dispatcher-east", ref, Move.DISPATCH, minutes(11), to={"unit": "gas"}, co=[{"grid": VILLAGE}])
        if number:
            world.do("gas-1", ref, Move.ACKNOWLEDGE, minutes(12))
    world.do("gas-1", ref, Move.RESOLVE, minutes(20))
    await write(database, world.taken())
    async with store.snapshot(database) as connection:
        assert await store.reading.load_of(connection, [uid("gas"), uid("water"), uid(VILLAGE)]) == {
            uid("gas"): 3,
            uid(VILLAGE): 4,
        }
        assert await store.reading.load_of(connection, []) == {}


def nearby(world: Recorded, category: str, where: str | None, point: tuple[float, float] | None) -> Nearby:
    place = world.directory.place(where, MONDAY) if where else None
    lat, lon = point or (None, None)
    twins = world.rules.limits.duplicates
    since = minutes(60) - timedelta(days=twins.days)
    return Nearby(category, place.path if place else "", lat, lon, since, twins.metres)


CENTRE = (32.78, 119.45)
METRES = rules().limits.duplicates.metres
NORTH, EAST = METRES / 111_320, METRES / (111_320 * cos(radians(CENTRE[0])))
"""As far as two reports may be apart, in degrees."""


@pytest.mark.parametrize(
    ("where", "point"),
    [
        (GROUP, None),
        (GROUP, CENTRE),
        (GROUP, (CENTRE[0] + 0.99 * NORTH, CENTRE[1])),
        (GROUP, (CENTRE[0] + 1.01 * NORTH, CENTRE[1])),
        (GROUP, (CENTRE[0], CENTRE[1] - 0.99 * EAST)),
        (GROUP, (CENTRE[0] + 0.8 * NORTH, CENTRE[1] + 0.8 * EAST)),
        (OTHER_VILLAGE + "01", CENTRE),
        (OTHER_VILLAGE + "01", None),
        (None, CENTRE),
    ],
)
async def test_repeats_are_counted_as_in_memory(
    database: Database, where: str | None, point: tuple[float, float] | None
) -> None:
    world = Recorded()
    for number, (grid, spot) in enumerate(
        (g, s) for g in (GROUP, VILLAGE + "02", OTHER_VILLAGE + "01") for s in (None, CENTRE, (32.5, 119.0))
    ):
        more: Any = {"location": {"lat": spot[0], "lon": spot[1]}} if spot else {}
        world.report(minutes(number), category=("06010", "06013")[number % 4 == 3], where=grid, **more)
    gone = world.report(minutes(50), location={"lat": CENTRE[0], "lon": CENTRE[1]})
    world.do("chief-east", gone, Move.VOID, minutes(51), reason="a trial")
    await write(database, world.taken())
    location: Any = {"location": {"lat": point[0], "lon": point[1]}} if point else {}
    asked = submission("06010", where, **location)
    view = world.submit(who("informant-900100100101"), asked, minutes(60))
    async with store.snapshot(database) as connection:
        found = await store.reading.repeats(
            connection, [nearby(world, "06010", where, point), nearby(world, "99999", where, point)]
        )
        assert await store.reading.repeats(connection, []) == []
    assert found == [view.incident.repeats, 0]


async def test_old_reports_are_no_repeats(database: Database) -> None:
    world = Recorded()
    world.report(minutes(59) - timedelta(days=rules().limits.duplicates.days))
    await write(database, world.taken())
    async with store.snapshot(database) as connection:
        assert await store.reading.repeats(connection, [nearby(world, "06010", GROUP, None)]) == [0]


async def test_who_reported_what_was_merged_follows_the_case(database: Database) -> None:
    world = Recorded()
    into = world.report()
    other = world.report(minutes(1), name="informant-900100100102")
    world.do("dispatcher-east", other, Move.MERGE, minutes(2), into=str(into))
    await write(database, world.taken())
    async with store.snapshot(database) as connection:
        assert await store.reading.followers(connection, [into, other]) == {into: (uid("informant-900100100102"),)}


async def test_every_deadline_an_incident_ever_had_is_told_in_order(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    world.do("dispatcher-east", ref, Move.DISPATCH, minutes(2), to={"unit": "gas"})
    await write(database, world.taken())
    async with store.snapshot(database) as connection:
        clocks = await store.reading.clocks(connection, ref)
    assert {clock.id: clock for clock in clocks} == world.views[ref].clocks
    assert [clock.started_at for clock in clocks] == sorted(clock.started_at for clock in clocks)


async def test_what_another_calendar_counts_is_open_or_objected_to(database: Database) -> None:
    world = Recorded()
    ended, objected, alive = (world.report(minutes(number)) for number in range(3))
    for ref in (ended, objected):
        world.do("chief-east", ref, Move.VOID, minutes(5), reason="a trial")
    world.do(INFORMANT, objected, Move.OBJECT, minutes(6), reason="it was none")
    await write(database, world.taken())
    async with store.snapshot(database) as connection:
        assert await store.reading.counted_otherwise(connection, 2, 10) == [objected, alive]
        assert await store.reading.counted_otherwise(connection, 2, 1) == [objected]
        assert await store.reading.counted_otherwise(connection, 1, 10) == []
