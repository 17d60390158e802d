"""What is due: which subjects have a clock whose next rung is past, and whether any clock process lives."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from uuid import UUID

from models.database import Database
from workflow.ending import end
from workflow.store.errors import Unreachable
from workflow.store.transactions import Connection, acquired

ALIVE = {"clock": 0x636C6F636B, "deliver": 0x64656C697665, "worker": 0x776F726B6572}
"""The advisory locks that every process of its kind holds, shared, for as long as it lives."""

BEAT_SECONDS = 5
"""How often a clock process looks whether its connection, and with it the lock, is still there."""


async def due_subjects(c: Connection, now: datetime, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """The incidents with a rung that is due, the most overdue first, at most `limit`; their rows are locked.

    Those that somebody else holds are left to them: any number of sweeps take sets that have nothing in common. What
    is due of an incident is to be read after this, since its clocks may have moved until the lock was had. Those of
    `but` are passed over.
    """
    return await _due(c, "incident", now, limit, but)


async def due_meetings(c: Connection, now: datetime, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """The same of meetings."""
    return await _due(c, "meeting", now, limit, but)


async def due_patrols(c: Connection, now: datetime, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """The same of patrols."""
    return await _due(c, "patrol", now, limit, but)


async def due_bulletins(c: Connection, now: datetime, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """The same of bulletins."""
    return await _due(c, "bulletin", now, limit, but)


async def _due(c: Connection, kind: str, now: datetime, limit: int, but: Collection[UUID]) -> list[UUID]:
    # The clocks come in the order of their index, and each subject is locked as it is met, until there are enough.
    records = await c.fetch(
        f"SELECT r.id FROM clock AS k JOIN {kind} AS r ON r.id = k.{kind}_id"  # noqa: S608
        f" WHERE k.next_at <= $1 AND k.{kind}_id <> ALL($2) ORDER BY k.next_at, k.{kind}_id LIMIT {limit:d}"
        " FOR NO KEY UPDATE OF r SKIP LOCKED",
        now,
        list(but),
    )
    return list(dict.fromkeys(record["id"] for record in records))


async def due_campaigns(c: Connection, now: datetime, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """The campaigns whose date has come: of those that run, few."""
    records = await c.fetch(
        f"SELECT id FROM campaign WHERE state = 'running' AND until <= $1 AND id <> ALL($2) ORDER BY id LIMIT {limit:d}"  # noqa: S608
        " FOR NO KEY UPDATE SKIP LOCKED",
        now,
        list(but),
    )
    return [record["id"] for record in records]


async def next_due(c: Connection, but: Collection[UUID] = ()) -> datetime | None:
    """When the next rung of any clock fires, but those of the subjects `but`; None where none is armed."""
    found: datetime | None = await c.fetchval(
        "SELECT min(next_at) FROM clock WHERE next_at IS NOT NULL"
        " AND coalesce(incident_id, meeting_id, patrol_id, campaign_id, bulletin_id) <> ALL($1)",
        list(but),
    )
    return found


@asynccontextmanager
async def alive(database: Database, kind: str = "clock") -> AsyncIterator[None]:
    """While the block lasts it can be seen that such a process runs, but for moments after the server was away; when
    the process dies, the server notices by itself."""
    held = asyncio.Event()
    holding = asyncio.create_task(_hold(database, ALIVE[kind], held))
    holding.add_done_callback(lambda _: held.set())
    try:
        await held.wait()
        if holding.done():
            await holding
        yield
    finally:
        await end(holding)


async def _hold(database: Database, lock: int, held: asyncio.Event) -> None:
    """The pool takes the lock back with the connection."""
    while True:
        with suppress(Unreachable):
            async with acquired(database) as connection:
                await connection.execute("SELECT pg_advisory_lock_shared($1)", lock)
                held.set()
                while True:
                    await asyncio.sleep(BEAT_SECONDS)
                    await connection.execute("SELECT 1")
        await asyncio.sleep(BEAT_SECONDS)


async def clock_alive(c: Connection) -> bool:
    """Whether any clock process lives that uses this database."""
    return (await processes(c))["clock"] > 0


async def processes(c: Connection) -> dict[str, int]:
    """How many processes of each kind live that use this database."""
    records = await c.fetch(
        "SELECT (classid::bigint << 32) | objid::bigint AS lock, count(*) AS alive FROM pg_locks"
        " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY 1"
    )
    found = {record["lock"]: record["alive"] for record in records}
    return {kind: found.get(lock, 0) for kind, lock in ALIVE.items()}
