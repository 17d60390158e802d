"""Meetings: what is known when it is asked what is owed, what belongs on an agenda, what people wrote, and lists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from models.incident import OPEN_SQL
from models.meeting import (
    OPEN_DECISION_SQL,
    OPEN_MEETING_SQL,
    REGULAR,
    Decision,
    DecisionRow,
    Meeting,
    MeetingKind,
    MeetingRow,
    MinutesRow,
)
from models.task import OPEN_OBJECTION_SQL, OPEN_TASK_SQL, Receives, receiver_of
from workflow.identity import uuid7
from workflow.meetings import agenda
from workflow.meetings.agenda import MOST_DECISIONS, REPEATED, WORST, Gathered, Supported, Tabled, Topic, Worst
from workflow.meetings.owed import RECENT, Board, Body, Heap, Hot
from workflow.rights import Scope
from workflow.rules.calling import Meeting as Rule
from workflow.store import motions, paging, sets
from workflow.store.reading import made
from workflow.store.scoping import Arguments, lies_below
from workflow.store.transactions import Connection

MEETING = sets.listed(sets.columns(MeetingRow, Meeting), "m.")
DECISION = sets.listed(sets.columns(DecisionRow, Decision), "d.")
BELOW = lies_below("i.path", "$1")


CONVENING = 0x6D656574
"""The advisory lock of whoever looks at what is owed."""


async def alone(c: Connection) -> None:
    """Until the end of the transaction nobody else looks at what is owed: what is read in several statements is then
    of one state of the calendar."""
    await c.execute("SELECT pg_advisory_xact_lock($1)", CONVENING)


async def next_number(c: Connection) -> int:
    number: int = await c.fetchval("SELECT nextval('meeting_number')")
    return number


async def board(c: Connection, roundtable: Rule, now: datetime) -> Board:
    """What is known now: see `Board`."""
    meetings = made(Meeting, await c.fetch(f"SELECT {MEETING} FROM meeting AS m WHERE {OPEN_MEETING_SQL}"))  # noqa: S608
    tabled = await c.fetch(f"SELECT id FROM incident WHERE {OPEN_SQL} AND tabled_at IS NOT NULL")  # noqa: S608
    return Board(
        meetings={meeting.id: meeting for meeting in meetings},
        periods=await _periods(c, now),
        tabled=frozenset(record["id"] for record in tabled),
        heaps=await _heaps(c, roundtable, now),
        hot=await _hot(c, roundtable),
        called_off=await _called_off(c, now),
        since=await began(c),
        motions=await motions.standing(c),
    )


async def _periods(c: Connection, now: datetime) -> dict[Body, frozenset[str]]:
    records = await c.fetch(
        "SELECT kind, path, array_agg(period) AS periods FROM meeting"
        " WHERE kind = ANY($1) OR planned_at > $2 GROUP BY kind, path",
        list(REGULAR),
        now - RECENT,
    )
    return {(record["kind"], record["path"]): frozenset(record["periods"]) for record in records}


async def _called_off(c: Connection, now: datetime) -> tuple[Meeting, ...]:
    records = await c.fetch(
        f"SELECT {MEETING} FROM meeting AS m"  # noqa: S608
        " WHERE state = 'cancelled' AND (kind = ANY($1) OR ended_at > $2) ORDER BY id",
        list(REGULAR),
        now - RECENT,
    )
    return tuple(made(Meeting, records))


async def _heaps(c: Connection, rule: Rule, now: datetime) -> tuple[Heap, ...]:
    if rule.repeats is None or rule.days is None:
        return ()
    since = now - timedelta(days=rule.days)
    records = await c.fetch(_HEAPS, since, rule.repeats, uuid7(since - timedelta(days=1), 0))
    return tuple(Heap(**dict(record)) for record in records)


_HEAPS = """
WITH heard AS (SELECT path, topic, max(coalesce(held_at, ended_at)) AS at FROM meeting
               WHERE topic IS NOT NULL GROUP BY path, topic)
SELECT i.township, i.category, count(*) AS count
FROM incident AS i LEFT JOIN heard AS h
     ON h.topic = i.category AND reverse(split_part(reverse(h.path), '.', 1)) = i.township
WHERE i.id >= $3 AND i.flow = 'problem' AND i.reported_at > $1 AND i.township IS NOT NULL
  AND i.reported_at > coalesce(h.at, $1)
