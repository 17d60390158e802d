"""What must hold of a simulated city, a function a promise: it says what is wrong, or nothing.

`STEPS` look at one ledger entry with the case before and after it, `CASES` at one case as it stands, `WHOLE` at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.clock import Clock
from models.incident import Incident, State
from models.ledger import ActorKind, Entry
from models.notice import Notice
from models.people import Post, Role
from models.task import ObjectionKind, ObjectionState, Task
from workflow import ledger, rights
from workflow.calendar import Calendar
from workflow.clocks import BY_ITSELF
from workflow.directory import Directory, Reached
from workflow.facts import Facts
from workflow.guards import MOST_TASKS
from workflow.machines import WORKING, Move, Standing
from workflow.responsible import of_incident
from workflow.rights import below
from workflow.rollup import rolled
from workflow.rules.language import Rules
from workflow.view import GENESIS, View, Whole, apply, replay


class Broken(Exception):
    """A promise that did not hold: which, of what, when, and how it showed."""

    def __init__(self, promise: str, where: str, at: datetime, what: str) -> None:
        super().__init__(promise, where, at, what)
        self.promise, self.where, self.at, self.what = promise, where, at, what


@dataclass(frozen=True)
class Ground:
    """What the checks read beside the cases."""

    directory: Directory
    rules: Rules
    calendar: Calendar


@dataclass(frozen=True)
class Step:
    """One entry, and its case or meeting before and after, as the entry's changes alone make it."""

    before: Whole | None
    entry: Entry
    after: Whole
    notices: tuple[Notice, ...]
    ground: Ground


@dataclass(frozen=True)
class Stood:
    """One case as it stands at an instant. An act can leave a rung behind that is due at once (another budget, less
    than what was used); it is `settled` when what was due by then has rung."""

    view: View
    now: datetime
    ground: Ground
    settled: bool = True


Wrong = Iterator[str]


def every_change_is_in_the_ledger_once_and_in_order(step: Step) -> Wrong:
    entry, before = step.entry, step.before
    seq, prev = (before.seq, before.hash) if before else (0, GENESIS)
    if entry.seq != seq + 1:
        yield f"entry {entry.seq} follows {seq}"
    if entry.prev_hash != prev:
        yield f"entry {entry.seq} is not chained to the one before it"
    if ledger.entry_hash(entry) != entry.hash:
        yield f"entry {entry.seq} has another hash than it says"
    if entry.facts is not None and ledger.facts_hash(entry.salt, entry.facts) != entry.facts_hash:
        yield f"the facts of entry {entry.seq} were changed"


LIVES: Final = frozenset(
    {Move.SUBMIT, Move.REOPEN, Move.UNMERGE, Move.UPHOLD, Move.NOT_GOOD, Move.RETIME, Move.MIGRATE}
)
"""After these a promise is given, given anew, or counted by another calendar or other rules."""


def the_promise_moves_only_by_a_granted_suspension_or_a_calendar(step: Step) -> Wrong:
    before, after = step.before, step.after
    if not isinstance(before, View) or not isinstance(after, View) or step.entry.move in LIVES:
        return
    stood = State.SUSPENDED in (before.incident.state, after.incident.state)
    stood |= before.incident.proposed and not before.incident.unanswered  # it ended with the answer, which did not help
    if before.incident.promise_at != after.incident.promise_at and not stood:
        yield f"the promise moved from {before.incident.promise_at} to {after.incident.promise_at} by {step.entry.move}"


def each_rung_takes_effect_once_and_in_order(step: Step) -> Wrong:
    known: Mapping[UUID, Clock] = step.before.clocks if step.before else {}
    rungs = [int(reason["rung"]) for reason in step.entry.reasons if reason["code"] == "rung"]
    amended = step.entry.move in (Move.RECLASSIFY, Move.RELOCATE, Move.MIGRATE)
    for clock in step.after.clocks.values():
        old = known.get(clock.id)
        if old is None or clock.rung == old.rung or amended:
            continue
        fired = [old.rung + 1] if clock.stage not in BY_ITSELF else []
        if clock.rung != old.rung + 1 or rungs != fired or step.entry.actor_kind != ActorKind.SYSTEM:
            yield f"the {clock.stage} clock went from rung {old.rung} to {clock.rung} by {step.entry.move} {rungs}"


