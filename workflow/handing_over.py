"""Hand-over of duty (交接班): what one shift of a desk tells the next, who has read it, and who has not.

A note is the staff's working text. It is shown to the desk itself and to who may change its roster, stands in no notice
and no log, and its words can be taken away for good.
"""

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
from workflow.engine import Engine
from workflow.errors import BadInput, Blocked, Forbidden, NotFound
from workflow.in_force import Now
from workflow.roster.books import nobodys
from workflow.roster.coverage import spans
from workflow.store.rosters import MOST

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
    """What a list is narrowed to: a place's code, a role, those that wait."""

    place: str | None = None
    role: Role | None = None
    waiting: bool = False


async def hand_over(engine: Engine, actor: Actor, note: Note) -> HandOver:
    """Leaves a note for the next shift of a desk that the actor is of. BadInput for a place that there is not and for
    a case that they may not know of, Forbidden for a desk that is not theirs."""
    async with store.transaction(engine.database) as connection:
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
        return made


async def waiting(engine: Engine, actor: Actor, wanted: Wanted) -> tuple[list[HandOver], Now]:
    """The notes that somebody may see, the newest first: of their own desks, and of those whose roster they may
    change."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        own = _held(actor, now)
        paths = sorted({now.directory.path_of(post) for post in own})
        found = await store.rosters.hand_overs(connection, paths, wanted.waiting, MOST * 5)
    seen = [note for note in found if _sees(note, own, now.directory) and _fits(note, wanted, now.directory)]
    return seen[:MOST], now


async def acknowledge(engine: Engine, actor: Actor, identity: UUID) -> HandOver:
    """Says that the next shift has read it. Once; by anybody of the desk but who wrote it."""
    async with store.transaction(engine.database) as connection:
        note, now = await _found(engine, connection, actor, identity)
        if not _of_the_desk(note, _held(actor, now)) or note.by_id == actor.id:
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


def _of_the_desk(note: HandOver, own: Sequence[Post]) -> bool:
    desk = (note.role, note.grid_id, note.unit_id)
    return any((post.role, post.grid_id, post.unit_id) == desk for post in own)


def _sees(note: HandOver, own: Sequence[Post], directory: Directory) -> bool:
    return _of_the_desk(note, own) or rights.edits_roster(own, _desk(note), directory)


def _fits(note: HandOver, wanted: Wanted, directory: Directory) -> bool:
    unit = directory.unit_by_id(note.unit_id) if note.unit_id else None
    place = unit.code if unit else note.path.rpartition(".")[2]
    return wanted.place in (None, place) and wanted.role in (None, note.role)
