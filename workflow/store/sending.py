"""The outbox's way out: letters claimed by a lease, sent outside of any transaction, and finished one by one.

A lease is counted by the database's clock and renewed while its holder lives. Who finishes compares the token, so that
who has lost a letter writes nothing about it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.database import Database
from models.incident import OPEN_SQL
from models.meeting import UNDELIVERED_SQL
from models.notice import Channel, LetterDone, Notice
from workflow.delivery.wording import Matter
from workflow.drafting import CALLS
from workflow.ending import end
from workflow.errors import NotFound
from workflow.store import paging
from workflow.store.events import listen
from workflow.store.outbox import COLUMNS, noticed
from workflow.store.transactions import Connection


@dataclass(frozen=True)
class Claimed:
    """A letter that is leased to us. `attempts` failed before; `pointless`: it was cancelled instead."""

    notice: Notice
    matter: Matter
    attempts: int
    pointless: bool


async def claim(
    c: Connection,
    channel: Channel,
    now: datetime,
    token: UUID,
    seconds: float,
    limit: int,
    held: Collection[UUID] = (),
) -> list[Claimed]:
    """The letters of a channel that may go, the urgent ones first, leased under this token for so many seconds; none
    of those that the asker holds already, even if it was too slow to renew their leases.

    One whose notice was acknowledged, or calls for an act on what has moved on, is cancelled instead.
    """
    records = await c.fetch(
        "WITH due AS MATERIALIZED (SELECT n.id, coalesce(p.acknowledged_at IS NOT NULL"  # noqa: S608
        " OR (n.kind = ANY($5) AND NOT p.calling), false) AS pointless"
        " FROM notice AS n LEFT JOIN notice AS p ON p.id = n.parent_id"
        " WHERE n.state = 'queued' AND n.channel <> 'app' AND n.channel = $1 AND n.not_before <= $2"
        f" AND (n.leased_until IS NULL OR n.leased_until < {_REAL}) AND n.id <> ALL($6)"
        f" ORDER BY n.urgent DESC, n.not_before, n.id LIMIT {limit:d} FOR UPDATE OF n SKIP LOCKED),"
        f" taken AS (UPDATE notice AS n SET lease_token = $3, leased_until = {_REAL} + make_interval(secs => $4),"
        " state = CASE WHEN due.pointless THEN 'cancelled' ELSE n.state END"
        " FROM due WHERE n.id = due.id RETURNING n.*, due.pointless)"
        f" SELECT {COLUMNS}, n.attempts, n.pointless, coalesce(i.path, '') AS path, i.due_at AS incident_due,"
        f" coalesce(i.{OPEN_SQL}, true) AS open FROM taken AS n LEFT JOIN incident AS i ON i.id = n.incident_id"
        " ORDER BY n.urgent DESC, n.not_before, n.id",
        str(channel),
        now,
        token,
        seconds,
        sorted(CALLS),
        list(held),
    )
    return [
        Claimed(
            notice=noticed(record),
            matter=Matter(record["path"], record["incident_due"], record["open"]),
            attempts=record["attempts"],
            pointless=record["pointless"],
        )
        for record in records
    ]


_REAL = "clock_timestamp()"


async def renew(c: Connection, held: Mapping[UUID, UUID], seconds: float) -> None:
    """Keeps the leases, by notice and token, of a holder who lives."""
    await c.execute(
        f"UPDATE notice AS n SET leased_until = {_REAL} + make_interval(secs => $3)"  # noqa: S608
        " FROM unnest($1::uuid[], $2::uuid[]) AS x(id, token) WHERE n.id = x.id AND n.lease_token = x.token",
        list(held),
        list(held.values()),
        seconds,
    )


async def sent(c: Connection, notice_id: UUID, token: UUID, now: datetime) -> bool:
    """It was taken; whether it was still ours. What was cancelled meanwhile was sent all the same."""
    return await _finish(
        c, notice_id, token, "state = 'sent', sent_at = $3, last_error = NULL, attempts = attempts + 1", now
    )


async def dead(c: Connection, notice_id: UUID, token: UUID, error: str | None) -> bool:
    """It was refused for good, or given up."""
    return await _finish(
        c, notice_id, token, f"state = {_UNLESS_CANCELLED}'dead' END, last_error = $3, attempts = attempts + 1", error
    )


async def delayed(c: Connection, notice_id: UUID, token: UUID, error: str | None, until: datetime) -> bool:
    """It is tried again from then on."""
    return await _finish(c, notice_id, token, "last_error = $3, not_before = $4, attempts = attempts + 1", error, until)


async def released(c: Connection, notice_id: UUID, token: UUID, error: str | None) -> bool:
    """It was not tried: whoever comes next may."""
    return await _finish(c, notice_id, token, "last_error = coalesce($3, last_error)", error)


_UNLESS_CANCELLED = "CASE WHEN state = 'cancelled' THEN state ELSE "


async def _finish(c: Connection, notice_id: UUID, token: UUID, change: str, *values: Any) -> bool:
    done: str = await c.execute(
        f"UPDATE notice SET lease_token = NULL, leased_until = NULL, {change}"  # noqa: S608
        " WHERE id = $1 AND lease_token = $2",
        notice_id,
        token,
        *values,
    )
    return done == "UPDATE 1"


# What went wrong for good, and how far behind it is


@dataclass(frozen=True)
class Dead:
    """A letter that was refused for good, or given up. `about_reporter`: it is to whoever reported the case that it is
    about. `resent` is how often somebody had it sent again."""

    notice: Notice
    attempts: int
    last_error: str | None
    about_reporter: bool
    number: str | None
    resent: int


@dataclass(frozen=True)
class Morgue:
    """`next` is the cursor of the page after this one; None on the last."""

    items: list[Dead]
    next: str | None


async def dead_letters(c: Connection, cursor: str | None, limit: int) -> Morgue:
    """All dead letters, newest first."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    records = await c.fetch(
        f"SELECT {COLUMNS}, n.attempts, n.last_error, i.number,"  # noqa: S608
        " coalesce(i.reporter_id = n.recipient_id, false) AS about_reporter,"
        " (SELECT count(*) FROM letter_act WHERE notice_id = n.id) AS resent"
        " FROM notice AS n LEFT JOIN incident AS i ON i.id = n.incident_id WHERE n.state = 'dead'"
        " AND ($1::timestamptz IS NULL OR (n.created_at, n.id) < ($1, $2))"
        f" ORDER BY n.created_at DESC, n.id DESC LIMIT {limit + 1:d}",
        *(after or (None, None)),
    )
    own = ("attempts", "last_error", "about_reporter", "number", "resent")
    items = [Dead(noticed(record), **{name: record[name] for name in own}) for record in records[:limit]]
    last = items[-1].notice if len(records) > limit else None
    return Morgue(items, paging.closed(last.created_at.isoformat(), str(last.id)) if last else None)


