"""Ending tasks that were begun in the background."""

import asyncio
from typing import Any, Final

AGAIN_SECONDS: Final = 1.0


async def end(*tasks: "asyncio.Task[Any]") -> None:
    """Cancels the tasks and waits until they are over. A cancellation that meets a query can come out as an error of
    the database, which a task takes for a lost connection and lives on: so it is cancelled again."""
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=AGAIN_SECONDS)
