"""The masks find what trying the routes one after another would find, and say why."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clock import Stage
from models.incident import Source, Verifier
from models.people import Role
from tests.small_rules import SMALL, with_routes
from workflow.calendar import Budget
from workflow.errors import NoRoute
from workflow.rules.language import (
    CONDITIONS,
    Alternative,
    Attribute,
    Case,
    Choose,
    Condition,
    GridKind,
    Met,
    Receiver,
    Route,
    SpecialKind,
)
from workflow.rules.matching import MOST_PATHS, Masks
from workflow.rules.reading import read
from workflow.rules.seeing import seen

CATEGORIES = ["06010", "06012", "P01011", "99999"]
CODES = ["32", "3210", "321084", "x"]
WORDS = ["gas", "火", "smell", "水"]

CASE = Case(
    category="06010",
    severity=4,
    path="3210.321084.321084001",
    kind="urban",
    specials=(),
    source="resident",
    minute=600,
    workday=True,
    words="垃圾",
    repeats=0,
    day="06-08",
)


SMALL_LIMITS = read(SMALL).limits


def route_of(name: str, *alternatives: Alternative) -> Route:
    return Route(
        name=name,
        alternatives=alternatives,
        to=(Receiver("grid"),),
        choose=Choose.FIRST,
        co=(),
        accept=False,
        dispatch=False,
        check=True,
        verify=Verifier.INFORMANT,
        close_after=None,
        budgets={},
        ladders={},
        limits=SMALL_LIMITS,
        urgent=False,
        line=1,
    )


def some(values: st.SearchStrategy[str | int]) -> st.SearchStrategy[tuple[str | int, ...]]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)


MINUTE = st.integers(0, 1439)
DAY = st.sampled_from(["01-01", "02-29", "06-01", "06-08", "12-31"])
MEASURES = [(50, 7), (200, 30)]
TAKES: dict[Attribute, st.SearchStrategy[tuple[str | int, ...]]] = {
    Attribute.CATEGORY: some(st.sampled_from(CATEGORIES)),
    Attribute.SEVERITY: some(st.integers(1, 4)),
    Attribute.GRID: some(st.sampled_from(CODES)),
    Attribute.GRID_KIND: some(st.sampled_from([*GridKind][:3])),
    Attribute.SPECIAL: some(st.sampled_from(CODES)),
    Attribute.SPECIAL_KIND: some(st.sampled_from([*SpecialKind][:3])),
    Attribute.TIME: st.tuples(MINUTE, st.integers(0, 1440)).filter(lambda span: span[0] != span[1]),
    Attribute.WORKDAY: st.tuples(st.integers(0, 1)),
    Attribute.SEASON: st.tuples(DAY, DAY),
    Attribute.SOURCE: some(st.sampled_from([*Source][:3])),
    Attribute.REPEATS: st.builds(lambda n, measure: (n, *measure), st.integers(1, 4), st.sampled_from(MEASURES)),
    Attribute.WORDS: some(st.sampled_from(WORDS)),
}


NEGATED = (Attribute.GRID, Attribute.SPECIAL, Attribute.SPECIAL_KIND, Attribute.REPEATS, Attribute.WORDS)


@st.composite
def ways(draw: st.DrawFn) -> Alternative:
    """One alternative, which may ask for two things of the same attribute."""
    found = []
    for attribute in sorted(draw(st.lists(st.sampled_from(CONDITIONS), max_size=4)), key=CONDITIONS.index):
        takes = draw(TAKES[attribute])
        negated = attribute in NEGATED and draw(st.booleans())
        found.append(Condition(attribute, tuple(map(str, takes)), takes, 1, negated, negated))
    return tuple(found)


ROUTES = st.lists(st.lists(ways(), min_size=1, max_size=3), max_size=12).map(
    lambda whens: [*(route_of(f"r{place}", *when) for place, when in enumerate(whens)), route_of("rest", ())]
)
CASES = st.builds(
    Case,
    category=st.sampled_from([*CATEGORIES, "unheard of"]),
    severity=st.integers(1, 4),
    path=st.sampled_from(["", "32", "32.3210", "32.3210.321084", "y"]),
    kind=st.none() | st.sampled_from([*GridKind][:3]).map(str),
    specials=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
    source=st.sampled_from([*Source][:4]).map(str),
    minute=MINUTE,
    workday=st.booleans(),
    words=st.lists(st.sampled_from([*WORDS, "other"]), max_size=3).map(" ".join),
    repeats=st.integers(0, 6),
    special_kinds=st.lists(st.sampled_from([*SpecialKind][:3]).map(str), max_size=2).map(tuple),
    day=DAY,
    nearby=st.lists(
        st.builds(lambda measure, n: (*measure, n), st.sampled_from(MEASURES), st.integers(0, 6)),
        max_size=2,
        unique_by=lambda each: each[0],
    ).map(tuple),
)


def between(case: Case, start: int, end: int) -> bool:
    return start <= case.minute < end if start < end else case.minute >= start or case.minute < end


def within(case: Case, first: str, last: str) -> bool:
    return first <= case.day <= last if first <= last else case.day >= first or case.day <= last


MEANING: dict[Attribute, Callable[[Case, tuple[Any, ...]], bool]] = {
    Attribute.CATEGORY: lambda case, takes: case.category in takes,
    Attribute.SEVERITY: lambda case, takes: case.severity in takes,
    Attribute.GRID: lambda case, takes: any(f".{code}." in f".{case.path}." for code in takes),
    Attribute.GRID_KIND: lambda case, takes: case.kind in takes,
    Attribute.SPECIAL: lambda case, takes: bool({*case.specials} & {*takes}),
    Attribute.SPECIAL_KIND: lambda case, takes: bool({*case.special_kinds} & {*takes}),
    Attribute.TIME: lambda case, takes: between(case, *takes),
    Attribute.WORKDAY: lambda case, takes: case.workday == bool(takes[0]),
    Attribute.SOURCE: lambda case, takes: case.source in takes,
    Attribute.SEASON: lambda case, takes: within(case, *takes),
    Attribute.REPEATS: lambda case, takes: (
        {(m, d): n for m, d, n in case.nearby}.get(takes[1:], case.repeats) >= takes[0]
    ),
    Attribute.WORDS: lambda case, takes: any(word in case.words for word in takes),
}
"""What a condition means, written down a second time and plainly."""


def holds(condition: Condition, case: Case) -> bool:
    return MEANING[condition.attribute](case, condition.takes) is not condition.negated


def fits(route: Route, case: Case) -> bool:
    return any(all(holds(condition, case) for condition in way) for way in route.alternatives)


@given(ROUTES, CASES)
def test_the_masks_find_the_first_route_that_fits(routes: list[Route], case: Case) -> None:
    first = next(place for place, route in enumerate(routes) if fits(route, case))
    assert Masks(routes).first(case) == first


@given(ROUTES, CASES)
def test_each_earlier_route_is_explained_by_what_the_alternative_that_came_furthest_lacked(
    routes: list[Route], case: Case
) -> None:
    masks = Masks(routes)
    won = masks.first(case)
    lost = list(masks.lost(case, won))
    assert [each.route for each in lost] == [route.name for route in routes[:won]]
    for each, route in zip(lost, routes[:won], strict=True):
        failed = [next(c for c in way if not holds(c, case)) for way in route.alternatives]
        assert each.condition in failed
        furthest = max(CONDITIONS.index(condition.attribute) for condition in failed)
        assert CONDITIONS.index(each.condition.attribute) == furthest


@given(ROUTES, CASES)
def test_the_explanation_names_conditions_that_hold(routes: list[Route], case: Case) -> None:
    routing = Masks(routes).routing(case)
    assert fits(routing.route, case)
    wanted = [(met.attribute, met.wanted) for met in routing.true]
    assert wanted in [[(c.attribute, c.wanted) for c in way] for way in routing.route.alternatives]


def test_a_case_that_no_route_fits_is_refused() -> None:
    masks = Masks([route_of("serious", (Condition(Attribute.SEVERITY, ("1",), (1,), 1),))])
    assert masks.first(CASE._replace(severity=1)) == 0
    with pytest.raises(NoRoute):
        masks.first(CASE)


def test_more_places_than_are_kept_are_matched_all_the_same() -> None:
    masks = Masks([route_of("here", (Condition(Attribute.GRID, ("7",), ("7",), 1),)), route_of("rest", ())])
    found = [masks.first(CASE._replace(path=f"1.{code}")) for code in range(MOST_PATHS + 10)]
    assert found == [int(code != 7) for code in range(MOST_PATHS + 10)]
    assert masks.first(CASE._replace(path="1.7")) == 0


# What the file says and what it means


@pytest.mark.parametrize(
    ("when", "change", "fits"),
    [
        ("category: [06010]", {}, True),
        ("category: [06*]", {}, True),
        ("category: [P01*, 06012]", {}, False),
        ("severity: [1, 2]", {"severity": 2}, True),
        ("severity: [1, 2]", {}, False),
        ("grid: [321084]", {}, True),
        ("grid: [321084001]", {"path": "3210.321084.321084002"}, False),
        ("grid: [32108]", {}, False),
        ("grid: [3210]", {"path": ""}, False),
        ("grid_kind: [urban]", {}, True),
        ("grid_kind: [urban]", {"kind": None}, False),
        ("special: [S7]", {"specials": ("S1", "S7")}, True),
        ("special: [S7]", {}, False),
        ("special_kind: [school]", {"special_kinds": ("school",)}, True),
        ("special_kind: [school]", {"specials": ("school",)}, False),
        ("time: 22:00-06:00", {"minute": 1320}, True),
        ("time: 22:00-06:00", {"minute": 359}, True),
        ("time: 22:00-06:00", {"minute": 360}, False),
        ("time: 8:00-24:00", {"minute": 1439}, True),
        ("time: 8:00-24:00", {"minute": 479}, False),
        ("workday: true", {}, True),
        ("workday: false", {}, False),
        ("source: [hotline, resident]", {}, True),
        ("source: [hotline]", {}, False),
        ("words: [垃圾, 粪]", {}, True),
        ("words: [Gas Leak]", {"words": "a gas leak!"}, True),
        ("words: [gas]", {}, False),
        ('repeats: ">=3"', {"repeats": 3}, True),
        ('repeats: ">=3"', {"repeats": 2}, False),
        ("repeats: {at_least: 3, metres: 200, days: 30}", {"nearby": ((200, 30, 3),)}, True),
        ("repeats: {at_least: 3, metres: 200, days: 30}", {"repeats": 5, "nearby": ((200, 30, 2),)}, False),
        ("season: 06-01..09-30", {}, True),
        ("season: 06-08..06-08", {}, True),
        ("season: 06-09..09-30", {}, False),
        ("season: 11-15..03-15", {"day": "12-31"}, True),
        ("season: 11-15..03-15", {"day": "03-15"}, True),
        ("season: 11-15..03-15", {}, False),
        ("season: 01-01..12-31", {"day": ""}, False),
        ("not: {severity: [1, 2]}", {}, True),
        ("not: {severity: [3, 4]}", {}, False),
        ("not: {category: [06*]}", {"category": "P01011"}, True),
        ("not: {category: [06*]}", {}, False),
        ("not: {grid_kind: [urban]}", {}, False),
        ("not: {grid_kind: [urban]}", {"kind": None}, True),
        ("not: {grid: [321084]}", {"path": "3210"}, True),
        ("not: {grid: [321084]}", {}, False),
        ("not: {special_kind: [school]}", {}, True),
        ("not: {special_kind: [school]}", {"special_kinds": ("school",)}, False),
        ("not: {time: 22:00-06:00}", {"minute": 360}, True),
        ("not: {time: 22:00-06:00}", {"minute": 1320}, False),
        ("not: {time: 00:00-06:00}", {"minute": 0}, False),
        ("not: {time: 18:00-24:00}", {"minute": 1079}, True),
        ("not: {workday: true}", {"workday": False}, True),
        ("not: {source: [resident]}", {}, False),
        ("not: {season: 06-01..09-30}", {"day": "05-31"}, True),
        ("not: {season: 06-01..09-30}", {"day": "10-01"}, True),
        ("not: {season: 06-01..09-30}", {}, False),
        ('not: {repeats: ">=3"}', {"repeats": 2}, True),
        ('not: {repeats: ">=3"}', {"repeats": 3}, False),
        ("not: {words: [垃圾]}", {}, False),
        ("not: {words: [gas]}", {}, True),
        ("any: [{severity: [1]}, {category: [06010]}]", {}, True),
        ("any: [{severity: [1]}, {category: [06012]}]", {}, False),
        ("all: [{severity: [4]}, {category: [06010]}]", {}, True),
        ("all: [{severity: [4]}, {category: [06012]}]", {}, False),
        ("severity: [4], any: [{category: [06012]}, {not: {category: [P01*]}}]", {}, True),
        ("not: {any: [{severity: [1]}, {category: [06012]}]}", {}, True),
        ("not: {all: [{severity: [4]}, {category: [06012]}]}", {}, True),
        ("not: {severity: [4], category: [06*]}", {}, False),
        ("not: {not: {severity: [4]}}", {}, True),
    ],
)
def test_a_condition_means_what_the_manual_says(when: str, change: dict[str, object], fits: bool) -> None:
    rules = with_routes(f"{{name: special, when: {{{when}}}, to: unit gas}}")
    assert (rules.route(CASE._replace(**change)).name == "special") is fits  # type: ignore[arg-type]


def test_what_a_negation_leaves_is_listed_where_it_can_be_and_otherwise_kept_as_one() -> None:
    rules = with_routes("{name: a, when: {not: {any: [{severity: [1, 2]}, {words: [a]}, {grid: [7]}]}}, to: grid}")
    assert rules.named("a").alternatives == (
        (
            Condition(Attribute.SEVERITY, ("1", "2"), (3, 4), 51, negated=False, excluding=True),
            Condition(Attribute.GRID, ("7",), ("7",), 51, negated=True, excluding=True),
            Condition(Attribute.WORDS, ("a",), ("a",), 51, negated=True, excluding=True),
        ),
    )


def test_shared_conditions_stand_for_what_they_say() -> None:
    shared = "conditions:\n  night: {time: 22:00-06:00}\n  danger: {any: [{severity: [1, 2]}, night]}\nroutes:\n"
    rules = read(SMALL.replace("routes:\n", f"{shared}  - {{name: a, when: {{not: danger}}, to: grid}}\n", 1))
    said = [[(c.attribute, c.takes) for c in way] for way in rules.named("a").alternatives]
    assert said == [[("severity", (3, 4)), ("time", (360, 1320))]]
    assert rules.named("a").alternatives[0][1].line == 51


def test_alternatives_that_another_takes_in_or_that_exclude_themselves_are_left_out() -> None:
    rules = with_routes(
        "{name: a, when: {any: [{severity: [1]}, {severity: [1], words: [a]}, "
        "{all: [{severity: [1]}, {severity: [2]}]}]}, to: grid}\n"
        "{name: b, when: {any: [{time: 08:00-09:00}, {time: 09:00-08:00}]}, to: grid}"
    )
    assert [len(route.alternatives) for route in rules.routes] == [1, 2, 1]


def test_the_rules_say_by_which_measures_repeats_are_counted() -> None:
    usual = with_routes('{name: a, when: {repeats: ">=3"}, to: grid}')
    other = with_routes("{name: a, when: {repeats: {at_least: 3, metres: 200, days: 30}}, to: grid}")
    assert (usual.measures, usual.counted) == (((50, 7),), ((50, 7),))
    assert (other.measures, other.counted) == (((200, 30),), ((50, 7), (200, 30)))


@given(CASES)
def test_the_ledger_keeps_a_case_whole(case: Case) -> None:
    assert Case.recalled(json.loads(json.dumps(case.recorded()))) == case


def test_a_case_recorded_before_days_and_measures_is_still_read() -> None:
    old = {k: v for k, v in CASE.recorded().items() if k not in ("day", "nearby")}
    assert Case.recalled(old) == CASE._replace(day="")
    rules = with_routes(
        '{name: a, when: {repeats: ">=3"}, to: grid}\n{name: b, when: {season: 01-01..12-31}, to: grid}'
    )
    assert rules.route(Case.recalled(old)).name == "rest"
    assert rules.route(Case.recalled({**old, "repeats": 3})).name == "a"


def test_the_first_route_that_fits_wins() -> None:
    rules = with_routes(
        "{name: a, when: {category: [06*], severity: [1]}, to: grid}\n{name: b, when: {category: [06*]}, to: grid}"
    )
    assert [rules.route(CASE._replace(severity=s)).name for s in (1, 2)] == ["a", "b"]
    assert rules.route(CASE._replace(category="P01011")).name == "rest"
    assert rules.route(CASE._replace(category="unheard of")).name == "rest"


def test_an_explanation_names_what_held_and_why_each_earlier_route_lost() -> None:
    rules = with_routes(
        "{name: serious, when: {category: [06*], severity: [1, 2]}, to: grid}\n"
        "{name: night, when: {time: 22:00-06:00, workday: false}, to: grid}\n"
        "{name: smell, when: {category: [06*], words: [臭, 异味]}, to: grid}\n"
        "{name: heap, when: {category: [06010], words: [垃圾, 成堆]}, to: grid}"
    )
    routing = rules.routing(CASE)
    assert routing.route is rules.route(CASE)
    assert routing.route is rules.named("heap")
    assert routing.true == (
        Met(Attribute.CATEGORY, ("06010",), "06010"),
        Met(Attribute.WORDS, ("垃圾", "成堆"), "垃圾"),
    )
    assert [(lost.route, lost.condition.attribute, lost.condition.wanted, lost.seen) for lost in routing.lost] == [
        ("serious", Attribute.SEVERITY, ("1", "2"), "4"),
        ("night", Attribute.TIME, ("22:00-06:00",), "10:00"),
        ("smell", Attribute.WORDS, ("臭", "异味"), ""),
    ]
    assert [lost.line for lost in routing.lost] == [rules.named(lost.route).line for lost in routing.lost]


@pytest.mark.parametrize(
    ("attribute", "change", "said"),
    [
        (Attribute.WORKDAY, {}, "true"),
        (Attribute.GRID, {}, "3210.321084.321084001"),
        (Attribute.GRID_KIND, {"kind": None}, ""),
        (Attribute.SPECIAL, {"specials": ("S1", "S2")}, "S1, S2"),
        (Attribute.SPECIAL_KIND, {"special_kinds": ("school",)}, "school"),
        (Attribute.REPEATS, {"repeats": 2}, "2"),
        (Attribute.REPEATS, {"repeats": 2, "nearby": ((50, 7, 1), (200, 30, 9))}, "1"),
        (Attribute.SEASON, {}, "06-08"),
        (Attribute.SOURCE, {}, "resident"),
    ],
)
def test_a_condition_says_what_it_saw(attribute: Attribute, change: dict[str, object], said: str) -> None:
    takes = (3, 50, 7) if attribute is Attribute.REPEATS else ()
    assert seen(Condition(attribute, (), takes, 1), CASE._replace(**change)) == said  # type: ignore[arg-type]


# What a route says, and what it leaves to the file's defaults


def test_a_route_is_complete_after_the_defaults() -> None:
    gas, rest = read(SMALL).named("gas"), read(SMALL).named("rest")
    assert gas.budgets[Stage.HANDLE] == Budget.parse("1h")
    assert gas.budgets[Stage.INTAKE] == Budget.parse("5m")
    assert rest.budgets[Stage.INTAKE] == Budget.parse("15wm")
    assert gas.ladders[Stage.INTAKE] == "slow"
    assert rest.ladders[Stage.INTAKE] == "plain"
    elsewhere = {Stage.PATROL, Stage.CAMPAIGN, Stage.CAMPAIGN_PATROL, Stage.BULLETIN, Stage.RELEASE}
    assert gas.budgets.keys() == set(Stage) - {Stage.SUSPENSION, Stage.CLOSURE, Stage.MEETING} - elsewhere
    assert gas.ladders.keys() == set(Stage) - {Stage.CLOSURE} - elsewhere | {Stage.BULLETIN}
    assert (gas.accept, gas.dispatch, rest.accept, rest.dispatch) == (True, True, False, False)
    assert (gas.check, rest.check) == (False, True)


@pytest.mark.parametrize(
    ("said", "receiver"),
    [
        ("grid", Receiver("grid", level=3)),
        ("unit gas", Receiver("unit", unit="gas")),
        ("role duty level 2", Receiver("role", role=Role.DUTY, level=2)),
        ("substitute of role handler level 3", Receiver("substitute", role=Role.HANDLER, level=3)),
    ],
)
def test_a_receiver_is_the_grid_a_unit_or_a_role(said: str, receiver: Receiver) -> None:
    assert with_routes(f"{{name: a, when: {{severity: [1]}}, to: {said}}}").routes[0].to == (receiver,)


def test_the_small_file_reads_as_it_is_written() -> None:
    rules = read(SMALL)
    assert (rules.number, rules.numbered(7).number, rules.text) == (0, 7, SMALL)
    assert (rules.prefix, str(rules.timezone), rules.tiers["village"]) == ("GY", "Asia/Shanghai", 3)
    assert (rules.workday_seconds, rules.yellow) == (8 * 3600, Fraction(4, 5))
    cover, rubbish = rules.catalogue["P01011"], rules.catalogue["06010"]
    assert (cover.standard, cover.kind, cover.code, cover.group) == ("GB/T 47678.5-2026", "part", "01011", "P01")
    assert (rubbish.code, rubbish.alias, rubbish.filing) == ("06010", "H0110", ("seen",))
    assert rules.category("H0110") is rules.category("06010") is rubbish
    assert rules.category("6010") is None
    assert rules.limits.objection_period.days == 15
    assert [str(rules.retention.of(key)) for key in ("06010", "P01011")] == ["90d", "180d"]
    assert rules.ladders["plain"].rungs[-1].every == Budget.parse("1wd")


def test_seasons_may_differ_where_the_length_of_a_working_day_is_said() -> None:
    seasons = "workday: 450wm\n  seasons:\n    - {from: 06-01, to: 09-30, hours: [08:00-12:00, 15:00-18:00]}"
    rules = read(SMALL.replace("seasons:", seasons, 1))
    assert rules.workday_seconds == 450 * 60
    assert [rules.slots.on(day).seconds for day in ("07-01", "01-01")] == [7 * 3600, 8 * 3600]


def test_a_rule_can_look_at_these_attributes_and_at_nothing_else() -> None:
    assert CONDITIONS == (
        "category",
        "severity",
        "grid",
        "grid_kind",
        "special",
        "special_kind",
        "time",
        "workday",
        "season",
        "source",
        "repeats",
        "words",
    )
    assert {*Case._fields} == {*CONDITIONS} - {"grid", "grid_kind", "special", "special_kind", "time", "season"} | {
        "path",
        "kind",
        "specials",
        "special_kinds",
        "minute",
        "day",
        "nearby",
    }
