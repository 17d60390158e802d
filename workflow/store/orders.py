"""Supervision orders as lists: what is owed, how it stands by township, what has come to its end. What it costs depends
on the orders that are open, or on those that were closed in a period, not on how many there ever were."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from models.clock import Clock, ClockRow
from models.task import OPEN_ORDER_SQL, Order, OrderKind, OrderRow, OrderState
from workflow.rights import Scope
from workflow.store import paging
from workflow.store.climbing import Heard, heard_by
from workflow.store.reading import made
from workflow.store.scoping import Arguments, Territory, below, over
from workflow.store.sets import columns, listed
from workflow.store.transactions import Connection

_ORDER: Final = listed(columns(OrderRow, Order), "o.")
_DUE: Final = "COALESCE(o.due_at, 'infinity'::timestamptz), o.id"


@dataclass(frozen=True)
class Sight:
    """Whose orders somebody sees: all on these lands and over the special grids of `above`, and those of cases that
    were given to the units, grids or persons of `own`. `within` is the path of the one place that they look at."""

    lands: Territory
    above: Scope
    own: Scope
    at: datetime
    within: str | None = None

    def sql(self, arguments: Arguments) -> str:
        """A condition on a case `i`."""
        seen = [*self.lands.parts(arguments), *self._given(arguments)]
        if self.above.specials:
            seen.append(over(self.above, arguments))
        on = f"({' OR '.join(seen) or 'false'})"
        return on if self.within is None else f"{on} AND {below(self.within, arguments)}"

    def _given(self, arguments: Arguments) -> Iterator[str]:
        mine = (self.own.person_id,) if self.own.person_id else ()
        holders = (("unit_id", self.own.units), ("grid_id", self.own.grids), ("person_id", (*mine, *self.own.persons)))
        for column, ids in holders:
            if ids:
                kept = "t.state IN ('assigned','handling','suspended','done')"
                given = f"t.incident_id = i.id AND {kept} AND t.{column} = ANY({arguments.add(list(ids))})"
                yield f"EXISTS (SELECT FROM task AS t WHERE {given})"


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `late`: what is owed is overdue; `refused`: an answer was refused and the next one is
    owed. Of closed ones those that came to their end from one instant to another."""

    kind: OrderKind | None = None
    state: OrderState | None = None
    late: bool = False
    refused: bool = False
    closed: tuple[datetime, datetime] | None = None

    def sql(self, at: datetime, arguments: Arguments) -> Iterator[str]:
        if self.closed is None:
            yield f"o.{OPEN_ORDER_SQL}"
        else:
            start, end = arguments.add(self.closed[0]), arguments.add(self.closed[1])
            yield f"o.decided_at IS NOT NULL AND o.decided_at >= {start} AND o.decided_at < {end}"
        if self.kind is not None:
            yield f"o.kind = {arguments.add(str(self.kind))}"
        if self.state is not None:
            yield f"o.state = {arguments.add(str(self.state))}"
        if self.late:
            yield f"o.due_at < {arguments.add(at)}"
        if self.refused:
            yield "o.state = 'issued' AND o.refusals > 0"


@dataclass(frozen=True)
class Listed:
    """A page; `next` is the cursor of the page after this one, none on the last."""

    orders: list[Order]
    next: str | None


async def page(c: Connection, sight: Sight, wanted: Wanted, cursor: str | None, limit: int) -> Listed:
    """Open ones, what is due first on top; closed ones, the newest first. BadInput for a cursor or limit that cannot
    be."""
    limit, arguments = paging.checked(limit), Arguments()
    open_ = wanted.closed is None
    says = [*wanted.sql(sight.at, arguments), sight.sql(arguments)]
    says.append(_after_due(cursor, arguments) if open_ else _after_closed(cursor, arguments))
    order = _DUE if open_ else "o.decided_at DESC, o.id DESC"
    records = await c.fetch(
        f"SELECT {_ORDER} FROM supervision_order AS o JOIN incident AS i ON i.id = o.incident_id"  # noqa: S608
        f" WHERE {' AND '.join(says)} ORDER BY {order} LIMIT {limit + 1:d}",
        *arguments.values,
    )
    found = made(Order, records[:limit])
    if len(records) <= limit:
        return Listed(found, None)
    last = found[-1]
    at = last.due_at if open_ else last.decided_at
    return Listed(found, paging.closed(at.isoformat() if at else "infinity", str(last.id)))


def _after_due(cursor: str | None, arguments: Arguments) -> str:
    after = paging.after_due(cursor)
    if after is None:
        return "true"
    return f"({_DUE}) > ({arguments.add(after[0])}::text::timestamptz, {arguments.add(after[1])}::uuid)"


