"""Meetings (会议) and what they decide: who comes together when, about what, and who is to do what by when."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, TEXTS, Row, Value
from models.task import Receives, receiver_of


class MeetingKind(StrEnum):
    SPECIAL = "special"
    """专题会议: the city's, each quarter."""
    JOINT = "joint"
    """联席会议: the city's, when something was tabled."""
    WORK = "work"
    """工作例会: a township's, each quarter."""
    CONSULTATION = "consultation"
    """会商: a township's, each half year."""
    ROUNDTABLE = "roundtable"
    """圆桌会议: a township's, when a topic gets hot."""


class MeetingState(StrEnum):
    PLANNED = "planned"
    DRAWN = "drawn"
    """Its agenda is drawn; it may be drawn again until the meeting is held."""
    INVITED = "invited"
    HELD = "held"
    MINUTED = "minuted"
    """Its minutes are written and its decisions are being carried out."""
    CLOSED = "closed"
    CANCELLED = "cancelled"


REGULAR = (MeetingKind.SPECIAL, MeetingKind.WORK, MeetingKind.CONSULTATION)
"""What is owed once a period; the others are called."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]+)?")


def called_for(period: str) -> bool:
    """Whether it is a day and no period of the calendar."""
    return _DAY.fullmatch(period) is not None


COMING = frozenset({MeetingState.PLANNED, MeetingState.DRAWN, MeetingState.INVITED})
MEETING_ENDS = frozenset({MeetingState.CLOSED, MeetingState.CANCELLED})
COMING_SQL = "state IN ('planned','drawn','invited')"
OPEN_MEETING_SQL = "state NOT IN ('closed','cancelled')"


class DecisionState(StrEnum):
    OPEN = "open"
    REPORTED = "reported"
    """Its owner says that it is done; the convener signs it off or sends it back."""
    DONE = "done"
    DROPPED = "dropped"


DECISION_ENDS = frozenset({DecisionState.DONE, DecisionState.DROPPED})
OPEN_DECISION_SQL = "state IN ('open','reported')"


class Meeting(Value):
    """One meeting of a body: the city's, or a township's (`level`, `path`). What was said is not here but in `Minutes`
    and the ledger's facts.

    `period` is what it is owed for (`2026-Q4`), or the day on which it was called (of an extra consultation the day for
    which); `2026-Q4.2` is in the place of
    the first of that period, which was called off. `first_at` is when it was to begin before it was put off for the
    first time, `postponed` how often people put it off; `topic` the category of a roundtable, `proposal_id` the
    suggestion that so many supported that it is called about it. `sequence` rises whenever those invited must hear of a
    change (RFC 5545). An item of `agenda` has
    `kind`, `subject` (an id, or none) and `number` (as people call it, or none), and more by its kind. `attendees` are
    the ids of those invited.

    What people do to the agenda outlives its being drawn anew: `added` are the items that they put on it, `struck`
    those that they took off (each with its `place`, and the `entry` that says why), `ordered` the keys of the items as
    they were last put in order. `changed_at` is when it changed last and those invited have not heard of it.
    `guests` are the ids of those from outside (see `GuestRow`), `link` leads to the meeting online. `behind_at` is when
    its period had ended without it.
    """

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    kind: MeetingKind = Field(sa_type=TEXT)
    state: MeetingState = Field(sa_type=TEXT)
    version: int
    level: int
    grid_id: UUID = Field(foreign_key="grid.id")
    path: str = Field(sa_type=CODE)
    period: str = Field(sa_type=TEXT)
    topic: str | None = Field(default=None, sa_type=TEXT)
    proposal_id: UUID | None = Field(default=None, foreign_key="incident.id")
    starts_at: datetime = Field(sa_type=INSTANT)
    first_at: datetime | None = Field(default=None, sa_type=INSTANT)
    postponed: int = 0
    sequence: int = 0
    agenda: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    added: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    struck: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    ordered: list[str] = Field(default_factory=list, sa_type=TEXTS)
    changed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    attendees: list[str] = Field(default_factory=list, sa_type=TEXTS)
    guests: list[str] = Field(default_factory=list, sa_type=TEXTS)
    link: str | None = Field(default=None, sa_type=TEXT)
    planned_at: datetime = Field(sa_type=INSTANT)
    drawn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    invited_at: datetime | None = Field(default=None, sa_type=INSTANT)
    held_at: datetime | None = Field(default=None, sa_type=INSTANT)
    minuted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    raised_at: datetime | None = Field(default=None, sa_type=INSTANT)
    behind_at: datetime | None = Field(default=None, sa_type=INSTANT)
    published_at: datetime | None = Field(default=None, sa_type=INSTANT)
    rules_version: int
    calendar_version: int

    @property
    def open(self) -> bool:
        return self.state not in MEETING_ENDS

    @property
    def coming(self) -> bool:
        """Whether it is still to be held."""
        return self.state in COMING

    @property
    def owes_conclusion(self) -> bool:
        """Whether its minutes are there and what it came to is not yet public, as it must be."""
        return self.kind == MeetingKind.ROUNDTABLE and self.minuted_at is not None and self.published_at is None

    @property
    def occasion(self) -> str:
        """What it is for, whether it is the first of that or makes up for it."""
        return self.period.partition(".")[0]

    @property
    def extra(self) -> bool:
        """Whether its convener called it beside the calendar; its period is the day that they called it for."""
        return self.kind in REGULAR and called_for(self.period)

    @property
    def makes_up(self) -> bool:
        """Whether it is there because an earlier one of the same occasion did not do."""
        return self.period != self.occasion


class MeetingRow(Meeting, Row, table=True):
    """What is open is found by a partial index; lists, newest first, by the id, which rises with time."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index("meeting_of_proposal", "proposal_id", unique=True, postgresql_where=text("proposal_id IS NOT NULL")),
        CheckConstraint("level BETWEEN 1 AND 2", "meeting_level"),
        Index("meeting_once", "kind", "period", "path", unique=True),
        Index("meeting_open", "starts_at", "id", postgresql_where=text(OPEN_MEETING_SQL)),
        Index("meeting_path", "path", "id"),
        Index("meeting_starts", "starts_at", "id"),
        Index("meeting_published", "published_at", "id", postgresql_where=text("published_at IS NOT NULL")),
    )


