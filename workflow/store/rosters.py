"""Rosters as they change, with who changed them and why; what was asked for; and what one shift tells the next."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from models.people import Post, PostRow, Roster, RosterRow
from models.roster import (
    OPEN_REQUEST_SQL,
    AskedState,
    HandOver,
    HandOverRow,
    RosterChange,
    RosterChangeRow,
    RosterRequest,
    RosterRequestRow,
)
from workflow.roster.changes import Amendment
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.scoping import lies_below
from workflow.store.transactions import Connection

MOST: int = 200
"""Of what a list answers at most."""

_CHANGE = sets.columns(RosterChangeRow, RosterChange)
_REQUEST = sets.columns(RosterRequestRow, RosterRequest)
_HAND_OVER = sets.columns(HandOverRow, HandOver)


async def lock(c: Connection) -> None:
    """Whoever changes rosters waits here for whoever is doing so, and then sees what they left. Reading goes on."""
    await c.execute("LOCK TABLE roster IN SHARE ROW EXCLUSIVE MODE")


async def amend(c: Connection, amendment: Amendment) -> None:
    await sets.upsert(c, PostRow, sets.columns(PostRow, Post), amendment.new_posts)
    await sets.upsert(c, RosterRow, sets.columns(RosterRow, Roster), amendment.lines)
    if amendment.struck:
        await c.execute("DELETE FROM roster WHERE id = ANY($1)", list(amendment.struck))


async def add_change(c: Connection, change: RosterChange) -> None:
    await sets.insert(c, RosterChangeRow, _CHANGE, [change])


async def changes(c: Connection, path: str) -> list[RosterChange]:
    """The changes of rosters at a path and below it, the newest first."""
    records = await c.fetch(
        f"SELECT {sets.listed(_CHANGE)} FROM roster_change"  # noqa: S608
        f" WHERE {lies_below('path', '$1')} ORDER BY at DESC, id DESC LIMIT $2",
        path,
        MOST,
    )
    return made(RosterChange, records)


async def add_request(c: Connection, request: RosterRequest) -> None:
    await sets.insert(c, RosterRequestRow, _REQUEST, [request])


async def request(c: Connection, identity: UUID) -> RosterRequest | None:
    """A request, locked until the transaction ends."""
    records = await c.fetch(
        f"SELECT {sets.listed(_REQUEST)} FROM roster_request WHERE id = $1 FOR UPDATE",  # noqa: S608
        identity,
    )
    return next(iter(made(RosterRequest, records)), None)


async def answer(
    c: Connection, identity: UUID, state: AskedState, by: UUID, now: datetime, change_id: UUID | None
) -> None:
    await c.execute(
        "UPDATE roster_request SET state = $2, answered_by = $3, answered_at = $4, change_id = $5 WHERE id = $1",
        identity,
        state,
        by,
        now,
        change_id,
    )


async def open_requests(c: Connection) -> list[RosterRequest]:
    """The requests that wait for an answer, the oldest first."""
    records = await c.fetch(
        f"SELECT {sets.listed(_REQUEST)} FROM roster_request WHERE {OPEN_REQUEST_SQL} ORDER BY id LIMIT $1",  # noqa: S608
        MOST * 5,
    )
    return made(RosterRequest, records)


async def requests_by(c: Connection, person: UUID) -> list[RosterRequest]:
    """What somebody has asked for, the newest first."""
    records = await c.fetch(
        f"SELECT {sets.listed(_REQUEST)} FROM roster_request WHERE asked_by = $1 ORDER BY id DESC LIMIT $2",  # noqa: S608
        person,
        MOST,
    )
    return made(RosterRequest, records)


async def add_hand_over(c: Connection, note: HandOver) -> None:
    await sets.insert(c, HandOverRow, _HAND_OVER, [note])


async def hand_over(c: Connection, identity: UUID) -> HandOver | None:
    """A hand-over note, locked until the transaction ends."""
    records = await c.fetch(
        f"SELECT {sets.listed(_HAND_OVER)} FROM hand_over WHERE id = $1 FOR UPDATE",  # noqa: S608
        identity,
    )
    return next(iter(made(HandOver, records)), None)


async def hand_overs(c: Connection, paths: Sequence[str], waiting: bool, limit: int = MOST) -> list[HandOver]:
    """The hand-over notes at these paths and below them, the newest first; with `waiting` those that nobody has
    acknowledged."""
    records = await c.fetch(
        f"SELECT {sets.listed(_HAND_OVER, 'h.')} FROM hand_over AS h"  # noqa: S608
        " WHERE EXISTS (SELECT FROM unnest($1::text[]) AS p(path)"
        " WHERE h.path = p.path OR starts_with(h.path, p.path || '.'))"
        f" AND (NOT $2 OR h.acknowledged_at IS NULL) ORDER BY h.at DESC, h.id DESC LIMIT {limit:d}",
        list(paths),
        waiting,
    )
    return made(HandOver, records)


async def acknowledge(c: Connection, identity: UUID, by: UUID, now: datetime) -> None:
    await c.execute("UPDATE hand_over SET acknowledged_by = $2, acknowledged_at = $3 WHERE id = $1", identity, by, now)


async def erase(c: Connection, identity: UUID) -> None:
    """Takes the words of a hand-over note away for good."""
    await c.execute("UPDATE hand_over SET text = NULL WHERE id = $1", identity)
