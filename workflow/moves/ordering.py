"""Supervision orders (督办): issued by hand or by a ladder, answered in writing, the answer decided on; pressed for and
brought to the city where it is late."""

from datetime import datetime, timedelta
from typing import Final

from models.clock import Clock, Stage
from models.notice import NoticeKind
from models.people import Role
from models.task import Order, OrderKind, OrderState
from models.territory import CITY, TOWNSHIP
from workflow import responsible
from workflow.calendar import Budget
from workflow.commands import OnOrder, OnOrderReasoned, Payload, Supervise
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.machines import Kind, Move, Standing
from workflow.rights import level_role

LONGEST_ORDER: Final = timedelta(days=90)
"""How long an order may wait for its answer."""

REMINDING: Final = frozenset(
    {Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.VERIFY, Stage.PROMISE, Stage.REMINDER}
)
"""The clocks whose rungs remind of the case itself."""


def supervise(draft: Draft, payload: Payload) -> None:
    """督办: an order with its own clock, to be answered in writing. One at a time."""
    if any(order.open for order in draft.orders.values()):
        draft.because("order-open-already")
        responsible.tell(draft, NoticeKind.SUPERVISED)
        return
    asked = payload if isinstance(payload, Supervise) else None
    clock = draft.ringing
    kind = (asked and asked.kind) or kind_of(draft, clock)
    budget, due = _budget(draft, asked)
    order = Order(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        state=OrderState.ISSUED,
        kind=kind,
        level=_level(draft, asked),
        by_ladder=clock is not None,
        entry=draft.seq,
        budget=budget,
        issued_by=draft.actor_id,
        issued_at=draft.now,
    )
    draft.put(Kind.ORDER, order)
    draft.because("supervised", level=order.level, budget=order.budget, order=kind)
    if clock is not None:
        draft.because(f"ordered-{kind}", stage=clock.stage, due=clock.due_at)
    if asked is None or asked.requirement is None:
        draft.because(f"required-{kind}", due=due)
    responsible.tell(draft, NoticeKind.SUPERVISED, order.id, order=kind, due=due.isoformat())
    draft.tell_role(responsible.owing(order), NoticeKind.SUPERVISED, order.id, order=kind, due=due.isoformat())
    draft.tell_role(Role.TOWNSHIP_SUPERVISOR, NoticeKind.SUPERVISED, order.id, order=kind, due=due.isoformat())


def kind_of(draft: Draft, clock: Clock | None) -> OrderKind:
    """What an order is about where nobody says: what its reporter objects to, work that had to be redone, else that it
    is late."""
    incident = draft.incident
    if clock is not None and clock.stage == Stage.OBJECTION:
        return OrderKind.COMPLAINT
    return OrderKind.QUALITY if incident.reworks or incident.reopens else OrderKind.LATE


def _level(draft: Draft, asked: Supervise | None) -> int:
    """A township's supervisor issues their township's orders. The city issues its own, or leaves one to the
    township."""
    township = bool(draft.held & {Standing.TOWNSHIP_SUPERVISOR}) and Standing.SUPERVISOR not in draft.held
    highest = TOWNSHIP if township else CITY
    named = asked.level if asked and asked.level is not None else highest
    if named < highest:
        raise BadInput("level", "order-of-the-city", value=named)
    return named


def _budget(draft: Draft, asked: Supervise | None) -> tuple[str, datetime]:
    """The time for the answer, and when that is over."""
    if asked is None or asked.budget is None:
        budget = draft.rules.limits.budgets[Stage.ORDER]
        return str(budget), draft.calendar.due(draft.now, budget).at
    try:
        budget = Budget.parse(asked.budget)
    except ValueError as cause:
        raise BadInput("budget", "not-a-budget", value=asked.budget) from cause
    due, latest = draft.calendar.due(draft.now, budget).at, draft.now + LONGEST_ORDER
    if due > latest:
        raise BadInput("budget", "out-of-range", latest=latest.isoformat(), earliest=draft.now.isoformat())
    return str(budget), due


def answer(draft: Draft, payload: OnOrderReasoned) -> None:
    order = draft.orders[draft.about]
    draft.amend(Kind.ORDER, order.id, answered_by=draft.actor_id, answered_at=draft.now)
    draft.tell_role(level_role(order.level), NoticeKind.ANSWERED, order.id, order=order.kind)


def accept_answer(draft: Draft, payload: OnOrder) -> None:
    draft.amend(Kind.ORDER, draft.about, decided_by=draft.actor_id, decided_at=draft.now)


def refuse_answer(draft: Draft, payload: OnOrderReasoned) -> None:
    order = draft.orders[draft.about]
    draft.amend(Kind.ORDER, order.id, refusals=order.refusals + 1, answered_by=None, answered_at=None)
    if order.answered_by is not None:
        draft.tell([order.answered_by], NoticeKind.SUPERVISED, order.id)


def press(draft: Draft, payload: OnOrder) -> None:
    """催答: whoever owes the answer is told, and that is counted."""
    order = draft.orders[draft.about]
    times = order.reminders + 1
    draft.amend(Kind.ORDER, order.id, reminders=times, reminded_at=draft.now, pressed_at=draft.now)
    draft.because("pressed", count=times, due=order.due_at)
    due = order.due_at.isoformat() if order.due_at else None
    said = {"order": order.kind, "count": times, **({"due": due} if due else {})}
    draft.tell_role(responsible.owing(order), NoticeKind.REMIND, order.id, **said)
    responsible.tell(draft, NoticeKind.REMIND, order.id, **said)


def raise_order(draft: Draft, payload: OnOrderReasoned) -> None:
    """提级督办: the city takes a township's order over; its clock goes on."""
    to_the_city(draft, draft.orders[draft.about])


def to_the_city(draft: Draft, order: Order) -> None:
    draft.amend(Kind.ORDER, order.id, level=CITY, raised_at=draft.now)
    draft.because("order-raised", level=CITY)
    raised = draft.orders[order.id]
    due = {"due": order.due_at.isoformat()} if order.due_at else {}
    draft.tell_role(responsible.owing(raised), NoticeKind.SUPERVISED, order.id, order=order.kind, **due)
    draft.tell_role(Role.TOWNSHIP_SUPERVISOR, NoticeKind.SUPERVISED, order.id, order=order.kind, **due)


def counted(draft: Draft, clock: Clock) -> None:
    """A rung reminded or warned: of the case, or of an order."""
    order = draft.orders.get(clock.subject_id)
    if order is not None:
        draft.amend(Kind.ORDER, order.id, reminders=order.reminders + 1, reminded_at=draft.now)
    elif clock.stage in REMINDING:
        incident = draft.incident
        times = incident.reminders + 1
        draft.change(reminders=times, unheeded=incident.unheeded + 1, reminded_at=draft.now)


MOVES: dict[Move, Act] = {
    Move.SUPERVISE: supervise,
    Move.PRESS: press,
    Move.RAISE_ORDER: raise_order,
    Move.ANSWER: answer,
    Move.ACCEPT_ANSWER: accept_answer,
    Move.REFUSE_ANSWER: refuse_answer,
    Move.LIFT: accept_answer,
}
