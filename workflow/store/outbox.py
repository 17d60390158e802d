"""The outbox: what stands in people's lists, and what is on its way to them.

A notice of channel `app` is locked before its children of other channels. Whoever takes several locks them by id, or
passes over what is locked. What leaves it is in `workflow.store.sending`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.incident import OPEN_SQL
from models.notice import Channel, Notice, NoticeRow
from workflow.machines import NOTES
from workflow.store import events, paging, sets
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
        await _acknowledge(c, person_id, [found], now)
    return found is not None


async def acknowledge_until(c: Connection, person_id: UUID, until: datetime, now: datetime) -> int:
    """All of a person's list up to an instant; how many were not acknowledged before."""
    records = await c.fetch(
        f"SELECT id FROM notice WHERE {_LISTED} AND acknowledged_at IS NULL AND recipient_id = $1"  # noqa: S608
        " AND created_at <= $2 ORDER BY id FOR UPDATE",
        person_id,
        until,
    )
    await _acknowledge(c, person_id, [record["id"] for record in records], now)
    return len(records)


async def _acknowledge(c: Connection, person_id: UUID, ids: list[UUID], now: datetime) -> None:
    """The person's other pages hear of it."""
    if not ids:
        return
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
    await events.tell(c, [person_id], now)


# From the list into the channels


@dataclass(frozen=True)
class Fresh:
    """A notice that nobody has fanned out yet."""

    notice: Notice
    acknowledged: bool


@dataclass(frozen=True)
class Fanned:
    """What becomes of one."""

    id: UUID
    calling: bool
    repeat_at: datetime | None
    digest_at: datetime | None


@dataclass(frozen=True)
class Child:
    """A letter to be: what carries a notice further by one channel. `times`: how often it is being said."""

    id: UUID
    key: str
    parent_id: UUID
    channel: Channel
    at: datetime
    times: int = 1


@dataclass(frozen=True)
class Unanswered:
    """An urgent notice whose time has come to be said again. `acted`: its person made a move on the case since;
    `taken`: somebody did, and more than talk. `told` have the same message; `path` is where the matter lies, empty
    where it has no place."""

    notice: Notice
    repeats: int
    open: bool
    acted: bool
    taken: bool
    path: str
    told: frozenset[UUID]


async def take_fresh(c: Connection, limit: int) -> list[Fresh]:
    """The oldest that are to be fanned out, locked; what somebody else holds is left to them."""
    records = await c.fetch(
        f"SELECT {COLUMNS}, n.acknowledged_at IS NOT NULL AS acknowledged FROM notice AS n"  # noqa: S608
        " WHERE n.state = 'queued' AND n.channel = 'app' ORDER BY n.created_at, n.id"
        f" LIMIT {limit:d} FOR UPDATE SKIP LOCKED"
    )
    return [Fresh(noticed(record), record["acknowledged"]) for record in records]


async def fan(c: Connection, fanned: Sequence[Fanned], children: Sequence[Child], now: datetime) -> None:
    """They stand in the list, and their children are queued."""
    await c.execute(
        "UPDATE notice AS n SET state = 'sent', sent_at = $5, calling = x.calling, repeat_at = x.repeat_at,"
        " digest_at = x.digest_at FROM unnest($1::uuid[], $2::boolean[], $3::timestamptz[], $4::timestamptz[])"
        " AS x(id, calling, repeat_at, digest_at) WHERE n.id = x.id",
        [each.id for each in fanned],
        [each.calling for each in fanned],
        [each.repeat_at for each in fanned],
        [each.digest_at for each in fanned],
        now,
    )
    await queue_children(c, children, now)


async def queue_children(c: Connection, children: Sequence[Child], now: datetime) -> None:
    """What is queued already is not queued again, and nothing is said again by a channel on which what was said before
    still waits."""
    if not children:
        return
    await c.execute(
        "INSERT INTO notice (id, key, incident_id, meeting_id, about, entry, kind, recipient_id, channel, urgent, args,"
        " state, created_at, parent_id, due_at, not_before) SELECT x.id, x.key, p.incident_id, p.meeting_id, p.about,"
        " p.entry, p.kind, p.recipient_id, x.channel, p.urgent,"
        " CASE WHEN x.times > 1 THEN p.args || jsonb_build_object('times', x.times) ELSE p.args END,"
        " 'queued', $7, p.id, x.at, x.at"
        " FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::integer[])"
        " AS x(id, key, parent, channel, at, times) JOIN notice AS p ON p.id = x.parent"
        " WHERE NOT EXISTS (SELECT FROM notice AS q WHERE q.parent_id = p.id AND q.channel = x.channel"
        " AND q.state = 'queued') ORDER BY x.key ON CONFLICT (key) DO NOTHING",
        [each.id for each in children],
        [each.key for each in children],
        [each.parent_id for each in children],
        [str(each.channel) for each in children],
        [each.at for each in children],
        [each.times for each in children],
        now,
    )


