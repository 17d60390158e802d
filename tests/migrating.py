"""A process that moves open cases to the rules in force, five at a time, and says after each set how many it looked
at, for tests that kill one: `python -m tests.migrating URL`."""

import asyncio
import sys

from models.database import Database
from tests.stored import keys
from workflow import migrating_cases
from workflow.engine import Engine


async def tell(seen: int) -> None:
    print(seen, flush=True)  # noqa: T201 - the test waits for it


async def main(url: str) -> None:
    database = await Database.open(url, 2)
    try:
        engine = Engine(database, keys())
        await migrating_cases.migrate(engine, at_once=5, tell=tell)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
