"""Meetings over HTTP: looked at, moved, listed, and their invitations as calendars read them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
import vobject

from api.examples import OF_MEETING
from models.meeting import Meeting, MeetingKind, MeetingState
from tests.asking import Town, town
from tests.small import EAST, INFORMANT, MONDAY, VILLAGE, calendar, uid
from tests.test_meetings import SHAPING
from workflow import store
from workflow.commands import SYSTEM
from workflow.delivery.letters import SENT, Became, Letter, Outcome, Send
from workflow.delivery.outside import GuestLane
from workflow.delivery.wording import Sender
from workflow.machines import Move
from workflow.meetings.invitation import LASTS, Guest, invitation
from workflow.meetings.payloads import PAYLOADS
from workflow.store.meetings import Wanted


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def joint(place: Town, before: timedelta = timedelta()) -> str:
    """A joint meeting that is announced so long before its time, or when that has come, about one case of the east."""
    ref = await place.reported(INFORMANT)
    for name, move, body in (
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}}),
        ("supervisor", "table", {"reason": "久拖不决"}),
    ):
        assert (await place.move(name, ref, move, body)).status_code == 200
    await place.engine.meetings.convene()
    meeting = (await listed(place, MeetingKind.JOINT))[0]
    place.wall.at = meeting.starts_at - before
    await place.engine.meetings.convene()
    return str(meeting.id)


async def listed(place: Town, kind: MeetingKind | None = None) -> list[Meeting]:
    found, _ = await place.engine.meetings.listed(SYSTEM, Wanted(kind), None, 200)
    return [each.meeting for each in found.items]


async def moved(
    place: Town, name: str, ref: str, move: str, body: Mapping[str, Any], version: int | None = None
) -> Any:
    if version is None:
        version = (await place.engine.meetings.see(SYSTEM, ref)).view.meeting.version
    return await place.post(name, f"/api/v1/meetings/{ref}/{move}", dict(body), If_Match=str(version))


async def test_a_townships_supervisor_calls_an_extra_consultation_once_for_a_day(place: Town) -> None:
    name, asked = "township-east", {"body": EAST, "subject": "秸秆禁烧的分工", "day": "2026-06-15"}
    made = await place.post(name, "/api/v1/meetings", asked)
    assert made.status_code == 201, made.text
    seen = made.json()
    assert (seen["kind"], seen["period"], seen["state"]) == ("consultation", "2026-06-15", "planned")
    assert [(item["kind"], item["text"]) for item in seen["agenda"]] == [("words", "秸秆禁烧的分工")]
    assert [entry["move"] for entry in seen["timeline"]] == ["call"]
    again = await place.post(name, "/api/v1/meetings", {**asked, "subject": "x"})
    assert (again.status_code, again.json()["id"]) == (201, seen["id"])
    duties = "/api/v1/meetings/duties?year=2026"
    assert [each["code"] for each in (await place.get(name, duties)).json()["calls"]] == [EAST]
    for other in ("supervisor", "centre", "dispatcher-east", "township-west", INFORMANT):
        assert (await place.post(other, "/api/v1/meetings", asked)).status_code == 403, other
        calls = (await place.get(other, duties)).json()["calls"]
        assert EAST not in {each["code"] for each in calls}, other
    for day in ("2026-06-13", "2026-06-01", "2029-06-04", "9999-12-31", "0001-01-01"):
        refused = await place.post(name, "/api/v1/meetings", {**asked, "day": day})
        assert refused.status_code == 400, (day, refused.text)
    place.wall.at = datetime.fromisoformat(seen["starts_at"])
    await place.engine.meetings.convene()
    invited = (await place.get(name, f"/api/v1/meetings/{seen['id']}")).json()
    assert "秸秆禁烧的分工" in [item["text"] for item in invited["agenda"]], "it outlives the drawing"
    assert (await moved(place, name, seen["id"], "hold", {})).status_code == 200
    (body,) = (each for each in (await place.get(name, duties)).json()["bodies"] if each["grid"]["code"] == EAST)
    (extra,) = (each for each in body["duties"] if each["extra"])
    assert (extra["number"], extra["standing"], body["held"]) == (seen["number"], "held", 1)
    assert body["owed"] == len(body["duties"]) - 1, "it is held, and was not owed"


async def test_an_extra_consultation_that_is_called_off_is_not_planned_anew(place: Town) -> None:
    asked = {"body": EAST, "subject": "防汛", "day": "2026-06-15"}
    seen = (await place.post("township-east", "/api/v1/meetings", asked)).json()
    assert (await moved(place, "township-east", seen["id"], "cancel", {"reason": "不开了"})).status_code == 200
    place.wall.at = MONDAY + timedelta(days=400)
    await place.engine.meetings.convene()
    place.wall.at = MONDAY
    consultations = await listed(place, MeetingKind.CONSULTATION)
    assert [each.period for each in consultations if each.extra] == ["2026-06-15"]
    made = (await place.post("township-east", "/api/v1/meetings", asked)).json()
    assert made["period"] == "2026-06-15.2"


async def test_a_meeting_is_held_minuted_and_carried_out_over_http(place: Town) -> None:
    ref = await joint(place)
    seen = (await place.get("supervisor", f"/api/v1/meetings/{ref}", **{"Accept-Language": "en"})).json()
    assert seen["state"] == "invited"
    assert seen["allowed"] == ["draw", "postpone", "cancel", *SHAPING, "hold"]
    (item,) = (each for each in seen["agenda"] if each["kind"] == "tabled")
    assert item["text"] == f"Tabled: case {item['number']}"
    chinese = (await place.get("supervisor", f"/api/v1/meetings/{ref}", **{"Accept-Language": "zh"})).json()
    assert chinese["title"].endswith(f"联席会议 {seen['number']}")
    assert (await moved(place, "supervisor", ref, "hold", {})).status_code == 200
    decision = {"text": "三日内清运", "owner": {"unit": "gas"}, "budget": "3wd", "incident": item["number"]}
    answer = await moved(place, "supervisor", ref, "minute", {"text": "会议纪要", "decisions": [decision]})
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["minutes"], shown["decisions"][0]["text"], shown["decisions"][0]["lamp"]) == (
        "会议纪要",
        "三日内清运",
        "green",
    )
    why = (await place.see("supervisor", item["number"]))["why"]
    assert any(shown["number"] in line and "decision 1" in line for line in why), why
    done = await moved(place, "gas-1", ref, "carry_out", {"reason": "清运完毕"})
    assert done.json()["decisions"][0]["state"] == "reported"
    signed = await moved(place, "supervisor", ref, "sign_off", {})
    assert signed.json()["state"] == "closed"
    assert [entry["move"] for entry in signed.json()["timeline"]] == [
        "plan", "draw", "invite", "hold", "minute", "carry_out", "sign_off",
    ]  # fmt: skip


async def test_bad_minutes_are_refused_with_the_field_that_is_wrong(place: Town) -> None:
    ref = await joint(place)
    await moved(place, "supervisor", ref, "hold", {})
    decision = {"text": "办", "owner": {"unit": "gas"}}
    for wrong, field in (
        ({"budget": "3xx"}, "decisions.0.budget"),
        ({"budget": "900wd"}, "decisions.0.budget"),
        ({"due_at": "2026-06-01T09:00:00+08:00"}, "decisions.0.due_at"),
        ({"incident": "GY-77"}, "decisions.0.incident"),
        ({"owner": {"unit": "nobody"}}, "decisions.0.owner.unit"),
    ):
        answer = await moved(place, "supervisor", ref, "minute", {"text": "纪要", "decisions": [{**decision, **wrong}]})
        assert answer.status_code == 400, wrong
        assert answer.headers["content-type"] == "application/problem+json"
        assert [error["field"] for error in answer.json()["errors"]] == [field]
    both = {"budget": "3wd", "due_at": "2026-09-01T09:00:00+08:00"}
    answer = await moved(place, "supervisor", ref, "minute", {"text": "纪要", "decisions": [{**decision, **both}]})
    assert answer.status_code == 400
    assert (await moved(place, "supervisor", ref, "minute", {"text": ""})).status_code == 400
    assert (await moved(place, "supervisor", ref, "minute", {"text": "x", "more": 1})).status_code == 400
    assert (await moved(place, "supervisor", ref, "draw", {}, version=1)).status_code == 409
    assert (await place.post("supervisor", f"/api/v1/meetings/{ref}/draw", {})).status_code == 428


async def test_the_list_shows_to_each_the_meetings_of_their_body_and_those_they_were_invited_to(place: Town) -> None:
    place.wall.at = datetime(2026, 6, 20, 1, tzinfo=UTC)
    ref = await joint(place)
    seen = {name: {item["id"] for item in await rows(place, name)} for name in SEERS}
    assert ref in seen["supervisor"] & seen["centre"] & seen["gas-1"] & seen["township-east"]
    assert all(ref not in seen[name] for name in ("township-west", "admin", INFORMANT, "water-1"))
    assert seen["admin"] == seen[INFORMANT] == set()
    assert len(seen["supervisor"]) == len(await listed(place))
    assert await rows(place, "supervisor", "?late=true") == []
    place.wall.wait(days=1)
    (late,) = (item for item in await rows(place, "supervisor", "?late=true&kind=joint"))
    assert late["late"]


SEERS: Final = ("supervisor", "centre", "gas-1", "water-1", "township-east", "township-west", "admin", INFORMANT)


async def rows(place: Town, name: str, query: str = "") -> list[dict[str, Any]]:
    answer = await place.get(name, f"/api/v1/meetings{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


MAY: Final[Mapping[Move, set[str]]] = {
    **{move: {"supervisor", "centre"} for move in PAYLOADS},
    Move.CARRY_OUT: {"gas-1"},
    Move.ADD_ITEM: {"supervisor", "centre", "township-east", "gas-1"},
}
KNOWS: Final = ("supervisor", "centre", "duty", "township-east", "gas-1")
DOES_NOT: Final = ("township-west", "dispatcher-east", f"handler-{VILLAGE}", "water-1", "admin", INFORMANT)


async def test_each_moves_what_is_theirs_of_a_meeting_and_others_do_not_learn_that_it_is(place: Town) -> None:
    ref = await joint(place)
    await moved(place, "supervisor", ref, "hold", {})
    decision = {"text": "办", "owner": {"unit": "gas"}}
    assert (await moved(place, "supervisor", ref, "minute", {"text": "x", "decisions": [decision]})).status_code == 200
    for move, may in MAY.items():
        for name in (*KNOWS, *DOES_NOT):
            said = {key: value for key, value in OF_MEETING[move].items() if key != "decision"}
            answer = await moved(place, name, ref, move, said, version=99999)
            expected = 404 if name in DOES_NOT else 409 if name in may else 403
            assert answer.status_code == expected, f"{name} {move}: {answer.text}"
    for name in DOES_NOT:
        for path in (f"/api/v1/meetings/{ref}", f"/api/v1/meetings/{ref}/invitation.ics"):
            assert (await place.get(name, path)).status_code == 404, name
    unknown = [await place.get("supervisor", f"/api/v1/meetings/{each}") for each in (uid("none"), "GY-M99", "x" * 99)]
    assert [answer.status_code for answer in unknown] == [404] * 3


async def test_the_invitation_is_one_that_another_program_reads(place: Town) -> None:
    ref = await joint(place)
    answer = await place.get("gas-1", f"/api/v1/meetings/{ref}/invitation.ics")
    assert answer.headers["content-type"] == "text/calendar; method=REQUEST; charset=utf-8"
    meeting = (await listed(place, MeetingKind.JOINT))[0]
    calendar_ = vobject.readOne(answer.text)
    assert calendar_.method.value == "REQUEST"
    event = calendar_.vevent
    assert event.dtstart.value == meeting.starts_at
    assert event.dtend.value == meeting.starts_at + LASTS
    assert (event.uid.value, event.sequence.value) == (f"{ref}@gridward", "0")
    assert event.url.value.endswith(f"/meetings/{ref}")
    assert calendar_.vtimezone.tzid.value == "Asia/Shanghai"
    assert {guest.value for guest in event.contents["attendee"]} >= {f"urn:uuid:{uid('gas-1')}"}


def meeting(state: MeetingState, sequence: int) -> Meeting:
    return Meeting(
        id=uid("m"),
        number="GY-M1",
        kind=MeetingKind.JOINT,
        state=state,
        version=3,
        level=1,
        grid_id=uid("9001"),
        path="9001",
        period="2026-06-08",
        starts_at=MONDAY + timedelta(days=4),
        sequence=sequence,
        planned_at=MONDAY,
        rules_version=1,
        calendar_version=1,
    )


def test_a_cancelled_meeting_has_the_same_uid_a_higher_sequence_and_says_cancel() -> None:
    who = Guest(uid("a"), "王小明; “召集人”, 市", "wang@example.org")
    text = invitation(
        meeting(MeetingState.CANCELLED, 2), "联席会议 GY-M1", who, [who], "https://x/m", calendar().tz, MONDAY
    )
    found = vobject.readOne(text.decode())
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert (found.vevent.uid.value, found.vevent.sequence.value) == (f"{uid('m')}@gridward", "2")
    assert found.vevent.organizer.value == "mailto:wang@example.org"
    assert found.vevent.summary.value == "联席会议 GY-M1"
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_every_move_of_a_meeting_has_an_example_that_it_takes() -> None:
    assert OF_MEETING.keys() == PAYLOADS.keys()
    for move, example in OF_MEETING.items():
        PAYLOADS[move].model_validate(dict(example))


class Postman:
    """A courier that takes every letter."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.outcome = SENT

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Send]:
        async def send(letter: Letter) -> Outcome:
            self.letters.append(letter)
            return self.outcome

        yield send


