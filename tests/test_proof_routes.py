"""What the proof says of routes and of whom they send, beyond what the seeded defects show."""

from collections import Counter

import pytest

from models.people import Language
from tests.seeds import parsed
from tests.small import MONDAY, calendar, directory, rules
from workflow.messages import say
from workflow.proof.findings import Finding, Grade, Subject
from workflow.proof.replaying import bears_out
from workflow.proof.routes import prove

ROUTES = """
about: other routes before the last
rules:
  - find: "  - name: rest\\n"
    put: "{routes}  - name: rest\\n"
city:
  - {{drop_unit: {dropped}}}
"""


def found(*routes: str, dropped: str = "water") -> dict[str, Finding]:
    """What is found with some routes before the last one, by code."""
    listed = "".join(f"  - {route}\\n" for route in routes)
    subject = parsed(ROUTES.format(routes=listed, dropped=dropped)).subject()
    return {finding.code: finding for finding in prove(subject, Counter())}


def test_the_rules_shipped_have_a_route_for_everything_and_a_receiver_for_every_kind() -> None:
    subject = Subject(rules(), directory(), calendar(), MONDAY)
    examined: Counter[str] = Counter()
    codes = {finding.code for finding in prove(subject, examined) if finding.grade == Grade.FAILURE}
    assert codes == {"receiver-none"}, "the small city has two units of the many"
    assert examined["routes"] == len(rules().routes)
    assert examined["cases"] > examined["places"] * len(rules().catalogue)


def test_a_route_for_a_grid_that_is_not_there_is_told_with_the_grid() -> None:
    told = found("{name: gone, when: {grid: [3210, 9001001]}, to: grid}")
    assert told["route-grid-unknown"].facts == {"route": "gone", "grids": "3210"}
    assert "route-never" not in told
    assert found("{name: gone, when: {grid: [3210]}, to: grid}")["route-never"].grade == Grade.WARNING


def test_a_route_that_only_this_year_leaves_nothing_to_is_idle_and_not_wrong() -> None:
    told = found(
        "{name: rest-days, when: {workday: false, category: [06*]}, to: grid}",
        "{name: national-day, when: {season: 10-01..10-01, category: [06*]}, to: grid}",
    )
    assert told["route-idle"].facts["by"] == "rest-days"
    assert told["route-idle"].grade == Grade.WARNING


def test_who_cannot_handle_beside_the_others_is_a_warning() -> None:
    told = found("{name: both, when: {category: [06*]}, to: grid, co: [unit sanitation]}", dropped="sanitation")
    assert told["receiver-co"].grade == Grade.WARNING
    assert told["receiver-co"].facts["receivers"] == "unit sanitation"


def test_a_choice_by_load_among_one_is_noted() -> None:
    told = found("{name: load, when: {category: [06*]}, to: unit gas, choose: least_loaded}")
    assert told["receiver-no-choice"].grade == Grade.NOTE
    both = found("{name: load, when: {category: [06*]}, to: [unit gas, unit sanitation], choose: least_loaded}")
    assert "receiver-no-choice" not in both


def test_a_failure_names_how_much_is_missing_and_where_it_begins() -> None:
    subject = parsed(
        '{about: x, city: [{end_post: {role: handler, grid: "9001001001"}, at: "2026-06-15T00:00:00+08:00"}]}'
    )
    (failure,) = (f for f in prove(subject.subject(), Counter()) if f.grade == Grade.FAILURE)
    assert failure.facts["at"] == "2026-06-15 00:00"
    assert failure.facts["places"] == "4", "the village, the market and two groups"
    assert failure.example
    assert failure.example.at.isoformat() >= "2026-06-15T00:00:00+08:00"
    assert bears_out(failure.example, subject.subject())


@pytest.mark.parametrize("language", Language)
def test_every_finding_about_routes_can_be_said(language: Language) -> None:
    told = found(
        "{name: gone, when: {grid: [3210]}, to: grid}",
        "{name: both, when: {category: [06010]}, to: unit sanitation, co: [unit sanitation]}",
        dropped="sanitation",
    )
    for finding in told.values():
        assert "{" not in say(language, f"proof-{finding.code}", **finding.facts)
