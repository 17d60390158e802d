"""How Alembic reaches the database: over the driver that everything else uses. Called by `models.migrating`."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from models.database import engine_of
from models.tables import METADATA

ONE_AT_A_TIME = 0x67726964
"""The advisory lock that processes wait for which migrate the same database."""


def run(connection: Connection) -> None:
    """All steps in one transaction."""
    context.configure(connection=connection, target_metadata=METADATA)
    with context.begin_transaction():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        context.run_migrations()


async def connect(url: str) -> None:
    engine = engine_of(url, 1)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(connect(context.config.attributes["url"]))
