"""What waits for somebody, most urgent first; and lists of all cases that somebody may see, newest first.

A page is made of parts, each of them the first few of what one index holds in order. So what it costs depends on the
page and on how many posts somebody has, not on how many cases are open or were ever stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.incident import ENDS, OPEN_SQL, RAISED_SQL, State
from models.task import OPEN_OBJECTION_SQL, OPEN_TASK_SQL
from models.territory import CITY, TOWNSHIP
from workflow.errors import BadInput
from workflow.identity import uuid7
from workflow.rights import Scope
from workflow.store import finding, paging
from workflow.store.paging import COLUMNS, Page, Urgency
from workflow.store.scoping import BY_STAFF, Arguments, Territory, over, scope_sql, territory
from workflow.store.transactions import Connection, bounded

ORDER = "(NOT i.urgent), i.severity, COALESCE(i.due_at, 'infinity'::timestamptz), i.id"
"""The order of a queue, as its indexes have it."""


class Queue(StrEnum):
    INTAKE = "intake"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    VERIFY = "verify"
    SUPERVISE = "supervise"


STATES = {
    Queue.INTAKE: (State.REPORTED, State.CHECKING),
    Queue.DISPATCH: (State.ACCEPTED,),
    Queue.VERIFY: (State.RESOLVED,),
}
"""The states that wait in a queue, where it is the state that says so."""


async def queue(c: Connection, kind: Queue, scope: Scope, cursor: str | None = None, limit: int = 50) -> Page:
    """A page of a queue of who has this scope: urgent ones first, then the gravest, then what is due first.

    `intake` and `dispatch` are what the territory has in those states. `handle` is what the person, their units and
    the grids that they handle have open tasks of. `verify` is what is theirs to verify, all of a township that they
    have, the reports that they are asked to look at before they are filed, and what was closed and they are asked to
    look at again. `supervise` is of a township or the
    city: what was raised to it, tabled, has an open supervision order, or an objection that is decided there. BadInput
    for a cursor or limit that cannot be.
    """
    limit, after = paging.checked(limit), paging.after_urgency(cursor)
    held = (await territory(c, scope)).of_open()
    arguments = Arguments()
    place = _after(after, arguments)
    parts = [f"{part} AND {place}" for part in waiting(kind, scope, held, arguments)]
    if not parts:
        return Page([], None)
    first = " UNION ".join(
        f"(SELECT i.id FROM incident AS i WHERE {part} ORDER BY {ORDER} LIMIT {limit + 1:d})"  # noqa: S608
        for part in parts
    )
    statement = f"SELECT {COLUMNS} FROM incident AS i WHERE i.id IN ({first}) ORDER BY {ORDER} LIMIT {limit + 1:d}"  # noqa: S608
    items, more = await paging.fetch(c, statement, arguments.values, limit)
    return Page(items, _urgency_cursor(Urgency.of(items[-1])) if more else None)


def waiting(kind: Queue, scope: Scope, held: Territory, arguments: Arguments) -> Iterator[str]:
    """The conditions on an incident `i` that together say what is in a queue of who has this scope, and holds the
    open cases of this territory."""
    return _PARTS[kind](kind, scope, held, arguments)


def _urgency_cursor(at: Urgency) -> str:
    return paging.closed(at.calm, at.severity, at.due, str(at.id))


def _after(at: Urgency | None, arguments: Arguments) -> str:
    if at is None:
        return "true"
    calm, severity, identity = arguments.add(at.calm), arguments.add(at.severity), arguments.add(at.id)
    due = f"{arguments.add(at.due)}::text::timestamptz"
    return f"({ORDER}) > ({calm}::boolean, {severity}::integer, {due}, {identity}::uuid)"


def _by_state(kind: Queue, scope: Scope, held: Territory, arguments: Arguments) -> Iterator[str]:
    within = [*held.parts(arguments), *([over(scope, arguments)] if scope.specials else [])]
    for state in STATES[kind]:
        yield from (f"{OPEN_SQL} AND i.state = '{state}' AND {part}" for part in within)


def _by_task(kind: Queue, scope: Scope, held: Territory, arguments: Arguments) -> Iterator[str]:
    holders: tuple[tuple[str, tuple[UUID, ...]], ...] = (
        ("unit_id", scope.units),
        ("grid_id", scope.grids),
        ("person_id", (scope.person_id, *scope.persons) if scope.person_id else ()),
    )
    for column, ids in holders:
        if ids:
            given = f"{OPEN_TASK_SQL} AND {column} = ANY({arguments.add(list(ids))})"
            yield f"i.id IN (SELECT incident_id FROM task WHERE {given})"  # noqa: S608


def _to_verify(kind: Queue, scope: Scope, held: Territory, arguments: Arguments) -> Iterator[str]:
    if scope.person_id is None:
        return
    me = arguments.add(scope.person_id)
    yield f"{OPEN_SQL} AND i.state = 'resolved' AND i.verifier_id = {me}"
    yield f"{OPEN_SQL} AND i.state = 'checking' AND i.checker_id = {me}"
    for other in (arguments.add(each) for each in scope.persons):
        yield f"{OPEN_SQL} AND i.state = 'checking' AND i.checker_id = {other}"
        yield f"{OPEN_SQL} AND i.state = 'resolved' AND i.verifier_id = {other} AND {BY_STAFF}"
    yield f"{OPEN_SQL} AND i.state = 'resolved' AND i.verify_by = 'reporter' AND i.reporter_id = {me}"
    lookers = arguments.add([scope.person_id, *scope.persons])
    yield (
        "i.id IN (SELECT incident_id FROM inspection"  # noqa: S608
        f" WHERE state = 'looking' AND looker_id = ANY({lookers}))"
    )
    for part in held.parts(arguments, lowest=TOWNSHIP):
        yield f"{OPEN_SQL} AND i.state = 'resolved' AND {part}"


def _to_supervise(kind: Queue, scope: Scope, held: Territory, arguments: Arguments) -> Iterator[str]:
    level = CITY if held.level <= CITY else TOWNSHIP
    for part in held.parts(arguments, lowest=TOWNSHIP):
        yield f"{OPEN_SQL} AND {RAISED_SQL} AND (i.level <= {level} OR i.tabled_at IS NOT NULL) AND {part}"
        yield (
            "i.id IN (SELECT incident_id FROM supervision_order WHERE state IN ('issued','answered'))"  # noqa: S608
            f" AND {part}"
        )
        yield (
            f"i.id IN (SELECT incident_id FROM objection WHERE {OPEN_OBJECTION_SQL} AND level = {level})"  # noqa: S608
            f" AND {part}"
        )


_PARTS = {
    Queue.INTAKE: _by_state,
    Queue.DISPATCH: _by_state,
    Queue.HANDLE: _by_task,
    Queue.VERIFY: _to_verify,
    Queue.SUPERVISE: _to_supervise,
}
"""Of each queue, the conditions that together say what is in it."""


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; nothing by default. `township` is a code, `open` leaves out what has ended, `checks`
    is what was sent out to be checked and is not filed yet. `unplaced` is the path of the city itself, where what has
    no place lies. `mine` leaves what whoever asks has reported. `words` stand all in what was written about problem and
    place, or the case is of one of `kinds`, the categories that these words name."""

    state: State | None = None
    category: str | None = None
    township: str | None = None
    number: str | None = None
    open: bool = False
    since: datetime | None = None
    checks: bool = False
    unplaced: str | None = None
    mine: bool = False
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def alive(self) -> bool:
        """Whether only open cases are asked for."""
        return self.open or self.checks or (self.state is not None and self.state not in ENDS)


