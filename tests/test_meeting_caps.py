"""What no meeting does for ever: it is put off, called off, sent round and invited to only so often."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from models.clock import Stage
from models.meeting import REGULAR, DecisionState, Meeting, MeetingKind, MeetingState
from models.notice import Notice, NoticeKind, NoticeState
from models.people import Role
from tests.small import MONDAY, uid, world
from tests.test_meetings import decision, do, held, joint, minuted, tabled
from workflow.errors import BadInput, Blocked
from workflow.ledger import instant
from workflow.machines import Move
from workflow.meetings import putting_off
from workflow.memory import World
from workflow.simulation import assembled
from workflow.simulation.invariants import Broken, Ground

REASON = "改期"
JUNE_20 = MONDAY + timedelta(days=12)


def put_off(city: World, meeting: Meeting, now: datetime, to: datetime) -> Meeting:
    return do(city, "supervisor", meeting.id, Move.POSTPONE, now, starts_at=to, reason=REASON).meeting


def workday(city: World, after: datetime) -> datetime:
    """The same hour of the next working day."""
    day = city.calendar.next_workday(after.astimezone(city.calendar.tz).date())
    return after + (day - after.astimezone(city.calendar.tz).date())


def notices(city: World, ref: UUID, *kinds: NoticeKind) -> list[Notice]:
    return [n for n in city.notices.values() if n.meeting_id == ref and n.kind in kinds]


def special(city: World) -> list[Meeting]:
    """The special meetings, the first first."""
    found = [v.meeting for v in city.meetings.values() if v.meeting.kind == MeetingKind.SPECIAL]
    return sorted(found, key=lambda meeting: meeting.period)


def test_a_joint_meeting_is_put_off_only_within_the_time_that_its_cases_were_promised() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    last = city.calendar.due(MONDAY, city.rules.meetings[MeetingKind.JOINT].within).at  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="out-of-range"):
        put_off(city, meeting, MONDAY, workday(city, last))
    assert put_off(city, meeting, MONDAY, last - timedelta(minutes=1)).first_at == meeting.starts_at


def test_a_regular_meeting_is_put_off_within_its_period_or_twenty_working_days_after_its_first_date() -> None:
    city = world()
    city.convene(JUNE_20)
    (meeting,) = special(city)
    last = putting_off.latest(meeting, city.rules, city.calendar)
    assert last == datetime.fromisoformat("2026-10-01T00:00:00+08:00")
    with pytest.raises(BadInput, match="out-of-range"):
        put_off(city, meeting, JUNE_20, datetime.fromisoformat("2026-10-08T09:00:00+08:00"))
    late = meeting.but(starts_at=datetime.fromisoformat("2026-09-21T09:00:00+08:00"))
    assert (
        putting_off.latest(late, city.rules, city.calendar) == city.calendar.due(late.starts_at, putting_off.LATEST).at
    )


def test_a_meeting_is_put_off_twice_at_the_most_and_then_the_level_above_hears_of_it() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    first = workday(city, meeting.starts_at)
    assert put_off(city, meeting, MONDAY, first).raised_at is None
    assert notices(city, meeting.id, NoticeKind.RAISED) == []
    assert put_off(city, meeting, MONDAY, first + timedelta(hours=1)).raised_at == MONDAY
    assert {n.recipient_id for n in notices(city, meeting.id, NoticeKind.RAISED)} == {uid("centre")}
    with pytest.raises(Blocked, match="may_still_be_put_off"):
        put_off(city, meeting, MONDAY, first + timedelta(hours=2))


def test_a_regular_meeting_that_is_called_off_is_planned_anew_and_that_one_is_held() -> None:
    city = world()
    city.convene(JUNE_20)
    (meeting,) = special(city)
    do(city, "supervisor", meeting.id, Move.CANCEL, JUNE_20, reason="台风")
    told = {n.recipient_id for n in notices(city, meeting.id, NoticeKind.MEETING_CANCELLED)}
    assert told == {uid("centre")}, "nobody was invited yet, and the level above hears of it all the same"
    city.convene(JUNE_20 + timedelta(days=1))
    first, second = special(city)
    assert (first.state, second.period, second.state) == (MeetingState.CANCELLED, f"{meeting.period}.2", "planned")
    assert second.starts_at > meeting.starts_at
    assert city.convene(JUNE_20 + timedelta(days=2)) == 0
    with pytest.raises(Blocked, match="does_not_make_up"):
        do(city, "supervisor", second.id, Move.CANCEL, JUNE_20 + timedelta(days=2), reason="台风")
    held(city, second)
    assert [m.state for m in special(city)[:2]] == [MeetingState.CANCELLED, MeetingState.HELD]


def test_a_regular_meeting_that_is_called_off_and_not_made_up_for_is_seen() -> None:
    city = world()
    city.convene(JUNE_20)
    (meeting,) = special(city)
    now = meeting.starts_at + timedelta(days=14)
    ground = Ground(city.directory, city.rules, city.calendar)
    city.convene(now)
    assembled.check_calendar(city.meetings.values(), ["2026-06", "2026-Q2"], JUNE_20, now, ground)
    do(city, "supervisor", meeting.id, Move.CANCEL, now, reason="台风")
    late = now + timedelta(days=2)
    with pytest.raises(Broken, match="was not called"):
        assembled.check_calendar(city.meetings.values(), ["2026-06", "2026-Q2"], JUNE_20, late, ground)
    city.convene(late)
    assembled.check_calendar(city.meetings.values(), ["2026-06", "2026-Q2"], JUNE_20, late, ground)


def test_a_joint_meeting_in_the_place_of_one_that_was_called_off_is_not_called_off_again() -> None:
    city = world()
    tabled(city)
    first = joint(city)
    do(city, "supervisor", first.id, Move.CANCEL, MONDAY, reason="台风")
    second = joint(city, MONDAY + timedelta(days=1))
    assert second.period == f"{first.period}.2"
    with pytest.raises(Blocked, match="does_not_make_up"):
        do(city, "supervisor", second.id, Move.CANCEL, MONDAY + timedelta(days=1), reason="台风")


def test_nobody_is_invited_to_a_meeting_that_is_past() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    late = meeting.starts_at + timedelta(hours=1)
    city.convene(late)
    assert city.meetings[meeting.id].meeting.state == MeetingState.INVITED
    assert {n.recipient_id for n in notices(city, meeting.id, NoticeKind.INVITED)} == set(
        conveners(city, meeting, late)
    )
    before = len(notices(city, meeting.id, *NoticeKind))
    second = tabled(city, late)
    city.convene(late + timedelta(minutes=1))
    agenda = city.meetings[meeting.id].meeting.agenda
    assert str(second) in {item["subject"] for item in agenda}, "the agenda is drawn anew"
    assert len(notices(city, meeting.id, *NoticeKind)) == before, "and nobody hears of it"


def conveners(city: World, meeting: Meeting, now: datetime) -> tuple[UUID, ...]:
    return tuple(city.directory.holders(Role.SUPERVISOR, meeting.path, now))


def test_of_the_dates_that_a_meeting_had_only_the_last_one_waits_to_be_sent() -> None:
    city = world()
    tabled(city)
    meeting = joint(city)
    now = meeting.starts_at - timedelta(hours=1)
    city.convene(now)
    put_off(city, meeting, now, meeting.starts_at + timedelta(hours=1))
    last = put_off(city, meeting, now, meeting.starts_at + timedelta(hours=2))
    found = notices(city, meeting.id, NoticeKind.INVITED, NoticeKind.MEETING_CHANGED)
    waiting = [n for n in found if n.state == NoticeState.QUEUED]
    assert len({n.recipient_id for n in waiting}) == len(waiting) > 0
    assert {n.args["at"] for n in waiting} == {instant(last.starts_at)}


def test_a_decision_that_goes_round_keeps_its_deadline_and_is_raised() -> None:
    city = world()
    tabled(city)
    meeting, _ = minuted(city, decision())
    (ref,) = city.meetings[meeting.id].decisions
    due = city.meetings[meeting.id].decisions[ref].due_at
    at, moved = due - timedelta(minutes=1), []
    for _ in range(3):
        do(city, "gas-1", meeting.id, Move.CARRY_OUT, at, reason="好了")
        at += timedelta(hours=3)
        view = do(city, "supervisor", meeting.id, Move.SEND_BACK, at, reason="没有好")
        moved.append(view.decisions[ref].due_at)
        assert (view.meeting.raised_at is not None) == (len(moved) >= 3)
    assert moved == [due + timedelta(hours=3)] * 3
    view = city.meetings[meeting.id]
    assert view.decisions[ref].late(at)
    clock = view.clock(ref, Stage.DECISION)
    assert clock is not None
    assert (clock.due_at, clock.running) == (moved[-1], True)
    assert clock.next_at is not None
    assert {n.recipient_id for n in notices(city, meeting.id, NoticeKind.RAISED)} == {uid("centre")}
    assert "sent-back" in {reason["code"] for reason in city.entries[meeting.id][-1].reasons}
    assert view.decisions[ref].state == DecisionState.OPEN


def test_minutes_that_name_no_case_leave_every_tabled_case_to_the_next_joint_meeting() -> None:
    city = world()
    cases = [tabled(city) for _ in range(3)]
    numbers = [city.views[case].incident.number for case in cases]
    meeting = joint(city)
    now = held(city, meeting)
    with pytest.raises(BadInput, match="not-on-the-agenda"):
        do(city, "supervisor", meeting.id, Move.MINUTE, now, text="纪要", heard=["GY-77"])
    do(city, "supervisor", meeting.id, Move.MINUTE, now, text="纪要", decisions=[decision(incident=numbers[0])])
    assert [city.views[case].incident.tabled_at is None for case in cases] == [True, False, False]
    following = joint(city, now + timedelta(minutes=1))
    assert following.id != meeting.id
    then = held(city, following)
    do(city, "supervisor", following.id, Move.MINUTE, then, text="已听取说明，无需决定", heard=[numbers[1]])
    assert [city.views[case].incident.tabled_at is None for case in cases] == [True, True, False]


def test_regular_are_exactly_the_kinds_that_are_owed_once_a_period() -> None:
    rules = world().rules
    assert set(REGULAR) == {kind for kind in MeetingKind if rules.meetings[kind].every is not None}
