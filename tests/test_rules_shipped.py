"""The rules that are shipped: whole, reachable, and such that nothing ignored stays below the city."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.clock import Stage
from models.incident import Source
from workflow.calendar import Budget, Calendar
from workflow.days import published_days
from workflow.proof import budgets
from workflow.rules.language import CONDITIONS, Action, Alternative, Attribute, Audience, Case, Route, Rules
from workflow.rules.reading import read, recall

FILE = Path(__file__).parents[1] / "escalation_rules.yaml"

MATTERS = {
    "06": {*range(1, 53)} - {31},
    "07": {1, 2, 3, 4, 6, 8},
    "08": {*range(1, 17)},
    "09": {1, 2, 4, 5, 6, *range(9, 23)},
    "10": {1, 2},
}
"""GB/T 47678.5-2026, matters 06–10, without 07007, 09003 and 09008."""

CITY_UNITS = [
    "urban_management",
    "sanitation",
    "municipal",
    "water_supply",
    "gas",
    "drainage",
    "heat",
    "power",
    "telecom",
    "water_bureau",
    "ecology",
    "housing",
    "traffic_police",
    "transport",
    "fire",
    "market",
    "landscaping",
    "health",
    "agriculture",
    "emergency",
    "civil_affairs",
    "services",
    "justice",
    "natural_resources",
]
TOWNSHIP_UNITS = ["township_team", "township_construction", "township_agriculture"]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return read(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def calendar(rules: Rules) -> Calendar:
    return Calendar(published_days(1), rules.slots, rules.workday_seconds, rules.timezone)


def case(category: str, **change: object) -> Case:
    usual = Case(category, 4, "", None, (), "resident", 600, True, "", 0)
    return usual._replace(**change)  # type: ignore[arg-type]


def test_the_catalogue_has_every_matter_of_the_standard_and_the_older_events(rules: Rules) -> None:
    matters = {f"{group}{number:03}" for group, numbers in MATTERS.items() for number in numbers}
    assert {key for key, category in rules.catalogue.items() if category.family == "matters"} == matters
    assert len(matters) == 94
    assert {key for key in rules.catalogue if key.startswith("H")} == {f"H050{n}" for n in range(1, 9)}
    assert not {"07007", "09003", "09008"} & rules.catalogue.keys()
    assert rules.catalogue["06010"].zh == "暴露垃圾"
    assert rules.catalogue["06010"].alias == "H0110"


def test_the_catalogue_has_the_parts_the_countryside_and_the_services(rules: Rules) -> None:
    assert {"P01001", "P01023", "P01037", "P02014", "P03001", "P03005", "P04002"} <= rules.catalogue.keys()
    rural = sorted(key for key in rules.catalogue if key.startswith("99"))
    assert rural == [str(99_999 - n) for n in reversed(range(len(rural)))]
    assert len(rural) >= 20
    assert {category.kind for category in rules.catalogue.values()} == {"part", "matter"}


def test_a_category_is_known_by_its_triple(rules: Rules) -> None:
    triples = {(c.standard, c.kind, c.code) for c in rules.catalogue.values()}
    aliases = [c.alias for c in rules.catalogue.values() if c.alias]
    assert len(triples) == len(rules.catalogue)
    assert len({*aliases}) == len(aliases)
    assert not {*aliases} & rules.catalogue.keys()


def test_the_units_are_those_that_the_demonstration_city_has_and_each_is_sent_somewhere(rules: Rules) -> None:
    assert [kind for kind, unit in rules.unit_kinds.items() if unit.level == 1] == CITY_UNITS
    assert [kind for kind, unit in rules.unit_kinds.items() if unit.level == 2] == TOWNSHIP_UNITS
    sent = {receiver.unit for route in rules.routes for receiver in (*route.to, *route.co)}
    assert sent == {None, *CITY_UNITS, *TOWNSHIP_UNITS}


def test_every_category_has_a_route_of_its_own(rules: Rules) -> None:
    assert [key for key in rules.catalogue if rules.route(case(key)).name == "everything-else"] == []


def fitting(way: Alternative) -> Case:
    """A case that is all that one way of a route asks for and otherwise unremarkable."""
    asked = {condition.attribute: condition.takes for condition in way if not condition.negated}
    at = asked.get(Attribute.TIME, (600,))[0]
    return case(
        str(asked.get(Attribute.CATEGORY, ("unheard of",))[-1]),
        severity=asked.get(Attribute.SEVERITY, (4,))[0],
        kind=asked.get(Attribute.GRID_KIND, (None,))[0],
        source=asked.get(Attribute.SOURCE, ("resident",))[0],
        special_kinds=tuple(asked.get(Attribute.SPECIAL_KIND, ())),
        words=asked.get(Attribute.WORDS, ("",))[0],
        repeats=asked.get(Attribute.REPEATS, (0,))[0],
        minute=at,
        day=asked.get(Attribute.SEASON, ("01-15",))[0],
    )


def test_no_route_is_out_of_reach(rules: Rules) -> None:
    def reached(route: Route) -> bool:
        for way in route.alternatives:
            named = [condition.takes for condition in way if condition.attribute is Attribute.CATEGORY]
            keys = named[0] if named else ("unheard of",)
            if any(rules.route(fitting(way)._replace(category=str(key))) is route for key in keys):
                return True
        return False

    assert [route.name for route in rules.routes if not reached(route)] == []


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("severity", [1, 2, 3, 4])
def test_exposed_rubbish_is_accepted_and_dispatched_by_a_person(rules: Rules, severity: int, source: Source) -> None:
    for words in ("", "着火 煤气味 正在 gas leak"):
        for kind in (None, *rules.grid_kinds):
            for special_kind in ((), *((kind,) for kind in rules.special_kinds)):
                for repeats, minute in ((0, 600), (100, 30)):
                    route = rules.route(
                        case(
                            "06010",
                            severity=severity,
                            source=str(source),
                            words=words,
                            kind=kind,
                            special_kinds=special_kind,
                            repeats=repeats,
                            minute=minute,
                        )
                    )
                    assert not route.accept
                    assert not route.dispatch
                    assert [each.how for each in route.to] == ["grid"]


@pytest.mark.parametrize(
    ("category", "change"),
    [
        ("H0502", {}),
        ("H0501", {}),
        ("H0505", {}),
        ("97993", {"source": "order"}),
        ("06012", {"source": "informant"}),
    ],
)
def test_danger_orders_and_what_anybody_can_see_wait_for_nobody(
    rules: Rules, category: str, change: dict[str, object]
) -> None:
    route = rules.route(case(category, **change))
    assert route.accept
    assert route.dispatch


# Time


def running(calendar: Calendar, budget: Budget) -> timedelta:
    """How long a budget takes at its worst: from a Friday evening before the longest holidays."""
    return max(
        calendar.due(start, budget).at - start
        for start in (datetime(2026, 2, 14, 10, tzinfo=UTC), datetime(2026, 9, 30, 10, tzinfo=UTC))
    )


def test_filing_and_dispatch_take_ten_minutes_in_an_emergency_and_half_an_hour_of_work_otherwise(rules: Rules) -> None:
    limits = rules.limits
    assert {str(limits.urgent_budgets[stage]) for stage in (Stage.INTAKE, Stage.DISPATCH)} == {"5m"}
    assert {str(limits.budgets[stage]) for stage in (Stage.INTAKE, Stage.DISPATCH)} == {"15wm"}


def test_the_promise_leaves_room_for_every_stage(rules: Rules, calendar: Calendar) -> None:
    start = datetime(2026, 6, 1, 1, tzinfo=UTC)
    for route in rules.routes:
        if budgets.proposes(route, rules):  # promised is the answer
            assert (
                calendar.due(start, route.budgets[Stage.ANSWER]).at
                <= calendar.due(start, route.budgets[Stage.PROMISE]).at
            )
            continue
        at = start
        for stage in (Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.VERIFY):
            if stage is not Stage.CHECK or route.check:
                at = calendar.due(at, route.budgets[stage]).at
        assert at <= calendar.due(start, route.budgets[Stage.PROMISE]).at, route.name


def test_what_runs_to_its_end_unverified_is_closed_before_the_verification_is_late(
    rules: Rules, calendar: Calendar
) -> None:
    start = datetime(2026, 6, 1, 1, tzinfo=UTC)
    closing = [route for route in rules.routes if route.close_after]
    assert closing
    for route in closing:
        assert route.close_after
        assert calendar.due(start, route.close_after).at <= calendar.due(start, route.budgets[Stage.VERIFY]).at


OFF_THE_TABLE = ("meeting", "minutes", "decision", "patrol", "inspection", "bulletin")
"""What a meeting is to do is not put onto a meeting's agenda by a ladder: its open decisions are there anyway. Nor is a
case that is closed and only to be looked at again."""


BESIDE = ("reminder", "reminder-urgent")
"""A reminder by hand repeats beside the case's own ladders, which are those that climb."""


