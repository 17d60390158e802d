"""Workers of the tests' own kind of job, with Prefect: `python -m tests.flowing worker|flows`, by the settings of the
environment. A part called `held` waits for a file, and says in another which process does it."""

import asyncio
import os
import sys
from uuid import UUID

from prefect import flow
from prefect.client.schemas.objects import State

from tests.working import Letters
from workflow import children, flows, worker
from workflow.settings import from_environment

POOL = "letters"
HELD = "held"
LEASE_SECONDS = 8.0
"""Short, so that it is soon seen that somebody died."""


def works() -> dict[str, Letters]:
    folder = from_environment().data

    async def wait(part: str) -> None:
        if part == HELD:
            (folder / f"doing-{os.getpid()}").touch()
            while not (folder / "open").exists():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(0.1)

    return {"letters": Letters(wait, ("east", "west", HELD))}


@flow(name="letters", persist_result=False)
async def letters(row: UUID, token: UUID, kind: str, period: str, scope: str) -> State[None]:
    async with flows.opened() as engine:
        return await flows.execute(engine, row, token, works(), LEASE_SECONDS)


class Counted(worker.Prefect):
    """Prefect is counted on from the beginning: the worker itself runs only what that did not begin."""

    ready = True


async def main(role: str) -> None:
    stop, settings = children.stopping(asyncio.get_running_loop()), from_environment()
    async with flows.opened() as engine:
        if role == "worker":
            found = worker.prefect(settings, settings.database_url, ["flows"])
            assert found is not None
            found.child.program = (sys.executable, "-m", "tests.flowing")
            await worker.run(engine, stop, Counted(found.child, found.url), works())
        else:
            say = lambda line: print(line, flush=True)  # noqa: E731, T201
            await flows.hand_over(engine, stop, say, worker.READY, works(), "tests.flowing.letters", POOL)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
