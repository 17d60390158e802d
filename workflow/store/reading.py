"""Reading cases: whole views for the deciding, and what a page shows of one case. Sets, never one by one."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from models.bulletin import BulletinRow
from models.clock import Clock, ClockEvent, ClockEventRow, ClockRow
from models.columns import Row, Value
from models.incident import OPEN_SQL, Incident, IncidentRow
from models.inspection import OPEN_INSPECTION_SQL, InspectionRow
from models.ledger import Entry, EntryRow
from models.meeting import DecisionRow, MeetingRow
from models.motion import MotionRow
from models.notice import Notice, NoticeRow
from models.patrol import CampaignRow, PatrolRow, SpotRow
from models.task import OPEN_OBJECTION_SQL, OPEN_TASK_SQL, ObjectionRow, OrderRow, RequestRow, TaskRow
from workflow.machines import Kind
from workflow.store.sets import selected, table_of
from workflow.store.transactions import Connection
from workflow.view import CLOCK, GENESIS, RECORDS, View, W, assemble

V = TypeVar("V", bound=Value)

ROWS: Mapping[str, type[Row]] = {
    Kind.CAMPAIGN: CampaignRow,
    Kind.SPOT: SpotRow,
    Kind.INCIDENT: IncidentRow,
    Kind.PATROL: PatrolRow,
    Kind.TASK: TaskRow,
    Kind.REQUEST: RequestRow,
    Kind.ORDER: OrderRow,
    Kind.OBJECTION: ObjectionRow,
    Kind.INSPECTION: InspectionRow,
    Kind.MEETING: MeetingRow,
    Kind.MOTION: MotionRow,
    Kind.DECISION: DecisionRow,
    Kind.BULLETIN: BulletinRow,
    CLOCK: ClockRow,
}
"""The table of each kind of record of the views."""

HANGS_BY: Mapping[str, str] = {
    Kind.INCIDENT: "incident_id",
    Kind.MEETING: "meeting_id",
    Kind.PATROL: "patrol_id",
    Kind.CAMPAIGN: "campaign_id",
    Kind.BULLETIN: "bulletin_id",
}
"""By which column a record hangs on its root subject."""

CHAINS = 200
"""How many subjects' chains an audit reads at once."""

METRES_A_DEGREE = 111_320

MOST_REPEATS = 100
"""Repeats are counted so far: what they cost must not grow with a place that many report."""


@dataclass(frozen=True)
class Nearby:
    """A report that is about to be: what counts as its repeats. `path` is its grid's, or empty."""

    category: str
    path: str
    lat: float | None
    lon: float | None
    since: datetime
    metres: int


def made(value: type[V], records: Iterable[Any]) -> list[V]:
    return [value.model_validate(dict(record)) for record in records]


async def load_views(c: Connection, ids: Iterable[UUID], lock: bool = False) -> dict[UUID, View]:
    """The views of those of these incidents that there are, by id; see `load`."""
    return await load(c, View, ids, lock)


async def load(c: Connection, root: type[W], ids: Iterable[UUID], lock: bool = False) -> dict[UUID, W]:
    """The views of those of these root subjects that there are, by id, in a query a kind of record however many.

    With `lock` the subjects' rows are locked in the order of their ids before anything else is read, so that all of
    the view is as whoever held them before has left it.
    """
    own, *others = root.KINDS
    roots = await _roots(c, own, sorted(set(ids)), lock)
    if not roots:
        return {}
    found = {kind: await _grouped(c, kind, HANGS_BY[own], list(roots)) for kind in others}
    heads = await _heads(c, list(roots))
    views = {}
    for identity, subject in roots.items():
        records = {own: {identity: subject}} | {kind: of.get(identity, {}) for kind, of in found.items()}
        views[identity] = assemble(root, identity, records, *heads.get(identity, (0, GENESIS)))
    return views


async def _roots(c: Connection, kind: str, ids: list[UUID], lock: bool) -> dict[UUID, Any]:
    # NO KEY: rows that merely refer to an incident, such as a look at its reporter, need not wait.
    locking = "FOR NO KEY UPDATE" if lock else ""
    row, value = ROWS[kind], RECORDS[kind]
    records = await c.fetch(
        f"SELECT {selected(row, value)} FROM {table_of(row).name} WHERE id = ANY($1) ORDER BY id {locking}",  # noqa: S608
        ids,
    )
    return {record["id"]: value.model_validate(dict(record)) for record in records}


