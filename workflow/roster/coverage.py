"""When somebody is on duty, and when nobody is: spans of a post, gaps of a desk, and to whom it passes in a gap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.people import Post, Role
from models.roster import ChangeKind
from workflow.calendar import Calendar
from workflow.directory import Directory, Reached
from workflow.proof.duty import worse
from workflow.proof.findings import Finding, Subject
from workflow.rights import paths_of
from workflow.roster.books import Books
from workflow.roster.changes import Amendment

AHEAD: Final = timedelta(days=28)
"""How far the report of what a change leaves uncovered looks."""


@dataclass(frozen=True)
class Span:
    """From one instant to another, this person is on duty for a post; None: nobody."""

    start: datetime
    end: datetime
    person: UUID | None


@dataclass(frozen=True)
class Passing:
    """Who is told in a part of a gap, as holders of which role."""

    start: datetime
    end: datetime
    role: Role | None
    persons: tuple[UUID, ...]


@dataclass(frozen=True)
class Gap:
    """Hours at which nobody of a desk is on duty, and to whom its matters pass meanwhile. `place` is the code of the
    desk's grid or unit."""

    role: Role
    place: str
    start: datetime
    end: datetime
    passes: tuple[Passing, ...]


def fails(amendment: Amendment, after: Directory, books: Books) -> tuple[Finding, ...]:
    """What the proof of duty finds after a change and not before it, in the 30 days from when it begins to matter."""
    before, at = books.directory, begins(amendment, books)
    posts = [*amendment.posts, *amendment.beside]
    within = sorted({path for post in posts for path in paths_of(post, before)})
    was, would = (Subject(books.rules, directory, books.calendar, at) for directory in (before, after))
    return worse(was, would, within)


def spans(directory: Directory, post: Post, start: datetime, end: datetime, calendar: Calendar) -> list[Span]:
    """Who is on duty for a post from `start` to `end`, without gaps or overlaps."""
    found: list[Span] = []
    for begin, finish in _steps(directory.turns([post], start, end, calendar), end):
        person = directory.on_duty(post, begin, calendar)
        if found and found[-1].person == person:
            found[-1] = Span(found[-1].start, finish, person)
        else:
            found.append(Span(begin, finish, person))
    return found


def gaps(
    directory: Directory, desk: Iterable[Post], start: datetime, end: datetime, calendar: Calendar
) -> list[tuple[datetime, datetime]]:
    """When nobody of these posts is on duty, in order."""
    posts, found = list(desk), list[tuple[datetime, datetime]]()
    for begin, finish in _steps(directory.turns(posts, start, end, calendar), end):
        if any(directory.is_on_duty(post, begin, calendar) for post in posts):
            continue
        if found and found[-1][1] == begin:
            begin = found.pop()[0]
        found.append((begin, finish))
    return found


def uncovered(amendment: Amendment, after: Directory, books: Books) -> list[Gap]:
    """What a change leaves uncovered in the four weeks from when it begins to matter: the hours at which somebody of a
    desk was on duty before it and nobody is after it, by desk."""
    start = begins(amendment, books)
    end = start + AHEAD
    found: list[Gap] = []
    for post in _a_post_a_desk([*amendment.posts, *amendment.beside]):
        were = gaps(books.directory, books.directory.colleagues(post), start, end, books.calendar)
        are = gaps(after, after.colleagues(post), start, end, books.calendar)
        new = [piece for gap in are for piece in _without(gap, were)]
        found += [gap_of(after, post, begin, finish, books.calendar) for begin, finish in new]
    return found


def gap_of(directory: Directory, post: Post, start: datetime, end: datetime, calendar: Calendar) -> Gap:
    """A gap of a post's desk, with to whom it passes."""
    path = directory.path_of(post)
    passes: list[Passing] = []
    for begin, finish in _steps(directory.turns(directory.chain(path), start, end, calendar), end):
        reached = reach_of(directory, post, begin, calendar)
        told = (reached.role, reached.persons)
        if passes and (passes[-1].role, passes[-1].persons) == told:
            begin = passes.pop().start
        passes.append(Passing(begin, finish, *told))
    return Gap(Role(post.role), place_of(directory, post), start, end, tuple(passes))


def reach_of(directory: Directory, post: Post, at: datetime, calendar: Calendar, urgent: bool = False) -> Reached:
    """Who is told what is a post's desk's matter."""
    path = directory.path_of(post)
    if post.unit_id is not None:
        return directory.reach_target(directory.target("unit", post.unit_id), path, at, calendar, urgent)
    return directory.reach(Role(post.role), path, at, calendar, urgent=urgent)


def place_of(directory: Directory, post: Post) -> str:
    """The code of a post's grid or unit."""
    unit = directory.unit_by_id(post.unit_id) if post.unit_id else None
    return unit.code if unit else directory.path_of(post).rpartition(".")[2]


def begins(amendment: Amendment, books: Books) -> datetime:
    """From when on anything differs."""
    return max(books.now, min(_begins(amendment, books), default=books.now))


def _begins(amendment: Amendment, books: Books) -> Iterator[datetime]:
    for line in amendment.lines:
        first = line.ends_on if amendment.kind == ChangeKind.END and line.ends_on else line.starts_on
        yield books.midnight(first)
    if amendment.kind == ChangeKind.STRIKE:
        yield from (books.midnight(books.directory.lines[line].starts_on) for line in amendment.struck)
    for post in amendment.new_posts:
        yield post.valid_to if amendment.kind == ChangeKind.END_SURGE and post.valid_to else post.valid_from


def _a_post_a_desk(posts: Iterable[Post]) -> list[Post]:
    desks: dict[Any, Post] = {}
    for post in posts:
        desks.setdefault((post.role, post.grid_id, post.unit_id), post)
    return list(desks.values())


def _without(
    gap: tuple[datetime, datetime], known: Iterable[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """What of a gap lies in none of the known ones, which are in order."""
    start, end = gap
    for begin, finish in known:
        if finish <= start or begin >= end:
            continue
        if begin > start:
            yield start, begin
        start = max(start, finish)
    if start < end:
        yield start, end


def _steps(turns: list[datetime], end: datetime) -> Iterator[tuple[datetime, datetime]]:
    return zip(turns, [*turns[1:], end], strict=True)