LINK: Final = "https://meet.example.org/1"


async def with_guest(place: Town, organisation: str, email: str, ref: str | None = None) -> str:
    """A joint meeting two hours ahead, online, to which an organisation is invited from outside."""
    found = ref or await joint(place)
    if ref is None:
        place.wall.at -= timedelta(hours=2)
        assert (await moved(place, "supervisor", found, "set_link", {"link": LINK})).status_code == 200
    asked = {"organisation": organisation, "purpose": "介绍计划", "email": email}
    assert (await moved(place, "supervisor", found, "invite_guest", asked)).status_code == 200
    return found


async def test_a_letter_to_a_guest_that_is_refused_is_among_the_dead_ones_and_sent_again(place: Town) -> None:
    await with_guest(place, "市供电公司", "office@example.org")
    postman = Postman()
    postman.outcome = Outcome(Became.REFUSED, "550")
    lane = GuestLane(place.engine, postman, Sender("高邮", "https://city.example"))
    assert (await lane.step(), await lane.step()) == (1, 0)
    lying = await place.get("centre", "/api/v1/notices/dead")
    (dead,) = lying.json()["guests"]
    assert (dead["organisation"], dead["error"], lying.json()["count"]) == ("市供电公司", "550", 1)
    assert "office@example.org" not in lying.text
    assert (await place.get("centre", "/api/v1/centre")).json()["dead_letters"] == 1
    for ids, status, queued in (([dead["id"]], 200, 1), ([dead["id"]], 200, 0), ([str(uid("nobody"))], 404, None)):
        answer = await place.post("centre", "/api/v1/notices/dead/resend", {"ids": ids})
        assert (answer.status_code, answer.json().get("queued")) == (status, queued)
    postman.outcome = SENT
    assert await lane.step() == 1
    assert (await place.get("centre", "/api/v1/notices/dead")).json()["guests"] == []


