"""Rosters as they change, with who changed them and why; what was asked for; and what one shift tells the next."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from models.people import Post, PostRow, Role, Roster, RosterRow
from models.roster import (
    FIRST_DAY_SQL,
    OPEN_HAND_OVER_SQL,
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


_ONLY_OF = """NOT EXISTS (
    SELECT FROM unnest(ARRAY[before, after]) AS side(rows), jsonb_array_elements(rows->'lines') AS line
    WHERE line->>'post_id' <> ALL($2::text[]))
AND NOT EXISTS (
    SELECT FROM unnest(ARRAY[before, after]) AS side(rows), jsonb_array_elements(rows->'posts') AS post
    WHERE post->>'id' <> ALL($2::text[]))"""


async def changes(c: Connection, path: str, posts: Iterable[UUID]) -> list[RosterChange]:
    """The changes of rosters at a path and below it that touched none but these posts, the newest first."""
    records = await c.fetch(
        f"SELECT {sets.listed(_CHANGE)} FROM roster_change"  # noqa: S608
        f" WHERE {lies_below('path', '$1')} AND {_ONLY_OF} ORDER BY at DESC, id DESC LIMIT $3",
        path,
        [str(post) for post in posts],
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


_WAITING = f"{OPEN_REQUEST_SQL} AND {FIRST_DAY_SQL} >= $1"


async def open_requests(
    c: Connection, today: date, person: UUID, askers: Iterable[UUID], after: UUID | None
) -> list[RosterRequest]:
    """The requests that wait for an answer, of a person or by these askers, the oldest first: MOST after a request's
    id. What has lapsed by today waits no longer."""
    records = await c.fetch(
        f"SELECT {sets.listed(_REQUEST)} FROM roster_request WHERE {_WAITING} AND asked_by <> $2"  # noqa: S608
        " AND (of_id = $2 OR asked_by = ANY($3::uuid[])) AND ($4::uuid IS NULL OR id > $4) ORDER BY id LIMIT $5",
        today,
        person,
        list(askers),
        after,
        MOST,
    )
    return made(RosterRequest, records)


async def waiting_of(c: Connection, today: date, person: UUID) -> list[RosterRequest]:
    """What somebody has asked for that waits for an answer. Whoever asks for the same person waits here until the
    transaction ends."""
    await c.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", person)
    records = await c.fetch(
        f"SELECT {sets.listed(_REQUEST)} FROM roster_request WHERE {_WAITING} AND asked_by = $2",  # noqa: S608
        today,
        person,
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


async def hand_overs(
    c: Connection, desks: Iterable[tuple[Role, UUID]], waiting: bool, before: UUID | None
) -> list[HandOver]:
    """The hand-over notes of desks, each a role and the id of its grid or unit, the newest first: MOST before a note's
    id. With `waiting` those that nobody has acknowledged."""
    records = await c.fetch(
        f"SELECT {sets.listed(_HAND_OVER)} FROM hand_over"  # noqa: S608
        " WHERE role || ' ' || COALESCE(grid_id, unit_id)::text = ANY($1::text[])"
        f" AND (NOT $2 OR {OPEN_HAND_OVER_SQL}) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
        [f"{role} {place}" for role, place in desks],
        waiting,
        before,
        MOST,
    )
    return made(HandOver, records)


async def acknowledge(c: Connection, identity: UUID, by: UUID, now: datetime) -> None:
    await c.execute("UPDATE hand_over SET acknowledged_by = $2, acknowledged_at = $3 WHERE id = $1", identity, by, now)


async def erase(c: Connection, identity: UUID) -> None:
    """Takes the words of a hand-over note away for good."""
    await c.execute("UPDATE hand_over SET text = NULL WHERE id = $1", identity)
