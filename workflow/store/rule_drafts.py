"""Rules that somebody is writing: one draft a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from models.record import RuleDraft, RuleDraftRow
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

DRAFT: Final = sets.columns(RuleDraftRow, RuleDraft)


@dataclass(frozen=True)
class Heading:
    """Whose draft, of which version, and when it was last written on."""

    person_id: UUID
    base: int
    written_at: datetime


async def of(c: Connection, person_id: UUID, lock: bool = False) -> RuleDraft | None:
    """A person's draft; with `lock` nobody else writes on it until the transaction ends."""
    query = f"SELECT {sets.listed(DRAFT)} FROM rule_draft WHERE person_id = $1"  # noqa: S608
    found = made(RuleDraft, await c.fetch(query + (" FOR UPDATE" if lock else ""), person_id))
    return found[0] if found else None


async def others(c: Connection, person_id: UUID) -> list[Heading]:
    """Everybody else's, whoever wrote last first."""
    records = await c.fetch(
        "SELECT person_id, base, written_at FROM rule_draft WHERE person_id <> $1 ORDER BY written_at DESC, person_id",
        person_id,
    )
    return [Heading(**dict(record)) for record in records]


async def put(c: Connection, draft: RuleDraft) -> None:
    await sets.upsert(c, RuleDraftRow, DRAFT, [draft])


async def drop(c: Connection, person_id: UUID) -> None:
    await c.execute("DELETE FROM rule_draft WHERE person_id = $1", person_id)
