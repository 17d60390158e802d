"""Turning what stands in people's lists into letters, in transactions in which nothing is sent: what is new, what
nobody has acknowledged, and what has been gathered for the day."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog

from models.notice import Channel, Notice, NoticeKind, NoticeState
from workflow import store
from workflow.delivery import deciding, standing_in
from workflow.delivery.deciding import Planned, Wishes
from workflow.delivery.wording import MOST_IN_DIGEST
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.store.outbox import Child, Fanned, Unanswered

log = structlog.get_logger()

AT_ONCE = 200
PERSONS_AT_ONCE = 100

SAID_IN_DIGEST = ("number", "category", "kind", "ending")
"""Of a notice's facts, what its line in a digest needs."""


class Fanning:
    """Any number of them may work at once. `ready`: the channels that are set up."""

    def __init__(self, engine: Engine, ready: Collection[Channel]) -> None:
        self.engine, self.ready = engine, frozenset(ready)

    async def everything(self) -> int:
        """All that is due; how many notices that were."""
        done = 0
        for act in (self.fresh, self.unanswered, self.digests):
            while once := await store.errors.again(act):
                done += once
        return done

    async def fresh(self) -> int:
        """A set of new notices, each to the channels that its person is told by."""
        async with store.transaction(self.engine.database) as connection:
            taken = await store.outbox.take_fresh(connection, AT_ONCE)
            if not taken:
                return 0
            now = await self.engine.in_force.at(connection, share=False)
            wishes = await store.preferences.wishes_of(connection, [each.notice.recipient_id for each in taken])
            fanned: list[Fanned] = []
            children: list[Child] = []
            for each in taken:
                notice = each.notice
                wished, rules = wishes[notice.recipient_id], now.rules.notices
                plan = deciding.plan(notice, each.acknowledged, wished, rules, self.ready, now.at, now.calendar.tz)
                fanned.append(Fanned(notice.id, plan.calling, plan.repeat_at, plan.digest_at))
                children += self._children(notice, plan.letters, now.at)
            await store.outbox.fan(connection, fanned, children, now.at)
            return len(taken)

    def _children(self, notice: Notice, letters: Sequence[Planned], now: datetime, times: int = 1) -> Iterator[Child]:
        stem = notice.key.removesuffix(f":{Channel.APP}")
        for letter in letters:
            key = f"{stem}:{letter.channel}" if times == 1 else f"{stem}:{letter.channel}:{times}"
            yield Child(self.engine.source.id(now), key, notice.id, letter.channel, letter.at, times)

    async def unanswered(self) -> int:
        """A set of urgent notices that nobody has acknowledged in time."""
        async with store.transaction(self.engine.database) as connection:
            now = await self.engine.in_force.at(connection, share=False)
            taken = await store.outbox.take_unanswered(connection, now.at, AT_ONCE)
            wishes = await store.preferences.wishes_of(connection, [each.notice.recipient_id for each in taken])
            for each in taken:
                await self._again(connection, each, wishes, now)
            return len(taken)

    async def _again(
        self, connection: store.Connection, each: Unanswered, wishes: Mapping[UUID, Wishes], now: Now
    ) -> None:
        notice = each.notice
        moot = each.acted or not each.open or (each.taken and notice.kind == NoticeKind.ALARM)
        wished, rules = wishes[notice.recipient_id], now.rules.notices
        found = deciding.again(notice, each.repeats, moot, wished, rules, self.ready, now.at)
        if found.repeat_at is not None:
            children = list(self._children(notice, found.letters, now.at, each.repeats + 2))
            await store.outbox.queue_children(connection, children, now.at)
            await store.outbox.say_again(connection, notice.id, found.repeat_at)
            await store.events.tell(connection, [notice.recipient_id], now.at)
            return
        passed_to = await self._pass_on(connection, each, now) if found.pass_on else None
        await store.outbox.let_be(connection, notice.id, now.at if each.acted else None, passed_to)

    async def _pass_on(self, connection: store.Connection, each: Unanswered, now: Now) -> UUID | None:
        """The substitute, who is told once however many before them did not answer."""
        notice = each.notice
        found = standing_in.substitute(now.directory, notice.recipient_id, each.path, now.at, now.calendar, each.told)
        if found is None:
            log.warning("notice_not_passed_on", notice=str(notice.id), kind=notice.kind)
            return None
        cause = f"{notice.incident_id or notice.meeting_id}:{notice.entry}:{notice.about}:{notice.kind}"
        passed = notice.but(
            id=self.engine.source.id(now.at),
            key=f"passed:{cause}:{found}:{Channel.APP}",
            recipient_id=found,
            args={**notice.args, "passed": True},
            state=NoticeState.QUEUED,
            created_at=now.at,
        )
        await store.outbox.queue(connection, [(passed, now.at)])
        await store.events.tell(connection, [found], now.at)
        log.info("notice_passed_on", notice=str(notice.id), kind=notice.kind)
        return found

    async def digests(self) -> int:
        """The digests of a set of persons, one message by each channel."""
        async with store.transaction(self.engine.database) as connection:
            now = await self.engine.in_force.at(connection, share=False)
            taken = await store.outbox.take_digested(connection, now.at, PERSONS_AT_ONCE)
            wishes = await store.preferences.wishes_of(connection, taken)
            letters = [
                letter
                for person, notices in taken.items()
                for letter in self._digest(person, notices, wishes[person], now)
            ]
            if letters:
                await store.outbox.queue(connection, letters)
            return len(taken)

    def _digest(
        self, person: UUID, notices: Sequence[Notice], wishes: Wishes, now: Now
    ) -> Iterator[tuple[Notice, datetime]]:
        rules = now.rules.notices
        items = [
            {"notice": str(each.kind), **{name: each.args[name] for name in SAID_IN_DIGEST if name in each.args}}
            for each in notices[:MOST_IN_DIGEST]
        ]
        for letter in deciding.ordinary_letters(wishes, rules, self.ready, now.at, now.calendar.tz):
            digest = Notice(
                id=self.engine.source.id(now.at),
                key=f"digest:{notices[0].id}:{letter.channel}",
                about=person,
                entry=0,
                kind=NoticeKind.DIGEST,
                recipient_id=person,
                channel=letter.channel,
                args={"count": len(notices), "items": items},
                created_at=now.at,
            )
            yield digest, letter.at
