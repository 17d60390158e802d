"""Motions to change the rules: which wait, which are before a meeting, lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.meeting import OPEN_DECISION_SQL
from models.motion import Motion, MotionRow
from workflow.indicators import Span
from workflow.meetings.agenda import Put
from workflow.motions import came
from workflow.store import paging, sets
from workflow.store.reading import chains as chains_of
from workflow.store.reading import made
from workflow.store.transactions import Connection

MOTION = sets.selected(MotionRow, Motion)


async def next_number(c: Connection) -> int:
    number: int = await c.fetchval("SELECT nextval('motion_number')")
    return number


async def standing(c: Connection) -> dict[UUID | None, frozenset[UUID]]:
    """The motions that wait for a meeting, under none, and those on the agenda of each."""
    records = await c.fetch(
        "SELECT meeting_id, array_agg(id) AS ids FROM motion WHERE state IN ('proposed', 'tabled') GROUP BY meeting_id"
    )
    return {record["meeting_id"]: frozenset(record["ids"]) for record in records}


async def before(c: Connection, meeting_id: UUID) -> tuple[Put, ...]:
    """What a meeting that draws its agenda finds: what is on it already and what waits, in the order in which it was
    put. Nobody else moves these until the transaction ends."""
    found = await _locked(c, "state = 'proposed' OR (state = 'tabled' AND meeting_id = $1)", meeting_id)
    return tuple(Put(motion.id, motion.number, motion.failures) for motion in found)


async def tabled(c: Connection, meeting_id: UUID) -> dict[UUID, Motion]:
    """The motions on a meeting's agenda that nobody has taken back, by id; held until the transaction ends."""
    return {motion.id: motion for motion in await _locked(c, "state = 'tabled' AND meeting_id = $1", meeting_id)}


async def _locked(c: Connection, which: str, meeting_id: UUID) -> list[Motion]:
    records = await c.fetch(
        f"SELECT {MOTION} FROM motion WHERE {which} ORDER BY id FOR NO KEY UPDATE",  # noqa: S608
        meeting_id,
    )
    return made(Motion, records)


@dataclass(frozen=True)
class Carried:
    """A motion that was adopted and is not in force, with the decision that adopted it: its id and its meeting's."""

    motion: Motion
    decision_id: UUID
    meeting_id: UUID


async def adopted(c: Connection) -> list[Carried]:
    """Every adopted motion that is to be switched on, in the order in which they were decided on."""
    records = await c.fetch(
        f"SELECT d.id AS of_decision, d.meeting_id AS at, {sets.listed(COLUMNS, 'm.')} FROM motion AS m"  # noqa: S608
        f" JOIN decision AS d ON d.motion_id = m.id AND d.{OPEN_DECISION_SQL}"
        " WHERE m.state = 'adopted' ORDER BY m.decided_at, d.number"
    )
    return [Carried(_motion(record), record["of_decision"], record["at"]) for record in records]


COLUMNS = sets.columns(MotionRow, Motion)


def _motion(record: object) -> Motion:
    return Motion.model_validate({name: record[name] for name in COLUMNS})  # type: ignore[index]


SWITCHING = 0x6D6F7469
"""The advisory lock of whoever switches on what was adopted."""


async def mine(c: Connection) -> bool:
    """Whether nobody else is about to switch on what was adopted; then nobody is until the transaction ends."""
    found: bool = await c.fetchval("SELECT pg_try_advisory_xact_lock($1)", SWITCHING)
    return found


async def puts(c: Connection, version: int) -> bool:
    """Whether a motion that has not come to an end proposes that version of the rules."""
    found: bool = await c.fetchval(
        "SELECT EXISTS (SELECT FROM motion WHERE proposes = $1 AND state IN ('proposed', 'tabled', 'adopted'))", version
    )
    return found


async def meeting_number(c: Connection, motion: Motion) -> str | None:
    """The number of the meeting that has a motion on its agenda, or decided on it."""
    found: str | None = await c.fetchval("SELECT number FROM meeting WHERE id = $1", motion.meeting_id)
    return found


async def numbers(c: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of motions."""
    records = await c.fetch("SELECT id, number FROM motion WHERE id = ANY($1)", list(ids))
    return {record["id"]: record["number"] for record in records}


async def said(c: Connection, motion_id: UUID) -> str:
    """What the minutes say of a motion that was decided on; empty where nothing was, or once it was erased."""
    found: str | None = await c.fetchval(
        "SELECT text FROM minutes WHERE subject_id = $1"
        " OR subject_id IN (SELECT id FROM decision WHERE motion_id = $1) LIMIT 1",
        motion_id,
    )
    return found or ""


async def find(c: Connection, ref: str) -> UUID | None:
    """The id of the motion with this number or this id; None where there is none."""
    try:
        identity = UUID(ref)
    except ValueError:
        found: UUID | None = await c.fetchval("SELECT id FROM motion WHERE number = $1", ref)
    else:
        found = await c.fetchval("SELECT id FROM motion WHERE id = $1", identity)
    return found


@dataclass(frozen=True)
class Listed:
    """`next` is the cursor of the page after this one; None on the last."""

    items: Sequence[Motion]
    next: str | None


async def listing(c: Connection, open_only: bool, cursor: str | None, limit: int) -> Listed:
    """A page of the motions, the newest first."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    records = await c.fetch(
        f"SELECT {MOTION} FROM motion WHERE ($1::uuid IS NULL OR id < $1)"  # noqa: S608
        f" AND (NOT $2 OR state IN ('proposed', 'tabled', 'adopted')) ORDER BY id DESC LIMIT {limit + 1:d}",
        after,
        open_only,
    )
    items = made(Motion, records[:limit])
    return Listed(items, paging.closed(str(items[-1].id)) if len(records) > limit else None)


async def waiting(c: Connection) -> int:
    """How many motions have not come to an end."""
    found: int = await c.fetchval("SELECT count(*) FROM motion WHERE state IN ('proposed', 'tabled', 'adopted')")
    return found


async def of_period(c: Connection, span: Span) -> list[Motion]:
    """The motions that had not come to an end before a period, and those whose rules were in force when it began or
    were switched on in it, as their ledgers told them when it ended; in the order in which they were put."""
    records = await c.fetch(
        "SELECT id FROM motion WHERE proposed_at < $2"
        " AND (ended_at IS NULL OR ended_at >= $1 OR (decision IS NOT NULL AND proposes IN"
        " (SELECT rules_version FROM switch WHERE at >= $1 AND at < $2"
        " UNION (SELECT rules_version FROM switch WHERE at < $1 ORDER BY number DESC LIMIT 1)))) ORDER BY id",
        span.start,
        span.end,
    )
    chains = await chains_of(c, [record["id"] for record in records])
    found = (came.of_ledger(chain, span) for chain in chains.values())
    return [motion for motion in found if motion is not None]
