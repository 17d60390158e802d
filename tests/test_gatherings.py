"""What people do to an agenda, guests from outside, what is owed, and what everybody may read: in memory."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from models.meeting import Meeting, MeetingKind, MeetingState
from models.notice import NoticeKind
from tests.small import MONDAY, world
from tests.test_meetings import decision, do, joint, minuted, tabled
from workflow.errors import BadInput, Blocked
from workflow.machines import Move
from workflow.meetings import agenda, behind
from workflow.meetings.invitation import Guest, invitation
from workflow.meetings.payloads import PAYLOADS, InviteGuest
from workflow.memory import World


def invited(city: World) -> Meeting:
    """A joint meeting to which people are invited, an hour before it begins."""
    meeting = joint(city)
    city.convene(meeting.starts_at - timedelta(hours=4))
    found = city.meetings[meeting.id].meeting
    assert found.state == MeetingState.INVITED
    return found


def shaped(city: World, meeting: Meeting, move: Move, now: datetime, **said: Any) -> Meeting:
    return do(city, "supervisor", meeting.id, move, now, **said).meeting


def test_what_people_did_to_an_agenda_outlives_its_being_drawn_anew() -> None:
    city = world()
    tabled(city)
    meeting = invited(city)
    now = meeting.starts_at - timedelta(hours=3)
    added = shaped(city, meeting, Move.ADD_ITEM, now, subject="停车")
    last = agenda.key(added.agenda[-1])
    ordered = shaped(city, meeting, Move.ORDER_ITEMS, now, items=[last, *agenda.keys(added.agenda)[:-1]])
    struck = shaped(city, meeting, Move.STRIKE_ITEM, now, item=agenda.key(ordered.agenda[-1]), reason="已议过")
    tabled(city, now)
    city.convene(now)
    drawn = city.meetings[meeting.id].meeting
    assert agenda.key(drawn.agenda[0]) == last, "and stays where it was put"
    assert agenda.keys(drawn.struck) == agenda.keys(struck.struck)
    assert not set(agenda.keys(drawn.agenda)) & set(agenda.keys(drawn.struck))
    assert len(agenda.tabled(drawn.agenda)) == 2, "what is tabled since has joined it"
    back = shaped(city, meeting, Move.RESTORE_ITEM, now, item=agenda.key(drawn.struck[0]))
    assert back.struck == []
    assert len(back.agenda) == len(drawn.agenda) + 1


def test_those_invited_hear_of_a_changed_agenda_once_for_many_changes() -> None:
    city = world()
    tabled(city)
    meeting = invited(city)
    now = meeting.starts_at - timedelta(hours=3)
    for words in ("停车", "夜市", "路灯"):
        shaped(city, meeting, Move.ADD_ITEM, now, subject=words)
    told = len([n for n in city.notices.values() if n.kind == NoticeKind.MEETING_CHANGED])
    city.convene(now + timedelta(minutes=29))
    assert told == len([n for n in city.notices.values() if n.kind == NoticeKind.MEETING_CHANGED])
    city.convene(now + timedelta(minutes=31))
    city.convene(now + timedelta(minutes=32))
    found = [n.recipient_id for n in city.notices.values() if n.kind == NoticeKind.MEETING_CHANGED][told:]
    assert sorted(map(str, found)) == sorted(city.meetings[meeting.id].meeting.attendees)


def test_a_tabled_case_that_is_struck_stays_tabled_and_the_next_meeting_is_called_for_it() -> None:
    city = world()
    case = tabled(city)
    meeting = invited(city)
    now = meeting.starts_at - timedelta(hours=3)
    shaped(city, meeting, Move.STRIKE_ITEM, now, item=f"tabled:{case}", reason="材料不齐")
    assert any(n.kind == NoticeKind.MEETING_CHANGED for n in city.notices.values()), "the level above hears of it"
    assert city.convene(now) == 0, "and it is not drawn again and again"
    shaped(city, meeting, Move.HOLD, meeting.starts_at)
    do(city, "supervisor", meeting.id, Move.MINUTE, meeting.starts_at + timedelta(hours=2), text="纪要")
    assert city.views[case].incident.tabled_at is not None
    city.convene(meeting.starts_at + timedelta(hours=3))
    assert [m for m in (v.meeting for v in city.meetings.values()) if m.kind == MeetingKind.JOINT and m.coming]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"incident": "GY-99999"}, "incident"),
        ({"decision": "GY-M99/1"}, "decision"),
        ({"decision": "nonsense"}, "decision"),
    ],
)
def test_what_is_not_there_or_not_theirs_to_know_is_not_put_on_an_agenda(said: dict[str, str], field: str) -> None:
    city = world()
    tabled(city)
    with pytest.raises(BadInput) as refused:
        shaped(city, invited(city), Move.ADD_ITEM, MONDAY, **said)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "link",
    ["http://a.example", "https://user:pw@a.example/x", "https://localhost/x", "https://a.example/ x", "https://", "x"],
)
def test_a_link_that_is_not_https_or_carries_a_password_is_refused(link: str) -> None:
    with pytest.raises(ValidationError):
        PAYLOADS[Move.SET_LINK].model_validate({"link": link})


def test_a_guests_address_stands_in_no_entry_and_in_their_own_calendar_alone() -> None:
    city = world()
    tabled(city)
    meeting = invited(city)
    now = meeting.starts_at - timedelta(hours=3)
    found = shaped(
        city, meeting, Move.INVITE_GUEST, now, organisation="供电公司", purpose="介绍", email="office@example.org"
    )
    assert len(found.guests) == 1
    assert "office@example.org" not in city.entries[meeting.id][-1].model_dump_json()
    assert "office@example.org" not in repr(InviteGuest(organisation="x", purpose="y", email="office@example.org"))
    online = shaped(city, meeting, Move.SET_LINK, now, link="https://meet.example.org/1")
    assert online.sequence == meeting.sequence + 1
    who = Guest(meeting.id, "供电公司", "office@example.org", outside=True)
    file = invitation(online, "会议", who, [who], None, city.calendar.tz, now).decode().replace("\r\n ", "")
    assert "LOCATION:https://meet.example.org/1" in file
    assert "OPT-PARTICIPANT" in file


def test_only_a_roundtables_conclusion_is_public() -> None:
    city = world()
    tabled(city)
    meeting, now = minuted(city, decision())
    with pytest.raises(Blocked):
        shaped(city, meeting, Move.PUBLISH_CONCLUSION, now, text="已议定", names_nobody=True)


def test_a_body_falls_behind_when_a_period_ends_without_its_meeting_and_is_told_once() -> None:
    city = world()
    start = datetime(2026, 6, 20, 1, tzinfo=UTC)
    city.convene(start)
    after = datetime(2026, 10, 12, 1, tzinfo=UTC)
    city.convene(after - timedelta(days=30))
    city.convene(after)
    missed = [v.meeting for v in city.meetings.values() if v.meeting.behind_at is not None]
    assert missed
    told = [n for n in city.notices.values() if n.kind == NoticeKind.FELL_BEHIND]
    assert told
    city.convene(after + timedelta(days=1))
    assert len([n for n in city.notices.values() if n.kind == NoticeKind.FELL_BEHIND]) == len(told)
    owed = behind.of_year(
        2026, (v.meeting for v in city.meetings.values()), start, after, city.rules, city.calendar, city.directory
    )
    numbers = {duty.number for each in owed for duty in each.duties if duty.standing == "missed"}
    assert {m.number for m in missed} <= numbers
    assert all(each.behind for each in owed if each.count("missed"))
