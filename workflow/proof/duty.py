"""That whoever must act is on duty in time: every desk of every stage, at every second of the next 30 days.

A *hole* is a span in which nobody of a desk is on duty, and nobody to whom its matters pass on. What begins in a hole
waits for its end, unless it is urgent and wakes somebody. Where the stage's time is over by then, an incident can lie:
a failure. Where it is not, it is a note. Where the desk sleeps past its time and only somebody above the duty desk is
awake, or nobody holds the post, it is a warning. Equal holes are told once, with how many desks have them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from models.people import Role
from workflow.calendar import Budget, CalendarError
from workflow.directory import Reached
from workflow.directory.duty import HORIZON
from workflow.directory.places import last
from workflow.proof import patience
from workflow.proof.asking import Asked, Asking
from workflow.proof.desks import Desk, Desks
from workflow.proof.findings import AHEAD, Example, Finding, Grade, Subject
from workflow.proof.hours import Hours, Spans, after, instant, minus, second, union, window
from workflow.proof.sending import Timed
from workflow.proof.witnesses import TRIES, Stages, conditions
from workflow.rules.language import Attribute

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLES, ASKED = 8, 40
"""In how many holes of a group, and for how many of its desks, a counter-example is looked for."""


class Sort(StrEnum):
    """What can be wrong with a span of time, the gravest first."""

    LATE = "late"
    """Nobody is on duty before the time is over."""
    EMPTY = "empty"
    """Nobody holds the post, and somebody else is on duty."""
    UP = "up"
    """The desk sleeps past its time; somebody above the duty desk is on duty."""
    NAP = "nap"
    """Nobody is on duty for a while, and in time somebody is."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A span, from its first second to the one at which somebody is on duty (none: not within what was looked at)."""

    sort: Sort
    start: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Desks with the same holes, each with the time that it is given: told once."""

    sort: Sort
    holes: tuple[Hole, ...]
    asked: list[tuple[Asked, Timed | None]] = field(default_factory=list)

    @property
    def never(self) -> bool:
        """Whether in one of them nobody comes at all."""
        return any(hole.until is None for hole in self.holes)


class Judging:
    """Which holes a desk has, for a stage's time. Desks that many places share are judged once."""

    def __init__(self, subject: Subject, hours: Hours) -> None:
        self._calendar, self._hours = subject.calendar, hours
        self._horizon: Final = second(window(subject.now, AHEAD)[1])
        self._known: Final[dict[tuple[int, Budget], tuple[Hole, ...]]] = {}
        self._empty: Final[dict[int, tuple[Hole, ...]]] = {}
        self._desks: Final[list[Desk]] = []
        """Kept, so that no other takes the id of one."""

    def holes(self, desk: Desk, budget: Budget) -> tuple[Hole, ...]:
        """In order of their sort, then of time."""
        key = (id(desk), budget)
        if key not in self._known:
            patience.go_on()
            self._desks.append(desk)
            self._known[key] = tuple(sorted(self._judged(desk, budget), key=lambda hole: tuple(Sort).index(hole.sort)))
        return self._known[key]

    def empty(self, desk: Desk) -> tuple[Hole, ...]:
        """When nobody holds the post and somebody to whom it passes is on duty at some time."""
        if id(desk) not in self._empty:
            self._desks.append(desk)
            spans = self._ahead(minus(self._hours.whole, desk.held))
            reached = [span for span in spans if minus((span,), desk.chain) != (span,)]
            self._empty[id(desk)] = tuple(Hole(Sort.EMPTY, start, self._end(end)) for start, end in reached)
        return self._empty[id(desk)]

    def due(self, start: int, budget: Budget) -> int | None:
        """When a time that begins then is over; none beyond the calendar."""
        try:
            return second(self._calendar.due(instant(start), budget).at)
        except CalendarError:
            return None

    def _ahead(self, spans: Spans) -> Spans:
        return tuple(span for span in spans if span[0] < self._horizon)

    def _end(self, end: int) -> int | None:
        return end if end < self._hours.end else None

    def _judged(self, desk: Desk, budget: Budget) -> Iterator[Hole]:
        sleeping = minus(minus(self._hours.whole, desk.own), desk.chain)
        for start, end in self._ahead(sleeping):
            due = self.due(start, budget)
            late = due is not None and due <= end
            yield Hole(Sort.LATE if late else Sort.NAP, start, self._end(end))
        elsewhere = union((desk.own, desk.calm, sleeping, minus(self._hours.whole, desk.held)))
        for start, _ in self._ahead(minus(self._hours.whole, elsewhere)):
            due, wakes = self.due(start, budget), after(desk.own, start)
            if due is not None and (wakes is None or due < wakes):
                yield Hole(Sort.UP, start, wakes)


