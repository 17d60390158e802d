"""Which routes send a sort of receiver to a place: of several the first that there is, co-handlers always."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from models.clock import Stage
from models.territory import Unit
from workflow.calendar import Budget
from workflow.directory import Place, nearness
from workflow.proof.desks import Desks
from workflow.rules.language import Choose, Receiver, Route

Match = Callable[[Receiver], bool]


@dataclass(frozen=True, slots=True)
class Timed:
    """A time that is given for a stage, and the routes that give it."""

    budget: Budget
    urgent: bool
    routes: tuple[Route, ...]


def timed(stage: Stage, routes: Iterable[Route]) -> tuple[Timed, ...]:
    """The times of a stage, each once."""
    found: dict[tuple[Budget, bool], list[Route]] = {}
    for route in routes:
        found.setdefault((route.budgets[stage], route.urgent), []).append(route)
    return tuple(Timed(budget, urgent, tuple(of)) for (budget, urgent), of in found.items())


class Sending:
    """The times that receivers of a sort have for the work, place by place. `units` are those in use."""

    def __init__(self, routes: Iterable[Route], match: Match, desks: Desks, units: Iterable[Unit]) -> None:
        self._desks, self._units = desks, list(units)
        self._always: Final[list[Route]] = []
        self._perhaps: Final[list[tuple[Route, tuple[Receiver, ...]]]] = []
        """Routes that send them where none of these others is."""
        self._known: Final[dict[tuple[str, ...], tuple[Timed, ...]]] = {}
        for route in routes:
            self._sort(route, match)

    def __bool__(self) -> bool:
        return bool(self._always or self._perhaps)

    def _sort(self, route: Route, match: Match) -> None:
        first = next((index for index, rule in enumerate(route.to) if match(rule)), None)
        if first == 0 or any(map(match, route.co)) or (first is not None and route.choose is Choose.LEAST_LOADED):
            self._always.append(route)
        elif first is not None:
            self._perhaps.append((route, route.to[:first]))

    def times(self, place: Place) -> tuple[Timed, ...]:
        """The times for a report at a place."""
        also = [route for route, before in self._perhaps if not any(self._there(rule, place) for rule in before)]
        key = tuple(route.name for route in also)
        if key not in self._known:
            self._known[key] = timed(Stage.HANDLE, [*self._always, *also])
        return self._known[key]

    def _there(self, rule: Receiver, place: Place) -> bool:
        """Whether there is such a receiver for a place; a substitute only while somebody stands in."""
        match rule.how:
            case "grid":
                return self._desks.of_handlers(place) is not None
            case "unit":
                return any(unit.kind == rule.unit and nearness(unit, place.path) for unit in self._units)
            case how:
                return how == "role"
