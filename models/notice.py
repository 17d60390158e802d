"""The outbox: a row a recipient and message, written in the transaction of its cause."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from models.columns import INSTANT, JSON, TEXT, TEXTS, Row, Value
from models.people import Language


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
    REPLIED = "replied"
    """What you proposed is answered."""
    TAKEN_UP = "taken_up"
    """What you proposed is adopted, and will be carried out."""
    PROMISE_MOVED = "promise_moved"
    ALARM = "alarm"
    """A post was empty or asleep and the matter was passed on."""
    INVITED = "invited"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CANCELLED = "meeting_cancelled"
    FELL_BEHIND = "fell_behind"
    """A body did not hold in its period what it owed."""
    MINUTES = "minutes"
    DECISION = "decision"
    """A decision of a meeting is yours to carry out."""
    BULLETIN = "bulletin"
    BULLETIN_DRAFT = "bulletin_draft"
    """A bulletin's draft waits for you, or has come to another state (`kind` of its args)."""
    MOTION = "motion"
    """A motion to change the rules has come to another state (`kind` of its args)."""
    PATROL = "patrol"
    """Spots wait to be looked at, or were not (`kind` of its args)."""
    CAMPAIGN = "campaign"
    """A campaign has begun, or has come to its end (`kind` of its args)."""
    PROOF = "proof"
    """The nightly proof of the rules failed where it held before (`count` of its args)."""
    INSPECTION = "inspection"
    """A second look at what was closed is asked of you, or of somebody whom you are to send."""
    INSPECTED = "inspected"
    """A second look was taken: what it found (`found` of its args)."""
    DIGEST = "digest"
    """What did not press, gathered once a day for who wants it so. Made by delivery alone."""


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
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")
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
    """A notice of channel `app` is the message itself: it stands in the person's list. Delivery fans it out into rows
    of the other channels, its children, each of which is sent by itself. Instants are the city's time but for
    `leased_until`, which is real."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_fresh", "created_at", "id", postgresql_where=text("state = 'queued' AND channel = 'app'")),
        Index(
            "notice_due",
            "channel",
            text("urgent DESC"),
            "not_before",
            "id",
            postgresql_where=text("state = 'queued' AND channel <> 'app'"),
        ),
        Index("notice_about", "about", postgresql_where=text("state = 'queued' OR calling")),
        Index("notice_list", "recipient_id", "created_at", "id", postgresql_where=text("channel = 'app'")),
        Index(
            "notice_unread",
            "recipient_id",
            postgresql_where=text("channel = 'app' AND acknowledged_at IS NULL AND state IN ('queued', 'sent')"),
        ),
        Index("notice_children", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
        Index("notice_repeating", "repeat_at", postgresql_where=text("repeat_at IS NOT NULL")),
        Index("notice_digested", "digest_at", postgresql_where=text("digest_at IS NOT NULL")),
        Index("notice_dead", "created_at", "id", postgresql_where=text("state = 'dead'")),
        Index("notice_meeting", "meeting_id", postgresql_where=text("meeting_id IS NOT NULL")),
    )
    parent_id: UUID | None = Field(default=None, foreign_key="notice.id")
    """The notice of channel `app` that this one carries further."""
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Of another channel than `app`: when it should go out, quiet hours counted in."""
    not_before: datetime | None = Field(default=None, sa_type=INSTANT)
    """When it may be tried next."""
    lease_token: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=INSTANT)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    last_error: str | None = Field(default=None, sa_type=TEXT)
    """A code of ours or the server's number, never its words: they may repeat an address."""
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    acknowledged_at: datetime | None = Field(default=None, sa_type=INSTANT)
    calling: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    """Of `app`, fanned out: it calls for an act, and its subject has not moved on since."""
    repeat_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Of `app`: when it is said again, unless it is acknowledged first."""
    repeats: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    digest_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Of `app`: which digest it goes into."""
    passed_to: UUID | None = Field(default=None, foreign_key="person.id")
    """Of `app`: the substitute who was told because nobody acknowledged it."""


class LetterDone(StrEnum):
    """What somebody does with a letter that nobody took."""

    RESENT = "resent"
    GIVEN_UP = "given_up"


class LetterActRow(Row, table=True):
    """That somebody sent a dead letter again, or gave it up and why. `by_id` is none of the command."""

    __tablename__ = "letter_act"
    __table_args__ = (Index("letter_act_at", "at"), Index("letter_act_by", "by_id", "at"))
    id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id", index=True)
    act: LetterDone = Field(sa_type=TEXT)
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=INSTANT)
    reason: str | None = Field(default=None, sa_type=TEXT)


class PreferenceRow(Row, table=True):
    """What a person wants of the messages to them; who has no row wants what the rules say. `channels` empty: those of
    the rules. `quiet_from` and `quiet_to` are minutes of the day, the same twice for no quiet hours, null for those of
    the rules."""

    __tablename__ = "preference"
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    language: Language = Field(sa_type=TEXT)
    channels: list[str] = Field(default_factory=list, sa_type=TEXTS)
    quiet_from: int | None = None
    quiet_to: int | None = None
    digest: bool = False
