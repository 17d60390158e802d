"""Who must act now: for a clock's subject, and for an incident as a whole. It is always somebody."""

from typing import Any
from uuid import UUID

from models.clock import Clock, Stage
from models.incident import Incident, Source, State
from models.inspection import Inspection
from models.notice import NoticeKind
from models.people import Role
from models.task import Objection, Order, OrderState, Task
from models.territory import CITY
from workflow import receivers
from workflow.directory import Reached
from workflow.draft import Draft
from workflow.facts import Facts
from workflow.rights import level_role
from workflow.rollup import LEADS
from workflow.view import View

CALLERS = frozenset({Source.RESIDENT, Source.HOTLINE, Source.COUNTER, Source.LETTER, Source.OPEN311})
"""The doors behind which an intake desk sits."""


def desk_of(incident: Incident) -> Role:
    """Who looks at a fresh report first."""
    return Role.INTAKE if incident.source in CALLERS or incident.grid_id is None else Role.DISPATCHER


def of_incident(view: View, facts: Facts) -> Reached:
    """Who must act on the incident now."""
    incident = view.incident
    task = lead(view)
    if incident.state == State.CHECKING and incident.checker_id is not None:
        return person(incident.checker_id, incident, facts)
    if incident.state == State.RESOLVED and incident.verifier_id is not None:
        return person(incident.verifier_id, incident, facts)
    if task is not None and incident.state in (State.DISPATCHED, State.HANDLING):
        return facts.reach_target(receivers.target_of(task, facts), incident.path, incident.urgent)
    if incident.state == State.REPORTED:
        return facts.reach(desk_of(incident), incident.path, incident.urgent)
    return facts.reach(Role.DISPATCHER, incident.path, incident.urgent)


def of_clock(view: View, clock: Clock, facts: Facts) -> Reached:
    """Who must act on a clock's subject now."""
    path, urgent = view.incident.path, view.incident.urgent
    task = view.tasks.get(clock.subject_id)
    if clock.stage == Stage.HANDLE and task is not None:
        return facts.reach_target(receivers.target_of(task, facts), path, urgent)
    if clock.stage in (Stage.REQUEST, Stage.SUSPENSION):
        return facts.reach(Role.DISPATCHER, path, urgent)
    order, objection = view.orders.get(clock.subject_id), view.objections.get(clock.subject_id)
    if order is not None:
        return facts.reach(owing(order), path, urgent)
    if objection is not None:
        return facts.reach(deciding(objection, path, facts), path, urgent)
    inspection = view.inspections.get(clock.subject_id)
    if inspection is not None:
        return _looking(inspection, view.incident, facts)
    return of_incident(view, facts)


def _looking(inspection: Inspection, incident: Incident, facts: Facts) -> Reached:
    """Who was sent to look again. Where nobody was, or they hold no post any more, whoever sends somebody."""
    if inspection.looker_id is not None:
        reached = person(inspection.looker_id, incident, facts)
        if not any(each.why == "empty" for each in reached.passed[:1]):
            return reached
    return facts.reach(Role.TOWNSHIP_SUPERVISOR, incident.path, incident.urgent)


def deciding(objection: Objection, path: str, facts: Facts) -> Role:
    """Who decides on an objection. Where the township's other reviewer of an appeal has left, the city does."""
    first, township = objection.seconded_by, objection.level > CITY
    if first is not None and township and not facts.others(level_role(objection.level), path, first):
        return Role.SUPERVISOR
    return level_role(objection.level)


def owing(order: Order) -> Role:
    """Who must act on an order: whoever owes the answer, and once it was given whoever decides on it."""
    if order.state != OrderState.ISSUED:
        return level_role(order.level)
    return Role.TOWNSHIP_SUPERVISOR if order.level <= CITY else Role.DISPATCHER


def person(asked: UUID, incident: Incident, facts: Facts) -> Reached:
    """One person who was asked; while they are away it passes on like any post."""
    return facts.reach_target(facts.directory.target("person", asked), incident.path, incident.urgent)


def lead(view: View) -> Task | None:
    """The task that must move: the open lead, or any open one beside it."""
    working = [task for task in view.tasks.values() if task.open]
    return next((task for task in working if task.kind in LEADS), next(iter(working), None))


def tell(draft: Draft, kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
    clock = draft.ringing
    view = draft.view()
    reached = of_clock(view, clock, draft.facts) if clock else of_incident(view, draft.facts)
    subject = clock.subject_id if clock else about
    draft.told(reached, kind, subject, "responsible", args)