def a_notice_is_queued_once_per_cause(step: Step) -> Wrong:
    keys = [notice.key for notice in step.notices]
    if len(set(keys)) != len(keys):
        yield f"entry {step.entry.seq} queued a notice twice"
    for notice in step.notices:
        if notice.entry != step.entry.seq or notice.created_at != step.entry.recorded_at:
            yield f"notice {notice.key} was not queued with its cause"


def nobody_moves_a_case_outside_their_territory(step: Step) -> Wrong:
    entry = step.entry
    if entry.actor_kind != ActorKind.PERSON or entry.actor_id is None or entry.move == Move.SUBMIT:
        return
    views = [view for view in (step.before, step.after) if isinstance(view, View)]
    if views and not any(_stands(entry, view, step.ground) for view in views):
        yield f"{entry.actor_id} moved it by {entry.move} as {entry.standing or 'nobody'}"


def _stands(entry: Entry, view: View, ground: Ground) -> bool:
    """Whether somebody held then what they acted as, by the posts themselves."""
    incident, person, at = view.incident, entry.actor_id, entry.recorded_at
    if person is None or not entry.standing:
        return False
    relations = {
        Standing.REPORTER: person == incident.reporter_id,
        Standing.CHECKER: person == incident.checker_id,
        Standing.INSPECTOR: any(person == each.looker_id for each in view.inspections.values()),
        Standing.VERIFIER: person in (incident.verifier_id, incident.reporter_id),
    }
    if (related := relations.get(Standing(entry.standing))) is not None:
        return related
    directory = ground.directory
    posts = directory.posts_of(person, at) + directory.standing_in(person, at, ground.calendar)
    if entry.standing == Standing.DOER:
        return any(rights.does(task, person, posts) for task in view.tasks.values())
    if entry.standing == Standing.HELPER:
        return rights.offered(incident) and rights.could_help(incident, posts, directory, at)
    return any(_over(post, view.incident, directory) and _as(entry.standing, post) for post in posts)


def _over(post: Post, incident: Incident, directory: Directory) -> bool:
    grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
    if grid is None:
        return False
    return grid.code in incident.specials if grid.special else below(incident.path, grid.path)


def _as(standing: str, post: Post) -> bool:
    """Whether a post is what somebody acted as."""
    if standing == Standing.CHIEF:
        return post.role == Role.DISPATCHER and post.chief
    if standing == Standing.ARBITER:
        return post.role in (Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR)
    return post.role == standing


STEPS: Final[tuple[Callable[[Step], Wrong], ...]] = (
    every_change_is_in_the_ledger_once_and_in_order,
    the_promise_moves_only_by_a_granted_suspension_or_a_calendar,
    each_rung_takes_effect_once_and_in_order,
    a_notice_is_queued_once_per_cause,
    nobody_moves_a_case_outside_their_territory,
)


def every_open_case_has_an_armed_clock(case: Stood) -> Wrong:
    alive = [clock for clock in case.view.clocks.values() if not clock.over]
    if case.view.incident.open and not any(clock.next_at is not None for clock in alive):
        yield "no clock is armed"
    if any(clock.running and clock.next_at is None for clock in alive):
        yield "a running clock is silent"
    if len({(clock.subject_id, clock.stage) for clock in alive}) != len(alive):
        yield "a stage has two clocks"


