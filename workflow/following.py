"""The clocks follow the states: one function holds for every move, and after it exactly those that the states ask for
are alive. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from models.clock import Clock, Stage
from workflow.clocks import Wanted
from workflow.timing import Happened, Timing
from workflow.view import Whole


def rounds(clocks: Mapping[UUID, Clock], subject_id: UUID, stage: Stage) -> int:
    """How many clocks a subject's stage has had."""
    return sum(1 for clock in clocks.values() if clock.subject_id == subject_id and clock.stage == stage)


def consumed(clocks: Mapping[UUID, Clock], subject_id: UUID | None, stage: Stage) -> Clock | None:
    """The last clock of a subject's stage that is over, whose consumption may go on."""
    over = [c for c in clocks.values() if c.subject_id == subject_id and c.stage == stage and c.over]
    return max(over, key=lambda clock: clock.round, default=None)


def follow(
    view: Whole, wanted: Iterable[Wanted], timing: Timing, new_id: Callable[[], UUID], on: Mapping[str, Any]
) -> Iterator[Happened]:
    """What must happen to the clocks, so that exactly those that are wanted are alive. `on` is what a new one hangs
    on: `incident_id` or `meeting_id`."""
    wants = {(want.subject_id, want.stage): want for want in wanted}
    alive = {(c.subject_id, c.stage): c for c in view.clocks.values() if not c.over}
    stopped: dict[UUID, Clock] = dict(view.clocks)
    for key, clock in alive.items():
        want = wants.get(key)
        if want is None:
            over = timing.stop(clock)
            stopped[clock.id] = over.clock
            yield over
        elif want.runs != clock.running:
            yield timing.resume(clock) if want.runs else timing.pause(clock)
    for key, want in wants.items():
        if key not in alive:
            yield _armed(timing, want, stopped, new_id(), on)


def _armed(
    timing: Timing, want: Wanted, clocks: Mapping[UUID, Clock], clock_id: UUID, on: Mapping[str, Any]
) -> Happened:
    """A new round; it goes on where the receiver's earlier clock of the same kind of time stood."""
    earlier = consumed(clocks, want.after, want.stage)
    budget = want.budget
    goes_on = earlier is not None and budget is not None and (earlier.works == budget.works or earlier.course)
    round_ = rounds(clocks, want.subject_id, want.stage) + 1
    return timing.arm(want, clock_id, on, round_, earlier if goes_on else None)
