"""Calendars that somebody subscribed to: a secret address each, and what stands in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from models.columns import INSTANT, Row, Value


class Feed(Value):
    """One person's calendar. The secret of its address is kept as its SHA-256 alone; `read_at` is when it was last
    asked for, to the hour; `ended_at` when the address ended with its person's sign-ins."""

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    secret_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    meetings: bool = True
    decisions: bool = True
    shifts: bool = True
    created_at: datetime = Field(sa_type=INSTANT)
    read_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class FeedRow(Feed, Row, table=True):
    __tablename__ = "feed"
