"""What is written down beside the rosters: each change, what was asked for, and what one shift tells the next."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, Row, Value
from models.people import Role


class ChangeKind(StrEnum):
    """What can be done to a roster."""

    SHIFT = "shift"
    LEAVE = "leave"
    SWAP = "swap"
    END = "end"
    STRIKE = "strike"
    SUBSTITUTE = "substitute"
    SURGE = "surge"
    END_SURGE = "end_surge"


class RosterChange(Value):
    """One change of rosters: who made it, when and why, and the lines and posts that it touched as they were before and
    after. `path` is where; never changed, never deleted."""

    id: UUID = Field(primary_key=True)
    kind: ChangeKind = Field(sa_type=TEXT)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=INSTANT)
    path: str = Field(sa_type=CODE)
    before: dict[str, Any] = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)
    reason: str = Field(sa_type=TEXT)


class RosterChangeRow(RosterChange, Row, table=True):
    __tablename__ = "roster_change"
    __table_args__ = (
        Index("roster_change_path", "path", "at"),
        Index("roster_change_at", "at"),
        Index("roster_change_by", "by_id", "at"),
    )


class AskedState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Nobody has answered before its first day was over. It is never stored: the day decides."""


OPEN_REQUEST_SQL = "state = 'asked'"
FIRST_DAY_SQL = "COALESCE(payload->>'starts_on', payload->>'on')::date"
"""Of a request: after it, it can be made no more."""


class RosterRequest(Value):
    """Leave or a swap that somebody asks for themselves. `of_id` is who is asked to do the shift; whoever may change
    the roster may answer as well. `change_id` is the change that came of it."""

    id: UUID = Field(primary_key=True)
    kind: ChangeKind = Field(sa_type=TEXT)
    asked_by: UUID = Field(foreign_key="person.id", index=True)
    of_id: UUID | None = Field(default=None, foreign_key="person.id")
    payload: dict[str, Any] = Field(sa_type=JSON)
    state: AskedState = Field(default=AskedState.ASKED, sa_type=TEXT)
    asked_at: datetime = Field(sa_type=INSTANT)
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    change_id: UUID | None = Field(default=None, foreign_key="roster_change.id")

    def state_on(self, today: date) -> AskedState:
        """As what it stands on a day of the city."""
        first = date.fromisoformat(self.payload.get("starts_on") or self.payload["on"])
        return AskedState.LAPSED if self.state == AskedState.ASKED and first < today else AskedState(self.state)


class RosterRequestRow(RosterRequest, Row, table=True):
    __tablename__ = "roster_request"
    __table_args__ = (Index("roster_request_open", "id", postgresql_where=text(OPEN_REQUEST_SQL)),)


OPEN_HAND_OVER_SQL = "acknowledged_at IS NULL"


class HandOver(Value):
    """A hand-over note (交接班): what one shift of a desk tells the next. A desk is a role at a grid or of a unit.
    `points` are the numbers of cases that are still open; `next_at` is when the next shift begins, if the roster knows.
    `text` can be erased, and the rest stays."""

    id: UUID = Field(primary_key=True)
    role: Role = Field(sa_type=TEXT)
    grid_id: UUID | None = Field(default=None, foreign_key="grid.id")
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    path: str = Field(sa_type=CODE)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=INSTANT)
    next_at: datetime | None = Field(default=None, sa_type=INSTANT)
    text: str | None = Field(default=None, sa_type=TEXT)
    points: list[str] = Field(sa_type=JSON)
    acknowledged_by: UUID | None = Field(default=None, foreign_key="person.id")
    acknowledged_at: datetime | None = Field(default=None, sa_type=INSTANT)


class HandOverRow(HandOver, Row, table=True):
    __tablename__ = "hand_over"
    __table_args__ = (
        Index("hand_over_open", "path", postgresql_where=text(OPEN_HAND_OVER_SQL)),
        Index("hand_over_path", "path", "at"),
    )
