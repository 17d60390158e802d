"""The worker process: takes up what is owed. Where Prefect answers, a child of it hands jobs over; what Prefect does
not begin, and everything where it does not answer, is run here. Nothing waits for Prefect."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog

from models.record import Job
from workflow import jobs, prefect_home, store
from workflow.children import Child
from workflow.engine import Engine
from workflow.settings import Settings
from workflow.works import WORKS
from workflow.works.work import Work

log = structlog.get_logger()

TURN_SECONDS: Final = 2.0
AT_ONCE: Final = 2
"""How many jobs are run in this process at once."""

READY: Final = "ready"
"""What the child says after each turn in which Prefect took what it was handed."""

SILENT_SECONDS: Final = 15.0
"""After so long without a word the child is not counted on."""

NICE: Final = 10
"""Of the child: requests and clocks come first."""

STOP_SECONDS: Final = 3.0
"""The child may hang: then it is ended. A run that it leaves behind ends by itself, and its job is owed again."""


class Prefect:
    """The child that speaks to Prefect, and whether it can be counted on just now."""

    def __init__(self, child: Child, url: str) -> None:
        self.child, self.url, self._heard = child, url, float("-inf")
        child.after, child.heard = self._answering, self._hear

    @property
    def ready(self) -> bool:
        return asyncio.get_running_loop().time() - self._heard < SILENT_SECONDS

    async def _answering(self) -> None:
        """Prefect's code is not even loaded before its server answers."""
        while not await prefect_home.answers(self.url):  # noqa: ASYNC110 - another process does
            await asyncio.sleep(TURN_SECONDS)

    def _hear(self, line: str) -> None:
        self._heard = asyncio.get_running_loop().time() if line == READY else float("-inf")


def prefect(settings: Settings, database_url: str, command: Sequence[str]) -> Prefect | None:
    """The child that runs this command, where the settings name a Prefect server."""
    if not settings.prefect_url:
        return None
    environment = prefect_home.environment(settings, settings.prefect_url)
    environment |= {"GRIDWARD_DATABASE_URL": database_url, "GRIDWARD_DATA": str(settings.data)}
    return Prefect(Child(command, environment, grace=STOP_SECONDS, nice=NICE), settings.prefect_url)


async def run(
    engine: Engine, stop: asyncio.Event, prefect: Prefect | None = None, works: Mapping[str, Work] = WORKS
) -> None:
    """Works until it is told to stop; what is under way then is put back at once, for another worker."""
    async with store.due.alive(engine.database, "worker"):
        await _work(engine, stop, prefect, works)


async def _work(engine: Engine, stop: asyncio.Event, prefect: Prefect | None, works: Mapping[str, Work]) -> None:
    keeping = asyncio.create_task(prefect.child.keep()) if prefect else None
    log.info("worker_started", prefect=prefect.url if prefect else None)
    running: set[asyncio.Task[bool]] = set()
    while not stop.is_set():
        job = await _taken(engine, prefect, works) if len(running) < AT_ONCE else None
        if job is not None:
            running.add(asyncio.create_task(jobs.run(engine, job, works)))
        else:
            await _pause(stop, running)
        running = {task for task in running if not _over(task)}
    if prefect:
        prefect.child.stop.set()  # before all else: Prefect's server may be stopping too, and the child die of it
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    if keeping:
        await keeping
    log.info("worker_stopped")


async def _taken(engine: Engine, prefect: Prefect | None, works: Mapping[str, Work]) -> Job | None:
    """The next job to run here. What Prefect can be counted on for is left to it, but what it did not begin."""
    try:
        return await jobs.take(engine, works, jobs.LEASE_SECONDS, True if prefect and prefect.ready else None)
    except Exception:
        log.exception("duty_failed", duty="take")
        return None


async def _pause(stop: asyncio.Event, running: set[asyncio.Task[bool]]) -> None:
    """Until the next turn, or something has ended."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, *running}, timeout=TURN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    with suppress(asyncio.CancelledError):
        await stopping


def _over(task: asyncio.Task[bool]) -> bool:
    """Whether it has ended. What broke it, the database being away, say, is logged; its lease runs out."""
    if task.done() and not task.cancelled() and (fault := task.exception()) is not None:
        log.error("duty_failed", duty="job", exc_info=fault)
    return task.done()
