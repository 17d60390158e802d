"""The city's figures as anybody may see them: no case, no person, and no number so small that it tells of one. Pure.

What is shown is a column of numbers, its total, and the same by township and by group of categories. A number below
`LEAST` is not shown, and whatever is shown leaves it open: for each number that is not, all that is shown would also be
so if it were `LEAST` or more. That holds because of three things (`hidden`): what is hidden of a column is together no
small number and no single part; where a number is hidden, so is what is counted of it (the overdue of the open); and
which further parts are hidden with the small ones goes by their codes and not by their numbers.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple

from workflow.calendar import SHANGHAI

LEAST: Final = 5
"""A number below this is not shown by itself but among the others."""


class Counted(NamedTuple):
    """Counts of one category in one township (none where the place is not known): how many are open, and of these how
    many are past what was promised."""

    township: str | None
    category: str
    open: int
    overdue: int


class Closed(NamedTuple):
    """The same of what was closed in one of the spans, by its place among them: how many, of how many something was
    promised, of how many that was kept, how many were rated, and the sum of the ratings."""

    span: int
    township: str | None
    category: str
    closed: int
    promised: int
    kept: int
    rated: int
    rating: int


@dataclass
class Sums:
    """What one row of figures is made of."""

    open: int = 0
    overdue: int = 0
    closed: int = 0
    promised: int = 0
    kept: int = 0
    rated: int = 0
    rating: int = 0

    def add(self, other: "Counted | Closed | Sums") -> None:
        for name in NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name, 0))


NAMES: Final = tuple(Sums.__dataclass_fields__)


@dataclass(frozen=True)
class Shown:
    """What is shown of sums; none is what is not: of a total, since it is less than five; of a part, since it is
    counted among the others."""

    open: int | None = None
    overdue: int | None = None
    closed: int | None = None
    promised: int | None = None
    kept: int | None = None
    rated: int | None = None
    rating: float | None = None


@dataclass(frozen=True)
class Row:
    """One township or one group of categories, or all the others together (`key` none)."""

    key: str | None
    shown: Shown


@dataclass(frozen=True)
class Figures:
    """Of the whole city, and by its parts. `before` is the month before this one, whole."""

    at: datetime
    since: datetime
    whole: Shown
    before: Shown
    townships: list[Row]
    groups: list[Row]


def months(now: datetime) -> tuple[datetime, datetime]:
    """When the month before this one began, and when this one did, in the city's time."""
    first = now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
    return last, first


def figures(
    now: datetime,
    opened: Iterable[Counted],
    closed: Iterable[Closed],
    townships: Iterable[str],
    groups: Mapping[str, str],
) -> Figures:
    """The figures by all the townships and groups that there are, whether something is counted of them or not.
    `groups` says to which one a category belongs. Of `closed` the span 0 is last month."""
    whole, before = Sums(), Sums()
    by_township = {code: Sums() for code in townships}
    by_group = {key: Sums() for key in groups.values()}
    both: Iterator[Counted | Closed] = chain(opened, closed)
    for each in both:
        if isinstance(each, Closed) and each.span == 0:
            before.add(each)
            continue
        whole.add(each)
        by_township.setdefault(each.township or NOWHERE, Sums()).add(each)
        by_group.setdefault(groups.get(each.category, NOWHERE), Sums()).add(each)
    return Figures(now, months(now)[1], total(whole), total(before), rows(by_township), rows(by_group))


NOWHERE: Final = ""
"""The key of what is counted of no township or no group: always among the others."""

OF: Final[Mapping[str, str | None]] = {
    "open": None,
    "overdue": "open",
    "closed": None,
    "promised": "closed",
    "kept": "promised",
    "rated": "closed",
}
"""The columns that are counts, each after the one of which it is a part."""

PROMISES: Final[Mapping[str, str | None]] = {"promised": None, "closed": "promised", "kept": "closed"}
"""The same in a bulletin, where what is counted is what was promised: of it so much was closed, in time so much."""


def alone(count: int) -> int | None:
    """A number that stands by itself; none where it is small."""
    return count if count >= LEAST else None


def total(sums: Sums, of: Mapping[str, str | None] = OF) -> Shown:
    """Totals, but those that are small."""
    return _shown({name: sums for name in of if getattr(sums, name) >= LEAST})


def rows(parts: Mapping[str, Sums], of: Mapping[str, str | None] = OF) -> list[Row]:
    """The parts by their keys, and last what is hidden of them, together. Rows of which nothing is shown are not
    there. Which columns there are, and of what each is a part, is said by `of`."""
    whole = Sums()
    for sums in parts.values():
        whole.add(sums)
    told = [name for name in of if getattr(whole, name) >= LEAST]
    folded: dict[str, set[str]] = {}
    for name in told:
        counts = {key: int(getattr(sums, name)) for key, sums in parts.items()}
        folded[name] = hidden(counts, folded.get(of[name] or "", set()))
    found = [Row(key, _shown({name: parts[key] for name in told if key not in folded[name]})) for key in sorted(parts)]
    others = Row(None, _shown({name: _together(parts, folded[name]) for name in told if folded[name]}))
    return [row for row in (*found, others) if row.shown != Shown()]


def hidden(counts: Mapping[str, int], already: AbstractSet[str] = frozenset()) -> set[str]:
    """Which of these are shown among the others, where their sum is at least `LEAST`: those in `already`, those that
    are too small, and as many more, the last codes first, as it takes."""
    found = {key for key, count in counts.items() if count < LEAST or key in already or key == NOWHERE}
    for key in sorted(counts.keys() - found, reverse=True):
        if not found or (len(found) > 1 and sum(counts[each] for each in found) >= LEAST):
            break
        found.add(key)
    return found


def _together(parts: Mapping[str, Sums], keys: Iterable[str]) -> Sums:
    found = Sums()
    for key in keys:
        found.add(parts[key])
    return found


def _shown(told: Mapping[str, Sums]) -> Shown:
    """The columns that are told, each from its own sums; how it was rated goes with by how many."""
    counts: dict[str, int] = {name: getattr(sums, name) for name, sums in told.items()}
    rated = told.get("rated")
    return Shown(**counts, rating=round(rated.rating / rated.rated, 1) if rated else None)
