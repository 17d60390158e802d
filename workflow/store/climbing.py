"""The ladders in progress: cases of which a clock has begun on its ladder and goes on, and whom that has told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from models.clock import CLIMBED_SQL, Clock, ClockRow
from models.incident import OPEN_SQL, Incident
from models.notice import NoticeKind
from workflow.store import board, paging
from workflow.store.board import Figure, Ground
from workflow.store.paging import COLUMNS
from workflow.store.reading import made
from workflow.store.scoping import Arguments
from workflow.store.sets import columns, listed
from workflow.store.transactions import Connection

_CLOCK: Final = listed(columns(ClockRow, Clock), "k.")
_CLIMBED: Final = f"(SELECT * FROM clock WHERE {CLIMBED_SQL})"  # noqa: S608


@dataclass(frozen=True)
class Climber:
    """A case, and its clocks that climb: whose next rung comes first stands first."""

    incident: Incident
    clocks: tuple[Clock, ...]


@dataclass(frozen=True)
class Climbers:
    """A page, what happens next on top; `next` is the cursor of the page after this one."""

    items: list[Climber]
    next: str | None


@dataclass(frozen=True)
class Heard:
    """Whom the rungs of a case's clocks have told, the last time: of what, when, and when they have answered."""

    incident_id: UUID
    person: UUID
    kind: NoticeKind
    at: datetime
    answered_at: datetime | None


async def by_part(c: Connection, ground: Ground) -> dict[str | None, int]:
    """How many cases climb, by part."""
    return await board.many(c, Figure.CLIMBING, ground)


async def page(c: Connection, ground: Ground, cursor: str | None, limit: int) -> Climbers:
    """A page of the cases that climb, in the order of their next rungs. BadInput for a cursor or limit that cannot
    be."""
    limit, arguments = paging.checked(limit), Arguments()
    after, on = _after(cursor, arguments), board.lies_on(ground, arguments)
    # A case stands where the first of its clocks does: read in the order of the index, each asks for an earlier one.
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM {_CLIMBED} AS k JOIN incident AS i ON i.id = k.incident_id"  # noqa: S608
        f" WHERE {after} AND i.{OPEN_SQL} AND {on} AND NOT EXISTS (SELECT FROM {_CLIMBED} AS o"
        " WHERE o.incident_id = k.incident_id AND (o.next_at, o.id) < (k.next_at, k.id))"
        f" ORDER BY k.next_at, k.incident_id LIMIT {limit + 1:d}",
        *arguments.values,
    )
    cases = made(Incident, records[:limit])
    clocks = await _clocks(c, [case.id for case in cases])
    items = [Climber(case, tuple(clock for clock in clocks if clock.incident_id == case.id)) for case in cases]
    if len(records) <= limit:
        return Climbers(items, None)
    last = items[-1]
    return Climbers(items, paging.closed(f"{last.clocks[0].next_at}", str(last.incident.id)))


def _after(cursor: str | None, arguments: Arguments) -> str:
    after = paging.after_instant(cursor)
    if after is None:
        return "true"
    return f"(k.next_at, k.incident_id) > ({arguments.add(after[0])}, {arguments.add(after[1])})"


async def _clocks(c: Connection, cases: Sequence[UUID]) -> list[Clock]:
    records = await c.fetch(
        f"SELECT {_CLOCK} FROM {_CLIMBED} AS k WHERE k.incident_id = ANY($1) ORDER BY k.next_at, k.id",  # noqa: S608
        list(cases),
    )
    return made(Clock, records)


async def heard(c: Connection, climbers: Sequence[Climber]) -> list[Heard]:
    """Whom the rungs of these clocks have told, of each case the newest first; each person once."""
    clocks = [clock.id for climber in climbers for clock in climber.clocks]
    return await heard_by(c, [climber.incident.id for climber in climbers], clocks)


async def heard_by(c: Connection, cases: Sequence[UUID], clocks: Sequence[UUID]) -> list[Heard]:
    """The same by the ids of cases and of their clocks."""
    records = await c.fetch(
        "SELECT DISTINCT ON (n.incident_id, n.recipient_id) n.incident_id, n.recipient_id, n.kind, n.created_at,"
        " n.acknowledged_at FROM clock_event AS e"
        " JOIN notice AS n ON n.incident_id = e.incident_id AND n.entry = e.entry AND n.channel = 'app'"
        " WHERE e.incident_id = ANY($1) AND e.clock_id = ANY($2) AND e.kind = 'rung'"
        " ORDER BY n.incident_id, n.recipient_id, n.created_at DESC",
        cases,
        clocks,
    )
    found = [Heard(case, person, NoticeKind(kind), at, answered_at) for case, person, kind, at, answered_at in records]
    return sorted(found, key=lambda each: (each.at, each.person), reverse=True)
