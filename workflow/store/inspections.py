"""Second looks: what a township can draw from, its draws, and lists of what was looked at again."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from models.incident import Incident
from models.inspection import Inspection, InspectionDraw, InspectionDrawRow, InspectionRow
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


class Found(NamedTuple):
    """How many second looks stand in a state, of those of a unit and a category."""

    unit_id: UUID | None
    category: str
    state: str
    cases: int


class Looked(NamedTuple):
    """A page of second looks with their cases."""

    rows: list[tuple[Inspection, Incident]]
    next: str | None


def _which(lands: Sequence[Land], times: Times, arguments: Arguments) -> str:
    within = " OR ".join(land.sql(arguments) for land in lands) or "false"
    since, until = arguments.add(times.since), arguments.add(times.until)
    by_hand = (
        f"n.period IS NULL AND ({since}::timestamptz IS NULL OR n.drawn_at >= {since})"
        f" AND ({until}::timestamptz IS NULL OR n.drawn_at < {until})"
    )
    return f"(n.period = {arguments.add(times.period)} OR {by_hand}) AND ({within})"


async def found(c: Connection, lands: Sequence[Land], times: Times) -> list[Found]:
    """How the second looks of a period went, by unit and category."""
    arguments = Arguments()
    records = await c.fetch(
        "SELECT n.unit_id, n.category, n.state, count(*)"  # noqa: S608
        f" FROM inspection AS n JOIN incident AS i ON i.id = n.incident_id WHERE {_which(lands, times, arguments)}"
        " GROUP BY 1, 2, 3",
        *arguments.values,
    )
    return [Found(*record) for record in records]


async def listing(c: Connection, lands: Sequence[Land], times: Times, cursor: str | None, limit: int) -> Looked:
    """A page of the second looks of a period, the newest first."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    which = _which(lands, times, arguments)
    place = f" AND n.id < {arguments.add(after)}" if after is not None else ""
    columns = sets.listed(sets.columns(InspectionRow, Inspection), "n.")
    records = await c.fetch(
        f"SELECT {columns} FROM inspection AS n JOIN incident AS i ON i.id = n.incident_id"  # noqa: S608
        f" WHERE {which}{place} ORDER BY n.id DESC LIMIT {limit + 1:d}",
        *arguments.values,
    )
    looks = made(Inspection, records)
    page = looks[:limit]
    cases = await c.fetch(
        f"SELECT {paging.COLUMNS} FROM incident AS i WHERE i.id = ANY($1)",  # noqa: S608
        [each.incident_id for each in page],
    )
    by_id = {case.id: case for case in made(Incident, cases)}
    rows = [(each, by_id[each.incident_id]) for each in page]
    return Looked(rows, paging.closed(str(page[-1].id)) if len(looks) > limit else None)


async def appealed(c: Connection, lands: Sequence[Land], limit: int) -> list[UUID]:
    """The cases with a timeout appeal that waits, the oldest appeal first."""
    arguments = Arguments()
    within = " OR ".join(land.sql(arguments) for land in lands) or "false"
    records = await c.fetch(
        "SELECT o.incident_id FROM objection AS o JOIN incident AS i ON i.id = o.incident_id"  # noqa: S608
        f" WHERE o.{OPEN_OBJECTION_SQL} AND o.kind = 'lateness' AND ({within})"
        f" ORDER BY o.lodged_at, o.id LIMIT {limit:d}",
        *arguments.values,
    )
    return list(dict.fromkeys(record["incident_id"] for record in records))


async def appeals_said(c: Connection, cases: Sequence[UUID]) -> dict[UUID, str]:
    """Why each of these cases' appeals was lodged, by the appeal; nothing where that was erased."""
    records = await c.fetch(
        "SELECT o.id, e.facts->'command'->>'reason' AS said FROM objection AS o JOIN entry AS e"
        " ON e.subject_id = o.incident_id AND e.move = 'appeal' AND e.recorded_at = o.lodged_at"
        " WHERE o.incident_id = ANY($1)",
        list(cases),
    )
    return {record["id"]: record["said"] or "" for record in records}
