"""The indicators of the standards (GB/T 30428.4, CJ/T 292), counted from one frozen row a case. Pure; formulas and
denominators stand in docs/bulletins.md.

A period is [start, end). Its figures tell what the ledger held when it ended: nothing that was recorded at its end or
later changes them. A mark is one thing that a case did or failed to do in a period. Each case has a mark once or not at
all, so every figure is a number of cases, parts add up to the whole, and the cases behind a figure are those that have
its mark.

A deadline is judged at one instant, and counts in the period of that instant: when it was met, or else when it passed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from models.clock import Clock, Outcome, Stage
from models.incident import Ending, Flow, State
from models.task import OrderState, TaskKind
from workflow.machines import Move


class Span(NamedTuple):
    """A period. What happened at `end` belongs to the next one."""

    start: datetime
    end: datetime

    def has(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


class Stop(NamedTuple):
    """The move that stopped a clock, whether the engine made it by itself, and the person who made it, as what, where
    that is asked."""

    move: str
    itself: bool
    by: UUID | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One deadline that has been judged. `done_at` is none where its duty was not done by then: it ran on, or ended in
    another way. `alive` says that it still ran when the period ended; `move` is what stopped it."""

    stage: Stage
    judged_at: datetime
    late: bool
    due_at: datetime | None = None
    done_at: datetime | None = None
    alive: bool = False
    move: str | None = None


class Ordered(NamedTuple):
    """A supervision order of a case. Where it is open, `due_at` is when its answer is owed, or else its review."""

    state: OrderState
    level: int
    by_ladder: bool
    issued_at: datetime
    due_at: datetime | None = None
    answered_at: datetime | None = None
    decided_at: datetime | None = None
    reminded_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state in (OrderState.ISSUED, OrderState.ANSWERED)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that a figure sees of one case, as it stood when the period ended; nothing that anybody wrote, and nothing
    of who reported. `township` and `grid` are codes (none where the place is unknown). `holder` is the id of the unit,
    grid or person that has it, or the role that must act, `holder_kind` says which. `tabled_at` is when it was last
    put on the joint meeting's agenda, `exempted_at` when a timeout appeal was granted. `entries` are in its chain.
    `rules` is the version that it goes by; `overran` says that any of its clocks was stopped late, `escalations` how
    many rungs raised, supervised or tabled it (rows frozen before 0018 have none of the three). `missed` says that
    nobody of the staff found it: it came from outside (rows frozen before 0036 do not say). `reminded_at` is when it
    was last reminded of, `orders` its supervision orders (rows frozen for a bulletin of a format before 4 have
    neither). `flow` says whether it is a problem; `taken_up_at` is when a suggestion was adopted (rows frozen before
    0038 count all as problems)."""

    id: UUID
    number: str
    category: str
    reported_at: datetime
    state: State
    level: int
    township: str | None = None
    grid: str | None = None
    ending: Ending | None = None
    ended_at: datetime | None = None
    exempted_at: datetime | None = None
    raised_at: datetime | None = None
    tabled_at: datetime | None = None
    returns: int = 0
    reworks: int = 0
    extensions: int = 0
    unserved: bool = False
    taken: bool = False
    holder_kind: str = "role"
    holder: str = ""
    entries: int = 0
    rules: int = 0
    overran: bool = False
    escalations: int = 0
    missed: bool = False
    reminded_at: datetime | None = None
    orders: tuple[Ordered, ...] = ()
    flow: Flow = Flow.PROBLEM
    taken_up_at: datetime | None = None
    legs: tuple[Leg, ...] = ()

    @property
    def open(self) -> bool:
        return self.ended_at is None

    def of(self, *stages: Stage) -> Iterator[Leg]:
        return (leg for leg in self.legs if leg.stage in stages)

    @property
    def late_since(self) -> datetime | None:
        """The earliest of the deadlines that have passed and are not met; none of a case that is not late."""
        return min((leg.due_at or leg.judged_at for leg in self.legs if leg.alive and leg.late), default=None)

    @property
    def reminders(self) -> tuple[datetime | None, ...]:
        """When somebody was last reminded of it, and of each of its orders."""
        return (self.reminded_at, *(order.reminded_at for order in self.orders))


class Mark(StrEnum):
    """What a case can be counted as in a period."""

    REPORTED = "reported"
    FILED_OF_REPORTED = "filed_of_reported"
    FILED = "filed"
    FILED_ON_TIME = "filed_on_time"
    UNFILED_LATE = "unfiled_late"
    MISSED = "missed"
    CHECK_DUE = "check_due"
    CHECKED_ON_TIME = "checked_on_time"
    DISPATCH_DUE = "dispatch_due"
    DISPATCHED = "dispatched"
    DISPATCHED_ON_TIME = "dispatched_on_time"
    HANDLE_DUE = "handle_due"
    HANDLED = "handled"
    HANDLED_ON_TIME = "handled_on_time"
    VERIFY_DUE = "verify_due"
    VERIFIED_ON_TIME = "verified_on_time"
    LOOKED_AT = "looked_at"
    REWORKED = "reworked"
    INSPECTED = "inspected"
    INSPECTION_FAILED = "inspection_failed"
    CLOSING_DUE = "closing_due"
    CLOSED_OF_DUE = "closed_of_due"
    CLOSED_ON_TIME = "closed_on_time"
    CLOSED = "closed"
    REMINDED = "reminded"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    TIMED_OUT = "timed_out"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    MERGED = "merged"
    EXEMPTED = "exempted"
    RAISED = "raised"
    TABLED = "tabled"
    SUGGESTED = "suggested"
    ANSWER_DUE = "answer_due"
    ANSWERED_ON_TIME = "answered_on_time"
    ADOPTED = "adopted"
    CARRIED_OUT = "carried_out"
    OPEN = "open"
    OPEN_LATE = "open_late"
    REOPENED_EARLY = "reopened_early"
    CLOCK_RESET = "clock_reset"
    EXTENDED_OFTEN = "extended_often"
    PING_PONG = "ping_pong"
    LONGER_CATEGORY = "longer_category"
    JUST_BEFORE = "just_before"
    TENTH_1 = "tenth_1"
    TENTH_2 = "tenth_2"
    TENTH_3 = "tenth_3"
    TENTH_4 = "tenth_4"
    TENTH_5 = "tenth_5"
    TENTH_6 = "tenth_6"
    TENTH_7 = "tenth_7"
    TENTH_8 = "tenth_8"
    TENTH_9 = "tenth_9"
    TENTH_10 = "tenth_10"


TENTHS: Final = tuple(mark for mark in Mark if mark.startswith("tenth_"))
WATCHED: Final = (
    Mark.REOPENED_EARLY,
    Mark.CLOCK_RESET,
    Mark.EXTENDED_OFTEN,
    Mark.PING_PONG,
    Mark.LONGER_CATEGORY,
    Mark.JUST_BEFORE,
)
PATTERNS: Final = frozenset((*WATCHED, *TENTHS))
"""What `workflow.patterns` sees in a case's ledger; `marks` does not look for them."""


