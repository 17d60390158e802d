"""A connection of the pool and one transaction on it, opened at the edge by whoever has a use case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import asyncpg

from models.database import Database
from workflow.errors import BadInput
from workflow.store.errors import Unreachable, reaching, translated

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "PoolConnectionProxy[Record]"
"""What every function of the store takes first. The caller owns the transaction; none of them commits."""

PATIENCE_MS: Final = 2_000
"""Milliseconds. What is looked for longer stands in too much of what was ever written: the database is there for others
too."""


@asynccontextmanager
async def acquired(database: Database) -> AsyncIterator[Connection]:
    """A connection of the pool, without a transaction."""
    with reaching():
        connection = await database.pool.acquire()
    try:
        with translated():
            yield connection
    except asyncpg.InterfaceError as cause:
        # The driver's word for a connection that is gone, and also for one that is used wrongly.
        if _gone(connection):
            raise Unreachable(cause="closed") from cause
        raise
    finally:
        await database.pool.release(connection)


def _gone(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken it back already
        return True


@asynccontextmanager
async def transaction(database: Database) -> AsyncIterator[Connection]:
    """Commits when the block ends, and undoes everything when it raises."""
    async with acquired(database) as connection, connection.transaction():
        yield connection


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Connection]:
    """For reading only, everything as it was at one instant, however long it takes; locks nothing."""
    async with acquired(database) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


@asynccontextmanager
async def bounded(connection: Connection, refusal: BadInput | None) -> AsyncIterator[None]:
    """The refusal when what is asked within the block takes longer than a search may; no bound where there is none.
    The transaction can do no more then."""
    if refusal is None:
        yield
        return
    await connection.execute("SELECT set_config('statement_timeout', $1, true)", str(PATIENCE_MS))
    try:
        yield
    except asyncpg.QueryCanceledError as cause:
        raise refusal from cause
    await connection.execute("SELECT set_config('statement_timeout', '0', true)")


@asynccontextmanager
async def savepoint(connection: Connection) -> AsyncIterator[None]:
    """A part of a transaction that can fail by itself."""
    with translated():
        async with connection.transaction():
            yield
