"""The figures of the days, drawn up as a worker would at night."""

from datetime import timedelta

from models.database import Database
from tests.stored import keys
from workflow import jobs, wall
from workflow.engine import Engine
from workflow.works import WORKS
from workflow.works.figures import KIND


async def draw_up(database_url: str, later: timedelta = timedelta()) -> None:
    """What is owed by now, or later than that: a day on, also of what happened today."""
    database = await Database.open(database_url, 4)
    try:
        engine = Engine(database, keys(), clock=lambda: wall.now() + later)
        await jobs.catch_up(engine, {KIND: WORKS[KIND]})
    finally:
        await database.close()
