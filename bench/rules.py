"""Choosing a route among 20, 200 and 2,000: by bit masks, by trying one after the other, and by a rule engine.

Twice: where any of the routes may match, and where but twenty can and the others are for what never comes.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random
from statistics import median
from typing import Final

from bench.city import Bench
from bench.decision_table import choosing
from bench.figures import Figures
from bench.people import Town, town
from workflow.rules.language import Alternative, Attribute, Case, Condition, Route
from workflow.rules.matching import Masks

SIZES: Final = (20, 200, 2_000)
CASES: Final = 500
REPEATS: Final = 7

Test = Callable[[Case], bool]
Row = tuple[str, str, str]


def run(bench: Bench) -> Figures:
    repeats = 3 if bench.quick else REPEATS
    figures = Figures(
        "rules",
        f"random routes of one to three conditions, the last of none; {CASES} random cases; medians of {repeats} runs;"
        " CPU time. In order: each condition a plain Python function, the first route whose all hold. zen-engine: a"
        " decision table, first hit, compiled beforehand; it is asked by a tenth of the cases",
    )
    found, dice = town(), Random(1)
    cases = [_case(found, dice) for _ in range(CASES)]
    few = _routes(found, SIZES[0], dice)
    ratios = []
    for size in SIZES:
        dead = [
            replace(route, alternatives=(_never(route.alternatives[0]),)) for route in _routes(found, size, dice)[:-1]
        ]
        for label, routes in (
            (f"{size:,} routes", few if size == SIZES[0] else _routes(found, size, dice)),
            (f"20 of {size:,} routes can match", [*dead[: size - len(few)], *few]),
        ):
            if size > SIZES[0] or label.endswith("routes"):
                ratios += _compare(figures, label, routes, cases, repeats)
    figures.rows[:0] = ratios
    return figures


def _compare(figures: Figures, label: str, routes: Sequence[Route], cases: list[Case], repeats: int) -> list[Row]:
    """Adds what each way takes; the ratios to the masks'."""
    masks, tests, table = Masks(routes), [_tests(route) for route in routes], choosing(routes)
    some = cases[::10]
    assert [masks.first(case) for case in cases] == [_first(tests, case) for case in cases]
    assert [masks.first(case) for case in some] == [table(case) for case in some]
    fast = _microseconds(masks.first, cases, repeats)
    slow = _microseconds(partial(_first, tests), cases, repeats)
    other = _microseconds(table, some, repeats)
    for way, took in (("by masks", fast), ("in order", slow), ("zen-engine", other)):
        figures.add(f"{way}, {label}", took, "µs")
    return [
        (f"{way} : by masks, {label}", f"{took / fast:,.0f}", "ratio")
        for way, took in (("in order", slow), ("zen-engine", other))
    ]


def _never(way: Alternative) -> Alternative:
    """The same conditions for a category that no report has."""
    return tuple(replace(c, takes=("none",)) if c.attribute is Attribute.CATEGORY else c for c in way)


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
