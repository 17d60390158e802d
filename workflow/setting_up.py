"""From an empty folder to a running city: tables, rules, calendar, territory, staff, sign-ins."""

import asyncio
import secrets
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from models import embedded, migrating, server
from models.database import Database
from models.people import Language
from models.record import Switch
from models.territory import CityRow
from workflow import foreseeing, founding, keys, ledger, store, wall
from workflow.days import Days, published_days
from workflow.demonstration import bare, demonstration
from workflow.engine import Engine
from workflow.errors import BadInput, SetUpError
from workflow.messages import has, say
from workflow.rules.language import Rules
from workflow.rules.reading import read, recall
from workflow.settings import HOME, Settings
from workflow.simulation import behind
from workflow.territory import read_tree
from workflow.territory.tree import Tree
from workflow.timekeeping import Amended

DATABASE = "gridward"
GAOYOU = HOME / "workflow" / "cities" / "gaoyou.csv"
SEED = 321084
"""Of the demonstration city: the same staff, groups and boundaries everywhere."""

FIRST = 1
"""The number of a new city's first version of rules, and of its calendar."""

Tell = Callable[[float], None]


def city_url(url: str, settings: Settings) -> str:
    """The city's own database: the one that the settings name, or `gridward` on the embedded server."""
    return url if settings.database_url else embedded.database_url(url, DATABASE)


@dataclass(frozen=True)
class Ready:
    """A city that can be served: its database, the names of some who can sign in, and where nobody can yet, the code
    by which the administrator is named."""

    url: str
    names: Sequence[str]
    code: str | None = None
    demonstration: bool = True


async def prepare(url: str, settings: Settings, city: Path | None, made_up: bool, tell: Tell) -> Ready:
    """Everything that a city needs before it serves; what is there already stays."""
    target = city_url(url, settings)
    tell(0.1)
    await migrate(url, settings, "head")
    tell(0.3)
    database = await Database.open(target, 2)
    try:
        async with store.transaction(database) as connection:
            there = await store.seeding.city_row(connection)
            if there is None:
                await _seed(connection, settings, city, made_up, tell)
            else:
                await _same_city(connection, there, settings, city)
                await _same_password(connection, there, settings)
                made_up = there.demonstration
            names = await store.signing.examples(connection)
            code = await founding.code(connection, wall.now())
    finally:
        await database.close()
    tell(1.0)
    return Ready(target, names, code, made_up)


async def migrate(url: str, settings: Settings, revision: str) -> None:
    await _reach(url, settings)
    await asyncio.to_thread(migrating.upgrade, city_url(url, settings), revision)


async def existing(url: str, settings: Settings) -> str:
    """The URL of the city's database, which must be there already."""
    target = city_url(url, settings)
    try:
        await server.version(target)
    except server.NoSuchDatabase as cause:
        raise SetUpError(what="no-city", data=str(settings.data)) from cause
    except server.Unreached as cause:
        raise SetUpError(what="database-unreachable", reason=str(cause)) from cause
    return target


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


async def _seed(connection: store.Connection, settings: Settings, file: Path | None, made_up: bool, tell: Tell) -> None:
    now = wall.now()
    tree, rules = tree_and_rules(settings, file)
    # Lived before anything is written: an open transaction that has written holds everybody's live events back.
    past = await _past(tree, rules.numbered(FIRST), settings.demo_days if made_up else 0, now, tell)
    await _first_versions(connection, rules, now)
    city = past.scene.city if past else demonstration(tree, SEED, now) if made_up else bare(tree, now)
    known = password(settings) if made_up else settings.demo_password
    hashed = await asyncio.to_thread(PasswordHasher().hash, known) if known else None
    # What the calendar of jobs asked for in those days, such as the month's bulletin, is owed from the first start on.
    since = past.since if past else now
    await store.seeding.seed_city(connection, city, hashed, made_up, tree.hash, since)
    if past is not None:
        tell(0.85)
        await behind.write(connection, past)


async def _past(tree: Tree, rules: Rules, length: int, now: datetime, tell: Tell) -> behind.Past | None:
    """The days that a demonstration has behind it, if it is to have any."""
    if length == 0:
        return None
    return await behind.lived(
        tree, rules, published_days(FIRST), SEED, now, length, lambda done: tell(0.4 + 0.45 * done)
    )


