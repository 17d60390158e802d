"""The guards: conditions on a subject under which an arrow of a machine may be taken. Each name is a promise."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from models.clock import Outcome, Stage
from models.incident import FOUND_BY_STAFF, Incident, State
from models.task import ObjectionKind, RequestKind, Task, TaskKind, TaskState
from models.territory import CITY
from workflow.rollup import LEADS, rolled

if TYPE_CHECKING:
    from workflow.rules.language import Limits
    from workflow.view import View


@dataclass(frozen=True)
class Question:
    """What a guard may look at: the view, the subject that would move, who would move it, when, within which limits."""

    view: "View"
    about: UUID
    actor_id: UUID | None
    now: datetime
    limits: "Limits"
    doing: bool = False
    """Whether they are of a receiver that works on it or has done it."""

    @property
    def task(self) -> Task:
        return self.view.tasks[self.about]


def rolls_to(state: State) -> Callable[[Question], bool]:
    def guard(q: Question) -> bool:
        return rolled(q.view.tasks.values(), q.view.incident.reopens) == state

    guard.__name__ = f"tasks_are_{state}"
    return guard


def has_place(q: Question) -> bool:
    return q.view.incident.grid_id is not None


def lacks_place(q: Question) -> bool:
    return q.view.incident.grid_id is None


def lacks_receiver(q: Question) -> bool:
    return q.view.incident.unserved


def is_free(q: Question) -> bool:
    return q.view.incident.claimed_by in (None, q.actor_id)


def is_claimed(q: Question) -> bool:
    return q.view.incident.claimed_by is not None


def returns_left(q: Question) -> bool:
    """Below the caps the dispatcher sends it out again; past one the township arbitrates."""
    return not returns_spent(q.view.incident.returns, q.view.tasks.values(), q.limits)


def returns_spent(returns: int, tasks: Iterable[Task], limits: "Limits") -> bool:
    """Whether a case was returned as often as it may be, of all types or of one."""
    if returns >= limits.returns:
        return True
    times = Counter(task.return_type for task in tasks if task.kind in LEADS) if limits.returns_by else Counter()
    return any(times[each] >= cap for each, cap in limits.returns_by.items())


MOST_TASKS = 60
"""Of one incident, ended ones too: more is somebody's mistake, and what it costs to read a case must not grow."""


def tasks_left(q: Question) -> bool:
    return len(q.view.tasks) < MOST_TASKS


def redispatches_left(q: Question) -> bool:
    """Each receiver's clock starts anew, so a case is not passed round for ever: past the cap of returns the township
    arbitrates here too."""
    return _taken_back(q) < q.limits.returns


def arbitrations_left(q: Question) -> bool:
    return _taken_back(q) < 2 * q.limits.returns


def _taken_back(q: Question) -> int:
    return sum(was_taken_back(task, q.view.incident) for task in q.view.tasks.values())


def was_taken_back(task: Task, incident: Incident) -> bool:
    """Whether a lead was taken from its receiver: not by the answer that was waited for, nor before what was proposed
    was taken up."""
    if task.state != TaskState.RECALLED or task.kind not in LEADS or task.done_by is not None:
        return False
    return incident.taken_up_at is None or task.assigned_at >= incident.taken_up_at


def is_unanswered(q: Question) -> bool:
    return q.view.incident.unanswered


def was_carried_out(q: Question) -> bool:
    return q.view.incident.taken_up_at is not None


def was_only_answered(q: Question) -> bool:
    return q.view.incident.taken_up_at is None


def is_to_be_done(q: Question) -> bool:
    """What is proposed is carried out once it is taken up; until then it is only to be answered."""
    return not q.view.incident.proposed or q.view.incident.taken_up_at is not None


def may_be_read(q: Question) -> bool:
    """What was taken back, voided or joined to another is nobody's to read."""
    return q.view.incident.state not in (State.WITHDRAWN, State.VOIDED, State.MERGED)


def is_published(q: Question) -> bool:
    return q.view.incident.published_at is not None


def not_checked(q: Question) -> bool:
    """A report is checked once before it is filed or declined."""
    return q.view.incident.checked is None


def may_return(q: Question) -> bool:
    return not q.task.final


def is_whistle(q: Question) -> bool:
    return q.task.kind == TaskKind.WHISTLE


def is_not_whistle(q: Question) -> bool:
    return q.task.kind != TaskKind.WHISTLE


def nothing_asked(q: Question) -> bool:
    return not any(r.open and r.task_id == q.about for r in q.view.requests.values())


def extensions_left(q: Question) -> bool:
    """Counted over all that its receiver was given of the case: a redispatch gives no new tries."""
    asked = q.view.requests.get(q.about)
    given = q.view.tasks[asked.task_id] if asked else q.task
    mine = (given.unit_id, given.grid_id, given.person_id)
    same = (task for task in q.view.tasks.values() if (task.unit_id, task.grid_id, task.person_id) == mine)
    return sum(task.extensions for task in same) < q.limits.extensions


