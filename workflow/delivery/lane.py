"""One channel's letters: claimed in sets by a lease, sent outside of any transaction, finished one by one at once.

Between the channel's taking a letter and the commit that says so lies the only window in which a death leaves a letter
in doubt; it is sent again then, under the same id.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog

from models.notice import Channel, Notice
from workflow import store
from workflow.delivery import deciding, wording
from workflow.delivery.attachments import OF_A_MEETING, attachments
from workflow.delivery.deciding import Wishes
from workflow.delivery.letters import Became, Courier, Letter, Outcome, Send, fits
from workflow.delivery.wording import Sender
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.in_force import Now
from workflow.inviting import Mailed
from workflow.sentences import Names
from workflow.store.errors import again
from workflow.store.sending import Claimed

log = structlog.get_logger()

SET: Final = 8
"""Letters that are claimed, and carried by one connection, at a time."""

LEASE_SECONDS: Final = 10.0
LETTER_SECONDS: Final = 60.0
"""The longest that one letter may take."""

FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)
FINISHES: Final = 5
"""How often it is tried to write down what became of a letter while the database is away."""


NO_ADDRESS: Final = Outcome(Became.REFUSED, "no-address")


@dataclass
class Gate:
    """Shut for a while when a channel does not answer, longer each time, so that one letter finds that out and not
    all."""

    fails: int = 0
    until: datetime | None = None

    def closed(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def shut(self, now: datetime, chance: float) -> None:
        self.fails += 1
        self.until = now + deciding.backoff(self.fails, FIRST_PAUSE, LONGEST_PAUSE, chance)

    def open(self) -> None:
        self.fails, self.until = 0, None


async def tried(send: Send, letter: Letter, channel: Channel) -> Outcome:
    """What became of one letter. A fault of ours stops no other, and is tried again."""
    try:
        async with asyncio.timeout(LETTER_SECONDS):
            return await send(letter)
    except TimeoutError:
        return Outcome(Became.DELAYED, "timeout")
    except Exception:
        log.exception("letter_failed", letter=str(letter.id), channel=channel)
        return Outcome(Became.DELAYED, "fault")


@dataclass(frozen=True)
class Ours:
    """A letter that we hold, or why it cannot be written."""

    claimed: Claimed
    token: UUID
    letter: Letter | None
    why: Outcome = NO_ADDRESS


@dataclass
class Lane:
    engine: Engine
    channel: Channel
    courier: Courier
    sender: Sender
    lease: float = LEASE_SECONDS
    chance: Callable[[], float] = random.random
    gate: Gate = field(default_factory=Gate)
    held: dict[UUID, UUID] = field(default_factory=dict)
    """The leases that must be renewed: letters by id, with their tokens."""
    stopping: bool = False

    async def step(self) -> int:
        """Claims a set and sends it; how many letters it had. None while the channel is known to be down."""
        if self.stopping or self.gate.closed(self.engine.in_force.clock()):
            return 0
        taken, pointless = await again(self._claim)
        self.held |= {each.claimed.notice.id: each.token for each in taken}
        try:
            async with self.courier.round() as send:
                await self._carry(send, taken)
        finally:
            for each in taken:
                self.held.pop(each.claimed.notice.id, None)
        return len(taken) + pointless

    async def _carry(self, send: Send, taken: Sequence[Ours]) -> None:
        for at, each in enumerate(taken):
            down = self.stopping or self.gate.closed(self.engine.in_force.clock())
            outcome = Outcome(Became.DOWN) if down else await self._sent(send, each)
            await self._finish(each, outcome)
            if outcome.became == Became.DOWN and not down:
                self._down(outcome)
            elif outcome.became == Became.SENT and self.gate.fails:
                self.gate.open()
                log.info("channel_up", channel=self.channel, after=at)

    def _down(self, outcome: Outcome) -> None:
        if not self.gate.fails:
            log.error("channel_down", channel=self.channel, error=outcome.error)
        self.gate.shut(self.engine.in_force.clock(), self.chance())

    async def _claim(self) -> tuple[list[Ours], int]:
        """The next letters as they are to be sent, and how many turned out to be pointless."""
        token = uuid4()
        async with store.transaction(self.engine.database) as connection:
            now = await self.engine.in_force.at(connection, share=False)
            claimed = await store.sending.claim(connection, self.channel, now.at, token, self.lease, SET, self.held)
            live = [each for each in claimed if not each.pointless]
            wishes = await store.preferences.wishes_of(connection, [each.notice.recipient_id for each in live])
            ours = [await self._ours(connection, each, token, wishes[each.notice.recipient_id], now) for each in live]
        return ours, len(claimed) - len(live)

    async def _ours(self, connection: store.Connection, each: Claimed, token: UUID, wishes: Wishes, now: Now) -> Ours:
        try:
            async with store.savepoint(connection):
                return Ours(each, token, await self._letter(connection, each, wishes, now))
        except Exception:
            log.exception("letter_not_written", notice=str(each.notice.id), kind=each.notice.kind)
            return Ours(each, token, None, Outcome(Became.DELAYED, "fault"))

    async def _letter(self, connection: store.Connection, claimed: Claimed, wishes: Wishes, now: Now) -> Letter | None:
        """None where the person has no such address any more, or one that is none."""
        notice, to = claimed.notice, wishes.addresses.get(self.channel)
        if to is None or not fits(self.channel, to):
            return None
        names = Names(wishes.language, now.directory, now.rules)
        message = wording.message(notice, names, claimed.matter, self.sender)
        if self.channel != Channel.EMAIL:
            return Letter(notice.id, to, message, notice.created_at)
        reply_to = self._reply_to(notice)
        files = await attachments(connection, notice, names, now, self.sender.url, Mailed(to, reply_to))
        return Letter(notice.id, to, message, notice.created_at, files, reply_to)

    def _reply_to(self, notice: Notice) -> str | None:
        """Where the answer to an invitation is asked for, an address of this person's own."""
        replies = self.sender.replies
        if replies is None or notice.meeting_id is None or notice.kind not in OF_A_MEETING:
            return None
        return replies.of(notice.meeting_id, notice.recipient_id)

    async def _sent(self, send: Send, each: Ours) -> Outcome:
        return each.why if each.letter is None else await tried(send, each.letter, self.channel)

    async def _finish(self, each: Ours, outcome: Outcome) -> None:
        """Writes down at once what became of it, and keeps trying while the database is away for a moment."""
        for left in range(FINISHES, 0, -1):
            try:
                await again(self._write, each, outcome)
                return
            except GridwardError:
                if left == 1:
                    raise
                await asyncio.sleep(1)

    async def _write(self, each: Ours, outcome: Outcome) -> None:
        notice, token, error = each.claimed.notice, each.token, outcome.error
        async with store.transaction(self.engine.database) as connection:
            now = (await self.engine.in_force.at(connection, share=False)).at
            match outcome.became:
                case Became.SENT:
                    still = await store.sending.sent(connection, notice.id, token, now)
                case Became.REFUSED:
                    still = await store.sending.dead(connection, notice.id, token, error)
                case Became.DELAYED:
                    still = await self._delay(connection, each, error, now)
                case Became.DOWN:
                    still = await store.sending.released(connection, notice.id, token, error)
        self._say(each, outcome, still)

    async def _delay(self, connection: store.Connection, each: Ours, error: str | None, now: datetime) -> bool:
        pause = deciding.pause(each.claimed.attempts + 1, self.chance())
        if pause is None:
            return await store.sending.dead(connection, each.claimed.notice.id, each.token, error)
        return await store.sending.delayed(connection, each.claimed.notice.id, each.token, error, now + pause)

    def _say(self, each: Ours, outcome: Outcome, still: bool) -> None:
        told = {"notice": str(each.claimed.notice.id), "channel": self.channel, "error": outcome.error}
        if not still:
            log.warning("lease_lost", became=outcome.became, **told)
        elif outcome.became == Became.REFUSED:
            log.warning("notice_refused", kind=each.claimed.notice.kind, **told)
        elif outcome.became == Became.DELAYED:
            log.info("notice_delayed", kind=each.claimed.notice.kind, **told)
