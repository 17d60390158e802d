"""The way to PostgreSQL: a pool of the driver's own connections for what is written in sets, sessions for the rest."""

from functools import lru_cache
from typing import Any, Self
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from models import tables as tables  # every session knows all tables

NAME = "gridward"
SETTINGS = {"application_name": NAME, "jit": "off", "timezone": "UTC"}
"""Of every connection. Compiling queries costs ours more than it saves them."""

_uuid = lru_cache(16_384)(lambda data: UUID(bytes=data))
"""An id of its bytes. The same persons and subjects recur in what is read, and making each anew is dear."""

_JSONB = b"\x01"
"""What PostgreSQL puts before a binary jsonb: the version of the form."""


class Database:
    """One PostgreSQL database. The pool's connections speak jsonb as Python values and xid8 as int."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", engine: AsyncEngine) -> None:
        self.pool = pool
        self.engine = engine

    @classmethod
    async def open(cls, url: str, size: int = 10) -> Self:
        """`url` is as libpq and asyncpg write it. At most `size` connections of the pool, and half as many of
        sessions; none is opened before it is needed but one, so that a wrong URL is known at once."""
        pool = await asyncpg.create_pool(url, min_size=1, max_size=size, init=prepare, server_settings=SETTINGS)
        return cls(pool, engine_of(url, max(2, size // 2)))

    def session(self) -> AsyncSession:
        """A session for ordinary reads and edits; what it loaded stays readable after the commit."""
        return AsyncSession(self.engine, expire_on_commit=False)

    async def close(self) -> None:
        """Waits for what is under way."""
        await self.pool.close()
        await self.engine.dispose()


def engine_of(url: str, size: int) -> AsyncEngine:
    """An engine whose connections are asyncpg's of the same URL, whatever options that has."""

    async def connect(*_: Any, **__: Any) -> Any:
        return await asyncpg.connect(url, server_settings=SETTINGS)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=size,
        max_overflow=0,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )


async def prepare(connection: Any) -> None:
    """Teaches a connection jsonb as Python values and uuid as Python's own, both in binary form.
    (The driver's own kind of UUID is none that orjson would take.)"""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: _JSONB + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )
    await connection.set_type_codec(
        "uuid",
        schema="pg_catalog",
        encoder=lambda value: value.bytes,
        decoder=_uuid,
        format="binary",
    )
