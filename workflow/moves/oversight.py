"""What the levels owe each other: reminders, raising, supervision orders, objections, and words between people."""

from datetime import timedelta

from models.clock import Stage
from models.incident import State
from models.notice import NoticeKind
from models.people import Role
from models.task import Objection, ObjectionKind, ObjectionState, Order, OrderState
from models.territory import CITY, TOWNSHIP
from workflow import responsible
from workflow.calendar import Budget
from workflow.commands import Noted, OnObjection, OnOrder, OnOrderReasoned, Payload, Plain, Reasoned, Supervise
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.machines import Kind, Move, Standing
from workflow.moves.feedback import rate
from workflow.moves.opening import reopen, unmerge
from workflow.rights import level_role

LONGEST_ORDER = timedelta(days=90)
"""How long an order may wait for its answer."""


def remind(draft: Draft, payload: Plain) -> None:
    responsible.tell(draft, NoticeKind.REMIND)


def raise_(draft: Draft, payload: Plain) -> None:
    """One level up: an overseer is added, the doer stays."""
    to_level(draft, draft.incident.level - 1)


def to_level(draft: Draft, level: int) -> None:
    level = max(CITY, level)
    if level < draft.incident.level:
        draft.change(level=level, raised_at=draft.now)
        draft.because("raised", level=level)
    draft.tell_role(level_role(level), NoticeKind.RAISED)


def hand_down(draft: Draft, payload: Reasoned) -> None:
    draft.change(level=draft.incident.level + 1, hand_downs=draft.incident.hand_downs + 1)
    draft.because("handed-down", level=draft.incident.level)
    responsible.tell(draft, NoticeKind.ARRIVED)


def table(draft: Draft, payload: Plain) -> None:
    """Onto the joint meeting's agenda."""
    if draft.incident.tabled_at is None:
        draft.change(tabled_at=draft.now)
        draft.because("tabled")
    draft.tell_role(Role.SUPERVISOR, NoticeKind.TABLED)


def hear(draft: Draft, payload: Plain) -> None:
    """A meeting heard the case. `context` says which, and what it decided by when."""
    context = draft.command.context or {}
    draft.change(tabled_at=None)
    if not context["decisions"]:
        draft.because("heard", meeting=context["meeting"])
    for decision, due in context["decisions"]:
        draft.because("heard-decided", meeting=context["meeting"], decision=decision, due=due)


def supervise(draft: Draft, payload: Payload) -> None:
    """督办: an order with its own clock, to be answered in writing. One at a time."""
    if any(order.open for order in draft.orders.values()):
        draft.because("order-open-already")
        responsible.tell(draft, NoticeKind.SUPERVISED)
        return
    level = TOWNSHIP if draft.held & {Standing.TOWNSHIP_SUPERVISOR} and Standing.SUPERVISOR not in draft.held else CITY
    order = Order(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        state=OrderState.ISSUED,
        level=level,
        by_ladder=draft.ringing is not None,
        budget=_budget(draft, payload),
        issued_by=draft.actor_id,
        issued_at=draft.now,
    )
    draft.put(Kind.ORDER, order)
    draft.because("supervised", level=level, budget=order.budget)
    responsible.tell(draft, NoticeKind.SUPERVISED, order.id)
    draft.tell_role(Role.TOWNSHIP_SUPERVISOR, NoticeKind.SUPERVISED, order.id)


def _budget(draft: Draft, payload: Payload) -> str:
    named = payload.budget if isinstance(payload, Supervise) else None
    if named is None:
        return str(draft.rules.limits.budgets[Stage.ORDER])
    try:
        budget = Budget.parse(named)
    except ValueError as cause:
        raise BadInput("budget", "not-a-budget", value=named) from cause
    if draft.calendar.due(draft.now, budget).at > draft.now + LONGEST_ORDER:
        raise BadInput(
            "budget", "out-of-range", latest=(draft.now + LONGEST_ORDER).isoformat(), earliest=draft.now.isoformat()
        )
    return str(budget)


def answer(draft: Draft, payload: OnOrderReasoned) -> None:
    order = draft.orders[draft.about]
    draft.amend(Kind.ORDER, order.id, answered_by=draft.actor_id, answered_at=draft.now)
    draft.tell_role(level_role(order.level), NoticeKind.ANSWERED, order.id)


