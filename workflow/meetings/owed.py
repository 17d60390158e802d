"""What the calendar of meetings asks for by now: which meetings are to be planned, called, drawn and announced. Pure.

A regular meeting is planned `AHEAD` of its day, once a period; if it is called off, once more. A joint
meeting is called when cases were tabled that no meeting is going to hear, a roundtable when reports of one kind heap up
in a township, or when many support a suggestion that has no answer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.meeting import REGULAR, Meeting, MeetingKind, MeetingState, called_for
from models.territory import CITY, TOWNSHIP, Grid
from workflow.calendar import Budget, Calendar
from workflow.commands import SYSTEM, Command
from workflow.directory import Directory
from workflow.duties import occasions, opening, openings, span
from workflow.machines import Move
from workflow.meetings import agenda
from workflow.meetings.behind import bodies
from workflow.rules.calling import Meeting as Rule
from workflow.rules.language import Rules

AHEAD: Final = timedelta(days=30)
"""How long before its day a regular meeting is on the calendar."""

RECENT: Final = timedelta(days=2)
"""Of called meetings the periods of so many days are looked at, to give each a name of its own."""

AT_A_TIME: Final = 3
"""So many roundtables about suggestions are ahead of a township at the most: supports are cheap, and people's hours are
not."""

Body = tuple[str, str]
"""A kind of meeting, and the path of the body that meets."""


@dataclass(frozen=True)
class Heap:
    """So many reports of a category came in a township since its last roundtable on it, within the days of the rule."""

    township: str
    category: str
    count: int


@dataclass(frozen=True, order=True)
class Hot:
    """A published suggestion that waits for its answer and that no roundtable was called about: how many support it."""

    id: UUID
    number: str
    township: str
    category: str
    count: int


@dataclass(frozen=True)
class Board:
    """What is known when it is asked what is owed: the meetings that have not come to an end, by id; the periods for
    which there are meetings, of each kind and body; the tabled cases; the heaps."""

    meetings: Mapping[UUID, Meeting] = field(default_factory=dict)
    periods: Mapping[Body, frozenset[str]] = field(default_factory=dict)
    tabled: frozenset[UUID] = frozenset()
    heaps: tuple[Heap, ...] = ()
    hot: tuple[Hot, ...] = ()
    called_off: tuple[Meeting, ...] = ()
    """The regular meetings that were ever called off, and the others that were within `RECENT`."""
    since: datetime | None = None
    """Since when there is a city that owes anything."""
    motions: Mapping[UUID | None, frozenset[UUID]] = field(default_factory=dict)
    """The motions that wait for a meeting, under none; and those on the agenda of each."""

    def coming(self, kind: MeetingKind) -> list[Meeting]:
        return [meeting for meeting in self.meetings.values() if meeting.kind == kind and meeting.coming]

    def to_make_up(self, kind: MeetingKind, path: str) -> list[Meeting]:
        """What was called off and has nothing in its place yet."""
        known = self.periods.get((kind, path), frozenset())
        ours = (meeting for meeting in self.called_off if (meeting.kind, meeting.path) == (kind, path))
        return [
            meeting for meeting in ours if not (meeting.makes_up or meeting.extra) and _second(meeting) not in known
        ]

    def waiting(self) -> frozenset[UUID]:
        """The tabled cases that are not before a meeting which is held already and only lacks its minutes."""
        held = (m for m in self.meetings.values() if m.state == MeetingState.HELD)
        return self.tabled - {case for meeting in held for case in agenda.tabled(meeting.agenda)}


@dataclass(frozen=True)
class Call:
    """A meeting that is to be. `count` is what has piled up, where that calls it; `about` the suggestion that it
    is about."""

    kind: MeetingKind
    grid: Grid
    period: str
    starts_at: datetime
    topic: str | None = None
    count: int | None = None
    about: Hot | None = None

    def command(self, identity: UUID, number: str, rules: Rules, calendar: Calendar, now: datetime) -> Command:
        """The system's command that plans it."""
        context: dict[str, Any] = {"meeting": self.meeting(identity, number, rules, calendar, now)}
        if self.count is not None:
            context["count"] = self.count
        if self.about is not None:
            context["proposal"] = self.about.number
        return Command(Move.PLAN, SYSTEM, context=context)

    def meeting(self, identity: UUID, number: str, rules: Rules, calendar: Calendar, now: datetime) -> Meeting:
        """As it is before anything moved it."""
        return Meeting(
            id=identity,
            number=number,
            kind=self.kind,
            state=MeetingState.PLANNED,
            version=0,
            level=CITY if self.grid.level <= CITY else TOWNSHIP,
            grid_id=self.grid.id,
            path=self.grid.path,
            period=self.period,
            topic=self.topic,
            proposal_id=self.about.id if self.about else None,
            starts_at=self.starts_at,
            planned_at=now,
            rules_version=rules.number,
            calendar_version=calendar.version,
        )


