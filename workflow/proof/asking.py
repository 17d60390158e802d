"""What the rules ask of whom, at which place and in what time: every stage of every route, every audience of a rung."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from models.clock import Stage
from models.incident import Source, Verifier
from models.people import Role
from models.territory import CITY, Unit
from workflow.directory import Place, Reached
from workflow.directory.places import last, upward
from workflow.ladder import ROLE_OF
from workflow.proof.desks import Desk, Desks, sorts_of
from workflow.proof.findings import Subject
from workflow.proof.sending import Match, Sending, Timed, timed
from workflow.responsible import CALLERS
from workflow.rights import below
from workflow.rules.language import Audience, Route

Reach = Callable[[datetime, bool], Reached]
"""Who is told at an instant, urgent or not."""

STREET: Final = frozenset({Role.INFORMANT, Role.HANDLER, Role.UNIT_MEMBER})
"""The roles whose posts are each place's own, or a unit's."""

OPENING: Final = ((Stage.INTAKE, Role.INTAKE), (Stage.INTAKE, Role.DISPATCHER), (Stage.DISPATCH, Role.DISPATCHER))
"""The stages that a desk of the township has by itself."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a report may lie, by the code of a grid, special or not; the root's is a report without a place."""

    code: str
    place: Place


@dataclass(eq=False)
class Asked:
    """One desk that must do a stage, for reports at several places. `sought` is the code of its role, unit or grid,
    `sort` what it has in common with others of its kind; `categories` are those that it is asked for, if not all.
    Without `stage` nothing must be done: it is only told."""

    stage: Stage | None
    sought: str
    sort: str
    desk: Desk
    times: tuple[Timed, ...]
    reach: Reach
    categories: frozenset[str] | None = None
    places: list[At] = field(default_factory=list)


