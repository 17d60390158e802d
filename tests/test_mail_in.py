"""Answers that come by mail: through a real mail server into a Maildir, each taken once, the bad ones set aside."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import aiosmtplib
import pytest
import vobject
from aiosmtpd.handlers import Mailbox as ToMaildir
from aiosmtpd.smtp import SMTP

from models.answer import Coming, Way
from tests.delivering import Post, address, mail, post
from tests.mailbox import mailbox
from tests.small import uid, who
from tests.stored import keys
from workflow import answering, store
from workflow.delivery.mail_in import ASIDE, TAKEN, MailIn
from workflow.delivery.replying import MOST_BYTES, ReplyTo
from workflow.delivery.wording import Sender
from workflow.errors import SetUpError
from workflow.machines import Move
from workflow.meetings.payloads import PAYLOADS
from workflow.settings import HOME, from_environment

REPLY_TO = ReplyTo("meetings@grid.example.org", keys())


@pytest.fixture
async def city(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as found:
        yield found


@dataclass
class Arriving:
    """A mail server that puts what it is given into a Maildir."""

    port: int

    async def send(self, *letters: EmailMessage | bytes) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self.port, start_tls=False) as client:
            for each in letters:
                content = each if isinstance(each, bytes) else each.as_bytes()
                await client.sendmail("anybody@elsewhere.example", ["meetings@grid.example.org"], content)


@pytest.fixture
async def arriving(tmp_path: Path) -> AsyncIterator[Arriving]:
    handler = ToMaildir(tmp_path / "in")
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    yield Arriving(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()


async def announced(city: Post) -> UUID:
    """A joint meeting a day ahead, of which two people hear by mail."""
    await city.reached_by(["email"], "gas-1", "township-east")
    ref = await city.report()
    await city.fire("dispatcher-east", ref, Move.ACCEPT)
    await city.fire("dispatcher-east", ref, Move.DISPATCH, to={"unit": "gas"})
    await city.fire("supervisor", ref, Move.TABLE, reason="久拖不决")
    await city.engine.meetings.convene()
    (meeting,) = (m for m in await meetings(city) if m["kind"] == "joint")
    city.wall.at = meeting["starts_at"] - timedelta(days=1)
    await city.engine.meetings.convene()
    return UUID(str(meeting["id"]))


async def meetings(city: Post) -> list[dict[str, Any]]:
    async with store.snapshot(city.engine.database) as connection:
        return [dict(each) for each in await connection.fetch("SELECT * FROM meeting")]


@asynccontextmanager
async def posted(city: Post) -> AsyncIterator[Any]:
    """A mailbox of everybody, and what sends all that is due to it."""
    async with mailbox() as box:
        delivery = city.delivery(mail(box.url))
        for lane in delivery.lanes:
            lane.sender = Sender("Small", "https://grid.example.org", REPLY_TO)
        yield box, delivery


def invited(box: Any, name: str) -> list[EmailMessage]:
    """The letters to somebody that bring a calendar file, the newest last."""
    found = [each for each in box.to(address(name)) if any(_is_calendar(part) for part in each.walk())]
    return sorted(found, key=lambda each: int(event_of(each).vevent.sequence.value))


def _is_calendar(part: Any) -> bool:
    return bool(part.get_content_type() == "text/calendar")


def event_of(letter: EmailMessage) -> Any:
    """What an independent parser finds in a letter's calendar file: its method and its event."""
    (part,) = (each for each in letter.walk() if each.get_content_type() == "text/calendar")
    calendar = vobject.readOne(part.get_payload(decode=True).decode())  # type: ignore[union-attr]
    assert part.get_param("method") == calendar.method.value
    return calendar