def suspensions_left(q: Question) -> bool:
    """Counted over the whole case: a clock that stands must not be made to stand again by passing it on."""
    return sum(task.suspensions for task in q.view.tasks.values()) < q.limits.suspensions


def before_deadline(q: Question) -> bool:
    clock = q.view.clock(q.about, Stage.HANDLE)
    return clock is not None and clock.due_at is not None and q.now <= clock.due_at


def asks_extension(q: Question) -> bool:
    return q.view.requests[q.about].kind == RequestKind.EXTENSION


def asks_suspension(q: Question) -> bool:
    return q.view.requests[q.about].kind == RequestKind.SUSPENSION


def did_not_do_the_work(q: Question) -> bool:
    """Who did the work never verifies it, nor a colleague of the same receiver; behind a receipt stands whoever
    reported."""
    who = q.actor_id or q.view.incident.reporter_id
    workers = {person for task in q.view.tasks.values() for person in (task.done_by, task.taken_by)}
    return not q.doing and (who is None or who not in workers)


def reworks_left(q: Question) -> bool:
    return q.view.incident.reworks < q.limits.reworks


def reopens_left(q: Question) -> bool:
    return q.view.incident.reopens < q.limits.reopens


def below_top(q: Question) -> bool:
    return q.view.incident.level > 1


def above_ground(q: Question) -> bool:
    return q.view.incident.level < 4


def hand_downs_left(q: Question) -> bool:
    return q.view.incident.hand_downs < q.limits.hand_downs


def not_tabled(q: Question) -> bool:
    return q.view.incident.tabled_at is None


def no_open_order(q: Question) -> bool:
    return not any(order.open for order in q.view.orders.values())


def paused_since_reminded(q: Question) -> bool:
    """Nobody is reminded by hand again and again: between two reminders is the rules' pause."""
    incident = q.view.incident
    return _pause_over(incident.pressed_at, q)


def paused_since_pressed(q: Question) -> bool:
    return _pause_over(q.view.orders[q.about].pressed_at, q)


def _pause_over(last: datetime | None, q: Question) -> bool:
    return last is None or q.now >= last + q.limits.pause_of(q.view.incident.urgent)


def order_below_city(q: Question) -> bool:
    return q.view.orders[q.about].level > CITY


def refusals_left(q: Question) -> bool:
    return q.view.orders[q.about].refusals < q.limits.refusals


MOST_DISPUTES = 12
"""Objections to figures on one case, decided ones too: so many figures hardly count it."""


def few_disputes(q: Question) -> bool:
    return sum(o.kind == ObjectionKind.FIGURE for o in q.view.objections.values()) < MOST_DISPUTES


def was_found_by_them(q: Question) -> bool:
    """Who reported it as a member of staff is counted in what they report, wherever it lies; who holds a receipt is
    not."""
    incident = q.view.incident
    return q.actor_id is not None and q.actor_id == incident.reporter_id and incident.source in FOUND_BY_STAFF


def no_open_objection(q: Question) -> bool:
    return not any(o.open and o.kind == ObjectionKind.ENDING for o in q.view.objections.values())


def objections_left(q: Question) -> bool:
    return q.view.incident.objections < q.limits.objections


def within_objection_period(q: Question) -> bool:
    ended = q.view.incident.ended_at
    return ended is not None and q.now <= ended + q.limits.objection_period


def was_late(q: Question) -> bool:
    return any(c.stage == Stage.HANDLE and c.outcome == Outcome.LATE for c in q.view.clocks.values())


def not_appealed(q: Question) -> bool:
    return not any(o.kind == ObjectionKind.LATENESS for o in q.view.objections.values())


def did_not_decide(q: Question) -> bool:
    """Nobody rules on an objection to their own decision, or on one of their own."""
    incident, objection = q.view.incident, q.view.objections[q.about]
    return q.actor_id is None or q.actor_id not in (incident.ended_by, incident.reporter_id, objection.lodged_by)


def is_of_the_ending(q: Question) -> bool:
    """Or of a figure: one ruling is enough."""
    return q.view.objections[q.about].kind != ObjectionKind.LATENESS


def is_of_lateness(q: Question) -> bool:
    return q.view.objections[q.about].kind == ObjectionKind.LATENESS


def did_not_second(q: Question) -> bool:
    """A timeout appeal is reviewed by two."""
    return q.actor_id is None or q.actor_id != q.view.objections[q.about].seconded_by


def is_a_problem(q: Question) -> bool:
    """A suggestion is answered, and whoever proposed it says whether that is enough: there is nothing to look at."""
    return not q.view.incident.proposed


def not_inspected(q: Question) -> bool:
    """Each closing is looked at again once at most."""
    return not any(each.life == q.view.incident.reopens for each in q.view.inspections.values())


def looks_afresh(q: Question) -> bool:
    """A second look is neither taken by who did the work or is of their receiver, nor by who closed the case."""
    return did_not_do_the_work(q) and q.actor_id not in (q.view.incident.ended_by, q.view.incident.reporter_id)
