"""One simulation from its options to its summary: in memory, or in a database of its own."""

import asyncio
import gc
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from models import embedded, migrating, server
from models.database import Database
from models.people import Language
from workflow import exporting, keys, store
from workflow.calendar import SHANGHAI
from workflow.days import published_days
from workflow.engine import Engine
from workflow.identity import Seeded
from workflow.keys import Keys
from workflow.ledger import digest
from workflow.messages import say
from workflow.patrols.remembered import SEED as PATROLS
from workflow.rules.language import Rules
from workflow.settings import Settings
from workflow.simulation.ground import Ground
from workflow.simulation.in_database import InDatabase, VirtualClock
from workflow.simulation.in_memory import InMemory, Witness
from workflow.simulation.invariants import Broken
from workflow.simulation.life import Life
from workflow.simulation.scene import Scene, scene
from workflow.simulation.summary import summary
from workflow.territory.tree import Tree

STAFF: Final = 321084
"""The seed of the made-up staff and places: they are the demonstration's, whatever happens to them."""

NAME: Final = "gridward_simulation"
CONNECTIONS: Final = 3
NOBODY: Final = "!"
"""A password's hash that nothing opens."""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Options:
    """`rate` is the mean number of reports on a working day."""

    first: date
    days: int
    seed: int
    rate: float

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI).astimezone(UTC)

    def scene(self, tree: Tree, rules: Rules) -> Scene:
        return scene(tree, rules.numbered(1), published_days(1), STAFF, self.seed, self.since, self.days)

    def life(self, setting: Scene, ground: Ground) -> Life:
        return Life(setting, ground, self.first, self.days, self.seed, self.rate)


async def in_memory(tree: Tree, rules: Rules, options: Options, progress: Progress, export: Path | None = None) -> Life:
    """A life in memory, lived to its end with every promise checked; its record goes into a folder, if one is named."""
    setting = options.scene(tree, rules)
    world = Witness(setting.directory, setting.rules, setting.calendar, Seeded(options.seed))
    life = await _lived(options.life(setting, InMemory(world, lean=True)), progress)
    if export:
        exporting.export_lived(world, export)
    return life


async def in_database(url: str, own: Keys, tree: Tree, rules: Rules, options: Options, progress: Progress) -> Life:
    """The same life through the engine, in an empty database that is migrated."""
    setting, clock = options.scene(tree, rules), VirtualClock(options.since)
    database = await Database.open(url, CONNECTIONS)
    try:
        await _put(database, setting, tree, options)
        engine = Engine(database, own, Seeded(options.seed), clock, of_patrols=Seeded(PATROLS))
        return await _lived(options.life(setting, InDatabase(engine, clock)), progress)
    finally:
        await database.close()


async def _put(database: Database, setting: Scene, tree: Tree, options: Options) -> None:
    rules, days = setting.rules, setting.days.to_json()
    async with store.transaction(database) as connection:
        await store.versions.add_rules(connection, rules.text, rules.hash, "simulation", "", options.since)
        await store.versions.add_calendar(connection, days, digest(days), "simulation", "", options.since)
        await store.versions.activate(connection, rules=1, calendar=1)
        await store.seeding.seed_city(connection, setting.city, NOBODY, True, tree.hash, options.since)


async def _lived(life: Life, progress: Progress) -> Life:
    """To its end. What is kept is kept till then, so that looking for garbage among it would only cost."""
    gc.disable()
    try:
        await life.run(progress)
        await life.check_chains(life.end)
    finally:
        gc.enable()
    return life


def lines(life: Life, language: Language) -> Iterator[str]:
    """The summary of a life."""
    facts = {"first": life.first.isoformat(), "days": life.days, "seed": life.seed, "rate": f"{life.rate:g}"}
    yield say(language, "simulation-title", **{name: str(value) for name, value in facts.items()})
    views, meetings = life.mind.views, life.mind.meetings
    yield from summary(
        language, life.scene.directory, views, meetings, life.published, life.tally, life.end, life.walks.wholes
    )


def broken(fault: Broken, options: Options, language: Language) -> Iterator[str]:
    """What did not hold, where, and the command that shows it again."""
    tz = SHANGHAI
    day = (fault.at.astimezone(tz).date() - options.first).days + 1
    days = max(1, min(options.days, day))
    command = f"gridward simulate --from {options.first} --days {days} --seed {options.seed} --rate {options.rate:g}"
    yield say(language, "simulation-broken", promise=fault.promise)
    yield say(
        language, "simulation-broken-where", where=fault.where, at=fault.at.astimezone(tz).isoformat(), what=fault.what
    )
    yield say(language, "simulation-broken-replay", command=command)


@asynccontextmanager
async def passing_server(settings: Settings) -> AsyncIterator[tuple[str, Keys]]:
    """A migrated, empty database on an embedded server in a passing folder, and keys of its own; all is gone after."""
    with TemporaryDirectory(prefix="gridward-simulation-") as folder:
        kept = replace(settings, data=Path(folder), database_url="")
        with embedded.server(kept.data, fsync=False) as url:
            await server.ensure_database(url, NAME)
            target = embedded.database_url(url, NAME)
            await asyncio.to_thread(migrating.upgrade, target)
            yield target, keys.load(kept)


@asynccontextmanager
async def passing_database(settings: Settings) -> AsyncIterator[tuple[str, Keys]]:
    """The same as a new database on the server that the settings name, dropped after; no city that is there is
    touched."""
    name = f"{NAME}_{secrets.token_hex(6)}"
    with TemporaryDirectory(prefix="gridward-simulation-") as folder:
        await server.ensure_database(settings.database_url, name)
        try:
            target = embedded.database_url(settings.database_url, name)
            await asyncio.to_thread(migrating.upgrade, target)
            yield target, keys.load(replace(settings, data=Path(folder), fernet_keys="", signing_key=""))
        finally:
            await server.drop_database(settings.database_url, name)
