"""That whom a route sends exists, for every category and place with which the route wins, now and as posts and units
begin and end within 30 days. Whether they are on duty is `workflow.proof.duty`'s to show."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from models.people import Post, Role
from models.territory import Unit
from workflow.directory import takes
from workflow.directory.places import upward
from workflow.facts import Facts
from workflow.proof import patience
from workflow.proof.cases import Cases
from workflow.proof.findings import AHEAD, Finding, Grade, Subject
from workflow.receivers import rivals
from workflow.rules.dimensions import bits
from workflow.rules.language import Choose, Receiver, Route
from workflow.rules.regions import Won
from workflow.rules.space import Space

MOST_NAMED: Final = 3
TRIED: Final = 3
"""For how many gaps of a route a counter-example is looked for."""


class Gap(NamedTuple):
    """Where nobody is of those whom a route names: a category, places, and a state in which the route wins there."""

    category: int
    places: int
    won: Won


class Sent:
    """Whom routes send, place by place: sets of the places of a space."""

    def __init__(self, subject: Subject, cases: Cases) -> None:
        self._subject, self._cases, self._space = subject, cases, cases.space
        self._below: Final = self._places_below()
        self._above: Final[list[str]] = []
        self._standings: Final = [Standing(subject, at, self) for at in _moments(subject)]

    def _places_below(self) -> dict[str, int]:
        """For each path of a grid the set of the places in or below it."""
        found: dict[str, int] = {}
        for place, spot in enumerate(self._space.places.values):
            for at in upward(spot.path):
                found[at] = found.get(at, 0) | 1 << place
        return found

    def below(self, path: str) -> int:
        return self._below.get(path, 0)

    @property
    def spots(self) -> Sequence[tuple[int, str, tuple[str, ...]]]:
        """Each place with its path and the special grids over it."""
        return [(place, spot.path, spot.specials) for place, spot in enumerate(self._space.places.values)]

    def missing(self, route: Route, won: Sequence[Won]) -> Iterator[Finding]:
        """What is wrong with whom a route sends."""
        nowhere = list(self._gaps(self._standings[0], route.to, won))
        settled = [gap for gap in nowhere if gap.places & self._cases.settled]
        if settled:
            yield self._lead(route, settled, self._subject.now)
        else:
            yield from self._later(route, won)
            if nowhere:
                self._above.append(route.name)
        for co in route.co:
            gaps = [gap for gap in self._gaps(self._standings[0], (co,), won) if gap.places & self._cases.settled]
            if gaps:
                yield self._told("receiver-co", Grade.WARNING, route, (co,), gaps, self._subject.now)
        yield from self._chosen(route, won)
        yield from self._caused(route)

    def above(self) -> Iterator[Finding]:
        """The routes that have nobody for a report that names only a township, or no place at all."""
        if self._above:
            facts = {"routes": ", ".join(self._above[:MOST_NAMED]), "count": str(len(self._above))}
            yield Finding("receiver-above", Grade.NOTE, facts)

    def _later(self, route: Route, won: Sequence[Won]) -> Iterator[Finding]:
        """The first moment from which on somebody is missing who is there now."""
        for standing in self._standings[1:]:
            gaps = [gap for gap in self._gaps(standing, route.to, won) if gap.places & self._cases.settled]
            if gaps:
                yield self._lead(route, gaps, standing.at)
                return

    def _gaps(self, standing: "Standing", rules: Iterable[Receiver], won: Sequence[Won]) -> Iterator[Gap]:
        for each in won:
            patience.go_on()
            for category in bits(each.categories):
                there = 0
                for rule in rules:
                    there |= standing.places(rule, self._space.categories.values[category])
                if left := each.places & ~there:
                    yield Gap(category, left, each)

    def _lead(self, route: Route, gaps: Sequence[Gap], since: datetime) -> Finding:
        for gap in gaps[:TRIED]:
            state = list(gap.won.state)
            state[Space.CATEGORY], state[Space.PLACE] = 1 << gap.category, gap.places & self._cases.settled
            example = self._cases.example(tuple(state), "no-receiver", route, since)
            if example is not None:
                found = self._told("receiver-none", Grade.FAILURE, route, route.to, gaps, since)
                return Finding(found.code, found.grade, found.facts, found.line, example)
        return self._told("receiver-unshown", Grade.WARNING, route, route.to, gaps, since)

    def _told(
        self, code: str, grade: Grade, route: Route, rules: Iterable[Receiver], gaps: Sequence[Gap], since: datetime
    ) -> Finding:
        """The gaps in sum, in settled places, and the first of them."""
        first, categories = gaps[0], {gap.category for gap in gaps}
        all_places = 0
        for gap in gaps:
            all_places |= gap.places & self._cases.settled
        spot = self._space.places.values[next(bits(first.places & self._cases.settled))]
        facts = {
            "route": route.name,
            "receivers": ", ".join(map(_said, rules)),
            "category": self._space.categories.values[first.category],
            "grid": spot.path.rpartition(".")[2],
            "categories": str(len(categories)),
            "places": str(all_places.bit_count()),
            "at": since.astimezone(self._subject.calendar.tz).strftime("%Y-%m-%d %H:%M"),
        }
        return Finding(code, grade, facts, route.line)

    def _chosen(self, route: Route, won: Sequence[Won]) -> Iterator[Finding]:
        """A choice by load where there is never more than one to choose from."""
        if route.choose is not Choose.LEAST_LOADED:
            return
        facts = Facts(self._subject.directory, self._subject.calendar, self._subject.now)
        for each in won:
            category = self._space.categories.values[next(bits(each.categories))]
            for place in bits(each.places & self._cases.settled):
                spot = self._space.places.values[place]
                if len(rivals([route], category, spot.path, list(spot.specials), facts, route.urgent)) > 1:
                    return
        yield Finding("receiver-no-choice", Grade.NOTE, {"route": route.name}, route.line)

    def _caused(self, route: Route) -> Iterator[Finding]:
        """A report may name the route's unit as the cause: then somebody of the city must take it."""
        directory, now = self._subject.directory, self._subject.now
        if any(rule.how == "unit" for rule in route.to) and not directory.holders(
            Role.SUPERVISOR, directory.root.path, now
        ):
            yield Finding("receiver-cause", Grade.WARNING, {"route": route.name}, route.line)


