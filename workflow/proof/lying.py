"""How an incident can lie: predicates on what came of it, a function a code. Each looks at the past alone.

no-route        the report could not be taken, since no route fits
refused         the report could not be taken for another reason
no-timer        it is open and no clock of it is armed
nobody-told     a rung fired and told nobody, or nobody who is awake was told since the state began
no-receiver     it is accepted, and the rules name nobody there
asleep          from a stage's start to its deadline nobody was on duty of those who must act, stand in or oversee
below-top       every ladder of it is climbed to the end, and nobody of the city's level was ever told
promise-first   its promise passed although every stage was in time
elsewhere       it went to another route than one whose conditions all hold
round           it came back to where it was, a clock having begun anew, and no capped counter has risen; or a
                counter has passed its cap
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.clock import Clock, ClockEvent, ClockEventKind, Outcome, Stage
from models.incident import State
from models.ledger import Entry
from models.notice import Notice
from models.people import Role
from models.task import TaskState
from models.territory import CITY
from workflow import responsible
from workflow.clocks import LEADING
from workflow.directory import Directory
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.guards import MOST_TASKS
from workflow.proof.findings import Subject
from workflow.rollup import LEADS
from workflow.rules.language import Case
from workflow.rules.matching import Masks
from workflow.view import View

CITYS: Final = frozenset({Role.SUPERVISOR, Role.CENTRE, Role.DUTY})
"""Who oversees at the city's level."""

ANEW: Final = frozenset({ClockEventKind.ARMED, ClockEventKind.PAUSED, ClockEventKind.EXTENDED})
OWN: Final = LEADING | {Stage.PROMISE}
"""The clocks of the case itself: as long as they run on, nothing that goes round beside them puts it off."""


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of a ledger, and the case after it."""

    entry: Entry
    view: View


@dataclass(frozen=True)
class Past:
    """What came of a report from `at` to `until`: every step of the case, what was told, what happened to clocks.
    Without a step it could not be taken, and `refusal` says why."""

    subject: Subject
    at: datetime
    until: datetime
    steps: tuple[Step, ...] = ()
    notices: tuple[Notice, ...] = ()
    events: tuple[ClockEvent, ...] = ()
    refusal: GridwardError | None = None

    @property
    def view(self) -> View:
        """The case as it stands at the end."""
        return self.steps[-1].view

    @property
    def state_steps(self) -> tuple[Step, ...]:
        """The steps since the present state began, the one that led to it first."""
        found: list[Step] = []
        for step in reversed(self.steps):
            if step.view.incident.state != self.view.incident.state:
                break
            found.insert(0, step)
        return tuple(found)


def no_route(past: Past) -> bool:
    return past.refusal is not None and past.refusal.code == "no-route"


def refused(past: Past) -> bool:
    return past.refusal is not None and past.refusal.code != "no-route"


def no_timer(past: Past) -> bool:
    if not past.steps or not past.view.incident.open:
        return False
    return all(clock.next_at is None for clock in past.view.clocks.values())


def nobody_told(past: Past) -> bool:
    if not past.steps or not past.view.incident.open:
        return False
    return any(_silent(step, past) for step in past.steps) or not any(_heard(past))


def _silent(step: Step, past: Past) -> bool:
    """Whether a step is a rung that told nobody."""
    said = {reason["code"] for reason in step.entry.reasons}
    if "rung" not in said or "superseded" in said:
        return False
    return not any(notice.entry == step.entry.seq for notice in past.notices)


def _heard(past: Past) -> Iterator[bool]:
    """Of each notice since the state began, whether it reached somebody who is awake by the end."""
    woken = {person for step in past.state_steps for person in _woken(step.entry)}
    first = past.state_steps[0].entry.seq
    for notice in past.notices:
        if notice.entry >= first and _must_act(notice, past.view):
            person = notice.recipient_id
            yield person in woken or awake(person, notice.created_at, past.until, past.subject)


def _must_act(notice: Notice, view: View) -> bool:
    """What a reporter hears of their own case moves nobody, unless they are to verify it."""
    incident = view.incident
    return notice.recipient_id != incident.reporter_id or notice.recipient_id == incident.verifier_id


def _woken(entry: Entry) -> Iterator[UUID]:
    asked: Mapping[str, Any] = (entry.facts or {}).get("asked", {})
    for question, answer in asked.items():
        if question.startswith("reach:"):
            yield from (UUID(person) for person in answer["woken"])


def awake(person: UUID, start: datetime, end: datetime, subject: Subject) -> bool:
    """Whether somebody is on duty, for a post of their own or in another's place, at any instant from start to end."""
    directory, calendar = subject.directory, subject.calendar
    posts = directory.held_by(person) + directory.named_in(person)
    turns = directory.turns(posts, start, end, calendar)
    return any(directory.on_duty(post, at, calendar) == person for at in turns for post in posts)


def no_receiver(past: Past) -> bool:
    return bool(past.steps) and past.view.incident.state == State.ACCEPTED and past.view.incident.unserved


def asleep(past: Past) -> bool:
    return any(
        clock.stage in LEADING and clock.due_at is not None and clock.due_at <= past.until and _slept(clock, past)
        for clock in (past.view.clocks.values() if past.steps else ())
    )


