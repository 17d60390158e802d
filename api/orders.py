"""Supervision orders (督办): the list of them by township, and one on paper."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from api import deadlines, language, reading, showing
from api.body import JsonRequest
from api.cases import Item
from api.climbing import HeardOf, LadderOf, heard_of, ladder_of
from api.documents import Document, Named
from api.openapi import answers
from api.overseen import Place
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.people import Language, Role
from models.task import OrderKind, OrderState
from workflow import order_sheet, ordered
from workflow.calendar import SHANGHAI
from workflow.documents import paper
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.ordered import Ordered
from workflow.sentences import Names
from workflow.store.orders import Count, Wanted

router = APIRouter(prefix="/api/v1/orders", route_class=Signed, tags=["orders"])

LONGEST: Final = timedelta(days=731)
"""So long a period of closed orders can be asked for."""


class OrderCount(Document):
    """How many orders are open: waiting for their answer, answered and waiting for the decision on it; of both how many
    are late; of those that wait how many were answered and refused before."""

    issued: int
    answered: int
    late: int
    refused: int


class TownshipOrders(OrderCount):
    """`code` is none for cases that have no place yet."""

    code: str | None
    name: str


class OrdersStanding(Document):
    """How it stands by township. `issues`: the asker supervises; else these are what they owe answers to."""

    as_of: datetime
    total: OrderCount
    rows: list[TownshipOrders]
    issues: bool


class OrderRow(Document):
    """An order with its case. `why` and `requirement` are what people wrote, else what the kind says of itself; empty
    once they were erased. `answer` is the last one that was given, `refusal` why one before was refused. `owes`: who
    must act now, by role and by name as far as they are on duty. Of a closed order there is no time left."""

    id: UUID
    case: Item
    kind: OrderKind
    state: OrderState
    level: int
    by_ladder: bool
    budget: str
    why: str
    requirement: str
    answer: str
    refusal: str
    issued_by: Named | None
    issued_at: datetime
    due_at: datetime | None
    left_seconds: int | None
    left_works: bool
    total_seconds: int
    late: bool
    refusals: int
    reminders: int
    reminded_at: datetime | None
    raised_at: datetime | None
    answered_by: Named | None
    answered_at: datetime | None
    decided_by: Named | None
    decided_at: datetime | None
    owes: Role
    owing: list[Named] = Field(description="Who of that role is on duty.")
    ladder: LadderOf | None
    heard: list[HeardOf]
    allowed: list[str]


class OrdersOf(Document):
    """Open orders, what is due first on top; closed ones, the newest first."""

    as_of: datetime
    items: list[OrderRow]
    next: str | None


@router.get("", summary="Supervision orders", responses=answers(400, 401, 403, 404))
async def orders(
    request: JsonRequest,
    place: Place = None,
    kind: OrderKind | None = None,
    state: OrderState | None = None,
    late: Annotated[bool, Query(description="Only where what is owed is overdue.")] = False,
    refused: Annotated[bool, Query(description="Only where an answer was refused and another one is owed.")] = False,
    closed_from: Annotated[date | None, Query(description="Closed ones, from this day on; open ones if none.")] = None,
    closed_to: Annotated[date | None, Query(description="And to the end of this day; today if none.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> OrdersOf:
    """Of who supervises those of their territory; of a desk those of its township; of a handler or a unit those of the
    cases that they work on or have done."""
    door, asker, tongue = engine(request), person(request), language.of(request)
    period = await _closed(request, closed_from, closed_to)
    found = await ordered.listing(door, asker, place, Wanted(kind, state, late, refused, period), cursor, limit)
    cases = [each.case for each in found.items]
    shown = {item.id: item for item in await reading.rows(door, cases, found.now, tongue)}
    names = Names(tongue, found.now.directory, found.now.rules)
    return OrdersOf(as_of=found.now.at, items=_rows(found.items, shown, names, found.now), next=found.next)


@router.get("/standing", summary="How orders stand", responses=answers(400, 401, 403, 404))
async def standing(request: JsonRequest, place: Place = None) -> OrdersStanding:
    """How many are open by township: issued, answered, late, refused."""
    found = await ordered.standing(engine(request), person(request), place)
    rows = [
        TownshipOrders(code=grid.code if grid else None, name=grid.name if grid else "", **_count(count))
        for grid, count in found.rows
    ]
    total = OrderCount(**{name: sum(getattr(row, name) for row in rows) for name in OrderCount.model_fields})
    return OrdersStanding(as_of=found.now.at, total=total, rows=rows, issues=found.issues)


@router.get(
    "/{order}/sheet.pdf",
    summary="An order on paper",
    responses=answers(400, 401, 403, 404, 503),
    response_class=Response,
)
async def sheet(
    request: JsonRequest, order: UUID, language_: Annotated[Language | None, Query(alias="language")] = None
) -> Response:
    """督办单: one sheet of A4, to be handed over or filed."""
    wanted = language_ or language.of(request)
    door = engine(request)
    now, found = await ordered.one(door, person(request), order)
    body = await door.printing.do(_printed, found, now, wanted)
    headers = {
        "content-language": language.TAGS[wanted],
        "content-disposition": f'inline; filename="{found.case.number}-{order_sheet.number(found.order)}.pdf"',
    }
    return Response(body, media_type="application/pdf", headers=headers)


def _printed(found: Ordered, now: Now, wanted: Language) -> bytes:
    return paper.pdf(order_sheet.sheet(found, now, wanted))


async def _closed(request: JsonRequest, start: date | None, end: date | None) -> tuple[datetime, datetime] | None:
    """From the beginning of one day to the end of another, as the city counts days."""
    if start is None:
        if end is not None:
            raise BadInput("closed_from", "missing")
        return None
    today = (await engine(request).now()).at.astimezone(SHANGHAI).date()
    if end is not None and end < today - LONGEST:
        earliest, latest = _midnight(today - LONGEST), _midnight(today)
        raise BadInput("closed_to", "out-of-range", earliest=earliest, latest=latest)
    last = min(end or today, today)
    if not today - LONGEST <= start <= last:
        raise BadInput("closed_from", "out-of-range", earliest=_midnight(today - LONGEST), latest=_midnight(last))
    return datetime.fromisoformat(_midnight(start)), datetime.fromisoformat(_midnight(last + timedelta(days=1)))


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC).isoformat()


def _count(count: Count) -> dict[str, int]:
    return {name: getattr(count, name) for name in OrderCount.model_fields}


def _rows(found: tuple[Ordered, ...], shown: Mapping[UUID, Item], names: Names, now: Now) -> list[OrderRow]:
    return [_row(each, shown[each.case.id], names, now) for each in found if each.case.id in shown]


_SAME: Final = (
    "id", "kind", "state", "level", "by_ladder", "budget", "issued_at", "due_at", "refusals", "reminders",
    "reminded_at", "raised_at", "answered_at", "decided_at",
)  # fmt: skip


def _row(each: Ordered, case: Item, names: Names, now: Now) -> OrderRow:
    order, clock = each.order, each.clock
    by = showing.Reader(names, now, hidden=each.case.reporter_id)
    hand = deadlines.Hand(clock, now) if clock is not None and order.open else None
    return OrderRow(
        **{name: getattr(order, name) for name in _SAME},
        case=case,
        why=order_sheet.why(each, names),
        requirement=order_sheet.requirement(each, names),
        answer=each.words.answer,
        refusal=each.words.refusal,
        issued_by=by.person(order.issued_by),
        answered_by=by.person(order.answered_by),
        decided_by=by.person(order.decided_by),
        left_seconds=hand.left if hand else None,
        left_works=clock.works if clock else False,
        total_seconds=hand.total if hand else 0,
        late=order.open and order.due_at is not None and order.due_at < now.at,
        owes=each.owing,
        owing=[Named(id=one, name=names.person(one)) for one in each.reached.persons] if order.open else [],
        ladder=ladder_of(each.step) if each.step else None,
        heard=[heard_of(one, each.case, names) for one in each.heard],
        allowed=list(each.allowed),
    )
