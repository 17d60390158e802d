"""What waits for somebody, most urgent first; and lists of all cases that somebody may see, newest first.

A page is made of parts, each of them the first few of what one index holds in order. So what it costs depends on the
page and on how many posts somebody has, not on how many cases are open or were ever stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.incident import OPEN_SQL, RAISED_SQL, State
from models.task import OPEN_TASK_SQL
from models.territory import CITY, TOWNSHIP
from workflow.identity import uuid7
from workflow.rights import Scope
from workflow.store import paging
from workflow.store.paging import COLUMNS, Page, Urgency
from workflow.store.scoping import Arguments, Territory, over, scope_sql, territory
from workflow.store.transactions import Connection

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
    the grids that they handle have open tasks of. `verify` is what is theirs to verify, and all of a township that
    they have. `supervise` is of a township or the city: what was raised to it, tabled, has an open supervision order,
    or an objection that is decided there. BadInput for a cursor or limit that cannot be.
    """
    limit, after = paging.checked(limit), paging.after_urgency(cursor)
    held = (await territory(c, scope)).of_open()
    arguments = Arguments()
    place = _after(after, arguments)
    parts = [f"{part} AND {place}" for part in _PARTS[kind](kind, scope, held, arguments)]
    if not parts:
        return Page([], None)
    first = " UNION ".join(
        f"(SELECT i.id FROM incident AS i WHERE {part} ORDER BY {ORDER} LIMIT {limit + 1:d})"  # noqa: S608
        for part in parts
    )
    statement = f"SELECT {COLUMNS} FROM incident AS i WHERE i.id IN ({first}) ORDER BY {ORDER} LIMIT {limit + 1:d}"  # noqa: S608
    items, more = await paging.fetch(c, statement, arguments.values, limit)
    return Page(items, _urgency_cursor(Urgency.of(items[-1])) if more else None)


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
        ("person_id", (scope.person_id,) if scope.person_id else ()),
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
    yield f"{OPEN_SQL} AND i.state = 'resolved' AND i.verify_by = 'reporter' AND i.reporter_id = {me}"
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
            f"i.id IN (SELECT incident_id FROM objection WHERE state = 'lodged' AND level = {level})"  # noqa: S608
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
    """What a list is narrowed to; nothing by default. `township` is a code, `open` leaves out what has ended."""

    state: State | None = None
    category: str | None = None
    township: str | None = None
    number: str | None = None
    open: bool = False
    since: datetime | None = None


async def listing(
    c: Connection, scope: Scope, filters: Filters | None = None, cursor: str | None = None, limit: int = 50
) -> Page:
    """A page of everything that a scope sees, newest first. BadInput for a cursor or limit that cannot be."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    narrowed = "".join(f" AND {each}" for each in _narrowed(filters or Filters(), after, arguments))
    where = await _where(c, scope, filters, narrowed, limit, arguments)
    if where is None:
        return Page([], None)
    statement = f"SELECT {COLUMNS} FROM incident AS i WHERE {where} ORDER BY i.id DESC LIMIT {limit + 1:d}"  # noqa: S608
    items, more = await paging.fetch(c, statement, arguments.values, limit)
    return Page(items, paging.closed(str(items[-1].id)) if more else None)


async def _where(
    c: Connection, scope: Scope, filters: Filters | None, narrowed: str, limit: int, arguments: Arguments
) -> str | None:
    """What a scope sees, narrowed; None where it sees nothing at all."""
    if filters and filters.number is not None:
        seen, values = scope_sql(scope, len(arguments.values) + 1)
        arguments.values += values
        return f"{seen}{narrowed}"
    parts = list(_newest(scope, await territory(c, scope), narrowed, limit, arguments))
    return f"i.id IN ({' UNION '.join(parts)})" if parts else None


def _narrowed(filters: Filters, after: UUID | None, arguments: Arguments) -> Iterator[str]:
    """Ids rise with time (`workflow.identity`), so what was reported since then lies at the end of their index."""
    if after is not None:
        yield f"i.id < {arguments.add(after)}"
    if filters.since is not None:
        yield f"i.id >= {arguments.add(uuid7(filters.since, 0))} AND i.reported_at >= {arguments.add(filters.since)}"
    for column in ("state", "category", "township", "number"):
        wanted = getattr(filters, column)
        if wanted is not None:
            yield f"i.{column} = {arguments.add(wanted)}"
    if filters.open:
        yield OPEN_SQL


def _newest(scope: Scope, held: Territory, narrowed: str, limit: int, arguments: Arguments) -> Iterator[str]:
    """The newest of each part of what a scope sees."""
    last = f"ORDER BY i.id DESC LIMIT {limit + 1:d}"
    for part in _seen(scope, held, arguments):
        yield f"(SELECT i.id FROM incident AS i WHERE {part}{narrowed} {last})"  # noqa: S608
    if scope.person_id is None or held.everything:
        return
    given = (("unit_id", scope.units), ("grid_id", scope.grids), ("person_id", (scope.person_id,)))
    for column, identity in ((column, identity) for column, ids in given for identity in ids):
        tasks = f"SELECT incident_id FROM task WHERE {column} = {arguments.add(identity)}"  # noqa: S608
        # DISTINCT, since a unit may have had several tasks of one incident.
        yield (
            f"(SELECT DISTINCT i.id FROM ({tasks}) AS t JOIN incident AS i ON i.id = t.incident_id"  # noqa: S608
            f" WHERE true{narrowed} {last})"
        )


def _seen(scope: Scope, held: Territory, arguments: Arguments) -> Iterator[str]:
    if scope.incident_id is not None:
        yield f"i.id = {arguments.add(scope.incident_id)}"
    if scope.person_id is None:
        return
    yield from held.parts(arguments)
    if held.everything:
        return
    if scope.specials:
        yield over(scope, arguments)
    me = arguments.add(scope.person_id)
    yield from (f"i.{column} = {me}" for column in ("reporter_id", "checker_id", "verifier_id"))
