"""The folder in which answers to invitations arrive: a Maildir that a mail server fills. Each mail is taken once.

What became an answer goes to its folder `Taken`, everything else to `Aside`, with the reason in the log and in the
table `taken_mail`. A mail is moved after its transaction is committed; one whose move was lost is known by its hash.
"""

import asyncio
import hashlib
import mailbox
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from models.answer import Way
from models.meeting import Meeting
from models.notice import Channel
from workflow import answering, store
from workflow.answering import Said
from workflow.delivery import replying
from workflow.delivery.replying import Found, NoAnswer, ReplyTo
from workflow.engine import Engine
from workflow.errors import Conflict, Forbidden
from workflow.in_force import Now
from workflow.meetings import answering as rules
from workflow.view import MeetingView

OLDEST: Final = timedelta(days=366)
"""What says that it was written before, or will be, counts as written then, or now: a stranger can write any year."""

log = structlog.get_logger()

AT_ONCE: Final = 50
TAKEN, ASIDE = "Taken", "Aside"


@dataclass(frozen=True)
class Deed:
    """What a mail comes to: whose answer it is, or why it is none."""

    reason: str | None
    meeting: Meeting | None = None
    person: UUID | None = None
    found: Found | None = None
    at: datetime | None = None


class MailIn:
    """Reads the folder. Any number of them may: of two that take the same mail, one does."""

    def __init__(self, engine: Engine, folder: Path, reply_to: ReplyTo) -> None:
        self.engine, self.folder, self.reply_to = engine, folder, reply_to
        self._ready = False

    async def step(self) -> int:
        """Takes what has arrived; how many mails."""
        files = await asyncio.to_thread(self._arrived)
        for file in files:
            await self._take(file)
        return len(files)

    def _arrived(self) -> list[Path]:
        """The oldest first. The folder is made where there is none yet."""
        if not self._ready:
            box = mailbox.Maildir(self.folder, create=True)
            for name in (TAKEN, ASIDE):
                box.add_folder(name)
            self._ready = True
        return sorted(self._lying(), key=lambda file: file.name)[:AT_ONCE]

    def _lying(self) -> Iterator[Path]:
        for name in ("new", "cur"):
            yield from (each for each in (self.folder / name).iterdir() if each.is_file())

    async def _take(self, file: Path) -> None:
        content = await asyncio.to_thread(_content, file)
        if content is None:
            return  # somebody else has taken it
        async with store.transaction(self.engine.database) as connection:
            now = await self.engine.in_force.at(connection, share=False)
            deed = await self._judged(connection, content, now)
            digest = hashlib.sha256(content).digest()
            fresh = await store.answers.take_mail(connection, digest, file.name[:200], deed.reason, now.at)
            if fresh and deed.meeting and deed.person and deed.found and deed.at:
                said = Said(deed.found.reply, deed.found.sequence, deed.found.words)
                await answering.put(self.engine, connection, deed.meeting, deed.person, said, Way.MAIL, deed.at, now)
        await asyncio.to_thread(self._move, file, ASIDE if deed.reason else TAKEN)
        if deed.reason:
            log.warning("mail_set_aside", file=file.name[:200], reason=deed.reason)

    def _move(self, file: Path, name: str) -> None:
        with suppress(FileNotFoundError):  # somebody else has moved it
            file.rename(self.folder / f".{name}" / "cur" / f"{file.name.partition(':')[0]}:2,S")

    async def _judged(self, connection: store.Connection, content: bytes, now: Now) -> Deed:
        """What a mail comes to. Nothing is written."""
        if len(content) > replying.MOST_BYTES:
            return Deed("too-large")
        try:
            found = replying.read(content)
        except NoAnswer as none:
            return Deed(none.reason)
        views = await store.reading.load(connection, MeetingView, [found.meeting])
        if found.meeting not in views:
            return Deed("no-such-meeting")
        meeting = views[found.meeting].meeting
        person = self.reply_to.whose(meeting.id, map(UUID, meeting.attendees), found.addressed)
        if person is None:
            return Deed("wrong-token")
        wishes = (await store.preferences.wishes_of(connection, [person]))[person]
        if not _theirs(found.attendee, wishes.addresses.get(Channel.EMAIL)):
            return Deed("foreign-attendee")
        try:
            rules.check(meeting, person, found.sequence, now.at)
        except (Conflict, Forbidden) as refused:
            return Deed(refused.code)
        return await self._in_time(connection, meeting, person, found, now)

    async def _in_time(
        self, connection: store.Connection, meeting: Meeting, person: UUID, found: Found, now: Now
    ) -> Deed:
        """What was said before the last answer that there is counts no more, however late it arrives."""
        clock = self.engine.in_force.clock().astimezone(UTC)
        said_at = min(max(found.said_at or clock, clock - OLDEST), clock)
        at = min(now.at, max(now.at - (clock - said_at), meeting.planned_at))
        last = rules.counted(meeting, await store.answers.of(connection, [meeting])).get(person)
        if last is not None and at < last.answered_at:
            return Deed("overtaken")
        return Deed(None, meeting, person, found, at)


def _content(file: Path) -> bytes | None:
    """No more of it than can be an answer, and a byte."""
    try:
        with file.open("rb") as lying:
            return lying.read(replying.MOST_BYTES + 1)
    except FileNotFoundError:
        return None


def _theirs(attendee: str, email: str | None) -> bool:
    """Whether it is who was invited that answers, by the address that invitations are sent to."""
    return email is not None and attendee.strip().lower() == f"mailto:{email}".lower()