class Ratio(NamedTuple):
    """A rate as what it is made of; it has no value where nothing was due."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percent(self) -> str:
        """Such as 93.72 %; a dash where nothing was due."""
        if not self.denominator:
            return "—"
        share = (Decimal(100 * self.numerator) / self.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{share}\u00a0%"


RATES: Final[Mapping[str, tuple[Mark, Mark]]] = {
    "filing": (Mark.FILED_OF_REPORTED, Mark.REPORTED),  # 立案率
    "filing_on_time": (Mark.FILED_ON_TIME, Mark.FILED),  # 按时立案率
    "check_on_time": (Mark.CHECKED_ON_TIME, Mark.CHECK_DUE),  # 按时核实率
    "dispatch_on_time": (Mark.DISPATCHED_ON_TIME, Mark.DISPATCH_DUE),  # 按时派遣率
    "handling_on_time": (Mark.HANDLED_ON_TIME, Mark.HANDLE_DUE),  # 按期处置率
    "verify_on_time": (Mark.VERIFIED_ON_TIME, Mark.VERIFY_DUE),  # 按时核查率
    "rework": (Mark.REWORKED, Mark.LOOKED_AT),  # 返工率
    "closing": (Mark.CLOSED_OF_DUE, Mark.CLOSING_DUE),  # 结案率
    "closing_on_time": (Mark.CLOSED_ON_TIME, Mark.CLOSING_DUE),  # 按期结案率
}
"""Each rate's numerator and denominator."""


class Formula(NamedTuple):
    """A rate of figures: a mark's, less another's where one is named, of those that have the mark below."""

    over: Mark
    under: Mark
    less: Mark | None = None

    @property
    def marks(self) -> frozenset[Mark]:
        return frozenset({self.over, self.under} | ({self.less} if self.less else set()))

    def of(self, found: Mapping[Mark, int]) -> Ratio:
        """Never less than nothing: a rework may be of what was sent out in an earlier period."""
        less = found.get(self.less, 0) if self.less else 0
        return Ratio(max(0, found.get(self.over, 0) - less), found.get(self.under, 0))


