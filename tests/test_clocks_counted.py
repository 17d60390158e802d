"""A clock's arithmetic against the minute-by-minute reference: pauses, extensions, another budget, another calendar."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.clock import Clock, Outcome, Stage
from tests import reference_calendar as reference
from tests.made_calendars import budgets, built, whole_minutes, worlds
from tests.small_rules import SMALL
from workflow.calendar import Budget, Calendar
from workflow.clocks import Wanted
from workflow.rules.reading import read
from workflow.timing import Timing

RULES = read(SMALL)
ID = UUID(int=1)
LADDERS = dict.fromkeys(Stage, "plain")
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
gaps = st.integers(0, 3_000).map(lambda minutes: timedelta(minutes=minutes))
happenings = st.one_of(
    st.just("turn"),
    st.just("turn"),
    budgets,
    st.tuples(st.just("amend"), budgets),
    st.tuples(st.just("retime"), worlds()),
)


def timing(now: datetime, calendar: Calendar) -> Timing:
    return Timing(now, RULES, calendar, LADDERS)


def armed(start: datetime, budget: Budget, calendar: Calendar) -> Clock:
    want = Wanted(ID, Stage.HANDLE, budget=budget)
    return timing(start, calendar).arm(want, ID, {"incident_id": ID}, 1).clock


class Lived:
    """A clock with what happened to it, told to the arithmetic as it happens and to the reference at the end."""

    def __init__(self, world: reference.World, start: datetime, budget: Budget) -> None:
        self.world, self.start, self.now, self.budget = world, start, start, budget
        self.turns: list[reference.Turn] = []
        self.calendar = built(world)
        self.clock = armed(start, budget, self.calendar)

    def happens(self, gap: timedelta, what: object) -> None:
        self.now += gap
        at = timing(self.now, self.calendar)
        match what:
            case "turn" if self.clock.running:
                self.turns.append(reference.Turn(self.now, "rest"))
                self.clock = at.pause(self.clock).clock
            case "turn":
                self.turns.append(reference.Turn(self.now, "run"))
                self.clock = at.resume(self.clock).clock
            case Budget() if self.clock.running:
                self.turns.append(reference.Turn(self.now, "grant", what.amount, what.unit))
                self.clock = at.extend(self.clock, what).clock
            case ("amend", Budget() as budget):
                self.budget = budget
                self.clock = at.amend(self.clock, budget).clock
            case ("retime", reference.World() as world):
                self.world, self.calendar = world, built(world)
                self.clock = timing(self.now, self.calendar).retime(self.clock).clock

    def counted(self, until: datetime) -> reference.Count:
        return reference.count(self.world, self.start, self.budget.amount, self.budget.unit, self.turns, until)


@given(worlds(), whole_minutes, budgets, st.lists(st.tuples(gaps, happenings), max_size=7), gaps)
@quick
def test_clock_is_what_counting_minute_by_minute_gives(
    world: reference.World,
    start: datetime,
    budget: Budget,
    happening: list[tuple[timedelta, object]],
    gap: timedelta,
) -> None:
    lived = Lived(world, start, budget)
    for each in happening:
        lived.happens(*each)
    expected = lived.counted(lived.now + gap)
    clock = lived.clock
    at = timing(lived.now + gap, lived.calendar)
    assert at.used(clock) == 60 * expected.used, (clock, lived.turns)
    now = clock if clock.running else at.timed(clock)
    assert now.due_at == expected.due, (clock, lived.turns)
    outcome = at.stop(clock).clock.outcome
    if expected.due is None:
        assert outcome == Outcome.MET
    elif clock.running:
        assert (outcome == Outcome.LATE) is (at.now > expected.due)


@given(worlds(), whole_minutes, budgets, st.lists(st.tuples(gaps, happenings), max_size=5), gaps)
@settings(quick, max_examples=25)
def test_clock_that_goes_on_after_another_is_counted_as_one(
    world: reference.World,
    start: datetime,
    budget: Budget,
    happening: list[tuple[timedelta, object]],
    gap: timedelta,
) -> None:
    lived = Lived(world, start, budget)
    for each in happening:
        lived.happens(*each)
    whole = lived.clock if not lived.clock.running else timing(lived.now, lived.calendar).pause(lived.clock).clock
    whole = timing(lived.now + gap, lived.calendar).resume(whole).clock
    over = timing(lived.now, lived.calendar).stop(lived.clock).clock
    want = Wanted(UUID(int=2), Stage.HANDLE, budget=lived.budget)
    after = timing(lived.now + gap, lived.calendar).arm(want, UUID(int=2), {"incident_id": ID}, 2, over).clock
    assert (after.due_at, after.used_seconds) == (whole.due_at, whole.used_seconds)


@given(worlds(), whole_minutes, budgets, gaps, gaps)
@settings(quick, max_examples=20)
def test_clock_stored_before_its_course_was_kept_is_still_read(
    world: reference.World, start: datetime, budget: Budget, ran: timedelta, rested: timedelta
) -> None:
    calendar = built(world)
    paused = timing(start + ran, calendar).pause(armed(start, budget, calendar)).clock
    old = paused.but(course=[])
    back = start + ran + rested
    for clock in (paused, old):
        again = timing(back, calendar).resume(clock).clock
        assert again.used_seconds == paused.used_seconds
        assert again.due_at is not None
    other = built(replace(world, off=frozenset(), on=frozenset()))
    kept = timing(back, other).retime(old).clock
    assert kept.used_seconds == old.used_seconds
