"""Who leaves a post (离岗): what would be orphaned, who inherits it, which ladders lose an end, what fails then.

A question only: nothing is stored. It is answered by the directory as it would be from the instant on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from models.people import Post, Role, Roster
from models.territory import Unit
from workflow.calendar import Calendar
from workflow.commands import Code, Instant, Payload
from workflow.directory import Directory
from workflow.directory.places import last
from workflow.errors import BadInput
from workflow.ladder import ROLE_OF
from workflow.proof.duty import worse
from workflow.proof.findings import Finding, Subject
from workflow.roster.coverage import place_of
from workflow.roster.redrawing import Redrawn, merged, split
from workflow.rules.language import Attribute, Rules

Codes = Annotated[list[Code], Field(min_length=1, max_length=50)]


class MergeGrids(Payload):
    """Grids that become one: `into` is one of them, another one, or the code of a new one beside them."""

    grids: Codes
    into: Code


class SplitGrid(Payload):
    """A grid that becomes several new ones, by their codes."""

    grid: Code
    into: Annotated[list[Code], Field(min_length=2, max_length=50)]


class Departure(Payload):
    """Exactly one of: a person who leaves all their posts, a post that ends, grids that are merged, one that is split.
    `at` is when; now if it does not say."""

    at: Instant | None = None
    person: UUID | None = None
    post: UUID | None = None
    merge: MergeGrids | None = None
    split: SplitGrid | None = None

    @model_validator(mode="after")
    def _one(self) -> "Departure":
        if sum(each is not None for each in (self.person, self.post, self.merge, self.split)) != 1:
            raise ValueError("exactly one of person, post, merge, split")
        return self


@dataclass(frozen=True)
class Heir:
    """A post that ends, and who has its matters from then on: `beside` hold the same post there, or in the grid that
    its own goes into; where nobody does, it is an orphan, and what comes is told `persons` as holders of `role`."""

    post: Post
    place: str
    beside: tuple[UUID, ...]
    role: Role | None
    persons: tuple[UUID, ...]

    @property
    def orphaned(self) -> bool:
        return not self.beside


@dataclass(frozen=True)
class LostEnd:
    """A ladder on which a rung tells holders of a role, and nobody holds it any more at this place or above it. `end`:
    it is the last rung, which goes on until somebody acts."""

    ladder: str
    role: Role
    place: str
    end: bool


@dataclass(frozen=True)
class Consequences:
    """What would follow. `stands_in` are the posts of others that lose who stands in; `units` those that nobody would
    be of; `routes` those that name a grid that is gone."""

    at: datetime
    heirs: tuple[Heir, ...]
    stands_in: tuple[Post, ...]
    units: tuple[Unit, ...]
    ladders: tuple[LostEnd, ...]
    routes: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is lost by it."""
        return not (any(heir.orphaned for heir in self.heirs) or self.ladders or self.findings or self.routes)

    def with_findings(self, more: tuple[Finding, ...]) -> "Consequences":
        return replace(self, findings=(*self.findings, *more))


@dataclass(frozen=True)
class After:
    """The directory as it would be, which posts ended, which grids are gone."""

    directory: Directory
    ended: tuple[Post, ...]
    stands_in: tuple[Post, ...] = ()
    redrawn: Redrawn | None = None


def after(departure: Departure, directory: Directory, at: datetime) -> After:
    """What the directory would be. BadInput for what there is not, or not any more."""
    if departure.merge is not None:
        found = merged(directory, departure.merge.grids, departure.merge.into, at)
        return After(found.directory, found.ended, redrawn=found)
    if departure.split is not None:
        found = split(directory, departure.split.grid, departure.split.into, at)
        return After(found.directory, found.ended, redrawn=found)
    ended, named = _ended(departure, directory, at)
    posts = {post.id: post.but(valid_from=min(post.valid_from, at), valid_to=at) for post in ended}
    lines = [_without(line, departure.person) for line in directory.lines.values()]
    return After(directory.amended((directory.posts | posts).values(), lines), ended, named)


def _ended(departure: Departure, directory: Directory, at: datetime) -> tuple[tuple[Post, ...], tuple[Post, ...]]:
    """The posts that end, and those of others in whose rosters the person is named."""
    if departure.post is not None:
        post = directory.posts.get(departure.post)
        if post is None or not _goes_on(post, at):
            raise BadInput("post", "unknown-post")
        return (post,), ()
    if departure.person is None or directory.person(departure.person) is None:
        raise BadInput("person", "unknown-person")
    ended = tuple(post for post in directory.held_by(departure.person) if _goes_on(post, at))
    if not ended:
        raise BadInput("person", "holds-no-post")
    return ended, tuple(post for post in directory.named_in(departure.person) if post not in ended)


