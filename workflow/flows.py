"""Prefect as the executor of jobs: the only module that imports it, and nothing on the way to serving imports this.

Each worker keeps a process that runs `hand_over`: it hands owed jobs to Prefect, a run each, works as one of Prefect's
process workers, and sets to an end what Prefect leaves running for ever when a run and its worker are killed. Our row
decides: a run that was told a token which is not its job's any more does nothing.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import structlog
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed, Crashed, Failed
from prefect.workers.process import ProcessWorker

from models.database import Database
from models.record import Job
from workflow import jobs, keys, prefect_home, store
from workflow.engine import Engine
from workflow.settings import HOME, from_environment
from workflow.works import WORKS

log = structlog.get_logger()

POOL: Final = "gridward"
ENTRYPOINT: Final = "workflow.flows.job"

HANDED_SECONDS: Final = 90.0
"""How long Prefect has to begin what it was handed; a worker runs it itself then."""

TURN_SECONDS: Final = 2.0
LIMIT: Final = 2
"""How many runs one worker has at once."""

PARENT_SECONDS: Final = 1.0
STOPPED, BROKEN_OFF = 0, 1
"""The exit codes of a process that hands over."""

SETTLED_EVERY: Final = 4
"""In how many turns it is looked once for runs that were left behind."""


@asynccontextmanager
async def opened(size: int = 6) -> AsyncIterator[Engine]:
    """The engine by the settings of the environment."""
    settings = from_environment()
    database = await Database.open(settings.database_url, size)
    try:
        yield Engine(database, keys.load(settings), media=settings.media)
    finally:
        await database.close()


@flow(name="job", flow_run_name="{kind} {period} {scope}", persist_result=False, log_prints=False)
async def job(row: UUID, token: UUID, kind: str, period: str, scope: str) -> State[None]:
    """One try of a job that was handed over."""
    async with opened() as engine:
        return await execute(engine, row, token, WORKS)


async def execute(
    engine: Engine, row: UUID, token: UUID, works: jobs.Works, seconds: float = jobs.LEASE_SECONDS
) -> State[None]:
    """Does the job if the token still holds; ends, and gives the job back, when the process that began this is gone."""
    taken = (await jobs.seen(engine, row)).but(lease_token=token)
    identity = UUID(str(flow_run.id)) if flow_run.id else None
    running = asyncio.create_task(jobs.run(engine, taken, works, as_tasks, seconds, identity))
    alone = asyncio.create_task(_orphaned())
    try:
        await asyncio.wait({running, alone}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            return Cancelled(message="the worker is gone; the job is owed again")
        return Completed(message="done") if await running else Failed(message="not done: its row says why")
    finally:
        for each in (running, alone):
            each.cancel()
        await asyncio.wait({running, alone})


async def _orphaned() -> None:
    """Until the process that began this one is gone."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - the kernel tells nobody
        await asyncio.sleep(PARENT_SECONDS)


def as_tasks(act: jobs.Act) -> jobs.Act:
    """Each part as a task of Prefect's, on this loop and as many at once as the job itself allows."""

    @task(name="part", task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False)
    async def part(name: str) -> None:
        await act(name)

    return part