async def _same_city(connection: store.Connection, there: CityRow, settings: Settings, file: Path | None) -> None:
    """One data folder, one city: another tree is refused."""
    if file is None:
        return
    active = await store.versions.active(connection)
    rules = recall(await store.versions.rules_text(connection, active.rules))
    if read_tree(_tree_text(file), rules.tiers).hash != there.tree_hash:
        raise SetUpError(what="other-city", city=there.name, root=there.root_code, data=str(settings.data))


async def _same_password(connection: store.Connection, there: CityRow, settings: Settings) -> None:
    """In a demonstration the password that is printed is the one that opens: another setting changes it for all
    who still have the old one."""
    shared = await store.signing.shared_password(connection) if there.demonstration else None
    if shared is None:
        return
    hasher, wanted = PasswordHasher(), password(settings)
    try:
        await asyncio.to_thread(hasher.verify, shared, wanted)
    except VerificationError:
        hashed = await asyncio.to_thread(hasher.hash, wanted)
        await store.signing.replace_password(connection, shared, hashed)


async def _first_versions(connection: store.Connection, rules: Rules, now: datetime) -> None:
    number = await store.versions.add_rules(connection, rules.text, rules.hash, "gridward", "shipped", now)
    days = published_days(FIRST).to_json()
    calendar = await store.versions.add_calendar(connection, days, ledger.digest(days), "gridward", "seeded", now)
    await store.versions.activate(connection, rules=number, calendar=calendar)
    await store.versions.log(connection, Switch(number=1, at=now, rules_version=number, by="gridward", why="shipped"))


def password(settings: Settings) -> str:
    """The one of the demonstration's sign-ins: the setting's, or made up once and kept with the secrets."""
    if settings.demo_password:
        return settings.demo_password
    return keys.kept_text(settings.secrets / "demonstration-password", secrets.token_urlsafe(9))


def welcome(settings: Settings, ready: Ready) -> str:
    """Where to open it, who can sign in and to do what (or the link by which a new city's administrator is named), and
    where the command is."""
    rows = [(name, _use(name)) for name in ready.names]
    if ready.code is not None:
        both = " · ".join(say(language, "set-up-link") for language in (Language.ZH, Language.EN))
        rows += [("set-up", f"{settings.public_url or settings.url}/set-up#{ready.code}"), ("", both)]
    elif ready.demonstration:
        rows.append(("password", password(settings)))
    rows.append(("command", _command()))
    width = max(len(name) for name, _ in rows)
    return "\n".join([f"Gridward  {settings.url}", *(f"  {name:{width}}  {said}".rstrip() for name, said in rows)])


def _use(name: str) -> str:
    """What a sign-in of that sort is for, in both languages; nothing for one that is not of the demonstration."""
    code = f"sign-in-{name.partition('-')[0]}"
    return " · ".join(say(language, code) for language in (Language.ZH, Language.EN) if has(code, language))


def _command() -> str:
    """Where `gridward` is, as one would type it here."""
    command = Path(sys.executable).with_name("gridward")
    return str(command.relative_to(Path.cwd()) if command.is_relative_to(Path.cwd()) else command)


def rules_text(settings: Settings) -> str:
    try:
        return settings.rules.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise SetUpError(what="file-unreadable", file=str(settings.rules)) from cause


def tree_and_rules(settings: Settings, city: Path | None) -> tuple[Tree, Rules]:
    """The territory of a file (Gaoyou's if none) and the rules of the settings, read and checked."""
    rules = read(rules_text(settings), settings.rules.name)
    return read_tree(_tree_text(city or GAOYOU), rules.tiers), rules


def _tree_text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as cause:
        raise SetUpError(what="file-missing", file=str(path)) from cause
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


def days_of(text: str | None) -> Days:
    """The years of a file, or those of the program; BadInput for what is no calendar."""
    try:
        return Days.from_json(orjson.loads(text)) if text is not None else published_days(1)
    except (ValueError, KeyError, TypeError) as cause:
        raise BadInput("calendar", "not-a-calendar", why=str(cause)) from cause


async def publish_calendar(engine: Engine, text: str | None, author: str, note: str) -> Amended:
    """Amends the calendar; what came of it. BadInput for what is no calendar, or one on which nobody ever works."""
    days = days_of(text)
    foreseeing.calendar_of(days, (await engine.now()).rules)
    return await engine.timekeeping.amend_calendar(days, author, note)


async def rules_in_force(engine: Engine) -> str:
    return (await engine.now()).rules.text
