"""The processes that `gridward up` keeps: started in order, started again with back-off when they die, stopped in
the opposite order."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()

GRACE_SECONDS = 12.0
"""How long a child may take to stop before it is ended."""

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
STEADY_SECONDS = 30.0
"""A child that has run this long starts again at once."""


@dataclass
class Child:
    """One process: `gridward NAME …` with an environment of its own."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    process: asyncio.subprocess.Process | None = None
    waits: float = field(default=FIRST_WAIT)

    @property
    def name(self) -> str:
        return self.arguments[0]

    async def start(self) -> asyncio.subprocess.Process:
        """In a process group of its own, so that a terminal's Ctrl-C reaches only us and the order is kept."""
        command = [sys.executable, "-m", "gridward", *self.arguments]
        self.process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **self.environment}, start_new_session=True
        )
        log.info("child_started", child=self.name, pid=self.process.pid)
        return self.process

    async def keep(self, stop: asyncio.Event) -> None:
        """Runs it until we stop; when it dies by itself it is started again."""
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            began = loop.time()
            process = await self.start()
            code = await process.wait()
            if stop.is_set():
                return
            steady = loop.time() - began > STEADY_SECONDS
            self.waits = FIRST_WAIT if steady else min(self.waits * 2, LONGEST_WAIT)
            log.error("child_died", child=self.name, code=code, again_in=self.waits)
            await _either(stop, self.waits)

    async def end(self) -> None:
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        except TimeoutError:
            log.error("child_ended", child=self.name)
            process.kill()
            await process.wait()


async def _either(stop: asyncio.Event, seconds: float) -> None:
    """Waits so long, or until we stop."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def keep_all(children: Sequence[Child], stop: asyncio.Event) -> None:
    """Keeps the children until `stop`; then ends them, the last one first."""
    keeping = [asyncio.create_task(child.keep(stop)) for child in children]
    await stop.wait()
    for child in reversed(children):
        await child.end()
    await asyncio.gather(*keeping)


def stopping(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
