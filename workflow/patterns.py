"""Patterns in how cases were handled that are worth a look: facts with their instants, never a verdict. Pure.

Each is told by the ledger at the instant of one entry, by what was recorded up to then and the rules that the entry was
decided by (`indicators.patterns` of the rules says from where on); nothing later changes it.

reopened_early   closed within the promise, and opened again within so long
clock_reset      sent to another whose time starts anew, after so much of the first one's was used
extended_often   a longer time was granted for the second (or third …) time
ping_pong        given again to who had it before, after another had it
longer_category  classified anew, and the time to handle is longer by so much
just_before      closed by a person within the last so much of the promise
tenth_1 … _10    closed by a person within the promise: in which tenth of its time
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, NamedTuple
from uuid import UUID

from models.clock import Clock, Outcome, Stage
from models.incident import State
from models.ledger import ActorKind, Entry
from models.task import Task
from workflow.calendar import Budget
from workflow.indicators import TENTHS, Mark
from workflow.machines import Kind, Move, Standing
from workflow.rollup import LEADS
from workflow.rules.language import Rules
from workflow.rules.measuring import Watched
from workflow.view import CLOCK, View

DESKS: Final = frozenset({Standing.DISPATCHER, Standing.INTAKE, Standing.DUTY, Standing.CHIEF})
"""As what somebody acts for whom a pattern is counted as their own."""

DAY: Final = 86_400


class Seen(NamedTuple):
    """That a pattern was seen: when, at which units, and by whose act where that was at a township's desk."""

    mark: Mark
    at: datetime
    units: frozenset[UUID] = frozenset()
    by: UUID | None = None


class _Closed(NamedTuple):
    at: datetime
    in_time: bool


def seen(view: View, entries: Sequence[Entry], rules: Callable[[int], Rules]) -> tuple[Seen, ...]:
    """All that a case shows, in the order of its entries. `view` is the state after the last of them; `rules` are those
    of a version."""
    walk = _Walk(view, rules)
    return tuple(found for entry in entries for found in walk.through(entry))


class _Walk:
    """What has to be known of the entries before one."""

    def __init__(self, view: View, rules: Callable[[int], Rules]) -> None:
        self._view, self._rules = view, rules
        self._route = ""
        self._leads: list[Task] = []
        self._back = self._extensions = 0
        self._closed: _Closed | None = None

    def through(self, entry: Entry) -> Iterator[Seen]:
        own: dict[str, Any] = next((c["set"] for c in entry.changes if c["kind"] == Kind.INCIDENT), {})
        yield from self._reopened(entry, own)
        given = self._given(entry)
        if given is not None:
            yield from self._sent(entry, given)
        if entry.move == Move.GRANT_EXTENSION:
            yield from self._extended(entry)
        if entry.move == Move.RECLASSIFY:
            yield from self._reclassified(entry, own)
        self._route = own.get("route", self._route)
        if own.get("state") == State.CLOSED:
            yield from self._ended(entry)

    def _said(self, mark: Mark, entry: Entry, *tasks: Task | None) -> Seen:
        units = frozenset(task.unit_id for task in (tasks or self._leads[-1:]) if task and task.unit_id)
        desk = entry.actor_kind == ActorKind.PERSON and entry.standing in DESKS
        return Seen(mark, entry.recorded_at, units, entry.actor_id if desk else None)

    def _watched(self, entry: Entry) -> Watched:
        return self._rules(entry.rules_version).indicators.patterns

    def _reopened(self, entry: Entry, own: Mapping[str, Any]) -> Iterator[Seen]:
        if "reopens" not in own or entry.seq == 1:
            return
        closed, self._closed = self._closed, None
        within = _seconds(self._watched(entry).reopened)
        if closed and closed.in_time and (entry.recorded_at - closed.at).total_seconds() <= within:
            yield self._said(Mark.REOPENED_EARLY, entry)
        self._leads.clear()

    def _given(self, entry: Entry) -> Task | None:
        """The task by which an entry gives a case to a lead."""
        new = (UUID(c["id"]) for c in entry.changes if c["kind"] == Kind.TASK and "assigned_at" in c["set"])
        return next((task for at in new if (task := self._view.tasks[at]).kind in LEADS), None)

    def _sent(self, entry: Entry, task: Task) -> Iterator[Seen]:
        before = self._leads[-1] if self._leads else None
        had = any(each.receiver == task.receiver for each in self._leads)
        if before is not None and had and before.receiver != task.receiver:
            self._back += 1
            if self._back >= self._watched(entry).back:
                yield self._said(Mark.PING_PONG, entry, before, task)
        if entry.move == Move.REDISPATCH and task.continues is None and self._spent(entry, Stage.HANDLE, before):
            yield self._said(Mark.CLOCK_RESET, entry, before, task)
        self._leads.append(task)

    def _spent(self, entry: Entry, stage: Stage, task: Task | None) -> bool:
        """Whether a clock that an entry stops had run for as long as is watched."""
        clock = self._stopped(entry, stage, task.id) if task else None
        return clock is not None and _used(clock) >= self._watched(entry).reset

    def _stopped(self, entry: Entry, stage: Stage, subject: UUID) -> Clock | None:
        ids = (UUID(c["id"]) for c in entry.changes if c["kind"] == CLOCK and c["set"].get("stopped_at"))
        clocks = (self._view.clocks[at] for at in ids)
        return next((clock for clock in clocks if clock.stage == stage and clock.subject_id == subject), None)

    def _extended(self, entry: Entry) -> Iterator[Seen]:
        self._extensions += 1
        if self._extensions >= self._watched(entry).extensions:
            request = self._view.requests.get(entry.about)
            yield self._said(Mark.EXTENDED_OFTEN, entry, self._view.tasks.get(request.task_id) if request else None)

    def _reclassified(self, entry: Entry, own: Mapping[str, Any]) -> Iterator[Seen]:
        rules, route = self._rules(entry.rules_version), own.get("route", self._route)
        before, after = (handling(rules, name) for name in (self._route, route))
        if before and after and after > before and after >= before * (1 + self._watched(entry).longer):
            yield self._said(Mark.LONGER_CATEGORY, entry)

    def _ended(self, entry: Entry) -> Iterator[Seen]:
        promise = self._stopped(entry, Stage.PROMISE, self._view.incident.id)
        in_time = promise is not None and promise.outcome == Outcome.MET
        self._closed = _Closed(entry.recorded_at, in_time)
        if promise is None or not in_time or entry.actor_kind == ActorKind.SYSTEM:
            return
        used = _used(promise)
        yield self._said(TENTHS[min(9, int(used * 10))], entry)
        if used >= 1 - self._watched(entry).before_limit:
            yield self._said(Mark.JUST_BEFORE, entry)


def _used(clock: Clock) -> Fraction:
    """How much of its time a clock has used, extensions included."""
    return Fraction(clock.used_seconds, max(1, clock.budget_seconds + clock.extended_seconds))


def handling(rules: Rules, route: str) -> Fraction | None:
    """How long a route gives for handling; none of one that these rules do not know. A working day is held against a
    day: what is asked is whether the time grew."""
    if route not in rules.masks.places:
        return None
    budget = rules.named(route).budgets[Stage.HANDLE]
    return _seconds(budget, rules.workday_seconds)


def _seconds(budget: Budget, workday: int = DAY) -> Fraction:
    size = Fraction(budget.amount * _SIZES[str(budget.unit)[-1]])
    return size * DAY / workday if str(budget.unit) in ("wm", "wh") else size


_SIZES: Final = {"m": 60, "h": 3_600, "d": DAY}