class Standing:
    """Who is there at an instant, as sets of places."""

    def __init__(self, subject: Subject, at: datetime, sent: Sent) -> None:
        self.at: Final = at
        self._subject, self._sent = subject, sent
        self._known: dict[tuple[Receiver, str], int] = {}

    def places(self, rule: Receiver, category: str) -> int:
        """The places at which a receiver means somebody for a category."""
        key = rule, category if rule.how == "unit" else ""
        if key not in self._known:
            self._known[key] = self._found(rule, category)
        return self._known[key]

    def _found(self, rule: Receiver, category: str) -> int:
        match rule.how:
            case "unit":
                return self._of_units(str(rule.unit), category)
            case "grid":
                return self._handled()
            case "role":
                return self._of_role(Role(str(rule.role)))
            case _:
                return 0  # who stands in is there only while somebody is on leave

    def _of_units(self, kind: str, category: str) -> int:
        found = 0
        for unit in self._subject.directory.units(self.at):
            if unit.kind == kind and takes(unit, category):
                for path in unit.paths:
                    found |= self._sent.below(path)
        return found

    def _handled(self) -> int:
        directory, at = self._subject.directory, self.at
        return sum(
            1 << place for place, path, specials in self._sent.spots if directory.handlers_grid(path, at, specials)
        )

    def _of_role(self, role: Role) -> int:
        """A matter for a role always reaches somebody while anybody at all holds a post that it passes on to."""
        directory, found = self._subject.directory, 0
        for place, path, _ in self._sent.spots:
            at = directory.township_path(path)
            key = Receiver("role", role=role), at
            if key not in self._known:
                self._known[key] = int(bool(directory.reach(role, at, self.at, self._subject.calendar).persons))
            found |= self._known[key] << place
        return found


def _moments(subject: Subject) -> list[datetime]:
    """Now, and the instants within 30 days at which a unit or a handler's post begins or ends."""
    directory, now, until = subject.directory, subject.now, subject.now + AHEAD
    held = [post for post in directory.posts.values() if post.role == Role.HANDLER]
    lasting: list[Post | Unit] = [*held, *directory.units(now)]
    found = {at for each in lasting for at in (each.valid_from, each.valid_to) if at is not None and now < at <= until}
    return [now, *sorted(found)]


def _said(rule: Receiver) -> str:
    """A receiver as a rules file writes it."""
    match rule.how:
        case "grid":
            return "grid"
        case "unit":
            return f"unit {rule.unit}"
        case "role":
            return f"role {rule.role} level {rule.level}"
        case _:
            return f"substitute of role {rule.role} level {rule.level}"