def reply_to(event: Any, **changes: str | None) -> bytes:
    """A REPLY as a calendar program writes it, with some of its lines otherwise (none: left out)."""
    mine = next(each.value for each in event.contents["attendee"] if each.value.startswith("mailto:"))
    lines: dict[str, str | None] = {
        "METHOD": "METHOD:REPLY",
        "BEGIN": "BEGIN:VEVENT",
        "UID": f"UID:{event.uid.value}",
        "SEQUENCE": f"SEQUENCE:{event.sequence.value}",
        "DTSTAMP": None,
        "ORGANIZER": f"ORGANIZER:{event.organizer.value}",
        "ATTENDEE": f"ATTENDEE;PARTSTAT=ACCEPTED;CN=x:{mine}",
        "COMMENT": "COMMENT:带材料来",
        "END": "END:VEVENT",
        **changes,
    }
    body = [each for each in lines.values() if each is not None]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *body, "END:VCALENDAR", ""]).encode()


def letter(calendar: bytes | None, to: str) -> EmailMessage:
    found = EmailMessage()
    found["From"], found["To"], found["Subject"] = "anybody@elsewhere.example", to, "Accepted"
    found.set_content("I come.")
    if calendar is not None:
        found.add_attachment(
            calendar, maintype="text", subtype="calendar", filename="a.ics", params={"method": "REPLY"}
        )
    return found


async def comes(city: Post, meeting: UUID) -> Mapping[UUID, Any]:
    return (await answering.attendance(city.engine, who("supervisor"), str(meeting))).answers


async def reasons(city: Post) -> list[str | None]:
    async with store.snapshot(city.engine.database) as connection:
        return [row["reason"] for row in await connection.fetch("SELECT reason FROM taken_mail")]


def lying(folder: Path, name: str) -> list[Path]:
    return list((folder / f".{name}" / "cur").iterdir())


async def test_the_reply_to_a_mailed_invitation_is_that_persons_answer_and_is_taken_once(
    city: Post, arriving: Arriving, tmp_path: Path
) -> None:
    meeting = await announced(city)
    async with posted(city) as (box, delivery):
        await delivery.once()
        (asked,) = invited(box, "gas-1")
    calendar = event_of(asked)
    assert calendar.method.value == "REQUEST"
    organizer = calendar.vevent.organizer.value.removeprefix("mailto:")
    assert asked["Reply-To"] == organizer
    assert organizer.startswith("meetings+")
    box_in = MailIn(city.engine, tmp_path / "in", REPLY_TO)
    content = letter(reply_to(calendar.vevent), organizer)
    await arriving.send(content)
    assert await box_in.step() == 1
    (given,) = (await comes(city, meeting)).values()
    assert (given.person_id, given.reply, given.way, given.words) == (
        uid("gas-1"), Coming.ACCEPTED, Way.MAIL, "带材料来",
    )  # fmt: skip
    await arriving.send(content, letter(reply_to(calendar.vevent, ATTENDEE=declined()), organizer))
    assert await box_in.step() == 2
    assert await box_in.step() == 0
    (given,) = (await comes(city, meeting)).values()
    assert given.reply in (Coming.ACCEPTED, Coming.DECLINED)
    assert set(await reasons(city)) == {None}
    assert len(lying(tmp_path / "in", TAKEN)) == 3


@pytest.mark.parametrize("stamp", ["00010101T000000Z", "99991231T235959Z"])
async def test_a_reply_from_any_year_is_an_answer_and_stops_no_other(
    city: Post, arriving: Arriving, tmp_path: Path, stamp: str
) -> None:
    meeting = await announced(city)
    async with posted(city) as (box, delivery):
        await delivery.once()
        event = event_of(invited(box, "gas-1")[-1]).vevent
    mine = event.organizer.value.removeprefix("mailto:")
    await arriving.send(letter(reply_to(event, DTSTAMP=f"DTSTAMP:{stamp}"), mine))
    assert await MailIn(city.engine, tmp_path / "in", REPLY_TO).step() == 1
    assert set(await comes(city, meeting)) == {uid("gas-1")}


def declined() -> str:
    return f"ATTENDEE;PARTSTAT=DECLINED:mailto:{address('gas-1')}"


