"""Guests from outside: who is invited to which meeting, and the letters that they are owed.

A guest's row is its own outbox: what is owed is claimed by a lease, sent outside of any transaction, and finished, as
with notices. `turn` rises with each letter that is owed, so that what was claimed and then replaced is not taken for
sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.meeting import UNDELIVERED_SQL
from models.notice import NoticeKind
from workflow.store.transactions import Connection


@dataclass(frozen=True)
class Guest:
    """`email` as it is stored, encrypted; none where nobody gave one or it was erased."""

    id: UUID
    organisation: str
    purpose: str
    email: bytes | None = None
    sent_at: datetime | None = None
    owed: str | None = None
    last_error: str | None = None


async def insert(c: Connection, meeting_id: UUID, guests: Sequence[Guest], now: datetime) -> None:
    if guests:
        await c.execute(
            "INSERT INTO guest (id, meeting_id, organisation, purpose, email, asked_at, turn, attempts)"
            " SELECT g.id, $1, g.organisation, g.purpose, g.email, $6, 0, 0"
            " FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[]) AS g(id, organisation, purpose, email)",
            meeting_id,
            [each.id for each in guests],
            [each.organisation for each in guests],
            [each.purpose for each in guests],
            [each.email for each in guests],
            now,
        )


async def owe(c: Connection, letters: Mapping[UUID, NoticeKind | None], now: datetime) -> None:
    """The letter that each is owed now, in place of one that still waits. Who was never sent the invitation is sent
    that and nothing else; and nothing at all where it is called off. Who has no address is sent nothing."""
    if not letters:
        return
    await c.execute(
        "UPDATE guest AS g SET email = CASE WHEN l.kind IS NULL THEN NULL ELSE g.email END,"
        " turn = g.turn + 1, attempts = 0, not_before = $3, lease_token = NULL, leased_until = NULL,"
        " last_error = NULL, owed = CASE"
        " WHEN g.email IS NULL OR l.kind IS NULL THEN NULL"
        " WHEN g.sent_at IS NOT NULL THEN l.kind"
        " WHEN l.kind = 'meeting_cancelled' THEN NULL ELSE 'invited' END"
        " FROM unnest($1::uuid[], $2::text[]) AS l(id, kind) WHERE g.id = l.id",
        list(letters),
        [None if kind is None else str(kind) for kind in letters.values()],
        now,
    )


async def erase(c: Connection, meetings: Collection[UUID], now: datetime) -> None:
    """Forgets the addresses of the guests of meetings that are not ahead any more; of those who still have to hear that
    theirs is called off, once they have."""
    await c.execute(
        "UPDATE guest SET email = NULL, owed = NULL, erased_at = $2"
        " WHERE meeting_id = ANY($1) AND email IS NOT NULL AND owed IS DISTINCT FROM 'meeting_cancelled'",
        list(meetings),
        now,
    )


async def forget(c: Connection, before: datetime, now: datetime) -> None:
    """Forgets addresses to which something waits to be sent since before an instant, or was refused before it: nobody
    sends it any more."""
    await c.execute(
        "UPDATE guest SET email = NULL, owed = NULL, erased_at = $2"  # noqa: S608
        f" WHERE (owed IS NOT NULL OR {UNDELIVERED_SQL}) AND not_before < $1",
        before,
        now,
    )


async def of(c: Connection, meeting_id: UUID) -> dict[UUID, Guest]:
    """Everybody from outside who was ever invited to a meeting, by id."""
    records = await c.fetch(
        "SELECT id, organisation, purpose, email, sent_at, owed, last_error FROM guest WHERE meeting_id = $1",
        meeting_id,
    )
    return {record["id"]: Guest(**dict(record)) for record in records}


@dataclass(frozen=True)
class Undelivered:
    """A letter to a guest that was refused for good; `at` is when it was tried last."""

    id: UUID
    organisation: str
    meeting_id: UUID
    number: str
    kind: NoticeKind
    error: str
    attempts: int
    at: datetime


_REFUSED = (
    "CASE WHEN g.sent_at IS NULL THEN 'invited' WHEN m.state = 'cancelled' THEN 'meeting_cancelled'"
    " ELSE 'meeting_changed' END"
)
"""Which letter it was: who was never sent the invitation is owed that."""


async def undelivered(c: Connection, limit: int) -> list[Undelivered]:
    """The newest of them."""
    records = await c.fetch(
        "SELECT g.id, g.organisation, g.meeting_id, m.number, g.last_error AS error, g.attempts, g.not_before AS at,"  # noqa: S608
        f" {_REFUSED} AS kind FROM guest AS g JOIN meeting AS m ON m.id = g.meeting_id"
        f" WHERE g.owed IS NULL AND g.last_error IS NOT NULL AND g.email IS NOT NULL"
        f" ORDER BY g.not_before DESC, g.id DESC LIMIT {limit:d}"
    )
    return [Undelivered(**{**dict(record), "kind": NoticeKind(record["kind"])}) for record in records]


async def resend(c: Connection, ids: Collection[UUID] | None, now: datetime) -> list[UUID]:
    """Owes those of these letters that were refused anew, or all of them; whose they are."""
    records = await c.fetch(
        f"UPDATE guest AS g SET owed = {_REFUSED}, turn = g.turn + 1, attempts = 0, not_before = $2,"  # noqa: S608
        " last_error = NULL, lease_token = NULL, leased_until = NULL FROM meeting AS m"
        " WHERE m.id = g.meeting_id AND g.owed IS NULL AND g.last_error IS NOT NULL AND g.email IS NOT NULL"
        " AND ($1::uuid[] IS NULL OR g.id = ANY($1)) RETURNING g.id",
        None if ids is None else list(ids),
        now,
    )
    return [record["id"] for record in records]


async def known(c: Connection, ids: Collection[UUID]) -> list[UUID]:
    """Those of these ids that are guests'."""
    return [record["id"] for record in await c.fetch("SELECT id FROM guest WHERE id = ANY($1)", list(ids))]


