"""Who is told: the holders of a post who are on duty, or whoever it passes on to, and up.

From a post nobody of which is on duty it passes on to the duty desk (值班室) of the township, the
township's supervisor, the duty desk of the city, the supervisor, the centre and the administrator;
from a post of the city, to the duty desk of the city and so on. If all of them sleep, whoever of
them is on duty soonest is told. So it always reaches somebody while anybody holds a post.

What is urgent wakes: unless a duty desk is manned to take it, the sleeping holders of the post
itself are told at once, beside whoever of those above is on duty; and if all sleep, they are told
instead of whoever comes on duty next. Who is on leave is let sleep, and who stands in is woken.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from models.people import Post, Role
from models.territory import CITY, GROUP, TOWNSHIP, VILLAGE
from workflow.calendar import Calendar
from workflow.directory.duty import Duty, Moment
from workflow.directory.places import Places, last, upward

NOBODY: Final[frozenset[UUID]] = frozenset()

LEVELS: Final = {
    Role.INFORMANT: GROUP,
    Role.HANDLER: VILLAGE,
    Role.INTAKE: TOWNSHIP,
    Role.DISPATCHER: TOWNSHIP,
    Role.TOWNSHIP_SUPERVISOR: TOWNSHIP,
    Role.DUTY: TOWNSHIP,
    Role.SUPERVISOR: CITY,
    Role.CENTRE: CITY,
    Role.ADMIN: CITY,
}
"""The duty level at which a post of a role is looked for, and missed."""


FOLLOW: Final = (Role.DUTY, Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR, Role.CENTRE, Role.ADMIN)
"""The roles of the posts that a matter passes on to."""


@dataclass(frozen=True)
class Passed:
    """A post that was passed over: empty, or asleep until `next_at` (None: not within 14 days).

    `grid` is the code of its grid, of its unit, or the id of its person.
    """

    role: Role
    grid: str
    why: Literal["empty", "asleep"]
    next_at: datetime | None


@dataclass(frozen=True)
class Reached:
    """`persons`, in order of id, are who is told, as holders of `role`, after `passed`.

    `alarm`: the post was empty, or whoever was to stand in first was not on duty either.
    `woken` are those of `persons` who are off duty and told at once, because it is urgent.
    """

    persons: tuple[UUID, ...]
    role: Role | None
    passed: tuple[Passed, ...]
    alarm: bool
    woken: tuple[UUID, ...] = ()

    @property
    def on_duty(self) -> tuple[UUID, ...]:
        """Those told who were not woken; where all were, all of them."""
        return tuple(person for person in self.persons if person not in self.woken) or self.persons


@dataclass(frozen=True, slots=True)
class Desk:
    """The posts of a role at a grid (or of a unit, or a person) that are in force."""

    role: Role
    grid: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class _Asking:
    moment: Moment
    exclude: frozenset[UUID]
    urgent: bool


class Reaching:
    """The posts of a city by role and grid. Built once and never changed."""

    def __init__(self, places: Places, posts: Iterable[Post], duty: Duty) -> None:
        self._places: Final = places
        self._duty: Final = duty
        self._posts: Final = tuple(sorted(posts, key=lambda post: post.id))
        self._holders: Final[dict[tuple[str, str], list[Post]]] = {}
        for post in self._posts:
            grid = places.grid_by_id(post.grid_id) if post.grid_id else None
            if grid is not None:
                self._holders.setdefault((post.role, grid.path), []).append(post)

    def desk(self, role: Role, path: str) -> tuple[Post, ...]:
        """The posts of a role at exactly this grid, past and to come too, by id."""
        return tuple(self._holders.get((role, path), ()))

    def holders(self, role: Role, path: str, now: datetime) -> tuple[Post, ...]:
        """The posts of a role at exactly this grid that are in force, by id."""
        posts = self._holders.get((role, path), ())
        return tuple(post for post in posts if post.holds(now))

    def reach(
        self, role: Role, path: str, now: datetime, calendar: Calendar, exclude: frozenset[UUID], urgent: bool = False
    ) -> Reached:
        """Of a role, at the deepest grid at or above the path that has it. Who is excluded counts
        as if not there, unless nobody else is anywhere."""
        asking = _Asking(Moment(now, calendar), exclude, urgent)
        desk = next(self._desks(role, path, asking), None)
        desk = desk or Desk(role, self._missed_at(role, path), ())
        return self._pass_on(desk, path, asking)

    def reach_desk(self, desk: Desk, path: str, now: datetime, calendar: Calendar, urgent: bool = False) -> Reached:
        """Of a desk, by the same rules; `path` says whose duty desk stands in."""
        return self._pass_on(desk, path, _Asking(Moment(now, calendar), NOBODY, urgent))

    def _desks(self, role: Role, path: str, asking: _Asking, top: str = "") -> Iterator[Desk]:
        """The desks of a role from a path upward, as far as `top`."""
        for at in upward(path):
            if (role, at) in self._holders:
                posts = self.holders(role, at, asking.moment.now)
                posts = tuple(post for post in posts if post.person_id not in asking.exclude)
                if posts:
                    yield Desk(role, last(at), posts)
            if at == top:
                return

    def _missed_at(self, role: Role, path: str) -> str:
        """The code of the grid at which a post of a role is missing."""
        levels, wanted = self._places.levels, LEVELS.get(role, GROUP)
        at = next((at for at in upward(path) if levels.get(at, GROUP) <= wanted), path)
        return last(at) or self._places.root.code

    def _pass_on(self, desk: Desk, path: str, asking: _Asking) -> Reached:
        on = self._on_duty(desk, asking.moment, asking.exclude)
        if on:
            return Reached(on, desk.role, (), alarm=False)
        tried = [desk]
        passed = [self._passed(desk, asking)]
        for follower in self._chain(desk, path, asking):
            on = self._on_duty(follower, asking.moment, asking.exclude)
            if on:
                first = len(tried) == 1 and follower.role == Role.DUTY
                alarm = not (first and passed[0].why == "asleep")
                woken = () if follower.role == Role.DUTY else self._woken(desk, asking)
                told = tuple(sorted({*on, *woken}))
                return Reached(told, follower.role, tuple(passed), alarm, tuple(p for p in woken if p not in on))
            tried.append(follower)
            passed.append(self._passed(follower, asking))
        return self._soonest(tried, passed, path, asking)

    def _on_duty(self, desk: Desk, moment: Moment, exclude: frozenset[UUID]) -> tuple[UUID, ...]:
        on = {self._duty.person(post, moment) for post in desk.posts}
        return tuple(sorted(p for p in on if p is not None and p not in exclude))

    def _woken(self, desk: Desk, asking: _Asking) -> tuple[UUID, ...]:
        """Who of a desk that sleeps is told all the same."""
        if not asking.urgent:
            return ()
        asleep = {self._duty.on_call(post, asking.moment) for post in desk.posts}
        return tuple(sorted(p for p in asleep if p is not None and p not in asking.exclude))

    def _passed(self, desk: Desk, asking: _Asking) -> Passed:
        now, calendar = asking.moment.now, asking.moment.calendar
        times = [self._duty.next_at(post, now, calendar) for post in desk.posts]
        next_at = min((time for time in times if time is not None), default=None)
        return Passed(desk.role, desk.grid, "asleep" if desk.posts else "empty", next_at)

    def _chain(self, first: Desk, path: str, asking: _Asking) -> Iterator[Desk]:
        """The desks that it passes on to, in order; one without posts where there is none."""
        tried = (first.role, first.grid)
        for role, start, top in self._steps(path, self._is_citys(first)):
            desks = list(self._desks(role, start, asking, top))
            yield from (desk for desk in desks if (desk.role, desk.grid) != tried)
            if not desks and start and (role, last(top)) != tried:
                yield Desk(role, last(top), ())

    def steps(self, path: str, citys: bool) -> Iterator[tuple[tuple[Post, ...], ...]]:
        """To whom a matter of a place passes on, a step each, from a desk of the city or another: the desks of the
        step's role that there are, were or will be, in the order in which they are asked. The first is the duty
        desk's."""
        for role, start, top in self._steps(path, citys):
            desks = []
            for at in upward(start):
                desks += [desk] if (desk := self.desk(role, at)) else []
                if at == top:
                    break
            yield tuple(desks)

    def _steps(self, path: str, citys: bool) -> Iterator[tuple[Role, str, str]]:
        """Each role of the chain, with the paths between which it is looked for."""
        top = self._places.root.path
        township = self._places.at_level(path, TOWNSHIP)
        if township is not None and not citys:
            yield Role.DUTY, path, township
            yield Role.TOWNSHIP_SUPERVISOR, path, township
        yield Role.DUTY, township.rpartition(".")[0] if township else path, top
        for role in (Role.SUPERVISOR, Role.CENTRE, Role.ADMIN):
            yield role, path, top

    def _is_citys(self, desk: Desk) -> bool:
        grid = self._places.grid(desk.grid) if desk.role == Role.DUTY else None
        return LEVELS.get(desk.role) == CITY or (grid is not None and grid.level <= CITY)

    def _soonest(self, tried: list[Desk], passed: list[Passed], path: str, asking: _Asking) -> Reached:
        """Of the desks that sleep, the first that can be woken if it is urgent, otherwise whoever is on duty first;
        if all are empty, anybody."""
        if woken := next(((on, desk) for desk in tried if (on := self._woken(desk, asking))), None):
            return Reached(woken[0], woken[1].role, tuple(passed), True, woken[0])
        asleep = [(p.next_at, desk) for p, desk in zip(passed, tried, strict=True) if desk.posts]
        waking = [(at, desk) for at, desk in asleep if at is not None]
        for at, desk in sorted(waking, key=lambda pair: pair[0]):
            moment = Moment(at, asking.moment.calendar)
            if persons := self._on_duty(desk, moment, asking.exclude):
                return Reached(persons, desk.role, tuple(passed), alarm=True)
        last_resort = asleep[0][1] if asleep else self._anybody(path, asking)
        if last_resort is None:
            return Reached((), None, tuple(passed), alarm=True)
        persons = tuple(sorted({post.person_id for post in last_resort.posts}))
        return Reached(persons, last_resort.role, tuple(passed), alarm=True)

    def _anybody(self, path: str, asking: _Asking) -> Desk | None:
        """Where the whole chain is empty: one who holds any post, on duty and high up if it can
        be, and of the excluded only if there is nobody else. Looks at every post."""
        held = [post for post in self._posts if post.holds(asking.moment.now)]
        free = [post for post in held if post.person_id not in asking.exclude] or held
        on = [p for p in free if self._duty.person(p, asking.moment) == p.person_id] or free
        best = min(on, key=lambda post: (self._distance(post, path), post.id), default=None)
        if best is None:
            return None
        return Desk(Role(best.role), last(self._path(best)) or str(best.unit_id), (best,))

    def _path(self, post: Post) -> str:
        grid = self._places.grid_by_id(post.grid_id) if post.grid_id else None
        return grid.path if grid else ""

    def _distance(self, post: Post, path: str) -> tuple[int, int]:
        """What `_anybody` goes by: first who is above the path, then who is high up."""
        at = self._path(post)
        return (0 if at in upward(path) else 1 if at else 2), at.count(".")