FORMULAS: Final[Mapping[str, Formula]] = {
    **{name: Formula(over, under) for name, (over, under) in RATES.items()},
    "missed": Formula(Mark.MISSED, Mark.FILED),  # 漏报率
    "filing_accuracy": Formula(Mark.FILED, Mark.FILED, less=Mark.VOIDED),  # 准确立案率
    "dispatch_accuracy": Formula(Mark.DISPATCHED, Mark.DISPATCH_DUE, less=Mark.REWORKED),  # 准确派遣率
    "inspection_failed": Formula(Mark.INSPECTION_FAILED, Mark.INSPECTED),  # 复查不合格率
    "right_first_time": Formula(Mark.LOOKED_AT, Mark.LOOKED_AT, less=Mark.REWORKED),  # 1 - 返工率
    "reminded": Formula(Mark.REMINDED, Mark.CLOSING_DUE),  # 催办率
    "answer_on_time": Formula(Mark.ANSWERED_ON_TIME, Mark.ANSWER_DUE),  # 按期答复率
    "adoption": Formula(Mark.ADOPTED, Mark.SUGGESTED),  # 采纳率
    "carrying_out": Formula(Mark.CARRIED_OUT, Mark.ADOPTED),  # 采纳后办好率
}
"""All that is shown over time: the bulletins' rates, and those that composites are made of beside them."""

COUNTED: Final = frozenset(
    {
        *(Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.VERIFY, Stage.INSPECTION),
        *(Stage.PROMISE, Stage.ANSWER),
    }
)
DONE: Final[Mapping[Stage, frozenset[str]]] = {
    Stage.INTAKE: frozenset({Move.ACCEPT, Move.HANDLE_HERE}),
    Stage.CHECK: frozenset({Move.CONFIRM, Move.DENY, Move.ACCEPT}),
    Stage.DISPATCH: frozenset({Move.DISPATCH, Move.HANDLE_HERE}),
    Stage.HANDLE: frozenset({Move.RESOLVE}),
    Stage.VERIFY: frozenset({Move.VERIFY, Move.CONFIRM, Move.CLOSE, Move.REWORK}),
    Stage.INSPECTION: frozenset({Move.STILL_GOOD, Move.NOT_GOOD}),
    Stage.PROMISE: frozenset({Move.VERIFY, Move.CONFIRM, Move.CLOSE}),
    Stage.ANSWER: frozenset({Move.REPLY, Move.TAKE_UP}),
}
"""The moves by which a stage's duty is done; a clock that another move stopped has fallen away, unless it was late."""


def counts(clock: Clock, kind: TaskKind | None) -> bool:
    """Whether a clock is of a duty that is counted; of tasks the lead's alone is."""
    return clock.stage in COUNTED and (clock.stage != Stage.HANDLE or kind == TaskKind.LEAD)


def leg(clock: Clock, stop: Stop | None, end: datetime) -> Leg | None:
    """What a clock has come to by the end of a period; none where nothing is to be judged of it yet, or any more."""
    if clock.stopped_at is None:
        if clock.due_at is None or clock.due_at >= end:
            return None
        return Leg(clock.stage, max(clock.due_at, clock.started_at), True, clock.due_at, alive=True)
    done = stop is not None and stop.move in DONE[clock.stage] and not _timed_out(clock, stop)
    late = clock.outcome == Outcome.LATE
    if not done and not late:
        return None
    judged = clock.stopped_at
    if late and clock.due_at is not None:
        judged = max(clock.due_at, clock.started_at)
    move = stop.move if stop else None
    return Leg(clock.stage, judged, late, clock.due_at, clock.stopped_at if done else None, move=move)


def _timed_out(clock: Clock, stop: Stop) -> bool:
    """Closing by time-out is nobody's verification."""
    return clock.stage == Stage.VERIFY and stop.move == Move.CLOSE and stop.itself


def marks(case: CaseFacts, span: Span) -> frozenset[Mark]:
    """Everything that a case is counted as in a period."""
    return frozenset(_marks(case, span))


