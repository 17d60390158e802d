"""Calendars by subscription: made, chosen and revoked by their person, and read as another program reads them."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import vobject

from models.meeting import MeetingKind
from tests.asking import Town, town
from tests.small import uid
from tests.test_api_meetings import joint, listed, moved
from tests.test_api_rights import DUTY_LINE, DUTY_POST
from workflow import store
from workflow.meetings import subscribed

MINE = "/api/v1/preferences/calendar"


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def made(place: Town, name: str, **chosen: bool) -> str:
    """The path of a new address."""
    found = await place.post(name, MINE, {"meetings": True, "decisions": True, "shifts": True, **chosen})
    assert found.status_code == 201, found.text
    return httpx.URL(found.json()["url"]).path


async def events(place: Town, path: str) -> dict[str, Any]:
    """What an independent parser finds there, by UID."""
    found = await place.client.get(path)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in found.content.split(b"\r\n"))
    calendar = vobject.readOne(found.text)
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


async def test_a_meeting_stands_there_as_it_was_sent_by_mail_moves_with_it_and_is_gone_when_it_is(place: Town) -> None:
    ref = await joint(place, before=timedelta(days=1))
    path = await made(place, "gas-1")
    file = await place.get("gas-1", f"/api/v1/meetings/{ref}/invitation.ics", **{"Accept-Language": "zh"})
    mailed = vobject.readOne(file.text).vevent
    event = (await events(place, path))[f"{ref}@gridward"]
    assert (event.uid.value, event.sequence.value) == (mailed.uid.value, mailed.sequence.value)
    assert (event.dtstart.value, event.dtend.value) == (mailed.dtstart.value, mailed.dtend.value)
    assert (event.summary.value, event.status.value) == (mailed.summary.value, "CONFIRMED")
    assert event.dtstart.value.utcoffset() == timedelta(hours=8)
    assert "attendee" not in event.contents
    later = event.dtstart.value + timedelta(days=3)
    answer = await moved(place, "supervisor", ref, "postpone", {"starts_at": later.isoformat(), "reason": "出差"})
    assert answer.status_code == 200, answer.text
    put_off = (await events(place, path))[f"{ref}@gridward"]
    assert (put_off.dtstart.value, put_off.sequence.value) == (later, "1")
    assert (await moved(place, "supervisor", ref, "cancel", {"reason": "不开了"})).status_code == 200
    gone = (await events(place, path))[f"{ref}@gridward"]
    assert (gone.status.value, gone.sequence.value) == ("CANCELLED", "2")
    assert f"{ref}@gridward" not in await events(place, await made(place, "water-1"))
    assert f"{ref}@gridward" in await events(place, await made(place, "supervisor")), "who convenes has it too"


async def test_what_somebody_owes_and_when_they_are_on_duty_stands_there_as_they_chose(place: Town) -> None:
    ref = await joint(place)
    number = (await listed(place, MeetingKind.JOINT))[0].number
    await moved(place, "supervisor", ref, "hold", {})
    decision = {"text": "办", "owner": {"unit": "gas"}, "budget": "3wd"}
    shown = (await moved(place, "supervisor", ref, "minute", {"text": "x", "decisions": [decision]})).json()
    (decided,) = shown["decisions"]
    path = await made(place, "gas-1")
    due = (await events(place, path))[f"{decided['id']}@gridward"]
    assert due.dtend.value.isoformat() == place_time(decided["due_at"])
    assert due.summary.value in (f"会议决定 {number}/1 到期", f"Decision {number}/1 is due")
    assert due.transp.value == "TRANSPARENT"
    chosen = await place.client.put(MINE, json={"decisions": False}, headers=await place.headers("gas-1"))
    assert chosen.json()["feed"]["decisions"] is False
    assert f"{decided['id']}@gridward" not in await events(place, path)


async def test_shifts_of_a_roster_stand_there_and_being_on_duty_always_does_not(place: Town) -> None:
    path = await made(place, "duty-east", meetings=False, decisions=False)
    assert not await events(place, path)
    for where, body in (
        (f"/api/v1/duty/lines/{DUTY_LINE}/end", {"ends_on": "2026-06-09", "reason": "排班"}),
        (
            "/api/v1/duty/shifts",
            {"post": DUTY_POST, "begins": "20:00", "ends": "08:00", "starts_on": "2026-06-11", "reason": "排班"},
        ),
    ):
        answer = await place.post("chief-east", where, body)
        assert answer.status_code in (200, 201), answer.text
    shifts = sorted((each.dtstart.value, each.dtend.value) for each in (await events(place, path)).values())
    zone = ZoneInfo("Asia/Shanghai")
    assert shifts[0] == (datetime(2026, 6, 11, 20, tzinfo=zone), datetime(2026, 6, 12, 8, tzinfo=zone))
    assert len(shifts) > 7


def place_time(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo("Asia/Shanghai")).isoformat()


async def test_an_address_is_told_once_revoked_at_once_and_not_to_be_guessed(place: Town) -> None:
    assert (await place.get("gas-1", MINE)).json() == {"feed": None}
    path = await made(place, "gas-1")
    assert path.rpartition("/")[2].removesuffix(".ics") not in (await place.get("gas-1", MINE)).text
    first = await place.client.get(path)
    assert (await place.client.get(path, headers={"If-None-Match": first.headers["etag"]})).status_code == 304
    assert (await place.get("gas-1", MINE)).json()["feed"]["read_at"] is not None
    second = await made(place, "gas-1")
    assert (await place.client.get(path)).status_code == 404, "a new one ends the old one"
    headers = await place.headers("gas-1")
    assert (await place.client.delete(MINE, headers=headers)).status_code == 204
    assert (await place.client.get(second)).status_code == 404
    assert (await place.client.delete(MINE, headers=headers)).status_code == 404
    assert (await place.client.put(MINE, json={}, headers=headers)).status_code == 404
    third = await made(place, "gas-1")
    statuses = [(await place.client.get(f"/api/v1/calendar/{'x' * 43}.ics")).status_code for _ in range(31)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert (await place.client.get(third)).status_code == 429


async def test_what_has_not_changed_is_not_written_out_again_and_what_has_is(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await joint(place, before=timedelta(days=1))
    path = await made(place, "gas-1", shifts=False)
    mark = (await place.client.get(path)).headers["etag"]
    written = subscribed.calendar
    monkeypatch.setattr(subscribed, "calendar", lambda *_: pytest.fail("it was written out"))
    for known in (mark, f'"other", {mark}', mark.removeprefix("W/"), "*"):
        again = await place.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    monkeypatch.setattr(subscribed, "calendar", written)

    async def moves_on(since: str) -> str:
        answer = await place.client.get(path, headers={"If-None-Match": since})
        assert answer.status_code == 200
        return str(answer.headers["etag"])

    later = place.wall.at + timedelta(days=4)
    put_off = {"starts_at": later.isoformat(), "reason": "出差"}
    assert (await moved(place, "supervisor", ref, "postpone", put_off)).status_code == 200
    mark = await moves_on(mark)
    chosen = await place.client.put(
        MINE, json={"decisions": False, "shifts": False}, headers=await place.headers("gas-1")
    )
    assert chosen.status_code == 200
    mark = await moves_on(mark)
    place.wall.at += timedelta(days=120)
    await moves_on(mark)


async def test_an_address_ends_with_the_sign_ins_and_its_person_is_told(place: Town) -> None:
    path, other = await made(place, "gas-1"), await made(place, "water-1")
    headers = await place.headers("gas-1")
    assert (await place.client.post("/api/v1/session/sign-ins/end_others", headers=headers)).status_code == 204
    assert (await place.client.get(path)).status_code == 404
    assert (await place.client.get(other)).status_code == 200, "somebody else's holds"
    assert (await place.get("gas-1", MINE)).json()["feed"]["ended_at"] is not None
    assert (await place.client.put(MINE, json={}, headers=headers)).status_code == 404
    path = await made(place, "gas-1")
    assert (await place.get("gas-1", MINE)).json()["feed"]["ended_at"] is None
    async with store.transaction(place.engine.database) as connection:
        account = await store.signing.account_of(connection, uid("gas-1"))
        assert account is not None
        assert await store.signing.set_password(connection, account.person_id, account.password_hash, "new", b"")
    assert (await place.client.get(path)).status_code == 404
    assert (await place.get("gas-1", MINE)).json()["feed"]["ended_at"] is not None
