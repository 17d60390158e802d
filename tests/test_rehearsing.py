"""Rehearsal: the rules that were in force give what is on record, and others what they would really have made of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.rehearsed import Act, Lived, edited, lived, played, shipped, small_ground
from tests.small import MONDAY, OTHER_VILLAGE, VILLAGE, report
from tests.small_rules import SMALL
from workflow import setting_up
from workflow.machines import Move
from workflow.rehearsing.outcome import Outcome
from workflow.rehearsing.summing import Rehearsed, Sum, rehearse
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.settings import from_environment

LONG = MONDAY + timedelta(days=20)
STOOD = {
    Move.REQUEST_SUSPENSION, Move.GRANT_SUSPENSION, Move.RESUME, Move.GRANT_EXTENSION, Move.RETURN, Move.REWORK,
    Move.REDISPATCH, Move.MERGE, Move.RAISE, Move.SUPERVISE, Move.TABLE,
}  # fmt: skip
"""What a life of thirty days holds, so that it proves something."""


@pytest.fixture(scope="module")
def life() -> Lived:
    tree, rules = setting_up.tree_and_rules(from_environment(), None)
    return lived(tree, rules)


def rules_with(*edits: tuple[str, str], text: str = SMALL) -> Rules:
    return read(edited(text, *edits)).numbered(2)


def tried(life: Lived, rules: Rules, recall: bool = True) -> Iterator[Rehearsed]:
    ground = life.ground(rules, recall)
    return (rehearse(history, life.scene.rules, ground) for history in life.histories)


@pytest.mark.parametrize("recall", [True, False], ids=["as answered then", "asked anew"])
def test_the_rules_that_were_in_force_give_exactly_what_is_on_record(life: Lived, recall: bool) -> None:
    assert life.moves >= STOOD
    assert {found.number: found.differs for found in tried(life, life.scene.rules, recall) if found.differs} == {}


def test_a_shorter_budget_makes_only_its_own_deadlines_earlier(life: Lived) -> None:
    before = "    to: unit ecology\n    co: [unit drainage]\n    budgets: {handle: 7wd, promise: 13wd}"
    found = list(tried(life, rules_with((before, before.replace("7wd", "2wd")), text=shipped())))
    changed = [each for each in found if each.differs]
    assert changed
    assert {each.before.route for each in changed} == {"pollution"}
    assert {each.moved for each in changed} <= {0, -1}
    assert -1 in {each.moved for each in changed}


def test_another_receiver_is_sent_where_its_route_wins(life: Lived) -> None:
    before = "    when: {category: [06026, 06030, 06032]}\n    to: unit ecology"
    found = list(tried(life, rules_with((before, before.replace("unit ecology", "grid")), text=shipped())))
    elsewhere = [each for each in found if "receiver" in each.differs]
    assert elsewhere
    assert {each.before.route for each in elsewhere} == {"pollution"}
    assert {sent.receives for each in elsewhere for sent in each.after.sent if sent.kind == "lead"} == {"grid"}


CATEGORY = "06012"
ACTS = (
    Act(10, "dispatcher-east", Move.ACCEPT),
    Act(20, "dispatcher-east", Move.DISPATCH),
    Act(30, f"handler-{VILLAGE}", Move.ACKNOWLEDGE),
    Act(3000, f"handler-{VILLAGE}", Move.REQUEST_SUSPENSION, {"reason": "雨", "until": "2026-06-15T09:00:00+08:00"}),
    Act(3010, "dispatcher-east", Move.GRANT_SUSPENSION),
    Act(12000, f"handler-{VILLAGE}", Move.RESOLVE),
    Act(12100, "dispatcher-east", Move.VERIFY, {"satisfied": True}),
)
ROUTE = "  - name: rest\n    to: grid\n"
CHANGES: dict[str, tuple[str, str]] = {
    "handling": ("    handle: {budget: 3wd, ladder: plain}", "    handle: {budget: 6wh, ladder: plain}"),
    "running time": ("    handle: {budget: 3wd, ladder: plain}", "    handle: {budget: 20h, ladder: slow}"),
    "promise": ("promise: {budget: 7wd", "promise: {budget: 2wd"),
    "intake": ("intake: {budget: 15wm", "intake: {budget: 3wm"),
    "ladder": (
        "{after: 4wh, do: raise, level: 2, tell: [township_supervisor]}",
        "{after: 2wh, do: supervise, tell: [duty]}",
    ),
    "hours": ("hours: [08:00-12:00, 14:00-18:00]", "hours: [09:00-12:00, 13:00-18:00]"),
    "urgent": (ROUTE, f"  - {{name: now, when: {{category: [06012]}}, to: grid, urgent: true}}\n{ROUTE}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_rehearsed_is_what_the_other_rules_really_make_of_the_same_acts(
    change: tuple[str, str],
) -> None:
    first, other = read(SMALL).numbered(1), rules_with(change)
    found = rehearse(played(first, ACTS, LONG, report(CATEGORY)), first, small_ground(other, LONG))
    real = rehearse(played(other, ACTS, LONG, report(CATEGORY)), other, small_ground(other, LONG))
    assert real.differs == ()
    assert plain(found.after) == plain(real.before)
    assert found.differs


def plain(outcome: Outcome) -> dict[str, Any]:
    """What is comparable of two lives whose ids differ."""
    return {
        "route": outcome.route,
        "end": (outcome.state, outcome.ended_at),
        "sent": sorted((sent.at, sent.kind, str(sent.id)) for sent in outcome.sent),
        "deadlines": sorted((key.stage, key.round, repr(due)) for key, due in outcome.deadlines.items()),
        "fired": sorted((fired.at, fired.move, fired.stage) for fired in outcome.fired),
        "messages": Counter(outcome.messages),
        "unfit": [(unfit.move, unfit.why) for unfit in outcome.unfit],
    }


def case(rules: Rules, other: Rules, *acts: Act, until: datetime = LONG, category: str = CATEGORY) -> Rehearsed:
    return rehearse(played(rules, acts, until, report(category)), rules, small_ground(other, until))


def test_what_people_did_that_no_longer_fits_is_listed() -> None:
    first = read(SMALL).numbered(1)
    automatic = rules_with(
        (ROUTE, f"  - {{name: at-once, when: {{category: [06012]}}, to: grid, automatic: [accept, dispatch]}}\n{ROUTE}")
    )
    found = case(first, automatic, *ACTS)
    assert [(unfit.move, unfit.why) for unfit in found.after.unfit] == [
        ("accept", "illegal-move"),
        ("dispatch", "illegal-move"),
    ]
    assert found.after.state == "closed"
    back = case(automatic, first, *ACTS[2:])
    assert [(unfit.move, unfit.why) for unfit in back.after.unfit] == [("accept", "by-hand"), ("dispatch", "by-hand")]
    assert back.after.state == "closed"


def test_what_would_have_closed_by_time_out_leaves_nothing_to_verify() -> None:
    first = read(SMALL).numbered(1)
    closing = (ROUTE, f"  - {{name: now, when: {{category: [06012]}}, to: grid, close_after: 1wm}}\n{ROUTE}")
    found = case(first, rules_with(closing), *ACTS)
    assert [(unfit.move, unfit.why) for unfit in found.after.unfit] == [("verify", "illegal-move")]
    assert found.after.state == "closed"
    assert found.after.ended_at == MONDAY + timedelta(minutes=12001)


def test_a_category_that_is_no_longer_there_is_listed() -> None:
    first = read(SMALL).numbered(1)
    found = case(first, rules_with(("            06012: {zh: 道路不洁, en: dirty road}\n", "")), *ACTS[:2])
    assert [unfit.why for unfit in found.after.unfit] == ["unknown-category"]


def test_who_is_sent_only_now_is_taken_to_be_done_when_the_case_was() -> None:
    first = read(SMALL).numbered(1)
    other = rules_with((ROUTE, f"  - {{name: two, when: {{category: [06012]}}, to: grid, co: [unit gas]}}\n{ROUTE}"))
    found = case(first, other, *ACTS)
    assert sorted(sent.kind for sent in found.after.sent) == ["co", "lead"]
    assert found.after.state == "closed"
    assert found.after.unfit == ()


@pytest.mark.parametrize(
    ("named", "sent"), [({"grid": VILLAGE}, "unit"), ({"unit": "water"}, "unit"), ({"grid": OTHER_VILLAGE}, "grid")]
)
def test_who_was_named_as_suggested_follows_what_is_suggested_now_and_nobody_else(
    named: dict[str, str], sent: str
) -> None:
    first = read(SMALL).numbered(1)
    other = rules_with((ROUTE, f"  - {{name: pipes, when: {{category: [06012]}}, to: unit gas}}\n{ROUTE}"))
    found = case(first, other, ACTS[0], Act(20, "dispatcher-east", Move.DISPATCH, {"to": named}))
    assert [each.receives for each in found.after.sent] == [sent]
    assert ("receiver" in found.differs) == (named == {"grid": VILLAGE})


def test_sums_of_parts_add_up_to_the_sum_of_the_whole(life: Lived) -> None:
    line = "    verify: {budget: 2wh, ladder: check,"
    other = rules_with((line, line.replace("2wh", "10wm")), text=shipped())
    notices = (life.scene.rules.notices, other.notices)
    directory, tz = life.scene.directory, other.timezone
    whole, parts = Sum(), (Sum(), Sum())
    for number, found in enumerate(tried(life, other)):
        for total in (whole, parts[number % 2]):
            total.add(found, *notices, directory, tz)
    joined = Sum.from_json(parts[0].to_json())
    joined.merge(Sum.from_json(parts[1].to_json()))
    assert joined.to_json() == whole.to_json()
    said = whole.to_json()
    assert said["cases"] == len(life.histories)
    assert said["messages"]["before"] == sum(len(history.told) for history in life.histories)
    assert said["later"] == 0 < said["earlier"]
    assert said["late_after"] > said["late_before"]
