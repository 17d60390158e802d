"""The city's calendar of duties: when its regular meetings and bulletins fall due. Pure.

A duty is owed once a period. Its day is the one that the rules name, of the period's first month, or the next working
day after it; its instant is the hour at which that day's work begins. A bulletin tells of the period that has ended.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from workflow.calendar import Calendar
from workflow.rules.calling import Meeting

MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6}
BULLETIN: Final = "bulletin"
_PERIOD: Final = re.compile(r"([0-9]{4})-([QH]?)([0-9]{1,2})")


@dataclass(frozen=True, order=True)
class Occasion:
    """One time that a duty is owed. `period` is `2026-10`, `2026-Q4` or `2026-H2`."""

    at: datetime
    kind: str
    period: str


def occasions(meeting: Meeting, calendar: Calendar, after: datetime, until: datetime) -> Iterator[Occasion]:
    """The occasions of a regular duty after one instant and up to another, in order; of one that is called together
    only when something has piled up there are none."""
    if meeting.every is None or meeting.day is None:
        return
    months = MONTHS[meeting.every]
    local = after.astimezone(calendar.tz)
    # One period early: a duty may be put off into the next one by holidays.
    number = (local.year * 12 + local.month - 1) // months * months - months
    while True:
        at = opening(calendar, _workday(calendar, date(number // 12, number % 12 + 1, meeting.day)))
        if at > until:
            return
        if at > after:
            told = number - months if meeting.kind == BULLETIN else number
            yield Occasion(at, meeting.kind, period(told, months))
        number += months


def told(meeting: Meeting, calendar: Calendar, after: datetime, until: datetime, since: datetime) -> Iterator[Occasion]:
    """The occasions of a bulletin, without those of a period that ended before the city began (`since`)."""
    return (each for each in occasions(meeting, calendar, after, until) if span(each.period, calendar)[1] > since)


def period(number: int, months: int) -> str:
    """The name of the period of so many months that begins with a month, which is counted from year 0."""
    year, month = divmod(number, 12)
    if months == 1:
        return f"{year:04}-{month + 1:02}"
    return f"{year:04}-{'Q' if months == 3 else 'H'}{month // months + 1}"


def month_before(now: datetime, calendar: Calendar) -> str:
    """The name of the last month that has ended."""
    local = now.astimezone(calendar.tz)
    return period(local.year * 12 + local.month - 2, 1)


def span(name: str, calendar: Calendar) -> tuple[datetime, datetime]:
    """The first instant of a period and the first after it, in UTC. ValueError for a name that is none."""
    found = _PERIOD.fullmatch(name)
    months = {"Q": 3, "H": 6, "": 1}[found[2]] if found else 1
    if found is None or len(found[3]) != (2 if months == 1 else 1) or not 1 <= int(found[3]) <= 12 // months:
        raise ValueError(f"no period: {name}")
    first = int(found[1]) * 12 + (int(found[3]) - 1) * months
    return _midnight(first, calendar), _midnight(first + months, calendar)


def openings(calendar: Calendar, after: datetime, until: datetime) -> Iterator[datetime]:
    """The hours at which each day's work begins, rest days too: when a wound-on or simulated city looks at what the
    calendar asks for."""
    day = after.astimezone(calendar.tz).date()
    while (at := opening(calendar, day)) <= until:
        if at > after:
            yield at
        day += timedelta(days=1)


def opening(calendar: Calendar, day: date) -> datetime:
    """When work begins on a day (would begin, on a rest day), in UTC."""
    minute = min(start for start, _ in calendar.slots.on(f"{day:%m-%d}").hours)
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.tz)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _workday(calendar: Calendar, day: date) -> date:
    """The day itself if it is a working day, else the next one that is."""
    return day if calendar.is_workday(day) else calendar.next_workday(day)


def _midnight(number: int, calendar: Calendar) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=calendar.tz).astimezone(UTC)