def _slept(clock: Clock, past: Past) -> bool:
    """Whether at every instant of a clock's time nobody of whom the matter reaches is on duty or woken."""
    directory, calendar, due = past.subject.directory, past.subject.calendar, clock.due_at
    view = next((step.view for step in past.steps if clock.id in step.view.clocks), None)
    if view is None or due is None:
        return False
    for at in directory.turns(directory.posts.values(), clock.started_at, due, calendar):
        reached = responsible.of_clock(view, clock, Facts(directory, calendar, at))
        if reached.woken or any(awake(person, at, at, past.subject) for person in reached.persons):
            return False
    return True


def below_top(past: Past) -> bool:
    if not past.steps:
        return False
    rules, armed = past.subject.rules, [c for c in past.view.clocks.values() if c.next_at is not None]
    if not armed or any(c.ladder not in rules.ladders or c.rung < len(rules.ladders[c.ladder].rungs) for c in armed):
        return False
    return not any(_of_the_city(notice, past.subject.directory) for notice in past.notices)


def _of_the_city(notice: Notice, directory: Directory) -> bool:
    for post in directory.posts_of(notice.recipient_id, notice.created_at):
        grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid is not None and grid.level <= CITY and post.role in CITYS:
            return True
    return False


def promise_first(past: Past) -> bool:
    if not past.steps:
        return False
    clocks = past.view.clocks.values()
    promise = next((c for c in clocks if c.stage == Stage.PROMISE and c.due_at and c.due_at <= past.until), None)
    if promise is None or promise.due_at is None or promise.outcome == Outcome.MET:
        return False
    stages = [clock for clock in clocks if clock.stage in LEADING]
    running = (c.due_at for c in stages if not c.over)
    return all(c.outcome != Outcome.LATE for c in stages) and all(
        due is None or due > promise.due_at for due in running
    )


def elsewhere(past: Past) -> bool:
    asked: Mapping[str, Any] = (past.steps[0].entry.facts or {}).get("asked", {}) if past.steps else {}
    if "case" not in asked:
        return False
    rules = past.subject.rules
    case = Case.recalled(asked["case"])
    later = rules.routes[rules.routes.index(rules.route(case)) + 1 :]
    if not later:
        return False
    return replace(rules, routes=later, masks=Masks(later)).route(case) is not later[-1]


def goes_round(past: Past) -> bool:
    seen: dict[tuple[Any, ...], int] = {}
    for place, step in enumerate(past.steps):
        if _past_its_cap(step.view, past.subject):
            return True
        first = seen.setdefault(_where(step.view), place)
        between = {each.entry.seq for each in past.steps[first + 1 : place + 1]}
        if any(_begins_anew(event, step.view) and event.entry in between for event in past.events):
            return True
    return False


def _begins_anew(event: ClockEvent, view: View) -> bool:
    clock = view.clocks.get(event.clock_id)
    return event.kind in ANEW and clock is not None and clock.stage in OWN


def _where(view: View) -> tuple[Any, ...]:
    """Where a case stands, with all that is counted of it, and without what merely passes: times, ids, persons."""
    tasks = sorted((task.kind, task.state, task.final) for task in view.tasks.values() if task.open)
    asked = sorted((request.kind, request.task_id.hex) for request in view.requests.values() if request.open)
    return (view.incident.state, view.incident.checked, tuple(tasks), tuple(asked), *counters(view).values())


def counters(view: View) -> dict[str, int]:
    """What is counted of a case, by the name of its cap in the rules' limits; what was taken back is capped by
    `returns` too, twice over."""
    incident, tasks = view.incident, view.tasks.values()
    taken_back = sum(task.state == TaskState.RECALLED and task.kind in LEADS for task in tasks)
    return {
        "returns": incident.returns,
        "reworks": incident.reworks,
        "reopens": incident.reopens,
        "hand_downs": incident.hand_downs,
        "objections": incident.objections,
        "suspensions": sum(task.suspensions for task in tasks),
        "extensions": sum(task.extensions for task in tasks),
        "refusals": max((order.refusals for order in view.orders.values()), default=0),
        "taken_back": taken_back,
        "tasks": len(view.tasks),
    }


def _past_its_cap(view: View, subject: Subject) -> bool:
    limits, counted = subject.rules.limits_of(view.incident.route), counters(view)
    receivers = {task.receiver for task in view.tasks.values()}
    most = {
        "returns": limits.returns,
        "reworks": limits.reworks,
        "reopens": limits.reopens + limits.objections,
        "hand_downs": limits.hand_downs,
        "objections": limits.objections,
        "suspensions": limits.suspensions,
        "extensions": limits.extensions * len(receivers),
        "refusals": limits.refusals,
        "taken_back": 2 * limits.returns + view.incident.reopens,
        "tasks": MOST_TASKS,
    }
    return any(counted[name] > cap for name, cap in most.items())


LIES: Final[Mapping[str, Callable[[Past], bool]]] = {
    "no-route": no_route,
    "refused": refused,
    "no-timer": no_timer,
    "nobody-told": nobody_told,
    "no-receiver": no_receiver,
    "asleep": asleep,
    "below-top": below_top,
    "promise-first": promise_first,
    "elsewhere": elsewhere,
    "round": goes_round,
}
"""Every way in which an incident can lie, by its code."""
