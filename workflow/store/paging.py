"""Pages of incidents: after a page comes the one that its cursor names, whatever happens in between."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from models.incident import Incident, IncidentRow
from workflow.errors import BadInput
from workflow.store.reading import made
from workflow.store.sets import columns, listed
from workflow.store.transactions import Connection

LONGEST = 200
"""The most items of a page."""

LONGEST_KEY = 64

COLUMNS = listed(columns(IncidentRow, Incident), "i.")


@dataclass(frozen=True)
class Page:
    """`next` is the cursor of the page after this one; None on the last."""

    items: list[Incident]
    next: str | None


@dataclass(frozen=True)
class Urgency:
    """A place in the order of a queue; `due` is as PostgreSQL writes it, so that it may be infinite."""

    calm: bool
    severity: int
    due: str
    id: UUID

    @classmethod
    def of(cls, incident: Incident) -> "Urgency":
        due = incident.due_at.isoformat() if incident.due_at else "infinity"
        return cls(not incident.urgent, incident.severity, due, incident.id)


def checked(limit: int) -> int:
    """BadInput for a page of nothing or of too much."""
    if not 1 <= limit <= LONGEST:
        raise BadInput("limit", "out-of-range", least=1, most=LONGEST)
    return limit


def after_urgency(cursor: str | None) -> Urgency | None:
    """The place that a queue's cursor names."""
    if cursor is None:
        return None
    match _opened(cursor):
        case [bool(calm), int(severity), str(due), str(identity)] if 0 <= severity <= 9:
            return Urgency(calm, severity, _instant(due), _uuid(identity))
    raise _broken()


def after_id(cursor: str | None) -> UUID | None:
    """The place that a list's cursor names."""
    if cursor is None:
        return None
    match _opened(cursor):
        case [str(identity)]:
            return _uuid(identity)
    raise _broken()


def after_instant(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The place that the cursor of a list in the order of instants names."""
    if cursor is None:
        return None
    match _opened(cursor):
        case [str(at), str(identity)]:
            return _in_utc(_dated(at)), _uuid(identity)
    raise _broken()


def after_key(cursor: str | None) -> tuple[datetime, str] | None:
    """The place that the cursor of a list in the order of instants names, where what it lists has a key of words."""
    if cursor is None:
        return None
    match _opened(cursor):
        case [str(at), str(key)] if len(key) <= LONGEST_KEY and "\0" not in key:
            return _in_utc(_dated(at)), key
    raise _broken()


def after_due(cursor: str | None) -> tuple[str, UUID] | None:
    """The place that the cursor of a list in the order of deadlines names; a deadline as PostgreSQL writes it."""
    if cursor is None:
        return None
    match _opened(cursor):
        case [str(due), str(identity)]:
            return _instant(due), _uuid(identity)
    raise _broken()


def after_count(cursor: str | None) -> tuple[int, UUID] | None:
    """The place that the cursor of a list in the order of counts names."""
    if cursor is None:
        return None
    match _opened(cursor):
        case [int(count), str(identity)] if 0 <= count < 2**31:
            return count, _uuid(identity)
    raise _broken()


def closed(*place: Any) -> str:
    """A cursor: opaque to whoever holds it, and fit for a URL."""
    return base64.urlsafe_b64encode(orjson.dumps([*place])).rstrip(b"=").decode()


def _opened(cursor: str) -> Any:
    try:
        return orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, UnicodeEncodeError) as cause:
        raise _broken() from cause


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as cause:
        raise _broken() from cause


def _instant(text: str) -> str:
    return text if text == "infinity" else _dated(text)


def _dated(text: str) -> str:
    try:
        if datetime.fromisoformat(text).tzinfo is None:
            raise _broken()
    except ValueError as cause:
        raise _broken() from cause
    return text


def _in_utc(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as cause:
        raise _broken() from cause


def _broken() -> BadInput:
    return BadInput("cursor", "bad-cursor")


async def fetch(c: Connection, statement: str, values: Sequence[Any], limit: int) -> tuple[list[Incident], bool]:
    """The first `limit` incidents, and whether there are more. The statement asks for one more than that."""
    found = made(Incident, await c.fetch(statement, *values))
    return found[:limit], len(found) > limit