GROUP BY 1, 2 HAVING count(*) >= $2"""
"""Ids rise with time, so that what is older is not even looked at."""


async def _hot(c: Connection, rule: Rule) -> tuple[Hot, ...]:
    if rule.supports is None:
        return ()
    return tuple(Hot(**dict(record)) for record in await c.fetch(_HOT, rule.supports))


_HOT = """
SELECT i.id, i.number, i.township, i.category, s.count
FROM support_count AS s JOIN incident AS i ON i.id = s.incident_id
WHERE s.marked AND s.count >= $1 AND i.published_at IS NOT NULL AND i.answered_at IS NULL AND i.township IS NOT NULL
  AND i.state IN ('reported', 'accepted', 'dispatched', 'handling')
  AND NOT EXISTS (SELECT FROM meeting AS m WHERE m.proposal_id = i.id)"""
"""Those that many support; marks of what has ended are erased in time, so that they are not looked at for ever."""


async def _supported(c: Connection, meeting: Meeting) -> Supported | None:
    if meeting.proposal_id is None:
        return None
    record = await c.fetchrow(
        "SELECT i.id, i.number, coalesce(s.count, 0) AS count FROM incident AS i"
        " LEFT JOIN support_count AS s ON s.incident_id = i.id WHERE i.id = $1",
        meeting.proposal_id,
    )
    return Supported(**dict(record)) if record else None


async def gather(c: Connection, meeting: Meeting, waiting: Collection[UUID], returns: int, now: datetime) -> Gathered:
    """What belongs on a meeting's agenda; of the tabled cases those of `waiting`. `returns` is the cap."""
    topics: dict[Topic, Worst] = {
        "overdue": await _worst(c, meeting.path, "due_at < $2", "due_at, id", now),
        "returned": await _worst(c, meeting.path, "returns >= $2 AND returns > 0", "returns DESC, id", returns),
        "disputed": await _disputed(c, meeting.path),
        "repeated": await _worst(c, meeting.path, "repeats >= $2", "repeats DESC, id", REPEATED),
    }
    joint = meeting.kind == MeetingKind.JOINT
    put = await motions.before(c, meeting.id) if agenda.hears_motions(meeting.kind) else ()
    tabled_ = await _tabled(c, meeting.path, waiting) if joint else ()
    return Gathered(tabled_, topics, await undone(c, meeting), put, await _supported(c, meeting))


async def _worst(c: Connection, path: str, what: str, order: str, limit: Any) -> Worst:
    """`what` compares with $2."""
    records = await c.fetch(
        f"SELECT id, number, count(*) OVER () AS count FROM incident AS i"  # noqa: S608
        f" WHERE {OPEN_SQL} AND {BELOW} AND {what} ORDER BY {order} LIMIT {WORST}",
        path,
        limit,
    )
    return _of(records)


async def _disputed(c: Connection, path: str) -> Worst:
    records = await c.fetch(
        "SELECT i.id, i.number, count(*) OVER () AS count"  # noqa: S608
        " FROM objection AS o JOIN incident AS i ON i.id = o.incident_id"
        f" WHERE o.{OPEN_OBJECTION_SQL} AND {BELOW} ORDER BY o.lodged_at, o.id LIMIT {WORST}",
        path,
    )
    return _of(records)


def _of(records: Sequence[Any]) -> Worst:
    count = records[0]["count"] if records else 0
    return Worst(count, tuple((record["id"], record["number"]) for record in records))


async def _tabled(c: Connection, path: str, waiting: Collection[UUID]) -> tuple[Tabled, ...]:
    records = await c.fetch(
        f"SELECT i.id, i.number, i.path, i.tabled_at AS at FROM incident AS i"  # noqa: S608
        f" WHERE i.id = ANY($2) AND {OPEN_SQL} AND i.tabled_at IS NOT NULL AND {BELOW} ORDER BY i.tabled_at, i.id",
        path,
        list(waiting),
    )
    tasks = await c.fetch(
        f"SELECT incident_id, unit_id, grid_id, person_id FROM task"  # noqa: S608
        f" WHERE incident_id = ANY($1) AND {OPEN_TASK_SQL} ORDER BY id",
        [record["id"] for record in records],
    )
    given: dict[UUID, list[tuple[Receives, UUID]]] = {}
    for task in tasks:
        receiver = receiver_of(task["unit_id"], task["grid_id"], task["person_id"])
        given.setdefault(task["incident_id"], []).append(receiver)
    return tuple(Tabled(**dict(record), receivers=tuple(given.get(record["id"], ()))) for record in records)


