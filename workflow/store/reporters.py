"""Who reported, if they said so: encrypted, reached only by a look that leaves its trace."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflow.store.transactions import Connection


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
