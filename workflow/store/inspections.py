"""Second looks: what a township can draw from, its draws, and lists of what was looked at again."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from models.inspection import Inspection, InspectionDraw, InspectionDrawRow, InspectionRow
from workflow.lots import CLOSING
from workflow.store import sets
from workflow.store.reading import made
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
  FROM incident AS i WHERE i.state = 'closed' AND """
_MOVES = [str(move) for move in CLOSING]


async def pool(c: Connection, township: str, start: datetime, end: datetime) -> list[Pooled]:
    """What was closed in a township in a period and is so still, by id."""
    records = await c.fetch(
        f"{_POOL} i.township = $2 AND i.ended_at >= $3 AND i.ended_at < $4 ORDER BY i.id", _MOVES, township, start, end
    )
    return [Pooled(*record) for record in records]


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
