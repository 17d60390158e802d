"""A process that sweeps once: `python -m bench.sweeping URL INSTANT`. Begins at a line on its input, says how many
rungs it fired and the seconds of CPU that it took for them."""

import asyncio
import sys
import time
from datetime import datetime

from bench.city import unused_keys
from models.database import Database
from workflow.engine import Engine


async def main(url: str, at: datetime) -> None:
    database = await Database.open(url, 2)
    try:
        engine = Engine(database, unused_keys(), clock=lambda: at)
        await engine.now()  # reads rules, calendar and directory, as a running clock process has
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        before = time.process_time()
        print(await engine.sweep(), time.process_time() - before, flush=True)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
