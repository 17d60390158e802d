"""Whose figures a case counts in: those of its township, its category, the units that led it, the informant who
reported or looked or in whose grid it lies, who filed it at the intake desk, the dispatcher who sent it out. Pure.

Each of them sees the case with the deadlines that were theirs to keep, and the marks are those of
`workflow.indicators`: what a mark is, is said there and nowhere else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from models.clock import Clock, Stage
from models.incident import FOUND_BY_STAFF, Flow, Verifier
from models.task import ObjectionKind, ObjectionState, Task
from workflow import indicators
from workflow.freezing import Stood
from workflow.indicators import FORMULAS, PATTERNS, WATCHED, CaseFacts, Leg, Mark, Span
from workflow.machines import Move, Standing
from workflow.patterns import Seen
from workflow.rollup import LEADS
from workflow.rules.language import Rules


class By(StrEnum):
    """Whose a figure is."""

    TOWNSHIP = "township"
    CATEGORY = "category"
    UNIT = "unit"
    INFORMANT = "informant"
    INTAKE = "intake"
    DISPATCHER = "dispatcher"


PERSONS: Final = frozenset({By.INFORMANT, By.INTAKE, By.DISPATCHER})

FLOW: Final = frozenset(Mark) - {Mark.OPEN, Mark.OPEN_LATE}
"""The marks of what happens at an instant; the others say how things stand at the end of a period."""

COUNTED: Final[Mapping[By, frozenset[Mark]]] = {
    By.TOWNSHIP: FLOW,
    By.CATEGORY: FLOW,
    By.UNIT: frozenset(
        {
            Mark.HANDLE_DUE,
            Mark.HANDLED,
            Mark.HANDLED_ON_TIME,
            Mark.LOOKED_AT,
            Mark.REWORKED,
            Mark.INSPECTED,
            Mark.INSPECTION_FAILED,
            Mark.CLOSING_DUE,
            Mark.CLOSED_OF_DUE,
            Mark.CLOSED_ON_TIME,
            Mark.CLOSED,
            Mark.REMINDED,
        }
    )
    | PATTERNS,
    By.INFORMANT: frozenset(
        {
            Mark.REPORTED,
            Mark.FILED_OF_REPORTED,
            Mark.FILED,
            Mark.MISSED,
            Mark.CHECK_DUE,
            Mark.CHECKED_ON_TIME,
            Mark.VERIFY_DUE,
            Mark.VERIFIED_ON_TIME,
        }
    ),
    By.INTAKE: frozenset({Mark.FILED, Mark.FILED_ON_TIME, Mark.VOIDED}),
    By.DISPATCHER: frozenset(
        {Mark.DISPATCH_DUE, Mark.DISPATCHED, Mark.DISPATCHED_ON_TIME, Mark.LOOKED_AT, Mark.REWORKED, *WATCHED}
    ),
}
"""What can be counted of whom."""

LOOKS: Final = frozenset({Stage.VERIFY, Stage.INSPECTION})
"""What is said there of the work, first and second look, is said of who did it and of who sent them."""

OF_THE_REPORTER: Final = frozenset({Mark.REPORTED, Mark.FILED_OF_REPORTED})
OF_THE_GRID: Final = frozenset({Mark.FILED, Mark.MISSED})


@dataclass(frozen=True)
class Beside:
    """What is asked beside a case's ledger: the rules of a version, and who are a place's informants at an instant."""

    rules: Callable[[int], Rules]
    informants: Callable[[str, datetime], Iterable[UUID]]


class Credit(NamedTuple):
    """A case as it counts for somebody: with what was theirs of it."""

    by: By
    key: str
    case: CaseFacts
    marks: frozenset[Mark]
    seen: tuple[Seen, ...] = ()


def marks(each: Credit, span: Span) -> frozenset[Mark]:
    """All that a case is counted as for somebody in a period."""
    problem = each.case.flow == Flow.PROBLEM
    shown = {seen.mark for seen in each.seen if problem and span.has(seen.at)}
    return (indicators.marks(each.case, span) | shown) & each.marks


Judged = list[tuple[Clock, Leg]]


def credits(stood: Stood, end: datetime, seen: Sequence[Seen], beside: Beside) -> Iterator[Credit]:
    """All whose figures a case counts in, as it stood at the end of a period; `seen` are the patterns that it showed by
    then. A township's key is empty where the place is unknown; a unit's and a person's is the id."""
    struck = _struck(stood)
    for each in _credits(stood, end, seen, beside):
        yield each._replace(marks=each.marks - struck.get((str(each.by), each.key), frozenset()))


def _struck(stood: Stood) -> Mapping[tuple[str, str], frozenset[Mark]]:
    """What an upheld objection has taken out of whose figures: all that is counted of the same cases as the figure."""
    found: dict[tuple[str, str], frozenset[Mark]] = {}
    for objection in stood.view.objections.values():
        if objection.kind == ObjectionKind.FIGURE and objection.state == ObjectionState.UPHELD:
            key = str(objection.figure_of), str(objection.figure_key)
            found[key] = found.get(key, frozenset()) | _of_the_same(str(objection.figure))
    return found


def _of_the_same(figure: str) -> frozenset[Mark]:
    """A numerator without its denominator would be no share: so every rate of the same denominator."""
    if figure not in FORMULAS:
        return frozenset({Mark(figure)})
    under = FORMULAS[figure].under
    return frozenset().union(*(each.marks for each in FORMULAS.values() if each.under == under))


