"""What is wrong with a set-up, in plain words, each finding with what to do about it."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import disk_usage
from typing import Any

from models import embedded, migrating, server
from models.database import Database
from models.people import Language
from workflow import setting_up, store, wall
from workflow.days import published_days
from workflow.delivery import channels
from workflow.errors import SetUpError
from workflow.messages import say
from workflow.rules.problems import RulesInvalid
from workflow.rules.reading import read
from workflow.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `code` names the sentence, `well` whether it is as it should be. `advice` is what is worth
    knowing and stops nothing."""

    code: str
    well: bool
    facts: dict[str, Any] = field(default_factory=dict)
    advice: bool = False

    def say(self, language: Language) -> str:
        return say(language, f"doctor-{self.code}-{'well' if self.well else 'ill'}", **self.facts)


SPARE_GB = 2.0
"""Less room than this for photos is said."""


async def examine(settings: Settings) -> list[Finding]:
    """Everything that can be looked at from here, the database last."""
    port, serving = _port(settings)
    findings = [port, _folder(settings), *media(settings), *_rules(settings), _calendar(), *_channels(settings)]
    try:
        with nullcontext(settings.database_url) if settings.database_url else embedded.server(settings.data) as url:
            findings += await _database(url, settings, serving)
    except (OSError, embedded.EmbeddedError) as cause:
        findings.append(Finding("database", False, {"reason": str(cause)[:200]}))
    return findings


def _port(settings: Settings) -> tuple[Finding, bool]:
    """Free, or Gridward's own; and whether one serves there."""
    facts = {"host": settings.host, "port": str(settings.port)}
    connection = HTTPConnection(settings.host, settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        ours = connection.getresponse().getheader("X-Gridward") is not None
    except ConnectionRefusedError:
        return Finding("port", True, facts), False
    except (OSError, HTTPException):
        ours = False
    finally:
        connection.close()
    return (Finding("serving", True, facts), True) if ours else (Finding("port", False, facts), False)


def _folder(settings: Settings) -> Finding:
    """The data folder is ours to write in."""
    return Finding("folder", _writable(settings.data), {"data": str(settings.data)})


def media(settings: Settings) -> Iterator[Finding]:
    """The photos' folder is ours to write in, and has room."""
    well = _writable(settings.media)
    yield Finding("media", well, {"media": str(settings.media)})
    if well:
        free = disk_usage(settings.media).free / 1e9
        yield Finding("space", free >= SPARE_GB, {"free": f"{free:.1f}"}, advice=True)


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_text("")
        probe.unlink()
    except OSError:
        return False
    return True


def _rules(settings: Settings) -> Iterator[Finding]:
    facts = {"file": str(settings.rules)}
    try:
        read(settings.rules.read_text(encoding="utf-8"), settings.rules.name)
    except (OSError, UnicodeDecodeError) as cause:
        yield Finding("rules", False, {**facts, "reason": type(cause).__name__})
    except RulesInvalid as invalid:
        first = invalid.problems[0]
        yield Finding("rules", False, {**facts, "reason": f"{first.line}:{first.column} {first.code}"})
    else:
        yield Finding("rules", True, facts)


def _channels(settings: Settings) -> Iterator[Finding]:
    """By which channels people can be reached beside their lists. Whether the servers answer is not tried."""
    try:
        ready = channels.couriers(settings)
    except SetUpError as cause:
        yield Finding("channels", False, {"reason": str(cause.facts["what"])})
        return
    yield from (Finding(f"channel-{channel}", channel in ready, advice=True) for channel in channels.ALL)


def _calendar() -> Finding:
    """A year without a published calendar gives provisional deadlines; said from November on."""
    now = wall.now()
    year = now.year + (now.month >= 11)
    return Finding("calendar", year in published_days(1).years, {"year": str(year)}, advice=True)


async def _database(url: str, settings: Settings, serving: bool) -> list[Finding]:
    target = setting_up.city_url(url, settings)
    try:
        version = await server.version(target)
    except server.NoSuchDatabase:
        return [Finding("seeded", False)]
    except server.Unreached as cause:
        return [Finding("database", False, {"reason": str(cause)})]
    facts = {"version": version.text}
    if version.too_old:
        return [Finding("version", False, facts)]
    return [Finding("version", True, facts), *await _tables(target, serving)]


async def _tables(target: str, serving: bool) -> list[Finding]:
    current, head = await migrating.current(target), migrating.head()
    if current != head:
        return [Finding("migrated", False, {"current": str(current), "head": head})]
    database = await Database.open(target, 1)
    try:
        async with store.transaction(database) as connection:
            city = await store.seeding.city_row(connection)
            alive = await store.due.clock_alive(connection)
            unwatched = await store.audit.unwatched(connection)
            late = await store.sending.lateness(connection, wall.now())
    finally:
        await database.close()
    return [
        Finding("migrated", True, {"head": head}),
        Finding("seeded", city is not None, {"city": city.name} if city else {}),
        Finding("clock", alive, advice=not serving),
        Finding("watched", not unwatched, {"count": str(len(unwatched))}),
        Finding("letters", not late.dead, {"count": str(late.dead)}, advice=True),
    ]