def every_open_case_has_a_responsible_person_who_is_or_will_be_on_duty(case: Stood) -> Wrong:
    if not case.view.incident.open:
        return
    ground = case.ground
    reached = of_incident(case.view, Facts(ground.directory, ground.calendar, case.now))
    if not reached.persons:
        yield "nobody is responsible"
    elif not _awake(reached, case.now, ground) and all(passed.next_at is None for passed in reached.passed):
        yield "nobody who is responsible will be on duty at a stated time"


def _awake(reached: Reached, now: datetime, ground: Ground) -> bool:
    directory, calendar = ground.directory, ground.calendar
    for person in reached.persons:
        posts = directory.posts_of(person, now) + directory.standing_in(person, now, calendar)
        if any(directory.on_duty(post, now, calendar) == person for post in posts):
            return True
    return False


def nothing_due_is_left_lying(case: Stood) -> Wrong:
    """Every rung fires at its instant, and past the end of a ladder the last one comes again within its time."""
    for clock in case.view.clocks.values():
        if clock.next_at is None:
            continue
        if clock.next_at < case.now and case.settled:
            yield f"the {clock.stage} clock's rung of {clock.next_at} did not fire"
        latest = _latest(clock, case)
        if latest is not None and clock.next_at > latest:
            yield f"the {clock.stage} clock is silent until {clock.next_at}"


def _latest(clock: Clock, case: Stood) -> datetime | None:
    """By when a clock that is past the end of its ladder must speak again."""
    if clock.stage in BY_ITSELF:
        return None
    rungs = case.ground.rules.ladders[clock.ladder].rungs
    every = rungs[-1].every
    if clock.rung < len(rungs) or every is None:
        return None
    return case.ground.calendar.due(case.now, every).at


def what_has_ended_is_at_rest_and_says_why(case: Stood) -> Wrong:
    view, incident = case.view, case.view.incident
    if incident.open:
        return
    if incident.ending is None or incident.ended_at is None:
        yield "it has ended without a reason"
    if any(task.open for task in view.tasks.values()):
        yield "a task is open after the end"
    own = (incident.id, *view.tasks)
    if any(clock.subject_id in own and not clock.over for clock in view.clocks.values()):
        yield "a clock runs on after the end"


def each_closing_is_looked_at_again_once_and_no_second_look_is_left_lying(case: Stood) -> Wrong:
    view = case.view
    lives = [each.life for each in view.inspections.values()]
    if len(set(lives)) < len(lives):
        yield "a closing was looked at again twice"
    waiting = {i.id for i in view.inspections.values() if i.open} | {o.id for o in view.objections.values() if o.open}
    if not waiting <= {clock.subject_id for clock in view.clocks.values() if clock.next_at is not None}:
        yield "a second look or an objection waits without an armed clock"
    for inspection in view.inspections.values():
        if inspection.open and (view.incident.state != State.CLOSED or inspection.life != view.incident.reopens):
            yield "a second look waits for a closing that is over"


def an_appeal_is_upheld_by_two(case: Stood) -> Wrong:
    for each in case.view.objections.values():
        upheld = each.kind == ObjectionKind.LATENESS and each.state == ObjectionState.UPHELD
        if upheld and (each.seconded_by is None or each.seconded_by == each.decided_by):
            yield "a timeout appeal was upheld by one"


def nobody_rules_on_an_objection_of_their_own(case: Stood) -> Wrong:
    for each in case.view.objections.values():
        if each.lodged_by is not None and each.lodged_by == each.decided_by:
            yield f"{each.lodged_by} decided on their own objection"


def one_order_at_a_time_is_open_with_an_armed_clock(case: Stood) -> Wrong:
    waiting = [order for order in case.view.orders.values() if order.open]
    if len(waiting) > 1:
        yield f"{len(waiting)} orders are open"
    if waiting and not case.view.incident.open:
        yield "an order is open after the end"
    armed = {clock.subject_id for clock in case.view.clocks.values() if clock.next_at is not None}
    if any(order.id not in armed for order in waiting):
        yield "an order waits without an armed clock"


