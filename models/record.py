"""What the engine keeps beside the cases: commands by idempotency key, jobs, live events, versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, TEXTS, Row, Value
from models.ledger import Xid8


class CommandRow(Row, table=True):
    """A command by its idempotency key, with the hash of the request and the answer that was given."""

    __tablename__ = "command"
    actor: str = Field(primary_key=True, sa_type=TEXT)
    key: str = Field(primary_key=True, sa_type=TEXT)
    request_hash: str = Field(sa_type=TEXT)
    answer: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=INSTANT, index=True)


class JobState(StrEnum):
    OWED = "owed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Value):
    """Large or repeated work: one a (kind, period, scope), leased while it runs, kept with parts and results.

    `created_at`, `begun_at` and `finished_at` are the city's time, `not_before` and `leased_until` real time by the
    database's clock. `parts` has each part's result, None while it is not done. `flow_run_id` is Prefect's run of the
    last try, where it was handed to Prefect. `by_hand`: asked for by a person, not owed by the calendar.
    """

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=TEXT)
    period: str = Field(sa_type=TEXT)
    scope: str = Field(sa_type=TEXT)
    state: JobState = Field(default=JobState.OWED, sa_type=TEXT)
    by_hand: bool = False
    lease_token: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=INSTANT)
    not_before: datetime | None = Field(default=None, sa_type=INSTANT)
    attempts: int = 0
    parts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    last_error: str | None = Field(default=None, sa_type=TEXT)
    flow_run_id: UUID | None = None
    created_at: datetime = Field(sa_type=INSTANT)
    begun_at: datetime | None = Field(default=None, sa_type=INSTANT)
    finished_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def parts_done(self) -> int:
        return sum(result is not None for result in self.parts.values())


class JobRow(Job, Row, table=True):
    __tablename__ = "job"
    __table_args__ = (
        Index("job_once", "kind", "period", "scope", unique=True),
        Index("job_open", "created_at", "id", postgresql_where=text("state IN ('owed', 'running')")),
        Index("job_kind", "kind", "id"),
        Index("job_unfinished", "state", "id", postgresql_where=text("state <> 'done'")),
    )


class EventRow(Row, table=True):
    """A live event, kept a day; read by the cursor (xid, id). `workflow.events.Event` says what its columns mean."""

    __tablename__ = "event"
    __table_args__ = (Index("event_cursor", "xid", "id"),)
    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, Identity(always=True), primary_key=True),
    )
    xid: int | None = Field(
        default=None,
        sa_column=Column(Xid8(), server_default=text("pg_current_xact_id()"), nullable=False),
    )
    at: datetime = Field(sa_type=INSTANT, index=True)
    incident_id: UUID | None = None
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")
    patrol_id: UUID | None = None
    campaign_id: UUID | None = None
    seq: int
    move: str = Field(sa_type=TEXT)
    number: str | None = Field(default=None, sa_type=TEXT)
    path: str = Field(sa_type=CODE)
    came_from: str | None = Field(default=None, sa_type=CODE)
    specials: list[str] = Field(sa_type=TEXTS)
    persons: list[str] = Field(sa_type=TEXTS)
    """The ids of those who see the case by what they are to it, wherever it lies."""
    units: list[str] = Field(sa_type=TEXTS)
    """The ids of the units that were given it."""
    grids: list[str] = Field(sa_type=TEXTS)
    """The ids of the grids whose handlers were given it."""
    asked: list[str] = Field(default_factory=list, sa_type=TEXTS, sa_column_kwargs={"server_default": "{}"})
    told: list[str] = Field(default_factory=list, sa_type=TEXTS, sa_column_kwargs={"server_default": "{}"})


class EventFloorRow(Row, table=True):
    """Up to where live events were forgotten: who reads on from before has lost some. One row, none at first."""

    __tablename__ = "event_floor"
    __table_args__ = (CheckConstraint("id = 1", "event_floor_is_one"),)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    xid: int = Field(sa_column=Column(Xid8(), nullable=False))
    last_id: int = Field(sa_type=BigInteger)


class RuleVersion(Value):
    """A version of the rules: the file as it was, by number and hash."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    hash: str = Field(sa_type=TEXT, unique=True)
    text: str = Field(sa_type=TEXT)
    author: str = Field(sa_type=TEXT)
    note: str = Field(sa_type=TEXT)
    created_at: datetime = Field(sa_type=INSTANT)


class RuleVersionRow(RuleVersion, Row, table=True):
    __tablename__ = "rule_version"


class Switch(Value):
    """One time at which rules were switched on, in the order in which it happened. `by` is a person's id, or words
    such as `command line`; `at` is the city's time.

    `before` is the version that was in force until then; none the first time. `decision` is the number of the
    meeting's decision that it carries out. `failures` are the findings of the proof with which it was switched on all
    the same, and `despite` says why. `undoes` is the number of the switch that this one takes back.
    """

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=INSTANT)
    rules_version: int = Field(foreign_key="rule_version.number")
    before: int | None = Field(default=None, foreign_key="rule_version.number")
    by: str = Field(sa_type=TEXT)
    why: str = Field(sa_type=TEXT)
    decision: str | None = Field(default=None, sa_type=TEXT)
    despite: str | None = Field(default=None, sa_type=TEXT)
    failures: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    undoes: int | None = Field(default=None, foreign_key="switch.number")


class SwitchRow(Switch, Row, table=True):
    __tablename__ = "switch"


class RuleDraft(Value):
    """Rules that a person is writing: the text, the version `base` that they began with, and how often it was kept."""

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    text: str = Field(sa_type=TEXT)
    base: int = Field(foreign_key="rule_version.number")
    revision: int
    written_at: datetime = Field(sa_type=INSTANT)


class RuleDraftRow(RuleDraft, Row, table=True):
    __tablename__ = "rule_draft"


class CalendarVersionRow(Row, table=True):
    """A version of the calendar: the published years' exceptions to Monday to Friday."""

    __tablename__ = "calendar_version"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    hash: str = Field(sa_type=TEXT, unique=True)
    days: dict[str, Any] = Field(sa_type=JSON)
    author: str = Field(sa_type=TEXT)
    note: str = Field(sa_type=TEXT)
    created_at: datetime = Field(sa_type=INSTANT)


class CalendarSwitch(Value):
    """One time at which another calendar was put in force, in the order in which it happened; `by` and `at` as of a
    `Switch`."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=INSTANT)
    calendar_version: int = Field(foreign_key="calendar_version.number")
    before: int = Field(foreign_key="calendar_version.number")
    by: str = Field(sa_type=TEXT)
    why: str = Field(sa_type=TEXT)


class CalendarSwitchRow(CalendarSwitch, Row, table=True):
    __tablename__ = "calendar_switch"


class ActiveRow(Row, table=True):
    """The one row that every change reads FOR SHARE: what is in force. `directory` rises whenever territory, units,
    persons, posts or rosters change; `territory` is the directory's number when territory or units last did."""

    __tablename__ = "active"
    __table_args__ = (CheckConstraint("id = 1", "active_is_one"),)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    rules_version: int = Field(foreign_key="rule_version.number")
    calendar_version: int = Field(foreign_key="calendar_version.number")
    directory: int = 1
    territory: int = 1