async def test_what_is_no_answer_is_set_aside_with_its_reason_and_answers_for_nobody(
    city: Post, arriving: Arriving, tmp_path: Path
) -> None:
    meeting = await announced(city)
    async with posted(city) as (box, delivery):
        await delivery.once()
        event = event_of(invited(box, "gas-1")[-1]).vevent
    mine = event.organizer.value.removeprefix("mailto:")
    theirs = REPLY_TO.of(meeting, uid("township-east"))
    forged = f"meetings+{'a' * 32}@grid.example.org"
    plain = {"ORGANIZER": "ORGANIZER:mailto:meetings@grid.example.org"}
    bad: list[tuple[str, EmailMessage | bytes]] = [
        ("no-reply", letter(None, mine)),
        ("no-reply", letter(reply_to(event, METHOD="METHOD:REQUEST"), mine)),
        ("wrong-token", letter(reply_to(event, **plain), "meetings@grid.example.org")),
        ("wrong-token", letter(reply_to(event, ORGANIZER=f"ORGANIZER:mailto:{forged}"), forged)),
        ("foreign-attendee", letter(reply_to(event, ORGANIZER=f"ORGANIZER:mailto:{theirs}"), theirs)),
        ("foreign-attendee", letter(reply_to(event, ATTENDEE="ATTENDEE;PARTSTAT=DECLINED:mailto:x@y.z"), mine)),
        ("foreign-uid", letter(reply_to(event, UID="UID:someone-elses@outlook"), mine)),
        ("foreign-uid", letter(reply_to(event, UID="UID:1234@gridward"), mine)),
        ("no-such-meeting", letter(reply_to(event, UID=f"UID:{uid('none')}@gridward"), mine)),
        ("another-date", letter(reply_to(event, SEQUENCE="SEQUENCE:7"), mine)),
        ("undecided", letter(reply_to(event, ATTENDEE=declined().replace("DECLINED", "DELEGATED")), mine)),
        ("not-one-attendee", letter(reply_to(event, ATTENDEE=None), mine)),
        ("not-one-event", letter(reply_to(event, BEGIN=None, END=None), mine)),
        ("unreadable", letter(reply_to(event, SEQUENCE="SEQUENCE:many"), mine)),
        ("too-large", b"Subject: x\r\n\r\n" + (b"x" * 900 + b"\r\n") * (MOST_BYTES // 900 + 1)),
        ("no-reply", b"Content-Type: multipart/mixed; boundary=\r\n\r\n--"),
        ("unreadable", b"Content-Type: text/plain;\r\n" + b" a=b;\r\n" * 4_000 + b"\r\nx"),
    ]
    await arriving.send(*(each for _, each in bad))
    (tmp_path / "in" / "new" / "9").write_bytes(b"\xff\x00: \xfe\r\n" * 99)
    bad.append(("no-reply", b""))
    box_in = MailIn(city.engine, tmp_path / "in", REPLY_TO)
    assert await box_in.step() == len(bad)
    assert sorted(each or "" for each in await reasons(city)) == sorted(reason for reason, _ in bad)
    assert len(lying(tmp_path / "in", ASIDE)) == len(bad), "none is lost"
    async with store.snapshot(city.engine.database) as connection:
        aside = await store.answers.set_aside(connection, 100)
    assert sorted(each.reason for each in aside) == sorted(reason for reason, _ in bad), (
        "and who keeps the house sees why"
    )
    for language in ("zh", "en"):
        words = json.loads((HOME / f"web/src/messages/{language}/works.json").read_text("utf-8"))["aside"]["why"]
        assert {each.reason for each in aside} <= words.keys(), "in words"
    assert await comes(city, meeting) == {}


async def test_an_older_answer_that_arrives_late_does_not_undo_a_newer_one_and_a_changed_date_takes_none(
    city: Post, arriving: Arriving, tmp_path: Path
) -> None:
    meeting = await announced(city)
    async with posted(city) as (box, delivery):
        await delivery.once()
        first = event_of(invited(box, "gas-1")[-1]).vevent
        mine = first.organizer.value.removeprefix("mailto:")
        said = answering.Said(Coming.DECLINED, 0)
        await answering.give(city.engine, who("gas-1"), str(meeting), said)
        before = (city.wall.at - timedelta(hours=1)).astimezone(UTC)
        await arriving.send(letter(reply_to(first, DTSTAMP=f"DTSTAMP:{before:%Y%m%dT%H%M%SZ}"), mine))
        box_in = MailIn(city.engine, tmp_path / "in", REPLY_TO)
        await box_in.step()
        assert await reasons(city) == ["overtaken"]
        starts = city.wall.at + timedelta(days=4)
        await move(city, meeting, Move.POSTPONE, starts_at=starts.isoformat(), reason="出差")
        await delivery.once()
        moved = event_of(invited(box, "gas-1")[-1])
        assert (moved.method.value, moved.vevent.uid.value) == ("REQUEST", first.uid.value)
        assert (moved.vevent.sequence.value, moved.vevent.dtstart.value) == ("1", starts)
        await arriving.send(letter(reply_to(first), mine), letter(reply_to(moved.vevent), mine))
        await box_in.step()
        assert {each.sequence for each in (await comes(city, meeting)).values()} == {1}
        assert sorted(each or "" for each in await reasons(city)) == ["", "another-date", "overtaken"]


async def test_created_changed_and_called_off_is_one_event_in_the_calendar_of_each_who_is_mailed(
    city: Post, arriving: Arriving, tmp_path: Path
) -> None:
    meeting = await announced(city)
    async with posted(city) as (box, delivery):
        await delivery.once()
        starts = city.wall.at + timedelta(days=4)
        await move(city, meeting, Move.POSTPONE, starts_at=starts.isoformat(), reason="出差")
        await delivery.once()
        await move(city, meeting, Move.CANCEL, reason="不开了")
        await delivery.once()
        for name in ("gas-1", "township-east"):
            seen = [event_of(each) for each in invited(box, name)]
            assert [(each.method.value, each.vevent.sequence.value) for each in seen[:3]] == [
                ("REQUEST", "0"), ("REQUEST", "1"), ("CANCEL", "2"),
            ]  # fmt: skip
            assert {each.vevent.uid.value for each in seen} == {f"{meeting}@gridward"}
            own = f"mailto:{REPLY_TO.of(meeting, uid(name))}"
            assert {each.vevent.organizer.value for each in seen} == {own}
            assert seen[2].vevent.status.value == "CANCELLED"
        late = reply_to(event_of(invited(box, "gas-1")[1]).vevent)
    await arriving.send(letter(late, REPLY_TO.of(meeting, uid("gas-1"))))
    await MailIn(city.engine, tmp_path / "in", REPLY_TO).step()
    assert await reasons(city) == ["not-asked"]


async def move(city: Post, meeting: UUID, move: Move, **payload: Any) -> None:
    await city.engine.meetings.fire(who("supervisor"), meeting, move, PAYLOADS[move].model_validate(payload))


def test_a_folder_without_an_address_or_an_address_that_is_none_is_refused() -> None:
    for wrong in (
        {"GRIDWARD_MAIL_IN": "/mail"},
        {"GRIDWARD_MAIL_IN": "/mail", "GRIDWARD_MAIL_REPLIES": "nobody"},
        {"GRIDWARD_MAIL_REPLIES": f"{'x' * 40}@example.org"},
    ):
        with pytest.raises(SetUpError):
            from_environment(wrong)
    good = from_environment({"GRIDWARD_MAIL_IN": "/mail", "GRIDWARD_MAIL_REPLIES": "meetings@example.org"})
    assert (good.mail_in, good.mail_replies) == (Path("/mail"), "meetings@example.org")
