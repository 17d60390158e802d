"""The outbox: a row a recipient and message, written in the transaction of its cause."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from models.columns import INSTANT, JSON, TEXT, Row, Value


class NoticeState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


class NoticeKind(StrEnum):
    ARRIVED = "arrived"
    """Something new waits for you."""
    ASSIGNED = "assigned"
    CHECK = "check"
    VERIFY = "verify"
    REQUESTED = "requested"
    DECIDED = "decided"
    REMIND = "remind"
    WARN = "warn"
    RAISED = "raised"
    SUPERVISED = "supervised"
    TABLED = "tabled"
    WHISTLE = "whistle"
    RETURNED = "returned"
    REWORK = "rework"
    ANSWERED = "answered"
    ASKED = "asked"
    MESSAGE = "message"
    OBJECTED = "objected"
    ENDED = "ended"
    PROMISE_MOVED = "promise_moved"
    ALARM = "alarm"
    """A post was empty or asleep and the matter was passed on."""


class Channel(StrEnum):
    APP = "app"
    EMAIL = "email"
    CHAT = "chat"
    SMS = "sms"


class Notice(Value):
    """One message to one person, about an incident, a meeting, or neither (a digest, a bulletin).

    `key` is made of its cause, so that a duplicate cannot be queued. `about` is the subject whose later change makes
    it pointless. `args` hold numbers, codes and instants, never a reporter's data.
    """

    id: UUID = Field(primary_key=True)
    key: str = Field(sa_type=TEXT, unique=True)
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id", index=True)
    meeting_id: UUID | None = None
    about: UUID
    entry: int
    kind: NoticeKind = Field(sa_type=TEXT)
    recipient_id: UUID = Field(foreign_key="person.id")
    channel: Channel = Field(default=Channel.APP, sa_type=TEXT)
    urgent: bool = False
    args: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: NoticeState = Field(default=NoticeState.QUEUED, sa_type=TEXT)
    created_at: datetime = Field(sa_type=INSTANT)


class NoticeRow(Notice, Row, table=True):
    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "notice_queued",
            "created_at",
            "id",
            postgresql_where=text("state = 'queued'"),
        ),
        Index("notice_queued_about", "about", postgresql_where=text("state = 'queued'")),
        Index("notice_recipient", "recipient_id", "created_at"),
        Index("notice_meeting", "meeting_id", postgresql_where=text("meeting_id IS NOT NULL")),
    )
    not_before: datetime | None = Field(default=None, sa_type=INSTANT)
    lease_token: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=INSTANT)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    last_error: str | None = Field(default=None, sa_type=TEXT)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    acknowledged_at: datetime | None = Field(default=None, sa_type=INSTANT)