async def _grouped(c: Connection, kind: str, by: str, ids: list[UUID]) -> dict[UUID, dict[UUID, Value]]:
    """The records of a kind by their root subject and their own id, in the order of their ids."""
    row, value = ROWS[kind], RECORDS[kind]
    table = table_of(row).name
    records = await c.fetch(
        f'SELECT {selected(row, value)} FROM "{table}" WHERE {by} = ANY($1) ORDER BY id',  # noqa: S608
        ids,
    )
    found: dict[UUID, dict[UUID, Value]] = {}
    for record in records:
        found.setdefault(record[by], {})[record["id"]] = value.model_validate(dict(record))
    return found


async def _heads(c: Connection, ids: list[UUID]) -> dict[UUID, tuple[int, str]]:
    """Sequence and hash of each subject's last entry."""
    records = await c.fetch(
        "SELECT s.id, e.seq, e.hash FROM unnest($1::uuid[]) AS s(id) CROSS JOIN LATERAL"
        " (SELECT seq, hash FROM entry WHERE subject_id = s.id ORDER BY seq DESC LIMIT 1) AS e",
        ids,
    )
    return {record["id"]: (record["seq"], record["hash"]) for record in records}


async def find_incident(c: Connection, ref: str) -> UUID | None:
    """The id of the incident with this number or this id; None where there is none."""
    try:
        identity = UUID(ref)
    except ValueError:
        found: UUID | None = await c.fetchval("SELECT id FROM incident WHERE number = $1", ref)
    else:
        found = await c.fetchval("SELECT id FROM incident WHERE id = $1", identity)
    return found