def test_every_ladder_climbs_to_the_city_and_onto_the_table_well_within_a_month(
    rules: Rules, calendar: Calendar
) -> None:
    for ladder in rules.ladders.values():
        if ladder.name in BESIDE:
            continue
        done = [(rung.do, rung.level) for rung in ladder.rungs]
        assert Action.REMIND in {do for do, _ in done[:2]}, ladder.name
        assert (Action.WARN, None) in done, ladder.name
        assert (Action.RAISE, 1) in done, ladder.name
        for rung in ladder.rungs:
            if rung.after:
                assert running(calendar, rung.after) <= timedelta(days=21), ladder.name
        assert (Action.TABLE in {do for do, _ in done}) != (ladder.name in OFF_THE_TABLE), ladder.name
        assert Audience.SUPERVISOR in ladder.rungs[-1].tell


def test_each_ladder_is_used(rules: Rules) -> None:
    used = {name for route in rules.routes for name in route.ladders.values()}
    patrols = {rules.patrols.ladder, *(template.ladder for template in rules.patrols.templates.values())}
    assert used | patrols == rules.ladders.keys()


def test_urgent_cases_run_day_and_night(rules: Rules) -> None:
    for route in rules.routes:
        for stage in (Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.VERIFY, Stage.PROMISE):
            if route.urgent:
                assert not route.budgets[stage].works, (route.name, stage)


