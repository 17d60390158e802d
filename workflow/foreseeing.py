"""What another calendar would move, before it is in force: every open deadline counted by it as publishing would, and
nothing written."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from models.clock import Clock, Stage
from workflow import ledger, store
from workflow.calendar import Calendar, CalendarError
from workflow.days import Days
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.identity import Chance
from workflow.in_force import Now
from workflow.migrating_cases import OTHERS
from workflow.rules.language import Rules
from workflow.timekeeping import Uncounted, retimed
from workflow.view import Whole

AT_ONCE = 100
"""How many are counted between two looks at what else waits."""

EVERY = 0
"""No version of the rules: what is open under any other is everything that is open."""

UNPUBLISHED = 0
"""The number of a calendar that is not stored."""

Tell = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class Shift:
    """A deadline that would move, of the case or meeting `number`. A paused one has none before and after, but another
    use of its budget. `told` says that the reporter would hear of it (a promise)."""

    number: str
    stage: Stage
    round: int
    before: datetime | None
    after: datetime | None
    provisional: bool
    told: bool


@dataclass
class Foreseen:
    """What would move at `at`; `looked` is how many cases and meetings were counted."""

    at: datetime
    looked: int = 0
    shifts: list[Shift] = field(default_factory=list)
    uncounted: list[Uncounted] = field(default_factory=list)

    @property
    def sums(self) -> dict[str, int]:
        """How many cases would be touched; deadlines that would be later, earlier, late at once, no longer late; and
        promises whose reporters would be told."""
        found = Counter[str]()
        for shift in self.shifts:
            found.update(_kinds(shift, self.at))
        names = ("later", "earlier", "late_at_once", "late_no_more", "told")
        return {"cases": len({shift.number for shift in self.shifts}), **{name: found[name] for name in names}}


def _kinds(shift: Shift, at: datetime) -> Iterator[str]:
    if shift.told:
        yield "told"
    if shift.before is None or shift.after is None or shift.before == shift.after:
        return
    yield "later" if shift.after > shift.before else "earlier"
    if shift.after <= at < shift.before:
        yield "late_at_once"
    if shift.before <= at < shift.after:
        yield "late_no_more"


async def foresee(engine: Engine, days: Days, tell: Tell | None = None) -> Foreseen:
    """Counts everything open by these days. `tell` hears how many were looked at, after each set.

    BadInput for a calendar on which nobody ever works.
    """
    now = await engine.now()
    calendars = {now.rules.number: calendar_of(days, now.rules)}
    found = Foreseen(now.at)
    for root in OTHERS:
        after: UUID | None = None
        while True:
            async with store.snapshot(engine.database) as connection:
                ids = await OTHERS[root](connection, EVERY, after, AT_ONCE)
                for view in (await store.reading.load(connection, root, ids)).values():
                    rules = await engine.in_force.rules(connection, view.root.rules_version)
                    if rules.number not in calendars:
                        calendars[rules.number] = calendar_of(days, rules)
                    _look(found, view, now, rules, calendars[rules.number])
            if not ids:
                break
            after = ids[-1]
            if tell is not None:
                await tell(found.looked)
    return found


def mark(days: Days, now: Now) -> str:
    """By which somebody says that they have seen what these days would move: of the days, and of the calendar and the
    rules that were in force when they looked."""
    return ledger.digest([days.to_json()["years"], now.calendar.version, now.rules.number])[:16]


def calendar_of(days: Days, rules: Rules) -> Calendar:
    """These days with the slots of the rules; BadInput where nobody ever works."""
    try:
        return Calendar(replace(days, version=UNPUBLISHED), rules.slots, rules.workday_seconds)
    except CalendarError as cause:
        raise BadInput("calendar", "not-a-calendar", why=str(cause)) from cause


def _look(found: Foreseen, view: Whole, now: Now, rules: Rules, calendar: Calendar) -> None:
    found.looked += 1
    try:
        outcome = retimed(view, now, rules, calendar, Chance())
    except CalendarError as cause:
        found.uncounted.append(Uncounted(view.root.number, str(cause)))
        return
    for identity, clock in view.clocks.items():
        after = outcome.view.clocks[identity]
        if not clock.over and _moves(clock, after):
            told = clock.stage == Stage.PROMISE and clock.due_at != after.due_at
            where = (view.root.number, clock.stage, clock.round)
            found.shifts.append(Shift(*where, clock.due_at, after.due_at, after.provisional, told))


def _moves(clock: Clock, after: Clock) -> bool:
    counted = (clock.due_at, clock.provisional, clock.used_seconds)
    return counted != (after.due_at, after.provisional, after.used_seconds)
