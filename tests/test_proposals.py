"""Suggestions and small wishes in memory, one promise a test: answered or taken up, carried out, told, published."""

from datetime import timedelta

import pytest

from models.clock import Outcome, Stage
from models.incident import Ending, Flow, State
from models.ledger import ActorKind
from models.meeting import MeetingKind
from models.notice import NoticeKind
from models.task import TaskState
from tests.small import INFORMANT, MONDAY, VILLAGE, report, who, world
from tests.test_life import HANDLER, Story
from workflow.commands import Actor
from workflow.errors import BadInput, Blocked, Forbidden, IllegalMove, NotFound
from workflow.machines import Move
from workflow.simulation import invariants
from workflow.simulation.invariants import Ground
from workflow.view import replay

SUGGESTION, WISH = "97997", "97996"
DESK, ABOVE = "dispatcher-east", "township-east"


def alive(story: Story) -> set[Stage]:
    return {clock.stage for clock in story.view.clocks.values() if not clock.over}


def test_a_suggestion_is_answered_and_its_proposer_says_whether_that_helped() -> None:
    story = Story(SUGGESTION)
    assert story.view.incident.flow == Flow.SUGGESTION
    assert story.state == State.ACCEPTED, "the rules take it in"
    assert alive(story) == {Stage.ANSWER, Stage.PROMISE}
    story.does(DESK, "reply", note="年底前加装路灯")
    assert story.state == State.RESOLVED
    assert story.told(NoticeKind.REPLIED, INFORMANT)
    assert story.clock(Stage.PROMISE).outcome == Outcome.MET, "what was promised is the answer"
    story.does(INFORMANT, "confirm", rating=5)
    assert (story.state, story.view.incident.ending) == (State.CLOSED, Ending.VERIFIED)
    assert replay(story.world.entries[story.id]) == story.view


def test_what_is_adopted_is_carried_out_by_whoever_was_named_within_the_time_given() -> None:
    story = Story(SUGGESTION)
    story.does(DESK, "take_up", note="采纳", to={"grid": VILLAGE}, budget="9wd")
    assert story.state == State.DISPATCHED
    assert (story.told(NoticeKind.TAKEN_UP, INFORMANT), story.told(NoticeKind.ASSIGNED, HANDLER)) == (True, True)
    assert alive(story) == {Stage.HANDLE}
    assert story.clock(Stage.HANDLE).budget == "9wd"
    story.does(HANDLER, "acknowledge").does(HANDLER, "resolve", note="装好了")
    assert story.state == State.RESOLVED
    assert story.told(NoticeKind.VERIFY, INFORMANT)
    assert story.does(INFORMANT, "confirm").state == State.CLOSED


def test_whoever_it_was_passed_on_to_answers_it_or_takes_it_up_and_cannot_call_it_done_before() -> None:
    story = Story(SUGGESTION).does(DESK, "dispatch", to={"grid": VILLAGE}).does(HANDLER, "acknowledge")
    assert alive(story) == {Stage.ANSWER, Stage.PROMISE}, "the answer's clock goes on while it is passed on"
    with pytest.raises(Blocked):
        story.does(HANDLER, "resolve")
    story.does(HANDLER, "take_up", note="我们来办")
    assert story.state == State.HANDLING
    assert alive(story) == {Stage.HANDLE}
    with pytest.raises(Blocked):
        story.does(DESK, "reply", note="再答复")


def test_an_answer_that_helped_nobody_is_given_anew_and_what_remains_is_an_objection() -> None:
    story = Story(SUGGESTION).does(DESK, "dispatch", to={"grid": VILLAGE})
    story.does(HANDLER, "reply", note="不知道")
    assert [task.state for task in story.view.tasks.values()] == [TaskState.RECALLED]
    story.does(INFORMANT, "rework", reason="没有回答")
    assert story.state == State.ACCEPTED
    assert alive(story) == {Stage.ANSWER, Stage.PROMISE}
    story.does(DESK, "reply", note="明年列入计划").does(INFORMANT, "confirm")
    story.does(INFORMANT, "object", reason="还是没说清")
    assert story.does(ABOVE, "uphold", reason="应当说明").state == State.ACCEPTED
    assert story.view.incident.unanswered


def test_while_an_answer_lies_with_its_proposer_what_was_promised_waits_and_goes_on_where_it_did_not_help() -> None:
    story = Story(SUGGESTION).does(DESK, "reply", note="不知道")
    promised = story.view.incident.promise_at
    story.wait(days=2).does(INFORMANT, "rework", reason="没有回答")
    anew = story.view.incident.promise_at
    assert promised is not None
    assert anew is not None
    assert anew > promised
    entries = story.world.entries[story.id]
    held, before = story.world, replay(entries[:-1])
    ground = Ground(held.directory, held.rules, held.calendar)
    invariants.check_step(invariants.Step(before, entries[-1], story.view, (), ground))


