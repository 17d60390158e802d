"""Supervision orders and reminders, case by case in a small city in memory."""

from datetime import timedelta
from typing import Any

import pytest

from models.clock import Stage
from models.notice import NoticeKind
from models.people import Language
from models.task import Order, OrderKind
from tests.small import directory, rules
from tests.test_life import HANDLER, Story
from workflow.delivery import wording
from workflow.errors import BadInput, Blocked, Forbidden
from workflow.sentences import Names, instant


def order_of(story: Story) -> Order:
    (found,) = story.view.orders.values()
    return found


def supervised(by: str = "supervisor", **payload: Any) -> Story:
    return Story().dispatched().does(by, "supervise", reason="久拖不决", **payload)


def reasons(story: Story, code: str) -> list[dict[str, str]]:
    found = story.world.entries[story.id]
    return [each for entry in found for each in entry.reasons if each["code"] == code]


def test_an_order_says_what_it_is_about_what_is_required_and_until_when() -> None:
    story = supervised(kind="quality", requirement="周五前重做并书面说明", budget="1wd")
    order = order_of(story)
    assert (order.kind, order.level, order.by_ladder) == (OrderKind.QUALITY, 1, False)
    assert order.due_at == story.clock(Stage.ORDER).due_at
    entry = story.world.entries[story.id][order.entry - 1]
    assert entry.command["requirement"] == "周五前重做并书面说明"
    assert not reasons(story, "required-quality"), "people have said it themselves"


def test_an_order_without_words_says_what_is_usual_for_its_kind() -> None:
    story = supervised()
    assert order_of(story).kind == OrderKind.LATE
    (required,) = reasons(story, "required-late")
    assert required["due"] == str(order_of(story).due_at)
    redone = Story().resolved().does("dispatcher-east", "rework", reason="没清干净")
    assert order_of(redone.does("supervisor", "supervise", reason="返工")).kind == OrderKind.QUALITY


def test_a_ladders_order_says_by_itself_why_and_what_is_required() -> None:
    story = Story().dispatched()
    for _ in range(40):
        if story.view.orders:
            break
        story.wait(hours=12)
    order = order_of(story)
    assert order.by_ladder
    assert order.kind == OrderKind.LATE
    (why,) = reasons(story, "ordered-late")
    assert why["stage"]
    assert reasons(story, "required-late")


def test_a_township_issues_its_own_orders_and_the_city_its_own_or_the_townships() -> None:
    assert order_of(supervised("township-east")).level == 2
    assert order_of(supervised("supervisor", level=2)).level == 2
    with pytest.raises(BadInput, match="order-of-the-city"):
        supervised("township-east", level=1)


def test_a_townships_order_is_the_desks_to_answer_and_can_be_taken_to_the_city() -> None:
    story = supervised("township-east")
    assert story.told(NoticeKind.SUPERVISED, "dispatcher-east")
    with pytest.raises(Forbidden):
        story.does("township-east", "raise_order", reason="办不动")
    due = order_of(story).due_at
    story.does("supervisor", "raise_order", reason="乡镇办不动")
    raised = order_of(story)
    assert (raised.level, raised.due_at) == (1, due), "its clock goes on"
    assert story.told(NoticeKind.SUPERVISED, "township-east")
    with pytest.raises(Blocked, match="order_below_city"):
        story.does("supervisor", "raise_order", reason="再提")
    story.does("township-east", "answer", reason="已督促")
    with pytest.raises(Forbidden):
        story.does("township-east", "accept_answer")
    story.does("supervisor", "accept_answer")
    assert order_of(story).decided_at == story.now


def test_a_townships_late_order_comes_to_the_city_by_its_ladder() -> None:
    story = supervised("township-east")
    for _ in range(20):
        if order_of(story).level == 1:
            break
        story.wait(hours=12)
    assert order_of(story).level == 1
    assert order_of(story).reminders >= 2, "it was reminded of before"
    assert reasons(story, "order-raised")


def test_an_answer_can_be_pressed_for_but_not_again_and_again() -> None:
    story = supervised("township-east").does("township-east", "press", note="今天下班前")
    assert order_of(story).reminders == 1
    assert story.told(NoticeKind.REMIND, "dispatcher-east")
    with pytest.raises(Blocked, match="paused_since_pressed"):
        story.does("township-east", "press")
    story.now += timedelta(hours=2)
    assert order_of(story.does("township-east", "press")).reminders == 2


def test_a_reminder_by_hand_is_counted_and_tells_whoever_has_it_now() -> None:
    story = Story().dispatched().does("township-east", "remind", note="请抓紧")
    assert story.told(NoticeKind.REMIND, HANDLER)
    case = story.view.incident
    assert (case.reminders_by_hand, case.unheeded, case.reminded_at) == (1, 1, story.now)
    with pytest.raises(Blocked, match="paused_since_reminded"):
        story.does("dispatcher-east", "remind")


def test_a_reminder_by_hand_repeats_until_something_is_done() -> None:
    story = Story().dispatched().does("township-east", "remind")
    clock = story.clock(Stage.REMINDER)
    story.wait(days=1)
    assert story.clock(Stage.REMINDER).rung >= 1
    unheeded = story.view.incident.unheeded
    assert unheeded >= 2
    story.does(HANDLER, "acknowledge")
    case = story.view.incident
    assert (case.unheeded, case.pressing, case.reminders_by_hand) == (0, False, 1)
    assert case.reminders == unheeded - 1, "what its ladders said stays counted"
    assert story.view.clocks[clock.id].over


def test_words_and_looks_do_not_count_as_doing_something() -> None:
    story = Story().handling().does("township-east", "remind").does(HANDLER, "note", note="知道了")
    assert story.view.incident.pressing
    assert not story.does(HANDLER, "progress", note="已到现场").view.incident.pressing


def test_the_end_of_a_case_ends_its_order_and_dates_it() -> None:
    story = (
        supervised()
        .does(HANDLER, "acknowledge")
        .does(HANDLER, "resolve")
        .does("dispatcher-east", "verify", satisfied=True)
    )
    order = order_of(story)
    assert (order.open, order.decided_at, order.decided_by) == (False, story.now, None)


@pytest.mark.parametrize("language", list(Language))
def test_the_message_of_an_order_names_what_is_required_and_the_date(language: Language) -> None:
    story = supervised()
    notice = next(n for n in story.world.notices.values() if n.kind == NoticeKind.SUPERVISED)
    said = wording.text(Names(language, directory(), rules()), notice.kind, notice.args)
    due = order_of(story).due_at
    assert due is not None
    assert instant(language, due) in said
    assert ("书面" if language == Language.ZH else "in writing") in said
    assert "久拖不决" not in said, "what people wrote is in no message"
