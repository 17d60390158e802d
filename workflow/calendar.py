"""Running and working time: how long a budget is, and when it ends.

Running time (紧急工作时, 自然日) passes day and night. Working time (工作时, 工作日) passes only
in the slots of working days: Monday to Friday without public holidays, and make-up workdays
(调休上班). A statutory day ends at the close of business: the day after receipt is day 1.

Working time is one array of slot starts and one of the working seconds before each slot, bisected
both ways: `_used` says how many seconds have passed at an instant, `_reach` at which instant a
number of seconds has passed. Nothing walks along the calendar but `segments`, which lists its days.

Instants are aware and read at whole seconds (a fraction is dropped); amounts are integers of
seconds. Whole years are covered, FIRST_YEAR to LAST_YEAR.

    ValueError            a value that makes no sense: a naive datetime, overlapping slots
    └── CalendarError     what this calendar cannot answer: outside its years, no working time left
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from workflow.days import DAYS_OF_YEAR, FIRST_YEAR, LAST_YEAR, Days, Hours, Slots, Year

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = 60
_DAY: Final = 86_400
_FIRST_DAY: Final = date(FIRST_YEAR, 1, 1).toordinal()
_END_DAY: Final = date(LAST_YEAR + 1, 1, 1).toordinal()

Kind = Literal["work", "rest", "holiday", "night", "running"]


class CalendarError(ValueError):
    """The calendar cannot answer: outside the years it covers, or no working time is left."""


class Unit(StrEnum):
    """Running time: m, h (紧急工作时), d (自然日). Working time: wm, wh (工作时), wd (工作日), sd (statutory days)."""

    MINUTE = "m"
    HOUR = "h"
    DAY = "d"
    WORK_MINUTE = "wm"
    WORK_HOUR = "wh"
    WORK_DAY = "wd"
    STATUTORY_DAY = "sd"


_SECONDS: Final[Mapping[Unit, int]] = {
    Unit.MINUTE: 60,
    Unit.HOUR: 3_600,
    Unit.DAY: 86_400,
    Unit.WORK_MINUTE: 60,
    Unit.WORK_HOUR: 3_600,
}
_BUDGET: Final = re.compile(r"([1-9][0-9]{0,8})(m|h|d|wm|wh|wd|sd)")
_EXPECTED: Final = (
    "expected a whole number above 0, of 9 digits at most, and a unit: m, h, d (running), "
    "wm, wh, wd (working) or sd (statutory days), such as 4h or 3wd"
)


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount of time as the rules write it: `4h`, `8wh`, `3wd`, `5sd`.

    Raises ValueError unless the amount is above 0.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"{self.amount} is no amount of a budget: {_EXPECTED}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` writes. Raises ValueError, which says what was expected."""
        found = _BUDGET.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no budget: {_EXPECTED}")
        return cls(int(found[1]), Unit(found[2]))

    @property
    def works(self) -> bool:
        """Whether it counts working time, not running time."""
        return self.unit not in (Unit.MINUTE, Unit.HOUR, Unit.DAY)

    @property
    def running(self) -> timedelta:
        """How long an amount of running time is. Raises ValueError for working time."""
        if self.works:
            raise ValueError(f"{self} is working time")
        return timedelta(seconds=self.amount * _SECONDS[self.unit])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


