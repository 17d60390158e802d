"""The proof of 20, 200 and 2,000 routes over the demonstration city: routes and receivers, and all parts together."""

import time
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Final

from bench.city import Bench
from bench.figures import Figures
from bench.people import Town, town
from workflow.proof import routes as of_routes
from workflow.proof.findings import Subject
from workflow.proof.proving import prove
from workflow.rules.language import Attribute, Condition, Route
from workflow.rules.matching import Masks
from workflow.rules.regions import Regions
from workflow.rules.space import space
from workflow.rules.wholeness import takes_what_is_left

SIZES: Final = (20, 200, 2_000)


def run(bench: Bench) -> Figures:
    figures = Figures(
        "proof",
        "the shipped routes, and before them random ones for a category each, with a township, an hour, a gravity, a"
        " season or words besides, none of which earlier ones shadow; the demonstration city; CPU time of one run",
    )
    found = town()
    for size in SIZES[:2] if bench.quick else SIZES:
        subject = _subject(found, size)
        routes = subject.rules.routes
        began = time.process_time()
        regions = Regions(space(subject.rules.catalogue, routes), routes)
        whole = regions.uncovered() is None
        dead = sum(regions.witness(number) is None for number in range(len(routes)))
        figures.add(f"in any territory, {len(routes):,} routes", time.process_time() - began, "s")
        assert whole
        assert dead <= sum(takes_what_is_left(route) for route in routes)
        began = time.process_time()
        assert list(of_routes.prove(subject, Counter()))
        figures.add(f"routes and receivers, {len(routes):,} routes", time.process_time() - began, "s")
        began = time.process_time()
        prove(subject)
        figures.add(f"all parts, {len(routes):,} routes", time.process_time() - began, "s")
    return figures


def _subject(found: Town, size: int) -> Subject:
    """The shipped rules, their routes brought to a number."""
    shipped = found.rules.routes
    made = _reached(found, _random(found, max(0, size - len(shipped)), Random(1)))
    routes = (*made, *shipped) if size > len(shipped) else (*shipped[: size - 1], shipped[-1])
    return Subject(replace(found.rules, routes=routes, masks=Masks(routes)), found.directory, found.calendar, found.now)


def _reached(found: Town, routes: list[Route]) -> list[Route]:
    regions = Regions(space(found.rules.catalogue, routes), routes)
    return [route for number, route in enumerate(routes) if regions.witness(number) is not None]


def _random(found: Town, size: int, dice: Random) -> list[Route]:
    shipped = found.rules.routes
    return [
        replace(dice.choice(shipped), name=f"r{number}", alternatives=(_conditions(found, dice),))
        for number in range(size)
    ]


def _conditions(found: Town, dice: Random) -> tuple[Condition, ...]:
    """A category, and two things besides."""
    hour, month = dice.randrange(24) * 60, dice.randint(1, 9)
    others: list[tuple[Attribute, tuple[str | int, ...]]] = [
        (Attribute.GRID, (dice.choice(found.groups).path.split(".")[dice.choice((1, 2))],)),
        (Attribute.TIME, (hour, (hour + 120) % 1_440)),
        (Attribute.SEVERITY, (dice.randint(1, 4),)),
        (Attribute.SEASON, (f"{month:02}-01", f"{month + 3:02}-15")),
        (Attribute.WORDS, (dice.choice(("煤气", "漏水", "着火", "gas leak", "smoke")),)),
        (Attribute.SPECIAL_KIND, (dice.choice(("school", "market", "hospital")),)),
    ]
    wanted = [(Attribute.CATEGORY, (dice.choice(list(found.rules.catalogue)),)), *dice.sample(others, 2)]
    return tuple(Condition(attribute, tuple(map(str, takes)), takes, 1) for attribute, takes in wanted)
