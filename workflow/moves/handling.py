"""The work: taking it, telling how it goes, returning it, asking for time, and feeding back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from models.clock import Clock, Stage
from models.incident import Verifier
from models.notice import NoticeKind
from models.people import Role
from models.task import Request, RequestKind, RequestState, Task, TaskKind, TaskState
from workflow import receivers
from workflow.calendar import Budget
from workflow.commands import (
    HandleHere,
    OnRequest,
    OnTask,
    Progress,
    RefuseRequest,
    RequestExtension,
    RequestSuspension,
    Resolve,
    Return,
)
from workflow.draft import Act, Draft
from workflow.errors import BadInput, Blocked
from workflow.machines import Kind, Move
from workflow.moves.dispatching import lapse_requests
from workflow.rollup import LEADS


def task_of(draft: Draft) -> Task:
    return draft.tasks[draft.about]


def take(draft: Draft, payload: OnTask) -> None:
    draft.amend(Kind.TASK, draft.about, taken_by=draft.actor_id, taken_at=draft.now)
    draft.because("taken", receiver=receivers.target_of(task_of(draft), draft.facts).code)


def progress(draft: Draft, payload: Progress) -> None:
    draft.facts.named(payload.photos)


def return_(draft: Draft, payload: Return) -> None:
    """退回: typed, with a reason, counted. Past the cap the township arbitrates."""
    draft.amend(Kind.TASK, draft.about, return_type=payload.type, ended_at=draft.now)
    if task_of(draft).kind in LEADS:
        draft.change(returns=draft.incident.returns + 1)
    lapse_requests(draft, task_of(draft))
    draft.because("returned", type=payload.type, times=draft.incident.returns, cap=draft.limits.returns)
    draft.tell_role(Role.DISPATCHER, NoticeKind.RETURNED, draft.incident_id)
    if draft.returns_spent:
        draft.because("arbitration-needed")
        draft.tell_role(Role.TOWNSHIP_SUPERVISOR, NoticeKind.RETURNED, draft.incident_id)


def resolve(draft: Draft, payload: Resolve) -> None:
    """The receiver feeds back that it is put right."""
    draft.facts.named(payload.photos)
    task = task_of(draft)
    draft.amend(Kind.TASK, task.id, done_by=draft.actor_id, ended_at=draft.now)
    lapse_requests(draft, task)
    note_condition(draft, payload.closing_condition)


def note_condition(draft: Draft, named: str | None) -> None:
    category = draft.rules.catalogue[draft.incident.category]
    condition = named or category.closing[0]
    if condition not in category.closing:
        raise BadInput("closing_condition", "unknown-condition", value=condition)
    draft.change(closing_condition=condition)


def handle_here(draft: Draft, payload: HandleHere) -> None:
    """自行处置: put right on the spot by who stands there; somebody else verifies it."""
    draft.facts.named(payload.photos)
    task = Task(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        kind=TaskKind.SELF,
        state=TaskState.DONE,
        version=1,
        life=draft.incident.reopens,
        person_id=draft.actor_id,
        final=draft.returns_spent,
        assigned_at=draft.now,
        assigned_by=draft.actor_id,
        taken_by=draft.actor_id,
        taken_at=draft.now,
        done_by=draft.actor_id,
        ended_at=draft.now,
    )
    draft.put(Kind.TASK, task)
    note_condition(draft, payload.closing_condition)
    if draft.incident.filing_condition is None:
        draft.change(filing_condition=draft.rules.catalogue[draft.incident.category].filing[0])
    draft.because("handled-on-the-spot")
    ask_to_verify(draft)


def ask_to_verify(draft: Draft) -> None:
    """Whom the route names is asked first, but never one who did the work; where nobody is left, the dispatcher."""
    incident, route = draft.incident, draft.route
    workers = frozenset(t.done_by for t in draft.tasks.values() if t.done_by is not None)
    asked: UUID | None = None
    by = route.verify
    if by == Verifier.REPORTER and incident.reporter_id is not None and incident.reporter_id not in workers:
        asked = incident.reporter_id
    elif by != Verifier.DISPATCHER:
        asked = draft.facts.informant(incident.path, workers)
        by = Verifier.INFORMANT
    if asked is None:
        by = Verifier.DISPATCHER
    draft.change(verify_by=by, verifier_id=asked, claimed_by=None, claimed_at=None)
    draft.because("to-be-verified-by", by=by)
    if asked is not None:
        told = (asked,) if by == Verifier.REPORTER else draft.facts.in_place_of(asked)
        draft.tell(told, NoticeKind.VERIFY, draft.incident_id)
    else:
        draft.tell_role(Role.DISPATCHER, NoticeKind.VERIFY, draft.incident_id)


def resume(draft: Draft, payload: OnTask) -> None:
    draft.amend(Kind.TASK, draft.about, suspended_until=None)
    draft.because("resumed")
    draft.tell_target(receivers.target_of(task_of(draft), draft.facts), NoticeKind.ASSIGNED, draft.about)


def running(draft: Draft, task: Task) -> Clock:
    clock = draft.clock(task.id, Stage.HANDLE)
    if clock is None or clock.due_at is None:
        raise Blocked("before_deadline", kind=str(Kind.TASK), state=str(task.state), move=str(draft.command.move))
    return clock


def request_extension(draft: Draft, payload: RequestExtension) -> None:
    """At most the original limit again, counted from the current deadline."""
    clock = running(draft, task_of(draft))
    try:
        budget = Budget.parse(payload.budget)
    except ValueError as cause:
        raise BadInput("budget", "not-a-budget", value=payload.budget) from cause
    if budget.works != clock.works:
        raise BadInput("budget", "other-kind-of-time", limit=clock.budget)
    if draft.timing.extend(clock, budget).seconds > clock.budget_seconds:
        raise BadInput("budget", "more-than-the-limit", limit=clock.budget)
    ask(draft, RequestKind.EXTENSION, budget=str(budget))


def request_suspension(draft: Draft, payload: RequestSuspension) -> None:
    latest = draft.now + timedelta(days=draft.limits.suspension_days)
    if not draft.now < payload.until <= latest:
        raise BadInput("until", "out-of-range", earliest=draft.now.isoformat(), latest=latest.isoformat())
    ask(draft, RequestKind.SUSPENSION, until=payload.until)


def ask(draft: Draft, kind: RequestKind, **fields: Any) -> None:
    request = Request(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        task_id=draft.about,
        kind=kind,
        state=RequestState.ASKED,
        asked_by=draft.actor_id,
        asked_at=draft.now,
        **fields,
    )
    draft.put(Kind.REQUEST, request)
    draft.because("asked-for", kind=kind, **{name: value for name, value in fields.items() if value})
    draft.tell_role(Role.DISPATCHER, NoticeKind.REQUESTED, request.id)


def decided(draft: Draft, granted: bool) -> Task:
    request = draft.requests[draft.about]
    draft.amend(Kind.REQUEST, request.id, decided_by=draft.actor_id, decided_at=draft.now)
    if request.asked_by is not None:
        draft.tell([request.asked_by], NoticeKind.DECIDED, request.task_id, granted=granted, request=str(request.kind))
    return draft.tasks[request.task_id]


def grant_extension(draft: Draft, payload: OnRequest) -> None:
    request, task = draft.requests[draft.about], decided(draft, True)
    clock = running(draft, task)
    draft.happened(draft.timing.extend(clock, Budget.parse(request.budget or "")))
    draft.amend(Kind.TASK, task.id, extensions=task.extensions + 1)
    draft.because("extended", by=request.budget)


def grant_suspension(draft: Draft, payload: OnRequest) -> None:
    """挂账: the task's clock and the promise stand until its own end date."""
    request, task = draft.requests[draft.about], decided(draft, True)
    if request.until is None or request.until <= draft.now:
        raise Blocked("end_lies_ahead", kind=str(Kind.REQUEST), state=str(request.state), move=str(draft.command.move))
    draft.move(Kind.TASK, task.id, Move.SUSPEND)
    draft.amend(Kind.TASK, task.id, suspended_until=request.until, suspensions=task.suspensions + 1)
    draft.because("suspended", until=request.until.isoformat())


def refuse(draft: Draft, payload: RefuseRequest) -> None:
    decided(draft, False)
    draft.because("refused")


MOVES: dict[Move, Act] = {
    Move.ACKNOWLEDGE: take,
    Move.CHECK_IN: take,
    Move.PROGRESS: progress,
    Move.RETURN: return_,
    Move.RESOLVE: resolve,
    Move.HANDLE_HERE: handle_here,
    Move.RESUME: resume,
    Move.REQUEST_EXTENSION: request_extension,
    Move.GRANT_EXTENSION: grant_extension,
    Move.REFUSE_EXTENSION: refuse,
    Move.REQUEST_SUSPENSION: request_suspension,
    Move.GRANT_SUSPENSION: grant_suspension,
    Move.REFUSE_SUSPENSION: refuse,
}