async def queue(c: Connection, notices: Sequence[tuple[Notice, datetime]]) -> None:
    """Notices that delivery itself has cause for, each with the instant from which on it may go."""
    in_order = sorted((notice for notice, _ in notices), key=lambda notice: notice.key)
    await sets.insert(c, NoticeRow, NAMES, in_order, "ON CONFLICT (key) DO NOTHING")
    await c.execute(
        "UPDATE notice AS n SET due_at = x.at, not_before = x.at"
        " FROM unnest($1::uuid[], $2::timestamptz[]) AS x(id, at) WHERE n.id = x.id AND n.channel <> 'app'",
        [notice.id for notice, _ in notices],
        [at for _, at in notices],
    )


async def take_unanswered(c: Connection, now: datetime, limit: int) -> list[Unanswered]:
    """Those that are due to be said again, locked."""
    records = await c.fetch(
        f"SELECT {COLUMNS}, n.repeats, coalesce(i.path, '') AS path,"  # noqa: S608
        f" i.id IS NULL OR i.{OPEN_SQL} AS open,"
        " EXISTS (SELECT FROM entry AS e WHERE e.subject_id = coalesce(n.incident_id, n.meeting_id)"
        " AND e.seq > n.entry AND e.actor_id = n.recipient_id) AS acted,"
        " EXISTS (SELECT FROM entry AS e WHERE e.subject_id = coalesce(n.incident_id, n.meeting_id)"
        " AND e.seq > n.entry AND e.actor_kind = 'person' AND e.move <> ALL($2)) AS taken,"
        " ARRAY(SELECT t.recipient_id FROM notice AS t WHERE t.about = n.about AND t.entry = n.entry"
        " AND (t.incident_id = n.incident_id OR t.meeting_id = n.meeting_id)"
        " AND t.kind = n.kind AND t.channel = 'app') AS told"
        " FROM notice AS n LEFT JOIN incident AS i ON i.id = n.incident_id"
        f" WHERE n.repeat_at <= $1 ORDER BY n.repeat_at, n.id LIMIT {limit:d} FOR UPDATE OF n SKIP LOCKED",
        now,
        sorted(NOTES),
    )
    return [
        Unanswered(
            notice=noticed(record),
            repeats=record["repeats"],
            open=record["open"],
            acted=record["acted"],
            taken=record["taken"],
            path=record["path"],
            told=frozenset(record["told"]),
        )
        for record in records
    ]


async def say_again(c: Connection, notice_id: UUID, repeat_at: datetime | None) -> None:
    """It is said once more, and again at that instant."""
    await c.execute("UPDATE notice SET repeats = repeats + 1, repeat_at = $2 WHERE id = $1", notice_id, repeat_at)


async def let_be(c: Connection, notice_id: UUID, acted: datetime | None, passed_to: UUID | None) -> None:
    """It is not said again: its person acted on it, it went to somebody else, or it has no point any more."""
    await c.execute(
        "UPDATE notice SET repeat_at = NULL, acknowledged_at = coalesce(acknowledged_at, $2), passed_to = $3"
        " WHERE id = $1",
        notice_id,
        acted,
        passed_to,
    )


async def take_digested(c: Connection, now: datetime, limit: int) -> dict[UUID, list[Notice]]:
    """Of at most so many persons whose digest is due, everything that goes into it, oldest first, taken out of it."""
    persons = await c.fetch(
        "SELECT DISTINCT recipient_id FROM notice WHERE digest_at <= $1 ORDER BY recipient_id LIMIT $2", now, limit
    )
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM notice AS n WHERE n.digest_at <= $1 AND n.recipient_id = ANY($2)"  # noqa: S608
        " ORDER BY n.id FOR UPDATE",
        now,
        [record["recipient_id"] for record in persons],
    )
    await c.execute("UPDATE notice SET digest_at = NULL WHERE id = ANY($1)", [record["id"] for record in records])
    found: dict[UUID, list[Notice]] = {}
    for record in records:
        found.setdefault(record["recipient_id"], []).append(noticed(record))
    return found
