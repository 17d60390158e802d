"""Live events of one process: read once, handed to every open stream whom they concern.

One reader follows the rows (rung up by the bell, and every second without it) and offers each event to all streams. A
stream that cannot keep up, or that comes back with a place from before, reads on by itself from its own place until it
has come as far as the reader. So nobody waits for a slow one, and nobody loses an event or gets one twice.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import structlog

from models.ledger import ActorKind
from workflow import rights, store, wall
from workflow.commands import Actor
from workflow.directory import Directory
from workflow.ending import end
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.events import Cursor, Event, Placed
from workflow.in_force import Now
from workflow.rights import Scope
from workflow.store.events import Batch

log = structlog.get_logger()

LOOK_SECONDS: Final = 1.0
"""How often rows are looked for without the bell."""

UNSETTLED_SECONDS: Final = 0.05
"""How soon again while there are rows behind a transaction that still runs: its end may ring no bell."""

BREATH_SECONDS: Final = 0.01
"""Between two readings, so that many small changes are read together."""

RIGHTS_SECONDS: Final = 1.0
"""How long a person's rights are taken as known while the directory is the same: posts begin and end by themselves."""

AT_ONCE: Final = 500
"""Events that are read at a time."""

CATCHING_UP: Final = 2
"""Streams that read by themselves at a time."""


@dataclass(frozen=True)
class Bounds:
    """`quiet`: seconds without an event after which a stream says that it lives, and how far it is. `waiting`: events
    that wait for one stream; of more it reads on by itself. `farthest`: events that are caught up; who is farther
    behind loads anew, which costs everybody less. `streams`: open ones of one person in one process. `check`: seconds
    after which it is looked again whether the sign-ins of open streams still hold."""

    quiet: float = 15.0
    waiting: int = 256
    farthest: int = 10_000
    streams: int = 12
    check: float = 5.0


@dataclass(frozen=True)
class Message:
    """What a stream says: an event, and whether it is of a matter that its person sees (`seen`), and one for which
    they have a notice (`told`). Without an event it only tells how far the stream is; then `reset` says that there may
    be events that it cannot tell any more."""

    cursor: Cursor
    event: Event | None = None
    seen: bool = False
    told: bool = False
    reset: bool = False