def accept_answer(draft: Draft, payload: OnOrder) -> None:
    draft.amend(Kind.ORDER, draft.about, decided_by=draft.actor_id, decided_at=draft.now)


def refuse_answer(draft: Draft, payload: OnOrderReasoned) -> None:
    order = draft.orders[draft.about]
    draft.amend(Kind.ORDER, order.id, refusals=order.refusals + 1, answered_by=None, answered_at=None)
    if order.answered_by is not None:
        draft.tell([order.answered_by], NoticeKind.SUPERVISED, order.id)


def object_(draft: Draft, payload: Reasoned) -> None:
    """异议: decided one level above who decided the end."""
    rate(draft, payload)
    ended = draft.incident.ended_level
    _lodge(draft, ObjectionKind.ENDING, min(TOWNSHIP, max(CITY, (ended or TOWNSHIP + 1) - 1)))


def appeal(draft: Draft, payload: Reasoned) -> None:
    """超时申诉: the unit holds that its lateness should not count."""
    _lodge(draft, ObjectionKind.LATENESS, TOWNSHIP)


def _lodge(draft: Draft, kind: ObjectionKind, level: int) -> None:
    objection = Objection(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        kind=kind,
        state=ObjectionState.LODGED,
        level=level,
        lodged_by=draft.actor_id,
        lodged_at=draft.now,
    )
    draft.put(Kind.OBJECTION, objection)
    if kind == ObjectionKind.ENDING:
        draft.change(objections=draft.incident.objections + 1)
    draft.because("objected", kind=kind, level=level)
    draft.tell_role(level_role(level), NoticeKind.OBJECTED, objection.id)


def uphold(draft: Draft, payload: OnObjection) -> None:
    """The end is undone, or the lateness exempted; that it was late stays on the record."""
    objection = _ruled(draft)
    if objection.kind == ObjectionKind.LATENESS:
        draft.change(exempt=True)
        draft.because("exempted")
    elif draft.incident.state == State.MERGED:
        draft.move(Kind.INCIDENT, draft.incident_id, Move.UNMERGE)
        unmerge(draft, payload)
    else:
        draft.move(Kind.INCIDENT, draft.incident_id, Move.REOPEN)
        reopen(draft, payload)


def dismiss(draft: Draft, payload: OnObjection) -> None:
    _ruled(draft)
    draft.because("dismissed")


def _ruled(draft: Draft) -> Objection:
    objection = draft.objections[draft.about]
    draft.amend(Kind.OBJECTION, objection.id, decided_by=draft.actor_id, decided_at=draft.now)
    if objection.lodged_by is not None:
        draft.tell([objection.lodged_by], NoticeKind.DECIDED, objection.id)
    return objection


def note(draft: Draft, payload: Noted) -> None:
    """A remark on the ledger; nothing else changes."""


def ask(draft: Draft, payload: Noted) -> None:
    draft.tell_reporter(NoticeKind.ASKED)


def message(draft: Draft, payload: Noted) -> None:
    responsible.tell(draft, NoticeKind.MESSAGE)


def retime(draft: Draft, payload: Plain) -> None:
    """The calendar was published or amended: every deadline still ahead is counted anew, and the reporter told."""
    before = draft.incident.promise_at
    draft.change(calendar_version=draft.calendar.version)
    for clock in list(draft.view().clocks.values()):
        if not clock.over:
            draft.happened(draft.timing.retime(clock))
    draft.follow_clocks()
    if draft.incident.promise_at != before:
        draft.because("promise-moved", calendar=draft.calendar.version)
        draft.tell_reporter(NoticeKind.PROMISE_MOVED)


MOVES: dict[Move, Act] = {
    Move.REMIND: remind,
    Move.RAISE: raise_,
    Move.HAND_DOWN: hand_down,
    Move.TABLE: table,
    Move.SUPERVISE: supervise,
    Move.ANSWER: answer,
    Move.ACCEPT_ANSWER: accept_answer,
    Move.REFUSE_ANSWER: refuse_answer,
    Move.LIFT: accept_answer,
    Move.OBJECT: object_,
    Move.APPEAL: appeal,
    Move.UPHOLD: uphold,
    Move.DISMISS: dismiss,
    Move.NOTE: note,
    Move.ASK: ask,
    Move.MESSAGE: message,
    Move.RETIME: retime,
    Move.HEAR: hear,
}
