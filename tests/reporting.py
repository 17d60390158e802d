"""A process that takes a report in whenever a line comes and says under which rules it was opened:
`python -m tests.reporting URL`."""

import asyncio
import sys
from uuid import UUID

from models.database import Database
from tests.small import INFORMANT, report, who
from tests.stored import keys
from workflow import store
from workflow.engine import Engine


async def main(url: str) -> None:
    database = await Database.open(url, 2)
    try:
        engine = Engine(database, keys())
        await engine.warm()
        print("ready", flush=True)  # noqa: T201 - the test waits for it
        while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
            answer = await engine.submit(who(INFORMANT), report(), None, line, "")
            async with store.snapshot(database) as connection:
                view = (await store.reading.load_views(connection, [UUID(answer["id"])]))[UUID(answer["id"])]
            print(view.incident.rules_version, flush=True)  # noqa: T201 - what the test asks
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
