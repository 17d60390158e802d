"""A process that sweeps until nothing is due, for tests that kill one: `python -m tests.sweeping URL`."""

import asyncio
import sys

from models.database import Database
from tests.stored import keys
from workflow.engine import Engine


async def main(url: str) -> None:
    database = await Database.open(url, 2)
    try:
        engine = Engine(database, keys())
        print("ready", flush=True)  # noqa: T201 - the test waits for it
        await engine.timekeeping.sweep(limit=5)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
