"""A full sweep of 10,000 due clocks: among 200,000 open incidents and among 20,000, by one process and by two."""

import asyncio
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from bench.city import Bench, informants, morning_after, unused_keys
from bench.cloning import clone
from bench.figures import Figures
from models.database import Database
from models.ledger import ActorKind
from workflow import wall
from workflow.commands import Actor, Submit
from workflow.engine import Engine
from workflow.settings import HOME

CATEGORY: Final = "06010"
ORIGINALS: Final = 200
"""How many real reports the clones of each sort are made of."""


@dataclass(frozen=True)
class Sizes:
    due: int
    few: int
    many: int


@dataclass(frozen=True)
class Swept:
    rungs: int
    seconds: float
    cpu_seconds: float
    """Of all the sweeping processes together."""

    @property
    def rate(self) -> float:
        return self.rungs / self.seconds


def run(bench: Bench) -> Figures:
    sizes = Sizes(500, 1_000, 10_000) if bench.quick else Sizes(10_000, 20_000, 200_000)
    city, found = bench.city, {}
    with ExitStack() as stack:
        few = stack.enter_context(city.copied("bench_few"))
        seeding = Seeding(few)
        at = asyncio.run(seeding.few(sizes))
        many = stack.enter_context(city.copied("bench_many", "bench_few"))
        asyncio.run(seeding.more(many, sizes))
        for name, of, processes in (("few", "bench_few", 1), ("many", "bench_many", 1), ("two", "bench_many", 2)):
            with city.copied("bench_swept", of) as url:
                found[name] = asyncio.run(_sweep(url, at, processes))
    return _figures(found, sizes)


class Seeding:
    """Two sorts of real reports, made through the engine, and their clones."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.fresh: list[str] = []

    async def few(self, sizes: Sizes) -> datetime:
        """As many due as there are to be, and fresh ones up to `few`; the instant at which they are due."""
        database = await Database.open(self.url, 4)
        try:
            morning = morning_after(wall.now())
            due = await self._report(database, morning)
            async with database.pool.acquire() as connection:
                found: datetime = await connection.fetchval(
                    "SELECT max(next) FROM (SELECT min(next_at) AS next FROM clock GROUP BY incident_id) AS k"
                )
            at = found + timedelta(seconds=1)
            self.fresh = await self._report(database, at - timedelta(seconds=30))
        finally:
            await database.close()
        await _cloned(self.url, due, 1, sizes.due - ORIGINALS)
        await _cloned(self.url, self.fresh, sizes.due, sizes.few - sizes.due - ORIGINALS)
        return at

    async def more(self, url: str, sizes: Sizes) -> None:
        await _cloned(url, self.fresh, sizes.few, sizes.many - sizes.few)

    async def _report(self, database: Database, at: datetime) -> list[str]:
        """So many originals, reported at that instant of the city."""
        async with database.pool.acquire() as connection:
            await connection.execute("UPDATE city SET offset_seconds = 0")
        engine = Engine(database, unused_keys(), clock=lambda: at)
        people = await informants(database, ORIGINALS)
        asked = (
            engine.submit(
                Actor(ActorKind.PERSON, each.person_id),
                Submit.model_validate({"category": CATEGORY, "description": "垃圾成堆", "grid": each.grid}),
                None,
                f"{at}-{each.grid}",
                "",
            )
            for each in people
        )
        return [answer["id"] for answer in await asyncio.gather(*asked)]


async def _cloned(url: str, originals: list[str], first: int, count: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await clone(connection, originals, first, count)
        await connection.execute("VACUUM ANALYZE incident, entry, clock")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def _sweep(url: str, at: datetime, processes: int) -> Swept:
    """Processes that begin together and end when nothing is due any more."""
    sweepers = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bench.sweeping", url, at.isoformat()),
            cwd=HOME,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(processes)
    ]
    for sweeper in sweepers:
        assert sweeper.stdout is not None
        await sweeper.stdout.readline()
    began = time.perf_counter()
    said = await asyncio.gather(*(sweeper.communicate(b"go\n") for sweeper in sweepers))
    seconds = time.perf_counter() - began
    results = [out.split() for out, _ in said]
    return Swept(sum(int(rungs) for rungs, _ in results), seconds, sum(float(cpu) for _, cpu in results))


def _figures(found: dict[str, Swept], sizes: Sizes) -> Figures:
    few, many, two = found["few"], found["many"], found["two"]
    note = (
        f"{sizes.due:,} due clocks, one rung each, swept to the end by processes of their own; reasons, ledger, notices"
        " and clocks written; PostgreSQL with fsync"
    )
    figures = Figures("sweep", note)
    figures.add(f"time among {sizes.many:,} open : among {sizes.few:,}", many.seconds / few.seconds, "ratio")
    figures.add("rate of 2 processes : of 1", two.rate / many.rate, "ratio")
    figures.add(f"full sweep among {sizes.many:,}", many.seconds, "s")
    figures.add(f"full sweep among {sizes.many:,}, 2 processes", two.seconds, "s")
    figures.add(f"full sweep among {sizes.few:,}", few.seconds, "s")
    figures.add("rungs", many.rate, "rungs/s")
    figures.add("rungs, 2 processes", two.rate, "rungs/s")
    figures.add("CPU of a clock process a rung", many.cpu_seconds / many.rungs * 1e6, "µs")
    figures.add("CPU of a clock process a rung, 2 processes", two.cpu_seconds / two.rungs * 1e6, "µs")
    figures.rows.append(("rungs fired", f"{many.rungs:,}, {two.rungs:,}, {few.rungs:,}", ""))
    return figures
