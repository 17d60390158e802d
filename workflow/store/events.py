"""Live events: rows that are read by a cursor, and the bell that says that there are new ones.

Neither ids nor commits are in an order that a reader could follow: a row may become visible after one that was written
later. So rows are read only below the oldest transaction that still runs, in the order (xid, id): nothing can appear
behind a place that was read to. The bell (NOTIFY) is lost while nobody listens; whoever reads also looks by time.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

import asyncpg

from models.database import Database
from models.record import EventRow
from workflow.events import Cursor, Event, Placed
from workflow.store import sets
from workflow.store.errors import Unreachable
from workflow.store.transactions import Connection, acquired

CHANNEL: Final = "gridward_event"
"""Of NOTIFY: the bell that says that there are new live events."""

KEPT: Final = "1 day"

BEAT_SECONDS: Final = 5
"""How often a listener looks whether its connection is still there, and how soon it tries again."""

_NAMES = tuple(each.name for each in fields(Event))


async def announce(c: Connection, events: Sequence[Event]) -> None:
    """Writes the events and rings once, both when the transaction commits."""
    if events:
        await sets.insert(c, EventRow, _NAMES, events)
        await c.execute(f"NOTIFY {CHANNEL}")


async def tell(c: Connection, persons: Sequence[Any], at: datetime) -> None:
    """Lets persons (their ids) know that there is news for them, of whatever kind: their lists tell what."""
    if persons:
        await announce(c, [Event(at, 0, "", told=sorted({str(identity) for identity in persons}))])


@dataclass(frozen=True)
class Batch:
    """What was read after a place: the events in their order, and up to where everything has been read now.

    `more` were there than were asked for. `unsettled`: there are rows that cannot be read yet, since an older
    transaction still runs. `lost`: nobody can read on from that place, since events after it were forgotten, or it is
    of another database.
    """

    events: list[Placed]
    reached: Cursor
    more: bool = False
    unsettled: bool = False
    lost: bool = False


async def after(c: Connection, cursor: Cursor | None, limit: int) -> Batch:
    """The first events after a place, at most `limit`; none at all after None, only how far everything has come. To be
    asked within one snapshot."""
    record = await c.fetchrow(_STANDING)
    assert record is not None
    end, unsettled = Cursor(record["horizon"], 0), bool(record["unsettled"])
    if cursor is None or cursor > end or cursor < Cursor(record["xid"], record["id"]):
        return Batch([], end, unsettled=unsettled, lost=cursor is not None)
    records = await c.fetch(_AFTER, cursor.xid, cursor.id, end.xid, limit + 1)
    events = [_placed(each) for each in records[:limit]]
    more = len(records) > limit
    return Batch(events, events[-1].cursor if more else end, more, unsettled)


_STANDING = """
SELECT x.horizon, coalesce(f.xid, '0') AS xid, coalesce(f.last_id, 0) AS id,
       EXISTS (SELECT FROM event AS e WHERE e.xid >= x.horizon) AS unsettled
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS x LEFT JOIN event_floor AS f ON true"""
_AFTER = (
    f"SELECT xid, id, {', '.join(_NAMES)} FROM event"  # noqa: S608
    " WHERE (xid, id) > ($1::xid8, $2::bigint) AND xid < $3 ORDER BY xid, id LIMIT $4"
)


def _placed(record: Any) -> Placed:
    return Placed(Cursor(record["xid"], record["id"]), Event(**{name: record[name] for name in _NAMES}))


async def far(c: Connection, cursor: Cursor, most: int) -> bool:
    """Whether more than so many events lie after a place."""
    found: int = await c.fetchval(
        "SELECT count(*) FROM (SELECT FROM event WHERE (xid, id) > ($1::xid8, $2::bigint) LIMIT $3) AS ahead",
        cursor.xid,
        cursor.id,
        most + 1,
    )
    return found > most


async def forget(c: Connection, now: datetime) -> None:
    """Forgets what is older than it is kept, and remembers up to where."""
    await c.execute(_FORGET, now)


_FORGET = f"""
WITH last AS (
    SELECT xid, id FROM event WHERE at < $1::timestamptz - interval '{KEPT}'
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid DESC, id DESC LIMIT 1
), gone AS (
    DELETE FROM event USING last WHERE (event.xid, event.id) <= (last.xid, last.id)
)
INSERT INTO event_floor AS f (id, xid, last_id) SELECT 1, xid, id FROM last
ON CONFLICT (id) DO UPDATE SET xid = excluded.xid, last_id = excluded.last_id
WHERE (f.xid, f.last_id) < (excluded.xid, excluded.last_id)"""  # noqa: S608


async def listen(database: Database, ring: Callable[[], None]) -> None:
    """Calls `ring` at each ring of the bell, for ever, and once whenever it begins to listen: what was rung while its
    connection was lost was not heard."""
    while True:
        with suppress(Unreachable):
            async with acquired(database) as connection:
                await _hear(connection, ring)
        await asyncio.sleep(BEAT_SECONDS)


async def _hear(connection: Connection, ring: Callable[[], None]) -> None:
    def rung(*_: Any) -> None:
        ring()

    await connection.add_listener(CHANNEL, rung)
    try:
        ring()
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await connection.execute("SELECT 1")
    finally:
        with suppress(asyncpg.InterfaceError):  # the connection may be gone
            await connection.remove_listener(CHANNEL, rung)