class Decision(Value):
    """What a meeting decided (决定): a task with an owner (a unit, a grid's handlers or a person: exactly one of the
    three) and a deadline. `number` counts within its meeting. The clock stands while the convener looks at what was
    reported; `due_at` moves by the time of the first look that sends it back, and by no other. One that adopts a motion
    (`motion_id`) is done once the motion's rules are in force."""

    id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    number: int
    state: DecisionState = Field(sa_type=TEXT)
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id")
    motion_id: UUID | None = Field(default=None, foreign_key="motion.id")
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    grid_id: UUID | None = Field(default=None, foreign_key="grid.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    due_at: datetime = Field(sa_type=INSTANT)
    decided_at: datetime = Field(sa_type=INSTANT)
    carried_at: datetime | None = Field(default=None, sa_type=INSTANT)
    carried_by: UUID | None = Field(default=None, foreign_key="person.id")
    sent_back: int = 0
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")

    @property
    def open(self) -> bool:
        return self.state not in DECISION_ENDS

    @property
    def owner(self) -> tuple[Receives, UUID]:
        return receiver_of(self.unit_id, self.grid_id, self.person_id)

    def late(self, now: datetime) -> bool:
        """Whether it was carried out after its deadline, or is not yet and the deadline has passed."""
        return (self.carried_at or self.ended_at or now) > self.due_at


class DecisionRow(Decision, Row, table=True):
    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("num_nonnulls(unit_id, grid_id, person_id) = 1", "decision_one_owner"),
        Index("decision_of_meeting", "meeting_id", "number", unique=True),
        Index("decision_open", "due_at", "id", postgresql_where=text(OPEN_DECISION_SQL)),
        Index("decision_incident", "incident_id", postgresql_where=text("incident_id IS NOT NULL")),
    )


class MinutesRow(Row, table=True):
    """What people wrote: the minutes of a meeting, or the text of one of its decisions (`subject_id` says which)."""

    __tablename__ = "minutes"
    subject_id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    text: str = Field(sa_type=TEXT)


UNDELIVERED_SQL = "owed IS NULL AND last_error IS NOT NULL AND email IS NOT NULL"
"""Of a guest: their last letter was refused for good, and their address is known still."""


class GuestRow(Row, table=True):
    """Who is invited from outside: an office or organisation, and what for; nothing about who comes for it. The address
    is encrypted, and erased as soon as nothing will be sent to it any more. `owed` is the letter that waits to be sent
    (a kind of notice); what concerns the sending is as with notices."""

    __tablename__ = "guest"
    __table_args__ = (
        Index("guest_owed", "not_before", "id", postgresql_where=text("owed IS NOT NULL")),
        Index("guest_undelivered", "not_before", "id", postgresql_where=text(UNDELIVERED_SQL)),
    )
    id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    organisation: str = Field(sa_type=TEXT)
    purpose: str = Field(sa_type=TEXT)
    email: bytes | None = None
    asked_at: datetime = Field(sa_type=INSTANT)
    owed: str | None = Field(default=None, sa_type=TEXT)
    turn: int = 0
    not_before: datetime | None = Field(default=None, sa_type=INSTANT)
    lease_token: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=INSTANT)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_error: str | None = Field(default=None, sa_type=TEXT)
    erased_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ConclusionRow(Row, table=True):
    """What a roundtable came to, in the words that the convener wrote for everybody; `decisions` are their public texts
    by the decision's number. Apart from the ledger, so that it can be put right or erased."""

    __tablename__ = "conclusion"
    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    text: str = Field(sa_type=TEXT)
    decisions: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