# The manual


def examples(language: str) -> list[str]:
    text = (FILE.parent / "docs" / f"rules{language}.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def indented(example: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in example.splitlines())


def test_every_example_of_the_manual_can_be_pasted_into_the_file(rules: Rules) -> None:
    text = rules.text
    for example in examples(""):
        if example.startswith("- name"):
            name = example.splitlines()[0].removeprefix("- name: ")
            text = text.replace(f"- name: {name}\n", f"- name: {name}-before\n")
            text = text.replace("\nroutes:\n", f"\nroutes:\n{indented(example, 2)}", 1)
        elif example.startswith("99"):
            text = text.replace("            99976:", f"{indented(example, 12)}            99976:", 1)
        else:
            section = "ladders" if "- {at" in example else "conditions" if "any:" in example else "units"
            text = text.replace(f"\n{section}:\n", f"\n{section}:\n{indented(example, 2)}", 1)
    assert len(examples("")) == 7
    rules = recall(text)  # an example stands for the route of its name, which it would shadow
    assert [route.name for route in rules.routes[:2]] == ["water-in-danger", "river-at-night"]


def test_the_manual_has_the_same_examples_in_both_languages() -> None:
    assert examples("") == examples(".zh-CN")


def test_the_ladder_of_the_manual_rings_when_the_manual_says(calendar: Calendar) -> None:
    monday = datetime(2026, 6, 8, 8, tzinfo=calendar.tz)
    due = calendar.due(monday, Budget.parse("8wh")).at
    after = [calendar.due(due, Budget.parse(text)).at for text in ("4wh", "1wd", "3wd", "4wd")]
    at = [calendar.add(monday, 8 * 3600 * 8 // 10, works=True).at, due, *after]
    assert [f"{moment.astimezone(calendar.tz):%a %H:%M}" for moment in at] == [
        "Mon 16:24",
        "Mon 18:00",
        "Tue 12:00",
        "Tue 18:00",
        "Thu 18:00",
        "Fri 18:00",
    ]


@pytest.mark.parametrize("language", ["", ".zh-CN"])
def test_the_manual_tells_every_condition_action_audience_and_section(language: str) -> None:
    text = (FILE.parent / "docs" / f"rules{language}.md").read_text(encoding="utf-8")
    sections = ["territory", "calendar", "conditions", "catalogue", "units", "ladders", "limits", "meetings", "notices"]
    words = [*CONDITIONS, *Action, *Audience, *sections, "retention"]
    assert [word for word in words if f"`{word}`" not in text] == []
