"""Meetings in memory: when they are owed, their lives, what they decide."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.clock import Outcome, Stage
from models.incident import State
from models.meeting import DecisionState, Meeting, MeetingKind, MeetingState
from models.notice import NoticeKind
from tests.small import EAST, INFORMANT, MONDAY, report, uid, who, world
from workflow import rights
from workflow.commands import PAYLOADS as CASE_PAYLOADS
from workflow.errors import BadInput, Blocked, Forbidden, NotFound
from workflow.facts import Facts
from workflow.ledger import verify
from workflow.machines import Move
from workflow.meetings.owed import AT_A_TIME
from workflow.meetings.payloads import PAYLOADS
from workflow.memory import World
from workflow.view import MeetingView, replay

SHAPING = (
    "add_item", "order_items", "strike_item", "restore_item", "invite_guest", "leave_out_guest", "set_link",
)  # fmt: skip
SUMMER = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)


def tabled(city: World, now: datetime = MONDAY, **more: Any) -> UUID:
    """A case that the city's supervisor put on the joint meeting's agenda."""
    case = city.submit(who(INFORMANT), report(**more), now).incident.id
    city.fire(
        who("supervisor"), case, Move.TABLE, CASE_PAYLOADS[Move.TABLE].model_validate({"reason": "久拖不决"}), now
    )
    return case


def do(city: World, name: str, ref: UUID, move: Move, now: datetime, **payload: Any) -> MeetingView:
    return city.fire_meeting(who(name), ref, move, PAYLOADS[move].model_validate(payload), now)


def joint(city: World, now: datetime = MONDAY) -> Meeting:
    """The joint meeting that is called by now."""
    city.convene(now)
    (found,) = (v.meeting for v in city.meetings.values() if v.meeting.kind == MeetingKind.JOINT and v.meeting.coming)
    return found


def held(city: World, meeting: Meeting) -> datetime:
    """Convened until it is announced, and held at its time; that time."""
    city.convene(meeting.starts_at - timedelta(hours=1))
    do(city, "supervisor", meeting.id, Move.HOLD, meeting.starts_at)
    return meeting.starts_at


def decision(**more: Any) -> dict[str, Any]:
    return {"text": "三日内清运", "owner": {"unit": "gas"}, "budget": "5wd", **more}


def minuted(city: World, *decisions: dict[str, Any]) -> tuple[Meeting, datetime]:
    meeting = joint(city)
    now = held(city, meeting) + timedelta(hours=3)
    view = do(city, "supervisor", meeting.id, Move.MINUTE, now, text="会议纪要", decisions=list(decisions))
    return view.meeting, now


def test_a_tabled_case_is_heard_by_a_joint_meeting_and_its_why_tells_the_decision() -> None:
    city = world()
    case = tabled(city)
    meeting, _ = minuted(city, decision(incident=city.views[case].incident.number))
    assert city.views[case].incident.tabled_at is None
    (reason,) = city.entries[case][-1].reasons
    assert (reason["code"], reason["meeting"], reason["decision"]) == ("heard-decided", meeting.number, "1")
    assert meeting.state == MeetingState.MINUTED


def test_a_joint_meeting_is_called_once_within_its_time_on_a_working_day_and_what_is_tabled_later_joins_it() -> None:
    city = world()
    first = tabled(city)
    meeting = joint(city)
    assert MONDAY < meeting.starts_at <= city.calendar.due(MONDAY, city.rules.meetings["joint"].within).at  # type: ignore[arg-type]
    assert city.calendar.is_workday(meeting.starts_at.astimezone(city.calendar.tz).date())
    assert city.convene(MONDAY) == 0
    city.convene(meeting.starts_at - timedelta(days=2))
    second = tabled(city, meeting.starts_at - timedelta(days=1))
    city.convene(meeting.starts_at - timedelta(days=1))
    agenda = city.meetings[meeting.id].meeting.agenda
    assert {i["subject"] for i in agenda if i["kind"] == "tabled"} == {str(first), str(second)}
    assert len([v for v in city.meetings.values() if v.meeting.kind == MeetingKind.JOINT]) == 1
    assert city.convene(meeting.starts_at - timedelta(days=1)) == 0


def test_invitations_go_to_the_level_and_to_those_who_work_on_the_cases() -> None:
    city = world()
    case = tabled(city)
    sent = CASE_PAYLOADS[Move.DISPATCH].model_validate({"to": {"unit": "gas"}})
    city.fire(who("dispatcher-east"), case, Move.ACCEPT, CASE_PAYLOADS[Move.ACCEPT](), MONDAY)
    city.fire(who("dispatcher-east"), case, Move.DISPATCH, sent, MONDAY)
    meeting = joint(city)
    city.convene(meeting.starts_at - timedelta(hours=1))
    found = city.meetings[meeting.id].meeting
    assert found.state == MeetingState.INVITED
    invited = {n.recipient_id for n in city.notices.values() if n.kind == NoticeKind.INVITED}
    assert invited == set(map(UUID, found.attendees))
    assert {uid("supervisor"), uid("centre"), uid("township-east"), uid("gas-1")} <= invited
    assert uid("township-west") not in invited


def test_a_decision_is_carried_out_signed_off_and_closes_its_meeting() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision(), decision(owner={"grid": EAST + "001"}))
    first, second = (d.id for d in sorted(city.meetings[meeting.id].decisions.values(), key=lambda d: d.number))
    later = now + timedelta(hours=2)
    do(city, "gas-1", meeting.id, Move.CARRY_OUT, later, reason="清运完毕", decision=first)
    view = do(city, "supervisor", meeting.id, Move.SEND_BACK, later, reason="还有一处", decision=first)
    assert view.decisions[first].state == DecisionState.OPEN
    do(city, "gas-2", meeting.id, Move.CARRY_OUT, later, reason="都清了", decision=first)
    view = do(city, "supervisor", meeting.id, Move.SIGN_OFF, later, decision=first)
    assert view.decisions[first].state == DecisionState.DONE
    assert view.meeting.state == MeetingState.MINUTED
    view = do(city, "supervisor", meeting.id, Move.DROP, later, reason="不再需要", decision=second)
    assert view.meeting.state == MeetingState.CLOSED
    assert not [clock for clock in view.clocks.values() if not clock.over]
    entries = city.entries[meeting.id]
    assert list(verify(entries)) == []
    assert replay(entries) == view


def test_the_clock_of_a_decision_stands_while_the_convener_looks_at_it() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision())
    (ref,) = city.meetings[meeting.id].decisions
    due = city.meetings[meeting.id].decisions[ref].due_at
    do(city, "gas-1", meeting.id, Move.CARRY_OUT, now + timedelta(hours=1), reason="好了")
    assert city.meetings[meeting.id].clock(ref, Stage.REVIEW) is not None
    view = do(city, "supervisor", meeting.id, Move.SEND_BACK, now + timedelta(hours=4), reason="没有好")
    assert view.decisions[ref].due_at == due + timedelta(hours=3)
    do(city, "gas-1", meeting.id, Move.CARRY_OUT, now + timedelta(hours=5), reason="好了")
    view = do(city, "supervisor", meeting.id, Move.SIGN_OFF, due + timedelta(days=9))
    assert {c.outcome for c in view.clocks.values() if c.stage == Stage.DECISION} == {Outcome.MET}


def test_a_meeting_that_nobody_holds_reminds_its_convener_and_then_the_centre() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    city.convene(meeting.starts_at - timedelta(hours=1))
    while (at := city.next_due()) is not None and at < meeting.starts_at + timedelta(days=7):
        city.sweep(at)
    told = [(n.kind, n.recipient_id) for n in city.notices.values() if n.meeting_id == meeting.id]
    assert (NoticeKind.REMIND, uid("supervisor")) in told
    assert (NoticeKind.RAISED, uid("centre")) in told


def test_an_overdue_decision_reminds_its_owner_and_is_raised() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision(budget="1wd"))
    while (at := city.next_due()) is not None and at < now + timedelta(days=14):
        city.sweep(at)
    told = {(n.kind, n.recipient_id) for n in city.notices.values() if n.meeting_id == meeting.id}
    assert {(NoticeKind.WARN, uid("gas-1")), (NoticeKind.RAISED, uid("centre"))} <= told


def test_a_meeting_is_postponed_to_a_working_day_only_and_those_invited_are_told() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    city.convene(meeting.starts_at - timedelta(hours=1))
    now = meeting.starts_at - timedelta(minutes=30)
    with pytest.raises(BadInput, match="not-a-working-day"):
        do(city, "supervisor", meeting.id, Move.POSTPONE, now, starts_at="2026-06-20T09:00:00+08:00", reason="改期")
    view = do(city, "supervisor", meeting.id, Move.POSTPONE, now, starts_at="2026-06-23T09:00:00+08:00", reason="改期")
    clock = view.clock(meeting.id, Stage.MEETING)
    assert clock is not None
    assert clock.due_at == view.meeting.starts_at
    assert view.meeting.sequence == 1
    assert any(n.kind == NoticeKind.MEETING_CHANGED for n in city.notices.values())
    with pytest.raises(Blocked, match="has_begun"):
        do(city, "supervisor", meeting.id, Move.HOLD, meeting.starts_at)
    do(city, "supervisor", meeting.id, Move.HOLD, view.meeting.starts_at)


def test_a_cancelled_or_adjourned_joint_meeting_leaves_its_cases_to_the_next_one() -> None:
    city = world()
    case = tabled(city)
    first = joint(city)
    now = held(city, first)
    view = do(city, "supervisor", first.id, Move.ADJOURN, now, reason="人没有到齐")
    assert view.meeting.state == MeetingState.CLOSED
    second = joint(city, now + timedelta(minutes=1))
    city.convene(second.starts_at - timedelta(hours=1))
    do(city, "centre", second.id, Move.CANCEL, second.starts_at - timedelta(minutes=30), reason="台风")
    third = joint(city, second.starts_at)
    city.convene(third.starts_at - timedelta(hours=1))
    assert [i["subject"] for i in city.meetings[third.id].meeting.agenda if i["kind"] == "tabled"] == [str(case)]


def test_open_decisions_come_back_on_the_bodys_next_agenda_and_late_ones_say_so() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision(budget="1wd"))
    later = now + timedelta(days=5)
    tabled(city, later)
    following = joint_after(city, later, meeting)
    city.convene(following.starts_at - timedelta(hours=1))
    (item,) = (i for i in city.meetings[following.id].meeting.agenda if i["kind"] == "decision")
    assert (item["number"], item["late"]) == (f"{meeting.number}/1", True)


def joint_after(city: World, now: datetime, before: Meeting) -> Meeting:
    city.convene(now)
    found = (v.meeting for v in city.meetings.values() if v.meeting.kind == MeetingKind.JOINT)
    return next(meeting for meeting in found if meeting.id != before.id)


def test_a_roundtable_is_called_once_for_a_topic_that_gets_hot_in_a_township() -> None:
    city = world()
    for minute in range(10):
        city.submit(who(INFORMANT), report(), MONDAY + timedelta(minutes=minute))
    now = MONDAY + timedelta(hours=1)
    city.convene(now)
    (meeting,) = (v.meeting for v in city.meetings.values() if v.meeting.kind == MeetingKind.ROUNDTABLE)
    assert (meeting.topic, meeting.path) == ("06010", f"9001.{EAST}")
    assert city.convene(now + timedelta(minutes=1)) == 0
    city.convene(meeting.starts_at - timedelta(hours=1))
    do(city, "township-east", meeting.id, Move.HOLD, meeting.starts_at)
    city.convene(meeting.starts_at + timedelta(minutes=1))
    assert len([v for v in city.meetings.values() if v.meeting.kind == MeetingKind.ROUNDTABLE]) == 1


def suggested(city: World, supports: int) -> UUID:
    """A published suggestion that so many support."""
    case = city.submit(who(INFORMANT), report("97997"), MONDAY).incident.id
    said = CASE_PAYLOADS[Move.PUBLISH].model_validate({"text": "装一盏路灯"})
    city.fire(who("dispatcher-east"), case, Move.PUBLISH, said, MONDAY)
    city.support(case, supports)
    return case


def about(city: World, case: UUID) -> list[Meeting]:
    return [v.meeting for v in city.meetings.values() if v.meeting.proposal_id == case]


def concluded(city: World, meeting: Meeting) -> datetime:
    """Held, minuted, and what it came to published."""
    now = meeting.starts_at
    do(city, "township-east", meeting.id, Move.HOLD, now)
    do(city, "township-east", meeting.id, Move.MINUTE, now + timedelta(hours=2), text="会议纪要", decisions=[])
    later = now + timedelta(hours=3)
    do(city, "township-east", meeting.id, Move.PUBLISH_CONCLUSION, later, text="年内装好", names_nobody=True)
    return later


def test_a_suggestion_that_many_support_calls_a_roundtable_once_and_what_that_came_to_is_its_answer() -> None:
    city = world()
    least = city.rules.meetings[MeetingKind.ROUNDTABLE].supports
    assert least is not None
    case = suggested(city, least - 1)
    city.convene(MONDAY)
    assert about(city, case) == []
    city.support(case, 1)
    city.convene(MONDAY + timedelta(minutes=1))
    (meeting,) = about(city, case)
    number = city.views[case].incident.number
    (why,) = city.entries[meeting.id][0].reasons
    assert (why["code"], why["incident"], why["count"]) == ("supported", number, str(least))
    city.convene(meeting.starts_at - timedelta(hours=1))
    first, *_ = city.meetings[meeting.id].meeting.agenda
    assert (first["kind"], first["number"], first["count"]) == ("proposal", number, least)
    now = concluded(city, meeting)
    answer = city.entries[case][-1]
    assert (answer.move, (answer.facts or {})["command"]["note"]) == (Move.REPLY, "年内装好")
    assert [each["meeting"] for each in answer.reasons if each["code"] == "roundtable-answered"] == [meeting.number]
    assert city.views[case].incident.state == State.RESOLVED
    assert replay(city.entries[case]) == city.views[case]
    assert replay(city.entries[meeting.id]) == city.meetings[meeting.id]
    do(city, "township-east", meeting.id, Move.PUBLISH_CONCLUSION, now, text="年内装好两盏", names_nobody=True)
    assert city.entries[case][-1] is answer, "what is put right later is no second answer"
    city.convene(now + timedelta(days=30))
    assert len(about(city, case)) == 1


def test_a_roundtable_does_not_answer_what_the_desk_has_answered_and_is_not_called_again_once_called_off() -> None:
    city = world()
    one, other = suggested(city, 100), suggested(city, 100)
    city.convene(MONDAY)
    (first,), (second,) = about(city, one), about(city, other)
    do(city, "township-east", second.id, Move.CANCEL, MONDAY + timedelta(hours=1), reason="已经解决")
    reply = CASE_PAYLOADS[Move.REPLY].model_validate({"note": "已列入计划"})
    city.fire(who("dispatcher-east"), one, Move.REPLY, reply, MONDAY + timedelta(hours=1))
    city.convene(first.starts_at - timedelta(hours=1))
    entries = len(city.entries[one])
    concluded(city, first)
    assert len(city.entries[one]) == entries
    assert city.views[other].incident.unanswered
    assert len(about(city, other)) == 1


def test_however_many_suggestions_are_supported_a_township_has_few_roundtables_about_them_ahead() -> None:
    city = world()
    cases = [suggested(city, 30 + more) for more in range(AT_A_TIME + 2)]
    for minute in range(2):
        city.convene(MONDAY + timedelta(minutes=minute))
    called = [bool(about(city, case)) for case in cases]
    assert called == [False, False, *[True] * AT_A_TIME], "the most supported"
    (first,) = about(city, cases[-1])
    do(city, "township-east", first.id, Move.CANCEL, MONDAY + timedelta(hours=1), reason="已经解决")
    city.convene(MONDAY + timedelta(hours=2))
    assert [bool(about(city, case)) for case in cases] == [False, *[True] * (AT_A_TIME + 1)]


def test_only_the_convener_and_the_centre_move_a_meeting_and_others_do_not_even_know_of_it() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    city.convene(meeting.starts_at - timedelta(hours=1))
    for name in ("duty", "township-east"):
        with pytest.raises(Forbidden):
            do(city, name, meeting.id, Move.HOLD, meeting.starts_at)
    for name in ("township-west", "gas-1", "admin", INFORMANT):
        with pytest.raises(NotFound):
            do(city, name, meeting.id, Move.HOLD, meeting.starts_at)
    facts = Facts(city.directory, city.calendar, meeting.starts_at)
    view = city.meetings[meeting.id]
    allowed = rights.meeting_allowed(view, who("supervisor"), facts)
    assert set(allowed) == {"draw", "postpone", "cancel", "hold", *SHAPING}
    assert rights.meeting_allowed(view, who("duty"), facts) == ()
    do(city, "centre", meeting.id, Move.HOLD, meeting.starts_at)


def test_who_carries_a_decision_out_does_not_sign_it_off() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision(owner={"person": str(uid("supervisor"))}))
    do(city, "supervisor", meeting.id, Move.CARRY_OUT, now, reason="办了")
    with pytest.raises(Blocked, match="did_not_carry_it_out"):
        do(city, "supervisor", meeting.id, Move.SIGN_OFF, now)
    view = do(city, "supervisor2", meeting.id, Move.SIGN_OFF, now)
    assert view.meeting.state == MeetingState.CLOSED


def test_what_people_said_is_in_the_facts_alone() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision(text="秘密的话"))
    do(city, "gas-1", meeting.id, Move.CARRY_OUT, now, reason="私下的话")
    for entry in city.entries[meeting.id]:
        assert not any(word in str((entry.changes, entry.reasons)) for word in ("秘密", "私下", "会议纪要"))
    assert set(city.assembly.texts.values()) == {"会议纪要", "秘密的话"}