def _marks(case: CaseFacts, span: Span) -> Iterator[Mark]:
    if case.flow != Flow.PROBLEM:
        yield from _proposal(case, span)
        return
    yield from _filing(case, span)
    yield from _due(case, span, Stage.CHECK, Mark.CHECK_DUE, None, Mark.CHECKED_ON_TIME)
    yield from _due(case, span, Stage.DISPATCH, Mark.DISPATCH_DUE, Mark.DISPATCHED, Mark.DISPATCHED_ON_TIME)
    yield from _due(case, span, Stage.VERIFY, Mark.VERIFY_DUE, None, Mark.VERIFIED_ON_TIME)
    if case.exempted_at is None:
        yield from _due(case, span, Stage.HANDLE, Mark.HANDLE_DUE, Mark.HANDLED, Mark.HANDLED_ON_TIME)
        yield from _due(case, span, Stage.PROMISE, Mark.CLOSING_DUE, Mark.CLOSED_OF_DUE, Mark.CLOSED_ON_TIME)
        if any(case.reminders) and any(span.has(leg.judged_at) for leg in case.of(Stage.PROMISE)):
            yield Mark.REMINDED
    yield from _looks(case, span)
    yield from _ends(case, span)
    for at, mark in (
        (case.exempted_at, Mark.EXEMPTED),
        (case.raised_at, Mark.RAISED),
        (case.tabled_at, Mark.TABLED),
    ):
        if span.has(at):
            yield mark


def _proposal(case: CaseFacts, span: Span) -> Iterator[Mark]:
    """A suggestion or wish counts in these alone: whether it was answered in time, and of those of the period how many
    were adopted and carried out by its end."""
    yield from _due(case, span, Stage.ANSWER, Mark.ANSWER_DUE, None, Mark.ANSWERED_ON_TIME)
    if not span.has(case.reported_at):
        return
    yield Mark.SUGGESTED
    if case.taken_up_at is not None:
        yield Mark.ADOPTED
        if case.state in (State.RESOLVED, State.CLOSED):
            yield Mark.CARRIED_OUT


def _looks(case: CaseFacts, span: Span) -> Iterator[Mark]:
    """The first look after the feedback, and the second after the closing: whichever finds it not put right, and
    however often, the case is redone once."""
    looks = [leg for leg in case.of(Stage.VERIFY, Stage.INSPECTION) if span.has(leg.done_at)]
    if looks:
        yield Mark.LOOKED_AT
    if any(leg.move in (Move.REWORK, Move.NOT_GOOD) for leg in looks):
        yield Mark.REWORKED
    again = [leg for leg in looks if leg.stage == Stage.INSPECTION]
    if again:
        yield Mark.INSPECTED
    if any(leg.move == Move.NOT_GOOD for leg in again):
        yield Mark.INSPECTION_FAILED


def _filing(case: CaseFacts, span: Span) -> Iterator[Mark]:
    filed = [leg for leg in case.of(Stage.INTAKE) if leg.done_at is not None]
    if span.has(case.reported_at):
        yield Mark.REPORTED
        if filed:
            yield Mark.FILED_OF_REPORTED
    now = [leg for leg in filed if span.has(leg.done_at)]
    if now:
        yield Mark.FILED
        if not any(leg.late for leg in now):
            yield Mark.FILED_ON_TIME
        if case.missed:
            yield Mark.MISSED
    if any(leg.alive and span.has(leg.judged_at) for leg in case.of(Stage.INTAKE)):
        yield Mark.UNFILED_LATE


def _due(case: CaseFacts, span: Span, stage: Stage, due: Mark, done: Mark | None, on_time: Mark) -> Iterator[Mark]:
    """Of the deadlines of a stage that are judged in the period the last says whether the duty was done; one that was
    late makes the case late."""
    judged = [leg for leg in case.of(stage) if span.has(leg.judged_at)]
    if not judged:
        return
    yield due
    if judged[-1].done_at is None:
        return
    if done is not None:
        yield done
    if not any(leg.late for leg in judged):
        yield on_time


def _ends(case: CaseFacts, span: Span) -> Iterator[Mark]:
    if case.open:
        yield Mark.OPEN
        if case.late_since is not None:
            yield Mark.OPEN_LATE
    elif span.has(case.ended_at) and case.ending is not None:
        yield Mark(str(case.ending))
        if case.state == State.CLOSED:
            yield Mark.CLOSED


Tally = Counter[Mark]
"""How many cases have each mark."""


def tally(cases: Iterable[CaseFacts], span: Span) -> Tally:
    """The figures of some cases, whatever their order."""
    found: Tally = Counter()
    for case in cases:
        found.update(marks(case, span))
    return found


def rates(found: Tally) -> dict[str, Ratio]:
    return {name: Ratio(found[over], found[under]) for name, (over, under) in RATES.items()}


def behind(cases: Iterable[CaseFacts], span: Span, mark: Mark) -> list[str]:
    """The numbers of the cases behind a figure, in order."""
    return sorted(
        (case.number for case in cases if mark in marks(case, span)), key=lambda number: (len(number), number)
    )
