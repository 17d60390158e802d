"""What patrols, spots and campaigns look like to a reader. Instants have an offset."""

from datetime import datetime
from uuid import UUID

from api.cases import Deadline, EntryOf
from api.documents import CategoryOf, Document, GridOf
from models.patrol import CampaignState, PatrolState, SpotState
from models.people import Role


class KindOf(Document):
    """A kind of thing that is patrolled, in the asker's language."""

    key: str
    name: str


class SpotRow(Document):
    """A thing to be patrolled. `made_up`: invented for a demonstration."""

    id: UUID
    number: str
    state: SpotState
    version: int
    kind: KindOf
    name: str
    grid: GridOf | None
    township: GridOf | None
    lat: float | None
    lon: float | None
    made_up: bool


class SpotListed(SpotRow):
    """With what the asker may do with it."""

    allowed: list[str]


class SpotRows(Document):
    items: list[SpotListed]
    next: str | None


class PatrolRow(Document):
    """A patrol. `title` is what asks for it: a standing patrol, or a campaign (`campaign`, its number). `look` says
    what to look at, `finding` the category that a report of it is filled in with. `late`: past its deadline, or
    looked at after it."""

    id: UUID
    number: str
    state: PatrolState
    version: int
    title: str
    campaign: str | None
    spot: SpotRow
    look: list[str]
    finding: CategoryOf | None
    role: Role
    due_at: datetime | None
    ended_at: datetime | None
    late: bool
    level: int
    allowed: list[str]


class MyPatrols(Document):
    """What the asker has to look at, the soonest due first; `waiting` counts all of it, `late` what is past time."""

    items: list[PatrolRow]
    waiting: int
    late: int


class PatrolRows(Document):
    items: list[PatrolRow]
    next: str | None


class PatrolOf(PatrolRow):
    """One patrol with its record. `incident` is the number of what was found."""

    incident: str | None
    photos: list[UUID]
    deadlines: list[Deadline]
    timeline: list[EntryOf]


class SpotOf(SpotRow):
    """One spot with its record and its last looks."""

    looks: list[PatrolRow]
    allowed: list[str]
    timeline: list[EntryOf]


class CoverOf(Document):
    """How it goes in one township (none: what lies in no township). `done` counts what was looked at, `found` those of
    these where something was; `left` what waits, `late` those of these past their time."""

    township: GridOf | None
    spots: int
    done: int
    found: int
    left: int
    late: int


class CampaignRow(Document):
    id: UUID
    number: str
    state: CampaignState
    version: int
    title: str
    kinds: list[KindOf]
    grid: GridOf | None
    role: Role
    look: list[str]
    finding: CategoryOf | None
    until: datetime
    started_at: datetime
    ended_at: datetime | None
    missed: int | None
    total: CoverOf
    townships: list[CoverOf]
    allowed: list[str]


class CampaignRows(Document):
    items: list[CampaignRow]
    next: str | None


class CampaignOf(CampaignRow):
    """One campaign with its record."""

    timeline: list[EntryOf]


class TemplateOf(Document):
    """A standing patrol of the rules in force: how often (`every`, in working days), by whom, and how it stands."""

    name: str
    title: str
    kind: KindOf
    every: int
    role: Role
    look: list[str]
    finding: CategoryOf | None
    spots: int
    left: int
    late: int


class KindCount(Document):
    kind: KindOf
    spots: int


class PlanOf(Document):
    """How the patrols go in the asker's territory. What was done counts from `since` on. `keeps`: the asker enters
    spots and starts campaigns there."""

    territory: list[GridOf]
    since: datetime
    kinds: list[KindCount]
    templates: list[TemplateOf]
    townships: list[CoverOf]
    total: CoverOf
    running: list[CampaignRow]
    keeps: bool


class Entered(Document):
    """How many spots were entered."""

    added: int


class PatrolMoved(Document):
    """A move that took something out of the mover's sight: only that it happened."""

    id: UUID
    number: str
    state: str
    version: int
    seq: int
