"""The outbox: what stands in people's lists, and what is on its way to them.

A notice of channel `app` is locked before its children of other channels. Whoever takes several locks them by id, or
passes over what is locked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.notice import Notice, NoticeRow
from workflow.store import paging
from workflow.store.sets import columns, listed
from workflow.store.transactions import Connection

COLUMNS = listed(columns(NoticeRow, Notice), "n.")
NAMES = columns(NoticeRow, Notice)

MOST_COUNTED = 999
"""Unread notices are counted so far: the bell shows no more."""


@dataclass(frozen=True)
class Listed:
    """A notice as it stands in its recipient's list."""

    notice: Notice
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class List:
    """`next` is the cursor of the page after this one; None on the last."""

    items: list[Listed]
    next: str | None
    unread: int


def noticed(record: Any) -> Notice:
    """The notice of a record that has its columns among others."""
    return Notice.model_validate({name: record[name] for name in NAMES})


async def list_of(c: Connection, person_id: UUID, cursor: str | None, limit: int, unread: bool = False) -> List:
    """A person's list, newest first; with `unread` only what they have not acknowledged."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    records = await c.fetch(
        f"SELECT {COLUMNS}, n.acknowledged_at FROM notice AS n WHERE {_LISTED} AND recipient_id = $1"  # noqa: S608
        " AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3)) AND (NOT $4 OR acknowledged_at IS NULL)"
        f" ORDER BY created_at DESC, id DESC LIMIT {limit + 1:d}",
        person_id,
        *(after or (None, None)),
        unread,
    )
    items = [Listed(noticed(record), record["acknowledged_at"]) for record in records[:limit]]
    last = items[-1].notice if len(records) > limit else None
    return List(
        items, paging.closed(last.created_at.isoformat(), str(last.id)) if last else None, await unread_of(c, person_id)
    )


_LISTED = "channel = 'app' AND state IN ('queued', 'sent')"


async def unread_of(c: Connection, person_id: UUID) -> int:
    """How many notices a person has not acknowledged, at most `MOST_COUNTED`."""
    found: int = await c.fetchval(
        "SELECT count(*) FROM (SELECT FROM notice"  # noqa: S608
        f" WHERE {_LISTED} AND acknowledged_at IS NULL AND recipient_id = $1 LIMIT {MOST_COUNTED}) AS n",
        person_id,
    )
    return found


async def acknowledge(c: Connection, person_id: UUID, notice_id: UUID, now: datetime) -> bool:
    """One notice of a person's list; whether there is such a one. What was still to carry it further is cancelled."""
    found = await c.fetchval(
        f"SELECT id FROM notice WHERE id = $1 AND recipient_id = $2 AND {_LISTED} FOR UPDATE",  # noqa: S608
        notice_id,
        person_id,
    )
    if found is not None:
        await _acknowledge(c, [found], now)
    return found is not None


async def acknowledge_until(c: Connection, person_id: UUID, until: datetime, now: datetime) -> int:
    """All of a person's list up to an instant; how many were not acknowledged before."""
    records = await c.fetch(
        f"SELECT id FROM notice WHERE {_LISTED} AND acknowledged_at IS NULL AND recipient_id = $1"  # noqa: S608
        " AND created_at <= $2 ORDER BY id FOR UPDATE",
        person_id,
        until,
    )
    await _acknowledge(c, [record["id"] for record in records], now)
    return len(records)


async def _acknowledge(c: Connection, ids: list[UUID], now: datetime) -> None:
    await c.execute(
        "UPDATE notice SET acknowledged_at = coalesce(acknowledged_at, $2), repeat_at = NULL, digest_at = NULL"
        " WHERE id = ANY($1)",
        ids,
        now,
    )
    await c.execute(
        "UPDATE notice SET state = 'cancelled' WHERE id IN"
        " (SELECT id FROM notice WHERE parent_id = ANY($1) AND state = 'queued' ORDER BY id FOR UPDATE)",
        ids,
    )
