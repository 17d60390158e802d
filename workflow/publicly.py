"""The city's figures as anybody may see them: no case, no person, and no number so small that it tells of one. Pure."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from workflow.calendar import SHANGHAI

LEAST: Final = 5
"""A number below this is not shown by itself but among the others."""

K = TypeVar("K", bound=Hashable)


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


@dataclass
class Row:
    """One township or one group of categories, or all the others together (`key` none). None stands for what is
    counted among the others."""

    key: str | None
    open: int | None = None
    overdue: int | None = None
    closed: int | None = None
    promised: int | None = None
    kept: int | None = None
    rated: int | None = None
    rating: float | None = None


@dataclass
class Figures:
    """Of the whole city, and by its parts. `before` is the month before this one, whole."""

    at: datetime
    since: datetime
    whole: Sums
    before: Sums
    townships: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)


def months(now: datetime) -> tuple[datetime, datetime]:
    """When the month before this one began, and when this one did, in the city's time."""
    first = now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
    return last, first


def figures(
    now: datetime, opened: Iterable[Counted], closed: Iterable[Closed], group_of: Callable[[str], str]
) -> Figures:
    """The figures; `group_of` says to which group a category belongs. Of `closed` the span 0 is last month."""
    found = Figures(now, months(now)[1], Sums(), Sums())
    townships: dict[str, Sums] = {}
    groups: dict[str, Sums] = {}
    both: Iterator[Counted | Closed] = chain(opened, closed)
    for each in both:
        if isinstance(each, Closed) and each.span == 0:
            found.before.add(each)
            continue
        found.whole.add(each)
        townships.setdefault(each.township or "", Sums()).add(each)
        groups.setdefault(group_of(each.category), Sums()).add(each)
    found.townships, found.groups = list(rows(townships)), list(rows(groups))
    return found


MEASURES: Final[Mapping[str, Sequence[str]]] = {
    "open": ("open", "overdue"),
    "closed": ("closed",),
    "promised": ("promised", "kept"),
    "rated": ("rated", "rating"),
}
"""What is shown or hidden together, by the number that decides it."""


def rows(parts: Mapping[str, Sums]) -> list[Row]:
    """The parts by their keys, and last what is hidden of them, together."""
    found = {key: Row(key) for key in sorted(parts) if key}
    others, summed = Row(None), Sums()
    for number, names in MEASURES.items():
        hidden = folded({key: getattr(sums, number) for key, sums in parts.items()})
        hidden |= {""} & parts.keys()
        for key, sums in parts.items():
            for name in names:
                if key in hidden:
                    setattr(summed, name, getattr(summed, name) + getattr(sums, name))
                else:
                    setattr(found[key], name, _shown(name, sums))
        if hidden:
            for name in names:
                setattr(others, name, _shown(name, summed))
    told = [row for row in (*found.values(), others) if any(getattr(row, name) is not None for name in NAMES)]
    return told


def _shown(name: str, sums: Sums) -> int | float | None:
    if name == "rating":
        return round(sums.rating / sums.rated, 1) if sums.rated else None
    value: int = getattr(sums, name)
    return value


def folded(counts: Mapping[K, int]) -> set[K]:
    """Whose numbers are shown among the others: those that are too small, and of the next ones as many as it takes
    that the others are no small number and no single part, which a subtraction would tell."""
    hidden = {key for key, count in counts.items() if 0 < count < LEAST}
    if not hidden:
        return hidden
    total = Counter({key: counts[key] for key in hidden}).total()
    for key in sorted((key for key in counts if counts[key] >= LEAST), key=lambda key: counts[key]):
        if total >= LEAST and len(hidden) > 1:
            break
        hidden.add(key)
        total += counts[key]
    return hidden if total >= LEAST and len(hidden) > 1 else set(counts)
