"""What is not lived again: only cases of which nothing would be otherwise, and what is said of them is what living them
again says. What a case can have gone through besides."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from models.people import Language
from tests.rehearsed import Act, Lived, edited, lived, played, shipped, small_ground
from tests.small import VILLAGE, report
from tests.small_rules import SMALL
from tests.test_rehearsing import ACTS, CATEGORY, CHANGES, LONG, plain, rules_with
from workflow import setting_up
from workflow.machines import Move
from workflow.rehearsing import page
from workflow.rehearsing.history import History, recorded
from workflow.rehearsing.lines import line_of
from workflow.rehearsing.summing import Rehearsed, Sum, rehearse
from workflow.rehearsing.untouched import Untouched
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.sentences import Names
from workflow.settings import from_environment

POLLUTION = "    to: unit ecology\n    co: [unit drainage]\n    budgets: {handle: 7wd, promise: 13wd}"
TRIED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "nothing": (),
    "the budget of one route": ((POLLUTION, POLLUTION.replace("7wd", "2wd")),),
    "the receiver of one route": ((POLLUTION, POLLUTION.replace("unit ecology", "grid")),),
    "what many routes inherit": (("intake: {budget: 15wm", "intake: {budget: 4wm"),),
    "what no route says": (("    order: {budget: 2wd", "    order: {budget: 1wd"),),
}
NOBODY_SPARED = "what no route says"


@pytest.fixture(scope="module")
def life() -> Lived:
    tree, rules = setting_up.tree_and_rules(from_environment(), None)
    return lived(tree, rules)


@pytest.mark.parametrize("tried", TRIED)
def test_what_is_not_lived_again_would_have_gone_as_it_did(life: Lived, tried: str) -> None:
    rules = read(edited(shipped(), *TRIED[tried])).numbered(2)
    ground, before = life.ground(rules), life.scene.rules
    untouched = Untouched(before, rules)
    spared = [each for each in life.histories if untouched(recorded(each, ground.until))]
    assert {found.number: found.differs for each in spared if (found := rehearse(each, before, ground)).differs} == {}
    assert (len(spared) < len(life.histories), bool(spared)) == (tried != "nothing", tried != NOBODY_SPARED)


FIRST = read(SMALL).numbered(1)


def told(history: History, other: Rules, before: Rules = FIRST) -> Rehearsed:
    return rehearse(history, before, small_ground(other, LONG), Untouched(before, other))


def spared(history: History, other: Rules) -> bool:
    return Untouched(FIRST, other)(recorded(history, LONG))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_case_that_a_change_touches_is_lived_again(change: tuple[str, str]) -> None:
    history = played(FIRST, ACTS, LONG, report(CATEGORY))
    assert not spared(history, rules_with(change))
    assert spared(history, FIRST.numbered(2))


def test_another_order_of_routes_touches_only_what_another_route_takes() -> None:
    before = "  - name: rest\n    to: grid\n"
    other = rules_with((before, f"  - {{name: dirt, when: {{category: [06012]}}, to: grid}}\n{before}"))
    assert not spared(played(FIRST, ACTS, LONG, report(CATEGORY)), other)
    assert spared(played(FIRST, ACTS, LONG, report("06010")), other)


def test_a_case_that_was_moved_to_other_rules_is_lived_again_from_its_beginning() -> None:
    later = rules_with(CHANGES["handling"])
    third = rules_with(CHANGES["promise"]).numbered(3)
    history = played(FIRST, ACTS, LONG, report(CATEGORY), switched=(200, later))
    assert Move.MIGRATE in {line.move for line in history.lines}
    assert history.rules_version == later.number
    assert not Untouched(later, later.numbered(3))(recorded(history, LONG))
    real = rehearse(played(third, ACTS, LONG, report(CATEGORY)), third, small_ground(third, LONG))
    assert plain(told(history, third, later).after) == plain(real.before)


REOPENED = (
    *ACTS,
    Act(12200, "township-east", Move.REOPEN, {"reason": "又坏了"}),
    Act(12300, "dispatcher-east", Move.DISPATCH),
    Act(12310, f"handler-{VILLAGE}", Move.ACKNOWLEDGE),
    Act(13000, f"handler-{VILLAGE}", Move.RESOLVE),
    Act(13100, "dispatcher-east", Move.VERIFY, {"satisfied": True}),
)


def test_a_reopened_case_goes_through_both_of_its_lives() -> None:
    history = played(FIRST, REOPENED, LONG, report(CATEGORY))
    assert rehearse(history, FIRST, small_ground(FIRST, LONG)).differs == ()
    other = rules_with(CHANGES["handling"])
    real = rehearse(played(other, REOPENED, LONG, report(CATEGORY)), other, small_ground(other, LONG))
    found = told(history, other)
    assert len(found.after.sent) == 2
    assert plain(found.after) == plain(real.before)


def test_a_case_whose_facts_were_erased_is_listed_and_not_dropped() -> None:
    whole = played(FIRST, ACTS, LONG, report(CATEGORY))
    erased = replace(whole, lines=tuple(line._replace(facts=None) for line in whole.lines))
    found = told(erased, FIRST.numbered(2))
    assert [(unfit.move, unfit.why) for unfit in found.after.unfit] == [("submit", "facts-erased")]
    assert found.number
    total = Sum()
    total.add(found, FIRST.notices, FIRST.notices, small_ground(FIRST, LONG).directory, FIRST.timezone)
    assert (total.counts["cases"], total.counts["changed"]) == (1, 1)


def test_the_page_says_of_each_case_what_differs_and_of_each_channel_its_name() -> None:
    other = rules_with(CHANGES["intake"])
    found = told(played(FIRST, ACTS, LONG, report(CATEGORY)), other)
    ground, total = small_ground(other, LONG), Sum()
    total.add(found, FIRST.notices, other.notices, ground.directory, other.timezone)
    summary = {"since": "2026-06-08T00:00:00Z", "until": "2026-06-28T00:00:00Z", **total.to_json()}
    for language, stage, app in ((Language.ZH, "受理时限：", "应用内"), (Language.EN, "due: ", "In the app")):
        shown = page.page(summary, [line_of(found, ground.directory)], Names(language, ground.directory, other), "new")
        assert stage in shown
        assert app in shown