def prove(subject: Subject, examined: Counter[str], within: Collection[str] = ()) -> Iterator[Finding]:
    """The part of the proof; of the reports `within` some paths, if they are named."""
    # Who comes after a hole is looked for as long as an engine looks.
    start, end = window(subject.now, AHEAD + timedelta(days=HORIZON))
    hours = Hours(subject.directory, subject.calendar, start, end)
    desks = Desks(subject.directory, hours)
    judging, stages, groups = Judging(subject, hours), Stages(subject), dict[object, Group]()
    for asked in Asking(subject, desks, within).all():
        examined["questions"] += len(asked.places) * max(1, len(asked.times))
        for sort, timed, holes in _found(asked, judging):
            group = groups.setdefault(_key(sort, asked, timed, holes), Group(sort, holes))
            group.asked.append((asked, timed))
    examined["desks"] += len(desks)
    examined["rosters"] += hours.sheets
    telling = _Telling(subject, judging, stages)
    for group in sorted(groups.values(), key=lambda group: (tuple(Sort).index(group.sort), -len(group.holes))):
        yield from telling.told(group)


def worse(before: Subject, after: Subject, within: Collection[str]) -> tuple[Finding, ...]:
    """The failures and warnings of the one city that the other does not have."""
    found = [each for each in prove(after, Counter(), within) if each.grade != Grade.NOTE]
    known = {_alike(each) for each in prove(before, Counter(), within)} if found else set()
    return tuple(each for each in found if _alike(each) not in known)


def _alike(finding: Finding) -> tuple[object, ...]:
    """What two findings of the same have in common."""
    facts = {name: value for name, value in finding.facts.items() if name != "person"}
    return finding.code, finding.grade, *sorted(facts.items())


def _key(sort: Sort, asked: Asked, timed: Timed | None, holes: tuple[Hole, ...]) -> object:
    """What falls into one finding: of a stage, the same time that is over; an empty or passing post of one sort; what
    never ends, and what does no harm."""
    match sort:
        case Sort.LATE if timed is not None and all(hole.until is not None for hole in holes):
            return sort, holes, asked.stage, timed.budget, timed.urgent
        case Sort.EMPTY:
            return sort, holes, asked.sort
        case Sort.UP:
            return sort, holes, asked.stage, asked.sort
        case _:
            return sort, holes


def _found(asked: Asked, judging: Judging) -> Iterator[tuple[Sort, Timed | None, tuple[Hole, ...]]]:
    if empty := judging.empty(asked.desk):
        yield Sort.EMPTY, None, empty
    for timed in asked.times:
        found = judging.holes(asked.desk, timed.budget)
        for sort in (Sort.LATE, Sort.UP, Sort.NAP):
            if holes := tuple(hole for hole in found if hole.sort == sort):
                yield sort, timed, holes


