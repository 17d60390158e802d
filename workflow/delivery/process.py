"""The delivery process: fans out what is new, sends what is due, renews the leases of what it holds, until it is told
to stop. Any number of them may run. It is woken by the outbox's bell where it can be, and by time anyway."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from typing import Final

import structlog

from models.notice import Channel
from workflow import store
from workflow.delivery.fanning import Fanning
from workflow.delivery.lane import LEASE_SECONDS, Lane
from workflow.delivery.letters import Courier
from workflow.delivery.mail_in import MailIn
from workflow.delivery.outside import GuestLane
from workflow.delivery.wording import Sender
from workflow.engine import Engine
from workflow.errors import GridwardError

log = structlog.get_logger()

WIDTH: Final = 4
"""Sets of one channel that are carried at a time."""

POLL_SECONDS: Final = 1.0
IDLE_SECONDS: Final = 30.0
MAIL_SECONDS: Final = 5.0
"""How often it is looked whether answers have come by mail."""
GUESTS_SECONDS: Final = 10.0
"""How often it is looked whether a guest from outside is owed a letter: no bell rings for those."""
GRACE_SECONDS: Final = 4.5
"""How long the letters that are under way may take once it is told to stop."""


Act = Callable[[], Awaitable[int]]


class Delivery:
    """`couriers`: the channels that are set up."""

    def __init__(
        self,
        engine: Engine,
        couriers: Mapping[Channel, Courier],
        sender: Sender,
        lease: float = LEASE_SECONDS,
        width: int = WIDTH,
        mail_in: MailIn | None = None,
    ) -> None:
        self.mail_in = mail_in
        self.engine, self.width, self.lease = engine, width, lease
        self.fanning = Fanning(engine, couriers.keys())
        self.lanes = [Lane(engine, channel, courier, sender, lease) for channel, courier in couriers.items()]
        mail = couriers.get(Channel.EMAIL)
        self.guests = [] if mail is None else [GuestLane(engine, mail, sender)]
        self._fan, self._beat = asyncio.Event(), asyncio.Event()
        self._bells = {lane.channel: asyncio.Event() for lane in self.lanes}

    async def once(self) -> None:
        """Everything that is due now: fanned out, and tried once by every channel, all of them at the same time."""
        await self.fanning.everything()
        await asyncio.gather(
            *(_drain(lane) for lane in self.lanes for _ in range(self.width)), *(_drain(lane) for lane in self.guests)
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is under way is finished first, within the grace."""
        with suppress(GridwardError):  # a city that is not there yet may come
            await self.engine.warm()
        async with (
            store.due.alive(self.engine.database, "deliver"),
            store.sending.listening(self.engine.database, self._fan.set),
        ):
            working = [asyncio.create_task(loop) for loop in self._loops(stop)]
            log.info("delivery_started", channels=[str(lane.channel) for lane in self.lanes])
            await stop.wait()
            for lane in self.lanes:
                lane.stopping = True
            for bell in (self._fan, self._beat, *self._bells.values()):
                bell.set()
            _, left = await asyncio.wait(working, timeout=GRACE_SECONDS)
            for task in left:
                task.cancel()  # their leases run out, and what they carried is sent again under the same id
            await asyncio.gather(*working, return_exceptions=True)
            log.info("delivery_stopped", left=len(left))

    def _loops(self, stop: asyncio.Event) -> Iterator[Coroutine[None, None, None]]:
        yield _keep("fanning", self._fanned, self._fan, POLL_SECONDS, stop)
        if self.mail_in is not None:
            yield _keep("mail", self.mail_in.step, asyncio.Event(), MAIL_SECONDS, stop)
        yield _keep("leases", self._renewed, self._beat, self.lease / 3, stop)
        for lane in self.lanes:
            for number in range(self.width):
                patience = IDLE_SECONDS if number else POLL_SECONDS
                yield _keep(lane.channel, self._carrying(lane), self._bells[lane.channel], patience, stop)

        for guests in self.guests:
            yield _keep("guests", guests.step, asyncio.Event(), GUESTS_SECONDS, stop)

    async def _fanned(self) -> int:
        done = await self.fanning.everything()
        if done:
            for bell in self._bells.values():
                bell.set()
        return done

    def _carrying(self, lane: Lane) -> Act:
        async def carried() -> int:
            done = await lane.step()
            if done:
                self._bells[lane.channel].set()  # there may be more for those that rest
            return done

        return carried

    async def _renewed(self) -> int:
        held = {notice: token for lane in self.lanes for notice, token in lane.held.items()}
        if held:
            async with store.transaction(self.engine.database) as connection:
                await store.sending.renew(connection, held, self.lease)
        return 0


async def _keep(part: str, act: Act, bell: asyncio.Event, patience: float, stop: asyncio.Event) -> None:
    """Acts as long as there is something to do, and rests until the bell rings or its patience ends. A failure is
    logged; rows say what is owed."""
    while not stop.is_set():
        bell.clear()
        try:
            if await act():
                continue
        except Exception:
            log.exception("delivery_failed", part=part)
            await asyncio.sleep(POLL_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), patience)


async def _drain(lane: Lane | GuestLane) -> None:
    while await lane.step():
        pass
