"""Many open incidents quickly: a few hundred real ones, cloned by SQL. Only ever in a benchmark's own database.

A clone has its own ids and number, clocks and ledger entry; what its entry says is the original's, hash and all, so a
chain goes on from it as from any other. Nothing else of it is there: no wording, notices or live events.
"""

from typing import Final

import asyncpg

from models.clock import Clock, ClockRow
from models.columns import Row, Value
from models.incident import Incident, IncidentRow
from models.ledger import Entry, EntryRow
from workflow.store import sets

_COPIES: Final = """
CREATE TEMP TABLE copy ON COMMIT DROP AS
SELECT t.id AS old, n AS number,
       (lpad(to_hex(extract(epoch FROM t.reported_at)::bigint * 1000 + n), 12, '0') || '70008'
        || substr(md5(n::text), 1, 15))::uuid AS new
FROM (SELECT id, reported_at, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS of
      FROM incident WHERE id = ANY($1)) AS t
JOIN generate_series($2::bigint, $2::bigint + $3::bigint - 1) AS n ON n % t.of = t.place"""
"""Ids rise with the time of the report, as real ones do."""

_OWN: Final[tuple[tuple[type[Row], type[Value], str, dict[str, str]], ...]] = (
    (IncidentRow, Incident, "id", {"id": "c.new", "number": "'C-' || c.number"}),
    (EntryRow, Entry, "subject_id", {"subject_id": "c.new", "about": "c.new"}),
    (
        ClockRow,
        Clock,
        "incident_id",
        {"id": "md5(t.id::text || c.number)::uuid", "incident_id": "c.new", "subject_id": "c.new"},
    ),
)


async def clone(connection: "asyncpg.Connection[asyncpg.Record]", originals: list[str], first: int, count: int) -> None:
    """Adds `count` clones of the originals, in turn; `first` is a number that no clone has had."""
    async with connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = off")
        await connection.execute(_COPIES, originals, first, count)
        for row, value, refers, own in _OWN:
            names = sets.columns(row, value)
            chosen = ", ".join(own.get(name, f't."{name}"') for name in names)
            await connection.execute(
                f'INSERT INTO "{sets.table_of(row).name}" ({sets.listed(names)})'  # noqa: S608
                f' SELECT {chosen} FROM copy AS c JOIN "{sets.table_of(row).name}" AS t ON t."{refers}" = c.old'
                " ORDER BY c.number"
            )
