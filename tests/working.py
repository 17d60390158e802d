"""A kind of job of the tests' own, whose parts can be held up and leave a trace in a table."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from models.database import Database
from models.record import Job
from workflow import store
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.works.work import Outcome

PARTS = ("east", "west", "north")

Wait = Callable[[str], Awaitable[None]]


async def at_once(part: str) -> None:
    """Holds nothing up."""
    await asyncio.sleep(0)


class Letters:
    """Owed each day. A part waits as it is told to, and its effect is a row; so is the whole's."""

    kind = "letters"

    def __init__(self, wait: Wait = at_once, parts: Sequence[str] = PARTS) -> None:
        self.wait, self.names, self.begun = wait, parts, list[str]()

    def owed(self, now: Now, after: Any) -> Iterable[tuple[str, str]]:
        day = after.date() + timedelta(days=1)
        while day <= now.at.date():
            yield day.isoformat(), ""
            day += timedelta(days=1)

    def check(self, now: Now, period: str, scope: str) -> str:
        return scope

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        return self.names

    async def part(self, engine: Engine, job: Job, part: str) -> Outcome:
        self.begun.append(part)
        await self.wait(part)
        return Outcome({"letters": len(part)}, partial(written, job, part))

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Outcome:
        return Outcome({"letters": sum(each["letters"] for each in results.values())}, partial(written, job, "whole"))


async def written(job: Job, part: str, connection: store.Connection) -> None:
    """An effect that would be seen if it took place twice."""
    await connection.execute("INSERT INTO letter VALUES ($1, $2)", job.period, part)


async def make_table(database: Database) -> None:
    async with store.transaction(database) as connection:
        await connection.execute("CREATE TABLE letter (period text, part text)")


async def letters(database: Database) -> list[tuple[str, str]]:
    """The effects that took place, in order of period and part."""
    async with store.snapshot(database) as connection:
        records = await connection.fetch("SELECT period, part FROM letter ORDER BY period, part")
    return [(record["period"], record["part"]) for record in records]
