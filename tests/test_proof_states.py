"""The search goes through every move, finds nothing in the machines as they are, and the shipped rules pass."""

from collections import Counter
from dataclasses import replace

import pytest

from models.people import Language
from tests.seeds import parsed
from tests.small import MONDAY, calendar, directory, rules
from workflow import messages
from workflow.calendar import Budget
from workflow.machines import TABLES, Kind, Move, machine_of, machines_of
from workflow.machines.language import SYSTEM
from workflow.proof import budgets, ideal, ladders, states
from workflow.proof.findings import Finding, Grade, Subject
from workflow.proof.walking import KINDS

WHOLE = (True,) * len(ideal.CAPS)
CODES = (
    *("no-timer", "timer-refused", "never-closed", "uncapped", "goes-round", "not-taken", "end-without-reason"),
    *("end-without-objection", "objection-unheard", "below-top", "ladder-stays-below", "rung-to-nobody"),
    *("nobody-above", "promise-too-short", "closes-too-soon", "year-unknown"),
)
ARROWS = [arrow for kind in KINDS for each in machines_of(kind) for arrow in TABLES[each]]


def asked_for() -> set[Move]:
    """The moves that people can ask for of a case."""
    return {arrow.move for arrow in ARROWS if arrow.by != SYSTEM and machine_of(arrow.move)}


def test_every_move_is_searched_or_changes_neither_state_nor_clock() -> None:
    searched = {move for moves in states.ASPECTS.values() for move in moves}
    assert asked_for() - {Move.SUBMIT} == searched | states.LEFT_OUT
    assert not searched & states.LEFT_OUT
    assert all(arrow.to is None for arrow in ARROWS if arrow.move in states.LEFT_OUT)


def test_moves_that_look_at_the_same_counter_are_searched_together() -> None:
    counting: dict[str, set[Move]] = {}
    for arrow in (arrow for arrow in ARROWS if arrow.by != SYSTEM):
        for guard in arrow.guards:
            if guard.__name__.endswith("_left") and guard.__name__ != "tasks_left":
                counting.setdefault(guard.__name__, set()).add(arrow.move)
    apart = {name for name, moves in counting.items() if not any(moves <= each for each in states.ASPECTS.values())}
    assert not apart


@pytest.mark.parametrize("left", [WHOLE, (False,) * 7 + (True,)])
def test_the_machines_as_they_are_hold_whether_caps_leave_something_or_nothing(left: ideal.Left) -> None:
    found = states.explore(left)
    assert found.faults == ()
    assert found.examined > 100


def found_of(subject: Subject) -> list[Finding]:
    parts = (states.prove, ladders.prove, budgets.prove)
    return [finding for part in parts for finding in part(subject, Counter())]


def test_the_shipped_rules_pass() -> None:
    shipped = Subject(rules(), directory(), calendar(), MONDAY)
    assert [finding for finding in found_of(shipped) if finding.grade == Grade.FAILURE] == []


def test_a_year_without_a_calendar_is_named_before_a_time_reaches_into_it() -> None:
    subject = replace(parsed("{about: x, years: ['2025', '2026']}").subject())
    assert "year-unknown" not in {finding.code for finding in found_of(subject)}
    late = replace(subject, now=subject.now.replace(month=12, day=1))
    named = [finding for finding in found_of(late) if finding.code == "year-unknown"]
    assert [finding.facts["year"] for finding in named] == ["2027"]


def test_the_table_of_arrows_is_what_is_searched() -> None:
    with parsed("{about: x, machine: [{drop: arrow, of: task, move: resolve}]}").machines():
        assert {fault.code for fault in states.explore(WHOLE).faults} == {"never-closed"}
        assert Move.RESOLVE not in TABLES[Kind.TASK].moves()
    assert states.explore(WHOLE).faults == ()


@pytest.mark.parametrize("language", Language)
def test_every_finding_can_be_said(language: Language) -> None:
    assert [code for code in CODES if not messages.has(f"proof-{code}", language)] == []


@pytest.mark.parametrize(("whole", "parts"), [("20d", "15wm 3wd 2wh"), ("30wh", "15wm 4h 2wh"), ("7d", "3wd 2wh")])
def test_what_surely_fits_fits_whenever_it_begins(whole: str, parts: str) -> None:
    subject, counted = parsed("about: x").subject(), tuple(Budget.parse(part) for part in parts.split())
    ends = ((at, budgets.ended(counted, at, subject.calendar)) for at in budgets.starts(counted, subject))
    fits = all(end <= subject.calendar.due(at, Budget.parse(whole)).at for at, end in ends)
    assert fits == (next(budgets.too_short(Budget.parse(whole), counted, subject), None) is None)
    assert fits == (whole != "7d")
