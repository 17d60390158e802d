"""Choosing a route among 20, 200 and 2,000: by bit masks, and by trying one after the other."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random
from statistics import median
from typing import Final

from bench.city import Bench
from bench.figures import Figures
from bench.people import Town, town
from workflow.rules.language import Attribute, Case, Condition, Route
from workflow.rules.matching import Masks

SIZES: Final = (20, 200, 2_000)
CASES: Final = 500
REPEATS: Final = 7

Test = Callable[[Case], bool]


def run(bench: Bench) -> Figures:
    repeats = 3 if bench.quick else REPEATS
    figures = Figures(
        "rules",
        f"random routes of one to three conditions, the last of none; {CASES} random cases; medians of {repeats} runs;"
        " CPU time. In order: each condition a plain Python function, the first route whose all hold",
    )
    found, dice = town(), Random(1)
    cases = [_case(found, dice) for _ in range(CASES)]
    for size in SIZES:
        routes = _routes(found, size, dice)
        masks, tests = Masks(routes), [_tests(route) for route in routes]
        assert [masks.first(case) for case in cases] == [_first(tests, case) for case in cases]
        fast = _microseconds(masks.first, cases, repeats)
        slow = _microseconds(partial(_first, tests), cases, repeats)
        figures.rows.insert(
            SIZES.index(size), (f"in order : by masks, {size:,} routes", f"{slow / fast:,.0f}", "ratio")
        )
        figures.add(f"by masks, {size:,} routes", fast, "µs")
        figures.add(f"in order, {size:,} routes", slow, "µs")
    return figures


def _case(found: Town, dice: Random) -> Case:
    return Case(
        category=dice.choice(list(found.rules.catalogue)),
        severity=dice.randint(1, 4),
        path=dice.choice(found.groups).path,
        kind=dice.choice((None, "urban", "rural")),
        specials=(),
        source=dice.choice(("informant", "resident")),
        minute=dice.randrange(1_440),
        workday=dice.random() < 0.7,
        words="",
        repeats=dice.randrange(4),
    )


def _routes(found: Town, size: int, dice: Random) -> list[Route]:
    shipped = found.rules.routes[-1]
    made = [replace(shipped, name=f"r{place}", alternatives=(_conditions(found, dice),)) for place in range(size - 1)]
    return [*made, replace(shipped, name="else", alternatives=((),))]


def _conditions(found: Town, dice: Random) -> tuple[Condition, ...]:
    """Always a category; often a township, an hour or a gravity besides."""
    wanted: list[tuple[Attribute, tuple[str | int, ...]]] = [
        (Attribute.CATEGORY, (dice.choice(list(found.rules.catalogue)),))
    ]
    if dice.random() < 0.7:
        wanted.append((Attribute.GRID, (dice.choice(found.groups).path.split(".")[1],)))
    if dice.random() < 0.3:
        wanted.append((Attribute.TIME, (dice.randrange(1_440), dice.randrange(1_440))))
    elif dice.random() < 0.3:
        wanted.append((Attribute.SEVERITY, (1, 2)))
    return tuple(Condition(attribute, tuple(map(str, takes)), takes, 1) for attribute, takes in wanted)


def _tests(route: Route) -> list[Test]:
    return [_test(condition) for way in route.alternatives for condition in way]


def _test(condition: Condition) -> Test:
    takes = frozenset(condition.takes)
    if condition.attribute is Attribute.TIME:
        start, end = (int(minute) for minute in condition.takes)
        if start < end:
            return lambda case: start <= case.minute < end
        return lambda case: case.minute >= start or case.minute < end
    if condition.attribute is Attribute.GRID:
        return lambda case: not takes.isdisjoint(case.path.split("."))
    if condition.attribute is Attribute.SEVERITY:
        return lambda case: case.severity in takes
    return lambda case: case.category in takes


def _first(routes: Sequence[Sequence[Test]], case: Case) -> int:
    for place, tests in enumerate(routes):
        if all(test(case) for test in tests):
            return place
    raise LookupError("the last route has no conditions")


def _microseconds(choose: Callable[[Case], int], cases: list[Case], repeats: int) -> float:
    def once() -> float:
        began = time.process_time()
        for case in cases:
            choose(case)
        return (time.process_time() - began) / len(cases) * 1e6

    return median(once() for _ in range(repeats))
