"""Rehearsals: what is tried out over which recorded cases, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, Row, Value


class Rehearsal(Value):
    """One rehearsal. `rules_version` are the rules that are tried out, stored but not therefore in force; `calendar`
    (its days) and `city` (a territory file) only where another one is tried out as well. The cases are those reported
    from `since` on and before `until`. `summary` is there once it is done. `asked_by` is a person's id or the name of
    the command line.
    """

    id: UUID = Field(primary_key=True)
    asked_by: str = Field(sa_type=TEXT)
    asked_at: datetime = Field(sa_type=INSTANT)
    since: datetime = Field(sa_type=INSTANT)
    until: datetime = Field(sa_type=INSTANT)
    rules_version: int = Field(foreign_key="rule_version.number")
    calendar: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    city: str | None = Field(default=None, sa_type=TEXT)
    summary: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    finished_at: datetime | None = Field(default=None, sa_type=INSTANT)


class RehearsalRow(Rehearsal, Row, table=True):
    __tablename__ = "rehearsal"


class RehearsalPartRow(Row, table=True):
    """What came of one township's cases: their sum, and the cases that differ as compressed JSON. `township` is empty
    for the cases whose place is not known."""

    __tablename__ = "rehearsal_part"
    rehearsal_id: UUID = Field(primary_key=True, foreign_key="rehearsal.id")
    township: str = Field(primary_key=True, sa_type=CODE)
    sum: dict[str, Any] = Field(sa_type=JSON)
    cases: bytes = Field(sa_type=LargeBinary)
