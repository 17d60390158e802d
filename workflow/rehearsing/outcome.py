"""What came of a case, as it is on record or as it was rehearsed, and where the two differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.clock import Clock, Stage
from models.clock import Outcome as Judged
from models.task import receiver_of
from workflow.directory import Directory
from workflow.machines import Kind, Move
from workflow.rehearsing.course import Course, Fired, Unfit
from workflow.rehearsing.history import RUNGS, Key, Record, identity, key_of
from workflow.rehearsing.sketch import Message
from workflow.view import CLOCK

ESCALATES: Final = frozenset({Move.RAISE, Move.SUPERVISE, Move.TABLE})
"""What a rung does when reminding was not enough."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody was given it: when, as what (a kind of task), and who, as a kind of receiver and its id."""

    at: datetime
    kind: str
    receives: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a stage was due (none while it stood still), whether it was late (none while it runs), rungs fired."""

    due_at: datetime | None
    late: bool | None
    rungs: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case. `sent` in the order of the tasks' ids; `messages` and `fired` in the order of time."""

    route: str
    state: str
    ended_at: datetime | None
    sent: tuple[Sent, ...]
    deadlines: Mapping[Key, Deadline]
    fired: tuple[Fired, ...]
    messages: tuple[Message, ...]
    unfit: tuple[Unfit, ...] = ()

    def due(self, stage: Stage) -> datetime | None:
        """The latest deadline of a stage; none where it never had one."""
        found = (deadline.due_at for key, deadline in self.deadlines.items() if key.stage == stage)
        return max((at for at in found if at is not None), default=None)

    @property
    def late(self) -> bool:
        """Whether any stage, or the promise, was late."""
        return any(deadline.late for deadline in self.deadlines.values())

    @property
    def escalations(self) -> int:
        return sum(fired.move in ESCALATES for fired in self.fired)


def of_record(record: Record) -> Outcome:
    """What the ledger and the messages say."""
    case, at = record.incident, {line.seq: line.at for line in record.history.lines}
    rang = record.rang
    return Outcome(
        route=case["route"],
        state=case["state"],
        ended_at=_instant(case.get("ended_at")),
        sent=tuple(_sent(born.fields) for born in record.born if born.kind == Kind.TASK),
        deadlines={key_of(clock): _deadline(clock) for clock in record.clocks.values()},
        fired=tuple(
            Fired(line.at, line.move, rang[line.seq].key.stage)
            for line in record.history.lines
            if line.move in RUNGS and line.seq in rang
        ),
        messages=tuple(Message(at[told.seq], told.person, told.kind, told.urgent) for told in record.history.told),
    )


def of_course(course: Course) -> Outcome:
    """What a rehearsal says."""
    case = course.incident
    clocks: Iterable[Any] = course.records[CLOCK].values()
    return Outcome(
        route=case.route,
        state=case.state,
        ended_at=case.ended_at,
        sent=tuple(Sent(task.assigned_at, task.kind, *task.receiver) for task in course.tasks.values()),
        deadlines={Key(clock.subject_id, clock.stage, clock.round): _stood(clock) for clock in clocks},
        fired=tuple(course.fired),
        messages=tuple(course.messages),
        unfit=tuple(course.unfit),
    )


def _sent(fields: Mapping[str, Any]) -> Sent:
    units, grids, persons = (fields.get(name) for name in ("unit_id", "grid_id", "person_id"))
    receives, receiver = receiver_of(*(identity(each) if each else None for each in (units, grids, persons)))
    return Sent(datetime.fromisoformat(fields["assigned_at"]), fields["kind"], receives, receiver)


def _deadline(clock: Mapping[str, Any]) -> Deadline:
    outcome = clock.get("outcome")
    late = None if outcome is None else outcome == Judged.LATE
    return Deadline(_instant(clock.get("due_at")), late, clock.get("rung", 0))


def _stood(clock: Clock) -> Deadline:
    return Deadline(clock.due_at, None if clock.outcome is None else clock.outcome == Judged.LATE, clock.rung)


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def differences(before: Outcome, after: Outcome) -> tuple[str, ...]:
    """What differs, by name; nothing where the two are the same."""
    return tuple(_differences(before, after))


def _differences(before: Outcome, after: Outcome) -> Iterator[str]:
    if before.route != after.route:
        yield "route"
    if _receivers(before) != _receivers(after):
        yield "receiver"
    if before.deadlines != after.deadlines:
        yield "deadline"
    if before.fired != after.fired:
        yield "escalation"
    if Counter(before.messages) != Counter(after.messages):
        yield "messages"
    if (before.state, before.ended_at) != (after.state, after.ended_at):
        yield "end"
    if after.unfit:
        yield "unfit"


def _receivers(outcome: Outcome) -> list[tuple[datetime, str, UUID]]:
    return sorted((sent.at, sent.kind, sent.id) for sent in outcome.sent)


def receiver(sent: Sent, directory: Directory) -> str:
    """`unit gas`, `grid 321084101205`, or `person` and an id."""
    if sent.receives == "unit":
        unit = directory.unit_by_id(sent.id)
        return f"unit {unit.code if unit else sent.id}"
    if sent.receives == "grid":
        grid = directory.grid_by_id(sent.id)
        return f"grid {grid.code if grid else sent.id}"
    return f"person {sent.id}"
