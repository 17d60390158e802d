"""Second looks: what a township can draw from, its draws, and lists of what was looked at again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from models.incident import Incident
from models.inspection import OPEN_INSPECTION_SQL, Inspection, InspectionDraw, InspectionDrawRow, InspectionRow
from models.task import OPEN_OBJECTION_SQL
from workflow.lots import CLOSING
from workflow.store import paging, sets
from workflow.store.reading import made
from workflow.store.scoping import Arguments, Land
from workflow.store.transactions import Connection

_COLUMNS = sets.selected(InspectionRow, Inspection)
_DRAW = sets.columns(InspectionDrawRow, InspectionDraw)


class Pooled(NamedTuple):
    """A closed case as a draw sees it; `unit_id` is the unit that put it right last."""

    id: UUID
    category: str
    severity: int
    ending: str
    unit_id: UUID | None
    seal: str
    inspected: bool


_POOL = """
SELECT i.id, i.category, i.severity, i.ending,
       (SELECT t.unit_id FROM task AS t WHERE t.incident_id = i.id AND t.kind IN ('lead','self') AND t.state = 'done'
         AND t.life = i.reopens ORDER BY coalesce(t.ended_at, t.assigned_at) DESC, t.id DESC LIMIT 1) AS unit_id,
       (SELECT e.hash FROM entry AS e WHERE e.subject_id = i.id AND e.move = ANY($1) ORDER BY e.seq DESC LIMIT 1),
       EXISTS (SELECT FROM inspection AS n WHERE n.incident_id = i.id AND n.life = i.reopens)
  FROM incident AS i WHERE i.state = 'closed' AND i.flow = 'problem' AND """
_MOVES = [str(move) for move in CLOSING]


async def pool(c: Connection, township: str, start: datetime, end: datetime) -> list[Pooled]:
    """What was closed in a township in a period and is so still, by id."""
    records = await c.fetch(
        f"{_POOL} i.township = $2 AND i.ended_at >= $3 AND i.ended_at < $4 ORDER BY i.id", _MOVES, township, start, end
    )
    return [Pooled(*record) for record in records]


async def pooled(c: Connection, case: UUID) -> Pooled | None:
    """One closed case as a draw sees it."""
    record = await c.fetchrow(f"{_POOL} i.id = $2", _MOVES, case)
    return Pooled(*record) if record else None


async def put_draw(c: Connection, draw: InspectionDraw) -> bool:
    """Whether it was the first of its period and township."""
    row = InspectionDrawRow.model_validate(draw.model_dump())
    done = await c.execute(
        sets.insertion(InspectionDrawRow, _DRAW, "ON CONFLICT DO NOTHING"), *sets.sent(InspectionDrawRow, _DRAW, [row])
    )
    return done == "INSERT 0 1"


async def draw_of(c: Connection, period: str, township: str) -> InspectionDraw | None:
    records = await c.fetch(
        f"SELECT {sets.listed(_DRAW)} FROM inspection_draw WHERE period = $1 AND township = $2",  # noqa: S608
        period,
        township,
    )
    return next(iter(made(InspectionDraw, records)), None)


async def draws(c: Connection, period: str, townships: Sequence[str]) -> list[InspectionDraw]:
    """Of a period, in the order of the townships' codes."""
    records = await c.fetch(
        f"SELECT {sets.listed(_DRAW)} FROM inspection_draw WHERE period = $1 AND township = ANY($2)"  # noqa: S608
        " ORDER BY township",
        period,
        list(townships),
    )
    return made(InspectionDraw, records)


async def of_period(c: Connection, period: str, townships: Sequence[str] | None = None) -> list[Inspection]:
    """What was drawn for a period, by id; of some townships or of all."""
    which = "" if townships is None else " AND township = ANY($2)"
    records = await c.fetch(
        f"SELECT {_COLUMNS} FROM inspection WHERE period = $1{which} ORDER BY id",  # noqa: S608
        *(period, *([] if townships is None else [list(townships)])),
    )
    return made(Inspection, records)


class Times(NamedTuple):
    """A period by its name, and from when to when what was sent by hand counts to it. All that was sent by hand where
    there are no periods."""

    period: str
    since: datetime | None
    until: datetime | None