def number(rules: Rules, counted: int) -> str:
    """What people call a meeting."""
    return f"{rules.prefix}-M{counted}"


def calls(board: Board, now: datetime, rules: Rules, calendar: Calendar, directory: Directory) -> list[Call]:
    """Every meeting that is owed by now and is not there, in a fixed order."""
    asked = _Asked(board, now, rules, calendar, directory)
    return [*asked.regular(), *asked.joint(), *asked.roundtables(), *asked.about_suggestions()]


@dataclass(frozen=True)
class _Asked:
    board: Board
    now: datetime
    rules: Rules
    calendar: Calendar
    directory: Directory

    def regular(self) -> Iterator[Call]:
        for kind in REGULAR:
            rule = self.rules.meetings[kind]
            for grid in bodies(rule, self.directory, self.now):
                yield from self._of(kind, rule, grid)

    def _of(self, kind: MeetingKind, rule: Rule, grid: Grid) -> Iterator[Call]:
        """What was missed while nothing ran is planned late, on a day for which people can still be invited."""
        called = self.board.periods.get((kind, grid.path), frozenset())
        known = {period for period in called if not called_for(period)}
        after = span(max(known).partition(".")[0], self.calendar)[0] if known else self.board.since or self.now
        for occasion in occasions(rule, self.calendar, after, self.now + AHEAD):
            if occasion.period not in known:
                at = occasion.at if occasion.at > self.now else _soon(rule, self.calendar, self.now)
                yield Call(kind, grid, occasion.period, at)
        for missed in self.board.to_make_up(kind, grid.path):
            day = self.calendar.next_workday(missed.starts_at.astimezone(self.calendar.tz).date())
            at = max(opening(self.calendar, day), _soon(rule, self.calendar, self.now))
            yield Call(kind, grid, _second(missed), at)

    def joint(self) -> Iterator[Call]:
        rule, waiting = self.rules.meetings[MeetingKind.JOINT], self.board.waiting()
        if rule.tabled is None or len(waiting) < rule.tabled or self.board.coming(MeetingKind.JOINT):
            return
        root = self.directory.root
        missed = self.board.to_make_up(MeetingKind.JOINT, root.path)
        period = _second(missed[-1]) if missed else self._day(MeetingKind.JOINT, root.path)
        at = _soon(rule, self.calendar, self.now)
        yield Call(MeetingKind.JOINT, root, period, at, count=len(waiting))

    def roundtables(self) -> Iterator[Call]:
        rule = self.rules.meetings[MeetingKind.ROUNDTABLE]
        if rule.repeats is None:
            return
        called = {(m.path, m.topic) for m in self.board.coming(MeetingKind.ROUNDTABLE)}
        for heap in sorted(self.board.heaps, key=lambda heap: (heap.township, heap.category)):
            grid = self.directory.grid(heap.township)
            if grid is None or heap.count < rule.repeats or (grid.path, heap.category) in called:
                continue
            period = self._day(MeetingKind.ROUNDTABLE, grid.path, f"/{heap.category}")
            at = _soon(rule, self.calendar, self.now)
            yield Call(MeetingKind.ROUNDTABLE, grid, period, at, heap.category, heap.count)

    def about_suggestions(self) -> Iterator[Call]:
        """Once about each, the most supported first: a suggestion whose roundtable was called off waits for the desk's
        answer alone. Others wait while a township has `AT_A_TIME` of them ahead."""
        rule = self.rules.meetings[MeetingKind.ROUNDTABLE]
        ahead = Counter(m.path for m in self.board.coming(MeetingKind.ROUNDTABLE) if m.proposal_id is not None)
        for hot in sorted(self.board.hot, key=lambda hot: (-hot.count, hot.id)):
            grid = self.directory.grid(hot.township)
            if rule.supports is None or grid is None or hot.count < rule.supports or ahead[grid.path] >= AT_A_TIME:
                continue
            ahead[grid.path] += 1
            period = self._day(MeetingKind.ROUNDTABLE, grid.path, f"/{hot.number}")
            at = _soon(rule, self.calendar, self.now)
            yield Call(MeetingKind.ROUNDTABLE, grid, period, at, hot.category, hot.count, hot)

    def _day(self, kind: MeetingKind, path: str, topic: str = "") -> str:
        """The day on which it is called, and the how manieth of that day where it is not the first."""
        known = self.board.periods.get((kind, path), frozenset())
        day = f"{self.now.astimezone(self.calendar.tz).date()}{topic}"
        same = sum(1 for period in known if period == day or period.startswith(f"{day}."))
        return f"{day}.{same + 1}" if same else day


