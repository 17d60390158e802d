"""How figures are judged: composites with their parts, count bands and grades, and which patterns are watched.

What a rate or a mark is, say `workflow.indicators` and `workflow.patterns`; here stand only their names, and what of
them can be counted of whom.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

from workflow.calendar import Budget, Unit

WHOLE: Final = 100
"""What the weights of a composite add up to, and the most points of a part."""


class Whose(StrEnum):
    """Whom a composite is of."""

    TOWNSHIP = "township"
    UNIT = "unit"
    INFORMANT = "informant"
    INTAKE = "intake"
    DUTY_CHIEF = "duty_chief"
    """Reckoned from the figures of the township whose desk it leads."""
    DISPATCHER = "dispatcher"


_TERRITORY: Final = (
    "filing", "filing_on_time", "filing_accuracy", "missed", "check_on_time", "dispatch_on_time", "dispatch_accuracy",
    "handling_on_time", "verify_on_time", "rework", "right_first_time", "inspection_failed", "closing",
    "closing_on_time", "reminded", "answer_on_time", "adoption", "carrying_out",
)  # fmt: skip
RATES_OF: Final[Mapping[Whose, tuple[str, ...]]] = {
    Whose.TOWNSHIP: _TERRITORY,
    Whose.UNIT: (
        "handling_on_time",
        "rework",
        "right_first_time",
        "inspection_failed",
        "closing",
        "closing_on_time",
        "reminded",
    ),
    Whose.INFORMANT: ("filing", "missed", "check_on_time", "verify_on_time"),
    Whose.INTAKE: ("filing_on_time", "filing_accuracy"),
    Whose.DUTY_CHIEF: _TERRITORY,
    Whose.DISPATCHER: ("dispatch_on_time", "dispatch_accuracy", "rework", "right_first_time"),
}
"""The rates that a composite may be made of."""

_NUMBERS: Final = ("reported", "filed", "dispatched", "handled", "closed")
COUNTS_OF: Final[Mapping[Whose, tuple[str, ...]]] = {
    Whose.TOWNSHIP: _NUMBERS,
    Whose.UNIT: ("handle_due", "handled", "closed"),
    Whose.INFORMANT: ("reported", "check_due", "verify_due"),
    Whose.INTAKE: ("filed",),
    Whose.DUTY_CHIEF: _NUMBERS,
    Whose.DISPATCHER: ("dispatch_due", "dispatched"),
}
"""The numbers of cases that it may be made of."""

RATES: Final = tuple(dict.fromkeys(name for names in RATES_OF.values() for name in names))
COUNTS: Final = tuple(dict.fromkeys(name for names in COUNTS_OF.values() for name in names))


class Colour(StrEnum):
    """The role of a grade's colour; what it looks like is the page's."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    at_least: int
    colour: Colour


@dataclass(frozen=True, slots=True)
class Band:
    """A number of cases of 30 days up to this one gets so many points; without `up_to` any number beyond."""

    points: int
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A rate in percent, from 100 down where it is `inverted`; or a number of cases with the points of its band."""

    weight: int
    rate: str | None = None
    count: str | None = None
    inverted: bool = False
    bands: tuple[Band, ...] = ()


REOPENED: Final = Budget(30, Unit.DAY)


@dataclass(frozen=True, slots=True)
class Watched:
    """From where on a pattern is one: closed in time and `reopened` within so long; sent to another after so much of
    its time was used (`reset`); so many `extensions` of one case; given back to who had it before so often (`back`); a
    category whose time to handle is `longer` by so much; closed in the last `before_limit` of its time."""

    reopened: Budget = REOPENED
    reset: Fraction = Fraction(1, 2)
    extensions: int = 2
    back: int = 1
    longer: Fraction = Fraction(1, 10)
    before_limit: Fraction = Fraction(1, 20)


def _bands(beyond: int, *bands: tuple[int, int]) -> tuple[Band, ...]:
    return (*(Band(points, up_to) for up_to, points in bands), Band(beyond))


FEWER: Final = _bands(0, (50, 100), (100, 90), (200, 75), (500, 60), (1_000, 40))
MORE: Final = _bands(100, (100, 0), (500, 40), (1_000, 60), (1_500, 75), (2_000, 90))
GRADES: Final = (
    Grade("A", 90, Colour.GREEN),
    Grade("B", 75, Colour.BLUE),
    Grade("C", 60, Colour.YELLOW),
    Grade("D", 40, Colour.RED),
    Grade("E", 0, Colour.BLACK),
)
COMPOSITES: Final[Mapping[Whose, tuple[Part, ...]]] = {
    Whose.TOWNSHIP: (
        Part(20, "filing_on_time"),
        Part(20, "dispatch_on_time"),
        Part(30, "closing"),
        Part(30, "closing_on_time"),
    ),
    Whose.UNIT: (
        Part(10, count="handle_due", bands=FEWER),
        Part(30, "closing"),
        Part(30, "handling_on_time"),
        Part(30, "rework", inverted=True),
    ),
    Whose.INFORMANT: (
        Part(40, "filing"),
        Part(20, "missed", inverted=True),
        Part(20, "check_on_time"),
        Part(20, "verify_on_time"),
    ),
    Whose.INTAKE: (
        Part(25, count="filed", bands=MORE),
        Part(40, "filing_on_time"),
        Part(35, "filing_accuracy"),
    ),
    Whose.DUTY_CHIEF: (Part(25, "filing_on_time"), Part(40, "filing_accuracy"), Part(35, "closing_on_time")),
    Whose.DISPATCHER: (
        Part(20, count="dispatched", bands=MORE),
        Part(40, "dispatch_on_time"),
        Part(40, "dispatch_accuracy"),
    ),
}


@dataclass(frozen=True, slots=True)
class Measures:
    """What a file says, or all of it by default."""

    grades: tuple[Grade, ...] = GRADES
    composites: Mapping[Whose, tuple[Part, ...]] = field(default_factory=lambda: COMPOSITES)
    patterns: Watched = Watched()


def wrong_bands(bands: Iterable[int | None]) -> bool:
    """Whether the bands' ends do not rise, or another than the last has none."""
    *known, last = bands
    return last is not None or None in known or sorted({at for at in known if at is not None}) != known
