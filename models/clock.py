"""Clocks: each row is one running deadline, each event one thing that moved it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.columns import INSTANT, TEXT, TEXTS, Row, Value


class Stage(StrEnum):
    """What a clock measures. All but `promise` are stage budgets."""

    INTAKE = "intake"
    CHECK = "check"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    SUSPENSION = "suspension"
    VERIFY = "verify"
    REQUEST = "request"
    ORDER = "order"
    REVIEW = "review"
    CLOSURE = "closure"
    """From feedback to the closing by time-out, where the route has one."""
    OBJECTION = "objection"
    REMINDER = "reminder"
    """After a reminder by hand, until whoever has the case does something."""
    INSPECTION = "inspection"
    """Until a second look was taken at what was closed."""
    ANSWER = "answer"
    """Until a suggestion or a wish has its answer."""
    PROMISE = "promise"
    MEETING = "meeting"
    """Until a meeting begins."""
    MINUTES = "minutes"
    CONCLUSION = "conclusion"
    """From a roundtable's minutes until what it came to is public."""
    DECISION = "decision"
    """Until the deadline of a meeting's decision."""
    PATROL = "patrol"
    """Until a spot is to be looked at, by the cadence of its kind."""
    CAMPAIGN_PATROL = "campaign_patrol"
    """The same to the date of a campaign."""
    CAMPAIGN = "campaign"
    """From the start of a campaign to its date."""
    BULLETIN = "bulletin"
    """From a bulletin's draft to its publication."""
    RELEASE = "release"
    """The same, where the rules have it published by itself when nobody acts."""


CLIMBED_SQL = "next_at IS NOT NULL AND rung > 0 AND incident_id IS NOT NULL"
"""The clocks of cases on whose ladders something has happened, and something will."""


class Outcome(StrEnum):
    MET = "met"
    LATE = "late"


class Clock(Value):
    """One deadline of one subject (the incident itself, or its task, request, order, objection or second look; a
    meeting, or its decision; a patrol; a campaign; a bulletin). It hangs on the root subject: exactly one of
    `incident_id`, `meeting_id`, `patrol_id`, `campaign_id` and `bulletin_id` is set.

    `budget` is as the rules say it (`8wh`); `budget_seconds` and `used_seconds` are of its own kind of time (running
    or working, `works`). It runs while `running_since` is set and is over once `stopped_at` is. `due_at` is derived
    (none while paused). `course` says when it ran, rested and was extended, once anything of that has happened
    (`workflow/course.py`); clocks stored before 0015 have none. `rung` counts the rungs of the ladder that have fired;
    `next_at` is when the next one will.
    """

    id: UUID = Field(primary_key=True)
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")
    patrol_id: UUID | None = Field(default=None, foreign_key="patrol.id")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id")
    bulletin_id: UUID | None = Field(default=None, foreign_key="bulletin.id")
    subject_id: UUID
    stage: Stage = Field(sa_type=TEXT)
    round: int
    budget: str = Field(sa_type=TEXT)
    works: bool
    budget_seconds: int
    extended_seconds: int = 0
    used_seconds: int = 0
    course: list[str] = Field(default_factory=list, sa_type=TEXTS)
    started_at: datetime = Field(sa_type=INSTANT)
    running_since: datetime | None = Field(default=None, sa_type=INSTANT)
    stopped_at: datetime | None = Field(default=None, sa_type=INSTANT)
    warn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    provisional: bool = False
    ladder: str = Field(sa_type=TEXT)
    rung: int = 0
    next_at: datetime | None = Field(default=None, sa_type=INSTANT)
    outcome: Outcome | None = Field(default=None, sa_type=TEXT)
    rules_version: int
    calendar_version: int

    @property
    def running(self) -> bool:
        return self.running_since is not None

    @property
    def over(self) -> bool:
        return self.stopped_at is not None


class ClockRow(Clock, Row, table=True):
    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(incident_id, meeting_id, patrol_id, campaign_id, bulletin_id) = 1", "clock_hangs_on_one"
        ),
        Index(
            "clock_round",
            "incident_id",
            "subject_id",
            "stage",
            "round",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("clock_meeting", "meeting_id", postgresql_where=text("meeting_id IS NOT NULL")),
        Index(
            "clock_meeting_next",
            "next_at",
            "meeting_id",
            postgresql_where=text("next_at IS NOT NULL AND meeting_id IS NOT NULL"),
        ),
        Index("clock_bulletin", "bulletin_id", postgresql_where=text("bulletin_id IS NOT NULL")),
        Index(
            "clock_bulletin_next",
            "next_at",
            "bulletin_id",
            postgresql_where=text("next_at IS NOT NULL AND bulletin_id IS NOT NULL"),
        ),
        Index(
            "clock_patrol_next",
            "next_at",
            "patrol_id",
            postgresql_where=text("next_at IS NOT NULL AND patrol_id IS NOT NULL"),
        ),
        Index("clock_patrol", "patrol_id", postgresql_where=text("patrol_id IS NOT NULL")),
        Index("clock_campaign", "campaign_id", postgresql_where=text("campaign_id IS NOT NULL")),
        Index(
            "clock_next",
            "next_at",
            "incident_id",
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index("clock_climbed", "next_at", "incident_id", postgresql_where=text(CLIMBED_SQL)),
        Index(
            "clock_provisional",
            "calendar_version",
            postgresql_where=text("provisional AND stopped_at IS NULL"),
        ),
    )


class ClockEventKind(StrEnum):
    ARMED = "armed"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    AMENDED = "amended"
    MIGRATED = "migrated"
    RUNG = "rung"
    STOPPED = "stopped"


class ClockEvent(Value):
    """One thing that happened to a clock, by the ledger entry `entry` of its root subject."""

    """One thing that happened to a clock, by the ledger entry `entry` of its incident, meeting or bulletin."""

    id: UUID = Field(primary_key=True)
    clock_id: UUID = Field(foreign_key="clock.id")
    incident_id: UUID | None = None
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")
    patrol_id: UUID | None = Field(default=None, foreign_key="patrol.id")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id")
    bulletin_id: UUID | None = Field(default=None, foreign_key="bulletin.id")
    entry: int
    kind: ClockEventKind = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=INSTANT)
    seconds: int = 0
    """What was added (extended) or had been used (paused, stopped)."""
    rung: int = 0
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ClockEventRow(ClockEvent, Row, table=True):
    __tablename__ = "clock_event"
    __table_args__ = (
        Index("clock_event_incident", "incident_id", "entry"),
        Index("clock_event_meeting", "meeting_id", "entry", postgresql_where=text("meeting_id IS NOT NULL")),
        Index("clock_event_patrol", "patrol_id", "entry", postgresql_where=text("patrol_id IS NOT NULL")),
        Index("clock_event_campaign", "campaign_id", "entry", postgresql_where=text("campaign_id IS NOT NULL")),
        Index("clock_event_bulletin", "bulletin_id", "entry", postgresql_where=text("bulletin_id IS NOT NULL")),
    )
