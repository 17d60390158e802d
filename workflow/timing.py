"""The arithmetic of a clock: arming, pausing, extending, counting anew, stopping, and when its rungs fire. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from typing import Any
from uuid import UUID

from models.clock import Clock, ClockEventKind, Outcome, Stage
from workflow import course
from workflow.calendar import Budget, Calendar, Unit
from workflow.clocks import BY_ITSELF, DATED, Wanted
from workflow.course import Turn
from workflow.rules.language import Ladder, Rules

COUNTED = ("budget", "works", "budget_seconds", "extended_seconds", "used_seconds")
"""What one clock takes over from another that it goes on after."""


@dataclass(frozen=True)
class Happened:
    """A clock after something happened to it, and what."""

    clock: Clock
    kind: ClockEventKind
    seconds: int = 0


@dataclass(frozen=True)
class Timing:
    """What the arithmetic needs: the instant, the rules and the calendar that a subject is counted by, and the ladder
    of each stage."""

    now: datetime
    rules: Rules
    calendar: Calendar
    ladders: Mapping[Stage, str]

    def arm(
        self, want: Wanted, clock_id: UUID, on: Mapping[str, Any], round_: int, earlier: Clock | None = None
    ) -> Happened:
        """A clock begins to run; after an earlier one it goes on where that stood: what was used, what was granted,
        how far the ladder was climbed, and a deadline that had passed stays passed."""
        budget = want.budget
        if want.until is not None:
            works, size, said = False, max(1, ceil((want.until - self.now).total_seconds())), want.until.isoformat()
        elif budget is not None:
            works, size, said = budget.works, self.calendar.seconds(budget, self.now), str(budget)
        else:
            raise ValueError(f"a clock of {want.stage} has neither a budget nor an end")
        clock = Clock(
            id=clock_id,
            **on,
            subject_id=want.subject_id,
            stage=want.stage,
            round=round_,
            budget=said,
            works=works,
            budget_seconds=size,
            started_at=self.now,
            running_since=self.now if want.runs else None,
            ladder="" if want.stage in BY_ITSELF else self.ladders[want.stage],
            rules_version=self.rules.number,
            calendar_version=self.calendar.version,
        )
        if earlier is not None:
            clock = self._going_on(clock, earlier, budget)
        return Happened(self.timed(clock), ClockEventKind.ARMED, clock.budget_seconds)

    def _going_on(self, clock: Clock, earlier: Clock, budget: Budget | None) -> Clock:
        """What was used and granted is counted as the clock is counted now. A promise keeps its own budget, and
        its ladder where the rules have it still: what the case has become since does not touch what was promised."""
        if budget is None or clock.stage == Stage.PROMISE:
            budget = Budget.parse(earlier.budget)
        if clock.stage == Stage.PROMISE and earlier.ladder in self.rules.ladders:
            clock = clock.but(ladder=earlier.ladder)
        gone = self._recounted(earlier, budget)
        steps = course.with_step(gone, Turn.RUN, self.now) if clock.running_since else gone.course
        rung = earlier.rung if earlier.ladder == clock.ladder else 0
        same = {name: getattr(gone, name) for name in COUNTED}
        return self._to_the_close(clock.but(**same, course=steps, due_at=earlier.due_at, rung=rung))

    def used(self, clock: Clock) -> int:
        """Seconds of its own kind of time that a clock has used by now."""
        if clock.running_since is None:
            return clock.used_seconds
        return clock.used_seconds + self.calendar.between(clock.running_since, self.now, clock.works)

    def pause(self, clock: Clock) -> Happened:
        paused = self._rest(clock)
        return Happened(self.timed(paused), ClockEventKind.PAUSED, paused.used_seconds)

    def resume(self, clock: Clock) -> Happened:
        return Happened(self.timed(self._run(clock)), ClockEventKind.RESUMED, clock.used_seconds)

    def stop(self, clock: Clock) -> Happened:
        """Over: met, or late for ever; a reminder is neither. A paused clock is judged by the instant at which it came
        to rest."""
        rested = course.rested(clock)
        used = self.used(clock)
        late = (rested or self.now) > clock.due_at if clock.due_at else used > self._total(clock)
        outcome = Outcome.LATE if late else Outcome.MET
        over = self._rest(clock).but(
            stopped_at=self.now,
            next_at=None,
            outcome=None if clock.stage == Stage.REMINDER else outcome,
        )
        return Happened(over, ClockEventKind.STOPPED, used)

    def extend(self, clock: Clock, budget: Budget) -> Happened:
        """Counted from the current deadline, in the extension's own kind of time where that differs."""
        if clock.due_at is None or clock.running_since is None:
            raise ValueError("only a running clock is extended")
        longer = self._granted(clock, budget)
        return Happened(self.timed(longer), ClockEventKind.EXTENDED, longer.extended_seconds - clock.extended_seconds)

    def amend(self, clock: Clock, budget: Budget) -> Happened:
        """Another budget for the same stage (reclassified, or other rules): counted as though it had run under this
        one from its start, with the pauses and extensions that it had."""
        changed = self._recounted(clock, budget).but(
            ladder=self.ladders.get(clock.stage, ""),
            rules_version=self.rules.number,
            calendar_version=self.calendar.version,
        )
        return Happened(self.timed(self._entered(clock, changed)), ClockEventKind.AMENDED, changed.budget_seconds)

    def _rest(self, clock: Clock) -> Clock:
        if clock.running_since is None:
            return clock
        resting = clock.but(course=course.with_step(clock, Turn.REST, self.now), used_seconds=self.used(clock))
        return resting.but(running_since=None)

    def _run(self, clock: Clock) -> Clock:
        running = clock.but(course=course.with_step(clock, Turn.RUN, self.now), running_since=self.now)
        return self._to_the_close(running)

    def _to_the_close(self, clock: Clock) -> Clock:
        """Statutory days end at the close of business, after a pause too: on the day on which their time is used up."""
        left = self._total(clock) - clock.used_seconds
        dated = clock.stage in DATED or clock.running_since is None
        if dated or left <= 0 or course.last_budget(clock).unit != Unit.STATUTORY_DAY:
            return clock
        end = self.calendar.add(self.now, left, clock.works).at
        more = self.calendar.between(end, self.calendar.close(end), clock.works)
        return clock.but(budget_seconds=clock.budget_seconds + more)

    def _granted(self, clock: Clock, budget: Budget) -> Clock:
        due, _ = self._at(clock, self._total(clock))
        added = self.calendar.between(due, self.calendar.due(due, budget).at, clock.works)
        steps = course.with_step(clock, Turn.GRANT, self.now, budget)
        return clock.but(course=steps, extended_seconds=clock.extended_seconds + added)

    def _recounted(self, clock: Clock, budget: Budget) -> Clock:
        """The clock as though it had been counted by this budget and calendar all along."""
        found = clock.but(
            budget=str(budget),
            works=budget.works,
            budget_seconds=self.calendar.seconds(budget, course.began(clock)),
            extended_seconds=0,
            used_seconds=course.carried(clock),
            running_since=None,
            course=[],
        )
        for step in course.steps(clock):
            then = replace(self, now=step.at)
            match step.turn:
                case Turn.RUN:
                    found = then._run(found)
                case Turn.REST:
                    found = then._rest(found)
                case Turn.GRANT if step.granted is not None:
                    found = then._granted(found, step.granted)
        return found

    def _entered(self, before: Clock, clock: Clock) -> Clock:
        """Another ladder is entered above the rungs that its time has passed already; none is climbed twice."""
        if clock.ladder == before.ladder or clock.running_since is None:
            return clock
        ladder, timed = self.rules.ladders[clock.ladder], self.timed(clock)
        passed = sum(self.rung_at(timed, ladder, index) <= self.now for index in range(len(ladder.rungs)))
        return clock.but(rung=max(before.rung, passed))

    def until(self, clock: Clock, end: datetime) -> Happened:
        """Another date for a clock that runs to one: its ladder begins anew."""
        size = max(1, ceil((end - clock.started_at).total_seconds()))
        moved = clock.but(budget=end.isoformat(), budget_seconds=size, rung=0, due_at=None)
        return Happened(self.timed(moved), ClockEventKind.AMENDED, size)

    def charge(self, clock: Clock, due_at: datetime) -> Happened:
        """A paused clock is to go on to the deadline that it had: the pause counts as used."""
        left = floor((due_at - self.now).total_seconds())
        used = max(clock.used_seconds, self._total(clock) - left)
        charged = clock.but(used_seconds=used, due_at=due_at, course=[])
        return Happened(charged, ClockEventKind.AMENDED, used)

    def migrate(self, clock: Clock, budget: Budget | None, climbed: Ladder | None) -> Happened:
        """Under other rules: counted anew by the budget that the stage has there; none where it runs to a date.
        `climbed` is the ladder that it was on. Where its ladder has other rungs now, it goes on above those whose time
        has passed, so that none is skipped and none that is past is climbed."""
        moved = self.amend(clock, budget).clock if budget is not None else clock
        name = "" if clock.stage in BY_ITSELF else self.ladders[clock.stage]
        moved = moved.but(
            ladder=name, rung=clock.rung, rules_version=self.rules.number, calendar_version=self.calendar.version
        )
        timed = self.timed(moved)
        ladder = self.rules.ladders.get(name)
        if ladder is not None and (climbed is None or climbed.rungs != ladder.rungs):
            timed = self.timed(timed.but(rung=self._behind(timed, ladder)))
        return Happened(timed, ClockEventKind.MIGRATED, timed.budget_seconds)

    def _behind(self, timed: Clock, ladder: Ladder) -> int:
        """How many rungs of a ladder a clock's time has passed; of one that rests, those up to what it has used."""
        if timed.running_since is None:
            total = self._total(timed)
            shares = (rung.share for rung in ladder.rungs)
            return sum(share is not None and _part(total, share) <= timed.used_seconds for share in shares)
        return sum(self.rung_at(timed, ladder, index) <= self.now for index in range(len(ladder.rungs)))

    def retime(self, clock: Clock) -> Happened:
        """The same budget under the calendar as it is now, as though it had been counted by that from its start."""
        if clock.stage not in DATED:
            clock = self._recounted(clock, Budget.parse(clock.budget))
        moved = clock.but(calendar_version=self.calendar.version)
        return Happened(self.timed(moved), ClockEventKind.AMENDED, moved.budget_seconds)

    def rung(self, clock: Clock) -> Happened:
        """Its next rung has fired."""
        return Happened(self.timed(clock.but(rung=clock.rung + 1)), ClockEventKind.RUNG)

    def timed(self, clock: Clock) -> Clock:
        """The clock with its derived instants: yellow, due, next rung. A paused clock has none ahead."""
        total = self._total(clock)
        if clock.running_since is None:
            passed = self._passed(clock, total) if clock.used_seconds >= total else None
            return clock.but(due_at=passed, warn_at=None, next_at=None)
        due_at, provisional = self._at(clock, total)
        yellow, _ = self._at(clock, _part(total, self.rules.yellow))
        known = clock.but(due_at=due_at, warn_at=yellow, provisional=provisional)
        return known.but(next_at=self._next(known))

    @staticmethod
    def _total(clock: Clock) -> int:
        return clock.budget_seconds + clock.extended_seconds

    def _at(self, clock: Clock, seconds: int) -> tuple[datetime, bool]:
        """When that many of its seconds are used up."""
        since = clock.running_since or clock.started_at
        left = seconds - clock.used_seconds
        if left <= 0:
            return self._passed(clock, seconds) or since, False
        due = self.calendar.add(since, left, clock.works)
        return due.at, due.provisional

    def _passed(self, clock: Clock, seconds: int) -> datetime | None:
        """The instant of an earlier run: a pause makes nothing that was late less late."""
        known = clock.due_at if seconds >= self._total(clock) else None
        return course.used_up(clock, seconds, self.calendar) or known

    def _next(self, clock: Clock) -> datetime | None:
        if clock.stage in BY_ITSELF:
            return clock.due_at if clock.rung == 0 else None
        return self.rung_at(clock, self.rules.ladders[clock.ladder], clock.rung)

    def rung_at(self, clock: Clock, ladder: Ladder, index: int) -> datetime:
        """When a rung fires. Past the end of the ladder its last rung repeats, so a running clock is never silent."""
        last = len(ladder.rungs) - 1
        rung = ladder.rungs[min(index, last)]
        if rung.after is not None and clock.due_at is not None:
            at = self.calendar.due(clock.due_at, rung.after).at
        else:
            total = self._total(clock)
            at, _ = self._at(clock, _part(total, rung.share or Fraction(1)))
        if index > last and rung.every is not None:
            at = self.calendar.due(at, Budget(rung.every.amount * (index - last), rung.every.unit)).at
        return at


def _part(total: int, share: Fraction) -> int:
    return -(-total * share.numerator // share.denominator)
