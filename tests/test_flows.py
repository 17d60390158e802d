"""Prefect executes, our rows decide: a real Prefect server and two workers on the loopback, one of them killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from models.database import Database
from models.record import Job, JobState
from tests.running import free_port
from tests.stored import keys, seed
from tests.working import Letters, letters, make_table
from workflow import jobs, prefect_home, store, wall
from workflow.engine import Engine
from workflow.settings import HOME
from workflow.works import WORKS

LONGEST = 100.0
POOL = "letters"

pytestmark = pytest.mark.timeout(240)


@dataclass
class Place:
    """Two workers' database, data folder and Prefect."""

    url: str
    data: Path
    prefect_url: str
    engine: Engine

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRIDWARD_", "PREFECT_"))}
        return {**kept, "GRIDWARD_DATA": str(self.data), "GRIDWARD_DATABASE_URL": self.url,
                "PREFECT_API_URL": self.prefect_url}  # fmt: skip

    @contextmanager
    def started(self, *command: str, **pipes: Any) -> Iterator["subprocess.Popen[bytes]"]:
        """A process until the block ends, and then nothing of it."""
        process = subprocess.Popen([sys.executable, "-m", *command], env=self.environment, cwd=HOME, **pipes)
        try:
            yield process
        finally:
            kill(*below(process.pid), process.pid)
            process.wait()

    async def job(self) -> Job:
        found, _ = await jobs.listing(self.engine, None, None, 1)
        return found[0]

    def asked(self, path: str, body: Any) -> Any:
        """What Prefect answers."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.prefect_url}/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.loads(answer.read())

    def runs(self) -> dict[str, str]:
        """Prefect's runs, and what it takes each to be."""
        return {run["id"]: run["state_type"] for run in self.asked("flow_runs/filter", {})}


@pytest_asyncio.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    database = await Database.open(database_url, 4)
    try:
        await seed(database, wall.now())
        await make_table(database)
        yield Place(database_url, tmp_path, prefect_home.local_url(free_port()), Engine(database, keys()))
    finally:
        await database.close()


def below(pid: int) -> list[int]:
    """The processes under one, the nearest first."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [(int(child), int(parent)) for child, parent in (line.split() for line in listed.splitlines())]
    found = [pid]
    for one in found:
        found += [child for child, parent in pairs if parent == one]
    return found[1:]


def kill(*pids: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


async def eventually(holds: Callable[[], Any], what: str) -> Any:
    """What it says once it is true of anything."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        found = holds()
        found = await found if asyncio.iscoroutine(found) else found
        if found:
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(f"never: {what}")


async def owe(place: Place) -> None:
    """One job, of the day after the city's beginning."""
    async with store.transaction(place.engine.database) as connection:
        await connection.execute("UPDATE city SET offset_seconds = 86400")
    assert await jobs.owe(place.engine, {"letters": Letters()}) == 1


def doing(place: Place) -> set[int]:
    """The processes that got as far as the part that waits."""
    return {int(file.name.partition("-")[2]) for file in place.data.glob("doing-*")}


async def test_of_two_workers_with_prefect_one_is_killed_with_its_run_and_the_job_is_done_once(place: Place) -> None:
    port = place.prefect_url.split(":")[2].split("/")[0]
    with (
        place.started("gridward", "prefect", "--port", port),
        place.started("tests.flowing", "worker") as one,
        place.started("tests.flowing", "worker") as other,
    ):
        await eventually(lambda: prefect_home.answers(place.prefect_url), "Prefect answers")
        await eventually(lambda: two_workers(place), "two workers")
        await owe(place)
        first = (await eventually(lambda: doing(place), "the part that waits is begun")).pop()
        before = await place.job()
        assert before.flow_run_id is not None, "Prefect does it"
        assert place.runs()[str(before.flow_run_id)] == "RUNNING"

        killed = one if first in below(one.pid) else other
        kill(killed.pid, *below(killed.pid))
        (place.data / "open").touch()

        await eventually(lambda: is_done(place), "the job is done")
        after = await place.job()
        assert after.attempts == 2
        assert after.result == {"letters": 12}
        assert await letters(place.engine.database) == sorted(
            (after.period, part) for part in ("east", "west", "held", "whole")
        )
        ends = await eventually(lambda: all_ended(place), "Prefect has no run that goes on for ever")
        assert ends[str(before.flow_run_id)] == "CRASHED"
        assert sorted(ends.values()) == ["COMPLETED", "CRASHED"]


def two_workers(place: Place) -> bool:
    try:
        return len(place.asked(f"work_pools/{POOL}/workers/filter", {})) == 2
    except OSError:
        return False


async def is_done(place: Place) -> bool:
    return (await place.job()).state == JobState.DONE


def all_ended(place: Place) -> dict[str, str] | None:
    runs = place.runs()
    return None if {"RUNNING", "PENDING", "SCHEDULED"} & set(runs.values()) else runs


async def test_where_prefect_is_away_the_half_that_speaks_to_it_ends_with_one_line_of_the_log(place: Place) -> None:
    with place.started("gridward", "flows", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, told = await asyncio.to_thread(process.communicate, None, LONGEST)
    assert process.returncode == 1
    assert out == b""
    (line,) = told.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["level"]) == ("prefect_away", "warning")


async def test_prefects_server_writes_into_its_log_and_nothing_elsewhere(place: Place) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = str(taken.sockets[0].getsockname()[1])
    async with taken:
        with place.started(
            "gridward", "prefect", "--port", port, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as server:
            said = await asyncio.to_thread(server.communicate, None, LONGEST)
    assert said == (b"", b"")
    assert "address already in use" in prefect_home.log_file(place.data).read_text()


def test_the_log_of_prefects_server_begins_anew_when_it_has_grown_too_large(tmp_path: Path) -> None:
    prefect_home.begin_anew(tmp_path)
    file = prefect_home.log_file(tmp_path)
    file.parent.mkdir()
    file.write_bytes(b"x" * 100)
    prefect_home.begin_anew(tmp_path)
    assert file.stat().st_size == 100
    os.truncate(file, prefect_home.LOG_BYTES + 1)
    prefect_home.begin_anew(tmp_path)
    assert file.stat().st_size == 0


async def test_where_prefect_never_answers_the_worker_runs_jobs_itself(place: Place) -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    place.prefect_url = prefect_home.local_url(server.sockets[0].getsockname()[1])
    async with server:
        await owe_audit(place)
        with place.started("gridward", "worker", stderr=subprocess.PIPE) as worker:
            await eventually(lambda: is_done(place), "the job is done")
            assert below(worker.pid) == [], "Prefect is not even loaded"
            worker.send_signal(signal.SIGTERM)
            _, told = await asyncio.to_thread(worker.communicate, None, 10)
    assert worker.returncode == 0
    assert "error" not in {json.loads(line)["level"] for line in told.splitlines()}


async def owe_audit(place: Place) -> None:
    async with store.transaction(place.engine.database) as connection:
        await connection.execute("UPDATE city SET offset_seconds = 2 * 86400")
    assert await jobs.owe(place.engine, {"audit": WORKS["audit"]}) >= 1
