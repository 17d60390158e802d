"""Jobs: what the calendar owes, and doing it once in effect whoever begins it and however often.

A job is a row (kind, period, scope). The row says that it is owed and whether it is done; whoever executes it, a worker
of ours or Prefect, holds it by a lease that is renewed while the work goes on and compared at every write. The results
of its parts are stored as each is done, so that a job that is taken up again does only what is missing. What is owed is
told by the city's time; leases and waits are real.
"""

import asyncio
import random
import secrets
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID

import structlog

from models.record import Job, JobState
from workflow import store
from workflow.engine import Engine
from workflow.errors import BadInput, Conflict, GridwardError, NotFound
from workflow.identity import Chance
from workflow.settings import HOME
from workflow.store.jobs import Lost
from workflow.works import WORKS
from workflow.works.work import Outcome, Result, Work

log = structlog.get_logger()

Works: TypeAlias = Mapping[str, Work]
Act: TypeAlias = Callable[[str], Awaitable[None]]
"""What does one part, by its name."""

LEASE_SECONDS: Final = 60.0
RENEWED: Final = 6
"""How often a lease is renewed before it would run out."""

TRIES: Final = 5
WAITS: Final = (30.0, 120.0, 600.0, 1800.0)
"""Seconds from a try that failed to the next, and up to a quarter more."""

AT_ONCE: Final = 4
"""How many parts of a job are done at once."""

ABANDONED: Final = "each of its tries was broken off: its lease ran out"


class PartsFailed(GridwardError):
    """Some parts of a job failed; the others are done and stored."""

    code = "parts-failed"


class Held(Conflict):
    """A job that is running or done cannot be run again."""

    code = "job-held"


async def owe(engine: Engine, works: Works = WORKS) -> int:
    """Stores as jobs what is owed by the city's time and not stored yet, also what fell due while nobody looked; how
    many. A kind that cannot say what it owes keeps no other from it."""
    now, owed = await engine.now(), 0
    async with store.snapshot(engine.database) as connection:
        city = await store.seeding.city_row(connection)
        looked = await store.jobs.looked(connection)
    if city is None:
        return 0
    for work in works.values():
        try:
            found = list(work.owed(now, looked.get(work.kind, city.seeded_at)))
        except Exception:
            log.exception("job_not_owed", kind=work.kind)
            continue
        rows = [_job(work.kind, period, scope, now.at) for period, scope in found]
        async with store.transaction(engine.database) as connection:
            owed += await store.jobs.put(connection, rows)
    return owed


def _job(kind: str, period: str, scope: str, now: datetime, by_hand: bool = False) -> Job:
    # A job's id is chance, also where the engine's ids are seeded: deciding never sees it.
    return Job(id=Chance().id(now), kind=kind, period=period, scope=scope, created_at=now, by_hand=by_hand)


async def run_owed(engine: Engine, works: Works = WORKS) -> int:
    """Runs in this process all that is owed and need not wait; how many jobs."""
    ran = 0
    while await run_next(engine, works):
        ran += 1
    return ran


async def catch_up(engine: Engine, works: Works = WORKS) -> None:
    """Stores what is owed by now and runs it in this process: what a wound-on clock does at each day's opening."""
    await owe(engine, works)
    await run_owed(engine, works)


async def run_next(engine: Engine, works: Works = WORKS, unbegun: bool | None = None) -> bool:
    """Runs the job that has waited longest in this process; whether there was one. `unbegun`: as `take` has it."""
    job = await take(engine, works, LEASE_SECONDS, unbegun)
    if job is not None:
        await run(engine, job, works)
    return job is not None


async def take(engine: Engine, works: Collection[str], seconds: float, unbegun: bool | None = None) -> Job | None:
    """The job that has waited longest, leased for so many seconds; one of the kinds that are known here. Those whose
    lease ran out in the last of their tries become failed before."""
    async with store.transaction(engine.database) as connection:
        now = await engine.in_force.instant(connection)
        lost = await store.jobs.fail_lost(connection, TRIES, ABANDONED, now)
        job = await store.jobs.take(connection, token(), seconds, list(works), unbegun)
    for each in lost:
        log.error("job_failed", **_named(each), tries=each.attempts, error=ABANDONED)
    return job


def token() -> UUID:
    return UUID(bytes=secrets.token_bytes(16))


