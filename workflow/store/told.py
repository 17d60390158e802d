"""Who was told what about a case, how it went out, and whether they have seen it; nothing of what people wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.notice import Channel, Notice, NoticeState
from workflow.store import paging
from workflow.store.outbox import COLUMNS, noticed
from workflow.store.transactions import Connection


@dataclass(frozen=True)
class Letter:
    """What carried a message further, by one channel."""

    channel: Channel
    state: NoticeState
    sent_at: datetime | None


@dataclass(frozen=True)
class Telling:
    """One message to one person. `times`: how often it was said; `passed_to`: who was told in their place."""

    notice: Notice
    read_at: datetime | None
    times: int
    passed_to: UUID | None
    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class Tellings:
    """A page, newest first; `next` is the cursor of the page after this one."""

    items: list[Telling]
    next: str | None


async def of_case(c: Connection, incident_id: UUID, cursor: str | None, limit: int) -> Tellings:
    """The messages about a case, newest first. BadInput for a cursor or limit that cannot be."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    records = await c.fetch(
        f"SELECT {COLUMNS}, n.acknowledged_at, n.repeats, n.passed_to FROM notice AS n"  # noqa: S608
        " WHERE n.incident_id = $1 AND n.channel = 'app'"
        " AND ($2::timestamptz IS NULL OR (n.created_at, n.id) < ($2, $3))"
        f" ORDER BY n.created_at DESC, n.id DESC LIMIT {limit + 1:d}",
        incident_id,
        *(after or (None, None)),
    )
    letters = await _letters(c, [record["id"] for record in records])
    items = [
        Telling(
            notice=noticed(record),
            read_at=record["acknowledged_at"],
            times=record["repeats"] + 1,
            passed_to=record["passed_to"],
            letters=tuple(letters.get(record["id"], ())),
        )
        for record in records[:limit]
    ]
    last = items[-1].notice if len(records) > limit else None
    return Tellings(items, paging.closed(last.created_at.isoformat(), str(last.id)) if last else None)


async def _letters(c: Connection, parents: Iterable[UUID]) -> dict[UUID, list[Letter]]:
    records = await c.fetch(
        "SELECT parent_id, channel, state, sent_at FROM notice WHERE parent_id = ANY($1) ORDER BY created_at, id",
        list(parents),
    )
    found: dict[UUID, list[Letter]] = {}
    for record in records:
        letter = Letter(Channel(record["channel"]), NoticeState(record["state"]), record["sent_at"])
        found.setdefault(record["parent_id"], []).append(letter)
    return found
