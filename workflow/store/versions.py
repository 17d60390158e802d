"""The versions of rules and calendar, and which of them are in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.record import CalendarSwitch, CalendarSwitchRow, RuleVersion, RuleVersionRow, Switch, SwitchRow
from workflow.errors import NotFound
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

SWITCH = sets.columns(SwitchRow, Switch)
_CALENDAR_SWITCH = sets.columns(CalendarSwitchRow, CalendarSwitch)


@dataclass(frozen=True)
class Active:
    """What is in force: the numbers of rules, calendar and directory, and how far the city's clock was wound on.
    `since` is when the city began; none where there is none yet."""

    rules: int
    calendar: int
    directory: int
    offset_seconds: int
    since: datetime | None = None


async def active(c: Connection, share: bool = True) -> Active:
    """What is in force. With `share` nobody can change it until the transaction ends; without, it is only read (for
    a page that shows something). NotFound before the first `activate`."""
    record = await c.fetchrow(_ACTIVE + (" FOR SHARE OF a" if share else ""))
    if record is None:
        raise NotFound(what="active")
    return Active(**dict(record))


_ACTIVE = """
SELECT a.rules_version AS rules, a.calendar_version AS calendar, a.directory,
       coalesce(c.offset_seconds, 0) AS offset_seconds, c.seeded_at AS since
FROM active AS a LEFT JOIN city AS c ON true"""


async def take(c: Connection) -> Active:
    """The same for who is about to change it: waits for whoever decides under it, and everybody else waits for them."""
    await c.execute("SELECT FROM active FOR UPDATE")
    return await active(c, share=False)


async def rules_text(c: Connection, number: int) -> str:
    """The rules file of a version, as it was."""
    text: str | None = await c.fetchval("SELECT text FROM rule_version WHERE number = $1", number)
    if text is None:
        raise NotFound(what="rules", number=number)
    return text


async def rule_version(c: Connection, number: int) -> RuleVersion:
    """One version of the rules."""
    chosen = sets.selected(RuleVersionRow, RuleVersion)
    record = await c.fetchrow(f"SELECT {chosen} FROM rule_version WHERE number = $1", number)  # noqa: S608
    if record is None:
        raise NotFound(what="rules", number=number)
    return made(RuleVersion, [record])[0]


async def rule_versions(c: Connection, before: int | None, limit: int) -> list[RuleVersion]:
    """The versions of the rules, the newest first; of numbers below one, where it is named."""
    chosen = sets.selected(RuleVersionRow, RuleVersion)
    records = await c.fetch(
        f"SELECT {chosen} FROM rule_version WHERE $1::integer IS NULL OR number < $1"  # noqa: S608
        f" ORDER BY number DESC LIMIT {limit:d}",
        before,
    )
    return made(RuleVersion, records)


async def calendar_days(c: Connection, number: int) -> dict[str, Any]:
    """The published days of a version of the calendar."""
    days: dict[str, Any] | None = await c.fetchval("SELECT days FROM calendar_version WHERE number = $1", number)
    if days is None:
        raise NotFound(what="calendar", number=number)
    return days


async def calendars(c: Connection) -> dict[int, dict[str, Any]]:
    """The published days of every version of the calendar, by number."""
    records = await c.fetch("SELECT number, days FROM calendar_version ORDER BY number")
    return {record["number"]: record["days"] for record in records}


async def add_rules(c: Connection, text: str, hash_: str, author: str, note: str, now: datetime) -> int:
    """The number of these rules: a new one, or the one that the same rules have already."""
    return await _add(c, "rule_version", "text", text, hash_, author, note, now)


async def add_calendar(c: Connection, days: dict[str, Any], hash_: str, author: str, note: str, now: datetime) -> int:
    """The number of this calendar: a new one, or the one that the same calendar has already."""
    return await _add(c, "calendar_version", "days", days, hash_, author, note, now)


async def _add(
    c: Connection, table: str, column: str, content: Any, hash_: str, author: str, note: str, now: datetime
) -> int:
    # Numbers without gaps: who adds waits for whoever is adding. Reading goes on.
    await c.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    known: int | None = await c.fetchval(f"SELECT number FROM {table} WHERE hash = $1", hash_)  # noqa: S608
    if known is not None:
        return known
    number: int = await c.fetchval(
        f"INSERT INTO {table} (number, hash, {column}, author, note, created_at)"  # noqa: S608
        f" SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5 FROM {table} RETURNING number",
        hash_,
        content,
        author,
        note,
        now,
    )
    return number


async def log(c: Connection, switch: Switch) -> None:
    """Writes down that rules were switched on."""
    await sets.insert(c, SwitchRow, SWITCH, [switch])


async def log_calendar(c: Connection, number: int, before: int, by: str, why: str, now: datetime) -> None:
    """Writes down that another calendar was put in force. Whoever does holds what is in force (`take`)."""
    await c.execute(
        "INSERT INTO calendar_switch (number, at, calendar_version, before, by, why)"
        " SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5 FROM calendar_switch",
        *(now, number, before, by, why),
    )


async def calendar_switches(c: Connection, numbers: Collection[int]) -> list[CalendarSwitch]:
    """When these calendars were put in force, the earliest first."""
    return made(
        CalendarSwitch,
        await c.fetch(
            f"SELECT {sets.listed(_CALENDAR_SWITCH)} FROM calendar_switch"  # noqa: S608
            " WHERE calendar_version = ANY($1) ORDER BY number",
            list(numbers),
        ),
    )


@dataclass(frozen=True)
class CalendarVersion:
    """A version of the calendar without its days: who stored it, when, and what they said."""

    number: int
    author: str
    note: str
    created_at: datetime


async def calendar_versions(c: Connection, before: int | None, limit: int) -> list[CalendarVersion]:
    """The versions of the calendar, the newest first; of numbers below one, where it is named."""
    records = await c.fetch(
        "SELECT number, author, note, created_at FROM calendar_version WHERE $1::integer IS NULL OR number < $1"  # noqa: S608
        f" ORDER BY number DESC LIMIT {limit:d}",
        before,
    )
    return [CalendarVersion(**dict(record)) for record in records]


async def switches(c: Connection) -> list[Switch]:
    """When which rules were switched on, the earliest first."""
    return made(Switch, await c.fetch(f"SELECT {sets.listed(SWITCH)} FROM switch ORDER BY number"))  # noqa: S608


async def activate(
    c: Connection,
    rules: int | None = None,
    calendar: int | None = None,
    directory: bool = False,
    staff: bool = False,
) -> None:
    """Puts versions in force, and with `directory` says that territory, units or staff have changed, with `staff` that
    only persons, posts or rosters have. Waits for the changes that are being decided under what was in force. The first
    time it needs both versions."""
    done = await c.execute(
        "UPDATE active SET rules_version = coalesce($1, rules_version), directory = directory + $3,"
        " territory = CASE WHEN $4 THEN directory + 1 ELSE territory END,"
        " calendar_version = coalesce($2, calendar_version)",
        rules,
        calendar,
        int(directory or staff),
        directory,
    )
    if done == "UPDATE 0":
        await c.execute(
            "INSERT INTO active (id, rules_version, calendar_version, directory, territory) VALUES (1, $1, $2, 1, 1)",
            rules,
            calendar,
        )
