"""The frozen rows that a period's figures are counted from, read from the tables.

What it costs depends on the cases that lived in the period, not on what is stored: they are found by the indexes on
what is open and on (township, end), and read in sets. A case that has moved since the period ended is rebuilt from its
ledger as it stood then.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from models.incident import OPEN_SQL
from workflow import freezing, resolutions
from workflow.indicators import CaseFacts, Span, Stop
from workflow.resolutions import Met, Unheld, in_order
from workflow.store import reading
from workflow.store.transactions import Connection

AT_ONCE = 500
"""How many cases are read at once."""


async def lived(c: Connection, span: Span, township: str) -> list[UUID]:
    """The cases that can have a mark in a period: those that lived in it, and those that were exempted or
    looked at again since it began.
    `township` is where they lie by now, empty for those whose place is not known."""
    where = "township = $3" if township else "township IS NULL AND $3 = ''"
    seen = f"SELECT i.id FROM incident AS i WHERE {where} AND i.reported_at < $2 AND "  # noqa: S608
    parts = " UNION ".join(seen + which for which in (OPEN_SQL, "i.ended_at >= $1", _EXEMPTED, _INSPECTED))
    records = await c.fetch(f"{parts} ORDER BY id", span.start, span.end, township)
    return [record["id"] for record in records]


_EXEMPTED = (
    "i.id IN (SELECT incident_id FROM objection WHERE kind = 'lateness' AND state = 'upheld' AND decided_at >= $1)"
)


_INSPECTED = "i.id IN (SELECT incident_id FROM inspection WHERE decided_at >= $1)"


async def rows(c: Connection, ids: Iterable[UUID], end: datetime) -> list[CaseFacts]:
    """The rows of these cases as they stood at the end of a period, in the order of their ids."""
    wanted = sorted(ids)
    sets = (wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE))
    return [row for each in sets async for row in _rows(c, each, end)]


async def meetings(c: Connection, span: Span) -> list[Met]:
    """The meetings of a period, and earlier ones whose decisions were open in it, as they stood at its end."""
    records = await c.fetch(
        "SELECT id FROM meeting WHERE (held_at >= $1 AND held_at < $2) OR id IN (SELECT meeting_id FROM decision"
        " WHERE decided_at < $2 AND (ended_at IS NULL OR ended_at >= $1)) ORDER BY id",
        span.start,
        span.end,
    )
    chains = await reading.chains(c, [record["id"] for record in records])
    cases = await c.fetch(
        "SELECT i.id, i.number FROM decision AS d JOIN incident AS i ON i.id = d.incident_id"
        " WHERE d.meeting_id = ANY($1)",
        list(chains),
    )
    numbers = {record["id"]: record["number"] for record in cases}
    return in_order([resolutions.of_ledger(chain, span, numbers.get) for chain in chains.values()])


async def unheld(c: Connection, span: Span, year: int) -> list[Unheld]:
    """The meetings of a year's periods whose time was past at the end of this one and that had not been held."""
    records = await c.fetch(
        "SELECT id FROM meeting WHERE period >= $1 AND period < $2 AND (held_at IS NULL OR held_at >= $3) ORDER BY id",
        f"{year:04}-",
        f"{year:04}.",
        span.end,
    )
    chains = await reading.chains(c, [record["id"] for record in records])
    return resolutions.unheld(chains.values(), span.end)


async def _rows(c: Connection, ids: list[UUID], end: datetime) -> AsyncIterator[CaseFacts]:
    views = await reading.load_views(c, ids)
    stopped = await _stops(c, ids)
    said = await _said(c, ids)
    moved = [identity for identity, each in said.items() if each.last >= end]
    chains = await reading.chains(c, moved)
    for identity, view in views.items():
        if identity in chains:
            row = freezing.of_ledger(view, chains[identity], end)
            if row is not None:
                yield row
        else:
            own = said[identity]
            yield freezing.of_view(view, stopped.get(identity, {}), own.tabled, own.escalations, end)


async def _stops(c: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[UUID, Stop]]:
    """By case, what stopped each of its clocks."""
    records = await c.fetch(
        "SELECT k.incident_id, k.clock_id, e.move, e.actor_kind = 'system' AS itself FROM clock_event AS k"
        " JOIN entry AS e ON e.subject_id = k.incident_id AND e.seq = k.entry"
        " WHERE k.incident_id = ANY($1) AND k.kind = 'stopped'",
        ids,
    )
    found: dict[UUID, dict[UUID, Stop]] = {}
    for record in records:
        found.setdefault(record["incident_id"], {})[record["clock_id"]] = Stop(record["move"], record["itself"])
    return found


class _Said(NamedTuple):
    """When a ledger was last written, when it last put its case on the joint meeting's agenda, how often a rung
    raised, supervised or tabled it."""

    last: datetime
    tabled: datetime | None
    escalations: int


async def _said(c: Connection, ids: Sequence[UUID]) -> dict[UUID, _Said]:
    """What the ledgers of these cases say, by case."""
    records = await c.fetch(
        "SELECT subject_id, max(recorded_at) AS last, max(recorded_at) FILTER"
        " (WHERE move = 'table' AND reasons @> $2) AS tabled, count(*) FILTER"
        " (WHERE actor_kind = 'system' AND move = ANY($3)) AS escalations"
        " FROM entry WHERE subject_id = ANY($1) GROUP BY subject_id",
        ids,
        [{"code": freezing.TABLED}],
        [str(move) for move in freezing.ESCALATES],
    )
    return {each["subject_id"]: _Said(each["last"], each["tabled"], each["escalations"]) for each in records}
