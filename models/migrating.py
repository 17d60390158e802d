"""Bringing a database to a version of the tables and back. Blocks: to be called from a process or a thread of its own
that runs no event loop (`asyncio.to_thread`). Any number of processes may ask at once; they go one after the other."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.postgresql.base import ischema_names

from models.database import engine_of
from models.ledger import Xid8

ischema_names["xid8"] = Xid8  # else comparing a database with the tables warns of a type it does not know

_ALEMBIC = Lock()
"""What it works on is the process's, not the thread's."""

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the database forward to a revision, whole or not at all."""
    with _ALEMBIC:
        command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Takes the database back to a revision, with all that the later ones hold."""
    with _ALEMBIC:
        command.downgrade(configuration(url), revision)


def head() -> str:
    """The revision that this code is written for."""
    return str(ScriptDirectory.from_config(configuration("")).get_current_head())


async def current(url: str) -> str | None:
    """The revision that a database is at; none where it is empty. The one that may be asked within an event loop."""
    engine = engine_of(url, 1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    finally:
        await engine.dispose()


def configuration(url: str) -> Config:
    """Alembic's settings, made here and not read from a file, so that they hold wherever the command runs."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