@dataclass(slots=True)
class _Telling:
    """Makes findings of groups."""

    subject: Subject
    judging: Judging
    stages: Stages
    _told: set[tuple[object, ...]] = field(default_factory=set)
    """What a finding has told of which desk and hole, so that no lesser one tells it again."""

    def told(self, group: Group) -> Iterator[Finding]:
        match group.sort:
            case Sort.LATE if not self._known(group, Grade.FAILURE):
                found = self._late(group)
                self._keep(group, found.grade)
                yield found
            case Sort.EMPTY:
                yield self._finding("duty-empty", Grade.WARNING, group, group.holes[0].start)
            case Sort.UP if not self._known(group, Sort.UP):
                self._keep(group, Sort.UP)
                yield self._finding("duty-passes-up", Grade.WARNING, group, group.holes[0].start)
            case Sort.NAP if not self._known(group, Sort.LATE):
                yield self._finding("duty-asleep", Grade.NOTE, group, group.holes[0].start)

    def _known(self, group: Group, by: object) -> bool:
        return all(key in self._told for key in self._keys(group, by))

    def _keep(self, group: Group, by: object) -> None:
        self._told.update(self._keys(group, by))
        self._told.update(self._keys(group, group.sort))

    def _keys(self, group: Group, by: object) -> Iterator[tuple[object, ...]]:
        stages = group.sort != Sort.NAP and by != Sort.LATE
        for asked, _ in group.asked:
            desk = (asked.stage, asked.sort, id(asked.desk)) if stages else (id(asked.desk),)
            yield from ((by, *desk, hole.start) for hole in group.holes)

    def _late(self, group: Group) -> Finding:
        """A failure where an incident can be shown that lies; a warning where it wakes somebody; a note where no report
        could be made up that comes to this."""
        self.stages.left = TRIES
        for asked, timed, start in self._begins(group):
            if timed.urgent and asked.reach(instant(start), True).woken:
                continue
            due = self.judging.due(start, timed.budget)
            example = due and self.stages.example(asked, timed, instant(start), instant(due))
            if example:
                return self._finding(self._named(group), Grade.FAILURE, group, start, (asked, timed), example)
        start, (first, time) = group.holes[0].start, group.asked[0]
        if time is not None and time.urgent and first.reach(instant(start), True).woken:
            return self._finding("duty-woken", Grade.WARNING, group, start)
        return self._finding("duty-unshown", Grade.NOTE, group, start)

    def _named(self, group: Group) -> str:
        return "duty-never" if group.never else "duty-late"

    def _begins(self, group: Group) -> Iterator[tuple[Asked, Timed, int]]:
        """The seconds of the holes at which a stage may begin: the first ones, and those at which a route's own hours
        begin."""
        for hole in group.holes[:HOLES]:
            for asked, timed in group.asked[:ASKED]:
                if timed is None:
                    continue
                yield asked, timed, hole.start
                minutes = {int(c.takes[0]) for route in timed.routes for c in conditions(route, Attribute.TIME)}
                yield from ((asked, timed, start) for start in self._hours_in(hole, sorted(minutes), timed))

    def _hours_in(self, hole: Hole, minutes: Iterable[int], timed: Timed) -> Iterator[int]:
        until = hole.until or hole.start
        local = instant(hole.start).astimezone(self.subject.calendar.tz)
        for day in (0, 1):
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=day)
            for minute in minutes:
                start = second(midnight + timedelta(minutes=minute))
                due = self.judging.due(start, timed.budget)
                if hole.start < start < until and due is not None and due <= until:
                    yield start

    def _finding(
        self,
        code: str,
        grade: Grade,
        group: Group,
        start: int,
        asked: tuple[Asked, Timed | None] | None = None,
        example: Example | None = None,
    ) -> Finding:
        first, timed = asked or group.asked[0]
        at = max(instant(start), self.subject.now)
        local = at.astimezone(self.subject.calendar.tz)
        hole = next((h for h in group.holes if h.start <= start < (h.until or start + 1)), group.holes[0])
        reached = first.reach(at, timed is not None and timed.urgent)
        facts = {
            "day": WEEKDAYS[local.weekday()],
            "time": f"{local:%H:%M}",
            "began": at.isoformat(),
            "sought": _sought(first),
            "grid": self._grid(first),
            "times": str(len(group.holes)),
            "desks": str(len({(_sought(each), self._grid(each)) for each, _ in group.asked})),
            **self._who(reached),
        }
        if hole.until is not None:
            facts["until"] = instant(hole.until).isoformat()
        if timed is not None and first.stage is not None:
            due = self.judging.due(start, timed.budget)
            facts |= {"stage": str(first.stage), "budget": str(timed.budget)}
            facts |= {"due": instant(due).isoformat()} if due else {}
        line = timed.routes[0].line if timed is not None else None
        return Finding(code, grade, facts, line, example)

    def _who(self, reached: Reached) -> dict[str, str]:
        person = next(iter(reached.persons), None)
        return {"person": str(person)} if person else {}

    def _grid(self, asked: Asked) -> str:
        """The place that is named: whose handlers, where the informant is, otherwise the township."""
        first = asked.places[0]
        if asked.sort == Role.HANDLER and asked.sought != asked.sort:
            return asked.sought
        if asked.sort == Role.INFORMANT:
            return first.code
        return last(self.subject.directory.township_path(first.place.path))


def _sought(asked: Asked) -> str:
    return str(asked.sort) if asked.sort == Role.HANDLER else str(asked.sought)