async def test_an_address_that_refuses_is_forgotten_after_a_week(place: Town) -> None:
    ref = await with_guest(place, "市供电公司", "office@example.org")
    postman = Postman()
    postman.outcome = Outcome(Became.REFUSED, "550")
    await moved(place, "supervisor", ref, "cancel", {"reason": "停电"})
    await GuestLane(place.engine, postman, Sender("高邮", "https://city.example")).step()
    place.wall.wait(days=8)
    await place.engine.meetings.convene()
    async with store.snapshot(place.engine.database) as connection:
        assert [guest.email for guest in (await store.guests.of(connection, UUID(ref))).values()] == [None]
        assert await store.guests.undelivered(connection, 9) == []


async def test_the_link_is_in_the_calendar_file_of_who_comes_and_a_guest_sees_no_other_guest(place: Town) -> None:
    ref = await with_guest(place, "市供电公司", "office@example.org")
    await with_guest(place, "燃气公司", "desk@example.com", ref)
    for name, comes in (("supervisor", True), ("gas-1", True), ("centre", True), ("duty", False)):
        file = (await place.get(name, f"/api/v1/meetings/{ref}/invitation.ics")).text.replace("\r\n ", "")
        assert (LINK in file) == comes, name
        assert "example.org" not in file.replace(LINK, ""), name
        assert "example.com" not in file, name
    postman = Postman()
    await GuestLane(place.engine, postman, Sender("高邮", "https://city.example")).step()
    assert {letter.to for letter in postman.letters} == {"office@example.org", "desk@example.com"}
    for letter in postman.letters:
        said = letter.attachments[0].content.decode().replace("\r\n ", "")
        ours, other = ("供电", "燃气") if letter.to.endswith(".org") else ("燃气", "供电")
        assert (ours in said, other in said, "gas-1" in said) == (True, False, False)


