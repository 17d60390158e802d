"""Suggestions and small wishes: what everybody may read of them, who supports them, and what waits with the desk."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from models.incident import SUPPORTED, Flow, Incident, State
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


def step(incident: Incident) -> Step:
    """How far a suggestion has come, as its proposer and everybody read it."""
    if incident.state == State.DECLINED:
        return "declined"
    if incident.taken_up_at is not None:
        return "carried_out" if incident.state in (State.RESOLVED, State.CLOSED) else "adopted"
    return "answered" if incident.answered_at is not None else "received"


@dataclass(frozen=True)
class Found:
    """A page of suggestions. `could_help` are the wishes that the asker may take up, `supported` what they support."""

    now: Now
    items: list[Proposed]
    next: str | None
    could_help: frozenset[UUID] = frozenset()
    supported: frozenset[UUID] = frozenset()


def member(actor: Actor) -> str:
    """As whom a member of staff is counted."""
    return f"person:{actor.id}"


async def published(
    engine: Engine, flow: Flow | None, cursor: str | None, limit: int, actor: Actor | None, who: str | None
) -> Found:
    """What everybody may read, the newest first; `who` supports some of it, where anybody is known to ask."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        items, following = await store.proposals.published(connection, flow, cursor, limit)
        ids = [each.incident.id for each in items]
        marks = {mark(engine.keys, identity, who): identity for identity in ids} if who is not None else {}
        kept = await store.proposals.kept(connection, ids, marks)
    posts = now.facts().posts(actor.id) if actor is not None and actor.id is not None else ()
    helps = frozenset(
        each.incident.id
        for each in items
        if rights.offered(each.incident) and rights.could_help(each.incident, posts, now.directory, now.at)
    )
    return Found(now, items, following, helps, frozenset(marks[each] for each in kept))


async def support(engine: Engine, identity: UUID, who: str) -> int:
    """Counts somebody once; how many supports there are. NotFound for what is not published, or is done."""
    async with store.transaction(engine.database) as connection:
        await _supportable(connection, identity)
        return await store.proposals.support(connection, identity, mark(engine.keys, identity, who))


async def unsupport(engine: Engine, identity: UUID, who: str) -> int:
    """Takes somebody's support back, if they were counted; how many are left. NotFound as for a support: what was
    decided on is not changed after that."""
    async with store.transaction(engine.database) as connection:
        await _supportable(connection, identity)
        return await store.proposals.unsupport(connection, identity, mark(engine.keys, identity, who))


async def _supportable(connection: store.Connection, identity: UUID) -> None:
    found = await store.proposals.readable(connection, identity)
    if found is None or State(found) not in SUPPORTED:
        raise NotFound()


async def forget(engine: Engine) -> int:
    """Erases the marks by which people were counted, as long after the end of what they supported as the log of looks
    is kept; the counts stay. While it is open nobody is forgotten, or they would be counted twice. How many."""
    now = await engine.now()
    before = now.at - now.rules.retention.looks.running
    async with store.transaction(engine.database) as connection:
        return await store.proposals.forget(connection, before, AT_ONCE)


def mark(keys: Keys, identity: UUID, who: str) -> bytes:
    """What is kept of who was counted: without the city's key it cannot be told whose it is, nor made."""
    return sha256(keys.signing.sign(f"support:{identity}:{who}".encode())).digest()


def late(incident: Incident, now: datetime) -> bool:
    """Whether a deadline of it has passed."""
    return incident.open and incident.due_at is not None and incident.due_at < now
