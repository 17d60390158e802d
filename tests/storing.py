"""A small city in memory that hands over what it decided, so that the store can be given real decisions to write."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from models.database import Database
from tests.small import INFORMANT, MONDAY, directory, report, rules, who
from tests.small import calendar as shipped_calendar
from tests.stored import seed
from workflow import store
from workflow.commands import PAYLOADS
from workflow.effects import Outcome
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.view import View


class Recorded(World):
    """A city in memory that keeps what was decided until it is taken."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(directory(), rules(), shipped_calendar(), Seeded(seed))
        self._decided: list[Outcome] = []

    def write(self, effects: Outcome) -> None:
        self._decided.append(effects)
        super().write(effects)

    def taken(self) -> list[Outcome]:
        """What was decided since this was last asked."""
        taken, self._decided = self._decided, []
        return taken

    def report(self, now: datetime = MONDAY, name: str = INFORMANT, **more: Any) -> UUID:
        return self.submit(who(name), report(**more), now).incident.id

    def do(self, name: str, ref: UUID, move: Move, now: datetime = MONDAY, **payload: Any) -> View:
        return self.fire(who(name), ref, move, PAYLOADS[move].model_validate(payload), now)


@asynccontextmanager
async def city(url: str, size: int = 6) -> AsyncIterator[Database]:
    """The small city's territory and staff in a database, without a case yet."""
    database = await Database.open(url, size)
    try:
        await seed(database, MONDAY)
        yield database
    finally:
        await database.close()


async def write(database: Database, effects: Sequence[Outcome]) -> None:
    async with store.transaction(database) as connection:
        await store.writing.write(connection, effects)


async def views(database: Database, *ids: UUID) -> dict[UUID, View]:
    async with store.snapshot(database) as connection:
        return await store.reading.load_views(connection, ids)


async def count(database: Database, table: str, where: str = "true") -> int:
    async with store.snapshot(database) as connection:
        found: int = await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608
    return found


def minutes(number: float) -> datetime:
    """So long after the small city's Monday morning."""
    return MONDAY + timedelta(minutes=number)
