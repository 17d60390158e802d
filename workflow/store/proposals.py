"""What everybody may read of suggestions and wishes, how many support them, and which of them are hot."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from models.incident import OPEN_SQL, PROPOSED_SQL, Flow, Incident, IncidentRow
from workflow.effects import Effects, Outcome, Publication
from workflow.rights import Scope
from workflow.store import paging, sets
from workflow.store.reading import made
from workflow.store.scoping import scope_sql
from workflow.store.transactions import Connection

COLUMNS = sets.listed(sets.columns(IncidentRow, Incident), "i.")
HEAT = "(coalesce(s.count, 0) + i.repeats)"

ROUNDTABLE = (
    "LEFT JOIN (SELECT proposal_id, number AS m_number, starts_at AS m_at FROM meeting"
    " WHERE proposal_id IS NOT NULL AND state <> 'cancelled') AS m ON m.proposal_id = i.id"
)

Waits = Literal["answer", "doing", "rating"]
WAITS: Final[dict[Waits, str]] = {
    "answer": "i.state <> 'resolved' AND i.taken_up_at IS NULL",
    "doing": "i.state <> 'resolved' AND i.taken_up_at IS NOT NULL",
    "rating": "i.state = 'resolved'",
}
"""What an open one waits for: an answer; what was adopted, to be carried out; the proposer's word on it."""


@dataclass(frozen=True)
class Proposed:
    """A suggestion or wish, what is published of it (none where it is not), how many support it, and the roundtable
    that is called about it: its number, and when it begins."""

    incident: Incident
    text: str | None
    answer: str | None
    supports: int
    meeting: str | None = None
    meets_at: datetime | None = None


OUTER_LIMIT = 1_000_000
"""More supports than anybody counts."""


async def record(c: Connection, effects: Iterable[Outcome]) -> None:
    """Writes down what is published and what is withheld; the last word on each counts."""
    found: dict[UUID, Publication] = {}
    for each in effects:
        if isinstance(each, Effects) and each.publication is not None:
            found[each.publication.incident_id] = each.publication
    for identity in sorted(found):
        said = found[identity]
        if said.stays:
            await c.execute("UPDATE publication SET answer = $2 WHERE incident_id = $1", identity, said.answer)
            continue
        if said.text is None:
            await c.execute("DELETE FROM publication WHERE incident_id = $1", identity)
            continue
        await c.execute(
            "INSERT INTO publication (incident_id, text, answer) VALUES ($1, $2, $3)"
            " ON CONFLICT (incident_id) DO UPDATE SET text = excluded.text, answer = excluded.answer",
            identity,
            said.text,
            said.answer,
        )


async def support(c: Connection, identity: UUID, mark: bytes) -> int:
    """Counts one more who supports it, unless that mark was counted; how many there are."""
    fresh = await c.fetchval(
        "INSERT INTO support (incident_id, mark) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true", identity, mark
    )
    if fresh:
        await c.execute(
            "INSERT INTO support_count AS s (incident_id, count, marked) VALUES ($1, 1, true)"
            " ON CONFLICT (incident_id) DO UPDATE SET count = least(s.count + 1, $2), marked = true",
            identity,
            OUTER_LIMIT,
        )
    return await supports(c, identity)


async def unsupport(c: Connection, identity: UUID, mark: bytes) -> int:
    """Counts one less, if that mark was counted; how many are left."""
    gone = await c.fetchval("DELETE FROM support WHERE incident_id = $1 AND mark = $2 RETURNING true", identity, mark)
    if gone:
        await c.execute("UPDATE support_count SET count = greatest(count - 1, 0) WHERE incident_id = $1", identity)
    return await supports(c, identity)


async def supports(c: Connection, identity: UUID) -> int:
    found: int | None = await c.fetchval("SELECT count FROM support_count WHERE incident_id = $1", identity)
    return found or 0


async def put_counts(c: Connection, counts: Mapping[UUID, int]) -> None:
    """How many support each, of days that were lived elsewhere."""
    await c.executemany("INSERT INTO support_count (incident_id, count) VALUES ($1, $2)", sorted(counts.items()))


async def kept(c: Connection, ids: Collection[UUID], marks: Collection[bytes]) -> list[bytes]:
    """Those of the marks that were counted, of these suggestions."""
    if not marks:
        return []
    records = await c.fetch(
        "SELECT mark FROM support WHERE incident_id = ANY($1) AND mark = ANY($2)", list(ids), list(marks)
    )
    return [record["mark"] for record in records]


