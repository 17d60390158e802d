"""All that a case can be, as far as rules can see it: one dimension for each thing that can vary by itself.

All of them are finite (`workflow.rules.dimensions`), and nothing is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, ClassVar, Final, NamedTuple

from models.incident import Source
from workflow.rules.dimensions import Implication, Nearer, Tokens, Values, Within
from workflow.rules.language import Attribute, Case, Condition, GridKind, Route
from workflow.rules.seeing import DAYS, MINUTES, values

BETWEEN: Final = ("；", " ", "|", "/", "·", "~")
"""What may stand between the words of a text that is made up; one that is in no word does."""


class Spot(NamedTuple):
    """A place as the rules see it: dotted path, kind of the grid, codes and kinds of the special grids over it."""

    path: str
    kind: str | None
    specials: tuple[str, ...] = ()
    special_kinds: tuple[str, ...] = ()


class Day(NamedTuple):
    """A day of the year as MM-DD, and whether it is worked."""

    day: str
    workday: bool


class Literal(NamedTuple):
    """One thing that a row asks of a case: with values, one of the set `key`; with tokens, one of the set `key`, or,
    where not `holds`, none of it."""

    dimension: int
    key: int
    holds: bool = True


State = tuple[Any, ...]
"""What is still possible, dimension by dimension: a set of values (never empty), or a Tokened that can be."""


@dataclass(frozen=True)
class Space:
    """The dimensions. `spots` are the places of a territory; without it a place is any kind of grid, and any of the
    grids and special grids that the rules name, in any mixture: more than any territory has."""

    categories: Values[str]
    severities: Values[int]
    sources: Values[str]
    minutes: Values[int]
    days: Values[Day]
    places: Values[Spot]
    words: Tokens[str]
    repeats: Tokens[tuple[int, int, int]]
    grids: Tokens[str]
    specials: Tokens[str]
    special_kinds: Tokens[str]
    placed: bool

    CATEGORY: ClassVar = 0
    SEVERITY: ClassVar = 1
    SOURCE: ClassVar = 2
    MINUTE: ClassVar = 3
    DAY: ClassVar = 4
    PLACE: ClassVar = 5
    FINITE: ClassVar = 6
    """So many dimensions are values, the others tokens."""
    WORDS: ClassVar = 6
    REPEATS: ClassVar = 7
    GRIDS: ClassVar = 8
    SPECIALS: ClassVar = 9
    SPECIAL_KINDS: ClassVar = 10
    SINGLE: ClassVar = {
        Attribute.CATEGORY: CATEGORY,
        Attribute.SEVERITY: SEVERITY,
        Attribute.SOURCE: SOURCE,
        Attribute.TIME: MINUTE,
    }

    @cached_property
    def dimensions(self) -> tuple[Any, ...]:
        finite = (self.categories, self.severities, self.sources, self.minutes, self.days, self.places)
        return (*finite, self.words, self.repeats, self.grids, self.specials, self.special_kinds)

    @cached_property
    def whole(self) -> State:
        """All that is possible."""
        return tuple(dimension.whole for dimension in self.dimensions)

    def narrow(self, state: State, literal: Literal) -> State | None:
        """What is left of a state where a literal holds; None where nothing is."""
        place, key, holds = literal
        if place < self.FINITE:
            left: Any = state[place] & (key if holds else ~key) or None
        else:
            left = self.dimensions[place].narrow(state[place], key, holds)
        if left is None or left == state[place]:
            return None if left is None else state
        return (*state[:place], left, *state[place + 1 :])

    def row(self, conditions: Iterable[Condition]) -> tuple[Literal, ...]:
        """The literals of an alternative of a route; those about one dimension of values are made one."""
        sets: dict[int, int] = {}
        others: dict[Literal, None] = {}
        for condition in conditions:
            place, key, holds = self._literal(condition)
            if place < self.FINITE:
                whole: int = self.dimensions[place].whole
                before: int = sets.get(place, whole)
                sets[place] = before & (key if holds else ~key)
            else:
                others[Literal(place, key, holds)] = None
        return (*(Literal(place, sets[place]) for place in sorted(sets)), *others)

    def _literal(self, condition: Condition) -> Literal:
        attribute, holds = condition.attribute, not condition.negated
        match attribute:
            case Attribute.GRID | Attribute.GRID_KIND | Attribute.SPECIAL | Attribute.SPECIAL_KIND:
                return self._placed(attribute, [str(value) for value in condition.takes], holds)
            case Attribute.WORDS:
                return Literal(self.WORDS, self.words.key(map(str, condition.takes)), holds)
            case Attribute.REPEATS:
                return Literal(self.REPEATS, self.repeats.key([measured(condition)]), holds)
        fitting = values(condition)
        match attribute:
            case Attribute.WORKDAY:
                return Literal(
                    self.DAY, self.days.key(day for day in self.days.values if day.workday in fitting), holds
                )
            case Attribute.SEASON:
                return Literal(self.DAY, self.days.key(day for day in self.days.values if day.day in fitting), holds)
            case _:
                place = self.SINGLE[attribute]
                return Literal(place, self.dimensions[place].key(fitting), holds)

    def _placed(self, attribute: Attribute, takes: Sequence[str], holds: bool) -> Literal:
        if self.placed or attribute is Attribute.GRID_KIND:
            index = self._where[attribute]
            key = 0
            for value in takes:
                key |= index.get(value, 0)
            return Literal(self.PLACE, key, holds)
        tokens = {Attribute.GRID: self.GRIDS, Attribute.SPECIAL: self.SPECIALS}.get(attribute, self.SPECIAL_KINDS)
        return Literal(tokens, self.dimensions[tokens].key(takes), holds)

    @cached_property
    def _where(self) -> Mapping[Attribute, Mapping[str, int]]:
        """For each attribute of a place and each of its values, the set of places that have it."""
        found: dict[Attribute, dict[str, int]] = {
            Attribute.GRID: {},
            Attribute.GRID_KIND: {},
            Attribute.SPECIAL: {},
            Attribute.SPECIAL_KIND: {},
        }
        for place, spot in enumerate(self.places.values):
            held = (spot.path.split("."), [spot.kind or ""], spot.specials, spot.special_kinds)
            for index, having in zip(found.values(), held, strict=True):
                for value in having:
                    index[value] = index.get(value, 0) | 1 << place
        return found

    # From what is possible to one case.

    def case(self, state: State) -> Case:
        """One case of a state, as ordinary as may be: the least grave, by day, with little said and few repeats."""
        spot = self.spot(state)
        day = self.day(state)
        return Case(
            category=self.category(state),
            severity=max(self.severities.of(state[self.SEVERITY])),
            path=spot.path,
            kind=spot.kind,
            specials=spot.specials,
            source=next(self.sources.of(state[self.SOURCE])),
            minute=self.minute(state),
            workday=day.workday,
            words=self.text(state),
            repeats=0,
            special_kinds=spot.special_kinds,
            day=day.day,
            nearby=self.nearby(state),
        )

    def said(self, state: State) -> str:
        """One case of a state as conditions of a rules file: of what the state leaves open only the category."""
        case, open_ = self.case(state), self.whole
        words, nearby = self.words.fewest(state[self.WORDS]), [each for each in case.nearby if each[2]]
        found = [
            ("category", case.category, True),
            ("severity", case.severity, state[self.SEVERITY] != open_[self.SEVERITY]),
            ("source", case.source, state[self.SOURCE] != open_[self.SOURCE]),
            ("time", f"{case.minute // 60:02}:{case.minute % 60:02}", state[self.MINUTE] != open_[self.MINUTE]),
            ("season", case.day, state[self.DAY] != open_[self.DAY]),
            ("workday", str(case.workday).lower(), state[self.DAY] != open_[self.DAY]),
            ("grid", case.path.rpartition(".")[2], bool(case.path)),
            ("grid_kind", case.kind, case.kind is not None),
            ("special", ", ".join(case.specials), bool(case.specials)),
            ("special_kind", ", ".join(case.special_kinds), bool(case.special_kinds)),
            ("words", ", ".join(words), bool(words)),
            ("repeats", ", ".join(f"{count} ({metres} m, {days} d)" for metres, days, count in nearby), bool(nearby)),
        ]
        return ", ".join(f"{name}: {value}" for name, value, matters in found if matters)

    def category(self, state: State) -> str:
        return next(self.categories.of(state[self.CATEGORY]))

    def minute(self, state: State) -> int:
        """The first minute from ten in the morning on, else the first of the day."""
        possible = list(self.minutes.of(state[self.MINUTE]))
        return next((minute for minute in possible if minute >= 600), possible[0])

    def day(self, state: State) -> Day:
        possible = list(self.days.of(state[self.DAY]))
        return next((day for day in possible if day.workday), possible[0])

    def spot(self, state: State) -> Spot:
        """A place; without a territory one that lies in just the grids that must be, whose path no tree has."""
        spot = next(self.places.of(state[self.PLACE]))
        if self.placed:
            return spot
        grids = self.grids.fewest(state[self.GRIDS])
        specials = self.specials.fewest(state[self.SPECIALS])
        kinds = self.special_kinds.fewest(state[self.SPECIAL_KINDS])
        return Spot(".".join(grids), spot.kind, specials, kinds)

    def text(self, state: State) -> str:
        """A description that has the words which it must have and none that it must not."""
        said = self.words.fewest(state[self.WORDS])
        known = self.words.tokens
        between = next((mark for mark in BETWEEN if not any(mark in word for word in known)), "\n")
        return between.join(said) or between

    def nearby(self, state: State) -> tuple[tuple[int, int, int], ...]:
        """For each measure asked for: metres, days, and how many open reports there are within them."""
        least = self.repeats.fewest(state[self.REPEATS])
        measures = sorted({(metres, days) for _, metres, days in self.repeats.tokens})
        return tuple(
            (metres, days, max((n for n, m, d in least if m <= metres and d <= days), default=0))
            for metres, days in measures
        )


def space(
    categories: Iterable[str],
    routes: Sequence[Route],
    spots: Sequence[Spot] | None = None,
    days: Iterable[Day] | None = None,
) -> Space:
    """All that a case can be under routes; `days` are all there can be, worked or not, where none are given."""
    asked: dict[Attribute, list[Condition]] = {attribute: [] for attribute in Attribute}
    for route in routes:
        for condition in {c for alternative in route.alternatives for c in alternative}:
            asked[condition.attribute].append(condition)

    def named(attribute: Attribute) -> list[str]:
        return [str(value) for condition in asked[attribute] for value in condition.takes] if spots is None else []

    apart: Implication[str] = Implication()
    return Space(
        categories=Values(categories),
        severities=Values((1, 2, 3, 4)),
        sources=Values(str(source) for source in Source),
        minutes=Values(range(MINUTES)),
        days=Values(days if days is not None else (Day(day, worked) for day, worked in product(DAYS, (True, False)))),
        places=Values(spots if spots is not None else (Spot("", kind) for kind in (None, *GridKind))),
        words=Tokens((str(word) for c in asked[Attribute.WORDS] for word in c.takes), Within()),
        repeats=Tokens(map(measured, asked[Attribute.REPEATS]), Nearer()),
        grids=Tokens(named(Attribute.GRID), apart),
        specials=Tokens(named(Attribute.SPECIAL), apart),
        special_kinds=Tokens(named(Attribute.SPECIAL_KIND), apart),
        placed=spots is not None,
    )


def measured(condition: Condition) -> tuple[int, int, int]:
    """What a condition on repeats asks for: at least so many, within metres and days."""
    least, metres, days = (int(number) for number in condition.takes)
    return least, metres, days
