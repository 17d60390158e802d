"""Long counting for people who wait for it: proofs, rehearsals, files that are read and compared.

Each takes a core for seconds, and all of a process share one. So they are done aside from the loop, one at a time, a
few wait for their turn, and whoever comes then is refused: everybody else's requests go on being answered.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, ParamSpec, TypeVar

from workflow.errors import Overworked

P = ParamSpec("P")
T = TypeVar("T")

WAITING: Final = 4
"""How many may wait, beside the one whose turn it is."""


class Aside:
    def __init__(self, waiting: int = WAITING) -> None:
        self._most, self._inside, self._gate = waiting + 1, 0, asyncio.Semaphore(1)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for its turn; Overworked where too many do already. Nobody waits within a turn for another, nor with a
        connection in hand."""
        if self._inside >= self._most:
            raise Overworked()
        self._inside += 1
        try:
            async with self._gate:
                yield
        finally:
            self._inside -= 1

    async def do(self, act: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """One thing, in a thread, when it is its turn."""
        async with self.turn():
            return await asyncio.to_thread(act, *arguments, **named)
