"""Hand-over of duty (交接班): what one shift of a desk tells the next, who has read it, and who has not.

A note is the staff's working text. It is shown to the desk itself and to who may change its roster, stands in no notice
and no log, and its words can be taken away for good.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import Field, model_validator

from models.people import Post, Role
from models.roster import HandOver
from workflow import rights, store
from workflow.commands import Actor, Code, Payload, Words
from workflow.directory import Directory
from workflow.door import Answer
from workflow.engine import Engine
from workflow.errors import BadInput, Blocked, Forbidden, NotFound
from workflow.in_force import Now
from workflow.roster.books import nobodys
from workflow.roster.coverage import place_of, spans
from workflow.rostering import Asking

NEXT: Final = timedelta(days=7)
"""How far ahead the next shift is looked for."""


class Note(Payload):
    """A hand-over of a desk: its role, and its grid or unit. `points` are the numbers of cases still open."""

    role: Role
    grid: Code | None = None
    unit: Code | None = None
    text: Words
    points: list[Code] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _one(self) -> "Note":
        if (self.grid is None) == (self.unit is None):
            raise ValueError("exactly one of grid and unit")
        return self


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to: a place's code, a role, those that wait, those before a note's id."""

    place: str | None = None
    role: Role | None = None
    waiting: bool = False
    before: UUID | None = None


async def hand_over(engine: Engine, asking: Asking, note: Note) -> HandOver:
    """Leaves a note for the next shift of a desk that the actor is of, once for a key. BadInput for a place that there
    is not and for a case that they may not know of, Forbidden for a desk that is not theirs."""
    actor = asking.actor

    async def act(connection: store.Connection) -> tuple[Answer, datetime]:
        now = await engine.in_force.at(connection, share=False)
        post = _own_post(note, actor, now)
        points = [await _point(connection, number, actor, now) for number in dict.fromkeys(note.points)]
        made = HandOver(
            id=engine.source.id(now.at),
            role=Role(post.role),
            grid_id=post.grid_id,
            unit_id=post.unit_id,
            path=now.directory.path_of(post),
            by_id=_person(actor),
            at=now.at,
            next_at=_next_shift(post, _person(actor), now),
            text=note.text,
            points=points,
        )
        await store.rosters.add_hand_over(connection, made)
        return {"id": str(made.id)}, now.at

    identity = UUID((await asking.once(engine, act))["id"])
    async with store.transaction(engine.database) as connection:
        found = await store.rosters.hand_over(connection, identity)
    assert found is not None
    return found


async def waiting(engine: Engine, actor: Actor, wanted: Wanted) -> tuple[list[HandOver], Now]:
    """The notes that somebody may see, the newest first: of their own desks, and of those whose roster they may
    change."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        desks = await asyncio.to_thread(_desks, _held(actor, now), wanted, now.directory)
        return await store.rosters.hand_overs(connection, desks, wanted.waiting, wanted.before), now


def _desks(own: Sequence[Post], wanted: Wanted, directory: Directory) -> set[tuple[Role, UUID]]:
    """The desks that are wanted of those whose notes somebody with these posts sees: a role, and a grid's or a unit's
    id."""
    found: dict[tuple[Role, UUID], bool] = {}
    for post in directory.posts.values():
        place = post.grid_id or post.unit_id
        if place is None or (Role(post.role), place) in found:
            continue
        desk = nobodys(Role(post.role), post.grid_id, post.unit_id, post.valid_from)
        fits = wanted.role in (None, post.role) and wanted.place in (None, place_of(directory, post))
        found[Role(post.role), place] = fits and (_is_of(desk, own) or rights.edits_roster(own, desk, directory))
    return {desk for desk, seen in found.items() if seen}


async def acknowledge(engine: Engine, actor: Actor, identity: UUID) -> HandOver:
    """Says that the next shift has read it. Once; by anybody of the desk but who wrote it."""
    async with store.transaction(engine.database) as connection:
        note, now = await _found(engine, connection, actor, identity)
        if not _is_of(_desk(note), _held(actor, now)) or note.by_id == actor.id:
            raise Forbidden(move="acknowledge")
        if note.acknowledged_by is not None and note.acknowledged_by != actor.id:
            raise Blocked("hand-over-acknowledged")
        if note.acknowledged_by is None:
            await store.rosters.acknowledge(connection, identity, _person(actor), now.at)
            note = note.but(acknowledged_by=actor.id, acknowledged_at=now.at)
        return note


async def erase(engine: Engine, actor: Actor, identity: UUID) -> HandOver:
    """Takes the words away: by who wrote them, or by who may change the desk's roster."""
    async with store.transaction(engine.database) as connection:
        note, now = await _found(engine, connection, actor, identity)
        if note.by_id != actor.id and not rights.edits_roster(_held(actor, now), _desk(note), now.directory):
            raise Forbidden(move="erase")
        await store.rosters.erase(connection, identity)
        return note.but(text=None)


async def _found(engine: Engine, connection: store.Connection, actor: Actor, identity: UUID) -> tuple[HandOver, Now]:
    note = await store.rosters.hand_over(connection, identity)
    now = await engine.in_force.at(connection, share=False)
    if note is None or not (_sees(note, _held(actor, now), now.directory) or note.by_id == actor.id):
        raise NotFound()
    return note, now


def _person(actor: Actor) -> UUID:
    if actor.id is None:
        raise Forbidden()
    return actor.id


def _held(actor: Actor, now: Now) -> tuple[Post, ...]:
    return now.facts().posts(_person(actor))


def _own_post(note: Note, actor: Actor, now: Now) -> Post:
    grid = now.directory.target_grid(note.grid, now.at) if note.grid else None
    unit = now.directory.target_unit(note.unit, now.at) if note.unit else None
    place = grid or unit
    if place is None:
        raise BadInput("grid" if note.grid else "unit", "unknown-grid" if note.grid else "unknown-unit")
    mine = (post for post in _held(actor, now) if post.role == note.role and place.id in (post.grid_id, post.unit_id))
    found = next(mine, None)
    if found is None:
        raise Forbidden(move="hand_over")
    return found


async def _point(connection: store.Connection, number: str, actor: Actor, now: Now) -> str:
    """The number of an open point, of a case that who hands over may know of."""
    found = await store.reading.find_incident(connection, number)
    views = await store.reading.load_views(connection, [found]) if found else {}
    if found is None or not rights.knows(views[found], actor, now.facts()):
        raise BadInput("points", "unknown-incident")
    return views[found].incident.number


def _next_shift(post: Post, by: UUID, now: Now) -> datetime | None:
    """When somebody else of the desk comes on duty."""
    end = now.at + NEXT
    starts = [
        span.start
        for each in now.directory.colleagues(post)
        for span in spans(now.directory, each, now.at, end, now.calendar)
        if span.person not in (None, by) and span.start > now.at
    ]
    return min(starts, default=None)


def _desk(note: HandOver) -> Post:
    """A post of the note's desk, nobody's: what rights are asked of."""
    return nobodys(Role(note.role), note.grid_id, note.unit_id, note.at)


def _is_of(desk: Post, own: Sequence[Post]) -> bool:
    known = (desk.role, desk.grid_id, desk.unit_id)
    return any((post.role, post.grid_id, post.unit_id) == known for post in own)


def _sees(note: HandOver, own: Sequence[Post], directory: Directory) -> bool:
    return _is_of(_desk(note), own) or rights.edits_roster(own, _desk(note), directory)
