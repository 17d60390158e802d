"""A clock as people see it: what is used and left, its lamp, and the stretches of time that counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.cases import Deadline, Lamp, SegmentOf
from models.clock import Clock, ClockEvent, ClockEventKind, Outcome, Stage
from workflow.calendar import Calendar
from workflow.clocks import leading
from workflow.in_force import Now
from workflow.view import View

WORSE: Final[Sequence[Lamp]] = ("green", "yellow", "red")


@dataclass(frozen=True)
class Hand:
    """A clock's hand at an instant."""

    clock: Clock
    now: Now

    @property
    def total(self) -> int:
        return self.clock.budget_seconds + self.clock.extended_seconds

    @property
    def used(self) -> int:
        clock = self.clock
        if clock.running_since is None:
            return clock.used_seconds
        return clock.used_seconds + self.now.calendar.between(clock.running_since, self.now.at, clock.works)

    @property
    def left(self) -> int | None:
        """Of its own kind of time; below 0 what it is late by. None once it is over."""
        return None if self.clock.over else self.total - self.used

    @property
    def lamp(self) -> Lamp:
        """Green, yellow from the share that the rules name, red past the end; of an ended one how it ended."""
        clock, at = self.clock, self.now.at
        if clock.over:
            return "red" if clock.outcome == Outcome.LATE else "green"
        if clock.due_at is None:
            if self.used > self.total:
                return "red"
            return "yellow" if self.used >= self.total * self.now.rules.yellow else "green"
        if at > clock.due_at:
            return "red"
        return "yellow" if clock.warn_at is not None and at >= clock.warn_at else "green"


def deadline(clock: Clock, events: Iterable[ClockEvent], now: Now) -> Deadline:
    hand = Hand(clock, now)
    return Deadline(
        id=clock.id,
        subject=clock.subject_id,
        stage=clock.stage,
        round=clock.round,
        budget=clock.budget,
        works=clock.works,
        started_at=clock.started_at,
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        provisional=clock.provisional,
        paused=not clock.running and not clock.over,
        stopped_at=clock.stopped_at,
        outcome=clock.outcome,
        used_seconds=hand.used,
        left_seconds=hand.left,
        extended_seconds=clock.extended_seconds,
        lamp=hand.lamp,
        segments=list(segments(clock, events, now.at, now.calendar)),
    )


def segments(clock: Clock, events: Iterable[ClockEvent], at: datetime, calendar: Calendar) -> Iterator[SegmentOf]:
    """From its start to its end, or to what lies ahead: to the deadline, or to now where that has passed."""
    for start, end, running in stretches(clock, events, at):
        if not running:
            seconds = int((end - start).total_seconds())
            yield SegmentOf(start=start, end=end, seconds=seconds, kind="paused", name="")
            continue
        for s in calendar.segments(start, end, clock.works):
            yield SegmentOf(start=s.start, end=s.end, seconds=s.seconds, kind=s.kind, name=s.name)


def stretches(clock: Clock, events: Iterable[ClockEvent], at: datetime) -> Iterator[tuple[datetime, datetime, bool]]:
    """Start, end, and whether the clock ran in between."""
    start, running = clock.started_at, True
    for event in events:
        if event.kind == ClockEventKind.ARMED:
            start, running = event.at, event.due_at is not None
        elif event.kind == ClockEventKind.STOPPED:
            break
        elif event.kind in (ClockEventKind.PAUSED, ClockEventKind.RESUMED):
            if event.at > start:
                yield start, event.at, running
            start, running = event.at, event.kind == ClockEventKind.RESUMED
    end = clock.stopped_at or (max(at, clock.due_at) if clock.due_at else at)
    if end > start:
        yield start, end, running


def lamp(view: View, now: Now) -> Lamp:
    """Of an incident: the worst of its stages'; once it has ended, whether the promise was kept."""
    if view.incident.open:
        lit = [Hand(clock, now).lamp for clock in leading(view)]
    else:
        lit = [Hand(clock, now).lamp for clock in view.clocks.values() if clock.stage == Stage.PROMISE]
    return max(lit, key=WORSE.index, default="green")
