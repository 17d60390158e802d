"""How an incident can lie: predicates on what came of it, a function a code. Each looks at the past alone.

no-route        the report could not be taken, since no route fits
refused         the report could not be taken for another reason
rung-refused    a clock of it rang, and the engine refused what was to follow
no-timer        it is open, or an objection to its end or a second look at it is, and no clock of it is armed
nobody-told     a rung fired and told nobody, or nobody who is awake was told since the state began
no-receiver     it is accepted, and the rules name nobody there
asleep          from a stage's start to its deadline nobody was on duty of those who must act, stand in or oversee
below-top       every ladder of it is climbed to the end, and nobody of the city's level was ever told
promise-first   its promise passed although every stage was in time
closed-first    it was closed by time-out before whoever was to verify it was reminded even once
elsewhere       it went to another route than one whose conditions all hold
round           it came back to where it was, a clock having begun anew, and no capped counter has risen; or a
                counter has passed its cap
no-end          nothing that anybody does can bring it to be closed
no-objection    it has ended, and whoever reported it cannot object
no-reason       it has ended, and nothing says how or when
unheard         an objection is lodged that nobody can rule on
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from models.clock import Clock, ClockEvent, Outcome, Stage
from models.incident import Ending, State
from models.ledger import ActorKind, Entry
from models.notice import Notice
from models.people import Role
from models.territory import CITY
from workflow import responsible, rights
from workflow.clocks import LEADING
from workflow.commands import Actor
from workflow.directory import Directory
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.guards import Question
from workflow.machines import Move
from workflow.proof.findings import Subject
from workflow.proof.graph import ANEW, OWN, Key, can_close, key, past_its_cap
from workflow.proof.walking import Walked, Walker
from workflow.rules.language import Case, Route
from workflow.rules.seeing import holds
from workflow.view import View

CITYS: Final = frozenset({Role.SUPERVISOR, Role.CENTRE, Role.DUTY})
"""Who oversees at the city's level."""


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of a ledger, and the case after it."""

    entry: Entry
    view: View


@dataclass(frozen=True)
class Past:
    """What came of a report from `at` to `until`: every step of the case, what was told, what happened to clocks.
    Without a step it could not be taken, and `refusal` says why; with some, it says why a clock that rang had no
    effect."""

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
    return past.refusal is not None and not past.steps and past.refusal.code == "no-route"


def refused(past: Past) -> bool:
    return past.refusal is not None and not past.steps and past.refusal.code != "no-route"


def rung_refused(past: Past) -> bool:
    return past.refusal is not None and bool(past.steps)


def no_timer(past: Past) -> bool:
    return bool(past.steps) and without_timer(past.view)


def without_timer(view: View) -> bool:
    return view.waits and all(clock.next_at is None for clock in view.clocks.values())


def nobody_told(past: Past) -> bool:
    if not past.steps:
        return False
    unheard_of = past.view.incident.open and not any(_heard(past))
    return unheard_of or any(_silent(step, past) for step in past.steps)


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
    for question, answer in entry.asked.items():
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


def closed_first(past: Past) -> bool:
    if not past.steps or past.view.incident.ending != Ending.TIMED_OUT:
        return False
    clocks = [clock for clock in past.view.clocks.values() if clock.stage == Stage.VERIFY]
    return all(clock.rung == 0 and clock.outcome == Outcome.MET for clock in clocks)


def elsewhere(past: Past) -> bool:
    asked = past.steps[0].entry.asked if past.steps else {}
    if "case" not in asked:
        return False
    rules = past.subject.rules
    case = Case.recalled(asked["case"])
    later = rules.routes[rules.routes.index(rules.route(case)) + 1 :]
    return any(() not in route.alternatives and _fits(route, case) for route in later)


def _fits(route: Route, case: Case) -> bool:
    return any(all(holds(condition, case) for condition in way) for way in route.alternatives)


def goes_round(past: Past) -> bool:
    seen: dict[Key, int] = {}
    for place, step in enumerate(past.steps):
        if past_its_cap(step.view, past.subject.rules):
            return True
        first = seen.setdefault(key(step.view), place)
        between = {each.entry.seq for each in past.steps[first + 1 : place + 1]}
        if any(_begins_anew(event, step.view) and event.entry in between for event in past.events):
            return True
    return False


def _begins_anew(event: ClockEvent, view: View) -> bool:
    clock = view.clocks.get(event.clock_id)
    return event.kind in ANEW and clock is not None and clock.stage in OWN


def no_end(past: Past) -> bool:
    """Searched with everybody's moves, from where it stands."""
    if not past.steps or not past.view.incident.open:
        return False
    report = {name: value for name, value in past.steps[0].entry.command.items() if name in _BODY}
    walker = Walker(past.subject, report, past.view.incident.grid)
    walker.start(past.at)
    return not can_close(walker, Walked(past.view, past.until, ()))


_BODY: Final = frozenset({"category", "description", "grid", "location", "severity", "source"})


def no_objection(past: Past) -> bool:
    """Whoever reported cannot object to its end, though nobody has yet and the time for it is not over."""
    if not past.steps or past.view.incident.open or past.view.incident.objections:
        return False
    actor, facts = Actor(ActorKind.RECEIPT, incident_id=past.view.incident.id), _facts(past)
    limits = past.subject.rules.limits_of(past.view.incident.route)
    question = Question(past.view, past.view.incident.id, None, past.until, limits)
    within = past.until <= (past.view.incident.ended_at or past.until) + limits.objection_period
    return within and Move.OBJECT not in rights.allowed(past.view, actor, facts, question)


def no_reason(past: Past) -> bool:
    return bool(past.steps) and without_reason(past.view)


def without_reason(view: View) -> bool:
    incident = view.incident
    return not incident.open and (incident.ending is None or incident.ended_at is None)


def unheard(past: Past) -> bool:
    """An objection is lodged that nobody at all can uphold, or nobody dismiss."""
    if not past.steps or not any(objection.open for objection in past.view.objections.values()):
        return False
    limits, facts = past.subject.rules.limits_of(past.view.incident.route), _facts(past)
    may = set[str]()
    for person in {post.person_id for post in past.subject.directory.posts.values() if post.holds(past.until)}:
        question = Question(past.view, past.view.incident.id, person, past.until, limits)
        may.update(rights.allowed(past.view, Actor(ActorKind.PERSON, person), facts, question))
    return not {Move.UPHOLD, Move.DISMISS} <= may


def _facts(past: Past) -> Facts:
    return Facts(past.subject.directory, past.subject.calendar, past.until)


LIES: Final[Mapping[str, Callable[[Past], bool]]] = {
    "no-route": no_route,
    "refused": refused,
    "rung-refused": rung_refused,
    "no-timer": no_timer,
    "nobody-told": nobody_told,
    "no-receiver": no_receiver,
    "asleep": asleep,
    "below-top": below_top,
    "promise-first": promise_first,
    "closed-first": closed_first,
    "elsewhere": elsewhere,
    "round": goes_round,
    "no-end": no_end,
    "no-objection": no_objection,
    "no-reason": no_reason,
    "unheard": unheard,
}
"""Every way in which an incident can lie, by its code."""