async def run(
    engine: Engine,
    taken: Job,
    works: Works = WORKS,
    wrapped: Callable[[Act], Act] = lambda act: act,
    seconds: float = LEASE_SECONDS,
    flow_run_id: UUID | None = None,
) -> bool:
    """Does a job that was taken: what is missing of it. Whether it is done now; what failed is logged and stored.

    `wrapped` is given what does a part and may stand around it. Where the token that it was taken under is no longer
    the job's, nothing happens. `flow_run_id`: Prefect's run that this is.
    """
    async with store.transaction(engine.database) as connection:
        now = await engine.in_force.instant(connection)
        job = await store.jobs.begin(connection, taken, token(), seconds, now, flow_run_id)
    if job is None:
        log.warning("job_not_ours", **_named(taken))
        return False
    try:
        await _while_held(engine, job, seconds, _through(engine, job, works[job.kind], wrapped))
    except Lost:
        log.warning("job_lost", **_named(job))
    except asyncio.CancelledError:
        await asyncio.shield(put_back(engine, job, 0.0, None, counted=job.flow_run_id is not None))
        raise
    except Exception as cause:
        log.exception("job_broke_off", **_named(job), tries=job.attempts)
        await _failed(engine, job, told(cause))
    else:
        log.info("job_done", **_named(job), tries=job.attempts)
        return True
    return False


async def _through(engine: Engine, job: Job, work: Work, wrapped: Callable[[Act], Act]) -> None:
    parts = job.parts or dict.fromkeys(await _split(engine, job, work))
    missing = [name for name, result in parts.items() if result is None]
    await _all(missing, wrapped(partial(_part, engine, job, work)))
    await _whole(engine, job, work)


async def _split(engine: Engine, job: Job, work: Work) -> Sequence[str]:
    names = await work.parts(engine, job)
    async with store.transaction(engine.database) as connection:
        await store.jobs.split(connection, job, names)
    return names


async def _all(names: Sequence[str], act: Act) -> None:
    """Every part, a few at once. One that fails keeps no other from being done; PartsFailed then."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> None:
        async with gate:
            await act(name)

    ended = await asyncio.gather(*(one(name) for name in names), return_exceptions=True)
    failed = [(name, cause) for name, cause in zip(names, ended, strict=True) if cause is not None]
    for _, cause in failed:
        if isinstance(cause, Lost | asyncio.CancelledError):
            raise cause
    if failed:
        raise PartsFailed(failed=len(failed), parts=len(names), first=failed[0][0]) from failed[0][1]


async def _part(engine: Engine, job: Job, work: Work, name: str) -> None:
    outcome = _outcome(await work.part(engine, job, name))
    async with store.transaction(engine.database) as connection:
        if outcome.effect is not None:
            await outcome.effect(connection)
        await store.jobs.part_done(connection, job, name, outcome.result)


async def _whole(engine: Engine, job: Job, work: Work) -> None:
    async with store.snapshot(engine.database) as connection:
        stored = await store.jobs.job(connection, job.id)
    outcome = _outcome(await work.whole(engine, job, stored.parts if stored else {}))
    async with store.transaction(engine.database) as connection:
        if outcome.effect is not None:
            await outcome.effect(connection)
        await store.jobs.finish(connection, job, outcome.result, await engine.in_force.instant(connection))


def _outcome(result: Result) -> Outcome:
    return result if isinstance(result, Outcome) else Outcome(result)


async def _while_held(engine: Engine, job: Job, seconds: float, act: Awaitable[None]) -> None:
    """Does it as long as the lease holds, and is Lost when it does not."""
    working, keeping = asyncio.ensure_future(act), asyncio.create_task(_keep(engine, job, seconds))
    try:
        await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
        await (working if working.done() else keeping)
    finally:
        for task in (working, keeping):
            task.cancel()
        await asyncio.wait({working, keeping})


async def _keep(engine: Engine, job: Job, seconds: float) -> None:
    """Renews the lease until it is lost. While the database is away the lease is not believed for longer than it
    lasts."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        await asyncio.sleep(seconds / RENEWED)
        try:
            async with store.transaction(engine.database) as connection:
                held = await store.jobs.renew(connection, job, seconds)
        except store.Unreachable:
            held = loop.time() < until
        else:
            until = loop.time() + seconds
        if not held:
            raise Lost(job=str(job.id))


