"""A counter-example is played out in the engine, and what is said of it is what came of it."""

from datetime import datetime, timedelta

import pytest

from tests.small import GROUP, MONDAY, VILLAGE, by_day, calendar, directory, staff, uid
from tests.small_rules import SMALL, with_routes
from workflow.errors import GridwardError
from workflow.proof.findings import Act, Example, Subject
from workflow.proof.replaying import Lies, bears_out, replay
from workflow.rules.language import Rules
from workflow.rules.reading import read

NIGHT = MONDAY + timedelta(hours=14)
"""23:00 in Beijing."""


def subject(rules: Rules | None = None, **city: object) -> Subject:
    return Subject(rules or read(SMALL), directory(**city), calendar(), MONDAY)  # type: ignore[arg-type]


def example(at: datetime = MONDAY, days: float = 1, state: str = "reported", lies: str = "", **more: object) -> Example:
    report = {"category": "06010", "severity": 4, "grid": GROUP, "source": "hotline", "description": "x"}
    acts = more.pop("acts", ())
    assert isinstance(acts, tuple)
    return Example({**report, **more}, at, at + timedelta(days=days), state, lies, acts)


def act(hours: float, move: str, by: str, **payload: object) -> Act:
    return Act(MONDAY + timedelta(hours=hours), move, str(uid(by)), payload)


def test_a_sound_incident_does_not_lie() -> None:
    assert replay(example(days=60), subject()) is None


def test_an_incident_that_people_carry_to_its_end_does_not_lie() -> None:
    acts = (
        act(0.1, "accept", "intake-east"),
        act(0.2, "dispatch", "dispatcher-east"),
        act(1, "acknowledge", f"handler-{VILLAGE}"),
        act(2, "resolve", f"handler-{VILLAGE}"),
        act(3, "verify", "dispatcher-east", satisfied=True),
    )
    assert replay(example(days=30, acts=acts), subject()) is None


def test_a_report_at_night_lies_while_everybody_is_asleep() -> None:
    found = replay(example(NIGHT, days=0.25), subject(rosters=by_day(staff())))
    assert found == Lies("reported", ("nobody-told",))
    urgent = with_routes("{name: all, when: {category: [06*]}, to: grid, urgent: true}")
    assert replay(example(NIGHT, days=0.25), subject(urgent, rosters=by_day(staff()))) is None, "it wakes them"


def test_who_sleeps_past_the_deadline_is_seen() -> None:
    rules = with_routes("{name: quick, when: {category: [06*]}, to: grid, budgets: {intake: 1h}}")
    found = replay(example(NIGHT, days=0.25), subject(rules, rosters=by_day(staff())))
    assert found is not None
    assert "asleep" in found.codes


def test_a_case_that_its_rules_send_to_nobody_has_no_receiver() -> None:
    rules = with_routes("{name: lost, when: {category: [06*]}, to: unit sanitation, automatic: [accept]}")
    assert bears_out(example(state="accepted", lies="no-receiver"), subject(rules))


def test_ladders_that_never_reach_the_city_are_seen() -> None:
    rules = read(SMALL.replace("ladder: plain", "ladder: slow"))
    assert bears_out(example(days=60, lies="below-top"), subject(rules))
    assert not bears_out(example(days=3, lies="below-top"), subject(rules)), "not before they are climbed"


def test_a_promise_that_stages_in_time_break_is_seen() -> None:
    rules = with_routes("{name: rash, when: {category: [06*]}, to: grid, budgets: {promise: 10m}}")
    assert bears_out(example(lies="promise-first", days=0.007), subject(rules))


def test_an_example_whose_act_is_refused_is_no_example() -> None:
    with pytest.raises(GridwardError):
        replay(example(acts=(act(1, "resolve", f"handler-{VILLAGE}"),)), subject())


def test_an_example_says_as_json_what_it_said() -> None:
    said = example(acts=(act(0.1, "accept", "intake-east"),), lies="no-receiver")
    assert Example.from_json(said.to_json()) == said
