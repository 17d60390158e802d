"""Motions (动议): a change of the rules that a meeting is asked to decide on, with what was known of it by then."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, Row, Value


class MotionState(StrEnum):
    DRAFT = "draft"
    """Being put; never stored."""
    PROPOSED = "proposed"
    """It waits for a meeting."""
    TABLED = "tabled"
    """On the agenda of a meeting."""
    ADOPTED = "adopted"
    """Decided, and not in force yet."""
    IN_FORCE = "in_force"
    """Its rules were switched on under the decision's number. What became of them after that is told by the log of
    switches."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


MOTION_ENDS = frozenset({MotionState.IN_FORCE, MotionState.REJECTED, MotionState.WITHDRAWN})


class Motion(Value):
    """One motion, always the city's own (`path` is the root's).

    `proposes` is the version of the rules that it wants in force, `against` the one that was in force when it was
    proposed. `proof` and `rehearsal` are what was found then (`workflow.motions.forecast`); `rehearsal` is empty where
    nothing was rehearsed. `meeting_id` is the meeting on whose agenda it is, or that decided on it; `decision` that
    decision's number, such as `GY-M7/2`. `held_back` says why it is not in force although it was adopted, as the code
    of a sentence.
    """

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    state: MotionState = Field(sa_type=TEXT)
    version: int
    path: str = Field(sa_type=CODE)
    proposes: int = Field(foreign_key="rule_version.number")
    against: int = Field(foreign_key="rule_version.number")
    proposed_by: UUID = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=INSTANT)
    proof: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    rehearsal: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")
    tabled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str | None = Field(default=None, sa_type=TEXT)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    held_back: str | None = Field(default=None, sa_type=TEXT)
    held_at: datetime | None = Field(default=None, sa_type=INSTANT)
    switched_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state not in MOTION_ENDS

    @property
    def failures(self) -> int:
        """How many failures its proof found."""
        found: int = self.proof.get("grades", {}).get("failure", 0)
        return found


class MotionRow(Motion, Row, table=True):
    __tablename__ = "motion"
    __table_args__ = (
        Index("motion_waiting", "id", postgresql_where=text("state = 'proposed'")),
        Index("motion_adopted", "id", postgresql_where=text("state = 'adopted'")),
        Index("motion_meeting", "meeting_id", postgresql_where=text("meeting_id IS NOT NULL")),
    )
