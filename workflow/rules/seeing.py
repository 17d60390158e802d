"""What one condition sees of a case, and whether it holds: written for one case at a time, to explain with.

`matching` finds the same for all routes at once.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from workflow.rules.language import Attribute, Case, Condition

MINUTES: Final = 1_440
DAYS: Final = tuple(f"{date(2024, 1, 1) + timedelta(days=n):%m-%d}" for n in range(366))
"""The days of a leap year, in order."""

SEVERAL: Final = frozenset({Attribute.GRID, Attribute.SPECIAL, Attribute.SPECIAL_KIND})
"""Of these a case may have several values at once; a condition holds if one of them fits."""


def holds(condition: Condition, case: Case) -> bool:
    """Whether it is true of a case."""
    match condition.attribute:
        case Attribute.WORDS:
            fits = any(str(word) in case.words for word in condition.takes)
        case Attribute.REPEATS:
            least, metres, days = (int(number) for number in condition.takes)
            fits = case.repeated(metres, days) >= least
        case attribute if attribute in SEVERAL:
            fits = not {*condition.takes}.isdisjoint(several(attribute, case))
        case _:
            fits = single(condition.attribute, case) in values(condition)
    return fits is not condition.negated


def several(attribute: Attribute, case: Case) -> Sequence[str]:
    """The values that a case has of one of `SEVERAL`."""
    if attribute is Attribute.GRID:
        return case.path.split(".") if case.path else ()
    return case.specials if attribute is Attribute.SPECIAL else case.special_kinds


def single(attribute: Attribute, case: Case) -> str | int:
    """The one value that a case has of an attribute that is neither of `SEVERAL` nor words or repeats."""
    match attribute:
        case Attribute.TIME:
            return case.minute
        case Attribute.SEASON:
            return case.day
        case Attribute.GRID_KIND:
            return case.kind or ""
        case Attribute.WORKDAY:
            return int(case.workday)
        case _:
            found: str | int = getattr(case, attribute)
            return found


def values(condition: Condition) -> frozenset[str | int]:
    """All values that make a condition on a single-valued attribute true: each minute of a time, each day of a
    season."""
    if condition.attribute is Attribute.TIME:
        return frozenset(_minutes(*(int(minute) for minute in condition.takes)))
    if condition.attribute is Attribute.SEASON:
        return frozenset(_days(*(str(day) for day in condition.takes)))
    return frozenset(condition.takes)


def _minutes(start: int, end: int) -> Iterator[int]:
    return (minute % MINUTES for minute in range(start, end if end > start else end + MINUTES))


def _days(first: str, last: str) -> Iterator[str]:
    if first <= last:
        return (day for day in DAYS if first <= day <= last)
    return (day for day in DAYS if day >= first or day <= last)


def seen(condition: Condition, case: Case) -> str:
    """What it looked at in a case, for an explanation; empty where there was nothing to see."""
    match condition.attribute:
        case Attribute.TIME:
            return f"{case.minute // 60:02}:{case.minute % 60:02}"
        case Attribute.WORDS:
            return ", ".join(str(word) for word in condition.takes if str(word) in case.words)
        case Attribute.WORKDAY:
            return str(case.workday).lower()
        case Attribute.REPEATS:
            return str(case.repeated(*(int(number) for number in condition.takes[1:])))
        case Attribute.SPECIAL | Attribute.SPECIAL_KIND:
            return ", ".join(several(condition.attribute, case))
        case Attribute.GRID:
            return case.path
        case attribute:
            return str(single(attribute, case))
