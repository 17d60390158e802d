"""A running demonstration city for the pages' tests: its own database, one API process, and people who act by HTTP."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from bench.city import morning_after
from workflow import wall

HOME = Path(__file__).parents[2]
PASSWORD = "a-long-way-to-gaoyou"
TOWNSHIP = "321084001"
VILLAGE = "321084001003"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
HANDLER = f"handler-{VILLAGE}"
INFORMANT = "informant-0001"
PATIENCE = 180
COMMAND = (sys.executable, str(HOME / "gridward.py"))


@dataclass
class City:
    url: str
    database: str = ""
    """Its URL, for what no request does."""
    tokens: dict[str, str] = field(default_factory=dict)
    said: str = ""
    """What was printed where it was put there."""

    async def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        async with httpx.AsyncClient(base_url=f"{self.url}/api/v1", timeout=PATIENCE) as client:
            if who not in self.tokens:
                answer = await client.post("/session", json={"username": who, "password": PASSWORD})
                self.tokens[who] = answer.raise_for_status().json()["access_token"]
            authorization = {"Authorization": f"Bearer {self.tokens[who]}"}
            answer = await client.request(method, path, json=body, headers={**authorization, **headers})
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

    async def report(self, description: str = "垃圾桶旁堆了三袋垃圾，已有两天", **more: Any) -> str:
        """The number of a new report, by an informant."""
        body = {"category": "06010", "description": description, "grid": VILLAGE, "severity": 4, **more}
        answer = await self.ask(INFORMANT, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
        return str(answer["number"])

    async def see(self, who: str, number: str) -> Any:
        return await self.ask(who, "GET", f"/incidents/{number}")

    async def fire(self, who: str, number: str, move: str, **payload: Any) -> Any:
        version = (await self.see(who, number))["version"]
        return await self.ask(who, "POST", f"/incidents/{number}/{move}", payload, **{"If-Match": str(version)})

    async def dispatched(self, description: str = "垃圾成堆", **more: Any) -> str:
        """A report that was accepted and sent to the village."""
        number = await self.report(description, **more)
        await self.fire(DISPATCHER, number, "accept")
        await self.fire(DISPATCHER, number, "dispatch", to={"grid": VILLAGE})
        return number


@contextmanager
def running(database_url: str, data: Path, *options: str, password: str = PASSWORD, days: int = 0) -> Iterator[City]:
    """The city in an empty database, seeded with the options, with so many lived days behind it, and served until the
    end."""
    said = seed(database_url, data, *options, password=password, days=days)
    with serving(database_url, data, said) as city:
        yield city


def seed(database_url: str, data: Path, *options: str, password: str = PASSWORD, days: int = 0) -> str:
    """Make a city in an empty database; what was printed."""
    environment = {
        **_environment(database_url, data),
        "GRIDWARD_DEMO_DAYS": str(days),
        "GRIDWARD_DEMO_PASSWORD": password,
    }
    seeded = subprocess.run([*COMMAND, "seed", *options], env=environment, capture_output=True, text=True, cwd=HOME)
    assert seeded.returncode == 0, seeded.stderr[-2000:]
    return seeded.stdout


@contextmanager
def serving(database_url: str, data: Path, said: str = "") -> Iterator[City]:
    """A city that is there, on a Monday morning, served until the end."""
    with ThreadPoolExecutor(1) as aside:  # whoever starts a city may have a loop running already
        aside.submit(asyncio.run, _to_morning(database_url)).result()
    port = free_port()
    environment = {**_environment(database_url, data), "GRIDWARD_PORT": str(port)}
    with (data / "serve.log").open("wb") as log:
        process = subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=log, stderr=log, cwd=HOME)
        try:
            city = City(f"http://127.0.0.1:{port}", database_url, said=said)
            _wait(process, city, data / "serve.log")
            yield city
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _environment(database_url: str, data: Path) -> dict[str, str]:
    return {**os.environ, "GRIDWARD_DATABASE_URL": database_url, "GRIDWARD_DATA": str(data)}


async def _to_morning(database_url: str) -> None:
    """Winds a demonstration on to the next Monday, 09:00, when who works by day is on duty."""
    connection = await asyncpg.connect(database_url)
    try:
        seconds = int((morning_after(wall.now()) - wall.now()).total_seconds())
        await connection.execute("UPDATE city SET offset_seconds = $1 WHERE demonstration", seconds)
    finally:
        await connection.close()


def _wait(process: subprocess.Popen[bytes], city: City, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{city.url}/healthz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the city does not answer: {log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
