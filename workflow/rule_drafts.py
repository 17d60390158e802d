"""Rules that somebody is writing, kept until they are switched on or given up: one draft a person, in the words and
with the mistakes that they have so far. Who else is writing is told by name, not what they write."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.record import RuleDraft
from workflow import rights, store
from workflow.engine import Engine
from workflow.errors import DraftElsewhere
from workflow.in_force import Now


@dataclass(frozen=True)
class Other:
    """Somebody else who is writing, from which version on, and when last."""

    name: str
    base: int
    written_at: datetime


@dataclass(frozen=True)
class Drafts:
    """One's own draft, if there is one, whoever else writes, and the number of the version in force."""

    own: RuleDraft | None
    others: tuple[Other, ...]
    in_force: int


async def seen(engine: Engine, person_id: UUID) -> Drafts:
    now = await engine.now()
    async with store.snapshot(engine.database) as connection:
        own = await store.rule_drafts.of(connection, person_id)
        return await _beside(connection, own, person_id, now)


async def keep(engine: Engine, person_id: UUID, text: str, base: int, revision: int) -> Drafts:
    """Keeps a text as one's draft. `revision` is that of the draft that was seen, 0 for none: where it was written on
    elsewhere it is DraftElsewhere, so that two windows do not write over each other."""
    now = await engine.now()
    async with store.transaction(engine.database) as connection:
        await store.versions.rules_text(connection, base)
        before = await _locked(connection, person_id, revision)
        at = await engine.in_force.instant(connection)
        own = RuleDraft(
            person_id=person_id, text=text, base=base, revision=before.revision + 1 if before else 1, written_at=at
        )
        await store.rule_drafts.put(connection, own)
        return await _beside(connection, own, person_id, now)


async def drop(engine: Engine, person_id: UUID, revision: int) -> None:
    """Gives one's draft up, if it is still the one that was seen."""
    async with store.transaction(engine.database) as connection:
        if await _locked(connection, person_id, revision) is not None:
            await store.rule_drafts.drop(connection, person_id)


async def _locked(connection: store.Connection, person_id: UUID, revision: int) -> RuleDraft | None:
    before = await store.rule_drafts.of(connection, person_id, lock=True)
    current = before.revision if before else 0
    if current != revision:
        raise DraftElsewhere(seen=revision, current=current)
    return before


async def _beside(connection: store.Connection, own: RuleDraft | None, person_id: UUID, now: Now) -> Drafts:
    facts = now.facts()
    others = tuple(
        Other(person.name, each.base, each.written_at)
        for each in await store.rule_drafts.others(connection, person_id)
        if (person := now.directory.person(each.person_id)) and rights.keeps_rules(facts.posts(each.person_id))
    )
    active = await store.versions.active(connection, share=False)
    return Drafts(own, others, active.rules)
