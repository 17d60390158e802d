"""What roundtables came to, as everybody may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from models.meeting import Decision, DecisionRow, Meeting, MeetingRow
from workflow.meetings.outside import Published
from workflow.store import paging, sets
from workflow.store.reading import made
from workflow.store.transactions import Connection


@dataclass(frozen=True)
class Concluded:
    """A roundtable whose conclusion is public, with those of its decisions that are."""

    meeting: Meeting
    published: Published
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Conclusions:
    """A page, the newest first."""

    items: list[Concluded]
    next: str | None


async def put(c: Connection, meeting_id: UUID, said: Published) -> None:
    """What is public of a meeting from now on."""
    await c.execute(
        "INSERT INTO conclusion (meeting_id, text, decisions) VALUES ($1, $2, $3::jsonb)"
        " ON CONFLICT (meeting_id) DO UPDATE SET text = excluded.text, decisions = excluded.decisions",
        meeting_id,
        said.text,
        orjson.dumps(said.decisions).decode(),
    )


async def of(c: Connection, meeting_id: UUID) -> Published | None:
    record = await c.fetchrow("SELECT text, decisions FROM conclusion WHERE meeting_id = $1", meeting_id)
    return Published(record["text"], _read(record["decisions"])) if record else None


async def page(c: Connection, township: str | None, cursor: str | None, limit: int) -> Conclusions:
    """What is public, the newest first; of one township's path where it is named."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    records = await c.fetch(
        f"SELECT {sets.listed(sets.columns(MeetingRow, Meeting), 'm.')}, p.text AS said, p.decisions"  # noqa: S608
        " FROM meeting AS m JOIN conclusion AS p ON p.meeting_id = m.id WHERE m.published_at IS NOT NULL"
        " AND ($1::text IS NULL OR m.path = $1) AND ($2::timestamptz IS NULL OR (m.published_at, m.id) < ($2, $3))"
        f" ORDER BY m.published_at DESC, m.id DESC LIMIT {limit + 1:d}",
        township,
        *(after or (None, None)),
    )
    shown = records[:limit]
    decided = await _decided(c, [record["id"] for record in shown])
    items = [_concluded(record, decided) for record in shown]
    last: datetime | None = shown[-1]["published_at"] if len(records) > limit else None
    return Conclusions(items, paging.closed(last.isoformat(), str(shown[-1]["id"])) if last else None)


async def _decided(c: Connection, meetings: Sequence[UUID]) -> list[Decision]:
    columns = sets.listed(sets.columns(DecisionRow, Decision))
    records = await c.fetch(
        f"SELECT {columns} FROM decision WHERE meeting_id = ANY($1) ORDER BY meeting_id, number",  # noqa: S608
        list(meetings),
    )
    return made(Decision, records)


def _concluded(record: object, decided: Sequence[Decision]) -> Concluded:
    row = dict(record)  # type: ignore[call-overload]
    published = Published(row.pop("said"), _read(row.pop("decisions")))
    meeting = Meeting.model_validate(row)
    own = (each for each in decided if each.meeting_id == meeting.id and str(each.number) in published.decisions)
    return Concluded(meeting, published, tuple(own))


def _read(value: object) -> dict[str, str]:
    """JSON comes as a dictionary through the engine's connection, as text through a plain pool."""
    found: dict[str, str] = orjson.loads(value) if isinstance(value, str | bytes) else value  # type: ignore[assignment]
    return found