class Which(StrEnum):
    """What a list is narrowed to. What failed was reopened; `redone` is what has been put right and closed since."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    REDONE = "redone"
    VOID = "void"

    @property
    def sql(self) -> str:
        match self:
            case Which.OPEN:
                return f"n.{OPEN_INSPECTION_SQL}"
            case Which.REDONE:
                return f"({_REDONE})"
            case state:
                return f"n.state = '{state}'"


_REDONE = "n.state = 'failed' AND i.state = 'closed'"


class Found(NamedTuple):
    """How many second looks stand in a state, of those of a township, a unit and a category; of how many the case was
    put right and closed since."""

    township: str | None
    unit_id: UUID | None
    category: str
    state: str
    cases: int
    redone: int


class Looked(NamedTuple):
    """A page of second looks with their cases."""

    rows: list[tuple[Inspection, Incident]]
    next: str | None


def _which(lands: Sequence[Land], times: Times, arguments: Arguments) -> str:
    within = " OR ".join(land.sql(arguments) for land in lands) or "false"
    by_hand = "n.period IS NULL"
    by_hand += f" AND n.drawn_at >= {arguments.add(times.since)}" if times.since else ""
    by_hand += f" AND n.drawn_at < {arguments.add(times.until)}" if times.until else ""
    return f"(n.period = {arguments.add(times.period)} OR {by_hand}) AND ({within})"


async def found(c: Connection, lands: Sequence[Land], times: Times) -> list[Found]:
    """How the second looks of a period went, by unit and category."""
    arguments = Arguments()
    records = await c.fetch(
        f"SELECT n.township, n.unit_id, n.category, n.state, count(*), count(*) FILTER (WHERE {_REDONE})"  # noqa: S608
        f" FROM inspection AS n JOIN incident AS i ON i.id = n.incident_id WHERE {_which(lands, times, arguments)}"
        " GROUP BY 1, 2, 3, 4",
        *arguments.values,
    )
    return [Found(*record) for record in records]


async def listing(
    c: Connection, lands: Sequence[Land], times: Times, narrowed: Which | None, cursor: str | None, limit: int
) -> Looked:
    """A page of the second looks of a period, the newest first."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    which = _which(lands, times, arguments)
    place = f" AND {narrowed.sql}" if narrowed is not None else ""
    place += f" AND n.id < {arguments.add(after)}" if after is not None else ""
    columns = sets.listed(sets.columns(InspectionRow, Inspection), "n.")
    records = await c.fetch(
        f"SELECT {columns} FROM inspection AS n JOIN incident AS i ON i.id = n.incident_id"  # noqa: S608
        f" WHERE {which}{place} ORDER BY n.id DESC LIMIT {limit + 1:d}",
        *arguments.values,
    )
    looks = made(Inspection, records)
    page = looks[:limit]
    by_id = await cases(c, [each.incident_id for each in page])
    rows = [(each, by_id[each.incident_id]) for each in page]
    return Looked(rows, paging.closed(str(page[-1].id)) if len(looks) > limit else None)


async def cases(c: Connection, ids: Sequence[UUID]) -> dict[UUID, Incident]:
    """These cases, by id."""
    records = await c.fetch(
        f"SELECT {paging.COLUMNS} FROM incident AS i WHERE i.id = ANY($1)",  # noqa: S608
        list(ids),
    )
    return {case.id: case for case in made(Incident, records)}


class Appealed(NamedTuple):
    """A page of timeout appeals that wait, each with its case."""

    rows: list[tuple[UUID, UUID]]
    next: str | None


async def appealed(c: Connection, lands: Sequence[Land], person: UUID, cursor: str | None, limit: int) -> Appealed:
    """The timeout appeals that wait, but for those that a person has reviewed first; the oldest first."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    arguments = Arguments()
    within = " OR ".join(land.sql(arguments) for land in lands) or "false"
    place = f" AND (o.lodged_at, o.id) > ({arguments.add(after[0])}, {arguments.add(after[1])})" if after else ""
    records = await c.fetch(
        "SELECT o.id, o.incident_id, o.lodged_at FROM objection AS o JOIN incident AS i ON i.id = o.incident_id"  # noqa: S608
        f" WHERE o.{OPEN_OBJECTION_SQL} AND o.kind = 'lateness' AND ({within})"
        f" AND o.seconded_by IS DISTINCT FROM {arguments.add(person)}{place}"
        f" ORDER BY o.lodged_at, o.id LIMIT {limit + 1:d}",
        *arguments.values,
    )
    page = records[:limit]
    more = paging.closed(page[-1]["lodged_at"].isoformat(), str(page[-1]["id"])) if len(records) > limit else None
    return Appealed([(record["id"], record["incident_id"]) for record in page], more)


async def looks_of(c: Connection, persons: Iterable[UUID]) -> dict[UUID, int]:
    """How many second looks wait for each of these people; whom none waits for is not in it."""
    counted = "SELECT looker_id, count(*) FROM inspection WHERE state = 'looking' AND looker_id = ANY($1) GROUP BY 1"
    return {record["looker_id"]: record["count"] for record in await c.fetch(counted, list(persons))}


async def appeals_said(c: Connection, cases: Sequence[UUID]) -> dict[UUID, str]:
    """Why each of these cases' appeals was lodged, by the appeal; nothing where that was erased."""
    records = await c.fetch(
        "SELECT o.id, e.facts->'command'->>'reason' AS said FROM objection AS o JOIN entry AS e"
        " ON e.subject_id = o.incident_id AND e.move = 'appeal' AND e.recorded_at = o.lodged_at"
        " WHERE o.incident_id = ANY($1)",
        list(cases),
    )
    return {record["id"]: record["said"] or "" for record in records}