@dataclass(frozen=True)
class Owed:
    """A letter to a guest that is leased to us. `attempts` failed before."""

    guest: Guest
    meeting_id: UUID
    kind: NoticeKind
    turn: int
    attempts: int
    since: datetime


async def claim(c: Connection, now: datetime, token: UUID, seconds: float, limit: int) -> list[Owed]:
    """The letters that may go, leased under this token for so many seconds of the database's clock."""
    records = await c.fetch(
        "WITH due AS MATERIALIZED (SELECT id FROM guest WHERE owed IS NOT NULL AND not_before <= $1"  # noqa: S608
        " AND (leased_until IS NULL OR leased_until < clock_timestamp())"
        f" ORDER BY not_before, id LIMIT {limit:d} FOR UPDATE SKIP LOCKED)"
        " UPDATE guest AS g SET lease_token = $2, leased_until = clock_timestamp() + make_interval(secs => $3)"
        " FROM due WHERE g.id = due.id"
        " RETURNING g.id, g.organisation, g.purpose, g.email, g.sent_at, g.owed, g.last_error, g.meeting_id, g.turn,"
        " g.attempts, g.not_before",
        now,
        token,
        seconds,
    )
    return [_owed(dict(record)) for record in records]


def _owed(record: dict[str, Any]) -> Owed:
    beside = {name: record.pop(name) for name in ("meeting_id", "turn", "attempts", "not_before")}
    kind = NoticeKind(record["owed"])
    return Owed(Guest(**record), beside["meeting_id"], kind, beside["turn"], beside["attempts"], beside["not_before"])


async def sent(c: Connection, letter: Owed, token: UUID, now: datetime) -> bool:
    """It was taken; whether it was still ours. After a calling off nothing more is sent: the address is forgotten."""
    done = await c.execute(
        "UPDATE guest SET owed = NULL, sent_at = $4, last_error = NULL, lease_token = NULL, leased_until = NULL,"
        " email = CASE WHEN owed = 'meeting_cancelled' THEN NULL ELSE email END,"
        " erased_at = CASE WHEN owed = 'meeting_cancelled' THEN $4 ELSE erased_at END"
        " WHERE id = $1 AND lease_token = $2 AND turn = $3",
        letter.guest.id,
        token,
        letter.turn,
        now,
    )
    return bool(done.endswith(" 1"))


async def unsent(c: Connection, letter: Owed, token: UUID, error: str | None, again: datetime | None) -> bool:
    """It was not taken, and is tried again then; without a time it was refused for good."""
    done = await c.execute(
        "UPDATE guest SET last_error = $4, attempts = attempts + 1, lease_token = NULL, leased_until = NULL,"
        " owed = CASE WHEN $5::timestamptz IS NULL THEN NULL ELSE owed END, not_before = coalesce($5, not_before)"
        " WHERE id = $1 AND lease_token = $2 AND turn = $3",
        letter.guest.id,
        token,
        letter.turn,
        error,
        again,
    )
    return bool(done.endswith(" 1"))