def a_case_at_work_stands_where_its_tasks_stand(case: Stood) -> Wrong:
    incident = case.view.incident
    if incident.state in WORKING and incident.state != rolled(case.view.tasks.values(), incident.reopens):
        yield f"it is {incident.state}, its tasks are not"


def what_can_go_round_is_capped(case: Stood) -> Wrong:
    incident, tasks = case.view.incident, list(case.view.tasks.values())
    limits = case.ground.rules.limits_of(incident.route)
    # What the engine itself reopens follows an objection, which has a cap of its own.
    most = {
        "returns": (incident.returns, limits.returns),
        "reworks": (incident.reworks, limits.reworks),
        "reopens": (incident.reopens, limits.reopens + limits.objections),
        "hand-downs": (incident.hand_downs, limits.hand_downs),
        "objections": (incident.objections, limits.objections),
        "suspensions": (sum(task.suspensions for task in tasks), limits.suspensions),
        "extensions": (_most_extensions(tasks), limits.extensions),
        "tasks": (len(tasks), MOST_TASKS),
        "refusals": (max((order.refusals for order in case.view.orders.values()), default=0), limits.refusals),
    }
    for what, (count, cap) in most.items():
        if count > cap:
            yield f"{count} {what}, at most {cap}"


def _most_extensions(tasks: Iterable[Task]) -> int:
    found: dict[Any, int] = {}
    for task in tasks:
        receiver = (task.unit_id, task.grid_id, task.person_id)
        found[receiver] = found.get(receiver, 0) + task.extensions
    return max(found.values(), default=0)


CASES: Final[tuple[Callable[[Stood], Wrong], ...]] = (
    every_open_case_has_an_armed_clock,
    every_open_case_has_a_responsible_person_who_is_or_will_be_on_duty,
    nothing_due_is_left_lying,
    what_has_ended_is_at_rest_and_says_why,
    each_closing_is_looked_at_again_once_and_no_second_look_is_left_lying,
    an_appeal_is_upheld_by_two,
    nobody_rules_on_an_objection_of_their_own,
    one_order_at_a_time_is_open_with_an_armed_clock,
    a_case_at_work_stands_where_its_tasks_stand,
    what_can_go_round_is_capped,
)


def name_of(promise: Callable[..., Wrong]) -> str:
    return promise.__name__.strip("_").replace("_", " ")


def check_step(step: Step) -> None:
    """Raises Broken for the first promise that an entry breaks."""
    for promise in STEPS:
        for what in promise(step):
            raise Broken(name_of(promise), step.after.root.number, step.entry.recorded_at, what)


def check_case(case: Stood) -> None:
    for promise in CASES:
        for what in promise(case):
            raise Broken(name_of(promise), case.view.incident.number, case.now, what)


STATE_IS_REPLAY: Final = "a subject's state equals the replay of its ledger"


def advance(shadow: Whole | None, entry: Entry) -> Whole:
    """The replay of a ledger, one entry further."""
    return apply(shadow, entry)


def check_replay(replayed: Whole | None, view: Whole, now: datetime) -> None:
    if replayed != view:
        raise Broken(STATE_IS_REPLAY, view.root.number, now, f"after entry {view.seq} it does not")


def check_chain(entries: list[Entry], view: Whole, now: datetime) -> None:
    """A whole ledger from its first entry on."""
    for broken in ledger.verify(entries):
        raise Broken(
            name_of(every_change_is_in_the_ledger_once_and_in_order),
            view.root.number,
            now,
            f"entry {broken.seq}: {broken.what}",
        )
    check_replay(replay(entries), view, now)


def check_all(stored: Mapping[UUID, View], known: Mapping[UUID, View], now: datetime) -> None:
    """Nothing that was reported is missing, and nothing is there that nobody reported."""
    if lost := stored.keys() ^ known.keys():
        raise Broken("nothing acknowledged is lost", str(min(lost)), now, f"{len(lost)} cases are known to one only")