async def _failed(engine: Engine, job: Job, error: str) -> None:
    """Stores that a try failed: it is owed again after a while, or has failed for good."""
    if job.attempts < TRIES:
        wait = WAITS[min(job.attempts, len(WAITS)) - 1] * random.uniform(1.0, 1.25)
        await put_back(engine, job, wait, error)
        return
    async with store.transaction(engine.database) as connection:
        await store.jobs.fail(connection, job, error, await engine.in_force.instant(connection))
    log.error("job_failed", **_named(job), tries=job.attempts, error=error)


async def put_back(engine: Engine, job: Job, wait: float, error: str | None, counted: bool = True) -> None:
    """Gives a job that is held back, to be taken after so many seconds. Does nothing where it is somebody else's."""
    async with store.transaction(engine.database) as connection:
        await store.jobs.put_back(connection, job, wait, error, counted)


def told(cause: BaseException) -> str:
    """A fault by its kind and its place in our code. Never its message, which may hold what people wrote."""
    if isinstance(cause, PartsFailed) and cause.__cause__ is not None:
        facts = cause.facts
        return f"{facts['failed']} of {facts['parts']} parts, {facts['first']}: {told(cause.__cause__)}"
    kind = cause.code if isinstance(cause, GridwardError) else type(cause).__name__
    for frame, line in reversed(list(traceback.walk_tb(cause.__traceback__))):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(HOME) and file.name != Path(__file__).name:
            return f"{kind} at {file.relative_to(HOME)}:{line}"
    return kind


def _named(job: Job) -> dict[str, str]:
    return {"job": str(job.id), "kind": job.kind, "period": job.period, "scope": job.scope}


async def run_by_hand(engine: Engine, kind: str, period: str, scope: str, works: Works = WORKS) -> Job:
    """Runs a job in this process now, whether the calendar owes it yet or not, and whether it has failed or waits; the
    job as it stands then. An empty scope is derived. BadInput for what its kind could never owe (`Work.check`), and
    nothing is stored; Held where it is done, or somebody is at it."""
    if kind not in works:
        raise BadInput("kind", "unknown-job", kind=kind)
    now = await engine.now()
    scope = works[kind].check(now, period, scope)
    async with store.transaction(engine.database) as connection:
        await store.jobs.put(connection, [_job(kind, period, scope, now.at, by_hand=True)])
        job = await store.jobs.find(connection, kind, period, scope)
        assert job is not None
        await store.jobs.again(connection, job.id)
        taken = await store.jobs.take_one(connection, job.id, token(), LEASE_SECONDS)
    if taken is None:
        raise Held(state=job.state)
    await run(engine, taken, works)
    return await seen(engine, job.id)


async def again(engine: Engine, identity: UUID) -> Job:
    """Has a job that failed, or waits for its next try, taken up at once. Held where it is done, or somebody is at it;
    NotFound where there is none."""
    job = await seen(engine, identity)
    async with store.transaction(engine.database) as connection:
        if not await store.jobs.again(connection, identity):
            raise Held(state=job.state)
    return await seen(engine, identity)


async def seen(engine: Engine, identity: UUID) -> Job:
    async with store.snapshot(engine.database) as connection:
        job = await store.jobs.job(connection, identity)
    if job is None:
        raise NotFound()
    return job


async def listing(
    engine: Engine, state: JobState | None, cursor: str | None, limit: int, kind: str | None = None
) -> tuple[list[Job], str | None]:
    """A page of jobs, the newest first, and the cursor of the next."""
    async with store.snapshot(engine.database) as connection:
        return await store.jobs.listing(connection, state, cursor, limit, kind)


LATE: Final = timedelta(minutes=15)
"""For so long something that is owed may wait for a worker."""


def late(job: Job, now: datetime) -> bool:
    """Whether it is owed for so long that nobody seems to take it up. What waits for its next try is not."""
    return job.state == JobState.OWED and job.not_before is None and now - job.created_at > LATE


@dataclass(frozen=True)
class OfKind:
    """How it stands with a kind of job: how many are owed, running and failed, since when the oldest of them, and the
    last that is done."""

    kind: str
    counts: Mapping[str, int]
    since: datetime | None
    last: Job | None


async def kinds(engine: Engine, works: Works = WORKS) -> list[OfKind]:
    """Each kind that there is."""
    async with store.snapshot(engine.database) as connection:
        open_ = await store.jobs.unfinished(connection)
        last = await store.jobs.last_done(connection, list(works))
    found = []
    for kind in works:
        own = [each for each in open_ if each.kind == kind]
        since = min((each.since for each in own), default=None)
        found.append(OfKind(kind, {each.state: each.count for each in own}, since, last.get(kind)))
    return found
