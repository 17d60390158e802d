"""The first route that fits a case, by bit masks: bit n stands for row n, an alternative of a route.

For each attribute a table says, value by value, which rows it leaves in the running; those without a condition on it
always are. A decision is the AND over the attributes and its lowest bit; only words are looked for one row at a time,
among those that everything else leaves.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_

from models.incident import Source
from workflow.errors import NoRoute
from workflow.rules.language import CONDITIONS, Alternative, Attribute, Case, Condition, GridKind, Lost, Met, Route
from workflow.rules.language import Routing as Found
from workflow.rules.seeing import DAYS, MINUTES, holds, seen, values

MOST_PATHS = 16_384
"""Places whose mask is kept."""

_SINGLE = (
    Attribute.CATEGORY,
    Attribute.SEVERITY,
    Attribute.GRID_KIND,
    Attribute.WORKDAY,
    Attribute.SEASON,
    Attribute.SOURCE,
)
"""The attributes of one value, looked up by it; so is time, in a list of its minutes."""

_KNOWN: dict[Attribute, Iterable[str | int]] = {
    Attribute.SEVERITY: (1, 2, 3, 4),
    Attribute.GRID_KIND: ("", *GridKind),
    Attribute.WORKDAY: (0, 1),
    Attribute.SEASON: DAYS,
    Attribute.SOURCE: Source,
    Attribute.TIME: range(MINUTES),
}
"""Values that are likely to be asked for, so that they need no second look."""

Row = tuple[int, list[Condition]]
"""The bit of a row and its conditions on one attribute."""


class Table(dict[str | int, int]):
    """The rows that a value of one attribute leaves in the running; `rest` is what any other value leaves."""

    __slots__ = ("rest",)

    def __init__(self, rows: Iterable[Row], attribute: Attribute) -> None:
        super().__init__()
        self.rest = 0
        for bit, conditions in rows:
            if not conditions:
                self.rest |= bit
                continue
            for value in reduce(and_, (values(condition) for condition in conditions)):
                self[value] |= bit
        for known in {*self, *_KNOWN.get(attribute, ())}:
            self[known] |= self.rest

    def __missing__(self, value: str | int) -> int:
        return self.rest


class Layers:
    """The rows that the values of an attribute leave of which a case may have several at once."""

    def __init__(self, rows: Sequence[Row], attribute: Attribute) -> None:
        wanting = [(bit, [c for c in conditions if not c.negated]) for bit, conditions in rows]
        deepest = max((len(conditions) for _, conditions in wanting), default=0)
        self._layers = [
            Table(((bit, conditions[depth : depth + 1]) for bit, conditions in wanting), attribute)
            for depth in range(deepest)
        ]
        """Table n has the n-th condition of each row: all of a row's must hold, each of some value."""
        self._barred: dict[str | int, int] = {}
        for bit, conditions in rows:
            for value in (value for condition in conditions if condition.negated for value in condition.takes):
                self._barred[value] = self._barred.get(value, 0) | bit
        self.asked = bool(self._layers or self._barred)
        self.none = reduce(and_, (layer.rest for layer in self._layers), _all(rows))
        """What a case leaves that has no value."""

    def of(self, found: Sequence[str]) -> int:
        """What these values leave together."""
        mask = self.none
        if not self.asked or not found:
            return mask
        for depth, layer in enumerate(self._layers):
            left = layer.rest
            for value in found:
                left |= layer.get(value, 0)
            mask = left if depth == 0 else mask & left
        for value in found:
            mask &= ~self._barred.get(value, 0)
        return mask


class Steps:
    """The rows that a number of repeats leaves, by one measure."""

    def __init__(self, rows: Sequence[Row], measure: tuple[int, int]) -> None:
        self.metres, self.days = measure
        asked = [(bit, [c for c in conditions if c.takes[1:] == measure]) for bit, conditions in rows]
        self._least = sorted({int(c.takes[0]) for _, conditions in asked for c in conditions})
        self._masks = [sum(bit for bit, conditions in asked if _reached(conditions, n)) for n in (0, *self._least)]

    def of(self, case: Case) -> int:
        return self._masks[bisect_right(self._least, case.repeated(self.metres, self.days))]


