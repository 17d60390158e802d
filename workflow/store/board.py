"""What the supervisors' board counts, and the cases behind each figure.

A figure is one condition, written once: what counts by it and what lists by it are made of the same words, so that
every figure opens exactly the cases that it counts. Nothing is kept beside the cases that could differ from them. The
conditions of open cases look at no column that the index `incident_board` has not, those of ended ones at none that
`incident_ended` has not: what a count costs depends on what is open, or on what ended in its period.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from models.clock import CLIMBED_SQL
from models.incident import OPEN_SQL, State
from models.task import LED_SQL
from workflow.store import paging
from workflow.store.paging import COLUMNS, Page
from workflow.store.scoping import Arguments, Land
from workflow.store.transactions import Connection


class Figure(StrEnum):
    """What cases are counted as. `late`: a stage's deadline has passed. `tonight`: the next one passes before the day
    is over. `untaken`: nobody has it, neither at the desk nor of those whom it was sent to. `raised`: brought to the
    level that asks. `supervised`: under a supervision order; `answered`: its answer waits for the level that asks or
    one below. `climbing`: one of its clocks has begun on its ladder and goes on. Since an instant: `ended`, and the
    promises that were judged, `kept` when they were met, `broken` when they ran out."""

    OPEN = "open"
    LATE = "late"
    TONIGHT = "tonight"
    UNTAKEN = "untaken"
    RAISED = "raised"
    SUPERVISED = "supervised"
    ANSWERED = "answered"
    CLIMBING = "climbing"
    KEPT = "kept"
    BROKEN = "broken"
    ENDED = "ended"


OF_OPEN: Final = (
    Figure.OPEN,
    Figure.LATE,
    Figure.TONIGHT,
    Figure.UNTAKEN,
    Figure.RAISED,
    Figure.SUPERVISED,
    Figure.ANSWERED,
)
"""What is counted in one pass over what is open."""

SINCE: Final = frozenset({Figure.KEPT, Figure.BROKEN, Figure.ENDED})


class Part(StrEnum):
    """What a ground is divided into. A village is divided into what lies next below it."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"


@dataclass(frozen=True)
class Ground:
    """What is looked at: the cases on these lands, `here` those alone that lie in none of their parts, of a `unit`
    those that it leads. `level` is the duty level to which cases are raised, `tonight` the end of the day, `within` the
    path of the one place whose groups are looked at."""

    lands: tuple[Land, ...]
    part: Part
    level: int
    at: datetime
    tonight: datetime
    within: str
    here: bool = False
    unit: UUID | None = None
    state: State | None = None

    @property
    def column(self) -> str:
        """In SQL, the code of the part in which a case `i` lies; null in none."""
        if self.part == Part.GROUP:
            return f"NULLIF(split_part(substr(i.path, {len(self.within) + 2:d}), '.', 1), '')"
        return f"i.{self.part}"


Counts = Counter[Figure]


def _says(figure: Figure, ground: Ground, since: datetime | None, arguments: Arguments) -> Iterator[str]:
    """Conditions on a case `i`, of which at most one is true: it is counted where one is."""
    if figure not in SINCE:
        yield f"{_OPEN} AND {_of_open(figure, ground, arguments)}"
        return
    if since is None:
        raise ValueError(f"{figure} is counted since an instant")
    start = arguments.add(since)
    ended = f"i.ended_at >= {start}"
    if figure == Figure.ENDED:
        yield ended
    elif figure == Figure.KEPT:
        yield f"{ended} AND i.state = 'closed' AND i.ended_at <= i.promise_at AND NOT i.exempt"
    else:
        passed = f"i.promise_at >= {start} AND i.promise_at < {arguments.add(ground.at)} AND NOT i.exempt"
        yield f"{_OPEN} AND i.state <> 'suspended' AND {passed}"
        yield f"{ended} AND i.ended_at > i.promise_at AND {passed}"


