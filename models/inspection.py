"""Inspection (督促检查): a second look at what was closed, and the draw that says which cases are looked at again."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, Row, Value


class InspectionState(StrEnum):
    DRAWN = "drawn"
    """Nobody could be sent yet: the township supervisor sends somebody, or looks."""
    LOOKING = "looking"
    PASSED = "passed"
    FAILED = "failed"
    """Not put right: the case was reopened by it, and counts as redone."""
    VOID = "void"
    """The case lives again for another reason, so there is nothing to look at."""


INSPECTION_ENDS = frozenset({InspectionState.PASSED, InspectionState.FAILED, InspectionState.VOID})
OPEN_INSPECTION_SQL = "state IN ('drawn','looking')"


class Inspection(Value):
    """A second look at one closing of a case: `life` says at which (how often the case had been reopened by then).

    `period` (such as `2026-10`) and `sample` (its name in the rules) say by what it was drawn, `lot` its place in the
    draw; all three are empty where the township sent it by hand. Where it lay, of which category and by which unit it
    was put right is kept as it was then.
    """

    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    state: InspectionState = Field(sa_type=TEXT)
    life: int
    period: str | None = Field(default=None, sa_type=TEXT)
    sample: str | None = Field(default=None, sa_type=TEXT)
    lot: int | None = None
    township: str | None = Field(default=None, sa_type=CODE)
    category: str = Field(sa_type=TEXT)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    drawn_by: UUID | None = Field(default=None, foreign_key="person.id")
    drawn_at: datetime = Field(sa_type=INSTANT)
    looker_id: UUID | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state not in INSPECTION_ENDS


class InspectionRow(Inspection, Row, table=True):
    """What waits is found by its own indexes, a township's inspections newest first by theirs."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index("inspection_once", "incident_id", "life", unique=True),
        Index("inspection_looker", "looker_id", "incident_id", postgresql_where=text("state = 'looking'")),
        Index("inspection_open", "township", "id", postgresql_where=text(OPEN_INSPECTION_SQL)),
        Index("inspection_township", "township", "id"),
        Index("inspection_period", "period", "township", postgresql_where=text("period IS NOT NULL")),
        Index("inspection_by_hand", "drawn_at", postgresql_where=text("period IS NULL")),
        Index("inspection_decided", "decided_at", postgresql_where=text("decided_at IS NOT NULL")),
    )


class InspectionDraw(Value):
    """What was drawn in a township for a period: once, so that nobody draws until they like what comes.

    `samples` has for each sample of the rules its name, how many cases it was drawn from, how many were drawn, and the
    highest lot that was: whoever closed a case then can say why it was drawn or not.
    """

    period: str = Field(sa_type=TEXT, primary_key=True)
    township: str = Field(sa_type=CODE, primary_key=True)
    drawn_at: datetime = Field(sa_type=INSTANT)
    rules_version: int
    samples: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class InspectionDrawRow(InspectionDraw, Row, table=True):
    __tablename__ = "inspection_draw"