def _second(missed: Meeting) -> str:
    """The name of what is held in place of a meeting that was called off."""
    return f"{missed.period}.2"


def _soon(rule: Rule, calendar: Calendar, now: datetime) -> datetime:
    """The first hour at which a working day opens for which people can be invited in time; but within the time that
    the rule gives, if any working day opens in that."""
    ready = calendar.due(now, rule.invite).at
    day = ready.astimezone(calendar.tz).date()
    at = opening(calendar, day)
    if at < ready or not calendar.is_workday(day):
        at = opening(calendar, calendar.next_workday(day))
    if rule.within is None:
        return at
    last = calendar.due(now, rule.within).at
    if at <= last:
        return at
    within = [each for each in openings(calendar, now, last) if _works(calendar, each)]
    return within[-1] if within else at


def _works(calendar: Calendar, at: datetime) -> bool:
    return calendar.is_workday(at.astimezone(calendar.tz).date())


@dataclass(frozen=True)
class Step:
    """A meeting for which the engine makes moves now, in their order."""

    meeting: Meeting
    moves: tuple[Move, ...]


def steps(board: Board, meetings: Iterable[Meeting], now: datetime, rules: Rules, calendar: Calendar) -> list[Step]:
    """What is to be drawn and announced by now: what is near enough, and again what hears tabled cases if they are no
    longer the same; who is to hear of a changed agenda, and of a meeting that its period did not see. In the order of
    ids."""
    waiting, coming = board.waiting(), list(meetings)
    hearing = _hearing(coming, now)
    found = []
    for meeting in sorted(coming, key=lambda meeting: meeting.id):
        announced = meeting.state == MeetingState.INVITED
        near = meeting.coming and not announced and _near(meeting, rules.meetings[meeting.kind].invite, now, calendar)
        drawn = meeting.state == MeetingState.DRAWN or announced
        other = agenda.hears_tabled(meeting.kind) and agenda.dealt_with(meeting) != waiting
        put = board.motions.get(meeting.id, frozenset())
        put |= board.motions.get(None, frozenset()) if meeting.id == hearing else frozenset()
        other |= agenda.motions(meeting.agenda).keys() != put
        moves = [*([Move.DRAW] if near or (drawn and other) else []), *([Move.INVITE] if near else [])]
        moves += [Move.TELL_AGAIN] if _quiet_again(meeting, now) and not moves else []
        moves += [Move.FALL_BEHIND] if _missed(meeting, now, calendar) else []
        if moves:
            found.append(Step(meeting, tuple(moves)))
    return found


QUIET: Final = timedelta(minutes=30)
"""So long after the last change of an agenda those invited hear of it, or as long before the meeting begins."""


def _quiet_again(meeting: Meeting, now: datetime) -> bool:
    if meeting.changed_at is None or meeting.state != MeetingState.INVITED or now >= meeting.starts_at:
        return False
    return now >= min(meeting.changed_at + QUIET, meeting.starts_at - QUIET)


def _missed(meeting: Meeting, now: datetime, calendar: Calendar) -> bool:
    """Whether it is owed for a period that has ended without it."""
    if meeting.kind not in REGULAR or meeting.extra or not meeting.coming or meeting.behind_at is not None:
        return False
    return now >= span(meeting.occasion, calendar)[1]


def _hearing(meetings: Iterable[Meeting], now: datetime) -> UUID | None:
    """The meeting to whose agenda, which is drawn already, a motion is added that is put only now: the next one."""
    able = [m for m in meetings if m.coming and m.state != MeetingState.PLANNED and m.starts_at > now]
    hear = sorted((m.starts_at, m.id) for m in able if agenda.hears_motions(m.kind))
    return hear[0][1] if hear else None


def _near(meeting: Meeting, before: Budget, now: datetime, calendar: Calendar) -> bool:
    """Whether no more than so much time is left before it begins."""
    if meeting.starts_at <= now:
        return True
    left = calendar.between(now, meeting.starts_at, before.works)
    return left <= calendar.seconds(before, now)