def _of_open(figure: Figure, ground: Ground, arguments: Arguments) -> str:
    match figure:
        case Figure.LATE:
            return f"i.due_at < {arguments.add(ground.at)}"
        case Figure.TONIGHT:
            now, end = arguments.add(ground.at), arguments.add(ground.tonight)
            return f"i.state <> 'suspended' AND i.due_at >= {now} AND i.due_at < {end}"
        case Figure.UNTAKEN:
            return "(i.state = 'dispatched' OR i.state IN ('reported','accepted') AND i.claimed_by IS NULL)"
        case Figure.RAISED:
            brought = f"i.raised_at IS NOT NULL AND i.level <= {ground.level:d}"
            return f"({brought} OR i.tabled_at IS NOT NULL)"
        case Figure.SUPERVISED:
            return "i.id IN (SELECT incident_id FROM supervision_order WHERE state IN ('issued','answered'))"
        case Figure.ANSWERED:
            waits = f"state = 'answered' AND level >= {ground.level:d}"
            return f"i.id IN (SELECT incident_id FROM supervision_order WHERE {waits})"  # noqa: S608
        case Figure.CLIMBING:
            return f"i.id IN (SELECT incident_id FROM clock WHERE {CLIMBED_SQL})"  # noqa: S608
        case _:
            return "true"


_OPEN: Final = f"i.{OPEN_SQL}"


def lies_on(ground: Ground, arguments: Arguments) -> str:
    """The condition that a case lies on the ground."""
    found = [f"({' OR '.join(land.sql(arguments) for land in ground.lands) or 'false'})"]
    if ground.here:
        found.append(f"{ground.column} IS NULL")
    if ground.unit is not None:
        led = f"SELECT incident_id FROM task WHERE {LED_SQL} AND unit_id = {arguments.add(ground.unit)}"  # noqa: S608
        found.append(f"i.id IN ({led})")
    if ground.state is not None:
        found.append(f"i.state = '{State(ground.state)}'")
    return " AND ".join(found)


def _columns(ground: Ground, arguments: Arguments) -> str:
    """A count for each figure of what is open."""
    wanted = (_of_open(figure, ground, arguments) for figure in OF_OPEN)
    return ", ".join(f"count(*) FILTER (WHERE {each})" for each in wanted)


class Standing(NamedTuple):
    """In which part of a ground a case lies (none where in none), and in which state it is."""

    part: str | None
    state: State


async def counts(c: Connection, ground: Ground) -> dict[Standing, Counts]:
    """The figures of what is open, by part and state."""
    arguments = Arguments()
    columns, on = _columns(ground, arguments), lies_on(ground, arguments)
    records = await c.fetch(
        f"SELECT {ground.column}, i.state, {columns} FROM incident AS i WHERE {_OPEN} AND {on} GROUP BY 1, 2",  # noqa: S608
        *arguments.values,
    )
    return {Standing(part, State(state)): _counted(found) for part, state, *found in records}


async def many(c: Connection, figure: Figure, ground: Ground) -> dict[str | None, int]:
    """How many of what is open one figure counts, by part."""
    arguments = Arguments()
    (says,) = _says(figure, ground, None, arguments)
    records = await c.fetch(
        f"SELECT {ground.column}, count(*) FROM incident AS i"  # noqa: S608
        f" WHERE {says} AND {lies_on(ground, arguments)} GROUP BY 1",
        *arguments.values,
    )
    return {record[0]: record[1] for record in records}


class Lateness(NamedTuple):
    """How many are open, and how many of these late."""

    open: int
    late: int


async def lateness(c: Connection, ground: Ground) -> dict[str | None, Lateness]:
    """By part, how much is open and late."""
    arguments = Arguments()
    late, on = _of_open(Figure.LATE, ground, arguments), lies_on(ground, arguments)
    records = await c.fetch(
        f"SELECT {ground.column}, count(*), count(*) FILTER (WHERE {late}) FROM incident AS i"  # noqa: S608
        f" WHERE {_OPEN} AND {on} GROUP BY 1",
        *arguments.values,
    )
    return {part: Lateness(count, late_then) for part, count, late_then in records}


async def by_unit(c: Connection, ground: Ground) -> dict[UUID, Counts]:
    """The figures of what is open, by the unit that leads it."""
    arguments = Arguments()
    columns, on = _columns(ground, arguments), lies_on(ground, arguments)
    records = await c.fetch(
        f"SELECT t.unit_id, {columns} FROM (SELECT DISTINCT incident_id, unit_id FROM task WHERE {LED_SQL}) AS t"  # noqa: S608
        f" JOIN incident AS i ON i.id = t.incident_id WHERE {_OPEN} AND {on} GROUP BY 1",
        *arguments.values,
    )
    return {unit: _counted(found) for unit, *found in records}