async def test_a_guest_is_sent_the_invitation_and_forgotten_and_a_conclusion_is_public_without_the_minutes(
    place: Town,
) -> None:
    ref = await joint(place)
    place.wall.at -= timedelta(hours=2)
    asked = {"organisation": "市供电公司", "purpose": "介绍计划", "email": "office@example.org"}
    shown = (await moved(place, "supervisor", ref, "invite_guest", asked)).json()
    assert [(g["organisation"], g["letter"]) for g in shown["guests"]] == [("市供电公司", "waiting")]
    assert "office@example.org" not in str(shown)
    assert (
        await moved(place, "supervisor", ref, "set_link", {"link": "https://meet.example.org/1"})
    ).status_code == 200
    postman = Postman()
    lane = GuestLane(place.engine, postman, Sender("高邮", "https://city.example"))
    assert (await lane.step(), await lane.step()) == (1, 0)
    (letter,) = postman.letters
    assert letter.to == "office@example.org"
    assert b"meet.example.org" in letter.attachments[0].content
    place.wall.at += timedelta(hours=2)
    assert (await moved(place, "supervisor", ref, "hold", {})).status_code == 200
    async with store.snapshot(place.engine.database) as connection:
        assert [g.email for g in (await store.guests.of(connection, UUID(ref))).values()] == [None]
    said = {"text": "内部纪要", "decisions": [{"text": "内部说法", "owner": {"unit": "gas"}, "budget": "3wd"}]}
    await moved(place, "supervisor", ref, "minute", said)
    async with store.transaction(place.engine.database) as connection:
        await connection.execute("UPDATE meeting SET kind = 'roundtable' WHERE id = $1", UUID(ref))
    public = {"text": "议定限期整改", "decisions": [{"number": 1, "text": "三日内整改"}], "names_nobody": True}
    for wrong in ({"names_nobody": False}, {"text": " 内部 纪要 "}):
        answer = await moved(place, "supervisor", ref, "publish_conclusion", {**public, **wrong})
        assert answer.status_code == 400, answer.text
    assert (await moved(place, "supervisor", ref, "publish_conclusion", public)).status_code == 200
    found = await place.client.get("/api/v1/public/conclusions")
    assert found.status_code == 200
    (each,) = found.json()["items"]
    assert (each["text"], each["decisions"][0]["state"]) == ("议定限期整改", "open")
    assert "内部" not in found.text


async def test_what_is_owed_is_told_to_who_holds_a_post_at_the_body_or_above(place: Town) -> None:
    await place.engine.meetings.convene()
    seen = {
        name: {body["grid"]["code"] for body in (await place.get(name, "/api/v1/meetings/duties")).json()["bodies"]}
        for name in ("supervisor", "township-east", INFORMANT)
    }
    assert seen["township-east"] == {EAST}
    assert seen["township-east"] < seen["supervisor"]
    assert seen[INFORMANT] == set()
