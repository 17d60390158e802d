"""The driver's errors as the domain's, in this one place. The driver's own stays attached as the cause.

GridwardError
├── BadInput        a value that PostgreSQL cannot hold: NUL, a lone surrogate, a number too large
├── TryAgain        the same once more will do: somebody else was first, or two waited for each other
├── Inconsistent    a row that breaks a constraint of the tables: a fault of ours
└── Unreachable     the database does not answer, or takes nobody in
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import asyncpg
import orjson

from workflow.errors import BadInput, GridwardError

T = TypeVar("T")

RACED = frozenset({"entry_pkey", "clock_round", "rule_version_pkey", "calendar_version_pkey"})
"""The constraints that only somebody who was first can break: each is a place in an order."""


class TryAgain(GridwardError, asyncpg.SerializationError):
    """Nothing was written. Also the driver's own kind of error, for who knows that one."""

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
        raise cause if isinstance(cause, TryAgain) else TryAgain(cause=_named(cause)) from cause
    except asyncpg.IntegrityConstraintViolationError as cause:
        name = cause.constraint_name or cause.column_name
        raise TryAgain(cause=name) if name in RACED else Inconsistent(constraint=name) from cause
    except (asyncpg.DataError, orjson.JSONEncodeError) as cause:
        raise BadInput("", "unstorable") from cause
    except (
        asyncpg.InterfaceError,
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
        OSError,
    ) as cause:
        raise Unreachable(cause=_named(cause)) from cause


def _named(cause: BaseException) -> str:
    return type(cause).__name__


TRIES = 5
"""How often a transaction is tried before its TryAgain is the caller's."""


async def again(act: Callable[..., Awaitable[T]], *arguments: Any) -> T:
    """Runs a transaction, again where it only met another one; each time it reads and decides anew."""
    for _ in range(TRIES - 1):
        with suppress(TryAgain):
            return await act(*arguments)
    return await act(*arguments)
