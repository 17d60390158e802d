"""The processes that `gridward up` keeps: started in order, started again with back-off when they die, stopped in
the opposite order."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()

GRACE_SECONDS = 6.0
"""How long a child may take to stop before it is ended."""

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
STEADY_SECONDS = 30.0
"""After so long a child that dies is taken for a sound one again."""


@dataclass
class Child:
    """One process: `gridward NAME …` with an environment of its own."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def name(self) -> str:
        return self.arguments[0]

    async def keep(self) -> None:
        """Runs it until `stop`, and ends it then; when it dies by itself it is started again, later each time."""
        loop, wait = asyncio.get_running_loop(), FIRST_WAIT
        while not self.stop.is_set():
            began = loop.time()
            process = await self._start()
            code = await self._until_over(process)
            if self.stop.is_set():
                return
            wait = FIRST_WAIT if loop.time() - began > STEADY_SECONDS else min(wait * 2, LONGEST_WAIT)
            log.error("child_died", child=self.name, code=code, again_in=wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), wait)

    async def _start(self) -> asyncio.subprocess.Process:
        """In a process group of its own, so that a terminal's Ctrl-C reaches only us and the order is kept."""
        command = [sys.executable, "-m", "gridward", *self.arguments]
        process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **self.environment}, start_new_session=True
        )
        log.info("child_started", child=self.name, pid=process.pid)
        return process

    async def _until_over(self, process: asyncio.subprocess.Process) -> int:
        """Its exit code, whether it died or was ended because we stop."""
        over, stop = asyncio.create_task(process.wait()), asyncio.create_task(self.stop.wait())
        await asyncio.wait({over, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not over.done():
            process.terminate()
            await asyncio.wait({over}, timeout=GRACE_SECONDS)
        if not over.done():
            log.error("child_ended", child=self.name)
            process.kill()
        return await over


async def keep_all(children: Sequence[Child], stop: asyncio.Event) -> None:
    """Keeps the children until `stop`; then ends them one after the other, the last one first."""
    keeping = {child.name: asyncio.create_task(child.keep()) for child in children}
    await stop.wait()
    for child in reversed(children):
        child.stop.set()
        await keeping[child.name]


def stopping(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
