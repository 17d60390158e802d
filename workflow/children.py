"""The processes that `gridward up` keeps, and the one that a worker does: started in order, started again with back-off
when they die, stopped in the opposite order. On Linux they are ended with whoever keeps them, however that dies."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()

GRACE_SECONDS = 5.0
"""How long a child may take to stop before it is ended."""

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
STEADY_SECONDS = 30.0
"""After so long a child that dies is taken for a sound one again."""

ASKED_SECONDS = 5.0
MOST_MISSES = 5
"""A child that answered once and then not so often in a row, asked with pauses of so many seconds, is taken for hung.
One miss, or a few, may be a busy machine or one that slept."""

GRIDWARD = (sys.executable, "-m", "gridward")

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


async def at_once() -> None:
    """Nothing to wait for."""


@dataclass
class Child:
    """One process: `gridward NAME …` with an environment of its own. Each time it is started only when `after` has
    ended; `heard` is told each line that it says on its standard output. Where it can be asked, `answers` asks whether
    it lives: one that is hung is ended, as if it had died."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    grace: float = GRACE_SECONDS
    nice: int = 0
    after: Callable[[], Awaitable[None]] = at_once
    heard: Callable[[str], None] | None = None
    answers: Callable[[], Awaitable[bool]] | None = None
    pause: float = ASKED_SECONDS
    program: Sequence[str] = GRIDWARD
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    starts: int = 0

    @property
    def name(self) -> str:
        return self.arguments[0]

    async def keep(self) -> None:
        """Runs it until `stop`, and ends it then; when it dies by itself it is started again, later each time."""
        loop, wait = asyncio.get_running_loop(), FIRST_WAIT
        while True:
            await self._or_stop(self.after())
            if self.stop.is_set():
                return
            began = loop.time()
            process = await self._start()
            code = await self._until_over(process)
            if self.stop.is_set():
                return
            wait = FIRST_WAIT if loop.time() - began > STEADY_SECONDS else min(wait * 2, LONGEST_WAIT)
            log.error("child_died", child=self.name, code=code, starts=self.starts, again_in=wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), wait)

    async def _start(self) -> asyncio.subprocess.Process:
        """In a process group of its own, so that a terminal's Ctrl-C reaches only us and the order is kept."""
        self.starts += 1
        process = await asyncio.create_subprocess_exec(
            *self.program,
            *self.arguments,
            env={**os.environ, **self.environment},
            start_new_session=True,
            stdout=asyncio.subprocess.PIPE if self.heard else None,
            preexec_fn=self._before,
        )
        log.info("child_started", child=self.name, pid=process.pid)
        return process

    def _before(self) -> None:
        """In the new process, before it is the program's: told to stop when its parent dies, and as urgent as it is."""
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        os.nice(self.nice)

    async def _until_over(self, process: asyncio.subprocess.Process) -> int:
        """Its exit code, whether it died or was ended because we stop or because it is hung."""
        listening = asyncio.create_task(self._listen(process.stdout))
        over = asyncio.create_task(process.wait())
        hung = asyncio.create_task(self._hung())
        await self._or_stop(asyncio.wait({over, hung}, return_when=asyncio.FIRST_COMPLETED))
        hung.cancel()
        if not over.done():
            process.terminate()
            await asyncio.wait({over}, timeout=self.grace)
        if not over.done():
            log.warning("child_ended", child=self.name)
            process.kill()
        code = await over
        listening.cancel()
        return code

    async def _hung(self) -> None:
        """Until it is hung."""
        answered, missed = False, 0
        while missed < MOST_MISSES:
            await asyncio.sleep(self.pause)
            if self.answers is None or await self.answers():
                answered, missed = True, 0
            elif answered:
                missed += 1
        log.error("child_hung", child=self.name)

    async def _listen(self, said: asyncio.StreamReader | None) -> None:
        while said is not None and self.heard is not None and (line := await said.readline()):
            self.heard(line.decode(errors="replace").strip())

    async def _or_stop(self, act: Awaitable[object]) -> None:
        """Until it has ended, or we stop."""
        acting, stop = asyncio.ensure_future(act), asyncio.create_task(self.stop.wait())
        await asyncio.wait({acting, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if acting.done():
            await acting
        else:
            acting.cancel()


async def keep_all(groups: Sequence[Sequence[Child]], stop: asyncio.Event) -> None:
    """Keeps the children until `stop`; then ends them, the last group first, those of a group together."""
    keeping = {id(child): asyncio.create_task(child.keep()) for group in groups for child in group}
    await stop.wait()
    for group in reversed(groups):
        for child in group:
            child.stop.set()
        await asyncio.gather(*(keeping[id(child)] for child in group))


def stopping(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