@dataclass(frozen=True, slots=True)
class Due:
    """When a count ends, in UTC.

    `provisional`: working time was counted in a year whose calendar is not published.
    """

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time and the seconds of it that count. Instants are in the calendar's zone.

    `work` is a working day's stretch from the first counted second to the last, breaks within it
    included. The others count nothing: `rest` (a weekend, or a break in which the count began or
    ended), `holiday`, and `night` (before and after the hours of a working day); except `running`,
    which counts whole. `name` is a holiday's, or the holiday that a make-up workday pays for, or
    empty.
    """

    start: datetime
    end: datetime
    seconds: int
    kind: Kind
    name: str = ""


class Calendar:
    """Working time under one version of the days and one set of slots, in one time zone.

    `workday_seconds` is the length of one 工作日, by default `slots.workday_seconds()`. Slots are
    wall-clock times; one that a change of the clocks repeats is taken the first time. Built once
    and never changed: threads may share it.

    Raises ValueError where the length of a 工作日 is unknown or not positive, CalendarError where
    there is no working day at all.
    """

    __slots__ = (
        "_cumulative",
        "_days",
        "_midnights",
        "_starts",
        "_unknown",
        "_workdays",
        "slots",
        "tz",
        "version",
        "workday_seconds",
    )

    def __init__(
        self,
        days: Days,
        slots: Slots,
        workday_seconds: int | None = None,
        tz: ZoneInfo = SHANGHAI,
    ) -> None:
        self.version: Final = days.version
        self.tz: Final = tz
        self.slots: Final = slots
        self.workday_seconds: Final = slots.workday_seconds() if workday_seconds is None else workday_seconds
        if self.workday_seconds <= 0:
            raise ValueError(f"a 工作日 of {self.workday_seconds} seconds: expected more than 0")
        self._days: Final = dict(days.years)
        self._unknown: Final = [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if year not in self._days]
        self._midnights: Final = _midnights(tz)
        self._workdays, self._starts, self._cumulative = _laid_out(tuple(self._days.items()), slots, tz)
        if not self._starts:
            raise CalendarError(f"calendar version {self.version} has no working day at all")

    def seconds(self, budget: Budget, start: datetime) -> int:
        """Size of the budget in seconds of its own kind, running or working.

        Only statutory days depend on `start`: they are the working seconds from there to the close
        of business of working day N after its date. Raises as `add` does.
        """
        instant = self._instant(start)
        if budget.unit is Unit.STATUTORY_DAY:
            return self._used(self._close(instant, budget.amount)) - self._used(instant)
        if budget.unit is Unit.WORK_DAY:
            return budget.amount * self.workday_seconds
        return budget.amount * _SECONDS[budget.unit]

    def add(self, start: datetime, seconds: int, works: bool) -> Due:
        """The earliest instant from `start` on at which that many seconds have passed.

        So a count ends with a slot, not at the start of the next, and 0 seconds give `start`,
        wherever it lies. Running time and 0 seconds are never provisional.

        Raises ValueError for a naive start or negative seconds, CalendarError where the count
        begins or ends outside the years covered.
        """
        if seconds < 0:
            raise ValueError(f"{seconds} seconds: expected 0 or more")
        begin = self._instant(start)
        if not works or seconds == 0:
            return Due(_utc(self._covered(begin + seconds)), False)
        end = self._reach(self._used(begin) + seconds)
        return Due(_utc(end), self._provisional(begin, end))

    def between(self, start: datetime, end: datetime, works: bool) -> int:
        """Seconds that pass from `start` to `end`; 0 if `end` is not later.

        Raises ValueError for a naive datetime, CalendarError outside the years covered.
        """
        begin, finish = self._instant(start), self._instant(end)
        if finish <= begin:
            return 0
        return self._used(finish) - self._used(begin) if works else finish - begin

    def due(self, start: datetime, budget: Budget) -> Due:
        """When a budget that runs from `start` without a pause ends. Raises as `add` does."""
        return self.add(start, self.seconds(budget, start), budget.works)

    def close(self, at: datetime) -> datetime:
        """The close of business of the date on which the second before `at` lies: of the same day, where working time
        was counted up to `at`. Raises as `add` does."""
        return _utc(self._reach(self._used(self._midnight(self._local(self._instant(at) - 1) + 1))))

    def segments(self, start: datetime, end: datetime, works: bool) -> list[Segment]:
        """How `between(start, end, works)` comes about, without gaps from `start` to `end`.

        One segment for each day's work, one for what lies between them; running time is a single
        segment. Empty if `end` is not later. Raises as `between` does.
        """
        begin, finish = self._instant(start), self._instant(end)
        if finish <= begin:
            return []
        if not works:
            return [self._segment(begin, finish, "running", seconds=finish - begin)]
        merged: list[Segment] = []
        for piece in self._pieces(begin, finish):
            joined = _joined(merged[-1], piece) if merged else None
            if joined is None:
                merged.append(piece)
            else:
                merged[-1] = joined
        return merged

    def is_workday(self, day: date) -> bool:
        """Whether the date has working hours.

        Raises ValueError for a datetime (its date depends on the zone), CalendarError outside the years covered.
        """
        ordinal = self._ordinal(day)
        index = bisect_left(self._workdays, ordinal)
        return index < len(self._workdays) and self._workdays[index] == ordinal

    def next_workday(self, day: date) -> date:
        """The first working day after `day`, never `day` itself. Raises as `is_workday` does."""
        return date.fromordinal(self._workday_after(self._ordinal(day), 1))

    def is_known(self, year: int) -> bool:
        """Whether the year's holidays are published."""
        return year in self._days

    def in_slot(self, at: datetime) -> bool:
        """Whether working time passes at that instant: a slot's end is outside of it."""
        instant = self._instant(at)
        return self._used(instant + 1) > self._used(instant)

    def _used(self, instant: int) -> int:
        slot = bisect_right(self._starts, instant) - 1
        if slot < 0:
            return 0
        return min(self._cumulative[slot] + instant - self._starts[slot], self._cumulative[slot + 1])

    def _reach(self, used: int) -> int:
        if used > self._cumulative[-1]:
            raise self._exhausted()
        slot = bisect_left(self._cumulative, used) - 1
        return self._starts[slot] + used - self._cumulative[slot]

    def _close(self, instant: int, number: int) -> int:
        day = self._workday_after(self._local(instant), number)
        return self._reach(self._used(self._midnight(day + 1)))

    def _workday_after(self, ordinal: int, number: int) -> int:
        index = bisect_right(self._workdays, ordinal) + number - 1
        if index >= len(self._workdays):
            raise self._exhausted()
        return self._workdays[index]

    def _provisional(self, begin: int, end: int) -> bool:
        first = date.fromordinal(self._local(begin)).year
        last = date.fromordinal(self._local(end - 1)).year
        index = bisect_left(self._unknown, first)
        return index < len(self._unknown) and self._unknown[index] <= last

    def _instant(self, at: datetime) -> int:
        if at.utcoffset() is None:
            raise ValueError(f"{at.isoformat()} has no time zone")
        return self._covered((at - _EPOCH) // _SECOND)

    def _covered(self, instant: int) -> int:
        if not self._midnights[0] <= instant <= self._midnights[-1]:
            raise CalendarError(f"outside the years of the calendar, {FIRST_YEAR} to {LAST_YEAR}")
        return instant

    def _exhausted(self) -> CalendarError:
        return CalendarError(
            f"calendar version {self.version} has not that much working time before the end of {LAST_YEAR}"
        )

    def _ordinal(self, day: date) -> int:
        if isinstance(day, datetime):
            raise ValueError(f"{day.isoformat()} is an instant: expected a date")
        ordinal = day.toordinal()
        if not _FIRST_DAY <= ordinal < _END_DAY:
            raise CalendarError(f"{day} is outside {FIRST_YEAR} to {LAST_YEAR}")
        return ordinal

    def _local(self, instant: int) -> int:
        return _FIRST_DAY + bisect_right(self._midnights, instant) - 1

    def _midnight(self, ordinal: int) -> int:
        return self._midnights[ordinal - _FIRST_DAY]

    def _pieces(self, begin: int, finish: int) -> Iterator[Segment]:
        for ordinal in range(self._local(begin), self._local(finish - 1) + 1):
            lo = max(begin, self._midnight(ordinal))
            hi = min(finish, self._midnight(ordinal + 1))
            day = date.fromordinal(ordinal)
            if self.is_workday(day):
                yield from self._workday_pieces(day, lo, hi)
            elif day.year in self._days and day in self._days[day.year].off:
                yield self._segment(lo, hi, "holiday", self._name(day))
            else:
                yield self._segment(lo, hi, "rest")

    def _workday_pieces(self, day: date, lo: int, hi: int) -> Iterator[Segment]:
        used = self._used(lo)
        seconds = self._used(hi) - used
        if seconds == 0:
            yield self._pause(day, lo, hi)
            return
        first, last = self._reach(used + 1) - 1, self._reach(used + seconds)
        if lo < first:
            yield self._pause(day, lo, first)
        yield self._segment(first, last, "work", self._name(day), seconds)
        if last < hi:
            yield self._pause(day, last, hi)

    def _pause(self, day: date, lo: int, hi: int) -> Segment:
        midnight = self._midnight(day.toordinal())
        opening = self._reach(self._used(midnight) + 1) - 1
        close = self._reach(self._used(self._midnight(day.toordinal() + 1)))
        return self._segment(lo, hi, "rest" if opening <= lo and hi <= close else "night")

    def _name(self, day: date) -> str:
        year = self._days.get(day.year)
        return year.names.get(day, "") if year else ""

    def _segment(self, begin: int, end: int, kind: Kind, name: str = "", seconds: int = 0) -> Segment:
        return Segment(_utc(begin).astimezone(self.tz), _utc(end).astimezone(self.tz), seconds, kind, name)


def _joined(left: Segment, right: Segment) -> Segment | None:
    """The two as one: a night goes to its neighbour unless that is work."""
    if "work" in (left.kind, right.kind):
        return None
    kept = right if left.kind == "night" else left
    if right.kind != "night" and (right.kind, right.name) != (kept.kind, kept.name):
        return None
    return Segment(left.start, right.end, 0, kept.kind, kept.name)


@lru_cache(maxsize=8)
def _laid_out(
    years: tuple[tuple[int, Year], ...], slots: Slots, tz: ZoneInfo
) -> tuple["array[int]", "array[int]", "array[int]"]:
    """The ordinals of the working days, the starts of their slots, and the seconds that count before each of these.
    Kept, and never changed: a process builds the same few calendars, and each lays out 57 years."""
    laid = list(_lay_out(dict(years), slots, tz))
    spans = [span for _, spans in laid for span in spans]
    return (
        array("q", [ordinal for ordinal, _ in laid]),
        array("q", [start for start, _ in spans]),
        array("q", accumulate([end - start for start, end in spans], initial=0)),
    )


def _lay_out(
    years: Mapping[int, Year], slots: Slots, tz: ZoneInfo
) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """The ordinal of each working day, and the epoch seconds at which its slots begin and end."""
    hours = {day: slots.on(day).hours for day in DAYS_OF_YEAR}
    rests = _rests(years)
    midnights = pairwise(_midnights(tz))
    for ordinal, (midnight, following) in zip(range(_FIRST_DAY, _END_DAY), midnights, strict=True):
        if ordinal in rests:
            continue
        day = date.fromordinal(ordinal)
        minutes = hours[day.isoformat()[5:]]
        if following - midnight == _DAY:
            yield ordinal, tuple([(midnight + a * _MINUTE, midnight + b * _MINUTE) for a, b in minutes])
        elif spans := _uneven(day, minutes, tz):
            yield ordinal, spans


def _rests(years: Mapping[int, Year]) -> set[int]:
    """The ordinals of all days covered that are not working days."""
    rests = {o for o in range(_FIRST_DAY, _END_DAY) if o % 7 in (6, 0)}
    for year in years.values():
        rests.update(day.toordinal() for day in year.off)
        rests.difference_update(day.toordinal() for day in year.on)
    return rests


def _uneven(day: date, hours: Hours, tz: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """The slots of a day on which the clocks change: none begins before the one before it ends."""
    spans: list[tuple[int, int]] = []
    for start, end in hours:
        begin = max(_wall(day, start, tz), spans[-1][1] if spans else 0)
        if begin < (finish := _wall(day, end, tz)):
            spans.append((begin, finish))
    return tuple(spans)


@lru_cache(maxsize=8)
def _midnights(tz: ZoneInfo) -> "array[int]":
    """Epoch seconds of each local midnight from the first day covered to the end of the last."""
    days = range(_FIRST_DAY, _END_DAY + 1)
    offsets = [tz.utcoffset(datetime.fromordinal(day)) or timedelta() for day in days]
    first = _FIRST_DAY - _EPOCH.toordinal()
    return array("q", [n * _DAY - offset // _SECOND for n, offset in enumerate(offsets, first)])


def _wall(day: date, minute: int, tz: ZoneInfo) -> int:
    local = datetime(day.year, day.month, day.day, tzinfo=tz) + timedelta(minutes=minute)
    return (local - _EPOCH) // _SECOND


def _utc(instant: int) -> datetime:
    return _EPOCH + timedelta(seconds=instant)
