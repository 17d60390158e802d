"""Recorded cases in sets, as a rehearsal reads them; and rehearsals with what came of their parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from models.rehearsal import Rehearsal, RehearsalRow
from workflow.identity import uuid7
from workflow.rehearsing.history import SUPERSEDED, History, Line, Told
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.columns(RehearsalRow, Rehearsal)


async def reported(c: Connection, since: datetime, until: datetime, township: str | None = None) -> list[UUID]:
    """The cases reported from an instant on and before another, in order; of a township by where they lie by now,
    empty for those whose place is not known, all where none is named."""
    records = await c.fetch(
        "SELECT id FROM incident WHERE id >= $1 AND reported_at >= $2 AND reported_at < $3"
        " AND ($4::text IS NULL OR township = $4 OR ($4 = '' AND township IS NULL)) ORDER BY id",
        uuid7(since, 0),
        since,
        until,
        township,
    )
    return [record["id"] for record in records]


async def pinned(c: Connection, since: datetime, until: datetime) -> list[int]:
    """The versions of the rules that the cases of a period go by."""
    records = await c.fetch(
        "SELECT DISTINCT rules_version FROM incident WHERE id >= $1 AND reported_at >= $2 AND reported_at < $3"
        " ORDER BY rules_version",
        uuid7(since, 0),
        since,
        until,
    )
    return [record["rules_version"] for record in records]


async def histories(c: Connection, ids: Sequence[UUID], until: datetime) -> list[History]:
    """What the ledger and the messages tell of these cases up to an instant, in the order of their ids."""
    entries = await c.fetch(
        "SELECT subject_id, seq, happened_at, recorded_at, actor_kind = 'system' AS system, actor_id, standing, move,"
        " about, changes, facts, calendar_version, rules_version, reasons @> $3 AS quiet FROM entry"
        " WHERE subject_id = ANY($1) AND recorded_at < $2 ORDER BY subject_id, seq",
        ids,
        until,
        [{"code": SUPERSEDED}],
    )
    notices = await c.fetch(
        "SELECT incident_id, entry, recipient_id, kind, urgent FROM notice WHERE incident_id = ANY($1)"
        " AND channel = 'app' AND created_at < $2 AND NOT starts_with(key, 'passed:')",
        ids,
        until,
    )
    told: dict[UUID, list[Told]] = {}
    for notice in notices:
        told.setdefault(notice[0], []).append(Told(*notice[1:]))
    lines: dict[UUID, list[Line]] = {}
    versions: dict[UUID, int] = {}
    for entry in entries:
        subject = entry[0]
        lines.setdefault(subject, []).append(Line._make([*entry[1:12], entry[13]]))
        versions[subject] = entry[12]
    return [
        History(subject, versions[subject], tuple(found), tuple(told.get(subject, ())))
        for subject, found in lines.items()
    ]


async def put(c: Connection, rehearsal: Rehearsal) -> None:
    await sets.insert(c, RehearsalRow, COLUMNS, [rehearsal])


async def find(c: Connection, identity: UUID) -> Rehearsal | None:
    records = await c.fetch(f"SELECT {sets.listed(COLUMNS)} FROM rehearsal WHERE id = $1", identity)  # noqa: S608
    return next(iter(made(Rehearsal, records)), None)


async def listing(c: Connection, before: UUID | None, limit: int) -> list[Rehearsal]:
    """The newest first; those before one, where it is named."""
    records = await c.fetch(
        f"SELECT {sets.listed(COLUMNS)} FROM rehearsal WHERE $1::uuid IS NULL OR id < $1"  # noqa: S608
        f" ORDER BY id DESC LIMIT {limit:d}",
        before,
    )
    return made(Rehearsal, records)


async def put_part(c: Connection, identity: UUID, township: str, summed: dict[str, Any], cases: bytes) -> None:
    """Keeps what came of a township's cases, instead of what was kept of them before."""
    await c.execute(
        "INSERT INTO rehearsal_part (rehearsal_id, township, sum, cases) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (rehearsal_id, township) DO UPDATE SET sum = EXCLUDED.sum, cases = EXCLUDED.cases",
        identity,
        township,
        summed,
        cases,
    )


async def sums(c: Connection, identity: UUID) -> list[dict[str, Any]]:
    """What came of each township's cases, in sum."""
    records = await c.fetch("SELECT sum FROM rehearsal_part WHERE rehearsal_id = $1 ORDER BY township", identity)
    return [record["sum"] for record in records]


async def parts(c: Connection, identity: UUID) -> list[bytes]:
    """The cases that differ, packed, a township each."""
    records = await c.fetch("SELECT cases FROM rehearsal_part WHERE rehearsal_id = $1 ORDER BY township", identity)
    return [record["cases"] for record in records]


async def finish(c: Connection, identity: UUID, summary: dict[str, Any], now: datetime) -> None:
    await c.execute(
        "UPDATE rehearsal SET summary = $2, finished_at = $3 WHERE id = $1 AND summary IS NULL", identity, summary, now
    )
