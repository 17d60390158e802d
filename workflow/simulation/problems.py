"""The street: which problems there are, and who reports them when. Pure, and the same for the same seed.

A problem is what is really there, which nobody of the city can see but by going there; a report tells of it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Final, TypeVar

from models.incident import Source
from models.territory import Grid
from workflow.calendar import Calendar
from workflow.commands import Location, Submit
from workflow.directory import Directory
from workflow.rules.language import GridKind, Rules
from workflow.simulation import mix
from workflow.territory import boundary

T = TypeVar("T")

TOWNLY: Final = frozenset({GridKind.URBAN.value, GridKind.MARKET_TOWN.value})
SAID: Final = ("发现{}", "有{}的情况", "{}，请尽快处理", "{}已经有几天了")
"""How people put it; where it is, the report says elsewhere."""
REMEMBERED: Final = 60
"""Among how many of the last problems one is found again."""


@dataclass(frozen=True)
class Problem:
    """What is really there. `category` is its true kind; `true` says whether there is anything at all."""

    number: int
    category: str
    grid: str
    path: str
    severity: int
    true: bool
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Telling:
    """One report of a problem: when, through which door, and what it says."""

    at: datetime
    problem: Problem
    source: Source
    submit: Submit


@dataclass
class Street:
    """The problems of one city. Days are to be asked for in their order."""

    directory: Directory
    rules: Rules
    calendar: Calendar
    groups: Sequence[Grid]
    seed: int
    rate: float
    _last: deque[Problem] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _number: int = 0

    def day(self, day: date) -> Iterator[Telling]:
        """What is reported on a day of the city's calendar, in the order of time."""
        rng = Random(f"{self.seed}/street/{day.isoformat()}")
        share = 1.0 if self.calendar.is_workday(day) else mix.REST_DAY
        expected = max(0.0, self.rate * share * rng.gauss(1.0, 0.12))
        count = int(expected) + (rng.random() < expected % 1)
        midnight = datetime.combine(day, time(), self.calendar.tz).astimezone(UTC)
        told = [self._telling(rng, midnight, day) for _ in range(count)]
        return iter(sorted(told, key=lambda telling: telling.at))

    def _telling(self, rng: Random, midnight: datetime, day: date) -> Telling:
        known = list(self._last)
        if known and rng.random() < mix.AGAIN:
            problem, source = rng.choice(known), _drawn(rng, mix.DOORS[:4])
            often = None
        else:
            source = _drawn(rng, mix.DOORS)
            problem, often = self._problem(rng, day, source)
            if source != Source.ORDER:
                self._last.append(problem)
        hours = mix.NIGHTS if often is not None and often.night else mix.HOURS
        seconds = rng.choices(range(24), hours)[0] * 3600 + rng.randrange(3600)
        at = midnight + timedelta(seconds=seconds)
        return Telling(at, problem, source, self._words(rng, problem, source, at))

    def _problem(self, rng: Random, day: date, source: Source) -> tuple[Problem, mix.Often | None]:
        group = self.groups[rng.choices(range(len(self.groups)), cum_weights=self._busy)[0]]
        often = None if source == Source.ORDER else self._often(rng, group, day.month)
        self._number += 1
        problem = Problem(
            number=self._number,
            category=often.category if often else mix.ORDERED,
            grid=group.code,
            path=group.path,
            severity=_drawn(rng, mix.SEVERITIES),
            true=source == Source.ORDER or rng.random() >= mix.UNTRUE,
            point=self._point(rng, group),
        )
        return problem, often

    @cached_property
    def _busy(self) -> list[float]:
        """Some places have far more to report than others."""
        rng = Random(f"{self.seed}/places")
        return list(accumulate(min(12.0, rng.paretovariate(1.3)) for _ in self.groups))

    def _often(self, rng: Random, group: Grid, month: int) -> mix.Often:
        town = group.kind in TOWNLY or group.kind is None
        fitting = [
            each
            for each in mix.MIX
            if each.category in self.rules.catalogue and (not each.months or month in each.months)
        ]
        return rng.choices(fitting, [each.town if town else each.country for each in fitting])[0]

    def _point(self, rng: Random, group: Grid) -> tuple[float, float] | None:
        """Near the middle of the grid, where the city has a map."""
        lean, aside, wanted = rng.uniform(-3e-4, 3e-4), rng.uniform(-3e-4, 3e-4), rng.random() < mix.POINTED
        if group.boundary is None or not wanted:
            return None
        middle = boundary.geometry(group.boundary).representative_point()
        lat, lon = round(middle.y + lean, 5), round(middle.x + aside, 5)
        return (lat, lon) if self.directory.inside(lat, lon) else None

    def _words(self, rng: Random, problem: Problem, source: Source, at: datetime) -> Submit:
        category = self.rules.catalogue[problem.category]
        if rng.random() < mix.MISFILED and source not in (Source.INFORMANT, Source.ORDER):
            neighbours = [each for each in self.rules.catalogue.values() if each.group == category.group]
            category = rng.choice(neighbours)
        placed = rng.random() >= mix.NO_PLACE or source in (Source.INFORMANT, Source.PATROL, Source.ORDER)
        grid = self.directory.grid(problem.grid)
        name = grid.name if grid else problem.grid
        address = f"{name}附近" if placed else f"说不清，大概在{name}一带"
        lat, lon = problem.point if problem.point and placed else (None, None)
        return Submit(
            category=category.key,
            description=SAID[problem.number % len(SAID)].format(self.rules.catalogue[problem.category].zh),
            grid=problem.grid if placed else None,
            location=Location(lat=lat, lon=lon, address=address),
            severity=problem.severity,
            source=source,
            occurred_at=at - timedelta(minutes=rng.choice((0, 0, 5, 20, 90))),
        )


def groups_of(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The lowest ordinary grids, where problems lie."""
    parents = {grid.parent_id for grid in grids if not grid.special}
    found = [grid for grid in grids if not grid.special and grid.id not in parents]
    return tuple(sorted(found, key=lambda grid: grid.path))


def _drawn(rng: Random, weighted: Sequence[tuple[T, int]]) -> T:
    return rng.choices([each for each, _ in weighted], [weight for _, weight in weighted])[0]