async def listing(
    c: Connection, scope: Scope, filters: Filters | None = None, cursor: str | None = None, limit: int = 50
) -> Page:
    """A page of everything that a scope sees, newest first. BadInput for a cursor or limit that cannot be, and for
    words that stand in too much to be looked through."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    filters, arguments = filters or Filters(), Arguments()
    narrowed = "".join(f" AND {each}" for each in _narrowed(filters, after, arguments))
    if filters.number is not None:
        seen, values = scope_sql(scope, len(arguments.values) + 1)
        arguments.values += values
        own = f" AND i.reporter_id = {arguments.add(scope.person_id)}" if filters.mine else ""
        where = f"{seen}{narrowed}{own}"
    else:
        held = await territory(c, scope)
        take = _sorted if filters.alive else _in_order
        ways = [narrowed + way for way in finding.ways(filters.words, filters.kinds, arguments)]
        seen_by = _reported(scope, arguments) if filters.mine else _seen(scope, held, filters.alive, arguments)
        parts = [take(part, way, limit) for part in seen_by for way in ways]
        if not parts:
            return Page([], None)
        where = f"i.id IN ({' UNION '.join(parts)})"
    statement = f"SELECT {COLUMNS} FROM incident AS i WHERE {where} ORDER BY i.id DESC LIMIT {limit + 1:d}"  # noqa: S608
    too_common = BadInput("words", "too-common") if filters.words else None
    async with bounded(c, too_common):
        items, more = await paging.fetch(c, statement, arguments.values, limit)
    return Page(items, paging.closed(str(items[-1].id)) if more else None)


def _narrowed(filters: Filters, after: UUID | None, arguments: Arguments) -> Iterator[str]:
    """Ids rise with time (`workflow.identity`), so what was reported since then lies at the end of their index. States
    are written out, so that the indexes of some states only can serve."""
    if after is not None:
        yield f"i.id < {arguments.add(after)}"
    if filters.since is not None:
        yield f"i.id >= {arguments.add(uuid7(filters.since, 0))} AND i.reported_at >= {arguments.add(filters.since)}"
    for column in ("category", "township", "number"):
        wanted = getattr(filters, column)
        if wanted is not None:
            yield f"i.{column} = {arguments.add(wanted)}"
    if filters.state is not None:
        yield f"i.state = '{State(filters.state)}'"
    if filters.alive:
        yield f"i.{OPEN_SQL}"
    yield from _by_want(filters, arguments)


def _by_want(filters: Filters, arguments: Arguments) -> Iterator[str]:
    """What a list is for: the checks that were sent out, what has no place yet."""
    if filters.checks:
        yield "i.state IN ('reported', 'checking') AND i.checker_id IS NOT NULL"
    if filters.unplaced is not None:
        yield f"i.path = {arguments.add(filters.unplaced)} AND i.grid_id IS NULL"


def _seen(scope: Scope, held: Territory, alive: bool, arguments: Arguments) -> Iterator[str]:
    """The parts of what a scope sees."""
    if scope.incident_id is not None:
        yield f"{_INCIDENT} i.id = {arguments.add(scope.incident_id)}"
    if scope.person_id is None:
        return
    yield from (f"{_INCIDENT} {part}" for part in (held.of_open() if alive else held).parts(arguments))
    if held.everything:
        return
    if scope.specials:
        yield f"{_INCIDENT} {over(scope, arguments)}"
    me = arguments.add(scope.person_id)
    yield from (f"{_INCIDENT} i.{column} = {me}" for column in OWN)
    for other in (arguments.add(each) for each in scope.persons):
        yield f"{_INCIDENT} i.checker_id = {other}"
        yield f"{_INCIDENT} i.inspector_id = {other}"
        yield f"{_INCIDENT} i.verifier_id = {other} AND {BY_STAFF}"
    persons = (scope.person_id, *scope.persons)
    for column, ids in (("unit_id", scope.units), ("grid_id", scope.grids), ("person_id", persons)):
        yield from (_by_tasks_of(column, arguments.add(identity)) for identity in ids)


def _reported(scope: Scope, arguments: Arguments) -> Iterator[str]:
    """What whoever has this scope reported."""
    if scope.person_id is not None:
        yield f"{_INCIDENT} i.reporter_id = {arguments.add(scope.person_id)}"


OWN = ("reporter_id", "checker_id", "verifier_id", "inspector_id")
"""The columns by which a case is somebody's own."""