async def readable(c: Connection, identity: UUID) -> str | None:
    """The state of what is published, which stays as it is until the end of the transaction; none where nothing is."""
    found: str | None = await c.fetchval(
        "SELECT state FROM incident WHERE id = $1 AND published_at IS NOT NULL FOR SHARE", identity
    )
    return found


async def published(
    c: Connection, flow: Flow | None, cursor: str | None, limit: int
) -> tuple[list[Proposed], str | None]:
    """A page of what everybody may read, the newest first. BadInput for a cursor that cannot be."""
    after = paging.after_instant(cursor)
    records = await c.fetch(
        f"SELECT {COLUMNS}, p.text AS p_text, p.answer AS p_answer, coalesce(s.count, 0) AS s_count,"  # noqa: S608
        " m_number, m_at"
        " FROM incident AS i JOIN publication AS p ON p.incident_id = i.id"
        f" LEFT JOIN support_count AS s ON s.incident_id = i.id {ROUNDTABLE}"
        " WHERE i.published_at IS NOT NULL AND ($1::text IS NULL OR i.flow = $1)"
        " AND ($2::timestamptz IS NULL OR (i.published_at, i.id) < ($2, $3::uuid))"
        f" ORDER BY i.published_at DESC, i.id DESC LIMIT {limit + 1:d}",
        flow,
        *(after or (None, None)),
    )
    found = _made(records[:limit])
    if len(records) <= limit:
        return found, None
    last = found[-1].incident
    return found, paging.closed(last.published_at.isoformat() if last.published_at else "", str(last.id))


async def waiting(
    c: Connection, scope: Scope, waits: Waits | None, flow: Flow | None, cursor: str | None, limit: int
) -> tuple[list[Proposed], str | None]:
    """A page of the open ones that a scope sees, the most supported first. BadInput for a cursor that cannot be."""
    heat, identity = paging.after_count(cursor) or (None, None)
    condition, arguments = scope_sql(scope, 4)
    if waits is not None:
        condition = f"{condition} AND {WAITS[waits]}"
    records = await c.fetch(
        f"SELECT {COLUMNS}, p.text AS p_text, p.answer AS p_answer, coalesce(s.count, 0) AS s_count,"  # noqa: S608
        " m_number, m_at"
        " FROM incident AS i LEFT JOIN publication AS p ON p.incident_id = i.id"
        f" LEFT JOIN support_count AS s ON s.incident_id = i.id {ROUNDTABLE}"
        f" WHERE i.{PROPOSED_SQL} AND {OPEN_SQL} AND {condition}"
        f" AND ($1::integer IS NULL OR ({HEAT}, i.id) < ($1, $2::uuid)) AND ($3::text IS NULL OR i.flow = $3)"
        f" ORDER BY {HEAT} DESC, i.id DESC LIMIT {limit + 1:d}",
        heat,
        identity,
        flow,
        *arguments,
    )
    found = _made(records[:limit])
    if len(records) <= limit:
        return found, None
    last = found[-1]
    return found, paging.closed(last.supports + last.incident.repeats, str(last.incident.id))


def _made(records: Iterable[Any]) -> list[Proposed]:
    rows = list(records)
    incidents = made(
        Incident, [{k: v for k, v in dict(each).items() if k[:2] not in ("p_", "s_", "m_")} for each in rows]
    )
    return [
        Proposed(incident, row["p_text"], row["p_answer"], row["s_count"], row["m_number"], row["m_at"])
        for incident, row in zip(incidents, rows, strict=True)
    ]


async def forget(c: Connection, before: datetime, limit: int) -> int:
    """Erases so many marks of what had ended before then; the counts stay. How many."""
    ended = await c.fetch(
        "SELECT s.incident_id AS id FROM support_count AS s JOIN incident AS i ON i.id = s.incident_id"
        " WHERE s.marked AND i.ended_at < $1 ORDER BY 1 LIMIT $2 FOR UPDATE OF s",
        before,
        limit,
    )
    ids = [record["id"] for record in ended]
    done = await c.execute(
        "DELETE FROM support WHERE ctid IN (SELECT ctid FROM support WHERE incident_id = ANY($1) LIMIT $2)", ids, limit
    )
    await c.execute(
        "UPDATE support_count AS s SET marked = false WHERE incident_id = ANY($1)"
        " AND NOT EXISTS (SELECT FROM support AS m WHERE m.incident_id = s.incident_id)",
        ids,
    )
    return int(done.rpartition(" ")[2])
