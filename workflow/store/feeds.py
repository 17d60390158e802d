"""Calendars by subscription: whose address one is, what stands in it, and what that is made of."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from models.feed import Feed, FeedRow
from models.meeting import OPEN_DECISION_SQL, Decision, Meeting
from workflow.rights import Scope
from workflow.store import sets
from workflow.store.meetings import DECISION, MEETING
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.columns(FeedRow, Feed)
MOST = 1000
"""Of each kind; nobody has as many."""


async def put(c: Connection, feed: Feed) -> None:
    """Instead of the one that the person had."""
    values = [getattr(feed, name) for name in COLUMNS]
    places = ", ".join(f"${number}" for number, _ in enumerate(values, 1))
    changed = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    await c.execute(
        f"INSERT INTO feed ({sets.listed(COLUMNS)}) VALUES ({places})"  # noqa: S608
        f" ON CONFLICT (person_id) DO UPDATE SET {changed}",
        *values,
    )


async def of_person(c: Connection, person: UUID) -> Feed | None:
    records = await c.fetch(f"SELECT {sets.listed(COLUMNS)} FROM feed WHERE person_id = $1", person)  # noqa: S608
    return next(iter(made(Feed, records)), None)


async def choose(c: Connection, person: UUID, meetings: bool, decisions: bool, shifts: bool) -> bool:
    """What stands in a person's calendar from now on; False where they have none, or its address has ended."""
    found: UUID | None = await c.fetchval(
        "UPDATE feed SET meetings = $2, decisions = $3, shifts = $4 WHERE person_id = $1 AND ended_at IS NULL"
        " RETURNING person_id",
        person,
        meetings,
        decisions,
        shifts,
    )
    return found is not None


async def drop(c: Connection, person: UUID) -> bool:
    found: UUID | None = await c.fetchval("DELETE FROM feed WHERE person_id = $1 RETURNING person_id", person)
    return found is not None


async def read(c: Connection, secret_hash: bytes, now: datetime) -> Feed | None:
    """The calendar of an address, of somebody who may still sign in. That it was read is remembered to the hour."""
    chosen = sets.listed(COLUMNS, "f.")
    records = await c.fetch(
        f"SELECT {chosen} FROM feed AS f JOIN account AS a ON a.person_id = f.person_id"  # noqa: S608
        " WHERE f.secret_hash = $1 AND f.ended_at IS NULL AND NOT a.disabled",
        secret_hash,
    )
    feed: Feed | None = next(iter(made(Feed, records)), None)
    hour = now.replace(minute=0, second=0, microsecond=0)
    if feed is not None and feed.read_at != hour:
        await c.execute("UPDATE feed SET read_at = $2 WHERE person_id = $1", feed.person_id, hour)
    return feed


async def meetings(
    c: Connection, person: UUID, convenes: Collection[tuple[int, str]], since: datetime, until: datetime
) -> list[Meeting]:
    """Those of a time to which a person was invited, or which they convene: (level, path) of the bodies."""
    records = await c.fetch(
        f"SELECT {MEETING} FROM {THEIRS} ORDER BY m.starts_at, m.id LIMIT {MOST}",  # noqa: S608
        *_of(person, convenes, since, until),
    )
    return made(Meeting, records)


THEIRS = """meeting AS m WHERE m.starts_at >= $3 AND m.starts_at < $4
 AND (($1 = ANY(m.attendees) AND m.invited_at IS NOT NULL)
 OR EXISTS (SELECT FROM unnest($2::text[]) AS b(body) WHERE b.body = m.level || ' ' || m.path))"""
CARRIED = f"""decision AS d JOIN meeting AS m ON m.id = d.meeting_id WHERE d.{OPEN_DECISION_SQL}
 AND (d.person_id = ANY($1) OR d.unit_id = ANY($2) OR d.grid_id = ANY($3))"""


def _of(person: UUID, convenes: Collection[tuple[int, str]], since: datetime, until: datetime) -> list[Any]:
    return [str(person), [f"{level} {path}" for level, path in convenes], since, until]


def _carriers(scope: Scope) -> list[Any]:
    return [[scope.person_id, *scope.persons], list(scope.units), list(scope.grids)]


VERSIONS = "md5(string_agg(m.id || ' ' || m.version, ',' ORDER BY m.id))"
"""Other for other meetings and for another state of any of them. Every move on one of its decisions is a version of a
meeting too."""


async def marker(
    c: Connection, person: UUID, convenes: Collection[tuple[int, str]], since: datetime, until: datetime
) -> str:
    """Another one when any of `meetings` is."""
    found = await c.fetchval(f"SELECT {VERSIONS} FROM {THEIRS}", *_of(person, convenes, since, until))  # noqa: S608
    return found or ""


async def marker_of_owed(c: Connection, scope: Scope) -> str:
    """Another one when any of `owed` is."""
    versions = "md5(string_agg(d.id || ' ' || m.version, ',' ORDER BY d.id))"
    found = await c.fetchval(f"SELECT {versions} FROM {CARRIED}", *_carriers(scope))  # noqa: S608
    return found or ""


async def owed(c: Connection, scope: Scope) -> Sequence[tuple[str, Decision]]:
    """The open decisions that somebody has to carry out, each with its meeting's number."""
    records = await c.fetch(
        f"SELECT m.number AS meeting, {DECISION} FROM {CARRIED} ORDER BY d.due_at, d.id LIMIT {MOST}",  # noqa: S608
        *_carriers(scope),
    )
    fields = Decision.model_fields
    return [
        (each["meeting"], Decision.model_validate({k: v for k, v in each.items() if k in fields})) for each in records
    ]
