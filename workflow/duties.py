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
from workflow.rules.calling import Bulletin, Meeting

MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
BULLETIN: Final = "bulletin"
_PERIOD: Final = re.compile(r"([0-9]{4})(?:-([QH]?)([0-9]{1,2}))?")


@dataclass(frozen=True, order=True)
class Occasion:
    """One time that a duty is owed. `period` is `2026-10`, `2026-Q4`, `2026-H2` or `2026`."""

    at: datetime
    kind: str
    period: str


def occasions(meeting: Meeting, calendar: Calendar, after: datetime, until: datetime) -> Iterator[Occasion]:
    """The occasions of a regular duty after one instant and up to another, in order; of one that is called together
    only when something has piled up there are none."""
    if meeting.every is not None and meeting.day is not None:
        yield from _occasions(meeting.kind, MONTHS[meeting.every], meeting.day, calendar, after, until)


def _occasions(
    kind: str, months: int, day: int, calendar: Calendar, after: datetime, until: datetime
) -> Iterator[Occasion]:
    local = after.astimezone(calendar.tz)
    # One period early: a duty may be put off into the next one by holidays.
    number = (local.year * 12 + local.month - 1) // months * months - months
    while True:
        at = opening(calendar, _workday(calendar, date(number // 12, number % 12 + 1, day)))
        if at > until:
            return
        if at > after:
            yield Occasion(at, kind, period(number - months if kind == BULLETIN else number, months))
        number += months


def told(rule: Bulletin, calendar: Calendar, after: datetime, until: datetime, since: datetime) -> Iterator[Occasion]:
    """The occasions of the bulletins, in order: of months, quarters and years; without those of a period that ended
    before the city began (`since`)."""
    found = [
        each
        for length, months in MONTHS.items()
        if (telling := rule.of(length)) is not None
        for each in _occasions(BULLETIN, months, telling.day, calendar, after, until)
        if span(each.period, calendar)[1] > since
    ]
    return iter(sorted(found, key=lambda each: (each.at, span(each.period, calendar)[0], len(each.period))))


def period(number: int, months: int) -> str:
    """The name of the period of so many months that begins with a month, which is counted from year 0."""
    year, month = divmod(number, 12)
    if months == 12:
        return f"{year:04}"
    if months == 1:
        return f"{year:04}-{month + 1:02}"
    return f"{year:04}-{'Q' if months == 3 else 'H'}{month // months + 1}"


def span(name: str, calendar: Calendar) -> tuple[datetime, datetime]:
    """The first instant of a period and the first after it, in UTC. ValueError for a name that is none."""
    months = MONTHS[length(name)]
    found = _PERIOD.fullmatch(name)
    assert found is not None
    nth = int(found[3] or 1)
    if not 1 <= nth <= 12 // months:
        raise ValueError(f"no period: {name}")
    first = int(found[1]) * 12 + (nth - 1) * months
    return _midnight(first, calendar), _midnight(first + months, calendar)


def length(name: str) -> str:
    """Whether a period is a month, a quarter, a half year or a year; ValueError for a name that is none."""
    found = _PERIOD.fullmatch(name)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"no period: {name}")
    kind = "year" if found[3] is None else {"Q": "quarter", "H": "half_year", "": "month"}[found[2]]
    if kind != "year" and len(found[3]) != (2 if kind == "month" else 1):
        raise ValueError(f"no period: {name}")
    return kind


def last(kind: str, now: datetime, calendar: Calendar) -> str:
    """The name of the last month, quarter or year that has ended."""
    local, months = now.astimezone(calendar.tz), MONTHS[kind]
    return period((local.year * 12 + local.month - 1) // months * months - months, months)


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
