"""Who reported, if they said so: encrypted, reached only by a look that leaves its trace."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflow.store import paging
from workflow.store.transactions import Connection


@dataclass(frozen=True)
class Look:
    """That somebody looked at who reported."""

    person_id: UUID
    at: datetime
    reason: str


@dataclass(frozen=True)
class Looks:
    """A page, newest first; `next` is the cursor of the page after this one."""

    items: list[Look]
    next: str | None


@dataclass(frozen=True)
class Reporter:
    """Name and phone as they are stored, encrypted; both None once they are erased."""

    incident_id: UUID
    name: bytes | None
    phone: bytes | None
    erased_at: datetime | None


async def reporter(c: Connection, incident_id: UUID) -> Reporter | None:
    record = await c.fetchrow(
        "SELECT incident_id, name, phone, erased_at FROM reporter WHERE incident_id = $1", incident_id
    )
    return Reporter(**dict(record)) if record else None


async def add_look(
    c: Connection, identity: UUID, incident_id: UUID, person_id: UUID, at: datetime, reason: str
) -> None:
    """Who looked, when and why; written in the same transaction as the look itself."""
    await c.execute(
        "INSERT INTO reporter_look (id, incident_id, person_id, at, reason) VALUES ($1, $2, $3, $4, $5)",
        identity,
        incident_id,
        person_id,
        at,
        reason,
    )


async def looks(c: Connection, incident_id: UUID, cursor: str | None, limit: int) -> Looks:
    """Who looked at who reported this case, newest first. BadInput for a cursor or limit that cannot be."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    records = await c.fetch(
        "SELECT id, person_id, at, reason FROM reporter_look WHERE incident_id = $1"  # noqa: S608
        " AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3))"
        f" ORDER BY at DESC, id DESC LIMIT {limit + 1:d}",
        incident_id,
        *(after or (None, None)),
    )
    items = [Look(record["person_id"], record["at"], record["reason"]) for record in records[:limit]]
    last = records[limit - 1] if len(records) > limit else None
    return Looks(items, paging.closed(last["at"].isoformat(), str(last["id"])) if last else None)
