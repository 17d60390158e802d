"""The first route that fits a case, by bit masks: bit n stands for route n.

For each attribute a table says, value by value, which routes it leaves in the running; those without a condition on
it always are. A decision is the AND over the attributes and its lowest bit; only words are looked for one route at a
time, among those that everything else leaves. The same masks give the reasons.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from models.incident import Source
from workflow.rules.language import CONDITIONS, Attribute, Case, Condition, GridKind, Lost, Route

FINITE = tuple(attribute for attribute in CONDITIONS if attribute is not Attribute.WORDS)
DAY = 1_440
MOST_PATHS = 16_384
"""Places whose mask is kept."""

_BY_VALUE = (
    Attribute.CATEGORY,
    Attribute.SEVERITY,
    Attribute.GRID,
    Attribute.GRID_KIND,
    Attribute.SPECIAL,
    Attribute.SPECIAL_KIND,
    Attribute.WORKDAY,
    Attribute.SOURCE,
)
"""The attributes that are looked up value by value; time and repeats go by steps."""

_KNOWN: dict[Attribute, tuple[str | int | None, ...]] = {
    Attribute.SEVERITY: (1, 2, 3, 4),
    Attribute.GRID_KIND: (None, *GridKind),
    Attribute.WORKDAY: (0, 1),
    Attribute.SOURCE: tuple(Source),
}
"""Values that are likely to be asked for, so that they need no second look."""


class Table(dict[str | int | None, int]):
    """The routes that a value of one attribute leaves in the running; `rest` is what any other value leaves."""

    __slots__ = ("rest",)

    def __init__(self, routes: Sequence[Route], attribute: Attribute) -> None:
        super().__init__()
        self.rest = 0
        for bit, condition in _bits_of(routes, attribute):
            if condition is None:
                self.rest |= bit
            for value in condition.takes if condition else ():
                self[value] |= bit
        for known in {*self, *_KNOWN.get(attribute, ())}:
            self[known] |= self.rest

    def __missing__(self, value: str | int | None) -> int:
        return self.rest

    def any(self, values: Iterable[str]) -> int:
        """What several values leave together: a condition on one of them is enough."""
        mask = self.rest
        for value in values:
            mask |= self.get(value, 0)
        return mask


class Masks:
    """The masks of a list of routes, the last of which has no conditions (else ValueError)."""

    def __init__(self, routes: Sequence[Route]) -> None:
        if not routes or routes[-1].when:
            raise ValueError("the last route must take whatever the others leave")
        self._routes = tuple(routes)
        self._conditions = [{condition.attribute: condition for condition in route.when} for route in routes]
        self.places = {route.name: place for place, route in reversed(list(enumerate(routes)))}
        self._paths: dict[str, int] = {}
        self._tables = tuple(Table(routes, attribute) for attribute in _BY_VALUE)
        self._minutes = _minutes(routes)
        self._least, self._repeats = _steps(routes)
        self._words = {bit: condition.takes for bit, condition in _bits_of(routes, Attribute.WORDS) if condition}
        self._worded = sum(self._words)

    def masks(self, case: Case) -> tuple[int, ...]:
        """The routes that each attribute leaves in the running, in the order of `FINITE`."""
        category, severity, path, kind, specials, source, minute, workday, _, repeats, special_kinds = case
        categories, severities, grids, kinds, special, special_kind, workdays, sources = self._tables
        return (
            categories[category],
            severities[severity],
            (self._paths.get(path) or self._below(path)) if grids else grids.rest,
            kinds[kind],
            special.any(specials) if specials else special.rest,
            special_kind.any(special_kinds) if special_kinds else special_kind.rest,
            self._minutes[minute],
            workdays[workday],
            sources[source],
            self._repeats[bisect_right(self._least, repeats)],
        )

    def first(self, case: Case) -> int:
        """The place of the first route whose conditions all hold."""
        a, b, c, d, e, f, g, h, i, j = self.masks(case)
        left = a & b & c & d & e & f & g & h & i & j
        lowest = left & -left
        while lowest & self._worded and not self._said(lowest, case.words):
            left ^= lowest
            lowest = left & -left
        return lowest.bit_length() - 1

    def lost(self, case: Case, won: int) -> Iterator[Lost]:
        """Why each route before the one at place `won` lost, in their order.

        What an attribute saw is the same for all of them: words are only named as lost where none was found.
        """
        alive = (1 << won) - 1
        failed: dict[int, Attribute] = {}
        for finite, mask in zip(FINITE, self.masks(case), strict=True):
            failed.update((place, finite) for place in _places(alive & ~mask))
            alive &= mask
        failed.update((place, Attribute.WORDS) for place in _places(alive))
        seen: dict[Attribute, str] = {}
        for place, attribute in sorted(failed.items()):
            condition = self._conditions[place][attribute]
            if attribute not in seen:
                seen[attribute] = condition.seen(case)
            route = self._routes[place]
            yield Lost(route.name, route.line, condition, seen[attribute])

    def _below(self, path: str) -> int:
        """What a place leaves: a condition on any grid on the path to it. Kept, since places recur."""
        mask = self._tables[_BY_VALUE.index(Attribute.GRID)].any(path.split("."))
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        self._paths[path] = mask
        return mask

    def _said(self, bit: int, words: str) -> bool:
        return any(str(word) in words for word in self._words[bit])


def _bits_of(routes: Sequence[Route], attribute: Attribute) -> Iterator[tuple[int, Condition | None]]:
    for place, route in enumerate(routes):
        yield 1 << place, route.condition(attribute)


def _minutes(routes: Sequence[Route]) -> list[int]:
    """For each minute of the day the routes that it leaves; a condition's span may run past midnight."""
    masks = [0] * DAY
    rest = 0
    for bit, condition in _bits_of(routes, Attribute.TIME):
        if condition is None:
            rest |= bit
            continue
        start, end = (int(minute) for minute in condition.takes)
        for minute in range(start, end if end > start else end + DAY):
            masks[minute % DAY] |= bit
    return [mask | rest for mask in masks]


def _steps(routes: Sequence[Route]) -> tuple[list[int], list[int]]:
    """The numbers of repeats from which on more routes are left, in order; and what is left below, between, above."""
    least: dict[int, int] = {}
    rest = 0
    for bit, condition in _bits_of(routes, Attribute.REPEATS):
        if condition is None:
            rest |= bit
        else:
            number = int(condition.takes[0])
            least[number] = least.get(number, 0) | bit
    masks = [rest]
    for number in sorted(least):
        masks.append(masks[-1] | least[number])
    return sorted(least), masks


def _places(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
