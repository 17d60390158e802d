"""Answers to the invitation to a meeting: who comes, who does not, and when they said so."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from models.columns import INSTANT, TEXT, Row, Value


class Coming(StrEnum):
    """As RFC 5545 names the participation of who is invited, in small letters."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Way(StrEnum):
    APP = "app"
    MAIL = "mail"


class Answer(Value):
    """One answer of one person. It is to the invitation of this `sequence`: once the date is changed it counts no
    more. `answered_at` is when they said so, by the city's time; of several the last one counts. Rows are added, never
    changed."""

    id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id")
    person_id: UUID = Field(foreign_key="person.id")
    sequence: int
    reply: Coming = Field(sa_type=TEXT)
    words: str = Field(default="", sa_type=TEXT)
    way: Way = Field(sa_type=TEXT)
    answered_at: datetime = Field(sa_type=INSTANT)
    recorded_at: datetime = Field(sa_type=INSTANT)


class AnswerRow(Answer, Row, table=True):
    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("reply IN ('accepted','tentative','declined')", "answer_reply"),
        Index("answer_of_meeting", "meeting_id", "sequence", "person_id", "answered_at"),
    )


class TakenMailRow(Row, table=True):
    """A mail that was read as an answer, by the SHA-256 of it: what comes twice is taken once. `reason` says why it was
    set aside; none where it became an answer."""

    __tablename__ = "taken_mail"
    hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    file: str = Field(sa_type=TEXT)
    reason: str | None = Field(default=None, sa_type=TEXT)
    taken_at: datetime = Field(sa_type=INSTANT, index=True)
