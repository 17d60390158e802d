"""Who is on duty: the lines of a roster (值班表) read against the calendar.

A post with shifts is on duty in them, one without any in the calendar's working slots; in a leave
it is away. Who is on duty for a post is its holder or who stands in: the substitute of a shift
does that shift in the holder's place (换班), the substitute of a leave does the holder's duty while
it lasts (顶班). A substitute who is on leave from a post of their own stands in for nobody.

A line belongs to the day on which it begins, so a night's shift of a Friday runs into Saturday.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from models.people import Post, Roster, RosterDays, RosterKind
from workflow.calendar import Calendar

HORIZON: Final = 14
"""How many days ahead `next_at` looks."""

_DAY: Final = 1440
_NO_END: Final = date.max.toordinal()


@dataclass(slots=True)
class Moment:
    """An instant as a roster sees it: the local day and its minute, and what the calendar says.

    The calendar is asked once, and only where a line needs it.
    """

    now: datetime
    calendar: Calendar
    day: int = field(init=False)
    minute: int = field(init=False)
    _slot: bool | None = field(init=False, default=None)
    _workdays: dict[int, bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        local = self.now.astimezone(self.calendar.tz)
        self.day = local.toordinal()
        self.minute = local.hour * 60 + local.minute

    def in_slot(self) -> bool:
        if self._slot is None:
            self._slot = self.calendar.in_slot(self.now)
        return self._slot

    def is_workday(self, day: int) -> bool:
        known = self._workdays.get(day)
        if known is None:
            known = self._workdays[day] = self.calendar.is_workday(date.fromordinal(day))
        return known

    def wall(self, day: int, minute: int) -> datetime:
        """The instant, in UTC, of a minute of a local day (it may lie past midnight)."""
        midnight = datetime.combine(date.fromordinal(day), datetime.min.time(), self.calendar.tz)
        return (midnight + timedelta(minutes=minute)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """A roster line, ready to be asked. `end` is after `start` and may lie past midnight."""

    first: int
    last: int
    weekdays: int
    days: RosterDays
    start: int
    end: int
    substitute: UUID | None

    @classmethod
    def of(cls, roster: Roster) -> "Line":
        start, end = roster.from_minute, roster.to_minute
        return cls(
            roster.starts_on.toordinal(),
            roster.ends_on.toordinal() if roster.ends_on else _NO_END,
            roster.weekdays,
            RosterDays(roster.days),
            start,
            end if end > start else end + _DAY,
            roster.substitute_id,
        )

    def begins(self, day: int, moment: Moment) -> bool:
        """Whether the line holds for what begins on that day."""
        if not (self.first <= day <= self.last and self.weekdays >> (day - 1) % 7 & 1):
            return False
        if self.days is RosterDays.ALL:
            return True
        return moment.is_workday(day) is (self.days is RosterDays.WORKDAYS)

    def covers(self, moment: Moment) -> bool:
        minute = moment.minute
        if self.start <= minute < self.end and self.begins(moment.day, moment):
            return True
        return minute + _DAY < self.end and self.begins(moment.day - 1, moment)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The roster of one post."""

    shifts: tuple[Line, ...]
    leaves: tuple[Line, ...]


