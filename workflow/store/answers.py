"""Answers to invitations, and the mails that were read for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from models.answer import Answer, AnswerRow
from models.meeting import Meeting
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.columns(AnswerRow, Answer)


async def add(c: Connection, answers: Sequence[Answer]) -> None:
    await sets.insert(c, AnswerRow, COLUMNS, answers)


async def of(c: Connection, meetings: Sequence[Meeting]) -> list[Answer]:
    """The last answer of each person to the present date of each of these meetings."""
    chosen = sets.listed(COLUMNS, "a.")
    records = await c.fetch(
        f"SELECT DISTINCT ON (a.meeting_id, a.person_id) {chosen}"  # noqa: S608
        " FROM unnest($1::uuid[], $2::int[]) AS m(id, sequence)"
        " JOIN answer AS a ON a.meeting_id = m.id AND a.sequence = m.sequence"
        " ORDER BY a.meeting_id, a.person_id, a.answered_at DESC, a.id DESC",
        [each.id for each in meetings],
        [each.sequence for each in meetings],
    )
    return made(Answer, records)


async def take_mail(c: Connection, digest: bytes, file: str, reason: str | None, now: datetime) -> bool:
    """Remembers that a mail was read, and why it was set aside; False where it was remembered before."""
    found: bytes | None = await c.fetchval(
        "INSERT INTO taken_mail (hash, file, reason, taken_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (hash) DO NOTHING RETURNING hash",
        digest,
        file,
        reason,
        now,
    )
    return found is not None


class SetAside(NamedTuple):
    """A mail that was taken for an answer and was none: its file, why, and when it was read."""

    file: str
    reason: str
    at: datetime


async def set_aside(c: Connection, limit: int) -> list[SetAside]:
    """The newest of those that are remembered."""
    records = await c.fetch(
        "SELECT file, reason, taken_at FROM taken_mail WHERE reason IS NOT NULL"  # noqa: S608
        f" ORDER BY taken_at DESC, hash LIMIT {limit:d}"
    )
    return [SetAside(*record) for record in records]