async def numbers(c: Connection, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The numbers of those of these incidents that there are."""
    asked = [identity for identity in ids if identity is not None]
    found = await c.fetch("SELECT id, number FROM incident WHERE id = ANY($1)", asked) if asked else []
    return {record["id"]: record["number"] for record in found}


async def incident(c: Connection, identity: UUID) -> Incident | None:
    found: Incident | None = (await _roots(c, Kind.INCIDENT, [identity], lock=False)).get(identity)
    return found


async def next_numbers(c: Connection, count: int) -> list[int]:
    """So many numbers that no incident has had; they rise, and what is not used is a gap for ever."""
    records = await c.fetch("SELECT nextval('incident_number') AS number FROM generate_series(1, $1)", count)
    return sorted(record["number"] for record in records)


async def entries(c: Connection, subject_id: UUID) -> list[Entry]:
    """A subject's ledger, from its first entry on."""
    return (await chains(c, [subject_id])).get(subject_id, [])


async def all_entries(c: Connection, first: UUID, last: UUID) -> AsyncIterator[dict[UUID, list[Entry]]]:
    """The ledger of the subjects after one id and up to another, in sets of whole chains, by subject. In a `snapshot`
    it is the ledger of one instant."""
    after = first
    while True:
        records = await c.fetch(
            "SELECT DISTINCT subject_id FROM entry WHERE subject_id > $1 AND subject_id <= $2"
            " ORDER BY subject_id LIMIT $3",
            after,
            last,
            CHAINS,
        )
        if not records:
            return
        subjects = [record["subject_id"] for record in records]
        yield await chains(c, subjects)
        after = subjects[-1]


async def chains(c: Connection, subjects: list[UUID]) -> dict[UUID, list[Entry]]:
    """The ledgers of these subjects, each from its first entry on."""
    columns = selected(EntryRow, Entry)
    records = await c.fetch(
        f"SELECT {columns} FROM entry WHERE subject_id = ANY($1) ORDER BY subject_id, seq",  # noqa: S608
        subjects,
    )
    found: dict[UUID, list[Entry]] = {}
    for entry in made(Entry, records):
        found.setdefault(entry.subject_id, []).append(entry)
    return found


async def wording(c: Connection, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """What was written about problem and place, where it has not been erased."""
    records = await c.fetch(
        "SELECT incident_id, description, address FROM wording WHERE incident_id = ANY($1)", list(ids)
    )
    return {record["incident_id"]: (record["description"], record["address"]) for record in records}


@dataclass(frozen=True)
class Answer:
    """What was answered to a supervision order; the text is empty once it was erased."""

    by: UUID | None
    at: datetime
    level: int
    text: str


async def answers(c: Connection, ids: Sequence[UUID]) -> dict[UUID, Answer]:
    """The answers to these incidents' supervision orders that wait for a decision; of several the last."""
    records = await c.fetch(
        "SELECT DISTINCT ON (o.incident_id) o.incident_id, o.answered_by, o.answered_at, o.level,"
        " e.facts->'command'->>'reason' FROM supervision_order AS o"
        " JOIN entry AS e ON e.subject_id = o.incident_id AND e.about = o.id AND e.move = 'answer'"
        " WHERE o.incident_id = ANY($1) AND o.state = 'answered' ORDER BY o.incident_id, e.seq DESC",
        ids,
    )
    return {case: Answer(by, at, level, text or "") for case, by, at, level, text in records}


async def clocks(c: Connection, incident_id: UUID) -> list[Clock]:
    """Every deadline that an incident ever had, in the order in which they began."""
    columns = selected(ClockRow, Clock)
    records = await c.fetch(
        f"SELECT {columns} FROM clock WHERE incident_id = $1 ORDER BY started_at, id",  # noqa: S608
        incident_id,
    )
    return made(Clock, records)


async def clock_events(c: Connection, root_id: UUID, kind: Kind = Kind.INCIDENT) -> list[ClockEvent]:
    """Everything that happened to a root subject's clocks, in the order of its entries."""
    columns = selected(ClockEventRow, ClockEvent)
    records = await c.fetch(
        f"SELECT {columns} FROM clock_event WHERE {HANGS_BY[kind]} = $1 ORDER BY entry, at, id",  # noqa: S608
        root_id,
    )
    return made(ClockEvent, records)


async def notices_of(c: Connection, root_id: UUID, kind: Kind = Kind.INCIDENT) -> list[Notice]:
    """Who of the staff was told what about a root subject, and whether it went out; nothing of the reporter's."""
    columns = selected(NoticeRow, Notice)
    records = await c.fetch(
        f"SELECT {columns} FROM notice WHERE {HANGS_BY[kind]} = $1 ORDER BY entry, created_at, id",  # noqa: S608
        root_id,
    )
    return made(Notice, records)


async def notices_about(c: Connection, subject_id: UUID) -> list[Notice]:
    """Who was told of what hangs on no case, such as a bulletin; in the order of their keys."""
    columns = selected(NoticeRow, Notice)
    records = await c.fetch(f"SELECT {columns} FROM notice WHERE about = $1 ORDER BY key", subject_id)  # noqa: S608
    return made(Notice, records)


async def repeats(c: Connection, asked: Sequence[Nearby]) -> list[int]:
    """For each report the number of open ones of its category since then: within so many metres where both have a
    point, otherwise in the same grid. One statement for all."""
    if not asked:
        return []
    records = await c.fetch(_REPEATS, *([getattr(n, f.name) for n in asked] for f in fields(Nearby)))
    return [record["count"] for record in records]


_REPEATS = f"""
SELECT least(near.count + same.count, {MOST_REPEATS}) AS count
FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::timestamptz[], $6::integer[])
     WITH ORDINALITY AS n(category, path, lat, lon, since, metres, place)
CROSS JOIN LATERAL (
    SELECT count(*) FROM (SELECT FROM incident
    WHERE category = n.category AND {OPEN_SQL} AND reported_at >= n.since
      AND lat BETWEEN n.lat - n.metres / {METRES_A_DEGREE}.0 AND n.lat + n.metres / {METRES_A_DEGREE}.0
      AND power((lat - n.lat) * {METRES_A_DEGREE}, 2) + power((lon - n.lon) * {METRES_A_DEGREE} * cosd(n.lat), 2)
          <= power(n.metres::float8, 2)
    LIMIT {MOST_REPEATS}) AS found
) AS near
CROSS JOIN LATERAL (
    SELECT count(*) FROM (SELECT FROM incident
    WHERE category = n.category AND path = n.path AND n.path <> '' AND {OPEN_SQL} AND reported_at >= n.since
      AND (n.lat IS NULL OR lat IS NULL)
    LIMIT {MOST_REPEATS}) AS found
) AS same
ORDER BY n.place"""  # noqa: S608


async def followers(c: Connection, ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Who of the staff reported what was merged into these incidents, also by way of another that was."""
    records = await c.fetch(
        "WITH RECURSIVE merged(into_id, id, reporter_id) AS ("
        " SELECT merged_into, id, reporter_id FROM incident WHERE merged_into = ANY($1)"
        " UNION SELECT m.into_id, i.id, i.reporter_id FROM incident AS i JOIN merged AS m ON i.merged_into = m.id)"
        " SELECT into_id AS id, array_agg(DISTINCT reporter_id ORDER BY reporter_id) AS reporters FROM merged"
        " WHERE reporter_id IS NOT NULL GROUP BY 1",
        list(ids),
    )
    return {record["id"]: tuple(record["reporters"]) for record in records}


def _after_the_end(which: str, limit: str) -> str:
    """UNION with the cases of which something is still to be decided that hangs on their end."""
    return "".join(
        f" UNION (SELECT i.id FROM {table} AS o JOIN incident AS i ON i.id = o.incident_id"  # noqa: S608
        f" WHERE o.{waits} AND {which} ORDER BY i.id LIMIT {limit})"
        for table, waits in (("objection", OPEN_OBJECTION_SQL), ("inspection", OPEN_INSPECTION_SQL))
    )


async def counted_otherwise(c: Connection, calendar: int, limit: int, without: Sequence[UUID] = ()) -> list[UUID]:
    """Incidents with a clock ahead that are counted by another calendar than this one, in the order of their ids: open
    ones, and ended ones with an objection or a second look that is still to be decided. Without some."""
    records = await c.fetch(
        f"(SELECT id FROM incident WHERE {OPEN_SQL} AND calendar_version <> $1 AND NOT id = ANY($3)"  # noqa: S608
        f" ORDER BY id LIMIT $2) {_after_the_end('i.calendar_version <> $1 AND NOT i.id = ANY($3)', '$2')}"
        " ORDER BY id LIMIT $2",
        calendar,
        limit,
        without,
    )
    return [record["id"] for record in records]


async def under_other_rules(c: Connection, rules: int, after: UUID | None, limit: int) -> list[UUID]:
    """Incidents with a clock ahead that other rules than these hold for, in the order of their ids: open ones, and
    ended ones with an objection or a second look that is still to be decided; after an id, where one is named."""
    records = await c.fetch(
        f"(SELECT id FROM incident WHERE {OPEN_SQL} AND rules_version <> $1 AND ($2::uuid IS NULL OR id > $2)"  # noqa: S608
        f" ORDER BY id LIMIT $3) {_after_the_end('i.rules_version <> $1 AND ($2::uuid IS NULL OR i.id > $2)', '$3')}"
        " ORDER BY id LIMIT $3",
        rules,
        after,
        limit,
    )
    return [record["id"] for record in records]


async def routed_by(c: Connection, ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What the route of each of these incidents was chosen by, each time, as the ledger recorded it; nothing where that
    was erased."""
    records = await c.fetch(
        "SELECT subject_id, facts->'asked'->'case' AS seen FROM entry"
        " WHERE subject_id = ANY($1) AND facts->'asked' ? 'case' ORDER BY subject_id, seq",
        list(ids),
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for record in records:
        found.setdefault(record["subject_id"], []).append(record["seen"])
    return found


async def load_of(c: Connection, ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many tasks each of these units, grids and persons has open; who has none is not in it."""
    asked = list(ids)
    if not asked:
        return {}
    counted = " UNION ALL ".join(
        f"SELECT {one} AS id, count(*) FROM task WHERE {one} = ANY($1) AND {OPEN_TASK_SQL} GROUP BY 1"  # noqa: S608
        for one in ("unit_id", "grid_id", "person_id")
    )
    records = await c.fetch(counted, asked)
    return {record["id"]: record["count"] for record in records}


async def checks_of(c: Connection, persons: Iterable[UUID]) -> dict[UUID, int]:
    """How many checks wait for each of these people; whom none waits for is not in it."""
    counted = "SELECT checker_id, count(*) FROM incident WHERE state = 'checking' AND checker_id = ANY($1) GROUP BY 1"
    return {record["checker_id"]: record["count"] for record in await c.fetch(counted, list(persons))}
