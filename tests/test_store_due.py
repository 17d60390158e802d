"""What is due is taken once, whoever sweeps; and it can be seen whether anybody does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from models.database import Database
from tests.small import MONDAY, uid
from tests.storing import Recorded, city, minutes, write
from workflow import store

LATE = MONDAY + timedelta(days=30)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url, 8) as opened:
        yield opened


async def reported(database: Database, number: int) -> list[UUID]:
    world = Recorded()
    refs = [world.report(minutes(index)) for index in range(number)]
    await write(database, world.taken())
    return refs


async def due(database: Database, now: datetime = LATE, limit: int = 500) -> list[UUID]:
    async with store.transaction(database) as connection:
        return await store.due.due_subjects(connection, now, limit)


async def test_the_most_overdue_comes_first_and_what_is_not_due_not_at_all(database: Database) -> None:
    refs = await reported(database, 6)
    async with store.snapshot(database) as connection:
        first = await store.due.next_due(connection)
    assert first is not None
    assert first > minutes(5)
    assert await due(database, first - timedelta(microseconds=1)) == []
    assert await due(database, first) == [refs[0]]
    assert await due(database, first + timedelta(minutes=3)) == refs[:4]
    assert await due(database, LATE) == refs


async def test_no_more_than_asked_for_are_taken_and_each_once(database: Database) -> None:
    """Each of them has two clocks that are due."""
    refs = await reported(database, 6)
    assert set(await due(database, LATE, 3)) < set(refs)
    assert len(await due(database, LATE, 3)) <= 3
    assert sorted(await due(database, LATE, 12)) == refs


async def test_sweeps_at_the_same_time_take_sets_that_have_nothing_in_common(database: Database) -> None:
    refs = await reported(database, 30)
    async with store.transaction(database) as one, store.transaction(database) as two:
        mine = await store.due.due_subjects(one, LATE, 10)
        theirs = await store.due.due_subjects(two, LATE, 60)
        assert mine
        assert not set(mine) & set(theirs)
        assert {*mine, *theirs} == set(refs)


async def test_what_a_move_holds_is_left_to_it_and_nobody_waits(database: Database) -> None:
    refs = await reported(database, 3)
    async with store.transaction(database) as holder:
        await store.reading.load_views(holder, [refs[1]], lock=True)
        async with asyncio.timeout(5):
            assert await due(database) == [refs[0], refs[2]]
    assert await due(database) == refs


async def test_what_was_taken_is_held_until_the_sweep_is_done(database: Database) -> None:
    refs = await reported(database, 2)

    async def lock() -> None:
        async with store.transaction(database) as connection:
            await store.reading.load_views(connection, refs, lock=True)

    async with store.transaction(database) as sweeping:
        assert await store.due.due_subjects(sweeping, LATE, 10) == refs
        waiting = asyncio.create_task(lock())
        await asyncio.sleep(0.1)
        assert not waiting.done()
    await waiting


async def test_sweeps_and_moves_never_wait_for_each_other_for_ever(database: Database) -> None:
    refs = await reported(database, 12)

    async def sweep() -> None:
        async with store.transaction(database) as connection:
            ids = await store.due.due_subjects(connection, LATE, 5)
            await store.reading.load_views(connection, ids, lock=True)
            await connection.execute("UPDATE clock SET next_at = next_at WHERE incident_id = ANY($1)", ids)

    async def move(ids: list[UUID]) -> None:
        async with store.transaction(database) as connection:
            await store.reading.load_views(connection, ids, lock=True)
            await connection.execute("UPDATE clock SET next_at = next_at WHERE incident_id = ANY($1)", ids)

    async with asyncio.timeout(60):
        await asyncio.gather(*(sweep() for _ in range(30)), *(move(refs[::way][:7]) for way in (1, -1) * 15))


async def test_what_could_not_be_decided_is_passed_over(database: Database) -> None:
    refs = await reported(database, 3)
    async with store.transaction(database) as connection:
        assert await store.due.due_subjects(connection, LATE, 10, {refs[0]}) == refs[1:]
        assert await store.due.next_due(connection) != await store.due.next_due(connection, {refs[0]})


async def test_nothing_is_due_where_nothing_is(database: Database) -> None:
    assert await due(database) == []
    async with store.snapshot(database) as connection:
        assert await store.due.next_due(connection) is None


async def alive(database: Database) -> bool:
    async with store.snapshot(database) as connection:
        return await store.due.clock_alive(connection)


async def test_it_is_seen_whether_a_clock_lives(database: Database) -> None:
    assert not await alive(database)
    async with store.due.alive(database):
        async with store.due.alive(database):
            assert await alive(database)
        assert await alive(database)
    assert not await alive(database)


async def test_a_clock_is_seen_again_after_the_server_was_away(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.due, "BEAT_SECONDS", 0.05)
    holder = (
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    other = await asyncpg.connect(database_url)
    try:
        async with store.due.alive(database), asyncio.timeout(30):
            first = await other.fetchval(holder)
            await other.execute("SELECT pg_terminate_backend($1)", first)
            while await other.fetchval(holder) in (first, None):  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.05)
            assert await alive(database)
    finally:
        await other.close()


async def test_a_clock_of_another_database_is_not_this_ones(database: Database, server_url: str) -> None:
    other = await asyncpg.connect(server_url)
    try:
        await other.execute("SELECT pg_advisory_lock_shared($1)", store.due.ALIVE["clock"])
        assert not await alive(database)
    finally:
        await other.close()


async def test_an_open_incident_without_an_armed_clock_is_found(database: Database) -> None:
    refs = await reported(database, 3)
    async with store.transaction(database) as connection:
        assert await store.audit.unwatched(connection) == []
        await connection.execute("UPDATE clock SET next_at = NULL WHERE incident_id = $1", refs[1])
        assert await store.audit.unwatched(connection) == [refs[1]]
        await connection.execute("UPDATE incident SET state = 'closed' WHERE id = $1", refs[1])
        assert await store.audit.unwatched(connection) == []


async def test_how_far_behind_the_city_is_counts_everything_open(database: Database) -> None:
    refs = await reported(database, 4)
    async with store.transaction(database) as connection:
        await connection.execute("UPDATE incident SET state = 'closed' WHERE id = $1", refs[3])
        early = await store.audit.standing(connection, MONDAY)
        late = await store.audit.standing(connection, LATE)
        first = await store.due.next_due(connection)
    assert (early.open, early.overdue, early.unfired, early.oldest) == (3, 0, 0, None)
    assert (late.open, late.overdue, late.unfired, late.oldest) == (3, 3, 8, first)


async def test_what_was_kept_for_a_while_is_forgotten_in_the_citys_own_time(database: Database) -> None:
    world = Recorded()
    now = datetime.now(MONDAY.tzinfo)
    world.report(now - timedelta(hours=23))
    await write(database, world.taken())
    row = store.commands.Remembered("person:1", "k", "h", {}, now - timedelta(days=89))
    async with store.transaction(database) as connection:
        await store.commands.remember(connection, [row])
        await store.signing.add_sign_in(connection, b"old", uid("admin"), now, now - timedelta(seconds=1))
        await store.signing.add_sign_in(connection, b"new", uid("admin"), now, now + timedelta(days=1))
        await store.audit.forget_old(connection)
        assert await connection.fetchval("SELECT count(*) FROM event") == 1
        assert await connection.fetchval("SELECT count(*) FROM command") == 1
        assert await connection.fetchval("SELECT array_agg(token_hash) FROM sign_in") == [b"new"]
        await connection.execute("UPDATE city SET offset_seconds = 2 * 86400")
        async with asyncio.timeout(60):
            # An event goes once every transaction that began before it has ended, those of other databases too.
            while await connection.fetchval("SELECT count(*) FROM event"):
                await store.audit.forget_old(connection)
                await asyncio.sleep(0.05)
        assert await connection.fetchval("SELECT count(*) FROM command") == 0
        assert await connection.fetchval("SELECT count(*) FROM sign_in") == 1
