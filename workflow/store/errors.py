"""The driver's errors as the domain's, in this one place. The driver's own stays attached as the cause.

GridwardError
├── BadInput        a value that PostgreSQL cannot hold: NUL, a lone surrogate, a number too large
├── TryAgain        the same once more will do: somebody else was first, or two waited for each other
├── Inconsistent    a row that breaks a constraint of the tables: a fault of ours
└── Unreachable     the database does not answer, or takes nobody in
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import asyncpg
import orjson
import structlog

from workflow.errors import BadInput, GridwardError

T = TypeVar("T")

RACED = frozenset(
    {
        *("entry_pkey", "clock_round", "meeting_once", "rule_version_pkey", "calendar_version_pkey"),
        *("patrol_once", "patrol_campaign_once"),
    }
)
"""The constraints that only somebody who was first can break: each is a place in an order."""


class TryAgain(GridwardError):
    """Nothing was written."""

    code = "try-again"


class Inconsistent(GridwardError):
    code = "inconsistent"


class Unreachable(GridwardError):
    code = "unreachable"


@contextmanager
def translated() -> Iterator[None]:
    """What the driver raises within the block comes out as an error of the domain."""
    try:
        yield
    except (asyncpg.TransactionRollbackError, asyncpg.LockNotAvailableError) as cause:
        raise TryAgain(cause=_named(cause)) from cause
    except asyncpg.IntegrityConstraintViolationError as cause:
        name = cause.constraint_name or cause.column_name
        raise TryAgain(cause=name) if name in RACED else Inconsistent(constraint=name) from cause
    except (asyncpg.DataError, orjson.JSONEncodeError) as cause:
        raise BadInput("", "unstorable") from cause
    except (
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
        ConnectionError,
    ) as cause:
        raise Unreachable(cause=_named(cause)) from cause


@contextmanager
def reaching() -> Iterator[None]:
    """The same for the way to the server, which may not even be found. Not for a block that does other things: their
    files may be missing too, and their time may run out."""
    try:
        with translated():
            yield
    except (asyncpg.InterfaceError, OSError) as cause:
        raise Unreachable(cause=_named(cause)) from cause


def _named(cause: BaseException) -> str:
    return type(cause).__name__


log = structlog.get_logger()

TRIES = 5
"""How often a transaction is tried before its TryAgain is the caller's."""


async def again(act: Callable[..., Awaitable[T]], *arguments: Any) -> T:
    """Runs a transaction, again where it only met another one; each time it reads and decides anew."""
    for _ in range(TRIES - 1):
        try:
            return await act(*arguments)
        except TryAgain as met:
            log.info("transaction_tried_again", act=getattr(act, "__name__", ""), cause=str(met.facts.get("cause")))
    return await act(*arguments)
