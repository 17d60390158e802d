"""The production file: every service of ours runs a command that there is, and each of them works as a process."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import typer
from ruamel.yaml import YAML

import gridward
from models import migrating
from models.database import Database
from tests.conftest import execute
from tests.running import free_port
from tests.small import MONDAY
from tests.stored import seed
from workflow.settings import HOME

COMPOSE: dict[str, Any] = YAML(typ="safe").load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ASKED = {"POSTGRES_PASSWORD": "secret", "SITE_ADDRESS": "localhost"}
"""What whoever runs it must set."""

STARTS, STOPS = 90.0, 10.0

pytestmark = pytest.mark.timeout(120)


def substituted(text: str) -> str:
    """`${NAME}`, `${NAME:-default}` and `${NAME:?why}` as Compose reads them, from `ASKED` alone."""

    def value(found: re.Match[str]) -> str:
        name, sign, rest = found.groups()
        if sign == ":?":
            return ASKED[name]
        return ASKED.get(name, rest or "")

    return re.sub(r"\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}", value, text)


def environment(service: dict[str, Any], url: str, port: int, folder: Path) -> dict[str, str]:
    """The service's own, but for the database, the address and the data folder of this test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GRIDWARD_")}
    said = {name: substituted(str(value)) for name, value in service["environment"].items() if name != "PGPASSWORD"}
    here = {"GRIDWARD_DATABASE_URL": url, "GRIDWARD_DATA": str(folder), "GRIDWARD_DEMO_DAYS": "0"}
    if "GRIDWARD_PORT" in said:
        here |= {"GRIDWARD_HOST": "127.0.0.1", "GRIDWARD_PORT": str(port)}
    if "PREFECT_API_URL" in said:
        here |= {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    return {**inherited, **said, **here}


def command(service: dict[str, Any], port: int) -> list[str]:
    """The service's own; at this test's address where it names one."""
    name, *arguments = service["command"]
    here = {"0.0.0.0": "127.0.0.1", "4200": str(port)}  # noqa: S104 - replaced, not bound
    return [str(Path(sys.executable).with_name(name)), *(here.get(each, each) for each in arguments)]


@contextmanager
def started(name: str, url: str, folder: Path, port: int = 0) -> Iterator["subprocess.Popen[str]"]:
    service = OURS[name]
    process = subprocess.Popen(
        command(service, port),
        cwd=folder,
        env=environment(service, url, port, folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def stopped(process: "subprocess.Popen[str]") -> float:
    """How long it took to stop when told to."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=STOPS)
    return time.monotonic() - began


def status(url: str) -> int:
    """0 while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def eventually(process: "subprocess.Popen[str]", holds: Callable[[], bool]) -> None:
    until = time.monotonic() + STARTS
    while not holds():
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.1)


def emptied(url: str) -> None:
    async def empty() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        finally:
            await connection.close()

    asyncio.run(empty())


def seeded(url: str) -> None:
    async def put() -> None:
        database = await Database.open(url, 2)
        try:
            await seed(database, MONDAY)
        finally:
            await database.close()

    asyncio.run(put())


def test_the_services_are_those_whose_command_exists() -> None:
    assert set(OURS) == {"migrate", "api", "clock", "deliver", "worker", "prefect"}
    known = typer.main.get_command(gridward.app)
    for name, service in OURS.items():
        program, verb, *arguments = service["command"]
        assert program == "gridward", name
        found = known.get_command(known.make_context("gridward", [verb]), verb)  # type: ignore[attr-defined]
        assert found is not None, f"{name}: gridward has no {verb}"
        found.make_context(verb, list(arguments))


def test_every_setting_of_a_service_is_one_that_the_code_reads() -> None:
    sources = [*(HOME / "workflow").glob("*.py"), *(HOME / "models").glob("*.py")]
    code = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    for name, service in OURS.items():
        for variable in service["environment"]:
            assert not variable.startswith("GRIDWARD_") or f'"{variable}"' in code, (name, variable)


def test_services_wait_for_what_they_need() -> None:
    needs = {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()}
    assert needs == {
        "postgres": set(),
        "migrate": {"postgres"},
        "api": {"migrate"},
        "clock": {"migrate"},
        "deliver": {"migrate"},
        "worker": {"migrate"},
        "prefect": set(),
        "proxy": {"api"},
    }
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[needed], needed


def test_what_must_last_lies_in_named_volumes_and_only_the_proxy_is_reached_from_outside() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (
                source.startswith("./") and (HOME / source).is_file()
                if "/" in source
                else source in (COMPOSE["volumes"])
            ), (name, volume)
        assert ("ports" in service) == (name == "proxy"), name
    assert all("data:/data" in service["volumes"] for service in OURS.values())


def test_images_are_named_without_a_registry_and_the_dockerfile_takes_what_there_is() -> None:
    dockerfile = (HOME / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    stages = re.findall(r"^FROM (\S+) AS (\S+)$", dockerfile, re.M)
    based = re.findall(r"^FROM (\S+)", dockerfile, re.M)
    for image in [*(service["image"] for service in SERVICES.values()), *based]:
        assert "/" not in image, image
        assert ":" in image or image in [name for _, name in stages], f"{image} has no tag"
    sent = (HOME / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.M):
        for source in line.split()[:-1]:
            assert (HOME / source).exists(), source
            parts = source.split("/")
            assert any(f"!{'/'.join(parts[:n])}" in sent for n in range(1, len(parts) + 1)), source
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER (?!root)", dockerfile, re.M)


def test_migrate_brings_an_empty_database_to_the_newest_tables_and_ends_well(database_url: str, tmp_path: Path) -> None:
    emptied(database_url)
    with started("migrate", database_url, tmp_path) as process:
        _, said = process.communicate(timeout=STARTS)
        assert process.returncode == 0, said
    assert asyncio.run(migrating.current(database_url)) == migrating.head()


def test_the_api_answers_and_is_ready_once_a_clock_runs_and_both_stop_when_told(
    database_url: str, tmp_path: Path
) -> None:
    seeded(database_url)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with started("api", database_url, tmp_path, port) as api:
        eventually(api, lambda: status(f"{url}/healthz") == 200)
        assert status(f"{url}/readyz") == 503
        with (
            started("clock", database_url, tmp_path) as clock,
            started("deliver", database_url, tmp_path) as deliver,
        ):
            eventually(clock, lambda: status(f"{url}/readyz") == 200)
            assert stopped(deliver) < STOPS
            assert deliver.returncode == 0
            assert stopped(clock) < STOPS
            assert clock.returncode == 0
        assert stopped(api) < STOPS
        ended = (0, -signal.SIGTERM, 128 + signal.SIGTERM)
        assert api.returncode in ended, "uvicorn ends by the signal that it was sent"


@pytest.mark.timeout(240)
def test_prefect_answers_and_a_worker_takes_up_what_is_owed_and_both_stop_when_told(
    database_url: str, tmp_path: Path
) -> None:
    seeded(database_url)
    port = free_port()
    owed(database_url)
    with (
        started("prefect", database_url, tmp_path, port) as prefect,
        started("worker", database_url, tmp_path, port) as worker,
    ):
        eventually(worker, lambda: job_state(database_url) == "done")
        eventually(prefect, lambda: status(f"http://127.0.0.1:{port}/api/health") == 200)
        assert (tmp_path / "prefect" / "prefect.db").exists(), "its state lies in the data folder"
        assert stopped(worker) < STOPS
        assert worker.returncode == 0
        prefect.terminate()
        prefect.communicate(timeout=STARTS)


def owed(url: str) -> None:
    row = (
        "INSERT INTO job (id, kind, period, scope, state, by_hand, attempts, parts, created_at)"
        " VALUES (gen_random_uuid(), 'audit', '2026-06-09', '', 'owed', true, 0, '{}', now())"
    )
    execute(url, row)


def job_state(url: str) -> str:
    async def ask() -> str:
        connection = await asyncpg.connect(url)
        try:
            return str(await connection.fetchval("SELECT state FROM job"))
        finally:
            await connection.close()

    return asyncio.run(ask())
