"""How long a proof may take: processor time, so that a machine that is busy does not change what it finds.

A rules file that somebody sends may be made so that proving it takes for ever. Whatever takes long asks here again and
again whether it may go on.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

SECONDS: Final = 120.0
"""2,000 routes over a county take less than a quarter of it."""

_UNTIL: Final[ContextVar[float]] = ContextVar("until")


class OutOfTime(Exception):
    """The proof has taken longer than it may."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within it, `go_on` raises OutOfTime once this thread has worked for so many seconds."""
    before = _UNTIL.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(before)


def go_on() -> None:
    """Raises OutOfTime where a proof in this thread has had its time."""
    if time.thread_time() > _UNTIL.get(float("inf")):
        raise OutOfTime
