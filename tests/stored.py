"""The small city in PostgreSQL, with a clock and ids that a test passes in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.database import Database
from models.people import Roster
from tests.small import MARKET, VILLAGE, around_the_clock, grids, rules, staff, uid, units
from workflow import ledger, store
from workflow.days import published_days
from workflow.engine import NO_MEDIA, Engine
from workflow.identity import Source
from workflow.keys import Keys


def city(rosters: list[Roster] | None = None) -> Any:
    people = staff()
    return SimpleNamespace(
        name="Small",
        prefix="GY",
        grids=grids(),
        covers=[(uid(MARKET), uid(f"{VILLAGE}02"))],
        units=units(),
        persons=list(people.persons.values()),
        posts=people.posts,
        rosters=around_the_clock(people.posts) if rosters is None else rosters,
        accounts={name: person.id for name, person in people.persons.items()},
    )


async def seed(database: Database, now: datetime, hashed: str = "!", rosters: list[Roster] | None = None) -> None:
    """The small city with the shipped rules and the published calendar in force."""
    shipped, days = rules(), published_days(1).to_json()
    async with store.transaction(database) as connection:
        await store.versions.add_rules(connection, shipped.text, shipped.hash, "test", "", now)
        await store.versions.add_calendar(connection, days, ledger.digest(days), "test", "", now)
        await store.versions.activate(connection, rules=1, calendar=1)
        await store.seeding.seed_city(connection, city(rosters), hashed, True, "", now)


def keys() -> Keys:
    return Keys(MultiFernet([Fernet(Fernet.generate_key())]), Ed25519PrivateKey.generate())


@asynccontextmanager
async def small_engine(
    url: str,
    source: Source,
    clock: Callable[[], datetime],
    rosters: list[Roster] | None = None,
    media: Path = NO_MEDIA,
    of_patrols: Source | None = None,
) -> AsyncIterator[Engine]:
    database = await Database.open(url, 8)
    try:
        await seed(database, clock(), rosters=rosters)
        yield Engine(database, keys(), source, clock, media, of_patrols)
    finally:
        await database.close()