def _after_closed(cursor: str | None, arguments: Arguments) -> str:
    after = paging.after_instant(cursor)
    if after is None:
        return "true"
    return f"(o.decided_at, o.id) < ({arguments.add(after[0])}, {arguments.add(after[1])})"


@dataclass(frozen=True)
class Count:
    """How many orders of a township are open: waiting for their answer (of these `refused` anew), answered; and how
    many of all are late."""

    issued: int
    answered: int
    late: int
    refused: int


async def counts(c: Connection, sight: Sight) -> dict[str | None, Count]:
    """By the code of the township; none where a case has no place yet."""
    arguments = Arguments()
    at, on = arguments.add(sight.at), sight.sql(arguments)
    records = await c.fetch(
        "SELECT i.township, count(*) FILTER (WHERE o.state = 'issued'), count(*) FILTER (WHERE o.state = 'answered'),"  # noqa: S608
        f" count(*) FILTER (WHERE o.due_at < {at}),"
        " count(*) FILTER (WHERE o.state = 'issued' AND o.refusals > 0)"
        f" FROM supervision_order AS o JOIN incident AS i ON i.id = o.incident_id"
        f" WHERE o.{OPEN_ORDER_SQL} AND {on} GROUP BY 1 ORDER BY 1",
        *arguments.values,
    )
    return {record[0]: Count(*record[1:]) for record in records}


@dataclass(frozen=True)
class Words:
    """What people wrote in an order and to it, empty once it was erased; the reasons of the entry that issued it."""

    reason: str = ""
    requirement: str = ""
    answer: str = ""
    refusal: str = ""
    reasons: Sequence[Mapping[str, str]] = ()


async def words(c: Connection, orders: Sequence[Order]) -> dict[UUID, Words]:
    """By the order's id. Orders from before 0031 know the entry by its instant."""
    records = await c.fetch(
        "SELECT o.id, e.facts->'command'->>'reason', e.facts->'command'->>'requirement', a.said, r.said, e.reasons"  # noqa: S608
        " FROM supervision_order AS o"
        " LEFT JOIN LATERAL (SELECT facts, reasons FROM entry WHERE subject_id = o.incident_id AND (seq = o.entry"
        "  OR o.entry = 0 AND move = 'supervise' AND recorded_at = o.issued_at) ORDER BY seq LIMIT 1) AS e ON true"
        f" LEFT JOIN LATERAL ({_LAST.format(move='answer')}) AS a ON true"
        f" LEFT JOIN LATERAL ({_LAST.format(move='refuse_answer')}) AS r ON true WHERE o.id = ANY($1)",
        [order.id for order in orders],
    )
    return {
        order: Words(reason or "", requirement or "", answer or "", refusal or "", reasons or ())
        for order, reason, requirement, answer, refusal, reasons in records
    }


_LAST: Final = (
    "SELECT facts->'command'->>'reason' AS said FROM entry WHERE subject_id = o.incident_id AND about = o.id"
    " AND move = '{move}' ORDER BY seq DESC LIMIT 1"
)


async def clocks(c: Connection, orders: Sequence[Order]) -> dict[UUID, Clock]:
    """The last clock of each order: of its answer, or of the decision on it."""
    names = listed(columns(ClockRow, Clock), "k.")
    records = await c.fetch(
        f"SELECT DISTINCT ON (k.subject_id) {names} FROM clock AS k WHERE k.incident_id = ANY($1)"  # noqa: S608
        " AND k.subject_id = ANY($2) ORDER BY k.subject_id, k.started_at DESC, k.id DESC",
        [order.incident_id for order in orders],
        [order.id for order in orders],
    )
    return {clock.subject_id: clock for clock in made(Clock, records)}


async def heard(c: Connection, orders: Sequence[Order], found: Mapping[UUID, Clock]) -> list[Heard]:
    """Whom the rungs of these orders' clocks have told, the last time."""
    return await heard_by(c, [order.incident_id for order in orders], [clock.id for clock in found.values()])


async def one(c: Connection, sight: Sight, order: UUID) -> Order | None:
    """One order, of who sees it."""
    arguments = Arguments()
    identity, on = arguments.add(order), sight.sql(arguments)
    records = await c.fetch(
        f"SELECT {_ORDER} FROM supervision_order AS o JOIN incident AS i ON i.id = o.incident_id"  # noqa: S608
        f" WHERE o.id = {identity} AND {on}",
        *arguments.values,
    )
    return next(iter(made(Order, records)), None)