class Stream:
    """What one open page is told. `reached` is the place up to which it was told everything."""

    def __init__(self, person_id: UUID, sign_in: bytes, reached: Cursor | None, waiting: int) -> None:
        self.person_id, self.sign_in, self.most = person_id, sign_in, waiting
        self.reached = reached
        self.behind = reached is not None
        self.ended = False
        self._waiting: deque[Message] = deque()
        self._woken = asyncio.Event()

    def offer(self, message: Message) -> None:
        """Puts a message at the end of what waits; if too much waits, the stream is behind."""
        if self.behind or (self.reached is not None and message.cursor <= self.reached):
            return
        if len(self._waiting) >= self.most:
            self.fall_behind()
        else:
            self._waiting.append(message)
            self.wake()

    def fall_behind(self) -> None:
        self._waiting.clear()
        self.behind = True
        self.wake()

    def end(self) -> None:
        self.ended = True
        self.wake()

    def wake(self) -> None:
        self._woken.set()

    def taken(self) -> list[Message]:
        """All that waits."""
        messages = list(self._waiting)
        self._waiting.clear()
        if messages:
            self.reached = messages[-1].cursor
        return messages

    def come_to(self, place: Cursor) -> Cursor:
        """Everything up to a place was told; how far it is now. One that has read on by itself may be farther already,
        and is not set back: it would get twice what it has."""
        self.reached = place if self.reached is None else max(self.reached, place)
        return self.reached

    async def quiet(self, seconds: float) -> bool:
        """Waits until there is something to do; True where there was nothing for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return True
        self._woken.clear()
        return False


class Live:
    """The reader and the streams of this process. The reader starts with the first stream."""

    def __init__(self, engine: Engine, bounds: Bounds = Bounds()) -> None:
        self.engine, self.bounds = engine, bounds
        self.streams: set[Stream] = set()
        self._of_person: Counter[UUID] = Counter()
        self._read_to: Cursor | None = None
        self._bell = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped = False
        self._gate = asyncio.Semaphore(CATCHING_UP)
        self._rights = _Rights()

    def full(self, person_id: UUID) -> bool:
        """Whether a person has as many streams open as they may."""
        return self._of_person[person_id] >= self.bounds.streams

    def stream(self, person_id: UUID, sign_in: bytes, reached: Cursor | None = None) -> Stream:
        """A stream that is not open yet. `sign_in` is what is kept of its token, `reached` the place to go on from."""
        return Stream(person_id, sign_in, reached, self.bounds.waiting)

    @contextmanager
    def opened(self, stream: Stream) -> Iterator[None]:
        """The stream is offered what concerns its person for as long as the block lasts."""
        self._start()
        self.streams.add(stream)
        self._of_person[stream.person_id] += 1
        if self._stopped:
            stream.end()
        try:
            yield
        finally:
            self.streams.discard(stream)
            self._of_person[stream.person_id] -= 1

    def stop(self) -> None:
        """Ends all streams, and whatever is opened from now on."""
        self._stopped = True
        self._end_streams()

    async def close(self) -> None:
        """Ends everything; what was under way is over then."""
        self.stop()
        await end(*self._tasks)

    async def messages(self, stream: Stream) -> AsyncGenerator[list[Message]]:
        """What an opened stream is to say, as it comes. First how far it is."""
        while self._read_to is None and not stream.ended:
            await stream.quiet(self.bounds.quiet)
        if stream.reached is None and not stream.ended:
            yield [self._how_far(stream)]
        while not stream.ended:
            if stream.behind:
                async with aclosing(self._catch_up(stream)) as caught_up:
                    async for caught in caught_up:
                        yield caught
            elif messages := stream.taken():
                yield messages
            elif await stream.quiet(self.bounds.quiet):
                yield [self._how_far(stream)]

    def _how_far(self, stream: Stream) -> Message:
        """That a stream for which nothing waits is as far as the reader."""
        assert self._read_to is not None
        return Message(stream.come_to(self._read_to))

    async def _catch_up(self, stream: Stream) -> AsyncGenerator[list[Message]]:
        """Reads on from a stream's own place, until it is as far as the reader."""
        while stream.behind and not stream.ended:
            try:
                async with self._gate:
                    batch, now = await self._read(stream.reached, self.bounds.farthest)
            except GridwardError:
                stream.end()  # the database is away; it will come back with its place
                return
            stream.reached = batch.reached
            stream.behind = batch.more or self._read_to is None or batch.reached < self._read_to
            if batch.lost:
                yield [Message(batch.reached, reset=True)]
                continue
            messages = list(self._concerning(stream, batch.events, now))
            if messages or not batch.more:
                yield messages or [Message(batch.reached)]

    async def check(self) -> None:
        """Ends the streams of sign-ins that hold no more."""
        asked = {stream.sign_in for stream in self.streams}
        async with store.snapshot(self.engine.database) as connection:
            still = await store.signing.still_signed_in(connection, asked, wall.now())
        for stream in [each for each in self.streams if each.sign_in in asked - still]:
            stream.end()

    def _start(self) -> None:
        if not self._tasks and not self._stopped:
            ring = store.events.listen(self.engine.database, self._bell.set)
            self._tasks = [asyncio.create_task(each) for each in (ring, self._follow(), self._check_on())]
            for task in self._tasks:
                task.add_done_callback(self._over)

    def _over(self, task: "asyncio.Task[None]") -> None:
        """None of the tasks ends by itself: if one does, all streams end, and the next one begins anew."""
        if task.cancelled() or self._stopped:
            return
        log.error("live_events_stopped", exc_info=task.exception())
        for each in self._tasks:
            each.cancel()
        self._tasks, self._read_to = [], None
        self._end_streams()

    def _end_streams(self) -> None:
        for stream in self.streams:
            stream.end()

    def _wake_streams(self) -> None:
        for stream in self.streams:
            stream.wake()

    async def _check_on(self) -> None:
        while True:
            await asyncio.sleep(self.bounds.check)
            with suppress(GridwardError):
                await self.check()

    async def _follow(self) -> None:
        """Reads whatever is new, for ever."""
        wait = LOOK_SECONDS
        while True:
            try:
                wait = min(wait * 2, LOOK_SECONDS) if await self._read_on() else LOOK_SECONDS
            except GridwardError as fault:
                log.warning("live_events_unread", cause=fault.code)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._bell.wait()
                    wait = UNSETTLED_SECONDS
            self._bell.clear()
            await asyncio.sleep(BREATH_SECONDS)

    async def _read_on(self) -> bool:
        """Reads all there is and hands it out; whether there is more that has not settled yet."""
        while True:
            batch, now = await self._read(self._read_to)
            if batch.lost:
                for stream in self.streams:
                    stream.fall_behind()
            for stream in self.streams:
                for message in self._concerning(stream, batch.events, now):
                    stream.offer(message)
            if self._read_to is None:
                self._wake_streams()
            self._read_to = batch.reached
            if not batch.more:
                return batch.unsettled

    async def _read(self, cursor: Cursor | None, farthest: int | None = None) -> tuple[Batch, Now | None]:
        """What comes after a place, and what was in force then. More than `farthest` is taken for lost."""
        async with store.snapshot(self.engine.database) as connection:
            batch = await store.events.after(connection, cursor, AT_ONCE)
            if cursor and farthest and batch.more and await store.events.far(connection, cursor, farthest):
                batch = replace(await store.events.after(connection, None, 0), lost=True)
            now = await self.engine.in_force.at(connection, share=False) if batch.events else None
        return batch, now

    def _concerning(self, stream: Stream, events: Sequence[Placed], now: Now | None) -> Iterator[Message]:
        """Of some events those that a stream's person is told, by the rights that they have now."""
        if now is None:
            return
        scope, me = self._rights.of(stream.person_id, now), str(stream.person_id)
        for cursor, event in events:
            seen, told = scope.hears(event), me in event.told
            if seen or told:
                yield Message(cursor, event, seen, told)


class _Rights:
    """What persons may see, remembered for a moment."""

    def __init__(self) -> None:
        self._directory: Directory | None = None
        self._until = 0.0
        self._scopes: dict[UUID, Scope] = {}

    def of(self, person_id: UUID, now: Now) -> Scope:
        moment = time.monotonic()
        if now.directory is not self._directory or moment > self._until:
            self._directory, self._until, self._scopes = now.directory, moment + RIGHTS_SECONDS, {}
        if person_id not in self._scopes:
            posts = now.facts().posts(person_id)
            self._scopes[person_id] = rights.scope(Actor(ActorKind.PERSON, person_id), posts, now.directory)
        return self._scopes[person_id]
