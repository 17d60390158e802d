"""Objections to figures, beside the figure. What it costs depends on those to the figures asked for, in their days."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from models.incident import Incident, IncidentRow
from models.task import FigureOf, Objection, ObjectionRow
from workflow.store.reading import made
from workflow.store.sets import columns, listed
from workflow.store.transactions import Connection

_OBJECTION: Final = columns(ObjectionRow, Objection)
_INCIDENT: Final = columns(IncidentRow, Incident)
MOST: Final = 50


class Disputed(NamedTuple):
    """An objection to a figure, and the case that it is about."""

    objection: Objection
    case: Incident


async def of_figures(
    c: Connection, of: FigureOf, keys: Sequence[str], start: datetime, end: datetime
) -> list[Disputed]:
    """Those that were made in a period, the newest first, at most MOST."""
    chosen = [
        *(f"o.{name} AS o_{name}" for name in _OBJECTION),
        listed(_INCIDENT, "i."),
    ]
    records = await c.fetch(
        f"SELECT {', '.join(chosen)} FROM objection AS o JOIN incident AS i ON i.id = o.incident_id"  # noqa: S608
        " WHERE o.kind = 'figure' AND o.figure_of = $1 AND o.figure_key = ANY($2)"
        f" AND o.lodged_at >= $3 AND o.lodged_at < $4 ORDER BY o.lodged_at DESC, o.id DESC LIMIT {MOST:d}",
        *(str(of), list(keys), start, end),
    )
    objections = made(Objection, [{name: record[f"o_{name}"] for name in _OBJECTION} for record in records])
    cases = made(Incident, [{name: record[name] for name in _INCIDENT} for record in records])
    return [Disputed(*pair) for pair in zip(objections, cases, strict=True)]
