"""The record of what was changed and by whom: one list over every table that keeps such a record, the newest first.

Each page reads a page of each table by its index on the instant (or on who and the instant), and no more.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from workflow.store import paging
from workflow.store.transactions import Connection


class About(StrEnum):
    """What was changed, or looked at."""

    STAFF = "staff"
    """People, posts, units and grids."""
    ROSTERS = "rosters"
    RULES = "rules"
    CALENDAR = "calendar"
    LOOKS = "looks"
    """At who reported a case."""
    LETTERS = "letters"
    """That nobody took: sent again or given up."""


@dataclass(frozen=True)
class Sought:
    """Which records: of these kinds (of all if there is none), by a person, about a person, a unit or a grid with its
    `path`, about a case, from an instant on and until one."""

    about: frozenset[About] = frozenset()
    by: UUID | None = None
    subject: UUID | None = None
    path: str | None = None
    case: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Record:
    """One of them. `by` is a person's id, or words such as `command line`; `path` where it was, `number` of which case,
    `version` of which rules or calendar; `facts` what else is kept, nothing once they were erased."""

    about: About
    key: str
    at: datetime
    by: str
    kind: str
    subject: UUID | None
    path: str | None
    number: str | None
    version: int | None
    why: str | None
    facts: dict[str, Any] | None


@dataclass(frozen=True)
class Trail:
    """A page; `next` is the cursor of the page after this one."""

    items: list[Record]
    next: str | None


@dataclass(frozen=True)
class _Source:
    """A table. `by` is its column of who did it; `subject`, `path` and `case` those by which it can be sought."""

    columns: str
    table: str
    key: str
    by: str = "by_id"
    person: bool = True
    subject: str | None = None
    path: str | None = None
    case: str | None = None


_NONE = "NULL::uuid AS subject, NULL::text AS path"
_SOURCES = {
    About.STAFF: _Source(
        "kind, subject_id AS subject, path, NULL::text AS number, NULL::integer AS version,"
        " facts->>'reason' AS why, facts",
        "directory_change",
        "lpad(number::text, 10, '0')",
        subject="subject_id",
    ),
    About.ROSTERS: _Source(
        "kind, NULL::uuid AS subject, path, NULL::text AS number, NULL::integer AS version,"
        " reason AS why, NULL::jsonb AS facts",
        "roster_change",
        "id::text",
        path="path",
    ),
    About.RULES: _Source(
        f"CASE WHEN undoes IS NULL THEN 'switched' ELSE 'went_back' END AS kind, {_NONE}, decision AS number,"
        " rules_version AS version, why, NULL::jsonb AS facts",
        "switch",
        "lpad(number::text, 10, '0')",
        by="by",
        person=False,
    ),
    About.CALENDAR: _Source(
        f"'published' AS kind, {_NONE}, NULL::text AS number, calendar_version AS version, why, NULL::jsonb AS facts",
        "calendar_switch",
        "lpad(number::text, 10, '0')",
        by="by",
        person=False,
    ),
    About.LOOKS: _Source(
        f"'looked' AS kind, {_NONE}, (SELECT number FROM incident WHERE id = incident_id) AS number,"  # noqa: S608
        # Why stands with the case, for those who may know of its reporter: it may say a name.
        " NULL::integer AS version, NULL::text AS why, NULL::jsonb AS facts",
        "reporter_look",
        "id::text",
        by="person_id",
        case="incident_id",
    ),
    About.LETTERS: _Source(
        f"act AS kind, {_NONE}, (SELECT i.number FROM notice AS n JOIN incident AS i ON i.id = n.incident_id"  # noqa: S608
        " WHERE n.id = notice_id) AS number, NULL::integer AS version, reason AS why, NULL::jsonb AS facts",
        "letter_act",
        "id::text",
    ),
}


@dataclass
class _Asked:
    """A statement that is being made, with its values."""

    values: list[Any] = field(default_factory=list)

    def value(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


async def records(c: Connection, sought: Sought, cursor: str | None, limit: int) -> Trail:
    """A page of what is sought. BadInput for a cursor or limit that cannot be."""
    limit, after = paging.checked(limit), paging.after_key(cursor)
    asked = _Asked()
    parts = [_part(asked, about, sought, after, limit) for about in _wanted(sought)]
    if not parts:
        return Trail([], None)
    found = await c.fetch(
        f"SELECT * FROM ({' UNION ALL '.join(f'({part})' for part in parts)}) AS x"  # noqa: S608
        f' ORDER BY at DESC, key COLLATE "C" DESC LIMIT {limit + 1:d}',
        *asked.values,
    )
    items = [_record(dict(each)) for each in found[:limit]]
    last = items[-1] if len(found) > limit else None
    return Trail(items, paging.closed(last.at.isoformat(), last.key) if last else None)


def _wanted(sought: Sought) -> list[About]:
    """The tables in which something can be found."""
    chosen = sought.about or frozenset(About)
    return [about for about in About if about in chosen and _reaches(_SOURCES[about], sought)]


def _reaches(source: _Source, sought: Sought) -> bool:
    if sought.case is not None:
        return source.case is not None
    if sought.subject is not None:
        return source.subject is not None or (source.path is not None and sought.path is not None)
    return True


def _part(asked: _Asked, about: About, sought: Sought, after: tuple[datetime, str] | None, limit: int) -> str:
    source = _SOURCES[about]
    key = f"'{about}:' || {source.key}"
    said = [f"at >= {asked.value(sought.since)}"] if sought.since else []
    said += [f"at < {asked.value(sought.until)}"] if sought.until else []
    if sought.by is not None:
        said.append(f"{source.by} = {asked.value(sought.by if source.person else str(sought.by))}")
    said += _subject(asked, source, sought)
    if after is not None:
        at, place = asked.value(after[0]), asked.value(after[1])
        said.append(f'at <= {at} AND (at, ({key}) COLLATE "C") < ({at}, {place})')
    where = f" WHERE {' AND '.join(said)}" if said else ""
    return (
        f"SELECT '{about}' AS about, {key} AS key, at, coalesce({source.by}::text, '') AS by, {source.columns}"  # noqa: S608
        f' FROM {source.table}{where} ORDER BY at DESC, ({key}) COLLATE "C" DESC LIMIT {limit + 1:d}'
    )


def _subject(asked: _Asked, source: _Source, sought: Sought) -> Collection[str]:
    if sought.case is not None:
        return [f"{source.case} = {asked.value(sought.case)}"]
    if sought.subject is None:
        return []
    if source.subject is not None:
        return [f"{source.subject} = {asked.value(sought.subject)}"]
    return [f"{source.path} = {asked.value(sought.path)}"]


def _record(found: dict[str, Any]) -> Record:
    return Record(**{**found, "about": About(found["about"])})