def _counted(found: Sequence[int]) -> Counts:
    return Counter(dict(zip(OF_OPEN, found, strict=True)))


async def ended(c: Connection, ground: Ground, since: datetime) -> dict[Standing, int]:
    """How many have ended since an instant, by part and state."""
    arguments = Arguments()
    (says,) = _says(Figure.ENDED, ground, since, arguments)
    records = await c.fetch(
        f"SELECT {ground.column}, i.state, count(*) FROM incident AS i"  # noqa: S608
        f" WHERE {says} AND {lies_on(ground, arguments)} GROUP BY 1, 2",
        *arguments.values,
    )
    return {Standing(part, State(state)): count for part, state, count in records}


class Kept(NamedTuple):
    """Promises that were judged in one span of time: how many were kept, of how many."""

    kept: int
    judged: int


async def promises(c: Connection, ground: Ground, starts: Sequence[datetime]) -> dict[str | None, list[Kept]]:
    """By part, the promises of spans that begin at these instants, each of which ends where the next begins."""
    arguments = Arguments()
    on, spans = lies_on(ground, arguments), arguments.add(list(starts))
    judged = " UNION ALL ".join(
        f"SELECT {ground.column} AS part, {at} AS at, {kept} AS kept FROM incident AS i WHERE {says} AND {on}"  # noqa: S608
        for figure, at, kept in ((Figure.KEPT, "i.ended_at", "true"), (Figure.BROKEN, "i.promise_at", "false"))
        for says in _says(figure, ground, starts[0], arguments)
    )
    records = await c.fetch(
        f"SELECT part, width_bucket(at, {spans}::timestamptz[]) - 1 AS span, count(*) FILTER (WHERE kept) AS kept,"  # noqa: S608
        f" count(*) AS judged FROM ({judged}) AS j GROUP BY 1, 2",
        *arguments.values,
    )
    found: dict[str | None, list[Kept]] = {}
    for part, span, kept, judged_then in records:
        found.setdefault(part, [Kept(0, 0)] * len(starts))[span] = Kept(kept, judged_then)
    return found


async def behind(
    c: Connection, figure: Figure, ground: Ground, since: datetime | None, cursor: str | None, limit: int
) -> Page:
    """A page of the cases that a figure counts: of what is open what is due first, of others the newest. BadInput
    for a cursor or limit that cannot be."""
    limit, arguments = paging.checked(limit), Arguments()
    order, place = (_NEWEST, _after_newest) if figure in SINCE else (_DUE, _after_due)
    after, on = place(cursor, arguments), lies_on(ground, arguments)
    first = " UNION ALL ".join(
        f"(SELECT i.id FROM incident AS i WHERE {says} AND {on} AND {after} ORDER BY {order} LIMIT {limit + 1:d})"  # noqa: S608
        for says in _says(figure, ground, since, arguments)
    )
    statement = f"SELECT {COLUMNS} FROM incident AS i WHERE i.id IN ({first}) ORDER BY {order} LIMIT {limit + 1:d}"  # noqa: S608
    items, more = await paging.fetch(c, statement, arguments.values, limit)
    if not more:
        return Page(items, None)
    last = items[-1]
    due = last.due_at.isoformat() if last.due_at else "infinity"
    return Page(items, paging.closed(str(last.id)) if figure in SINCE else paging.closed(due, str(last.id)))


_DUE: Final = "COALESCE(i.due_at, 'infinity'::timestamptz), i.id"
_NEWEST: Final = "i.id DESC"


def _after_due(cursor: str | None, arguments: Arguments) -> str:
    after = paging.after_due(cursor)
    if after is None:
        return "true"
    return f"({_DUE}) > ({arguments.add(after[0])}::text::timestamptz, {arguments.add(after[1])}::uuid)"


def _after_newest(cursor: str | None, arguments: Arguments) -> str:
    after = paging.after_id(cursor)
    return "true" if after is None else f"i.id < {arguments.add(after)}"
