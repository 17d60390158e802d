"""The directory: who and what there is, as one immutable snapshot, and the questions about it.

The deciding asks here for places, receivers, members, and who is told. `now` is always passed in;
a snapshot also knows what is no longer in use, and what begins later.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeVar
from uuid import UUID

from models.people import Person, Post, Role, Roster
from models.territory import TOWNSHIP, Grid, Unit
from workflow.calendar import Calendar
from workflow.directory.duty import Duty, Moment
from workflow.directory.places import Place, Places, in_use, upward
from workflow.directory.reaching import FOLLOW, NOBODY, Desk, Passed, Reached, Reaching

K = TypeVar("K")
V = TypeVar("V")

__all__ = ["Directory", "Passed", "Place", "Reached", "Target"]


@dataclass(frozen=True)
class Target:
    """Whom a task can be given to. A person's `code` is their id."""

    kind: Literal["unit", "grid", "person"]
    id: UUID
    code: str
    name: str


class Directory:
    """Territory, units, persons, posts and rosters at one version. Built once, never changed.

    Raises ValueError where no grid is the root.
    """

    def __init__(
        self,
        version: int,
        grids: Iterable[Grid],
        covers: Iterable[tuple[UUID, UUID]],
        units: Iterable[Unit],
        persons: Iterable[Person],
        posts: Iterable[Post],
        rosters: Iterable[Roster],
        places: Places | None = None,
    ) -> None:
        """`places`, if given, are those of the grids and of what lies over them, made already."""
        held, lines = sorted(posts, key=lambda post: post.id), sorted(rosters, key=lambda line: line.id)
        self.version: Final = version
        self._places: Final = places or Places(grids, covers)
        self._duty: Final = Duty(held, lines)
        self._reaching: Final = Reaching(self._places, held, self._duty)
        self._units: Final = {unit.id: unit for unit in units}
        self._units_by_code: Final = {unit.code: unit for unit in self._units.values()}
        self._persons: Final = {person.id: person for person in persons}
        self._units_at: Final = _by_kind_and_path(self._units.values())
        self._posts_of: Final = _grouped((post.person_id, post) for post in held)
        self._members_of: Final = _grouped(
            (post.unit_id, post) for post in held if post.unit_id is not None and post.role == Role.UNIT_MEMBER
        )
        self._informants: Final = _grouped(
            (at, post)
            for path, post in sorted(self._paths_of(held, Role.INFORMANT), key=lambda pair: pair[0])
            for at in upward(path)
        )
        self._named: Final = _named(held, lines)
        self.posts: Final = {post.id: post for post in held}
        self.lines: Final = {line.id: line for line in lines}
        self._lines_of: Final = _grouped((line.post_id, line) for line in lines)

    def amended(
        self,
        posts: Iterable[Post],
        rosters: Iterable[Roster],
        persons: Iterable[Person] | None = None,
        version: int | None = None,
    ) -> "Directory":
        """The same territory and units with other posts and rosters (and persons)."""
        known = self._persons.values() if persons is None else persons
        number = self.version if version is None else version
        return Directory(number, (), (), self._units.values(), known, posts, rosters, self._places)

    def redrawn(
        self,
        grids: Iterable[Grid],
        units: Iterable[Unit],
        posts: Iterable[Post],
        covers: Iterable[tuple[UUID, UUID]] = (),
    ) -> "Directory":
        """The same persons and rosters in another territory: these grids, units and posts in place of those of the same
        ids, and new ones. `covers` are further pairs (special grid, grid)."""
        places = self._places.with_grids(grids, covers)
        sent = (self._units | {unit.id: unit for unit in units}).values()
        held = (self.posts | {post.id: post for post in posts}).values()
        return Directory(self.version, (), (), sent, self._persons.values(), held, self.lines.values(), places)

    def _paths_of(self, posts: Iterable[Post], role: Role) -> Iterator[tuple[str, Post]]:
        for post in posts:
            grid = self._places.grid_by_id(post.grid_id) if post.grid_id else None
            if grid is not None and post.role == role:
                yield grid.path, post

    # Places.

    @property
    def root(self) -> Grid:
        return self._places.root

    @property
    def has_boundaries(self) -> bool:
        """Whether any ordinary grid has an outline, so that points can be placed."""
        return self._places.has_boundaries

    def grid(self, code: str) -> Grid | None:
        """The newest grid of that code, whether it is in use or not."""
        return self._places.grid(code)

    def grid_by_id(self, grid_id: UUID) -> Grid | None:
        return self._places.grid_by_id(grid_id)

    def township_path(self, path: str) -> str:
        """The path of the grid of duty level 2 at or above a place; the place's own where there is none."""
        codes = path.split(".")
        for depth in range(len(codes), 0, -1):
            grid = self.grid(codes[depth - 1])
            if grid is not None and grid.level == TOWNSHIP:
                return ".".join(codes[:depth])
        return path

    def townships(self, now: datetime | None = None) -> tuple[Grid, ...]:
        """The townships in use, or all that there ever were, by code."""
        return self._places.of_level(TOWNSHIP, now)

    def at_level(self, level: int, now: datetime) -> tuple[Grid, ...]:
        """The ordinary grids in use of a duty level, by code."""
        return self._places.of_level(level, now)

    def follow(self, code: str, now: datetime) -> Grid | None:
        """The grid of that code that is in use, or the one that came after it."""
        return self._places.follow(code, now)

    def follow_id(self, grid_id: UUID, now: datetime) -> Grid | None:
        """The same by a grid's id."""
        return self._places.follow_id(grid_id, now)

    def place(self, code: str, now: datetime) -> Place | None:
        """Where a grid in use lies. A special grid's place is that of the grid it hangs under,
        with the special grid first of those over it."""
        return self._places.place(code, now)

    def locate(self, lat: float, lon: float, now: datetime) -> Place | None:
        """The place of a point: the smallest grid in use whose outline holds it, and the special
        grids whose outline does. None outside all outlines."""
        return self._places.locate(lat, lon, now)

    def inside(self, lat: float, lon: float) -> bool | None:
        """Whether the city's outline holds the point; None where the city has no outline."""
        return self._places.inside(lat, lon)

    def kinds_of(self, specials: Iterable[str]) -> tuple[str, ...]:
        """The kinds of special grids, each once, in the order of the grids."""
        grids = (self._places.grid(code) for code in specials)
        return tuple(dict.fromkeys(grid.kind for grid in grids if grid and grid.kind))

    def grids(self, now: datetime) -> tuple[Grid, ...]:
        """All grids in use, special ones too, by path."""
        return self._places.all_in_use(now)

    def next_redrawing(self, now: datetime) -> datetime | None:
        """When the next grid begins or ends; None where nothing is to come."""
        return self._places.next_redrawing(now)

    # Units and persons.

    def unit(self, code: str) -> Unit | None:
        return self._units_by_code.get(code)

    def covered(self, special_id: UUID) -> tuple[Grid, ...]:
        """The grids over which a special grid lies, by code."""
        return self._places.covered(special_id)

    def units(self, now: datetime) -> tuple[Unit, ...]:
        """The units in use, by code."""
        return tuple(unit for _, unit in sorted(self._units_by_code.items()) if in_use(unit, now))

    def unit_by_id(self, unit_id: UUID) -> Unit | None:
        return self._units.get(unit_id)

    def person(self, person_id: UUID) -> Person | None:
        return self._persons.get(person_id)

    @property
    def persons(self) -> tuple[UUID, ...]:
        """Everybody, whether they hold a post or not, by id."""
        return tuple(sorted(self._persons))

    def posts_of(self, person_id: UUID, now: datetime) -> tuple[Post, ...]:
        """The posts in force that a person holds, by id."""
        return _in_force(self._posts_of.get(person_id, ()), now)

    def posted(self, roles: Collection[Role], now: datetime) -> tuple[UUID, ...]:
        """Who holds a post of one of these roles, on duty or not, by id."""
        held = (post for posts in self._posts_of.values() for post in posts if post.role in roles and post.holds(now))
        return tuple(sorted({post.person_id for post in held}))

    def posted_around(self, roles: Collection[Role], path: str, now: datetime) -> tuple[UUID, ...]:
        """The same of posts at a grid, above it or below it."""
        found: set[UUID] = set()
        for post in self.posts.values():
            if post.role not in roles or not post.holds(now):
                continue
            own = self.path_of(post)
            if own == path or own.startswith(f"{path}.") or path.startswith(f"{own}."):
                found.add(post.person_id)
        return tuple(sorted(found))

    def posted_at(self, roles: Collection[Role], path: str, now: datetime) -> tuple[UUID, ...]:
        """Those whose post of one of these roles is at this very place, on duty or not, by id."""
        held = (post for posts in self._posts_of.values() for post in posts if post.role in roles and post.holds(now))
        return tuple(sorted({post.person_id for post in held if self.path_of(post) == path}))

    def held_by(self, person_id: UUID) -> tuple[Post, ...]:
        """Every post of a person, past and to come too, by id."""
        return tuple(self._posts_of.get(person_id, ()))

    def lines_of(self, post_id: UUID) -> tuple[Roster, ...]:
        """The lines of a post's roster, by id."""
        return tuple(self._lines_of.get(post_id, ()))

    def path_of(self, post: Post) -> str:
        """Where a post is: the path of its grid, of a unit's the first of the unit's."""
        grid = self.grid_by_id(post.grid_id) if post.grid_id else None
        unit = self._units.get(post.unit_id) if post.unit_id else None
        return grid.path if grid else unit.paths[0] if unit and unit.paths else self.root.path

    def colleagues(self, post: Post) -> tuple[Post, ...]:
        """The posts of the same desk, past and to come too: of the same role at the same grid or of the same unit."""
        if post.unit_id is not None:
            return tuple(self._members_of.get(post.unit_id, ())) or (post,)
        return self._reaching.desk(Role(post.role), self.path_of(post))

    def desk(self, role: Role, path: str) -> tuple[Post, ...]:
        """The posts of a role at exactly this grid, past and to come too, by id."""
        return self._reaching.desk(role, path)

    def informants_at(self, path: str, at: datetime) -> tuple[UUID, ...]:
        """Who held an informant's post at exactly this grid at an instant."""
        return tuple(post.person_id for post in self.desk(Role.INFORMANT, path) if post.holds(at))

    def members_of(self, unit_id: UUID) -> tuple[Post, ...]:
        """The posts of a unit's people, past and to come too, by id."""
        return tuple(self._members_of.get(unit_id, ()))

    def chain(self, path: str) -> tuple[Post, ...]:
        """The posts to which a matter of a place is passed on, past and to come too."""
        return tuple(post for role in FOLLOW for at in upward(path) for post in self._reaching.desk(role, at))

    def steps(self, path: str, citys: bool) -> tuple[tuple[tuple[Post, ...], ...], ...]:
        """The desks to which a matter of a place passes on, past and to come too, a step each (see `Reaching.steps`).
        `citys`: from a desk of the city."""
        return tuple(self._reaching.steps(path, citys))

    def named_in(self, person_id: UUID) -> tuple[Post, ...]:
        """The posts in whose rosters somebody is named to stand in, by id."""
        return self._named.get(person_id, ())

    def standing_in(self, person_id: UUID, now: datetime, calendar: Calendar) -> tuple[Post, ...]:
        """The posts of others that a person stands in for now, on duty or not, by id: while the
        leave lasts that names them as substitute, and in the shift that they took over."""
        named = self._named.get(person_id)
        if not named:
            return ()
        moment = Moment(now, calendar)
        held = _in_force(named, now)
        return tuple(post for post in held if self._duty.stands_in(person_id, post, moment))

    # Receivers.

    def target_unit(self, code: str, now: datetime) -> Target | None:
        """A unit in use, as a receiver."""
        unit = self._units_by_code.get(code)
        return _of_unit(unit) if unit and in_use(unit, now) else None

    def target_grid(self, code: str, now: datetime) -> Target | None:
        """A grid in use, special or not, as a receiver: its handlers."""
        grid = self._places.grid_in_use(code, now)
        return _of_grid(grid) if grid else None

    def target_person(self, person_id: UUID, now: datetime) -> Target | None:
        """A person who holds a post now, as a receiver."""
        person = self._persons.get(person_id)
        return _of_person(person) if person and self.posts_of(person_id, now) else None

    def target(self, kind: Literal["unit", "grid", "person"], id: UUID) -> Target:
        """A receiver that was given something once, still in use or not; KeyError if unknown."""
        if kind == "unit":
            return _of_unit(self._units[id])
        if kind == "person":
            return _of_person(self._persons[id])
        grid = self._places.grid_by_id(id)
        if grid is None:
            raise KeyError(id)
        return _of_grid(grid)

    def units_for(self, kind: str, category: str, path: str, now: datetime) -> tuple[Unit, ...]:
        """The units in use of a kind that take a category at a path: those with the smallest
        territory around it first, then by code."""
        found: dict[UUID, Unit] = {}
        for at in upward(path):
            for unit in self._units_at.get((kind, at), ()):
                if in_use(unit, now) and takes(unit, category):
                    found.setdefault(unit.id, unit)
        return tuple(found.values())

    def handlers_grid(self, path: str, now: datetime, specials: Sequence[str] = ()) -> Target | None:
        """Who handles at a place: the first of its special grids that has handlers, else the
        nearest grid that has, from the path up to its township (where it has none, to the city)."""
        for code in specials:
            special = self._places.grid_in_use(code, now)
            if special and self._reaching.holders(Role.HANDLER, special.path, now):
                return _of_grid(special)
        township = self._places.at_level(path, TOWNSHIP)
        for at in upward(path):
            if posts := self._reaching.holders(Role.HANDLER, at, now):
                grid = self._places.grid_by_id(posts[0].grid_id) if posts[0].grid_id else None
                return _of_grid(grid) if grid else None
            if at == township:
                return None
        return None

    def manned(self, target: Target, now: datetime, calendar: Calendar) -> bool:
        """Whether anybody of a receiver is on duty."""
        moment = Moment(now, calendar)
        return any(self._duty.person(post, moment) is not None for post in self._desk(target, now).posts)

    def members(self, target: Target, now: datetime) -> tuple[UUID, ...]:
        """Everybody of a receiver, on duty or not, by id: a unit's people, a grid's handlers."""
        if target.kind == "person":
            return (target.id,)
        posts = self._desk(target, now).posts
        return tuple(sorted({post.person_id for post in posts}))

    def _desk(self, target: Target, now: datetime) -> Desk:
        if target.kind == "unit":
            posts = _in_force(self._members_of.get(target.id, ()), now)
            return Desk(Role.UNIT_MEMBER, target.code, posts)
        if target.kind == "person":
            posts = self.posts_of(target.id, now)
            role = Role(posts[0].role) if posts else Role.UNIT_MEMBER
            return Desk(role, target.code, posts)
        grid = self._places.grid_by_id(target.id)
        posts = self._reaching.holders(Role.HANDLER, grid.path, now) if grid else ()
        return Desk(Role.HANDLER, target.code, posts)

    def holders(self, role: Role, path: str, now: datetime) -> tuple[UUID, ...]:
        """Who holds a post of a role at exactly this grid now, on duty or not, by id."""
        return tuple(sorted({post.person_id for post in self._reaching.holders(role, path, now)}))

    # Duty.

    def is_on_duty(self, post: Post, now: datetime, calendar: Calendar) -> bool:
        """Whether anybody, the holder or who stands in, is on duty for a post in force."""
        return post.holds(now) and self._duty.person(post, Moment(now, calendar)) is not None

    def on_duty(self, post: Post, now: datetime, calendar: Calendar) -> UUID | None:
        """Who is on duty for a post in force: its holder, who stands in, or nobody."""
        return self._duty.person(post, Moment(now, calendar)) if post.holds(now) else None

    def turns(self, posts: Iterable[Post], start: datetime, end: datetime, calendar: Calendar) -> list[datetime]:
        """The instants from `start` on and before `end` between which nothing changes of who is on duty for these
        posts, in order; `start` is the first."""
        found = {at for post in posts for at in self._duty.turns(post, start, end, calendar)}
        return [start, *sorted(at for at in found if start < at < end)]

    def next_on_duty(self, post: Post, now: datetime, calendar: Calendar) -> datetime | None:
        """When anybody is on duty for a post, from `now` on; None if not within 14 days."""
        return self._duty.next_at(post, now, calendar)

    def reach(
        self,
        role: Role,
        path: str,
        now: datetime,
        calendar: Calendar,
        exclude: frozenset[UUID] = NOBODY,
        urgent: bool = False,
    ) -> Reached:
        """Who is told as holders of a role, at the deepest grid at or above a path that has it.

        If none of them is on duty it passes on, and up, and what is urgent wakes them unless a
        duty desk is manned (see `workflow.directory.reaching`). Empty only where nobody holds any
        post; who is excluded is told only where there is nobody else.
        """
        return self._reaching.reach(role, path, now, calendar, exclude, urgent)

    def reach_target(
        self, target: Target, path: str, now: datetime, calendar: Calendar, urgent: bool = False
    ) -> Reached:
        """Who of a receiver is told; if none is on duty, as `reach`, from the path's township."""
        return self._reaching.reach_desk(self._desk(target, now), path, now, calendar, urgent)

    def informant(self, path: str, now: datetime, calendar: Calendar, exclude: frozenset[UUID] = NOBODY) -> UUID | None:
        """The informant nearest to a path: of its group, then of its village, then of its
        township, in the order of codes. On duty or not, but on leave without anybody who stands
        in only if there is no other; None for a place that is the city's."""
        moment, away = Moment(now, calendar), None
        for at in upward(path):
            if self._places.levels.get(at, TOWNSHIP) < TOWNSHIP:
                break
            for post in self._informants.get(at, ()):
                if post.person_id in exclude or not post.holds(now):
                    continue
                if self._duty.on_call(post, moment) is not None:
                    return post.person_id
                away = away or post.person_id
        return away

    def informants(self, path: str, now: datetime, exclude: frozenset[UUID] = NOBODY) -> tuple[Post, ...]:
        """The informants' posts of a place's township, the nearest first as `informant` has it; none of the city's."""
        found: dict[UUID, Post] = {}
        for at in upward(path):
            if self._places.levels.get(at, TOWNSHIP) < TOWNSHIP:
                break
            for post in self._informants.get(at, ()):
                if post.person_id not in exclude and post.holds(now):
                    found.setdefault(post.person_id, post)
        return tuple(found.values())

    def in_place_of(self, person_id: UUID, now: datetime, calendar: Calendar) -> tuple[UUID, ...]:
        """Who is told what a person is asked, at whatever hour: they, or who stands in while they
        are on leave; they all the same where nobody does."""
        moment = Moment(now, calendar)
        found = {self._duty.on_call(post, moment) for post in self.posts_of(person_id, now)}
        return tuple(sorted(person for person in found if person is not None)) or (person_id,)


