"""What each body owes of regular meetings in a year, and how far it has kept that. Pure.

A duty is one occasion of the rules' calendar: a kind of meeting, a body, a period. It is held, or comes, or is late
(its time is past), or missed (its period has ended without it; it is still to be held). A body has fallen behind as
long as one of its duties is late or missed. It counts from when the city began.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from models.meeting import REGULAR, Meeting, MeetingKind
from models.territory import CITY, TOWNSHIP, Grid
from workflow.calendar import Calendar
from workflow.directory import Directory
from workflow.duties import occasions, span
from workflow.rules.calling import Meeting as Rule
from workflow.rules.language import Rules

Standing = Literal["held", "held_late", "ahead", "late", "missed"]
BEHIND: Final = frozenset({"late", "missed"})
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """One occasion. `number` is that of the meeting which is held for it, where it is on the calendar; `at` when that
    is, or is to be. `held_late`: after its period had ended. `extra`: nothing owed, but a consultation that its
    convener called and that was held."""

    kind: MeetingKind
    period: str
    at: datetime
    standing: Standing
    number: str | None = None
    extra: bool = False


@dataclass(frozen=True)
class Owed:
    """The duties of one body in a year, in the order of their times."""

    grid: Grid
    duties: tuple[Duty, ...]

    def count(self, *standings: Standing, kind: MeetingKind | None = None) -> int:
        return sum(1 for each in self.duties if each.standing in standings and kind in (None, each.kind))

    @property
    def behind(self) -> bool:
        return any(duty.standing in BEHIND for duty in self.duties)


def bodies(rule: Rule, directory: Directory, now: datetime) -> Sequence[Grid]:
    """Who holds a kind of meeting: the city, or each township."""
    return [directory.root] if rule.level <= CITY else directory.at_level(TOWNSHIP, now)


def of_year(
    year: int,
    meetings: Iterable[Meeting],
    since: datetime,
    now: datetime,
    rules: Rules,
    calendar: Calendar,
    directory: Directory,
) -> list[Owed]:
    """Of the city and of each township. `meetings` are the regular ones of the year's periods, called off or not;
    `since` is when there began to be a city that owes anything."""
    known: dict[tuple[str, str, str], list[Meeting]] = {}
    all_known = list(meetings)
    for meeting in all_known:
        known.setdefault((meeting.kind, meeting.path, meeting.occasion), []).append(meeting)
    found: dict[str, list[Duty]] = {}
    grids: dict[str, Grid] = {}
    for kind in REGULAR:
        rule = rules.meetings[kind]
        dates = list(_of_year(year, rule, since, calendar))
        for grid in bodies(rule, directory, now):
            grids[grid.path] = grid
            duties = found.setdefault(grid.path, [])
            duties += [_duty(kind, period, at, known.get((kind, grid.path, period), ()), now, calendar)
                       for period, at in dates]  # fmt: skip
    for meeting in all_known:
        if meeting.extra and meeting.held_at is not None and meeting.path in found:
            held = Duty(meeting.kind, meeting.period, meeting.held_at, "held", meeting.number, extra=True)
            found[meeting.path].append(held)
    return [Owed(grids[path], tuple(sorted(found[path], key=_order))) for path in sorted(found)]


def _order(duty: Duty) -> tuple[datetime, str]:
    return duty.at, duty.kind


def _of_year(year: int, rule: Rule, since: datetime, calendar: Calendar) -> Iterator[tuple[str, datetime]]:
    first = datetime(year, 1, 1, tzinfo=calendar.tz)
    last = datetime(year + 1, 1, 1, tzinfo=calendar.tz)
    for each in occasions(rule, calendar, max(since, first - DAY), last):
        if each.period.startswith(f"{year}-"):
            yield each.period, each.at


def _duty(
    kind: MeetingKind, period: str, at: datetime, meetings: Iterable[Meeting], now: datetime, calendar: Calendar
) -> Duty:
    """Of several meetings for one occasion the last one counts: the others were called off."""
    over = span(period, calendar)[1]
    last = max(meetings, key=lambda meeting: meeting.id, default=None)
    if last is not None and last.held_at is not None:
        return Duty(kind, period, last.held_at, "held" if last.held_at < over else "held_late", last.number)
    starts = at if last is None else last.starts_at
    standing: Standing = "missed" if now >= over else "late" if now > starts else "ahead"
    return Duty(kind, period, starts, standing, last.number if last else None)


def behind(owed: Iterable[Owed]) -> Mapping[str, Owed]:
    """The bodies that have fallen behind, by path."""
    return {each.grid.path: each for each in owed if each.behind}
