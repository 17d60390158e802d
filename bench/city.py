"""A throw-away PostgreSQL with the demonstration city in it, on an ordinary working morning; fsync on."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import asyncpg
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.signin import Signings
from api.tokens import Tokens
from bench.machine import synced
from models import embedded
from models.database import Database
from workflow import setting_up, settings, store, wall
from workflow.calendar import SHANGHAI
from workflow.keys import Keys
from workflow.settings import HOME, Settings

PLACE: Final = HOME / ".cache"
"""On the disk of the repository: a folder for temporary files may be no disk at all."""

MORNING: Final = timedelta(hours=9)
MORNING_OF_TRIAL: Final = datetime(2026, 6, 8, 9, tzinfo=SHANGHAI)
"""A Monday, for what is measured without a database."""


@dataclass(frozen=True)
class Informant:
    """Who reports from where: an account with a post in one group, and a point inside that group."""

    person_id: UUID
    grid: str
    township: str
    village: str
    lat: float
    lon: float


class Bench:
    """What the benchmarks of one run share. The city is made when the first of them needs it."""

    def __init__(self, stack: ExitStack, quick: bool) -> None:
        self.stack, self.quick = stack, quick

    @cached_property
    def city(self) -> "City":
        return self.stack.enter_context(made())


@dataclass(frozen=True)
class City:
    """`url` is the server's; the city itself lies in a database from which each benchmark gets a copy."""

    url: str
    settings: Settings

    @contextmanager
    def copied(self, name: str, of: str = setting_up.DATABASE) -> Iterator[str]:
        """The URL of a copy of a database, for as long as the block lasts."""
        execute(self.url, f'CREATE DATABASE "{name}" TEMPLATE "{of}" STRATEGY file_copy')
        try:
            yield embedded.database_url(self.url, name)
        finally:
            execute(self.url, f'DROP DATABASE "{name}" WITH (FORCE)')

    def environment(self, url: str, port: int) -> Mapping[str, str]:
        """Of a process that serves the database of `url`."""
        return {
            "GRIDWARD_DATA": str(self.settings.data),
            "GRIDWARD_DATABASE_URL": url,
            "GRIDWARD_HOST": "127.0.0.1",
            "GRIDWARD_PORT": str(port),
        }


@contextmanager
def made() -> Iterator[City]:
    PLACE.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=PLACE) as folder:
        print(f"one fsync takes {synced(Path(folder)):,.0f} µs there", flush=True)
        found = settings.from_environment({"GRIDWARD_DATA": folder, "GRIDWARD_DEMO_DAYS": "0"})
        chosen = replace(found, demo_password="bench")  # noqa: S106
        with embedded.server(chosen.data) as url:
            asyncio.run(setting_up.prepare(url, chosen, None, True, lambda _: None))
            asyncio.run(_to_morning(setting_up.city_url(url, chosen)))
            yield City(url, chosen)


async def _to_morning(url: str) -> None:
    """Winds the city's clock on to the next Monday, 09:00: at night and on rest days others are on duty."""
    now = wall.now()
    seconds = int((morning_after(now) - now).total_seconds())
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("UPDATE city SET offset_seconds = $1", seconds)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def morning_after(now: datetime) -> datetime:
    local = now.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=7 - local.weekday()) + MORNING


def execute(url: str, statement: str) -> None:
    """One statement by itself, on a connection of its own. Not for use within a loop."""

    async def go() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(go())


async def informants(database: Database, count: int) -> list[Informant]:
    """So many informants, evenly spread over the groups of the city."""
    async with store.snapshot(database) as connection:
        records = await connection.fetch(
            "SELECT p.person_id, g.code, g.path, g.boundary FROM post AS p JOIN grid AS g ON g.id = p.grid_id"
            " JOIN account AS a ON a.person_id = p.person_id WHERE p.role = 'informant' ORDER BY g.path"
        )
    return [_informant(records[place * len(records) // count]) for place in range(count)]


def _informant(record: Any) -> Informant:
    *_, township, village, group = record["path"].split(".")
    lon, lat = middle(record["boundary"])
    return Informant(record["person_id"], group, township, village, lat, lon)


def middle(boundary: dict[str, Any]) -> tuple[float, float]:
    """The mean of an outline's corners, which for the cells of a Voronoi diagram lies within."""
    ring = boundary["coordinates"][0]
    while not isinstance(ring[0][0], int | float):
        ring = ring[0]
    return sum(corner[0] for corner in ring) / len(ring), sum(corner[1] for corner in ring) / len(ring)


async def tokens_of(database: Database, usernames: list[str]) -> dict[str, str]:
    """A sign-in's token for each name. Passwords are left out: verifying one is slow on purpose."""
    async with store.snapshot(database) as connection:
        found = {name: await store.signing.account(connection, name) for name in usernames}
    return {name: await token_of(database, account.person_id) for name, account in found.items() if account}


async def token_of(database: Database, person_id: UUID) -> str:
    token, _ = await Tokens(Signings(database)).issue(person_id, wall.now())
    return token


def unused_keys() -> Keys:
    """Keys for an engine in this process; nothing that they seal is read again."""
    return Keys(MultiFernet([Fernet(Fernet.generate_key())]), Ed25519PrivateKey.generate())


def body(informant: Informant, category: str, words: str) -> bytes:
    """A report as a phone sends it."""
    report = {
        "category": category,
        "description": words,
        "grid": informant.grid,
        "location": {"lat": round(informant.lat, 6), "lon": round(informant.lon, 6), "address": "通湖路 12 号门前"},
        "severity": 4,
        "source": "informant",
    }
    return json.dumps(report, ensure_ascii=False).encode()