_INCIDENT = "SELECT i.id FROM incident AS i WHERE"
_EVERYTHING = f"{_INCIDENT} true"


def _by_tasks_of(column: str, receiver: str) -> str:
    """DISTINCT, since a unit may have had several tasks of one incident."""
    tasks = f"SELECT incident_id FROM task WHERE {column} = {receiver}"  # noqa: S608
    return f"SELECT DISTINCT i.id FROM ({tasks}) AS t JOIN incident AS i ON i.id = t.incident_id WHERE true"  # noqa: S608


def _in_order(part: str, narrowed: str, limit: int) -> str:
    """The newest few of a part of everything that was ever stored, from an index that has their order."""
    return f"({part}{narrowed} ORDER BY i.id DESC LIMIT {limit + 1:d})"


def _sorted(part: str, narrowed: str, limit: int) -> str:
    """The newest few of the open ones of a part. They may be few, and then an index in the order of time would be read
    to its end to find that out: so they are taken by what is open (OFFSET 0 keeps the order out of it) and sorted."""
    if part == _EVERYTHING:
        return _in_order(part, narrowed, limit)
    return f"(SELECT i.id FROM ({part}{narrowed} OFFSET 0) AS i ORDER BY i.id DESC LIMIT {limit + 1:d})"  # noqa: S608
