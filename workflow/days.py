"""Which days are worked and at which hours: the slots of a day by season, and the published years' exceptions.

Exceptions to Monday to Friday are the public holidays and the make-up workdays (调休上班) of a published year; a year
that is not published yet is unknown, and what is counted in it is provisional.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Self

import chinese_calendar

FIRST_YEAR: Final = 2004
LAST_YEAR: Final = 2060
"""The years that are covered."""

DAYS_OF_YEAR: Final = frozenset(f"{date(2024, 1, 1) + timedelta(days=n):%m-%d}" for n in range(366))

Hours = tuple[tuple[int, int], ...]
"""Pairs (start, end) in minutes from midnight, in order; the end does not belong to the slot."""


@dataclass(frozen=True, slots=True)
class Season:
    """The working hours of the days from `first` to `last`, both included, or of every day.

    `first` and `last` are "MM-DD" or both empty; a `last` before `first` wraps the New Year.
    Raises ValueError for anything but such days and ordered, separate hours within a day.
    """

    hours: Hours
    first: str = ""
    last: str = ""

    def __post_init__(self) -> None:
        if bool(self.first) != bool(self.last):
            raise ValueError("a season has both a first and a last day, or neither")
        if self.first and not {self.first, self.last} <= DAYS_OF_YEAR:
            raise ValueError(f"{self.first} to {self.last}: a season's days are MM-DD")
        if not self.hours:
            raise ValueError("a season has at least one slot of hours")
        for start, end in self.hours:
            if not 0 <= start < end <= 1_440:
                raise ValueError(f"slot {start}-{end}: expected 0 <= start < end <= 1440 minutes")
        for (_, end), (start, _) in pairwise(self.hours):
            if start < end:
                raise ValueError(f"slot at minute {start} begins before the last ended at {end}")

    @property
    def seconds(self) -> int:
        """Working seconds of one of its days."""
        return sum(end - start for start, end in self.hours) * 60

    def fits(self, day: str) -> bool:
        """Whether the "MM-DD" lies in the season."""
        if self.first <= self.last:
            return not self.first or self.first <= day <= self.last
        return day >= self.first or day <= self.last


@dataclass(frozen=True, slots=True)
class Slots:
    """The hours of a working day through the year: the first season that fits a date wins.

    Raises ValueError if a day of the year, 29 February included, has no season.
    """

    seasons: tuple[Season, ...]

    def __post_init__(self) -> None:
        for day in sorted(DAYS_OF_YEAR):
            if not any(season.fits(day) for season in self.seasons):
                raise ValueError(f"no season has the hours of {day}")

    def on(self, day: str) -> Season:
        """The season of an "MM-DD"."""
        return next(season for season in self.seasons if season.fits(day))

    def workday_seconds(self) -> int:
        """Seconds of one 工作日: of the first season without dates, else what all seasons agree on.

        Raises ValueError where they do not agree: then the rules have to say it.
        """
        undated = [season.seconds for season in self.seasons if not season.first]
        agreed = set(undated[:1] or (season.seconds for season in self.seasons))
        if len(agreed) > 1:
            raise ValueError("the seasons' days differ in length: say how long a 工作日 is")
        return agreed.pop()


@dataclass(frozen=True, slots=True)
class Year:
    """The exceptions to Monday–Friday of a published year; `names` are for explanations only.

    Raises ValueError if a date is both off and on.
    """

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if both := self.off & self.on:
            raise ValueError(f"{min(both)} is both a holiday and a make-up workday")


@dataclass(frozen=True, slots=True)
class Days:
    """A version of the table of holidays and make-up workdays: the published years.

    A year that is not in it is Monday–Friday, and what is counted in it is provisional. Raises
    ValueError for a year that has dates of another, or that no calendar covers.
    """

    version: int
    years: Mapping[int, Year]

    def __post_init__(self) -> None:
        for number, year in self.years.items():
            if not FIRST_YEAR <= number <= LAST_YEAR:
                raise ValueError(f"{number} is outside {FIRST_YEAR} to {LAST_YEAR}")
            if stray := [day for day in year.off | year.on if day.year != number]:
                raise ValueError(f"{min(stray)} stands in the year {number}")

    def to_json(self) -> dict[str, object]:
        """Plain values for `json.dumps`, in a fixed order: the same days give the same text."""
        return {
            "version": self.version,
            "years": {
                str(number): {
                    "off": [day.isoformat() for day in sorted(year.off)],
                    "on": [day.isoformat() for day in sorted(year.on)],
                    "names": {day.isoformat(): year.names[day] for day in sorted(year.names)},
                }
                for number, year in sorted(self.years.items())
            },
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what `to_json` gives; `off`, `on` and `names` may be left out.

        Raises ValueError, which names what is wrong: nothing unknown is passed over.
        """
        table = _members(value, "the calendar", {"version", "years"})
        version = table.get("version")
        if not isinstance(version, int) or isinstance(version, bool):
            raise ValueError(f"version {version!r}: expected a whole number")
        years = _members(table.get("years"), "years")
        return cls(version, {_year(number): _read(number, years[number]) for number in years})


def _members(value: object, where: str, known: set[str] | None = None) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: expected an object, not {value!r}")
    if known is not None and (unknown := value.keys() - known):
        raise ValueError(f"{where}: unknown {sorted(map(str, unknown))}")
    return value


def _year(number: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", number):
        raise ValueError(f"year {number!r}: expected four digits")
    return int(number)


def _read(number: str, value: object) -> Year:
    table = _members(value, f"year {number}", {"off", "on", "names"})
    where = f"names of {number}"
    names = _members(table.get("names", {}), where)
    return Year(
        off=_dates(table.get("off", []), f"off of {number}"),
        on=_dates(table.get("on", []), f"on of {number}"),
        names={_date(day, where): _text(name, where) for day, name in names.items()},
    )


def _dates(value: object, where: str) -> frozenset[date]:
    if not isinstance(value, list):
        raise ValueError(f"{where}: expected a list of dates, not {value!r}")
    return frozenset(_date(day, where) for day in value)


def _date(value: object, where: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(_text(value, where))
        if day.isoformat() == value:
            return day
    raise ValueError(f"{where}: expected a date such as 2026-10-01, not {value!r}")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{where}: expected text, not {value!r}")
    return value


def published_days(version: int) -> Days:
    """The years that the package `chinesecalendar` has in full, as version `version`.

    A year counts as published when it has a day of each festival that every notice of the State
    Council since 2004 names: the package itself answers for a whole year once it holds one date of
    it, and a holiday at New Year can be all that it holds.
    """
    festivals = ("New Year's Day", "Spring Festival", "Labour Day", "National Day")
    named: dict[int, set[str]] = {}
    for day, name in chinese_calendar.holidays.items():
        named.setdefault(day.year, set()).add(name)
    published = sorted(number for number in named if named[number].issuperset(festivals))
    return Days(version, {number: _published(number) for number in published})


def _published(number: int) -> Year:
    off = {day: name for day, name in chinese_calendar.holidays.items() if day.year == number}
    on = {day: name for day, name in chinese_calendar.workdays.items() if day.year == number}
    names = {day: chinese_calendar.Holiday(name).chinese for day, name in (off | on).items()}
    return Year(frozenset(off), frozenset(on), names)
