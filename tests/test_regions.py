"""Which cases routes win is found exactly: held against trying every case there is."""

from dataclasses import replace
from itertools import combinations, product
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_rules import SMALL
from workflow.errors import NoRoute
from workflow.rules.language import Attribute, Case, Condition, Route
from workflow.rules.matching import Masks
from workflow.rules.reading import read
from workflow.rules.regions import Regions
from workflow.rules.space import Day, Spot, space

CATEGORIES: Final = ("06010", "06012")
SPOTS: Final = (
    Spot("1", None),
    Spot("1.11", "urban"),
    Spot("1.11.111", "urban", ("S1",), ("school",)),
    Spot("1.12", "rural", ("S1", "S2"), ("school", "market")),
)
DAYS: Final = (Day("01-15", True), Day("01-15", False), Day("07-15", True))
WORDS: Final = ("gas", "gas leak", "fire", "as")
MEASURES: Final = ((50, 7), (200, 30))
MODEL: Final = read(SMALL).routes[-1]

VALUES: Final[dict[Attribute, list[tuple[str | int, ...]]]] = {
    Attribute.CATEGORY: [("06010",), ("06012",), CATEGORIES],
    Attribute.SEVERITY: [(1,), (1, 2), (3, 4)],
    Attribute.SOURCE: [("resident",), ("informant", "patrol")],
    Attribute.TIME: [(360, 1_080), (1_080, 360), (0, 720)],
    Attribute.WORKDAY: [(0,), (1,)],
    Attribute.SEASON: [("06-01", "09-30"), ("10-01", "05-31")],
    Attribute.GRID: [("11",), ("111", "12"), ("1",)],
    Attribute.GRID_KIND: [("urban",), ("",)],
    Attribute.SPECIAL: [("S1",), ("S2",)],
    Attribute.SPECIAL_KIND: [("school",), ("market",)],
    Attribute.WORDS: [("gas",), ("gas leak", "fire"), ("as",)],
    Attribute.REPEATS: [(least, *measure) for least in (2, 4) for measure in MEASURES],
}
NEGATED: Final = (Attribute.GRID, Attribute.SPECIAL, Attribute.SPECIAL_KIND, Attribute.WORDS, Attribute.REPEATS)


@st.composite
def conditions(draw: Any) -> Condition:
    attribute = draw(st.sampled_from(list(VALUES)))
    takes = draw(st.sampled_from(VALUES[attribute]))
    negated = attribute in NEGATED and draw(st.booleans())
    return Condition(attribute, tuple(map(str, takes)), takes, 1, negated)


@st.composite
def route_lists(draw: Any) -> list[Route]:
    alternatives = st.lists(st.lists(conditions(), min_size=1, max_size=3).map(tuple), min_size=1, max_size=2)
    found = draw(st.lists(alternatives, min_size=1, max_size=6))
    return [replace(MODEL, name=f"r{place}", alternatives=tuple(ways)) for place, ways in enumerate(found)]


def everything() -> list[Case]:
    """One case of every sort that `VALUES` can tell apart."""
    said = [" | ".join(some) for size in range(4) for some in combinations(WORDS, size)]
    counts = [(few, many) for few, many in product((0, 2, 4), repeat=2) if few <= many]
    return [
        Case(
            category=category,
            severity=severity,
            path=spot.path,
            kind=spot.kind,
            specials=spot.specials,
            source=source,
            minute=minute,
            workday=day.workday,
            words=words,
            repeats=0,
            special_kinds=spot.special_kinds,
            day=day.day,
            nearby=tuple((*measure, count) for measure, count in zip(MEASURES, nearby, strict=True)),
        )
        for category in CATEGORIES
        for severity in (1, 2, 4)
        for spot in SPOTS
        for source in ("resident", "informant", "hotline")
        for minute in (0, 400, 800, 1_100)
        for day in DAYS
        for words in said
        for nearby in counts
    ]


EVERYTHING: Final = everything()


def winner(masks: Masks, case: Case) -> int | None:
    try:
        return masks.first(case)
    except NoRoute:
        return None


@settings(max_examples=25, deadline=None)
@given(route_lists())
def test_a_route_is_found_to_win_just_the_cases_that_it_wins(routes: list[Route]) -> None:
    masks, found = Masks(routes), Regions(space(CATEGORIES, routes, SPOTS, DAYS), routes)
    won: dict[int | None, set[tuple[str, Spot]]] = {}
    spots = {(spot.path, spot.specials): spot for spot in SPOTS}
    for case in EVERYTHING:
        won.setdefault(winner(masks, case), set()).add((case.category, spots[case.path, case.specials]))
    uncovered = found.uncovered()
    assert (uncovered is None) == (None not in won)
    assert uncovered is None or winner(masks, found.space.case(uncovered)) is None
    for place in range(len(routes)):
        state = found.witness(place)
        assert (state is None) == (place not in won)
        assert state is None or masks.first(found.space.case(state)) == place
        pairs = {
            (category, spot)
            for each in found.won(place)
            for category in found.space.categories.of(each.categories)
            for spot in found.space.places.of(each.places)
        }
        assert pairs == won.get(place, set())


@settings(max_examples=60, deadline=None)
@given(route_lists())
def test_a_route_is_shadowed_by_just_those_that_take_its_cases(routes: list[Route]) -> None:
    found = Regions(space(CATEGORIES, routes, SPOTS, DAYS), routes)
    for place, route in enumerate(routes):
        if found.witness(place) is not None or found.fits(place) is None:
            continue
        by = found.shadowing(place)
        assert by, "something takes its cases"
        assert Regions(found.space, [*(routes[each] for each in by), route]).witness(len(by)) is None
        for left_out in by if len(by) > 1 else ():
            fewer = [routes[each] for each in by if each != left_out]
            assert Regions(found.space, [*fewer, route]).witness(len(fewer)) is not None, "and each is needed"


@settings(max_examples=60, deadline=None)
@given(route_lists())
def test_without_a_territory_no_less_is_possible_than_in_one(routes: list[Route]) -> None:
    anywhere, here = Regions(space(CATEGORIES, routes), routes), Regions(space(CATEGORIES, routes, SPOTS, DAYS), routes)
    masks = Masks(routes)
    assert anywhere.uncovered() is not None or here.uncovered() is None
    for place in range(len(routes)):
        state = anywhere.witness(place)
        assert state is not None or here.witness(place) is None
        assert state is None or masks.first(anywhere.space.case(state)) == place
