"""Clocks: which the subjects' states ask for. Pure.

`timing` has the arithmetic that arms, pauses, extends, rings and stops them, `following` lets them follow the states.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.clock import Clock, Stage
from models.incident import Incident, State
from models.task import ObjectionState, Order, OrderState, Task, TaskState
from workflow.calendar import Budget
from workflow.rules.language import Route, Rules
from workflow.view import View

STAGE_OF = {
    State.REPORTED: Stage.INTAKE,
    State.CHECKING: Stage.CHECK,
    State.ACCEPTED: Stage.DISPATCH,
    State.RESOLVED: Stage.VERIFY,
}
"""The stage of the incident itself; from dispatch to feedback the stages are its tasks'."""

TASK_RUNS = frozenset({TaskState.ASSIGNED, TaskState.HANDLING})
LEADING = frozenset(
    {Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.SUSPENSION, Stage.VERIFY, Stage.ANSWER}
)
"""The stages whose earliest deadline orders a queue."""

DATED = frozenset({Stage.SUSPENSION, Stage.MEETING, Stage.DECISION, Stage.CAMPAIGN_PATROL, Stage.CAMPAIGN})
"""These run to a date, not for a budget."""

BY_ITSELF = frozenset({Stage.SUSPENSION, Stage.CLOSURE, Stage.CAMPAIGN, Stage.RELEASE})
"""At the end of these the engine itself moves the subject: it resumes, closes by time-out, is published, or its
campaign ends."""


@dataclass(frozen=True)
class Wanted:
    """A clock that a state asks for: `until` instead of a budget where the end is a date; `after` names the subject
    of an earlier clock whose consumption goes on."""

    subject_id: UUID
    stage: Stage
    runs: bool = True
    budget: Budget | None = None
    until: datetime | None = None
    after: UUID | None = None


def wanted(view: View, route: Route, rules: Rules) -> Iterator[Wanted]:
    """The clocks that the subjects' states ask for."""
    if view.incident.open:
        yield from _of_incident(view.incident, route)
        for task in view.tasks.values():
            yield from _of_task(task, view.incident, route)
        if view.incident.pressing:
            runs = view.incident.state != State.SUSPENDED
            yield Wanted(view.incident.id, Stage.REMINDER, runs, budget=route.budgets[Stage.REMINDER])
    budgets = rules.limits.budgets
    yield from (_of_order(order, budgets) for order in view.orders.values() if order.open)
    for objection in view.objections.values():
        if objection.open:
            stage = Stage.OBJECTION if objection.state == ObjectionState.LODGED else Stage.REVIEW
            yield Wanted(objection.id, stage, budget=budgets[stage])
    for stage, asked in ((Stage.REQUEST, view.requests), (Stage.INSPECTION, view.inspections)):
        yield from (Wanted(subject.id, stage, budget=budgets[stage]) for subject in asked.values() if subject.open)


def _of_order(order: Order, budgets: Mapping[Stage, Budget]) -> Wanted:
    if order.state == OrderState.ISSUED:
        return Wanted(order.id, Stage.ORDER, budget=Budget.parse(order.budget))
    return Wanted(order.id, Stage.REVIEW, budget=budgets[Stage.REVIEW])


def _of_incident(incident: Incident, route: Route) -> Iterator[Wanted]:
    """What is proposed was promised an answer, and no more: until there is one the answer's clock stands for those of
    all its stages."""
    runs = incident.state != State.SUSPENDED
    if not incident.proposed or incident.unanswered:
        yield Wanted(incident.id, Stage.PROMISE, runs, budget=route.budgets[Stage.PROMISE], after=incident.id)
    if incident.unanswered:
        yield Wanted(incident.id, Stage.ANSWER, budget=route.budgets[Stage.ANSWER])
        return
    stage = STAGE_OF.get(incident.state)
    if stage is not None:
        after = incident.id if stage == Stage.INTAKE and incident.reopens == 0 else None
        yield Wanted(incident.id, stage, budget=route.budgets[stage], after=after)
    if stage == Stage.VERIFY and route.close_after is not None:
        yield Wanted(incident.id, Stage.CLOSURE, budget=route.close_after)


def _of_task(task: Task, incident: Incident, route: Route) -> Iterator[Wanted]:
    if not task.open or incident.unanswered:
        return
    budget = Budget.parse(incident.carry_out) if incident.carry_out else route.budgets[Stage.HANDLE]
    after = task.continues if task.round == 1 else None
    yield Wanted(task.id, Stage.HANDLE, task.state in TASK_RUNS, budget=budget, after=after)
    if task.state == TaskState.SUSPENDED:
        yield Wanted(task.id, Stage.SUSPENSION, until=task.suspended_until)


def leading(view: View) -> list[Clock]:
    """The clocks that a queue is ordered by: the stage deadlines that are alive, the nearest first."""
    alive = [clock for clock in view.clocks.values() if clock.stage in LEADING and not clock.over]
    return sorted(alive, key=lambda clock: (clock.due_at is None, clock.due_at or clock.started_at))
