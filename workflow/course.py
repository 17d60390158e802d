"""The course of a clock: when it ran, when it rested, and what was granted to it, so that it can be counted anew.

A step is a line of text on the clock: `run INSTANT`, `rest INSTANT`, `grant INSTANT BUDGET`, or `used SECONDS` for what
was used before its course was kept (clocks stored by earlier versions, and a pause that was charged). Instants are in
UTC, to the second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from models.clock import Clock
from workflow.calendar import Budget, Calendar


class Turn(StrEnum):
    RUN = "run"
    REST = "rest"
    GRANT = "grant"


@dataclass(frozen=True)
class Step:
    """One turn of a clock's course."""

    turn: Turn
    at: datetime
    granted: Budget | None = None

    def __str__(self) -> str:
        said = f"{self.turn} {self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return f"{said} {self.granted}" if self.granted else said


def with_step(clock: Clock, turn: Turn, at: datetime, granted: Budget | None = None) -> list[str]:
    """The clock's course with a step more."""
    return [*lines(clock), str(Step(turn, at, granted))]


def lines(clock: Clock) -> list[str]:
    """The clock's course as far as it goes. Until something happens to a clock its row says all; what one used before
    its course was kept stands at the head of it."""
    if clock.course:
        return clock.course
    before = [f"used {clock.used_seconds}"] if clock.used_seconds else []
    since = clock.running_since
    return [*before, str(Step(Turn.RUN, since))] if since else before


def carried(clock: Clock) -> int:
    """Seconds that were used before the clock's course was kept."""
    return sum(int(line.split()[1]) for line in lines(clock) if line.startswith("used"))


def steps(clock: Clock) -> Iterator[Step]:
    """The turns of its course, in their order."""
    for line in lines(clock):
        turn, at, *granted = line.split()
        if turn != "used":
            yield Step(Turn(turn), datetime.fromisoformat(at), Budget.parse(granted[0]) if granted else None)


def began(clock: Clock) -> datetime:
    """When it first ran; a clock that went on where an earlier one stood began with that."""
    return next((step.at for step in steps(clock) if step.turn == Turn.RUN), clock.started_at)


def rested(clock: Clock) -> datetime | None:
    """When it came to rest the last time; None while it runs, and where its course was not kept."""
    last = next((step for step in reversed(list(steps(clock))) if step.turn != Turn.GRANT), None)
    return last.at if last and last.turn == Turn.REST else None


def last_budget(clock: Clock) -> Budget:
    """What its end was counted by last: the last extension, or its budget."""
    return next((step.granted for step in reversed(list(steps(clock))) if step.granted), Budget.parse(clock.budget))


def runs(clock: Clock) -> Iterator[tuple[datetime, datetime]]:
    """Its runs that are over, in their order."""
    begun: datetime | None = None
    for step in steps(clock):
        if step.turn == Turn.RUN:
            begun = step.at
        elif step.turn == Turn.REST and begun is not None:
            yield begun, step.at
            begun = None


def used_up(clock: Clock, seconds: int, calendar: Calendar) -> datetime | None:
    """The instant of an earlier run at which that many of its seconds had been used; None where its course does not
    tell."""
    used = carried(clock)
    for start, end in runs(clock):
        span = calendar.between(start, end, clock.works)
        if used < seconds <= used + span:
            return calendar.add(start, seconds - used, clock.works).at
        used += span
    return None