async def dead_ids(c: Connection, ids: Collection[UUID] | None) -> list[UUID]:
    """Which letters are dead, of these or of all; held until the transaction ends. NotFound where none of these is a
    letter at all: one that was sent again meanwhile is dead no more, and nothing is to be done."""
    wanted = None if ids is None else list(ids)
    records = await c.fetch(
        "SELECT id FROM notice WHERE state = 'dead' AND ($1::uuid[] IS NULL OR id = ANY($1)) ORDER BY id FOR UPDATE",
        wanted,
    )
    if wanted is not None and not records:
        known = await c.fetchval("SELECT EXISTS (SELECT FROM notice WHERE id = ANY($1) AND channel <> 'app')", wanted)
        if not known:
            raise NotFound()
    return [record["id"] for record in records]


async def resend(c: Connection, ids: Collection[UUID], now: datetime) -> None:
    """Queues dead letters anew, under the same id."""
    await c.execute(
        "UPDATE notice SET state = 'queued', attempts = 0, not_before = $2, due_at = $2, last_error = NULL"
        " WHERE id = ANY($1) AND state = 'dead'",
        list(ids),
        now,
    )


async def give_up(c: Connection, ids: Collection[UUID]) -> None:
    """They are not sent any more, and stand in no list of what is to be done."""
    await c.execute("UPDATE notice SET state = 'cancelled' WHERE id = ANY($1) AND state = 'dead'", list(ids))


@dataclass(frozen=True)
class Done:
    """What somebody did with dead letters; nobody is named where the command did it."""

    act: LetterDone
    by: UUID | None
    at: datetime
    reason: str | None = None


async def add_acts(c: Connection, letters: Mapping[UUID, UUID], done: Done) -> None:
    """Writes down what was done with letters, each under an id of its own."""
    await c.execute(
        "INSERT INTO letter_act (id, notice_id, act, by_id, at, reason)"
        " SELECT x.id, x.letter, $3, $4, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS x(id, letter)",
        list(letters.values()),
        list(letters),
        str(done.act),
        done.by,
        done.at,
        done.reason,
    )


MOST_COUNTED = 999
"""What waits is counted so far: what it costs must not grow with a morning on which nothing went out."""


async def dead_count(c: Connection) -> int:
    """Those to people and those to guests."""
    found: int = await c.fetchval(
        "SELECT count(*) FROM (SELECT FROM notice WHERE state = 'dead' UNION ALL"  # noqa: S608
        f" SELECT FROM guest WHERE {UNDELIVERED_SQL} LIMIT {MOST_COUNTED + 1:d}) AS x"
    )
    return found


@dataclass(frozen=True)
class Lateness:
    """Since when the oldest notice has waited that should have gone out, None where none does; and how many letters
    are dead."""

    oldest: datetime | None
    dead: int


async def lateness(c: Connection, now: datetime) -> Lateness:
    record = await c.fetchrow(
        "SELECT least((SELECT min(created_at) FROM notice WHERE state = 'queued' AND channel = 'app'),"  # noqa: S608
        " (SELECT min(due_at) FROM notice WHERE state = 'queued' AND channel <> 'app' AND due_at <= $1)) AS oldest,"
        " (SELECT count(*) FROM notice WHERE state = 'dead')"
        f" + (SELECT count(*) FROM guest WHERE {UNDELIVERED_SQL}) AS dead",
        now,
    )
    assert record is not None
    return Lateness(**dict(record))


@asynccontextmanager
async def listening(database: Database, ring: Callable[[], None]) -> AsyncIterator[None]:
    """While the block lasts, `ring` is called soon after anything was queued; now and then it is not, and time will
    have to do."""
    hearing = asyncio.create_task(listen(database, ring))
    try:
        yield
    finally:
        await end(hearing)
