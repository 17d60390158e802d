"""A rehearsal over several processes: each reads and lives again the sets that it is given, one adds them up."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final
from uuid import UUID

from models.database import Database
from workflow import rehearsals, store
from workflow.in_force import InForce
from workflow.rehearsals import Part, Setting, Trial
from workflow.rehearsing.lines import unpacked
from workflow.rehearsing.summing import Sum

SET: Final = 2_000
"""How many cases a process is given at once."""


@dataclass
class _Worker:
    """What one process keeps between two sets."""

    loop: asyncio.AbstractEventLoop
    database: Database
    setting: Setting


_here: list[_Worker] = []


def _begin(url: str, trial: Trial) -> None:
    loop = asyncio.new_event_loop()
    _here.append(loop.run_until_complete(_opened(loop, url, trial)))
    gc.freeze()
    gc.disable()  # a case leaves next to nothing in circles, and looking for it took a tenth of the time


async def _opened(loop: asyncio.AbstractEventLoop, url: str, trial: Trial) -> _Worker:
    database = await Database.open(url, 1)
    async with store.snapshot(database) as connection:
        setting = await rehearsals.setting(InForce(database, lambda: trial.until), connection, trial)
    return _Worker(loop, database, setting)


def _work(ids: Sequence[UUID]) -> tuple[int, dict[str, object], bytes, float]:
    worker, begun = _here[0], time.process_time()
    part = worker.loop.run_until_complete(_some(worker, ids))
    gc.collect()
    return len(ids), part.sum.to_json(), part.packed, time.process_time() - begun


async def _some(worker: _Worker, ids: Sequence[UUID]) -> Part:
    whole = Part(Sum(), [])
    async with store.snapshot(worker.database) as connection:
        async for part in rehearsals.some(connection, worker.setting, ids):
            whole = whole.merge(part)
    return whole


async def spread(url: str, trial: Trial, processes: int) -> AsyncIterator[tuple[int, int, Part]]:
    """By so many processes: how many cases are done, of how many, and what came of the last set."""
    database = await Database.open(url, 1)
    try:
        async with store.snapshot(database) as connection:
            ids = await store.histories.reported(connection, trial.since, trial.until)
    finally:
        await database.close()
    size = max(1, min(SET, -(-len(ids) // (processes * 4))))
    sets = [ids[first : first + size] for first in range(0, len(ids), size)]
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (url, trial)) as pool:
        loop, done = asyncio.get_running_loop(), 0
        for working in asyncio.as_completed([loop.run_in_executor(pool, _work, each) for each in sets]):
            number, summed, lines, cpu = await working
            done += number
            yield done, len(ids), Part(Sum.from_json(summed), list(unpacked(lines)), cpu)
