"""Seals over the ledger: which entries a day's seal is over, their hashes in order, and what no longer agrees.

To seal a day reads what was written since about the end of the day that was sealed last: transactions are numbered, and
with each seal stands the number below which every entry is sealed.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from models.seal import Seal, SealRow
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

AT_ONCE = 4096
"""How many hashes are read at once."""

_COLUMNS = sets.columns(SealRow, Seal)


class Place(NamedTuple):
    """Where an entry lies: in which seal, and as which of its leaves."""

    seal: int
    position: int


class Disagrees(NamedTuple):
    """An entry that is not as it was sealed: `dropped`, `rewritten`, `unsealed` though its day is sealed, or
    `back-dated`, which is sealed only with a later day than the one that it says."""

    subject_id: UUID
    seq: int
    what: str


async def hold(c: Connection) -> None:
    """Until the transaction ends nobody else seals."""
    await c.execute("LOCK TABLE seal IN SHARE ROW EXCLUSIVE MODE")


async def last(c: Connection) -> Seal | None:
    return next(iter(await listing(c, None, 1)), None)


async def listing(c: Connection, before: int | None, limit: int) -> list[Seal]:
    """Seals, the newest first; of numbers below one where it is named."""
    records = await c.fetch(
        f"SELECT {sets.listed(_COLUMNS)} FROM seal WHERE $1::int IS NULL OR number < $1"  # noqa: S608
        f" ORDER BY number DESC LIMIT {limit:d}",
        before,
    )
    return made(Seal, records)


async def roots(c: Connection, first: date, after: date) -> list[tuple[date, str]]:
    """The day and root of each seal from a day on and before another, in order."""
    records = await c.fetch("SELECT day, root FROM seal WHERE day >= $1 AND day < $2 ORDER BY day", first, after)
    return [(record["day"], record["root"]) for record in records]


async def every(c: Connection) -> AsyncIterator[Seal]:
    """All seals, from the first on."""
    statement = f"SELECT {sets.listed(_COLUMNS)} FROM seal ORDER BY number"  # noqa: S608
    async for record in c.cursor(statement):
        yield made(Seal, [record])[0]


async def take(c: Connection, number: int, through: datetime) -> int:
    """Puts every entry that was recorded before an instant and is in no seal yet into this one, in the order (recorded,
    subject, sequence). The number of the transaction before which all entries are sealed then.

    That is known of the seal before; but where the numbers have begun anew since, as in a restored database, all that
    there is is looked at once.
    """
    found: int = await c.fetchval(
        """
        WITH known AS (
            SELECT coalesce((
                SELECT CASE WHEN next_xid <= pg_snapshot_xmax(pg_current_snapshot()) THEN next_xid END
                FROM seal ORDER BY number DESC LIMIT 1), '0') AS xid),
        fresh AS MATERIALIZED (
            SELECT e.subject_id, e.seq, e.hash, e.recorded_at, e.xid FROM known, entry AS e WHERE e.xid >= known.xid
            AND NOT EXISTS (SELECT FROM seal_leaf AS l WHERE l.subject_id = e.subject_id AND l.seq = e.seq)),
        put AS (
            INSERT INTO seal_leaf (seal, position, subject_id, seq, hash)
            SELECT $1, row_number() OVER (ORDER BY recorded_at, subject_id, seq) - 1, subject_id, seq,
                   decode(hash, 'hex') FROM fresh WHERE recorded_at < $2)
        SELECT xid FROM (SELECT xid FROM fresh WHERE recorded_at >= $2
                         UNION ALL SELECT pg_snapshot_xmin(pg_current_snapshot())) AS x ORDER BY xid LIMIT 1""",
        number,
        through,
    )
    return found


async def leaves(c: Connection, seal: int) -> AsyncIterator[list[bytes]]:
    """The hashes that a seal is over, in order, `AT_ONCE` in a set."""
    found: list[bytes] = []
    async for record in c.cursor(
        "SELECT hash FROM seal_leaf WHERE seal = $1 ORDER BY position", seal, prefetch=AT_ONCE
    ):
        found.append(record["hash"])
        if len(found) == AT_ONCE:
            yield found
            found = []
    if found:
        yield found


async def around(c: Connection, place: Place, count: int) -> list[bytes]:
    """The hashes of the `count` leaves among which one lies, from a multiple of `count` on."""
    first = place.position - place.position % count
    records = await c.fetch(
        "SELECT hash FROM seal_leaf WHERE seal = $1 AND position >= $2 AND position < $2 + $3 ORDER BY position",
        place.seal,
        first,
        count,
    )
    return [record["hash"] for record in records]


async def put(c: Connection, seal: Seal, next_xid: int) -> None:
    names = (*_COLUMNS, "next_xid")
    values = ", ".join(f"${number}" for number, _ in enumerate(names, 1))
    fields = [getattr(seal, name) for name in _COLUMNS]
    await c.execute(f"INSERT INTO seal ({sets.listed(names)}) VALUES ({values})", *fields, next_xid)  # noqa: S608


async def place(c: Connection, subject_id: UUID, seq: int) -> tuple[Place, Seal] | None:
    """Where an entry is sealed; none while it is not."""
    record = await c.fetchrow(
        f"SELECT l.seal, l.position, {sets.listed(_COLUMNS, 's.')} FROM seal_leaf AS l"  # noqa: S608
        " JOIN seal AS s ON s.number = l.seal WHERE l.subject_id = $1 AND l.seq = $2",
        subject_id,
        seq,
    )
    if record is None:
        return None
    fields = dict(record)
    return Place(fields.pop("seal"), fields.pop("position")), Seal(**fields)


async def disagreeing(c: Connection, first: UUID, last: UUID) -> list[Disagrees]:
    """The entries of the subjects after one id and up to another that are not as they were sealed."""
    records = await c.fetch(
        """
        WITH sealed AS (SELECT l.subject_id, l.seq, encode(l.hash, 'hex') AS hash, s.starts FROM seal_leaf AS l
                        JOIN seal AS s ON s.number = l.seal WHERE l.subject_id > $1 AND l.subject_id <= $2),
        there AS (SELECT subject_id, seq, hash, recorded_at FROM entry WHERE subject_id > $1 AND subject_id <= $2),
        until AS (SELECT max(through) AS through FROM seal)
        SELECT * FROM (
            SELECT coalesce(s.subject_id, e.subject_id) AS subject_id, coalesce(s.seq, e.seq) AS seq,
                   CASE WHEN e.hash IS NULL THEN 'dropped'
                        WHEN s.hash IS NULL AND e.recorded_at < (SELECT through FROM until) THEN 'unsealed'
                        WHEN s.hash <> e.hash THEN 'rewritten'
                        WHEN e.recorded_at < s.starts THEN 'back-dated' END AS what
            FROM sealed AS s FULL JOIN there AS e ON e.subject_id = s.subject_id AND e.seq = s.seq) AS x
        WHERE what IS NOT NULL ORDER BY subject_id, seq""",
        first,
        last,
    )
    return [Disagrees(**dict(record)) for record in records]