class Duty:
    """The rosters of all posts. What it answers never changes."""

    def __init__(self, posts: Iterable[Post], rosters: Iterable[Roster]) -> None:
        of_post: dict[UUID, list[Roster]] = {}
        for roster in sorted(rosters, key=lambda line: line.id):
            of_post.setdefault(roster.post_id, []).append(roster)
        self._sheets: Final = {
            post: Sheet(_lines(rows, RosterKind.SHIFT), _lines(rows, RosterKind.LEAVE))
            for post, rows in of_post.items()
        }
        self._awake: Final[dict[UUID, tuple[Calendar, datetime, datetime]]] = {}
        """Of a post, from when until when nobody is on duty; somebody is at that instant."""
        self._leaves: Final[dict[UUID, tuple[Line, ...]]] = {}
        for post in posts:
            if (sheet := self._sheets.get(post.id)) and sheet.leaves:
                known = self._leaves.get(post.person_id, ())
                self._leaves[post.person_id] = known + sheet.leaves

    def person(self, post: Post, moment: Moment) -> UUID | None:
        """Who is on duty for the post, whose period is not asked: holder, substitute, nobody."""
        sheet = self._sheets.get(post.id)
        if sheet is None:
            return post.person_id if moment.in_slot() else None
        on = [shift for shift in sheet.shifts if shift.covers(moment)]
        swapped = self._substitute(on, moment)
        if swapped is not None or not (on or (not sheet.shifts and moment.in_slot())):
            return swapped
        away = [leave for leave in sheet.leaves if leave.covers(moment)]
        return self._substitute(away, moment) if away else post.person_id

    def on_call(self, post: Post, moment: Moment) -> UUID | None:
        """Who can be woken for the post: its holder, in a leave whoever stands in; None if all are away."""
        sheet = self._sheets.get(post.id)
        away = [leave for leave in sheet.leaves if leave.covers(moment)] if sheet else []
        return self._substitute(away, moment) if away else post.person_id

    def stands_in(self, person: UUID, post: Post, moment: Moment) -> bool:
        """Whether a leave or a shift of the post that names the person as substitute goes on."""
        sheet = self._sheets.get(post.id)
        lines = sheet.shifts + sheet.leaves if sheet else ()
        named = any(line.substitute == person and line.covers(moment) for line in lines)
        return named and not self._away(person, moment)

    def _substitute(self, lines: list[Line], moment: Moment) -> UUID | None:
        named = (line.substitute for line in lines if line.substitute is not None)
        return next((person for person in named if not self._away(person, moment)), None)

    def _away(self, person: UUID, moment: Moment) -> bool:
        return any(leave.covers(moment) for leave in self._leaves.get(person, ()))

    def turns(self, post: Post, start: datetime, end: datetime, calendar: Calendar) -> Iterator[datetime]:
        """Every instant between two at which who is on duty for the post may change, and others, in no order."""
        sheet = self._sheets.get(post.id)
        lines = sheet.shifts + sheet.leaves if sheet else ()
        named = {line.substitute for line in lines if line.substitute is not None}
        lines += tuple(leave for person in named for leave in self._leaves.get(person, ()))
        here, slots = Moment(start, calendar), not (sheet and sheet.shifts)
        for day in range(here.day - 1, Moment(end, calendar).day + 1):
            for line in lines:
                if line.begins(day, here):
                    yield here.wall(day, line.start)
                    yield here.wall(day, line.end)
            if slots and here.is_workday(day):
                hours = calendar.slots.on(f"{date.fromordinal(day):%m-%d}").hours
                yield from (here.wall(day, minute) for slot in hours for minute in slot)
        yield post.valid_from
        if post.valid_to is not None:
            yield post.valid_to

    def next_at(self, post: Post, now: datetime, calendar: Calendar) -> datetime | None:
        """When somebody is on duty for the post, from `now` on: `now`, or an instant in UTC.

        None if that is not within 14 days, or not before the post's end. An answer is kept: until
        that instant it stays the same.
        """
        known = self._awake.get(post.id)
        if known is not None and known[0] is calendar and known[1] <= now < known[2]:
            return known[2]
        found = self._find_next(post, now, calendar)
        if found is not None and found > now:
            self._awake[post.id] = (calendar, now, found)
        return found

    def _find_next(self, post: Post, now: datetime, calendar: Calendar) -> datetime | None:
        limit = now + timedelta(days=HORIZON)
        for at in self._instants(post, max(now, post.valid_from), calendar):
            if at > limit or not post.holds(at):
                return None
            if self.person(post, Moment(at, calendar)) is not None:
                return at
        return None

    def _instants(self, post: Post, start: datetime, calendar: Calendar) -> Iterator[datetime]:
        """The instants at which duty may begin, in order: `start`, and each that changes it."""
        yield start
        sheet = self._sheets.get(post.id)
        if sheet is None:
            yield _opening(start, calendar)
        elif sheet.shifts:
            yield from self._turns(sheet, start, calendar)
        else:
            yield from _with_openings(self._turns(sheet, start, calendar), start, calendar)

    def _turns(self, sheet: Sheet, start: datetime, calendar: Calendar) -> Iterator[datetime]:
        here = Moment(start, calendar)
        begins = sheet.shifts + sheet.leaves
        named = {line.substitute for line in begins if line.substitute is not None}
        ends = sheet.leaves + tuple(leave for person in named for leave in self._leaves.get(person, ()))
        for day in range(here.day, here.day + HORIZON + 1):
            minutes = {line.start for line in begins if line.begins(day, here)}
            minutes |= {line.end % _DAY for line in ends if line.begins(day - line.end // _DAY, here)}
            turns = (here.wall(day, minute) for minute in sorted(minutes))
            yield from (at for at in turns if at > start)


def _lines(rosters: list[Roster], kind: RosterKind) -> tuple[Line, ...]:
    return tuple(Line.of(roster) for roster in rosters if roster.kind == kind)


def _opening(at: datetime, calendar: Calendar) -> datetime:
    """The first instant from `at` on in which working time passes, in UTC."""
    return calendar.add(at, 1, works=True).at - timedelta(seconds=1)


def _with_openings(turns: Iterable[datetime], start: datetime, calendar: Calendar) -> Iterator[datetime]:
    """The turns, and between them the opening after each."""
    opening = _opening(start, calendar)
    for at in turns:
        if opening < at:
            yield opening
        yield at
        opening = _opening(at, calendar)
    yield opening
