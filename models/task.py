"""What an incident's people do: tasks, and the requests, supervision orders and objections that hang on it."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.columns import INSTANT, TEXT, Row, Value


class TaskState(StrEnum):
    ASSIGNED = "assigned"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    DONE = "done"
    RETURNED = "returned"
    RECALLED = "recalled"
    """Taken back by the dispatcher or by the incident's end."""


OPEN_TASKS = frozenset({TaskState.ASSIGNED, TaskState.HANDLING, TaskState.SUSPENDED})
OPEN_TASK_SQL = "state IN ('assigned','handling','suspended')"
LED_SQL = f"{OPEN_TASK_SQL} AND unit_id IS NOT NULL AND kind = 'lead'"
"""The tasks by which a unit has a case."""


class TaskKind(StrEnum):
    LEAD = "lead"
    """主办"""
    CO = "co"
    """协办"""
    WHISTLE = "whistle"
    """吹哨: called to the place; checks in (应哨)."""
    SELF = "self"
    """自行处置: put right on the spot by who found it."""


class ReturnType(StrEnum):
    NOT_OURS = "not_ours"
    WRONG_PLACE = "wrong_place"
    WRONG_CATEGORY = "wrong_category"
    CANNOT_FIND = "cannot_find"
    NEEDS_OTHERS = "needs_others"


Receives = Literal["unit", "grid", "person"]


def receiver_of(unit_id: UUID | None, grid_id: UUID | None, person_id: UUID | None) -> tuple[Receives, UUID]:
    """Which of the three has something: its kind and id. ValueError where none has."""
    if unit_id is not None:
        return "unit", unit_id
    if grid_id is not None:
        return "grid", grid_id
    if person_id is not None:
        return "person", person_id
    raise ValueError("given to nobody")


class Task(Value):
    """Work given to one receiver: a unit, a grid's handlers, or a person (exactly one of the three).

    `round` rises with each rework. `continues` names the earlier task of the same receiver whose clock goes on.
    """

    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    kind: TaskKind = Field(sa_type=TEXT)
    state: TaskState = Field(sa_type=TEXT)
    version: int
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    grid_id: UUID | None = Field(default=None, foreign_key="grid.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    life: int = 0
    """How often the incident had been reopened when it was given: the roll-up looks at the present life only."""
    round: int = 1
    continues: UUID | None = Field(default=None)
    final: bool = False
    """Given by arbitration: may not be returned."""
    return_type: ReturnType | None = Field(default=None, sa_type=TEXT)
    extensions: int = 0
    suspensions: int = 0
    suspended_until: datetime | None = Field(default=None, sa_type=INSTANT)
    assigned_at: datetime = Field(sa_type=INSTANT)
    assigned_by: UUID | None = Field(default=None, foreign_key="person.id")
    taken_by: UUID | None = Field(default=None, foreign_key="person.id")
    taken_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state in OPEN_TASKS

    @property
    def receiver(self) -> tuple[Receives, UUID]:
        return receiver_of(self.unit_id, self.grid_id, self.person_id)


class TaskRow(Task, Row, table=True):
    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("num_nonnulls(unit_id, grid_id, person_id) = 1", "task_one_receiver"),
        Index("task_unit", "unit_id", "incident_id", postgresql_where=text(f"{OPEN_TASK_SQL} AND unit_id IS NOT NULL")),
        Index("task_grid", "grid_id", "incident_id", postgresql_where=text(f"{OPEN_TASK_SQL} AND grid_id IS NOT NULL")),
        Index(
            "task_person",
            "person_id",
            "incident_id",
            postgresql_where=text(f"{OPEN_TASK_SQL} AND person_id IS NOT NULL"),
        ),
        Index("task_lead", "incident_id", "unit_id", postgresql_where=text(LED_SQL)),
        Index("task_of_unit", "unit_id", "incident_id", postgresql_where=text("unit_id IS NOT NULL")),
        Index("task_of_grid", "grid_id", "incident_id", postgresql_where=text("grid_id IS NOT NULL")),
        Index("task_of_person", "person_id", "incident_id", postgresql_where=text("person_id IS NOT NULL")),
    )


class RequestKind(StrEnum):
    EXTENSION = "extension"
    SUSPENSION = "suspension"


class RequestState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    MOOT = "moot"
    """Its task ended before anybody answered."""


