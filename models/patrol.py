"""Patrols (巡查): which things are looked at, how often, and each look. Things and their places, never persons."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, Index, text
from sqlalchemy.event import listen
from sqlmodel import Field

from models.columns import CODE, INSTANT, TEXT, TEXTS, Row, Value
from models.incident import PAIRS
from models.people import Role


class SpotState(StrEnum):
    DRAFT = "draft"
    """Being entered; never stored."""
    STANDING = "standing"
    ENDED = "ended"


SPOT_ENDS = frozenset({SpotState.ENDED})
STANDING_SQL = "state = 'standing'"


class Spot(Value):
    """A thing that patrols look at (巡查点): what it is (`kind`, of the rules' kinds of thing), what it is called, and
    where it stands. `made_up`: invented for a demonstration."""

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    state: SpotState = Field(sa_type=TEXT)
    version: int
    kind: str = Field(sa_type=TEXT)
    name: str = Field(sa_type=TEXT)
    grid_id: UUID = Field(foreign_key="grid.id")
    path: str = Field(sa_type=CODE)
    township: str | None = Field(default=None, sa_type=CODE)
    lat: float | None = None
    lon: float | None = None
    made_up: bool = False
    added_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def open(self) -> bool:
        return self.state not in SPOT_ENDS


class SpotRow(Spot, Row, table=True):
    __tablename__ = "spot"
    __table_args__ = (
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", "spot_whole_point"),
        Index("spot_standing", "path", "kind", postgresql_where=text(STANDING_SQL)),
        Index("spot_township", "township", "id", postgresql_where=text(STANDING_SQL)),
        Index("spot_grid", "grid_id"),
        Index(
            "spot_pairs",
            text("pairs(name, number)"),
            postgresql_using="gin",
            postgresql_where=text(STANDING_SQL),
        ),
    )


listen(SpotRow.__table__, "before_create", DDL(PAIRS))  # type: ignore[attr-defined, no-untyped-call]


class PatrolState(StrEnum):
    DUE = "due"
    MISSED = "missed"
    """Its time has passed and nobody has looked: it stays to be done, and climbs."""
    DONE = "done"
    """Somebody looked, and all is well."""
    FOUND = "found"
    """Somebody looked, and reported what they found."""
    DROPPED = "dropped"


PATROL_ENDS = frozenset({PatrolState.DONE, PatrolState.FOUND, PatrolState.DROPPED})
OPEN_PATROL_SQL = "state IN ('due','missed')"


class Patrol(Value):
    """One look at one spot that is owed (巡查任务): by a template of the rules (`template`, its name), or of a
    campaign.

    `role` is whose post at the place has it to do. Kind and place are the spot's. `due_at` is the deadline of its
    clock; `missed_at` that deadline once it has passed. `level` rises (4 → 1) as it climbs. `incident_id` is the
    report of what was found. `lat` and `lon` are where the looker stood, if they said so.
    """

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    state: PatrolState = Field(sa_type=TEXT)
    version: int
    spot_id: UUID = Field(foreign_key="spot.id")
    template: str | None = Field(default=None, sa_type=TEXT)
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id")
    kind: str = Field(sa_type=TEXT)
    role: Role = Field(sa_type=TEXT)
    grid_id: UUID = Field(foreign_key="grid.id")
    path: str = Field(sa_type=CODE)
    township: str | None = Field(default=None, sa_type=CODE)
    level: int = 4
    made_at: datetime = Field(sa_type=INSTANT)
    until: datetime | None = Field(default=None, sa_type=INSTANT)
    """The date of its campaign; none where its template's time counts."""
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    missed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id")
    lat: float | None = None
    lon: float | None = None
    rules_version: int
    calendar_version: int

    @property
    def open(self) -> bool:
        return self.state not in PATROL_ENDS

    def late(self, now: datetime) -> bool:
        """Whether it was looked at after its deadline, or was not yet and the deadline has passed."""
        return self.due_at is not None and (self.ended_at or now) > self.due_at


class PatrolRow(Patrol, Row, table=True):
    """What is open is found by partial indexes, however much was done before."""

    __tablename__ = "patrol"
    __table_args__ = (
        CheckConstraint("num_nonnulls(template, campaign_id) = 1", "patrol_of_one"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", "patrol_whole_point"),
        Index(
            "patrol_once",
            "spot_id",
            "template",
            unique=True,
            postgresql_where=text(f"{OPEN_PATROL_SQL} AND template IS NOT NULL"),
        ),
        Index(
            "patrol_campaign_once",
            "campaign_id",
            "spot_id",
            unique=True,
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        Index(
            "patrol_campaign",
            "campaign_id",
            "township",
            "state",
            "due_at",
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        Index("patrol_open_path", "path", "due_at", "id", postgresql_where=text(OPEN_PATROL_SQL)),
        Index("patrol_open_newest", "id", postgresql_where=text(OPEN_PATROL_SQL)),
        Index("patrol_open_township", "township", "due_at", postgresql_where=text(OPEN_PATROL_SQL)),
        Index("patrol_open_calendar", "calendar_version", "id", postgresql_where=text(OPEN_PATROL_SQL)),
        Index(
            "patrol_ended",
            "ended_at",
            postgresql_include=["township", "state", "due_at"],
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
        Index(
            "patrol_open_campaign",
            "campaign_id",
            postgresql_where=text(f"{OPEN_PATROL_SQL} AND campaign_id IS NOT NULL"),
        ),
        Index("patrol_spot", "spot_id", "id"),
        Index("patrol_newest", "township", "id"),
        Index("patrol_incident", "incident_id", postgresql_where=text("incident_id IS NOT NULL")),
    )


class PatrolPhoto(Value):
    """An entry of a patrol's ledger that names a photo."""

    photo_id: UUID = Field(primary_key=True, foreign_key="photo.id")
    patrol_id: UUID = Field(primary_key=True, foreign_key="patrol.id")
    entry: int = Field(primary_key=True)
    at: datetime = Field(sa_type=INSTANT)


class PatrolPhotoRow(PatrolPhoto, Row, table=True):
    __tablename__ = "patrol_photo"
    __table_args__ = (Index("patrol_photo_patrol", "patrol_id", "entry"),)


class CampaignState(StrEnum):
    DRAFT = "draft"
    """Being made; never stored."""
    RUNNING = "running"
    ENDED = "ended"
    """Its date has come. What was not looked at by then is `left`, and stays to be done."""
    CALLED_OFF = "called_off"


CAMPAIGN_ENDS = frozenset({CampaignState.ENDED, CampaignState.CALLED_OFF})


class Campaign(Value):
    """A drive (专项排查): every spot of some kinds in a territory is looked at once, by a date.

    `look` says what to look at, a line each; `finding` is the category that a report of it is filled in with. `left`
    is how many were not done when its date came. What it asks is told of things: it has no word for a person.
    """

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    state: CampaignState = Field(sa_type=TEXT)
    version: int
    title: str = Field(sa_type=TEXT)
    kinds: list[str] = Field(sa_type=TEXTS)
    role: Role = Field(sa_type=TEXT)
    look: list[str] = Field(default_factory=list, sa_type=TEXTS)
    finding: str | None = Field(default=None, sa_type=TEXT)
    level: int
    grid_id: UUID = Field(foreign_key="grid.id")
    path: str = Field(sa_type=CODE)
    until: datetime = Field(sa_type=INSTANT)
    started_by: UUID = Field(foreign_key="person.id")
    started_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    left: int | None = None
    rules_version: int
    calendar_version: int

    @property
    def open(self) -> bool:
        return self.state not in CAMPAIGN_ENDS


class CampaignRow(Campaign, Row, table=True):
    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", "campaign_level"),
        Index("campaign_running", "id", postgresql_where=text("state = 'running'")),
        Index("campaign_path", "path", "id"),
    )