def _credits(stood: Stood, end: datetime, seen: Sequence[Seen], beside: Beside) -> Iterator[Credit]:
    case, judged = stood.row(end), stood.judged(end)
    yield Credit(By.TOWNSHIP, case.township or "", case, FLOW, tuple(seen))
    yield Credit(By.CATEGORY, case.category, case, FLOW, tuple(seen))
    yield from _units(stood, case, judged, seen)
    yield from _informants(stood, case, judged, beside)
    yield from _intake(stood, case, judged)
    yield from _dispatchers(stood, case, judged, seen)


def _units(stood: Stood, case: CaseFacts, judged: Judged, seen: Sequence[Seen]) -> Iterator[Credit]:
    """A unit answers for the tasks that it led, for what was verified of them, and for the promise if it led last."""
    tasks = stood.view.tasks
    leads = sorted((t for t in tasks.values() if t.kind in LEADS), key=lambda task: (task.assigned_at, task.id))
    last = leads[-1].unit_id if leads else None

    def of(clock: Clock) -> UUID | None:
        if clock.stage == Stage.HANDLE:
            return tasks[clock.subject_id].unit_id
        if clock.stage in LOOKS:
            return _led(leads, clock.started_at)
        return last if clock.stage == Stage.PROMISE else None

    for unit in sorted({task.unit_id for task in leads if task.unit_id}):
        own = replace(case, legs=_legs(judged, of, unit))
        if unit != last:
            own = replace(own, ended_at=None, ending=None)
        yield Credit(By.UNIT, str(unit), own, COUNTED[By.UNIT], tuple(each for each in seen if unit in each.units))


def _led(leads: list[Task], at: datetime) -> UUID | None:
    """The unit that had led last by then."""
    return next((task.unit_id for task in reversed(leads) if task.assigned_at <= at), None)


def _informants(stood: Stood, case: CaseFacts, judged: Judged, beside: Beside) -> Iterator[Credit]:
    """Who found it as staff answers for the report; who was asked to check or to verify, or did it, for that; whose
    grid it was when it was filed, for finding it."""
    incident = stood.view.incident
    filed = [leg.done_at for _, leg in judged if leg.stage == Stage.INTAKE and leg.done_at]
    holders = {person for at in filed[:1] for person in beside.informants(incident.path, at)}
    reporter = incident.reporter_id if incident.source in FOUND_BY_STAFF else None

    def of(clock: Clock) -> UUID | None:
        if clock.stage == Stage.INTAKE:
            return reporter
        if clock.stage == Stage.CHECK:
            return _stopped_by(stood, clock) or incident.checker_id
        if clock.stage == Stage.VERIFY and incident.verify_by == Verifier.INFORMANT:
            return _stopped_by(stood, clock) or incident.verifier_id
        return None

    for person in sorted({reporter, *holders, *(of(clock) for clock, _ in judged)} - {None}, key=str):
        assert person is not None
        marks = COUNTED[By.INFORMANT] - (frozenset() if person == reporter else OF_THE_REPORTER)
        marks -= frozenset() if person in holders else OF_THE_GRID

        def own(clock: Clock, person: UUID = person) -> UUID | None:
            return person if clock.stage == Stage.INTAKE and person in holders else of(clock)

        yield Credit(By.INFORMANT, str(person), replace(case, legs=_legs(judged, own, person)), marks)


def _intake(stood: Stood, case: CaseFacts, judged: Judged) -> Iterator[Credit]:
    """Who filed it at the intake desk answers for that, and for its being void."""

    def of(clock: Clock) -> UUID | None:
        stop = stood.stops.get(clock.id) if clock.stage == Stage.INTAKE else None
        return stop.by if stop and stop.standing == Standing.INTAKE else None

    for person in sorted({who for clock, _ in judged if (who := of(clock))}):
        own = replace(case, legs=_legs(judged, of, person))
        yield Credit(By.INTAKE, str(person), own, COUNTED[By.INTAKE])


def _dispatchers(stood: Stood, case: CaseFacts, judged: Judged, seen: Sequence[Seen]) -> Iterator[Credit]:
    """Who sent it out, or took it up and has not, answers for that; and for what of it was found not fixed. A pattern
    is of the desk by whose act it was."""
    sent = [(clock, _sender(stood, clock)) for clock, _ in judged if clock.stage == Stage.DISPATCH]
    done = sorted((c.stopped_at, str(c.id), who) for c, who in sent if c.stopped_at and who)

    def of(clock: Clock) -> UUID | None:
        if clock.stage == Stage.DISPATCH:
            return _sender(stood, clock)
        if clock.stage in LOOKS:
            return next((who for at, _, who in reversed(done) if at <= clock.started_at), None)
        return None

    for person in sorted({who for _, who in sent if who} | {each.by for each in seen if each.by}):
        own = replace(case, legs=_legs(judged, of, person))
        acts = tuple(each for each in seen if each.by == person)
        yield Credit(By.DISPATCHER, str(person), own, COUNTED[By.DISPATCHER], acts)


def _sender(stood: Stood, clock: Clock) -> UUID | None:
    if clock.stopped_at is None:
        return stood.view.incident.claimed_by
    stop = stood.stops.get(clock.id)
    return stop.by if stop and not stop.itself and stop.move != Move.HANDLE_HERE else None


def _stopped_by(stood: Stood, clock: Clock) -> UUID | None:
    stop = stood.stops.get(clock.id)
    return stop.by if stop and not stop.itself else None


def _legs(judged: Judged, of: Callable[[Clock], UUID | None], whose: UUID) -> tuple[Leg, ...]:
    return tuple(leg for clock, leg in judged if of(clock) == whose)
