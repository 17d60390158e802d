"""The clock process: APScheduler says when, rows say what is owed. Any number of them may run."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from workflow import enacting, issuing, jobs, liveness, store, suggestions
from workflow.ending import end
from workflow.engine import Engine
from workflow.errors import GridwardError

log = structlog.get_logger()

SWEEP_SECONDS = 2
TIDY_SECONDS = 3600
OWE_SECONDS = 60
CONVENE_SECONDS = 60
CARRY_SECONDS = 60
PATROL_SECONDS = 60
SETTLE_SECONDS = 60


async def run(engine: Engine, stop: asyncio.Event, heartbeat: str = "") -> None:
    """Runs the clock until it is told to stop; what is under way is finished first. While it lives it holds a shared
    lock in the database, by which `/readyz` and `gridward doctor` know that a clock runs. Beside the
    duties, and not woken by their scheduler, runs the liveness auditor."""
    with suppress(GridwardError):  # a city that is not there yet may come
        await engine.warm()
    async with store.due.alive(engine.database):
        scheduler = AsyncIOScheduler(timezone="UTC")
        duties = [
            _Duty("sweep", lambda: engine.sweep(stop.is_set)),
            _Duty("tidy", _tidy(engine)),
            _Duty("convene", engine.meetings.convene),
            _Duty("owe", lambda: jobs.owe(engine)),
            _Duty("carry out", lambda: enacting.carry_out(engine)),
            _Duty("patrols", engine.patrols.keep),
            _Duty("settle bulletins", lambda: issuing.settle(engine)),
        ]
        turns = (
            SWEEP_SECONDS,
            TIDY_SECONDS,
            CONVENE_SECONDS,
            OWE_SECONDS,
            CARRY_SECONDS,
            PATROL_SECONDS,
            SETTLE_SECONDS,
        )
        for duty, seconds in zip(duties, turns, strict=True):
            scheduler.add_job(
                duty.run, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
            )
        scheduler.start()
        log.info("clock_started")
        await duties[0].run()
        for duty in duties[2:]:
            await duty.run()  # what was missed while nothing ran
        auditing = asyncio.create_task(liveness.keep(engine, heartbeat))
        await stop.wait()
        await end(auditing)
        scheduler.pause()
        for duty in duties:
            await duty.finished()
        scheduler.shutdown(wait=False)
        log.info("clock_stopped")


class _Duty:
    """One background duty. A failure is logged and tried again at the next turn: rows keep what is owed."""

    def __init__(self, name: str, act: Callable[[], Awaitable[object]]) -> None:
        self.name, self._act, self._busy = name, act, asyncio.Lock()

    async def run(self) -> None:
        async with self._busy:
            try:
                await self._act()
            except Exception:
                log.exception("duty_failed", duty=self.name)

    async def finished(self) -> None:
        async with self._busy:
            return


def _tidy(engine: Engine) -> Callable[[], Awaitable[None]]:
    async def tidy() -> None:
        async with store.transaction(engine.database) as connection:
            await store.audit.forget_old(connection)
        await engine.photos.tidy()
        await suggestions.forget(engine)

    return tidy
