"""Which recorded cases other rules leave as they are: they need not be lived again, for what is on record is what would
come of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from models.clock import Stage
from workflow.machines import Move
from workflow.rehearsing.history import Line, Record
from workflow.rules.language import ROUTE_STAGES, Case, Limits, Route, Rules

APART: Final = frozenset({"routes", "masks", "ladders", "limits", "catalogue"})
"""What is compared as far as it concerns a case."""

MOVES_NOTHING: Final = frozenset({"number", "hash", "text", "yellow", "groups", "notices", "retention", "indicators"})
"""What no decision about a case looks at: names, lamps, how messages travel, how long personal data is kept."""

LIVED: Final = frozenset({Move.MIGRATE, Move.RETIME})
"""What a case went through under more rules or calendars than one is always lived again."""


@dataclass(eq=False)
class Untouched:
    """The same question of many cases that are pinned to `before`: would `after` decide anything otherwise of it?

    It would not where each time that a route was chosen the same one wins, and that route says the same under both,
    in what it inherits too, and the rest of the rules is the same. Only where what was answered then is believed.
    """

    before: Rules
    after: Rules
    _alike: dict[str, bool] = field(default_factory=dict)
    _rest: bool = False

    def __post_init__(self) -> None:
        self._rest = _rest(self.before) == _rest(self.after)

    def __call__(self, record: Record) -> bool:
        """False where it cannot be told without living the case again, as where facts were erased."""
        if not self._rest:
            return False
        route = ""
        for line in record.history.lines:
            if line.move in LIVED or line.facts is None:
                return False
            sets = record.sets.get(line.seq, {})
            if not self._as_then(line, sets, route):
                return False
            route = sets.get("route", route)
        return True

    def _as_then(self, line: Line, sets: Mapping[str, Any], before: str) -> bool:
        """Whether an entry leaves the case on the same route, which says the same."""
        seen = line.asked.get("case")
        if seen is None:
            return "route" not in sets
        route: str = sets.get("route", before)
        if not (self._same_category(seen["category"]) and self._same_route(route)):
            return False
        return self.after.route(Case.recalled(seen)).name == route

    def _same_route(self, name: str) -> bool:
        if name not in self._alike:
            both = (self.before, self.after)
            self._alike[name] = all(name in rules.masks.places for rules in both) and (
                _resolved(self.before, name) == _resolved(self.after, name)
            )
        return self._alike[name]

    def _same_category(self, code: str) -> bool:
        known = self.before.catalogue.get(code)
        return known is not None and known == self.after.catalogue.get(code)


def _rest(rules: Rules) -> list[Any]:
    """Everything that holds for all routes."""
    named = (each.name for each in fields(rules) if each.name not in APART | MOVES_NOTHING)
    return [*(getattr(rules, name) for name in named), _unrouted(rules.limits), rules.measures]


def _resolved(rules: Rules, name: str) -> tuple[Route, list[Any]]:
    """A route with all that it names, without where it stands and what it is for."""
    route = rules.named(name)
    bare = replace(route, alternatives=(), line=0, limits=_unrouted(route.limits))
    return bare, [rules.ladders.get(ladder) for _, ladder in sorted(route.ladders.items())]


def _unrouted(limits: Limits) -> Limits:
    """Limits without the budgets and ladders that every route has itself."""
    return replace(
        limits,
        budgets=_others(limits.budgets),
        ladders={},
        urgent_budgets={},
        urgent_ladders={},
    )


def _others(by_stage: Mapping[Stage, Any]) -> Mapping[Stage, Any]:
    return {stage: value for stage, value in by_stage.items() if stage not in ROUTE_STAGES}