def _goes_on(post: Post, at: datetime) -> bool:
    return post.valid_to is None or post.valid_to > at


def _without(line: Roster, person: UUID | None) -> Roster:
    """A line without somebody who left standing in."""
    return line.but(substitute_id=None) if person is not None and line.substitute_id == person else line


def consequences(
    asked: After, before: Directory, rules: Rules, calendar: Calendar, at: datetime, beside: Iterable[str] = ()
) -> Consequences:
    """What would follow of it from then on. Desks at the places `beside` are looked at too."""
    directory = asked.directory
    touched = {path for post in (*asked.ended, *asked.stands_in) for path in _paths(post, before)}
    within = sorted(touched.union(beside))
    if asked.redrawn is not None:
        within = [grid.path for grid in asked.redrawn.into]
    return Consequences(
        at=at,
        heirs=tuple(_heir(post, asked, before, calendar, at) for post in asked.ended),
        stands_in=asked.stands_in,
        units=tuple(_deserted(asked.ended, directory, at)),
        ladders=tuple(_lost(asked, before, rules, calendar, at)),
        routes=tuple(_naming(asked.redrawn, rules)),
        findings=worse(Subject(rules, before, calendar, at), Subject(rules, directory, calendar, at), within),
    )


def _paths(post: Post, directory: Directory) -> list[str]:
    unit = directory.unit_by_id(post.unit_id) if post.unit_id else None
    return unit.paths if unit else [directory.path_of(post)]


def _heir(post: Post, asked: After, before: Directory, calendar: Calendar, at: datetime) -> Heir:
    directory = asked.directory
    where = asked.redrawn.into[0].path if asked.redrawn else before.path_of(post)
    desk = directory.desk(Role(post.role), where) if asked.redrawn else before.colleagues(post)
    others = (directory.posts[each.id] for each in desk if each.id != post.id)
    beside = {each.person_id for each in others if each.holds(at)}
    if post.unit_id is not None:
        reached = directory.reach_target(directory.target("unit", post.unit_id), where, at, calendar)
    else:
        reached = directory.reach(Role(post.role), where, at, calendar)
    return Heir(post, place_of(before, post), tuple(sorted(beside)), reached.role, reached.persons)


def _deserted(ended: Iterable[Post], directory: Directory, at: datetime) -> Iterator[Unit]:
    """The units of which nobody would be."""
    for unit_id in dict.fromkeys(post.unit_id for post in ended if post.unit_id is not None):
        unit = directory.unit_by_id(unit_id)
        if unit is not None and not any(post.holds(at) for post in directory.members_of(unit_id)):
            yield unit


def _lost(asked: After, before: Directory, rules: Rules, calendar: Calendar, at: datetime) -> Iterator[LostEnd]:
    """The ladders that tell somebody who would not be there, once a role and place."""
    audiences = {role: audience for audience, role in ROLE_OF.items()}
    for role, path in dict.fromkeys((Role(post.role), before.path_of(post)) for post in asked.ended):
        audience = audiences.get(role)
        where = asked.redrawn.into[0].path if asked.redrawn else path
        if audience is None or not _empty(asked.directory, role, where, at, calendar):
            continue
        for ladder in rules.ladders.values():
            if any(audience in rung.tell for rung in ladder.rungs):
                yield LostEnd(ladder.name, role, last(path), audience in ladder.rungs[-1].tell)


def _empty(directory: Directory, role: Role, path: str, at: datetime, calendar: Calendar) -> bool:
    """Whether nobody holds a role at a place or above it."""
    passed = directory.reach(role, path, at, calendar).passed
    return bool(passed) and (passed[0].role, passed[0].why) == (role, "empty")


def _naming(redrawn: Redrawn | None, rules: Rules) -> Iterator[str]:
    """The routes with a condition on a grid that is gone."""
    gone = {grid.code for grid in redrawn.gone} if redrawn else set[str]()
    for route in rules.routes:
        conditions = (each for alternative in route.alternatives for each in alternative)
        if any(each.attribute == Attribute.GRID and gone & {str(code) for code in each.takes} for each in conditions):
            yield route.name
