"""How the city stands, in counts that anybody may see: by township and by category.

What it costs depends on what is open and on what ended in the last two months, not on what is stored: both ride the
indexes on what is open and on (township, end).
"""

from collections.abc import Sequence
from datetime import datetime

from models.incident import OPEN_SQL
from workflow.publicly import Closed, Counted
from workflow.store.transactions import Connection


async def open_now(c: Connection, now: datetime) -> list[Counted]:
    records = await c.fetch(
        "SELECT township, category, count(*) AS open, count(*) FILTER (WHERE promise_at < $1) AS overdue"  # noqa: S608
        f" FROM incident WHERE {OPEN_SQL} GROUP BY township, category",
        now,
    )
    return [Counted(**dict(record)) for record in records]


async def closed_since(c: Connection, starts: Sequence[datetime], townships: Sequence[str]) -> list[Closed]:
    """What was closed since the first of the starts, each of which ends the span before it. What a lateness appeal
    exempted is in no promise."""
    columns = "township, category, ended_at, promise_at, exempt, rating"
    records = await c.fetch(
        f"""
        WITH found AS (
            SELECT i.* FROM unnest($2::text[]) AS t(code) CROSS JOIN LATERAL (
                SELECT {columns} FROM incident WHERE township = t.code AND ended_at >= ($1::timestamptz[])[1]
                AND state = 'closed') AS i
            UNION ALL
            SELECT {columns} FROM incident WHERE township IS NULL AND ended_at >= ($1::timestamptz[])[1]
            AND state = 'closed')
        SELECT width_bucket(ended_at, $1) - 1 AS span, township, category, count(*) AS closed,
               count(*) FILTER (WHERE promise_at IS NOT NULL AND NOT exempt) AS promised,
               count(*) FILTER (WHERE ended_at <= promise_at AND NOT exempt) AS kept,
               count(rating) AS rated, coalesce(sum(rating), 0)::bigint AS rating
        FROM found GROUP BY 1, 2, 3""",  # noqa: S608
        list(starts),
        list(townships),
    )
    return [Closed(**dict(record)) for record in records]
