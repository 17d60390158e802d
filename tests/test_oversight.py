"""What simulated people do of themselves about orders and figures, chosen among what they are offered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest

from models.clock import Outcome, Stage
from models.task import FigureOf, ObjectionState, OrderState
from tests.small import GROUP, uid, who
from tests.test_life import HANDLER, Story
from tests.test_simulation import ground, seen
from workflow.machines import Move
from workflow.simulation import invariants, oversight
from workflow.simulation.invariants import Stood
from workflow.simulation.minds import Deed, Mind
from workflow.view import View


def mind(story: Story, seed: int = 7) -> Mind:
    """A mind in which every order and objection of the case came of oversight."""
    world = story.world
    found = Mind(world.directory, world.rules, world.calendar, seed)
    found.apart |= {*story.view.orders, *story.view.objections}
    return found


def choices(story: Story, name: str) -> Iterator[Deed]:
    """What somebody would do at one look after another, over some seeds."""
    for seed in range(40):
        own = mind(story, seed)
        choice = oversight.choose(own.sight(story.view, who(name), story.now), own)
        if isinstance(choice, Deed):
            yield choice


def moves(story: Story, name: str) -> set[str]:
    return {deed.move for deed in choices(story, name)}


def does(story: Story, name: str, move: Move) -> Story:
    """The first of these choices that is this move, made."""
    deed = next(each for each in choices(story, name) if each.move == move)
    story.now += timedelta(minutes=1)
    story.world.fire(who(name), story.id, move, deed.payload, story.now)
    return story


def redone() -> Story:
    return Story().resolved().does("dispatcher-east", "rework", reason="没清干净")


def test_a_supervisor_orders_something_about_a_case_by_hand_and_leaves_some_of_it_to_the_township() -> None:
    story = redone()
    asked = [deed.payload.model_dump() for deed in choices(story, "supervisor")]
    assert {each["kind"] for each in asked} == {"quality", "above"}
    assert {each["level"] for each in asked} == {None, 2}
    assert all(each["requirement"] for each in asked)
    does(story, "supervisor", Move.SUPERVISE)
    assert moves(story, HANDLER) == {"answer"}


def test_an_answer_that_is_owed_is_pressed_for_given_refused_and_accepted() -> None:
    story = redone().does("township-east", "supervise", reason="返工")
    (order,) = story.view.orders
    assert moves(story, "township-east") == {"answer", "press"}
    assert "raise_order" in moves(story, "supervisor")
    does(story, "township-east", Move.PRESS)
    assert story.view.orders[order].reminders == 1
    does(story, "dispatcher-east", Move.ANSWER)
    assert moves(story, "township-east") == {"accept_answer", "refuse_answer"}
    does(story, "township-east", Move.REFUSE_ANSWER)
    does(story, "supervisor", Move.RAISE_ORDER)
    does(story, "township-east", Move.ANSWER)
    does(story, "supervisor", Move.ACCEPT_ANSWER)
    assert story.view.orders[order].state == OrderState.FULFILLED


def late() -> Story:
    """Closed after everything was late."""
    story = Story().handling().wait(days=60).does(HANDLER, "resolve", note="清理完毕")
    return story.wait(days=20).does("dispatcher-east", "verify", satisfied=True)


def test_who_is_counted_as_late_objects_to_that_figure_and_it_is_decided_above() -> None:
    story = late()
    assert moves(story, "dispatcher-east") == set(), "they were in time"
    assert story.clock(Stage.HANDLE).outcome == Outcome.LATE
    assert moves(story, HANDLER) == set(), "a grid's own handlers are of no unit: there is no figure"
    assert moves(story, "township-east") == {"dispute"}
    does(story, "township-east", Move.DISPUTE)
    (objection,) = story.view.objections.values()
    assert (objection.figure_of, objection.figure) == (FigureOf.TOWNSHIP, "closing_on_time")
    assert moves(story, "township-east") == set(), "neither once more, nor to decide on it themselves"
    assert moves(story, "supervisor") == {"uphold", "dismiss"}
    does(story, "supervisor", Move.DISMISS)
    assert story.view.objections[objection.id].state == ObjectionState.DISMISSED


def test_who_comes_by_is_whom_it_concerns_and_draws_from_no_other_dice() -> None:
    story = late()
    own = mind(story)
    others = own.rng.getstate(), own.looks.getstate(), own.aside.rng.getstate()
    entries = story.world.entries[story.id]
    found = [visit for _ in range(30) for e in entries for visit in oversight.visits(story.view, e, own, story.now)]
    assert {visit.person for visit in found} == {who("township-east").id, story.view.incident.verifier_id}
    assert all(visit.at > story.now for visit in found)
    sight = own.sight(story.view, who("township-east"), story.now)
    assert any(oversight.choose(sight, own) for _ in islice(range(30), 30))
    assert (own.rng.getstate(), own.looks.getstate(), own.aside.rng.getstate()) == others


def own_ruling(view: View) -> View:
    found = {key: each.but(decided_by=each.lodged_by) for key, each in view.objections.items()}
    return replace(view, objections=found)


@pytest.mark.parametrize("unarmed", [True, False])
def test_a_planted_defect_of_an_order_is_seen(unarmed: bool) -> None:
    story = redone().does("township-east", "supervise", reason="返工")
    (order,) = story.view.orders.values()
    invariants.check_case(Stood(story.view, story.now, ground()))
    silent = {key: c.but(next_at=None) if c.subject_id == order.id else c for key, c in story.view.clocks.items()}
    twice = {order.id: order, uid(GROUP): order}
    broken = replace(story.view, clocks=silent) if unarmed else replace(story.view, orders=twice)
    wrong = list(invariants.one_order_at_a_time_is_open_with_an_armed_clock(Stood(broken, story.now, ground())))
    assert len(wrong) == 1


def test_a_planted_ruling_on_ones_own_objection_is_seen() -> None:
    story = does(late(), "township-east", Move.DISPUTE)
    story.does("supervisor", "uphold", reason="属实")
    invariants.check_case(Stood(story.view, story.now, ground()))
    broken = Stood(own_ruling(story.view), story.now, ground())
    assert seen(lambda: invariants.check_case(broken)) == "nobody rules on an objection of their own"