class Request(Value):
    """A request for more time: an extension by `budget` (such as `2wd`), or a suspension (挂账) until a date."""

    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    task_id: UUID = Field(foreign_key="task.id")
    kind: RequestKind = Field(sa_type=TEXT)
    state: RequestState = Field(sa_type=TEXT)
    budget: str | None = Field(default=None, sa_type=TEXT)
    until: datetime | None = Field(default=None, sa_type=INSTANT)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=INSTANT)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state == RequestState.ASKED


class RequestRow(Request, Row, table=True):
    __tablename__ = "request"


class OrderState(StrEnum):
    ISSUED = "issued"
    ANSWERED = "answered"
    FULFILLED = "fulfilled"
    LIFTED = "lifted"


OPEN_ORDER_SQL = "state IN ('issued','answered')"


class OrderKind(StrEnum):
    """Why an order is issued (督办类型): about the work, never about a person."""

    LATE = "late"
    """逾期: it is not done in time."""
    QUALITY = "quality"
    """质量: it had to be redone or was reopened."""
    COMPLAINT = "complaint"
    """异议: whoever reported it does not agree."""
    MEETING = "meeting"
    """会议: a meeting asked for it."""
    ABOVE = "above"
    """交办: those above asked for it."""


class Order(Value):
    """A supervision order (督办单): issued by a ladder or by hand at `level`, to be answered in writing.

    What people wrote in it (reason, requirement) is in the facts of the ledger's entry `entry` alone, so that it can be
    erased. `due_at` is when the answer is owed, once it was given when its review is. `reminders` were told about it
    since it was issued, by hand (`pressed_at` is the last such) and by its ladder. `decided_at` is when it came to its
    end."""

    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    state: OrderState = Field(sa_type=TEXT)
    kind: OrderKind = Field(default=OrderKind.LATE, sa_type=TEXT)
    level: int
    by_ladder: bool
    entry: int = 0
    budget: str = Field(sa_type=TEXT)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    raised_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reminders: int = 0
    reminded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    pressed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    issued_by: UUID | None = Field(default=None, foreign_key="person.id")
    issued_at: datetime = Field(sa_type=INSTANT)
    refusals: int = 0
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state in (OrderState.ISSUED, OrderState.ANSWERED)


class OrderRow(Order, Row, table=True):
    __tablename__ = "supervision_order"
    __table_args__ = (
        Index("supervision_order_open", "due_at", "id", postgresql_where=text(OPEN_ORDER_SQL)),
        Index("supervision_order_closed", "decided_at", "id", postgresql_where=text("decided_at IS NOT NULL")),
    )


class ObjectionKind(StrEnum):
    ENDING = "ending"
    """Against how an incident ended."""
    LATENESS = "lateness"
    """A unit's timeout appeal (超时申诉)."""
    FIGURE = "figure"
    """Against a figure that counts the case (对指标提出异议)."""


class FigureOf(StrEnum):
    """Whose figure somebody objects to: their own as a person, their unit's, their township's."""

    INFORMANT = "informant"
    INTAKE = "intake"
    DISPATCHER = "dispatcher"
    UNIT = "unit"
    TOWNSHIP = "township"


class ObjectionState(StrEnum):
    LODGED = "lodged"
    SECONDED = "seconded"
    """The first of a timeout appeal's two reviewers upholds it; another one decides."""
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OPEN_OBJECTION_SQL = "state IN ('lodged','seconded')"


class Objection(Value):
    """An objection, decided at `level`: one above the level whose decision it is against. A timeout appeal is decided
    by two: `seconded_by` upheld it first. One to a figure says whose (`figure_of`, by `figure_key`) and which."""

    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    kind: ObjectionKind = Field(sa_type=TEXT)
    state: ObjectionState = Field(sa_type=TEXT)
    level: int
    figure_of: FigureOf | None = Field(default=None, sa_type=TEXT)
    figure_key: str | None = Field(default=None, sa_type=TEXT)
    figure: str | None = Field(default=None, sa_type=TEXT)
    lodged_by: UUID | None = Field(default=None, foreign_key="person.id")
    lodged_at: datetime = Field(sa_type=INSTANT)
    seconded_by: UUID | None = Field(default=None, foreign_key="person.id")
    seconded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state in (ObjectionState.LODGED, ObjectionState.SECONDED)


class ObjectionRow(Objection, Row, table=True):
    __tablename__ = "objection"
    __table_args__ = (
        Index("objection_open", "level", postgresql_where=text(OPEN_OBJECTION_SQL)),
        Index("objection_exempted", "decided_at", postgresql_where=text("kind = 'lateness' AND state = 'upheld'")),
        Index("objection_figure", "figure_of", "figure_key", "lodged_at", postgresql_where=text("kind = 'figure'")),
    )
