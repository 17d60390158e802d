"""From an empty folder to a running city: tables, rules, calendar, territory, staff, sign-ins."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher

from models import embedded, migrating, server
from models.database import Database
from workflow import keys, ledger, store, wall
from workflow.days import published_days
from workflow.demonstration import bare, demonstration
from workflow.engine import Engine
from workflow.errors import SetUpError
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.settings import HOME, Settings
from workflow.territory import Tree, read_tree

DATABASE = "gridward"
SEED = 321084
"""Of the demonstration city: the same staff, groups and boundaries everywhere."""

Tell = Callable[[float], None]


def city_url(url: str, settings: Settings) -> str:
    """The city's own database: the one that the settings name, or `gridward` on the embedded server."""
    return url if settings.database_url else embedded.database_url(url, DATABASE)


async def prepare(url: str, settings: Settings, city: Path | None, made_up: bool, tell: Tell) -> str:
    """Everything that a city needs before it serves; what is there already stays. The URL of its database."""
    target = city_url(url, settings)
    rules = read(rules_text(settings), settings.rules.name)
    tree = read_tree(_tree_text(city), rules.tiers) if city else None
    tell(0.1)
    await migrate(url, settings, "head")
    tell(0.3)
    database = await Database.open(target, 2)
    try:
        await _seed(database, settings, rules, tree, made_up, tell)
    finally:
        await database.close()
    tell(1.0)
    return target


async def migrate(url: str, settings: Settings, revision: str) -> None:
    await _reach(url, settings)
    await asyncio.to_thread(migrating.upgrade, city_url(url, settings), revision)


async def _reach(url: str, settings: Settings) -> None:
    """The server answers, is new enough, and on the embedded one the city's database exists."""
    try:
        version = await server.version(url)
        if version.too_old:
            raise SetUpError(what="database-too-old", version=version.text)
        if not settings.database_url:
            await server.ensure_database(url, DATABASE)
    except server.Unreached as cause:
        raise SetUpError(what="database-unreachable", reason=str(cause)) from cause


async def _seed(
    database: Database, settings: Settings, rules: Rules, tree: Tree | None, made_up: bool, tell: Tell
) -> None:
    now = wall.now()
    async with store.transaction(database) as connection:
        there = await store.seeding.city_row(connection)
        if there is not None:
            if tree is not None and there.tree_hash != tree.hash:
                raise SetUpError(what="other-city", city=there.name, root=there.root_code, data=str(settings.data))
            return
        tree = tree or read_tree((HOME / "workflow" / "cities" / "gaoyou.csv").read_bytes(), rules.tiers)
        city = demonstration(tree, SEED, now) if made_up else bare(tree, now)
        tell(0.6)
        await _first_versions(connection, rules, now)
        hashed = await asyncio.to_thread(PasswordHasher().hash, password(settings))
        await store.seeding.seed_city(connection, city, hashed, made_up, tree.hash, now)


async def _first_versions(connection: store.Connection, rules: Rules, now: datetime) -> None:
    number = await store.versions.add_rules(connection, rules.text, rules.hash, "gridward", "shipped", now)
    days = published_days(1).to_json()
    calendar = await store.versions.add_calendar(connection, days, ledger.digest(days), "gridward", "seeded", now)
    await store.versions.activate(connection, rules=number, calendar=calendar)


def password(settings: Settings) -> str:
    """The one of the demonstration's sign-ins (of the administrator in a real city): the setting's, or made up once
    and kept with the secrets."""
    if settings.demo_password:
        return settings.demo_password
    return keys.kept_text(settings.secrets / "demonstration-password", secrets.token_urlsafe(9))


def welcome(settings: Settings) -> str:
    """Where to open it and how to sign in."""
    return "\n".join(
        (
            f"Gridward  {settings.url}",
            f"  sign in as  admin, centre, supervisor, dispatcher-321084001, handler-321084001003, informant-0001 …"
            f"  with  {password(settings)}",
        )
    )


def rules_text(settings: Settings) -> str:
    try:
        return settings.rules.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise SetUpError(what="file-unreadable", file=str(settings.rules)) from cause


def _tree_text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise SetUpError(what="file-unreadable", file=str(path)) from cause


def check_port(settings: Settings) -> None:
    """SetUpError where somebody else listens already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as cause:
            raise SetUpError(what="port-taken", host=settings.host, port=settings.port) from cause


async def rules_in_force(engine: Engine) -> str:
    return (await engine.now()).rules.text


async def activate_rules(engine: Engine, text: str, name: str, author: str, note: str) -> int:
    """Stores a version and switches it on for what is reported from now on; its number."""
    rules = read(text, name)
    async with store.transaction(engine.database) as connection:
        now = wall.now()
        number = await store.versions.add_rules(connection, rules.text, rules.hash, author, note, now)
        await store.versions.activate(connection, rules=number)
    return number
