"""Suggestions and small wishes: what everybody may read of them, who supports them, and what waits with the desk."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from models.incident import Flow, Incident, State
from workflow import rights, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.keys import Keys
from workflow.store.proposals import Proposed

Step = Literal["received", "answered", "adopted", "carried_out", "declined"]

AT_ONCE: Final = 10_000
"""Marks that are erased in one turn."""

SUPPORTED: Final = frozenset({State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.HANDLING})
"""While something can still be decided or done."""


def step(incident: Incident) -> Step:
    """How far a suggestion has come, as its proposer and everybody read it."""
    if incident.state == State.DECLINED:
        return "declined"
    if incident.taken_up_at is not None:
        return "carried_out" if incident.state in (State.RESOLVED, State.CLOSED) else "adopted"
    return "answered" if incident.answered_at is not None else "received"


@dataclass(frozen=True)
class Found:
    """A page of suggestions. `could_help` are the wishes that the asker may take up."""

    now: Now
    items: list[Proposed]
    next: str | None
    could_help: frozenset[UUID] = frozenset()


async def published(engine: Engine, flow: Flow | None, cursor: str | None, limit: int, actor: Actor | None) -> Found:
    """What everybody may read, the newest first."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        items, following = await store.proposals.published(connection, flow, cursor, limit)
    posts = now.facts().posts(actor.id) if actor is not None and actor.id is not None else ()
    helps = frozenset(
        each.incident.id
        for each in items
        if rights.offered(each.incident) and rights.could_help(each.incident, posts, now.directory, now.at)
    )
    return Found(now, items, following, helps)


async def support(engine: Engine, identity: UUID, who: str) -> int:
    """Counts somebody once; how many support it, at least. NotFound for what is not published, or is done."""
    now = await engine.now()
    async with store.transaction(engine.database) as connection:
        found = await store.proposals.readable(connection, identity)
        if found is None or State(found) not in SUPPORTED:
            raise NotFound()
        day = now.at.astimezone(now.calendar.tz).date()
        return await store.proposals.support(connection, identity, mark(engine.keys, identity, who), day)


async def forget(engine: Engine) -> int:
    """Erases the marks by which people were counted once, as long after as the log of looks is kept; the counts stay.
    How many."""
    now = await engine.now()
    before = (now.at - now.rules.retention.looks.running).astimezone(now.calendar.tz).date()
    async with store.transaction(engine.database) as connection:
        return await store.proposals.forget(connection, before, AT_ONCE)


def mark(keys: Keys, identity: UUID, who: str) -> bytes:
    """What is kept of who was counted: without the city's key it cannot be told whose it is, nor made."""
    return sha256(keys.signing.sign(f"support:{identity}:{who}".encode())).digest()


def late(incident: Incident, now: datetime) -> bool:
    """Whether a deadline of it has passed."""
    return incident.open and incident.due_at is not None and incident.due_at < now
