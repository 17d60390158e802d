"""What is asked of a PostgreSQL server before there is a pool: whether it answers, how old it is, making a database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

OLDEST = 150000
"""PostgreSQL 15, as `server_version_num` says it."""


class Unreached(Exception):
    """The server does not answer, or takes nobody in; the argument names the driver's error."""


class NoSuchDatabase(Unreached):
    """The server answers, but has no database of that name."""


@dataclass(frozen=True)
class Version:
    number: int
    text: str

    @property
    def too_old(self) -> bool:
        return self.number < OLDEST


async def version(url: str) -> Version:
    async with _connected(url) as connection:
        number, text = (
            await connection.fetchval("SHOW server_version_num"),
            await connection.fetchval("SHOW server_version"),
        )
        return Version(int(number), str(text))


async def ensure_database(url: str, name: str) -> None:
    """Makes a database unless it is there; `name` is ours, never a person's."""
    async with _connected(url) as connection:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}"')


async def drop_database(url: str, name: str) -> None:
    """Drops a database of ours, whoever is still connected to it."""
    async with _connected(url) as connection:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@asynccontextmanager
async def _connected(url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InvalidCatalogNameError as cause:
        raise NoSuchDatabase(type(cause).__name__) from cause
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as cause:
        raise Unreached(type(cause).__name__) from cause
    try:
        yield connection
    finally:
        await connection.close()
