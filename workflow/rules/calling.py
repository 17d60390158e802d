"""When people are called together, and how they are told."""

from dataclasses import dataclass, field
from typing import Final, Literal

from models.notice import Channel
from workflow.calendar import Budget, Unit

INVITE: Final = Budget(3, Unit.WORK_DAY)
"""How long before a meeting people are invited where the file does not say it."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """When a meeting or bulletin is due: each period on a day of its first month, or when something has piled up
    (`tabled` cases, `repeats` reports of one topic in `days`, or `supports` of one suggestion), `within` a time of
    that. People are invited `invite` before it begins."""

    kind: str
    level: int
    every: Literal["month", "quarter", "half_year"] | None = None
    day: int | None = None
    tabled: int | None = None
    repeats: int | None = None
    days: int | None = None
    supports: int | None = None
    within: Budget | None = None
    invite: Budget = INVITE


@dataclass(frozen=True, slots=True)
class Telling:
    """Of which bodies a bulletin of some length of period is drawn up, and on which day of the month after it."""

    day: int
    city: bool = True
    townships: bool = False


DRAFT: Final = Budget(2, Unit.WORK_DAY)
"""How long a bulletin's draft waits where the file does not say it."""


@dataclass(frozen=True, slots=True)
class Bulletin(Meeting):
    """When bulletins are due: of each month (or whatever `every` says), of each quarter and of each year. A draft is to
    be approved within `draft`; where nobody does, it is published by itself (`by_itself`), or else its ladder speaks
    on."""

    city: bool = True
    townships: bool = True
    quarter: Telling = Telling(1)
    year: Telling = Telling(1)
    draft: Budget = DRAFT
    by_itself: bool = True
    line: int = field(default=0, compare=False)
    """Its line in the file."""

    def of(self, length: str) -> Telling | None:
        """Of whom one is drawn up about a month, quarter or year, and on which day; none where none is."""
        found = {"quarter": self.quarter, "year": self.year}.get(length)
        if length == self.every and self.day is not None:
            found = Telling(self.day, self.city, self.townships)
        return found if found and (found.city or found.townships) else None


@dataclass(frozen=True, slots=True)
class Notices:
    """How people are told. In the quiet hours (minutes from, to) only urgent notices go out; an urgent one repeats
    `every` so often until it is acknowledged, and after `tries` goes to the substitute."""

    quiet: tuple[int, int]
    digest: int
    channels: tuple[Channel, ...]
    urgent: tuple[Channel, ...]
    every: Budget
    tries: int
