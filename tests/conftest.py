"""What the tests share: one PostgreSQL a run, and for each test that asks a database of its own."""

import asyncio
import fcntl
import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import hypothesis
import pytest
import structlog

from models import embedded

if TYPE_CHECKING:
    from tests.together import Together

pytest_plugins = ["tests.pages.fixtures"]

SERVER_URL = os.environ.get("GRIDWARD_TEST_DATABASE_URL", "")
"""Another server, 15 or newer, on which the user named may make databases; empty: the embedded."""

MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""A file system in memory, where there is one, and how much of it must be free."""

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

# What is imported and collected stays to the end: to look again and again for garbage in it took half of the time of
# collecting.
USUAL = gc.get_threshold()
gc.set_threshold(1_000_000)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(*USUAL)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "Together":
    from tests.together import Together

    return Together(config, log)


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


def cluster_folder(run_folder: Path, uid: str) -> Path:
    """Where the server's files lie: in memory if there is room. For each file that is made ext4 looks through what was
    deleted there of late, a database is 800 files, and a thousand tests make and drop one: half a second each."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return run_folder / "data"
    for left in MEMORY.glob("gridward-tests-*"):
        # Of a run that was killed: nobody holds its server any more.
        with suppress(OSError), (left / "postgres" / "hold").open("rb") as hold:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
    return MEMORY / f"gridward-tests-{uid[:12]}"


@pytest.fixture(scope="session")
def server_url(run_folder: Path, testrun_uid: str) -> Iterator[str]:
    """The server of this run, shared by its workers; the last of them leaves nothing behind.

    It syncs nothing to disk: a test about lost power brings a server of its own.
    """
    data = cluster_folder(run_folder, testrun_uid)
    with (run_folder / "present").open("ab") as present:
        fcntl.flock(present, fcntl.LOCK_SH)
        if SERVER_URL:
            yield SERVER_URL
        else:
            with embedded.server(data, fsync=False, max_connections=300) as url:
                yield url
        with suppress(BlockingIOError):
            fcntl.flock(present, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for made in run_folder.glob("*.made"):
                made.unlink()
                if SERVER_URL:
                    execute(SERVER_URL, f'DROP DATABASE IF EXISTS "{made.stem}"')
            shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server_url: str, run_folder: Path, testrun_uid: str) -> str:
    """The name of a database that is migrated and empty, made once a run; nobody can enter it."""
    from models.migrating import upgrade

    name = f"gridward_test_{testrun_uid[:12]}"
    with made_once(server_url, run_folder, name, "template0") as url:
        if url:
            upgrade(url)
    return name


@pytest.fixture(scope="session")
def demonstration(server_url: str, template: str, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the demonstration city without a past, made once a run; nobody can enter it."""
    from tests.pages.city import seed

    name = f"{template}_city"
    with made_once(server_url, run_folder, name, template) as url:
        if url:
            seed(url, tmp_path_factory.mktemp("seeded"))
    return name


@contextmanager
def made_once(server_url: str, run_folder: Path, name: str, of: str) -> Iterator[str | None]:
    """A database from which others are copied: its URL for who is to fill it, none where somebody has."""
    with exclusive(run_folder / "making"):
        made = run_folder / f"{name}.made"
        if made.exists():
            yield None
            return
        execute(server_url, f'DROP DATABASE IF EXISTS "{name}"')
        execute(server_url, f"""CREATE DATABASE "{name}" TEMPLATE "{of}" ENCODING 'UTF8' STRATEGY file_copy""")
        yield embedded.database_url(server_url, name)
        # A single connection to it would stop it from being copied.
        execute(server_url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        made.touch()


_numbers = count(1)


@pytest.fixture
def database_url(server_url: str, template: str, worker_id: str) -> Iterator[str]:
    """The URL of a new database, migrated and empty, that is this test's alone."""
    name = f"{template}_{worker_id}_{next(_numbers)}"
    execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    yield embedded.database_url(server_url, name)
    execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')
