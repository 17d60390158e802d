"""Bulletins and the rows that their figures were counted from: stored once, never changed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from models.bulletin import Bulletin, BulletinRow
from models.columns import Value
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.columns(BulletinRow, Bulletin)
SHORT = ("id", "number", "period", "grid", "level", "state", "drawn_at", "hash")


class Heading(Value):
    """A bulletin in a list: without its figures and pages."""

    id: UUID
    number: str
    period: str
    grid: str
    level: int
    state: str
    drawn_at: datetime
    hash: str


async def put(c: Connection, bulletin: Bulletin) -> bool:
    """Stores a bulletin; whether it is the first of its grid and period. An earlier one stays as it was."""
    statement = sets.insertion(BulletinRow, COLUMNS, "ON CONFLICT (period, grid) DO NOTHING RETURNING id")
    return bool(await c.fetch(statement, *sets.sent(BulletinRow, COLUMNS, [bulletin])))


async def find(c: Connection, ref: str) -> Bulletin | None:
    """The bulletin of this id, number or period (of the whole city)."""
    columns = sets.listed(COLUMNS, "b.")
    records = await c.fetch(
        f"SELECT {columns} FROM bulletin AS b WHERE b.id::text = $1 OR b.number = $1 OR (b.period = $1 AND b.level = 1)"  # noqa: S608
        " LIMIT 1",
        ref,
    )
    return next(iter(made(Bulletin, records)), None)


async def listing(c: Connection, before: str | None, limit: int) -> list[Heading]:
    """The bulletins, the newest period first; of periods before one, where it is named."""
    records = await c.fetch(
        f"SELECT {sets.listed(SHORT)} FROM bulletin WHERE $1::text IS NULL OR period < $1"  # noqa: S608
        f" ORDER BY period DESC, grid LIMIT {limit:d}",
        before,
    )
    return made(Heading, records)


async def figures(c: Connection) -> AsyncIterator[tuple[str, str]]:
    """Number and figures of every bulletin, in order; read one by one, within a transaction."""
    async for record in c.cursor("SELECT number, figures FROM bulletin ORDER BY number"):
        yield record["number"], record["figures"]


async def freeze(c: Connection, period: str, grid: str, parts: Mapping[str, bytes]) -> None:
    """Keeps the packed rows of townships, instead of any that were kept of them before. Does nothing once the bulletin
    is there."""
    await c.executemany(
        "INSERT INTO bulletin_part (period, grid, township, cases) SELECT $1, $2, $3, $4"
        " WHERE NOT EXISTS (SELECT FROM bulletin WHERE period = $1 AND grid = $2)"
        " ON CONFLICT (period, grid, township) DO UPDATE SET cases = excluded.cases",
        [(period, grid, township, cases) for township, cases in sorted(parts.items())],
    )


async def frozen(c: Connection, period: str, grid: str, townships: Sequence[str] | None = None) -> dict[str, bytes]:
    """The packed rows by township, of all of them or of some."""
    records = await c.fetch(
        "SELECT township, cases FROM bulletin_part WHERE period = $1 AND grid = $2"
        " AND ($3::text[] IS NULL OR township = ANY($3)) ORDER BY township",
        period,
        grid,
        townships,
    )
    return {record["township"]: record["cases"] for record in records}


async def audited(c: Connection, end: datetime) -> tuple[datetime | None, int]:
    """When the whole ledger was last verified since the end of a period, and how many faults were found; (None, 0)
    where it has not been."""
    record = await c.fetchrow(
        "SELECT finished_at, (result->>'faults')::int AS faults FROM job WHERE kind = 'audit' AND state = 'done'"
        " AND finished_at >= $1 ORDER BY period DESC LIMIT 1",
        end,
    )
    return (record["finished_at"], record["faults"]) if record else (None, 0)