def _reached(conditions: Iterable[Condition], number: int) -> bool:
    return all((number >= int(condition.takes[0])) is not condition.negated for condition in conditions)


class Masks:
    """The masks of a list of routes. `rows` has the place of the route of each row, `measures` the (metres, days) by
    which the routes count repeats."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = tuple(routes)
        self._rows: list[Alternative] = [each for route in routes for each in route.alternatives]
        self.rows = tuple(place for place, route in enumerate(routes) for _ in route.alternatives)
        self.places = {route.name: place for place, route in reversed(list(enumerate(routes)))}
        self._paths: dict[str, int] = {}
        self._tables = tuple(Table(self._on(attribute), attribute) for attribute in _SINGLE)
        minutes = Table(self._on(Attribute.TIME), Attribute.TIME)
        self._minutes = [minutes[minute] for minute in range(MINUTES)]
        self._grids, self._special, self._special_kinds = (
            Layers(list(self._on(attribute)), attribute)
            for attribute in (Attribute.GRID, Attribute.SPECIAL, Attribute.SPECIAL_KIND)
        )
        repeats = list(self._on(Attribute.REPEATS))
        self.measures = tuple(sorted({_measure(c) for _, conditions in repeats for c in conditions}))
        self._steps = [Steps(repeats, measure) for measure in self.measures]
        self._words = {bit: conditions for bit, conditions in self._on(Attribute.WORDS) if conditions}
        self._worded = sum(self._words)

    def _on(self, attribute: Attribute) -> Iterator[Row]:
        for row, conditions in enumerate(self._rows):
            yield 1 << row, [condition for condition in conditions if condition.attribute is attribute]

    def row(self, case: Case) -> int:
        """The first alternative that holds; NoRoute where none does."""
        categories, severities, kinds, workdays, seasons, sources = self._tables
        left = categories[case.category] & severities[case.severity] & kinds[case.kind or ""]
        left &= workdays[case.workday] & seasons[case.day] & sources[case.source] & self._minutes[case.minute]
        left &= self._paths.get(case.path) or self._below(case.path)
        left &= self._special.of(case.specials) & self._special_kinds.of(case.special_kinds)
        for steps in self._steps:
            left &= steps.of(case)
        lowest = left & -left
        while lowest & self._worded and not all(holds(condition, case) for condition in self._words[lowest]):
            left ^= lowest
            lowest = left & -left
        if not lowest:
            raise NoRoute(category=case.category, severity=case.severity, path=case.path)
        return lowest.bit_length() - 1

    def first(self, case: Case) -> int:
        """The place of the first route that fits; NoRoute where none does."""
        return self.rows[self.row(case)]

    def routing(self, case: Case) -> Found:
        """The first route that fits, with its reasons; NoRoute where none does."""
        row = self.row(case)
        true = tuple(Met(c.attribute, c.wanted, seen(c, case), c.excluding) for c in self._rows[row])
        return Found(self._routes[self.rows[row]], true, tuple(self.lost(case, self.rows[row])))

    def lost(self, case: Case, won: int) -> Iterator[Lost]:
        """Why each route before the one at place `won` lost, in their order."""
        for route in self._routes[:won]:
            failed = [next(c for c in way if not holds(c, case)) for way in route.alternatives]
            if failed:
                furthest = max(failed, key=lambda condition: CONDITIONS.index(condition.attribute))
                yield Lost(route.name, route.line, furthest, seen(furthest, case))

    def _below(self, path: str) -> int:
        """What a place leaves: a condition on any grid on the path to it. Kept, since places recur."""
        mask = self._grids.of(path.split(".") if path else ())
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        self._paths[path] = mask
        return mask


def _measure(condition: Condition) -> tuple[int, int]:
    _, metres, days = condition.takes
    return int(metres), int(days)


def _all(rows: Sequence[Row]) -> int:
    return sum(bit for bit, _ in rows)
