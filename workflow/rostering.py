"""Changing rosters: each change is one transaction, checked as a whole, written down with its reason, and seen by every
process at once. What it would leave uncovered is told before it is made, and again with the answer.

Who changes rosters waits for whoever is doing so (`store.rosters.lock`), so of two editors the second is checked
against what the first has left. Moves of cases go on meanwhile; they wait only for the moment of switching.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from models.people import Language, Post, Role
from models.roster import RosterChange
from models.territory import Grid, Unit
from workflow import rights, store
from workflow.commands import Actor, Instant
from workflow.directory import Directory
from workflow.directory.places import in_use
from workflow.door import Act, Answer, once
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, NotFound
from workflow.facts import Facts
from workflow.in_force import Now
from workflow.proof.findings import Finding
from workflow.roster import seeing, telling
from workflow.roster.books import Books, nobodys
from workflow.roster.changes import Amendment, Wish
from workflow.roster.checking import amendment, named, subjects
from workflow.roster.coverage import Gap, fails, uncovered
from workflow.roster.stand_ins import check_named
from workflow.sentences import Names


@dataclass(frozen=True)
class Asking:
    """Who asks, and by which idempotency key, if by any."""

    actor: Actor
    key: str | None = None
    request_hash: str = ""

    @property
    def person(self) -> UUID:
        if self.actor.id is None:
            raise Forbidden()
        return self.actor.id

    async def once(self, engine: Engine, act: Act) -> Answer:
        """Does it in a transaction of its own, once for its key."""
        return await once(engine.database, self.actor.key, self.key, self.request_hash, act)


async def change(engine: Engine, asking: Asking, wish: Wish, dry_run: bool = False) -> Answer:
    """Makes a change, or with `dry_run` only says what it would come to. NotFound for posts out of sight, Forbidden
    for those that are not the asker's to change, BadInput for what cannot be; the same key gives the same answer."""
    if dry_run:
        async with engine.rosters.turn(), store.snapshot(engine.database) as connection:
            books = books_of(engine, await engine.in_force.at(connection, share=False))
            check_rights(books, asking.person, wish)
            return await answer_of(books.new_id(), wish, books, amendment(wish, books), dry_run=True)

    async def act(connection: store.Connection) -> tuple[Answer, datetime]:
        await store.rosters.lock(connection)
        books = books_of(engine, await engine.in_force.at(connection, share=False))
        check_rights(books, asking.person, wish)
        return await make(connection, books, asking.person, wish), books.now

    async with engine.rosters.turn():
        return await asking.once(engine, act)


async def make(connection: store.Connection, books: Books, by: UUID, wish: Wish) -> Answer:
    """A change that is somebody's to make, in the transaction of whoever holds the lock. It is answered `{id, kind,
    dry_run, lines, posts, struck, uncovered, findings}` with ids only; whoever shows it adds the names."""
    change_id, amended = books.new_id(), amendment(wish, books)
    answer = await answer_of(change_id, wish, books, amended)
    await store.rosters.amend(connection, amended)
    await store.rosters.add_change(connection, _written(change_id, by, wish, books, amended))
    await store.versions.activate(connection, staff=True)
    return answer


def books_of(engine: Engine, now: Now) -> Books:
    return Books(now.directory, now.calendar, now.at, engine.source, now.rules)


def held(books: Books, person: UUID) -> tuple[Post, ...]:
    """The posts by which somebody has rights now."""
    return Facts(books.directory, books.calendar, books.now).posts(person)


def check_rights(books: Books, person: UUID, wish: Wish) -> None:
    """NotFound where the posts of a change lie out of sight, Forbidden where they are not this person's to change,
    BadInput where it names somebody for them who works elsewhere."""
    own, directory = held(books, person), books.directory
    for post in subjects(wish, books):
        if rights.edits_roster(own, post, directory):
            continue
        paths = rights.paths_of(post, directory)
        if post.person_id != person and not rights.sees_roster(own, paths, post.unit_id, directory):
            raise NotFound()
        raise Forbidden(move=str(wish.kind))
    check_named(own, *named(wish), subjects(wish, books), books)


async def answer_of(change_id: UUID, wish: Wish, books: Books, amended: Amendment, dry_run: bool = False) -> Answer:
    # Seconds of counting for a large team: not on the loop that everybody waits for.
    gaps, findings = await asyncio.to_thread(_left, amended, books)
    return {
        "id": str(change_id),
        "kind": str(wish.kind),
        "dry_run": dry_run,
        "lines": [line.model_dump(mode="json") for line in amended.lines],
        "posts": [post.model_dump(mode="json") for post in amended.new_posts],
        "struck": [str(line) for line in amended.struck],
        "uncovered": [gap_json(gap) for gap in gaps],
        "findings": [finding.to_json() for finding in findings],
    }


def _left(amended: Amendment, books: Books) -> tuple[list[Gap], tuple[Finding, ...]]:
    after = amended.applied(books.directory)
    return uncovered(amended, after, books), fails(amended, after, books)