def test_the_answers_clock_climbs_its_ladder_and_is_never_silent() -> None:
    story = Story(SUGGESTION).wait(days=40)
    assert story.clock(Stage.ANSWER).rung > 5
    assert story.view.incident.level == 1
    assert all(c.next_at for c in story.view.clocks.values() if not c.over)


def test_a_problem_may_turn_out_to_be_a_suggestion_while_nobody_works_on_it() -> None:
    story = Story("06010").does(DESK, "reclassify", category=SUGGESTION, reason="是建议")
    assert (story.view.incident.flow, alive(story)) == (Flow.SUGGESTION, {Stage.ANSWER, Stage.PROMISE})
    story.does(DESK, "reclassify", category="06010", reason="还是问题")
    assert alive(story) == {Stage.INTAKE, Stage.PROMISE}
    with pytest.raises(BadInput):
        story.does(DESK, "accept").does(DESK, "dispatch").does(DESK, "reclassify", category=WISH, reason="x")


def test_what_is_published_is_the_desks_words_and_no_entry_says_them_in_what_is_kept_for_ever() -> None:
    story = Story(WISH).does(DESK, "publish", text="需要一张课桌")
    entry = story.world.entries[story.id][-1]
    assert "课桌" not in str(entry.changes) + str(entry.reasons)
    assert story.view.incident.published_at is not None
    with pytest.raises(Forbidden):
        story.does(INFORMANT, "publish", text="x")
    assert story.does(DESK, "withhold", reason="写到了人").view.incident.published_at is None
    with pytest.raises(Blocked):
        story.does(DESK, "withhold", reason="again")


def test_a_wish_that_is_published_may_be_taken_up_by_who_works_there_and_by_nobody_else() -> None:
    story = Story(WISH)
    with pytest.raises(NotFound):
        story.does("water-1", "take_up", note="我们来")
    story.does(DESK, "publish", text="需要一张课桌")
    with pytest.raises(NotFound):
        story.does("handler-9001002001", "take_up", note="远处的")
    with pytest.raises(BadInput):
        story.does("water-1", "take_up", note="给别人", to={"unit": "gas"})
    story.does("water-1", "take_up", note="我们来")
    assert [(task.unit_id is not None, task.open) for task in story.view.tasks.values()] == [(True, True)]
    with pytest.raises(Forbidden):
        story.does(HANDLER, "take_up", note="晚了")


def test_who_offers_to_help_commits_nobody_else_to_what_was_passed_on_to_them() -> None:
    story = Story(WISH).does(DESK, "publish", text="需要一张课桌").does(DESK, "dispatch", to={"unit": "gas"})
    with pytest.raises(BadInput):
        story.does("water-1", "take_up", note="一天内办好", budget="1h")
    story.does("gas-1", "take_up", note="我们来")
    assert story.view.incident.taken_up_at is not None


def test_a_receipt_opens_the_same_moves_to_who_has_no_sign_in() -> None:
    story = Story(SUGGESTION, source="resident")
    holder = Actor(ActorKind.RECEIPT, incident_id=story.id)
    story.does(DESK, "reply", note="已列入计划").does(holder, "confirm", rating=4)
    assert (story.state, story.view.incident.rating) == (State.CLOSED, 4)


def test_a_withdrawn_suggestion_is_no_longer_read() -> None:
    story = Story(SUGGESTION).does(DESK, "publish", text="加装路灯").does(INFORMANT, "withdraw", reason="不提了")
    assert story.view.incident.published_at is None
    with pytest.raises(Blocked):
        story.does(DESK, "publish", text="加装路灯")


def test_moves_of_suggestions_are_no_moves_of_problems() -> None:
    for move in (Move.REPLY, Move.TAKE_UP):
        with pytest.raises(IllegalMove):
            Story("06010").does(DESK, str(move), note="x")
    with pytest.raises(IllegalMove):
        Story(SUGGESTION).does(INFORMANT, "handle_here")


def test_many_suggestions_of_a_township_are_no_topic_of_a_roundtable() -> None:
    city = world()
    repeats = city.rules.meetings[MeetingKind.ROUNDTABLE].repeats
    assert repeats is not None
    for category, heaps in ((SUGGESTION, 0), ("06010", 1)):
        for _ in range(repeats):
            city.submit(who(INFORMANT), report(category), MONDAY)
        assert len(city.assembly.board(MONDAY + timedelta(hours=1)).heaps) == heaps


def test_a_suggestion_that_is_closed_is_not_drawn_for_a_second_look() -> None:
    suggestion = Story(SUGGESTION).does(DESK, "reply", note="明年列入计划").does(INFORMANT, "confirm")
    for story, drawn in ((suggestion, 0), (Story().closed(), 1)):
        assert story.state == State.CLOSED
        days = timedelta(days=40)
        assert story.world.second_looks.draw(story.now, story.now + days, story.now - days) == drawn