async def undone(c: Connection, meeting: Meeting) -> tuple[tuple[str, Decision], ...]:
    """The open decisions of the body's other meetings."""
    records = await c.fetch(
        f"SELECT m.number AS meeting, {DECISION} FROM decision AS d JOIN meeting AS m ON m.id = d.meeting_id"  # noqa: S608
        f" WHERE d.{OPEN_DECISION_SQL} AND m.path = $1 AND m.id <> $2 ORDER BY d.due_at, d.id LIMIT {MOST_DECISIONS}",
        meeting.path,
        meeting.id,
    )
    return tuple((each["meeting"], Decision.model_validate(_without(each, "meeting"))) for each in records)


def _without(record: Any, name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


async def began(c: Connection) -> datetime | None:
    """Since when there is a city that owes anything."""
    at: datetime | None = await c.fetchval("SELECT seeded_at FROM city")
    return at


async def regular(c: Connection, year: int) -> list[Meeting]:
    """The regular meetings for periods of a year, called off or not."""
    records = await c.fetch(
        f"SELECT {MEETING} FROM meeting AS m WHERE kind = ANY($1) AND period >= $2 AND period < $3",  # noqa: S608
        list(REGULAR),
        f"{year:04}-",
        f"{year:04}.",
    )
    return made(Meeting, records)


async def called_for(c: Connection, kind: MeetingKind, path: str, day: date) -> list[Meeting]:
    """Those of a body that its convener called for a day, the last one first, called off or not."""
    records = await c.fetch(
        f"SELECT {MEETING} FROM meeting AS m WHERE kind = $1 AND path = $2 AND period = ANY($3) ORDER BY id DESC",  # noqa: S608
        *(kind, path, [f"{day}", f"{day}.2"]),
    )
    return made(Meeting, records)


async def find(c: Connection, ref: str) -> UUID | None:
    """The id of the meeting with this number or this id; None where there is none."""
    try:
        identity = UUID(ref)
    except ValueError:
        found: UUID | None = await c.fetchval("SELECT id FROM meeting WHERE number = $1", ref)
    else:
        found = await c.fetchval("SELECT id FROM meeting WHERE id = $1", identity)
    return found


async def ids(c: Connection) -> list[UUID]:
    """Every meeting that ever was, by id: for who goes through them all."""
    return [record["id"] for record in await c.fetch("SELECT id FROM meeting ORDER BY id")]


async def insert_words(c: Connection, meeting_id: UUID, words: Mapping[UUID, str]) -> None:
    """What people wrote, by the id of the meeting or of the decision that it is the text of."""
    if words:
        await c.execute(
            "INSERT INTO minutes (subject_id, meeting_id, text) SELECT w.id, $1, w.text"
            " FROM unnest($2::uuid[], $3::text[]) AS w(id, text)",
            meeting_id,
            list(words),
            list(words.values()),
        )


async def words(c: Connection, meeting_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people wrote about these meetings and has not been erased, by the meeting's or the decision's id."""
    columns = sets.listed(("subject_id", "text"))
    table = sets.table_of(MinutesRow).name
    records = await c.fetch(f"SELECT {columns} FROM {table} WHERE meeting_id = ANY($1)", list(meeting_ids))  # noqa: S608
    return {record["subject_id"]: record["text"] for record in records}


async def numbers(c: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of incidents."""
    records = await c.fetch("SELECT id, number FROM incident WHERE id = ANY($1)", list(ids))
    return {record["id"]: record["number"] for record in records}


async def counted_otherwise(c: Connection, calendar: int, limit: int, without: Sequence[UUID] = ()) -> list[UUID]:
    """Meetings that have not come to an end and are counted by another calendar than this one, by id. Without some."""
    records = await c.fetch(
        f"SELECT id FROM meeting WHERE {OPEN_MEETING_SQL} AND calendar_version <> $1"  # noqa: S608
        " AND NOT id = ANY($3) ORDER BY id LIMIT $2",
        calendar,
        limit,
        without,
    )
    return [record["id"] for record in records]


async def under_other_rules(c: Connection, rules: int, after: UUID | None, limit: int) -> list[UUID]:
    """Meetings that have not come to an end and that other rules than these hold for, by id; after one where named."""
    records = await c.fetch(
        f"SELECT id FROM meeting WHERE {OPEN_MEETING_SQL} AND rules_version <> $1"  # noqa: S608
        " AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        rules,
        after,
        limit,
    )
    return [record["id"] for record in records]


@dataclass(frozen=True)
class Own:
    """Whose meetings: to which somebody (`scope`) is invited, of which they or theirs have something to carry out, or
    which a body at one of these paths holds, which they convene."""

    scope: Scope
    convened: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a list of meetings is narrowed to; `late` ones have a decision past its deadline, or are past their time
    and not held. `path` is one body's; `since` and `until` are about when they begin."""

    kind: MeetingKind | None = None
    open: bool = False
    late: bool = False
    path: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    own: Own | None = None


@dataclass(frozen=True)
class Counted:
    """A meeting with how many decisions it has, how many are open, how many of these are late."""

    meeting: Meeting
    decisions: int
    undone: int
    overdue: int


@dataclass(frozen=True)
class Listed:
    """`next` is the cursor of the page after this one; None on the last."""

    items: list[Counted]
    next: str | None


async def listing(
    c: Connection, scope: Scope | None, wanted: Wanted, now: datetime, cursor: str | None, limit: int
) -> Listed:
    """A page of the meetings that a scope sees (all without one), the newest first: those of the bodies at or below
    its paths, those it was invited to, those of which it has a decision to carry out."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    at = arguments.add(now)
    conditions = [*_narrowed(wanted, arguments, at), *([_seen(scope, arguments)] if scope else [])]
    if after is not None:
        conditions.append(f"m.id < {arguments.add(after)}")
    records = await c.fetch(
        f"SELECT {MEETING}, k.decisions, k.undone, k.overdue FROM meeting AS m CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT count(*) AS decisions, count(*) FILTER (WHERE {OPEN_DECISION_SQL}) AS undone,"
        f" count(*) FILTER (WHERE {_OVERDUE.format(at=at)}) AS overdue"
        " FROM decision WHERE meeting_id = m.id) AS k"
        f" WHERE {' AND '.join(conditions) or 'true'} ORDER BY m.id DESC LIMIT {limit + 1:d}",
        *arguments.values,
    )
    items = [_counted(record) for record in records[:limit]]
    more = len(records) > limit
    return Listed(items, paging.closed(str(items[-1].meeting.id)) if more else None)


_OVERDUE = f"{OPEN_DECISION_SQL} AND coalesce(carried_at, {{at}}) > due_at"
_COUNTS = tuple(field.name for field in fields(Counted) if field.name != "meeting")


def _counted(record: Any) -> Counted:
    counts = {name: record[name] for name in _COUNTS}
    return Counted(Meeting.model_validate({k: v for k, v in record.items() if k not in counts}), **counts)


def _narrowed(wanted: Wanted, arguments: Arguments, at: str) -> list[str]:
    found = []
    if wanted.kind is not None:
        found.append(f"m.kind = {arguments.add(str(wanted.kind))}")
    if wanted.open:
        found.append(f"m.{OPEN_MEETING_SQL}")
    if wanted.path is not None:
        found.append(f"m.path = {arguments.add(wanted.path)}")
    if wanted.since is not None:
        found.append(f"m.starts_at >= {arguments.add(wanted.since)}")
    if wanted.until is not None:
        found.append(f"m.starts_at < {arguments.add(wanted.until)}")
    if wanted.own is not None:
        convenes = f"m.path = ANY({arguments.add(list(wanted.own.convened))})"
        found.append(f"({convenes} OR {_takes_part(wanted.own.scope, arguments)})")
    if wanted.late:
        found.append(f"(k.overdue > 0 OR (m.state IN ('planned','drawn','invited') AND m.starts_at < {at}))")
    return found


def _seen(scope: Scope, arguments: Arguments) -> str:
    if scope.person_id is None:
        return "false"
    paths = arguments.add(list(scope.paths))
    above = (
        f"EXISTS (SELECT FROM unnest({paths}::text[]) AS p(path) WHERE m.path = p.path OR m.path ^@ (p.path || '.'))"
    )
    return f"({above} OR {_takes_part(scope, arguments)})"


def _takes_part(scope: Scope, arguments: Arguments) -> str:
    """Who was invited, or has something to carry out."""
    me = scope.person_id
    held = (
        f"d.person_id = ANY({arguments.add([me, *scope.persons])})"
        f" OR d.unit_id = ANY({arguments.add(list(scope.units))})"
        f" OR d.grid_id = ANY({arguments.add(list(scope.grids))})"
    )
    return (
        f"({arguments.add(str(me))} = ANY(m.attendees)"
        f" OR EXISTS (SELECT FROM decision AS d WHERE d.meeting_id = m.id AND ({held})))"
    )