def gap_json(gap: Gap) -> dict[str, Any]:
    passes = [
        {"start": p.start.isoformat(), "end": p.end.isoformat(), "role": p.role, "persons": [str(i) for i in p.persons]}
        for p in gap.passes
    ]
    return {
        "role": str(gap.role),
        "place": gap.place,
        "start": gap.start.isoformat(),
        "end": gap.end.isoformat(),
        "passes": passes,
    }


def _written(change_id: UUID, by: UUID, wish: Wish, books: Books, amended: Amendment) -> RosterChange:
    lines, posts = books.directory.lines, books.directory.posts
    touched = [line.id for line in amended.lines] + list(amended.struck)
    known = [lines[identity] for identity in touched if identity in lines]
    held_then = [posts[post.id] for post in amended.new_posts if post.id in posts]
    return RosterChange(
        id=change_id,
        kind=wish.kind,
        by_id=by,
        at=books.now,
        path=books.directory.path_of(amended.posts[0]),
        before=_rows(known, held_then),
        after=_rows(amended.lines, amended.new_posts),
        reason=str(wish.payload.reason),
    )


def _rows(lines: Sequence[Any], posts: Sequence[Any]) -> dict[str, Any]:
    return {
        "lines": [line.model_dump(mode="json") for line in lines],
        "posts": [post.model_dump(mode="json") for post in posts],
    }


# Seeing


def place(now: Now, person: UUID, grid: str | None, unit: str | None) -> Grid | Unit:
    """The grid or unit in use that is meant; by default where somebody's own first post is. BadInput where there is no
    such thing, or both are named."""
    directory = now.directory
    if grid is not None and unit is not None:
        raise BadInput("unit", "exactly-one-of-grid-and-unit")
    if unit is not None:
        found = directory.unit(unit)
        if found is None or not in_use(found, now.at):
            raise BadInput("unit", "unknown-unit")
        return found
    target = directory.target_grid(grid, now.at) if grid is not None else None
    at = _own_place(now, person) if grid is None else directory.grid_by_id(target.id) if target else None
    if at is None:
        raise BadInput("grid", "unknown-grid")
    return at


def _own_place(now: Now, person: UUID) -> Grid | Unit | None:
    posts = sorted(now.directory.posts_of(person, now.at), key=lambda post: post.role == Role.INFORMANT)
    for post in posts:
        unit = now.directory.unit_by_id(post.unit_id) if post.unit_id else None
        return unit or (now.directory.grid_by_id(post.grid_id) if post.grid_id else None)
    return None


def sees(now: Now, person: UUID, at: Grid | Unit) -> bool:
    """Whether somebody may see who is on duty there."""
    paths, unit = (at.paths, at.id) if isinstance(at, Unit) else ([at.path], None)
    return rights.sees_roster(now.facts().posts(person), paths, unit, now.directory)


async def changes(engine: Engine, actor: Actor, at: Grid | Unit) -> list[RosterChange]:
    """What was changed of the rosters of a unit, or of a grid and what lies below it, for who may change them: the
    changes of those posts only that are theirs to change."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        own, directory = now.facts().posts(Asking(actor).person), now.directory
        if not rights.edits_roster(own, _desk_at(at, now), directory):
            raise Forbidden(move="changes")
        if isinstance(at, Unit):
            path, posts = at.paths[0], {post.id for post in directory.members_of(at.id)}
        else:
            path, posts = at.path, await asyncio.to_thread(editable, own, directory)
        return await store.rosters.changes(connection, path, posts)


def editable(own: Sequence[Post], directory: Directory) -> set[UUID]:
    """The posts, past and to come too, whose rosters somebody with these posts may change."""
    return {post.id for post in directory.posts.values() if rights.edits_roster(own, post, directory)}


def _desk_at(at: Grid | Unit, now: Now) -> Post:
    """A duty desk there, nobody's: what the right to see its changes is asked of."""
    if isinstance(at, Unit):
        return nobodys(Role.UNIT_MEMBER, None, at.id, now.at)
    return nobodys(Role.DUTY, at.id, None, now.at)


TONIGHT: Final = 22
"""The hour that `tonight` means."""


def instant(text: str | None, now: Now) -> datetime:
    """An instant as RFC 3339 writes it, `now`, or `tonight`: 22:00 of the city's day, or now where that is later.
    BadInput of `at` for anything else."""
    if text in (None, "now"):
        return now.at
    if text == "tonight":
        local = now.at.astimezone(now.calendar.tz)
        return max(local.replace(hour=TONIGHT, minute=0, second=0, microsecond=0), local)
    try:
        return TypeAdapter(Instant).validate_python(text)
    except ValidationError as cause:
        raise BadInput("at", "not-a-date") from cause


async def told(engine: Engine, grid: str | None, at: str, language: Language) -> list[str]:
    """Who is on duty at a grid, in words."""
    now = await engine.now()
    code = grid or now.directory.root.code
    target = now.directory.target_grid(code, now.at)
    found = now.directory.grid_by_id(target.id) if target else None
    if found is None:
        raise BadInput("grid", "unknown-grid")
    roles = seeing.at(now.directory, found, instant(at, now), now.calendar)
    return list(telling.lines(roles, Names(language, now.directory, now.rules)))
