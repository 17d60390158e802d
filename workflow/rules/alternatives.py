"""What a route's `when` says, as alternatives: of one of them all conditions must hold (disjunctive normal form).

`any`, `all`, `not` and shared conditions are gone afterwards. A `not` is carried down to the single conditions; of an
attribute that has one value of finitely many it becomes the values that are left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from models.incident import Source
from workflow.rules.language import CONDITIONS, Alternative, Attribute, Condition, GridKind
from workflow.rules.seeing import DAYS, MINUTES, SEVERAL, values

MOST: Final = 64
"""Alternatives of one route: more than that nobody can survey."""

_OPEN: Final = SEVERAL | {Attribute.WORDS, Attribute.REPEATS}
"""The attributes of which what is left of a negation cannot be listed."""


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must hold."""

    parts: tuple["Said", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts must hold."""

    parts: tuple["Said", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Said"


Said = Condition | Every | Some | Not


class TooMany(Exception):
    """More than `MOST` alternatives."""


def alternatives(said: Said, categories: Sequence[str]) -> tuple[Alternative, ...]:
    """The ways in which it holds, in the order in which the file says them; none if it never does. `categories` are
    the keys of the catalogue. Raises TooMany."""
    return tuple(_ways(said, False, categories, {}))


Known = dict[tuple[int, bool], list[Alternative]]
"""The ways of what was looked at already, by its id and whether it was inverted: a shared condition that others name
again and again is looked at once."""


def _ways(said: Said, inverted: bool, categories: Sequence[str], known: Known) -> list[Alternative]:
    key = (id(said), inverted)
    if key not in known:
        known[key] = _looked_at(said, inverted, categories, known)
    return known[key]


def _looked_at(said: Said, inverted: bool, categories: Sequence[str], known: Known) -> list[Alternative]:
    match said:
        case Not(part):
            return _ways(part, not inverted, categories, known)
        case Every(parts) | Some(parts):
            below = [_ways(part, inverted, categories, known) for part in parts]
            together = isinstance(said, Every) is not inverted
            return _bounded(_together(below) if together else [way for ways in below for way in ways])
        case Condition() if inverted:
            left = _opposite(said, categories)
            return [(left,)] if left else []
        case _:
            return [(said,)]


def _together(below: Sequence[Sequence[Alternative]]) -> list[Alternative]:
    """The ways of several parts that must all hold."""
    found: list[Alternative] = [()]
    for ways in below:
        joined = (_joined(one, other) for one, other in product(found, ways))
        found = _bounded([way for way in joined if _possible(way)])
    return found


def _joined(one: Alternative, other: Alternative) -> Alternative:
    """Both, in the order of `CONDITIONS`, each condition once."""
    return tuple(sorted(dict.fromkeys((*one, *other)), key=lambda condition: CONDITIONS.index(condition.attribute)))


def _possible(way: Alternative) -> bool:
    """Whether no two conditions on an attribute of one value exclude each other."""
    left: dict[Attribute, frozenset[str | int]] = {}
    for condition in way:
        if condition.attribute not in _OPEN:
            fits = values(condition)
            left[condition.attribute] = left.get(condition.attribute, fits) & fits
    return all(left.values())


def _bounded(ways: Iterable[Alternative]) -> list[Alternative]:
    """Without those that another takes in, at most `MOST`."""
    found: list[tuple[frozenset[object], Alternative]] = []
    for way in ways:
        asks = frozenset(_asked(condition) for condition in way)
        if not any(other <= asks for other, _ in found):
            found = [(other, each) for other, each in found if not asks <= other]
            found.append((asks, way))
        if len(found) > MOST:
            raise TooMany
    return [way for _, way in found]


def _asked(condition: Condition) -> tuple[object, ...]:
    """What a condition asks for, whatever the order in which the file lists it."""
    in_order = condition.attribute in (Attribute.TIME, Attribute.SEASON, Attribute.REPEATS)
    takes = condition.takes if in_order else frozenset(condition.takes)
    return condition.attribute, takes, condition.negated


def _opposite(condition: Condition, categories: Sequence[str]) -> Condition | None:
    """What holds where a condition does not; None where that is nowhere."""
    if condition.attribute in _OPEN:
        return replace(condition, negated=not condition.negated, excluding=not condition.excluding)
    left = _left(condition, categories)
    return replace(condition, takes=left, excluding=not condition.excluding) if left else None


def _left(condition: Condition, categories: Sequence[str]) -> tuple[str | int, ...]:
    """The values that a condition on an attribute of one value does not take, as `takes` has them."""
    taken = values(condition)
    match condition.attribute:
        case Attribute.TIME:
            start, end = (int(minute) for minute in condition.takes)
            return (end % MINUTES, start) if len(taken) < MINUTES else ()
        case Attribute.SEASON:
            first, last = (DAYS.index(str(day)) for day in condition.takes)
            return (DAYS[(last + 1) % len(DAYS)], DAYS[first - 1]) if len(taken) < len(DAYS) else ()
    known: dict[Attribute, Iterable[str | int]] = {
        Attribute.CATEGORY: categories,
        Attribute.SEVERITY: (1, 2, 3, 4),
        Attribute.GRID_KIND: ("", *GridKind),
        Attribute.WORKDAY: (0, 1),
        Attribute.SOURCE: Source,
    }
    return tuple(value for value in known[condition.attribute] if value not in taken)
