"""Which cases each route wins: exact algebra over the rows of the routes, for all cases that there can be.

A row (an alternative of a route) asks for several things at once, its literals. A case escapes a row where one of
these fails. To find a case that one row wins is to find a state of the space that fulfils its literals and escapes
every row of the routes before it: a search that narrows the state where only one escape is left, and tries one after
the other where there are several. It finds a state, or there is none; nothing is sampled.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from workflow.rules.dimensions import bits
from workflow.rules.language import Route
from workflow.rules.space import Literal, Space, State

Row = tuple[int, tuple[Literal, ...]]
"""The number of a row, and those of its literals that may still fail."""

Part = tuple[State, list[Row]]

MOST: Final = 2_000_000
"""So many times a search looks at a row, in all that it is asked. 2,000 routes of a city take some fifty thousand;
conditions can be tangled so that any search takes longer than anybody waits."""

NAMING: Final = 200_000
"""So many more to leave out of the routes that shadow one those that are not needed for it."""


class Tangled(Exception):
    """The conditions of the routes are so tangled that it cannot be found out which route wins what."""


class Steps:
    """Counts how often a row is looked at. Raises Tangled after `most`."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, rows: int) -> None:
        self._left -= rows
        if self._left < 0:
            raise Tangled


class Won(NamedTuple):
    """Cases that a route wins: any of the categories at any of the places, with the rest as in the state."""

    categories: int
    places: int
    state: State


class Regions:
    """The rows of routes, in their order, over a space. What is asked of it raises Tangled where it takes too long."""

    def __init__(self, space: Space, routes: Sequence[Route]) -> None:
        self.space: Final = space
        self._rows: list[Row] = list(enumerate(space.row(way) for route in routes for way in route.alternatives))
        self._route_of = [place for place, route in enumerate(routes) for _ in route.alternatives]
        self._of_route: list[list[int]] = [[] for _ in routes]
        for row, place in enumerate(self._route_of):
            self._of_route[place].append(row)
        self._starts = [self._start(row) for row in self._rows]
        alive = [(row, start) for row, start in enumerate(self._starts) if start is not None]
        self._columns = {
            dimension: [sum(1 << row for row, start in alive if start[dimension] >> value & 1) for value in bits(whole)]
            for dimension, whole in ((narrow, space.whole[narrow]) for narrow in _NARROW)
        }
        self._alive = sum(1 << row for row, _ in alive)
        self._steps, self._naming = Steps(MOST), Steps(NAMING)

    def uncovered(self) -> State | None:
        """A state that no row takes; None where every case has a route."""
        return self._any(self.space.whole, self._alive, self._steps)

    def fits(self, route: int) -> State | None:
        """A state that fulfils what a route asks, whoever wins it; None where there is none."""
        return next((start for row in self._of_route[route] if (start := self._starts[row]) is not None), None)

    def witness(self, route: int) -> State | None:
        """A state that a route wins; None where it never does."""
        found = (self._any(start, self._earlier(route), self._steps) for start in self._starting(route))
        return next((state for state in found if state is not None), None)

    def won(self, route: int) -> Iterator[Won]:
        """All categories and places with which a route wins: each pair of the two that it can win is in one of them."""
        for start in self._starting(route):
            for state, blockers in self._parts(start, self._earlier(route), self._steps):
                left = state[Space.PLACE]
                while left and (found := search(self.space, _at(state, left), blockers, self._steps)) is not None:
                    places = self._wider(found, left, blockers)
                    yield Won(state[Space.CATEGORY], places, found)
                    left &= ~places

    def shadowing(self, route: int) -> tuple[int, ...]:
        """The earlier routes that together take all that a route asks for, none of which could be left out as far as
        that is found out soon; empty where it asks for what cannot be. Only for a route without a witness."""
        used: set[int] = set()
        for start in self._starting(route):
            for state, blockers in self._parts(start, self._earlier(route), self._steps, used):
                search(self.space, state, blockers, self._steps, used)
        return tuple(self._needed(route, sorted({self._route_of[row] for row in used})))

    def _needed(self, route: int, routes: list[int]) -> list[int]:
        """Of the routes that shadow one, those that are needed for it; all of them where that takes too long."""
        try:
            return self._fewest(route, routes)
        except Tangled:
            return routes

    def _fewest(self, route: int, routes: list[int]) -> list[int]:
        alone = next((each for each in routes if self._covered(route, [each])), None)
        if alone is not None:
            return [alone]
        for each in reversed(routes):
            fewer = [other for other in routes if other != each]
            if self._covered(route, fewer):
                routes = fewer
        return routes

    def _covered(self, route: int, by: Sequence[int]) -> bool:
        """Whether some earlier routes take all that a route asks for."""
        mask = sum(1 << row for each in by for row in self._of_route[each]) & self._alive
        return all(self._any(start, mask, self._naming) is None for start in self._starting(route))

    def _start(self, row: Row) -> State | None:
        state: State | None = self.space.whole
        for literal in row[1]:
            state = self.space.narrow(state, literal) if state is not None else None
        return state

    def _starting(self, route: int) -> Iterator[State]:
        return (start for row in self._of_route[route] if (start := self._starts[row]) is not None)

    def _earlier(self, route: int) -> int:
        """The rows of the routes before one."""
        rows = self._of_route[route]
        return self._alive & ((1 << rows[0]) - 1) if rows else 0

    def _any(self, start: State, mask: int, steps: Steps) -> State | None:
        """A state within one that escapes the rows of a mask."""
        parts = sorted(self._parts(start, mask, steps), key=lambda part: len(part[1]))
        found = (search(self.space, state, blockers, steps) for state, blockers in parts)
        return next((state for state in found if state is not None), None)

    def _parts(self, start: State, mask: int, steps: Steps, used: set[int] | None = None) -> Iterator[Part]:
        """A state in parts, each with those rows of a mask that it does not escape yet: apart by category, since most
        routes ask for a few, so few rows are left. Without those parts of it that plainly escape none."""
        for dimension, columns in self._columns.items():
            met = 0
            for value in bits(start[dimension]):
                met |= columns[value]
            mask &= met
        rows = [self._rows[row] for row in bits(mask)]
        forced = _forced(self.space, start, rows, steps, set() if used is None else used)
        if forced is not None:
            yield from _by_category(*forced)

    def _wider(self, state: State, places: int, blockers: Iterable[Row]) -> int:
        """Those of some places at which the rest of a state still escapes all blockers."""
        for _, literals in blockers:
            at = next((literal.key for literal in literals if literal.dimension == Space.PLACE), 0)
            elsewhere = (literal for literal in literals if literal.dimension != Space.PLACE)
            if all(self.space.narrow(state, literal) is not None for literal in elsewhere):
                places &= ~at
        return places


