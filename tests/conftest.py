"""What the tests share: one PostgreSQL a run, and for each test that asks a database of its own."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import asyncpg
import hypothesis
import pytest
import structlog

from models import embedded

pytest_plugins = ["tests.pages.fixtures"]

SERVER_URL = os.environ.get("GRIDWARD_TEST_DATABASE_URL", "")
"""Another server, 15 or newer, on which the user named may make databases; empty: the embedded."""

# A fault in plain words: drawn with all that was in hand, one of a whole set of cases takes a minute.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.dev.ConsoleRenderer(),
    ]
)

# Two busy cores: how long one example takes says nothing.
hypothesis.settings.register_profile("gridward", deadline=None, print_blob=True)
hypothesis.settings.load_profile("gridward")


def execute(url: str, statement: str) -> None:
    """Run one statement by itself, on a connection of its own. Not for use within a loop."""

    async def go() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(go())


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Keep the other workers of this run out."""
    with file.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "postgres"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def server_url(run_folder: Path, testrun_uid: str) -> Iterator[str]:
    """The server of this run, shared by its workers; the last of them leaves nothing behind.

    It syncs nothing to disk: a test about lost power brings a server of its own.
    """
    data = run_folder / "data"
    with (run_folder / "present").open("ab") as present:
        fcntl.flock(present, fcntl.LOCK_SH)
        if SERVER_URL:
            yield SERVER_URL
        else:
            with embedded.server(data, fsync=False, max_connections=300) as url:
                yield url
        with suppress(BlockingIOError):
            fcntl.flock(present, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (run_folder / "made").unlink(missing_ok=True)
            shutil.rmtree(data, ignore_errors=True)
            if SERVER_URL:
                execute(SERVER_URL, f'DROP DATABASE IF EXISTS "{_template(testrun_uid)}"')


@pytest.fixture(scope="session")
def template(server_url: str, run_folder: Path, testrun_uid: str) -> str:
    """The name of a database that is migrated and empty, made once a run; nobody can enter it."""
    from models.migrating import upgrade

    name = _template(testrun_uid)
    with exclusive(run_folder / "making"):
        made = run_folder / "made"
        if not made.exists():
            execute(server_url, f'DROP DATABASE IF EXISTS "{name}"')
            execute(server_url, f"""CREATE DATABASE "{name}" TEMPLATE template0 ENCODING 'UTF8'""")
            upgrade(embedded.database_url(server_url, name))
            # A single connection to it would stop it from being copied.
            execute(server_url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            made.touch()
    return name


_numbers = count(1)


@pytest.fixture
def database_url(server_url: str, template: str, worker_id: str) -> Iterator[str]:
    """The URL of a new database, migrated and empty, that is this test's alone."""
    name = f"{template}_{worker_id}_{next(_numbers)}"
    execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    yield embedded.database_url(server_url, name)
    execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _template(testrun_uid: str) -> str:
    return f"gridward_test_{testrun_uid[:12]}"