def nearness(unit: Unit, path: str) -> int:
    """How small the unit's territory around a path is: the depth of the deepest of its paths at or above it."""
    return max((at.count(".") + 1 for at in upward(path) if at in unit.paths), default=0)


def takes(unit: Unit, category: str) -> bool:
    """Whether a unit takes a category: by its key, its group (`06*`), or all (`*`)."""
    return any(
        category.startswith(taken[:-1]) if taken.endswith("*") else taken == category for taken in unit.categories
    )


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _by_kind_and_path(units: Iterable[Unit]) -> dict[tuple[str, str], list[Unit]]:
    return _grouped(
        ((unit.kind, path), unit)
        for unit in sorted(units, key=lambda unit: unit.code)
        for path in dict.fromkeys(unit.paths)
    )


def _in_force(posts: Iterable[Post], now: datetime) -> tuple[Post, ...]:
    return tuple(post for post in posts if post.holds(now))


def _named(posts: Sequence[Post], rosters: Iterable[Roster]) -> dict[UUID, tuple[Post, ...]]:
    """Of each person, the posts in whose rosters they are named as a substitute."""
    by_id = {post.id: post for post in posts}
    found: dict[UUID, dict[UUID, Post]] = {}
    for line in rosters:
        if line.substitute_id is not None and line.post_id in by_id:
            found.setdefault(line.substitute_id, {})[line.post_id] = by_id[line.post_id]
    return {person: tuple(of[id_] for id_ in sorted(of)) for person, of in found.items()}


def _of_unit(unit: Unit) -> Target:
    return Target("unit", unit.id, unit.code, unit.name)


def _of_grid(grid: Grid) -> Target:
    return Target("grid", grid.id, grid.code, grid.name)


def _of_person(person: Person) -> Target:
    return Target("person", person.id, str(person.id), person.name)