class Asking:
    """Goes through all that is asked, `within` some paths if they are named. Each desk comes once a stage, with the
    places for which it is asked."""

    def __init__(self, subject: Subject, desks: Desks, within: Collection[str] = ()) -> None:
        self._subject, self._desks, self._within = subject, desks, within

    def all(self) -> Iterator[Asked]:
        yield from self._roles()
        yield from self._handlers()
        yield from self._units()
        yield from self._informants()

    @cached_property
    def places(self) -> tuple[At, ...]:
        """Every grid in use there, those of the city itself last."""
        directory, now = self._subject.directory, self._subject.now
        grids = sorted(directory.grids(now), key=lambda grid: grid.level <= CITY)
        found = ((grid.code, directory.place(grid.code, now)) for grid in grids)
        return tuple(At(code, place) for code, place in found if place is not None and self._is_within(place))

    def _is_within(self, place: Place) -> bool:
        return not self._within or any(below(place.path, at) or last(at) in place.specials for at in self._within)

    @cached_property
    def cells(self) -> tuple[tuple[At, ...], ...]:
        """The places by whom their matters go to, informants and handlers apart: those of a cell have the same desks
        and the same units. A city has about one a township."""
        directory, now = self._subject.directory, self._subject.now
        turning = {path for unit in directory.units(now) for path in unit.paths}
        turning |= {directory.path_of(post) for post in directory.posts.values() if post.role not in STREET}
        found: dict[object, list[At]] = {}
        for at in self.places:
            here = next((path for path in upward(at.place.path) if path in turning), "")
            found.setdefault((here, id(self._desks.chain(at.place.path))), []).append(at)
        return tuple(tuple(cell) for cell in found.values())

    def _gathered(self, every: Iterable[tuple[tuple[At, ...], object, Asked]]) -> Iterator[Asked]:
        """What is asked of the same desk for several places, once."""
        found: dict[object, Asked] = {}
        for places, key, asked in every:
            found.setdefault((asked.stage, asked.sort, id(asked.desk), key), asked).places.extend(places)
        return iter(found.values())

    # Roles

    def _roles(self) -> Iterator[Asked]:
        routes = self._subject.rules.routes
        opening = {(stage, role): timed(stage, _open(stage, role, routes)) for stage, role in OPENING}
        verified = (route for route in routes if route.verify == Verifier.DISPATCHER)
        opening[Stage.VERIFY, Role.DISPATCHER] = timed(Stage.VERIFY, verified)
        for (stage, role), times in opening.items():
            if times:
                yield from self._of_role(role, stage, times)
        for role, level, times in self._sent():
            yield from self._of_role(role, Stage.HANDLE, times, level)
        for role in sorted(self._audiences()):
            yield from self._of_role(role, None, ())

    def _of_role(
        self, role: Role, stage: Stage | None, times: tuple[Timed, ...], level: int | None = None
    ) -> Iterator[Asked]:
        every = []
        for cell in self.cells if role not in STREET else [(at,) for at in self.places]:
            path = self._at_level(cell[0].place.path, level)
            desk = self._desks.of_role(role, path)
            town = self._subject.directory.township_path(path)
            every.append((cell, town, Asked(stage, role, role, desk, times, self._reach_role(role, path))))
        return self._gathered(every)

    def _reach_role(self, role: Role, path: str) -> Reach:
        directory, calendar = self._subject.directory, self._subject.calendar
        return lambda now, urgent: directory.reach(role, path, now, calendar, urgent=urgent)

    def _at_level(self, path: str, level: int | None) -> str:
        codes = path.split(".")
        grids = [self._subject.directory.grid(code) for code in codes]
        depth = sum(1 for grid in grids if level is None or (grid is not None and grid.level <= level))
        return ".".join(codes[:depth]) or path

    def _sent(self) -> Iterator[tuple[Role, int | None, tuple[Timed, ...]]]:
        """The roles that are sent, with the level at which."""
        found: dict[tuple[Role, int | None], list[Route]] = {}
        for route in self._subject.rules.routes:
            for rule in (*route.to, *route.co):
                if rule.how == "role" and rule.role is not None:
                    found.setdefault((rule.role, rule.level), []).append(route)
        for (role, level), routes in found.items():
            yield role, level, timed(Stage.HANDLE, routes)

    def _sending(self, match: Match) -> Sending:
        subject = self._subject
        return Sending(subject.rules.routes, match, self._desks, subject.directory.units(subject.now))

    def _audiences(self) -> set[Role]:
        rungs = (rung for ladder in self._subject.rules.ladders.values() for rung in ladder.rungs)
        told = {audience for rung in rungs for audience in rung.tell} - {Audience.DUTY}
        return {ROLE_OF[audience] for audience in told if audience in ROLE_OF}

    # Receivers

    def _handlers(self) -> Iterator[Asked]:
        sending = self._sending(lambda rule: rule.how == "grid")
        every = []
        for at in self.places if sending else ():
            if found := self._desks.of_handlers(at.place):
                code, desk = found
                times, reach = sending.times(at.place), self._reach_at(at, code)
                every.append(((at,), (code, id(times)), Asked(Stage.HANDLE, code, Role.HANDLER, desk, times, reach)))
        return self._gathered(every)

    def _reach_at(self, at: At, code: str) -> Reach:
        directory, calendar = self._subject.directory, self._subject.calendar

        def reach(now: datetime, urgent: bool) -> Reached:
            target = directory.target_grid(code, now)
            if target is None:
                return Reached((), None, (), alarm=True)
            return directory.reach_target(target, at.place.path, now, calendar, urgent)

        return reach

    def _units(self) -> Iterator[Asked]:
        subject = self._subject
        known = subject.directory.units(subject.now)
        for kind in subject.rules.unit_kinds:
            sending = self._sending(lambda rule, kind=kind: rule.unit == kind)  # type: ignore[misc]
            of_kind = [unit for unit in known if unit.kind == kind]
            for taking, categories in sorts_of(of_kind, subject.rules.catalogue) if sending else ():
                yield from self._of_kind(kind, sending, taking, frozenset(categories))

    def _of_kind(
        self, kind: str, sending: Sending, units: tuple[Unit, ...], categories: frozenset[str]
    ) -> Iterator[Asked]:
        every = []
        for cell in self.cells:
            place = cell[0].place
            if found := self._desks.of_units(units, place.path):
                code, desk = found[0][0].code, found[1]
                asked = Asked(Stage.HANDLE, code, kind, desk, sending.times(place), self._reach_unit(cell[0], code))
                asked.categories = categories
                every.append((cell, (code, place.township), asked))
        return self._gathered(every)

    def _reach_unit(self, at: At, code: str) -> Reach:
        directory, calendar = self._subject.directory, self._subject.calendar
        unit = directory.unit(code)

        def reach(now: datetime, urgent: bool) -> Reached:
            if unit is None:
                return Reached((), None, (), alarm=True)
            return directory.reach_target(directory.target("unit", unit.id), at.place.path, now, calendar, urgent)

        return reach

    def _informants(self) -> Iterator[Asked]:
        """Who checks and who verifies, each the informant nearest to the place."""
        routes = self._subject.rules.routes
        checked = timed(Stage.CHECK, (route for route in routes if route.check))
        verified = timed(Stage.VERIFY, (route for route in routes if route.verify == Verifier.INFORMANT))
        directory, calendar, now = self._subject.directory, self._subject.calendar, self._subject.now
        nearest = [(at, directory.informant(at.place.path, now, calendar)) for at in self.places]
        desks = [(at, self._desks.of_person(person, at.place.path)) for at, person in nearest if person is not None]
        for stage, times in ((Stage.CHECK, checked), (Stage.VERIFY, verified)):
            every = []
            for at, desk in desks if times else ():
                asked = Asked(stage, Role.INFORMANT, Role.INFORMANT, desk, times, self._reach_informant(at))
                every.append(((at,), at.code, asked))
            yield from self._gathered(every)

    def _reach_informant(self, at: At) -> Reach:
        directory, calendar = self._subject.directory, self._subject.calendar

        def reach(now: datetime, urgent: bool) -> Reached:
            person = directory.informant(at.place.path, now, calendar)
            if person is None:
                return directory.reach(Role.DISPATCHER, at.place.path, now, calendar, urgent=urgent)
            return directory.reach_target(directory.target("person", person), at.place.path, now, calendar, urgent)

        return reach


def sources(stage: Stage, role: str, route: Route) -> tuple[Source, ...]:
    """The doors through which a report of a route comes to this desk in this stage."""
    if stage == Stage.CHECK:
        return (Source.RESIDENT,)
    if stage != Stage.INTAKE:
        return tuple(Source)
    behind = CALLERS if role == Role.INTAKE else frozenset(Source) - CALLERS
    return tuple(source for source in Source if source in behind and not route.accepts(source))


def _open(stage: Stage, role: Role, routes: Iterable[Route]) -> Iterator[Route]:
    """The routes whose reports come to this desk in this stage."""
    return (route for route in routes if sources(stage, role, route))