def _by_category(state: State, rows: Sequence[Row]) -> Iterator[Part]:
    """A state in parts, each of the categories that meet the same rows."""
    always = sum(1 << place for place, (_, literals) in enumerate(rows) if literals[0].dimension != Space.CATEGORY)
    meeting = dict.fromkeys(bits(state[Space.CATEGORY]), always)
    for place, (_, literals) in enumerate(rows):
        if literals[0].dimension == Space.CATEGORY:
            for category in bits(literals[0].key & state[Space.CATEGORY]):
                meeting[category] |= 1 << place
    parts: dict[int, int] = {}
    for category, met in meeting.items():
        parts[met] = parts.get(met, 0) | 1 << category
    for met, categories in parts.items():
        yield (categories, *state[1:]), [rows[place] for place in bits(met)]


_NARROW: Final = (Space.CATEGORY, Space.SEVERITY, Space.SOURCE)
"""The dimensions by whose values rows are looked up."""


def search(
    space: Space, start: State, blockers: Sequence[Row], steps: Steps, used: set[int] | None = None
) -> State | None:
    """A state within `start` in which no blocker holds anywhere; None where there is none, and then `used` has the
    blockers that show it."""
    showing = set() if used is None else used
    waiting = [(start, blockers)]
    while waiting:
        forced = _forced(space, *waiting.pop(), steps, showing)
        if forced is None:
            continue
        state, left = forced
        if not left:
            return state
        number, ways = min(left, key=lambda row: len(row[1]))
        showing.add(number)
        rest = [row for row in left if row[0] != number]
        waiting += [(branch, rest) for branch in reversed(list(_branches(space, state, ways)))]
    return None


def _branches(space: Space, state: State, ways: Iterable[Literal]) -> Iterator[State]:
    """The ways to escape a row, apart from each other: by the first literal, or else by the second, and so on."""
    for literal in ways:
        escaped = space.narrow(state, literal._replace(holds=not literal.holds))
        if escaped is not None:
            yield escaped
        within = space.narrow(state, literal)
        if within is None:
            return
        state = within


def _forced(
    space: Space, state: State, rows: Sequence[Row], steps: Steps, used: set[int]
) -> tuple[State, list[Row]] | None:
    """A state after all that only one escape is left for, and the rows that have several, each with these; None where
    a row has none."""
    narrowed, left = True, list(rows)
    while narrowed:
        narrowed, before, left = False, left, []
        steps.take(len(before))
        for number, literals in before:
            ways = _escapes(space, state, literals)
            if ways is None:
                continue
            if len(ways) > 1:
                left.append((number, ways))
                continue
            used.add(number)
            after = space.narrow(state, ways[0]._replace(holds=not ways[0].holds)) if ways else None
            if after is None:
                return None
            state, narrowed = after, True
    return state, left


def _escapes(space: Space, state: State, literals: Iterable[Literal]) -> tuple[Literal, ...] | None:
    """The literals that can fail in a state; None where one fails anyway."""
    found = []
    for literal in literals:
        place, key, holds = literal
        if place < Space.FINITE:
            within = state[place] & key
            if not within:
                return None
            if within != state[place]:
                found.append(literal)
        elif space.narrow(state, literal) is None:
            return None
        elif space.narrow(state, literal._replace(holds=not holds)) is not None:
            found.append(literal)
    return tuple(found)


def _at(state: State, places: int) -> State:
    return (*state[: Space.PLACE], places, *state[Space.PLACE + 1 :])