@dataclass
class Handing:
    """One process's handing over: to which deployment, which kinds of jobs."""

    engine: Engine
    client: PrefectClient
    deployment: UUID
    works: jobs.Works
    suspects: set[UUID] = field(default_factory=set)

    async def hand(self) -> None:
        """Hands over all that is owed, a run each. The same try has the same key, so it is handed over once."""
        while (taken := await jobs.take(self.engine, self.works, HANDED_SECONDS, False)) is not None:
            handed = False
            try:
                await self._run_of(taken)
                handed = True
            finally:
                if not handed:  # Prefect is away, or we stop
                    await asyncio.shield(jobs.put_back(self.engine, taken, 0.0, None))

    async def _run_of(self, taken: Job) -> None:
        run = await self.client.create_flow_run_from_deployment(
            self.deployment,
            parameters={
                "row": str(taken.id),
                "token": str(taken.lease_token),
                "kind": taken.kind,
                "period": taken.period,
                "scope": taken.scope,
            },
            idempotency_key=f"{taken.id}:{taken.attempts + 1}",
        )
        async with store.transaction(self.engine.database) as connection:
            await store.jobs.handed(connection, taken, run.id)

    async def settle(self) -> None:
        """Ends the runs that Prefect takes for running and no row hopes for: their process was killed. A run is looked
        at twice, since it may be about to say itself that it has ended."""
        going = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
        runs = await self.client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=going)),
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[self.deployment])),
        )
        async with store.snapshot(self.engine.database) as connection:
            hoped = await store.jobs.flow_runs(connection)
        left = {run.id for run in runs} - hoped
        for identity in left & self.suspects:
            await self.client.set_flow_run_state(identity, Crashed(message="left behind"), force=True)
            log.warning("flow_run_settled", flow_run=str(identity))
        self.suspects = left - self.suspects


async def hand_over(
    engine: Engine,
    stop: asyncio.Event,
    say: Callable[[str], None],
    ready: str,
    works: jobs.Works = WORKS,
    entrypoint: str = ENTRYPOINT,
    pool: str = POOL,
) -> None:
    """Hands jobs over and works for Prefect until it is told to stop; says `ready` after each turn that went well.
    Raises where Prefect does not answer: whoever keeps this process starts it again, and runs jobs itself until then.
    """
    async with get_client() as client:
        worker = ProcessWorker(work_pool_name=pool, name=f"{pool}-{os.uname().nodename}-{os.getpid()}", limit=LIMIT)
        working = asyncio.create_task(worker.start(printer=_quiet))
        stopping = asyncio.create_task(stop.wait())
        try:
            handing = Handing(engine, client, await deployed(client, entrypoint, pool), works)
            await _turns(handing, {working, stopping}, lambda: say(ready))
            if working.done():
                await working
        finally:
            for each in (working, stopping):
                each.cancel()
            await asyncio.wait({working, stopping}, timeout=1.0)


async def run(stop: asyncio.Event, say: Callable[[str], None], ready: str) -> int:
    """The whole process: hands over by the settings of the environment; its exit code. What broke it off, Prefect or
    the database being away, is one line of the log: whoever keeps this process starts it again, later each time."""
    url = from_environment().prefect_url
    try:
        async with opened() as engine:
            await hand_over(engine, stop, say, ready)
    except Exception as cause:
        if stop.is_set():
            log.info("handing_stopped", error=type(cause).__name__)
            return STOPPED
        if await prefect_home.answers(url):
            log.exception("handing_broke_off")
        else:
            log.warning("prefect_away", error=type(cause).__name__)
        return BROKEN_OFF
    return STOPPED


async def _turns(handing: Handing, ends: set["asyncio.Task[Any]"], said: Callable[[], None]) -> None:
    turn = 0
    while not any(each.done() for each in ends):
        await handing.hand()
        if turn % SETTLED_EVERY == 0:
            await handing.settle()
        said()
        turn += 1
        await asyncio.wait(ends, timeout=TURN_SECONDS, return_when=asyncio.FIRST_COMPLETED)


async def deployed(client: PrefectClient, entrypoint: str, pool: str) -> UUID:
    """The deployment by which jobs are handed over, put there where it is missing, with its work pool."""
    await _pool(client, pool)
    flow_id = await client.create_flow_from_name(entrypoint.rpartition(".")[2])
    return await client.create_deployment(
        flow_id=flow_id,
        name=pool,
        work_pool_name=pool,
        entrypoint=entrypoint,
        enforce_parameter_schema=False,
        job_variables={"command": f"{sys.executable} -m prefect.engine", "working_dir": str(HOME)},
    )


async def _pool(client: PrefectClient, pool: str) -> None:
    from prefect.client.schemas.actions import WorkPoolCreate

    template = ProcessWorker.get_default_base_job_template()
    await client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template), overwrite=True)


def _quiet(*_: object) -> None:
    """Prefect's worker would print."""
