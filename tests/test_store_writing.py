"""What was decided is written whole or not at all, in sets, and reads back as it was decided."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from models.database import Database
from models.incident import State
from models.notice import NoticeState
from tests.small import EAST, GROUP, MARKET, VILLAGE, uid
from tests.storing import Recorded, city, count, minutes, views, write
from workflow import ledger, store
from workflow.drafting import CALLS
from workflow.errors import BadInput
from workflow.machines import Move
from workflow.store.errors import TryAgain
from workflow.view import View


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        yield opened


class Counting:
    """A connection that counts the statements that go through it."""

    def __init__(self, connection: Any) -> None:
        self._connection, self.statements = connection, 0

    def __getattr__(self, name: str) -> Any:
        self.statements += name in ("execute", "fetch", "fetchrow", "fetchval")
        return getattr(self._connection, name)


def a_long_story(world: Recorded) -> None:
    """A case with everything that a view can hold: tasks, a request, an order, an objection, clocks that ended."""
    ref = world.report(category="06010", location={"lat": 32.75, "lon": 119.4})
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    world.do("dispatcher-east", ref, Move.DISPATCH, minutes(2), to={"unit": "gas"}, co=[{"unit": "water"}])
    world.do("gas-1", ref, Move.ACKNOWLEDGE, minutes(3))
    world.do("gas-1", ref, Move.REQUEST_EXTENSION, minutes(4), reason="parts", budget="1wh")
    world.do("supervisor", ref, Move.SUPERVISE, minutes(5), reason="slow")
    world.sweep(minutes(600))
    world.do("gas-1", ref, Move.RESOLVE, minutes(700))
    world.do("chief-east", ref, Move.VOID, minutes(800), reason="a trial")
    world.do("informant-900100100101", ref, Move.OBJECT, minutes(900), reason="it was none")


async def test_everything_that_was_written_reads_back_as_it_was_decided(database: Database) -> None:
    world = Recorded()
    a_long_story(world)
    await write(database, world.taken())
    assert await views(database, *world.views) == world.views
    view = next(iter(world.views.values()))
    assert all((view.tasks, view.requests, view.orders, view.objections, view.clocks))
    async with store.snapshot(database) as connection:
        entries = await store.reading.entries(connection, view.incident.id)
        events = await store.reading.clock_events(connection, view.incident.id)
        notices = await store.reading.notices_of(connection, view.incident.id)
    assert entries == world.entries[view.incident.id]
    assert list(ledger.verify(entries)) == []
    assert {event.id: event for event in events} == {event.id: event for event in world.events}
    assert {notice.key: notice for notice in notices} == world.notices


async def test_it_is_the_same_written_at_once_or_step_by_step(database: Database) -> None:
    """Also which notices still wait: what a later step of a batch hushes was never to be sent."""
    world = Recorded()
    a_long_story(world)
    for effects in world.taken():
        await write(database, [effects])
    assert await views(database, *world.views) == world.views
    async with store.snapshot(database) as connection:
        notices = await store.reading.notices_of(connection, next(iter(world.views)))
    assert {notice.key: notice for notice in notices} == world.notices
    assert {notice.state for notice in notices} == {NoticeState.QUEUED, NoticeState.CANCELLED}


async def test_a_batch_takes_the_same_number_of_statements_however_large(database: Database) -> None:
    world, statements = Recorded(), []
    for size in (1, 40):
        for number in range(size):
            world.report(minutes(number), category="06010")
        async with store.transaction(database) as connection:
            counting: Any = Counting(connection)
            await store.writing.write(counting, world.taken())
            statements.append(counting.statements)
        async with store.snapshot(database) as connection:
            counting = Counting(connection)
            assert await store.reading.load_views(counting, world.views) == world.views
            assert counting.statements <= 9
    assert statements[0] == statements[1] <= 12


async def test_writing_nothing_says_nothing(database: Database) -> None:
    async with store.transaction(database) as connection:
        counting: Any = Counting(connection)
        await store.writing.write(counting, [])
        assert counting.statements == 0


@pytest.mark.parametrize("poison", ["\x00", "\ud800"])
async def test_one_bad_row_of_a_batch_leaves_nothing_of_it(database: Database, poison: str) -> None:
    world = Recorded()
    for number in range(5):
        world.report(minutes(number))
    *good, bad = world.taken()
    notice = bad.notices[0].but(args={"words": poison})
    spoiled = type(bad)(bad.view, bad.entry, bad.changes, (notice,), bad.hushed, bad.events)
    with pytest.raises(BadInput, match="unstorable"):
        await write(database, [*good, spoiled])
    for table in ("incident", "entry", "clock", "clock_event", "notice", "event"):
        assert await count(database, table) == 0, table
    await write(database, [*good, bad])
    assert await views(database, *world.views) == world.views


async def test_a_row_that_breaks_a_rule_of_the_tables_is_our_own_fault_and_named(database: Database) -> None:
    world = Recorded()
    world.report()
    (effects,) = world.taken()
    change = effects.changes[0]
    broken = type(change)(change.kind, effects.view.root.but(severity=9), change.fields)
    with pytest.raises(store.Inconsistent, match="incident_severity"):
        await write(database, [type(effects)(effects.view, effects.entry, (broken,))])


async def test_who_decided_on_an_older_state_writes_nothing(database: Database) -> None:
    first, second = Recorded(), Recorded()
    for world in (first, second):
        world.report()
    await write(database, first.taken())
    second.taken()
    ref = next(iter(first.views))
    first.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    second.do("dispatcher-east", ref, Move.DECLINE, minutes(2), reason="not ours")
    await write(database, first.taken())
    with pytest.raises(TryAgain, match="entry_pkey"):
        await write(database, second.taken())
    assert await views(database, ref) == first.views


async def test_a_clock_that_has_moved_on_since_it_was_seen_is_not_overwritten(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    async with store.transaction(database) as connection:
        await connection.execute("UPDATE clock SET rung = rung + 1 WHERE stage = 'intake'")
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    with pytest.raises(TryAgain, match="clock-moved"):
        await write(database, world.taken())
    assert (await views(database, ref))[ref].incident.state == State.REPORTED


async def test_a_move_cancels_what_waits_and_calls_for_an_act_on_its_subject(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    assert await count(database, "notice", "state = 'queued' AND kind = 'arrived'") > 0
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    await write(database, world.taken())
    assert await count(database, "notice", "state = 'queued' AND kind = 'arrived' AND entry = 1") == 0


async def test_what_was_sent_already_is_not_cancelled(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    async with store.transaction(database) as connection:
        await connection.execute("UPDATE notice SET state = 'sent'")
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    await write(database, world.taken())
    assert await count(database, "notice", "state = 'cancelled'") == 0


async def test_the_same_message_is_never_queued_twice(database: Database) -> None:
    world = Recorded()
    world.report()
    (effects,) = world.taken()
    again = tuple(notice.but(id=uid(notice.key)) for notice in effects.notices)
    await write(database, [type(effects)(effects.view, effects.entry, effects.changes, (*effects.notices, *again))])
    assert await count(database, "notice") == len(effects.notices)
    assert {notice.kind for notice in effects.notices} & CALLS


async def test_every_entry_is_a_live_event_and_a_batch_rings_once(database: Database, database_url: str) -> None:
    world, rings = Recorded(), asyncio.Queue[object]()
    listener = await asyncpg.connect(database_url)
    try:
        await listener.add_listener(store.events.CHANNEL, lambda *ring: rings.put_nowait(ring))
        ref = world.report(where=f"{VILLAGE}02")
        for number in range(3):
            world.report(minutes(number))
        world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
        world.do("dispatcher-east", ref, Move.DISPATCH, minutes(2), to={"unit": "gas"}, co=[{"grid": VILLAGE}])
        taken = world.taken()
        await write(database, taken)
        await asyncio.wait_for(rings.get(), 5)
        await listener.execute("SELECT 1")
        assert rings.empty()
    finally:
        await listener.close()
    async with store.snapshot(database) as connection:
        rows = await connection.fetch("SELECT * FROM event ORDER BY id")
    assert [(row["incident_id"], row["seq"], row["move"]) for row in rows] == [
        (effects.entry.subject_id, effects.entry.seq, effects.entry.move) for effects in taken
    ]
    last = rows[-1]
    assert last["path"] == world.views[ref].incident.path
    assert last["specials"] == [MARKET]
    assert last["units"] == [str(uid("gas"))]
    assert last["grids"] == [str(uid(VILLAGE))]
    assert str(uid(f"informant-{GROUP}")) in last["persons"]


async def test_an_import_makes_no_live_events(database: Database) -> None:
    world = Recorded()
    world.report()
    async with store.transaction(database) as connection:
        await store.writing.write(connection, world.taken(), events=False)
    assert await count(database, "event") == 0
    assert await count(database, "incident") == 1


async def test_wording_and_reporter_lie_apart_from_the_incident(database: Database) -> None:
    world = Recorded()
    ref, other = world.report(), world.report(minutes(1))
    async with store.transaction(database) as connection:
        await store.writing.write(connection, world.taken())
        await store.writing.insert_wording(connection, [(ref, "垃圾成堆", None), (other, "two", "at the gate")])
        await store.writing.insert_reporters(connection, [(ref, b"sealed", None, minutes(0))])
        await store.writing.insert_wording(connection, [])
        await store.writing.insert_reporters(connection, [])
    async with store.snapshot(database) as connection:
        assert await store.reading.wording(connection, [ref, other, uid("none")]) == {
            ref: ("垃圾成堆", None),
            other: ("two", "at the gate"),
        }
        found = await store.reporters.reporter(connection, ref)
        assert await store.reporters.reporter(connection, other) is None
    assert found is not None
    assert (found.name, found.phone) == (b"sealed", None)


async def test_the_place_of_an_incident_is_kept_to_the_last_digit(database: Database) -> None:
    world = Recorded()
    ref = world.report(location={"lat": 32.123456789012345, "lon": 119.98765432109876})
    await write(database, world.taken())
    found: View = (await views(database, ref))[ref]
    assert (found.incident.lat, found.incident.lon) == (32.123456789012345, 119.98765432109876)
    assert found.incident.township == EAST
