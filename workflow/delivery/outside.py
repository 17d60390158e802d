"""Letters to guests from outside: the invitation to a meeting, that it changed, that it is called off.

They are no persons of the city: what they are owed stands in their own row, not among the notices. A letter says when
and where, and for what they are asked; what the meeting is about stays inside.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

import structlog

from models.notice import Channel, NoticeKind
from models.people import Language
from workflow import inviting, store
from workflow.delivery import deciding
from workflow.delivery.attachments import Attachment
from workflow.delivery.lane import LETTER_SECONDS, NO_ADDRESS, Gate, tried
from workflow.delivery.letters import Became, Courier, Letter, Outcome, Send, fits
from workflow.delivery.wording import Message, Sender
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.inviting import Outside
from workflow.meetings.invitation import media_type
from workflow.messages import say
from workflow.sentences import Names, instant
from workflow.store.errors import again
from workflow.store.guests import Guest, Owed
from workflow.view import MeetingView

log = structlog.get_logger()

SET: Final = 8
LEASE_SECONDS: Final = SET * LETTER_SECONDS + 60
"""Longer than a set can take: nobody renews it."""


@dataclass
class GuestLane:
    """The way out for them, by e-mail."""

    engine: Engine
    courier: Courier
    sender: Sender
    chance: Callable[[], float] = random.random
    gate: Gate = field(default_factory=Gate)

    async def step(self) -> int:
        """Claims a set and sends it; how many letters it had."""
        if self.gate.closed(self.engine.in_force.clock()):
            return 0
        token = uuid4()
        taken = await again(self._claim, token)
        if taken:
            async with self.courier.round() as send:
                await self._carry(send, taken, token)
        return len(taken)

    async def _carry(self, send: Send, taken: Sequence[tuple[Owed, Letter]], token: UUID) -> None:
        for owed, letter in taken:
            outcome = await self._sent(send, letter)
            still = await again(self._finish, owed, token, outcome)
            told = {"guest": str(owed.guest.id), "kind": str(owed.kind), "error": outcome.error}
            log.info("guest_letter", became=outcome.became, still=still, **told)

    async def _sent(self, send: Send, letter: Letter) -> Outcome:
        if self.gate.closed(self.engine.in_force.clock()):
            return Outcome(Became.DOWN)
        if not fits(Channel.EMAIL, letter.to):
            return NO_ADDRESS
        outcome = await tried(send, letter, Channel.EMAIL)
        if outcome.became == Became.DOWN:
            self.gate.shut(self.engine.in_force.clock(), self.chance())
        elif outcome.became == Became.SENT:
            self.gate.open()
        return outcome

    async def _claim(self, token: UUID) -> list[tuple[Owed, Letter]]:
        async with store.transaction(self.engine.database) as connection:
            now = await self.engine.in_force.at(connection, share=False)
            taken = await store.guests.claim(connection, now.at, token, LEASE_SECONDS, SET)
            views = await store.reading.load(connection, MeetingView, {each.meeting_id for each in taken})
            guests = {each: await store.guests.of(connection, each) for each in views}
        return [(each, self._letter(each, views[each.meeting_id], guests[each.meeting_id], now)) for each in taken]

    def _letter(self, owed: Owed, view: MeetingView, guests: dict[UUID, Guest], now: Now) -> Letter:
        """Its id is the same at every try of one letter."""
        meeting, names = view.meeting, Names(Language.ZH, now.directory, now.rules)
        outside = [
            Outside(each, guests[each].organisation, self.engine.keys.open(guests[each].email))
            for each in dict.fromkeys((*map(UUID, meeting.guests), owed.guest.id))
            if each in guests
        ]
        off = owed.kind == NoticeKind.MEETING_CANCELLED
        content = inviting.file(meeting, names, now, self.sender.url, owed.guest.id, outside, off)
        files = (Attachment(f"{meeting.number}.ics", media_type(meeting, off), content),)
        identity = uuid5(owed.guest.id, str(owed.turn))
        to = self.engine.keys.open(owed.guest.email) or ""
        return Letter(identity, to, message(owed, view, names, self.sender), owed.since, files)

    async def _finish(self, owed: Owed, token: UUID, outcome: Outcome) -> bool:
        async with store.transaction(self.engine.database) as connection:
            now: datetime = (await self.engine.in_force.at(connection, share=False)).at
            if outcome.became == Became.SENT:
                return await store.guests.sent(connection, owed, token, now)
            pause = None if outcome.became == Became.REFUSED else deciding.pause(owed.attempts + 1, self.chance())
            return await store.guests.unsent(connection, owed, token, outcome.error, now + pause if pause else None)


def message(owed: Owed, view: MeetingView, names: Names, sender: Sender) -> Message:
    """In Chinese and in English: which of the two its reader reads nobody knows."""
    lines, meeting = list[str](), view.meeting
    title = inviting.title(meeting, names)
    for language in (Language.ZH, Language.EN):
        own = Names(language, names.directory, names.rules)
        said = {"title": inviting.title(meeting, own), "at": instant(language, meeting.starts_at)}
        lines.append(say(language, f"guest-{owed.kind.replace('_', '-')}", **said))
        lines.append(say(language, "guest-purpose", organisation=owed.guest.organisation, purpose=owed.guest.purpose))
        if meeting.link and owed.kind != NoticeKind.MEETING_CANCELLED:
            lines.append(say(language, "guest-link", link=meeting.link))
    head = say(Language.ZH, f"guest-{owed.kind.replace('_', '-')}-title", title=title)
    foot = say(Language.ZH, "notice-mail-foot", city=sender.city)
    where = meeting.link or sender.url
    return Message(head, tuple(lines), where, say(Language.ZH, "guest-where", link=where), foot)
