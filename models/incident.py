"""The incident (事件): a problem at a place, never who somebody is."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, Index, text
from sqlalchemy.event import listen
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, TEXTS, Row, Value


class State(StrEnum):
    DRAFT = "draft"
    """On the phone only; no row is ever stored in it."""
    REPORTED = "reported"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    MERGED = "merged"


ENDS = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.VOIDED, State.MERGED})
SUPPORTED = frozenset({State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.HANDLING})
"""While something can still be decided or done about a suggestion: until then it is supported, or answered."""
OPEN_SQL = "state NOT IN ('closed','declined','withdrawn','voided','merged')"
ODD_END_SQL = "state IN ('declined','withdrawn','voided','merged')"
"""The ends that few cases come to."""
RAISED_SQL = "(raised_at IS NOT NULL OR tabled_at IS NOT NULL)"
SPECIAL_SQL = "specials <> '{}'"
PROPOSED_SQL = "flow <> 'problem'"
OPEN_PROPOSED_SQL = f"{PROPOSED_SQL} AND {OPEN_SQL}"
URGENCY = (
    text("(NOT urgent)"),
    "severity",
    text("COALESCE(due_at, 'infinity'::timestamptz)"),
    "id",
)
"""The order of a queue: the urgent first, then the gravest, then what is due first."""

BOARD = ("path", "village", "state", "level", "due_at", "promise_at", "claimed_by", "raised_at", "tabled_at", "exempt")
ENDED = ("id", "township", "village", "path", "state", "promise_at", "exempt")
"""All that the figures of a board look at, of an open case and of one that has ended: they are counted from an index
alone."""


class Source(StrEnum):
    """Through which door a report came in."""

    INFORMANT = "informant"
    RESIDENT = "resident"
    HOTLINE = "hotline"
    COUNTER = "counter"
    LETTER = "letter"
    ORDER = "order"
    PATROL = "patrol"
    SENSOR = "sensor"
    OPEN311 = "open311"


FOUND_BY_STAFF: Final = frozenset({Source.INFORMANT, Source.PATROL})
"""Through which doors a member of staff tells what they found."""


class Flow(StrEnum):
    """What becomes of what was reported, by its category: each flow has a table of moves of its own."""

    PROBLEM = "problem"
    SUGGESTION = "suggestion"
    """议政建言: answered or adopted; what is adopted is carried out."""
    WISH = "wish"
    """微心愿: a small thing or service, which somebody may take up."""


class Verifier(StrEnum):
    """Who is asked first whether it is fixed."""

    REPORTER = "reporter"
    INFORMANT = "informant"
    DISPATCHER = "dispatcher"


class Ending(StrEnum):
    """How an incident came to its end; each is counted apart."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    TIMED_OUT = "timed_out"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    MERGED = "merged"


class Incident(Value):
    """One incident as the deciding sees it. What people wrote is not here but in `Wording` and the ledger's facts.

    `township` and `village` are the codes of its grids of duty levels 2 and 3, so that a queue is one index range.
    `level` is the responsible level (4 → 1). `version` rises with every entry but a note's. `due_at` is the
    earliest running stage deadline; `promise_at` is what the reporter was told.
    """

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    state: State = Field(sa_type=TEXT)
    version: int
    category: str = Field(sa_type=TEXT)
    severity: int
    source: Source = Field(sa_type=TEXT)
    grid_id: UUID | None = Field(default=None, foreign_key="grid.id")
    grid: str | None = Field(default=None, sa_type=CODE)
    path: str = Field(default="", sa_type=CODE)
    township: str | None = Field(default=None, sa_type=CODE)
    village: str | None = Field(default=None, sa_type=CODE)
    specials: list[str] = Field(default_factory=list, sa_type=TEXTS)
    lat: float | None = None
    lon: float | None = None
    occurred_at: datetime = Field(sa_type=INSTANT)
    reported_at: datetime = Field(sa_type=INSTANT)
    reporter_id: UUID | None = Field(default=None, foreign_key="person.id")
    caused_by: str | None = Field(default=None, sa_type=TEXT)
    repeats: int = 0
    """Open reports of its kind near it, as its rules' `limits.duplicates` measures it."""
    nearby: list[list[int]] | None = Field(default=None, sa_type=JSON)
    """The same by each other measure that its rules ask for: metres, days, count."""
    level: int = 2
    tabled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    raised_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reminders: int = 0
    """How often its ladders reminded or warned whoever has it (催办)."""
    reminders_by_hand: int = 0
    unheeded: int = 0
    """How many of all these since something was last done with it."""
    reminded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    pressed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When it was last reminded of by hand."""
    pressing: bool = False
    """Reminded of by hand, and nothing has been done since: a clock reminds again."""
    claimed_by: UUID | None = Field(default=None, foreign_key="person.id")
    claimed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    checker_id: UUID | None = Field(default=None, foreign_key="person.id")
    checked: bool | None = None
    """What the pre-filing check (核实) found; none before it."""
    verify_by: Verifier | None = Field(default=None, sa_type=TEXT)
    verifier_id: UUID | None = Field(default=None, foreign_key="person.id")
    inspector_id: UUID | None = Field(default=None, foreign_key="person.id")
    """Who was last sent to take a second look after it was closed (复查)."""
    returns: int = 0
    reworks: int = 0
    reopens: int = 0
    hand_downs: int = 0
    objections: int = 0
    arbitrated: bool = False
    """The return cap was reached and the township has ruled: the next receiver may not return it."""
    unserved: bool = False
    """Its route names a receiver that nobody is: the dispatcher or the centre has to find one."""
    urgent: bool = False
    route: str = Field(sa_type=TEXT)
    rules_version: int
    calendar_version: int
    filing_condition: str | None = Field(default=None, sa_type=TEXT)
    closing_condition: str | None = Field(default=None, sa_type=TEXT)
    merged_into: UUID | None = Field(default=None, foreign_key="incident.id")
    same_as: UUID | None = Field(default=None, foreign_key="incident.id")
    """What its reporter said that it is the same as; a merge is the desk's to decide."""
    patrol_id: UUID | None = None
    """The patrol that found it."""
    ended_from: State | None = Field(default=None, sa_type=TEXT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_level: int | None = None
    """The duty level at which the end was decided; an objection goes one level above it."""
    ending: Ending | None = Field(default=None, sa_type=TEXT)
    rating: int | None = None
    """How content the reporter is with what was done, 1 to 5, if they said so."""
    exempt: bool = False
    """A granted timeout appeal: left out of the figures; that it was late stays visible."""
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    promise_at: datetime | None = Field(default=None, sa_type=INSTANT)
    flow: Flow = Field(default=Flow.PROBLEM, sa_type=TEXT, sa_column_kwargs={"server_default": "problem"})
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Of a suggestion or wish: since when its proposer has an answer in writing that still holds."""
    taken_up_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Since when it is adopted: somebody is to carry it out."""
    carry_out: str | None = Field(default=None, sa_type=TEXT)
    """The time that was given for carrying it out, where that is not its route's (`20wd`)."""
    published_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Since when everybody may read it, in the words of the desk."""

    @property
    def open(self) -> bool:
        return self.state not in ENDS

    @property
    def proposed(self) -> bool:
        """Whether it is a suggestion or a wish."""
        return self.flow != Flow.PROBLEM

    @property
    def unanswered(self) -> bool:
        """Whether its proposer waits for an answer."""
        return self.proposed and self.answered_at is None


class IncidentRow(Incident, Row, table=True):
    """Queues and sweeps ride the indexes on what is open; lists, newest first, those that end in the id, which as a
    UUID of version 7 rises with time. Neither grows slower with what is merely stored."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 1 AND 4", "incident_severity"),
        CheckConstraint("level BETWEEN 1 AND 4", "incident_level"),
        CheckConstraint("rating BETWEEN 1 AND 5", "incident_rating"),
        CheckConstraint("state <> 'draft'", "incident_not_a_draft"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", "incident_whole_point"),
        Index("incident_queue", "township", "state", *URGENCY, postgresql_where=text(OPEN_SQL)),
        Index("incident_queue_city", "state", *URGENCY, postgresql_where=text(OPEN_SQL)),
        Index("incident_open_place", "category", "path", postgresql_where=text(OPEN_SQL)),
        Index("incident_open_point", "category", "lat", postgresql_where=text(f"{OPEN_SQL} AND lat IS NOT NULL")),
        Index("incident_open_path", "path", "state", postgresql_where=text(OPEN_SQL)),
        Index("incident_open_newest", "id", postgresql_where=text(OPEN_SQL)),
        Index(
            "incident_open_specials",
            "specials",
            postgresql_using="gin",
            postgresql_where=text(f"{OPEN_SQL} AND {SPECIAL_SQL}"),
        ),
        Index(
            "incident_board",
            "township",
            URGENCY[2],
            "id",
            postgresql_include=BOARD,
            postgresql_where=text(OPEN_SQL),
        ),
        Index("incident_ended", "ended_at", postgresql_include=ENDED, postgresql_where=text("ended_at IS NOT NULL")),
        Index("incident_raised", *URGENCY, postgresql_where=text(f"{OPEN_SQL} AND {RAISED_SQL}")),
        Index("incident_verifier_asked", "verifier_id", postgresql_where=text("state = 'resolved'")),
        Index(
            "incident_reporter_asked",
            "reporter_id",
            postgresql_where=text("state = 'resolved' AND verify_by = 'reporter'"),
        ),
        Index("incident_township_newest", "township", "id"),
        Index("incident_township_ended", "township", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
        Index("incident_village_newest", "village", "id"),
        Index("incident_path_newest", "path", "id"),
        Index("incident_category_newest", "category", "id"),
        Index("incident_ended_oddly", "state", "id", postgresql_where=text(ODD_END_SQL)),
        Index("incident_specials", "specials", postgresql_using="gin", postgresql_where=text(SPECIAL_SQL)),
        Index("incident_reporter", "reporter_id", "id", postgresql_where=text("reporter_id IS NOT NULL")),
        Index("incident_checker", "checker_id", "id", postgresql_where=text("checker_id IS NOT NULL")),
        Index("incident_checker_asked", "checker_id", postgresql_where=text("state = 'checking'")),
        Index("incident_verifier", "verifier_id", "id", postgresql_where=text("verifier_id IS NOT NULL")),
        Index("incident_patrol", "patrol_id", postgresql_where=text("patrol_id IS NOT NULL")),
        Index("incident_inspector", "inspector_id", "id", postgresql_where=text("inspector_id IS NOT NULL")),
        Index("incident_proposals", "township", "id", postgresql_where=text(OPEN_PROPOSED_SQL)),
        Index("incident_published", "published_at", "id", postgresql_where=text("published_at IS NOT NULL")),
        Index("incident_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    )


PAIRS = """
CREATE OR REPLACE FUNCTION pairs(description text, address text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT one || two), '{}') FROM (
    SELECT letter AS one, lead(letter) OVER (ORDER BY place) AS two
    FROM string_to_table(lower(description || coalesce(E'\\n' || address, '')), NULL)
         WITH ORDINALITY AS s (letter, place)
  ) AS beside WHERE two IS NOT NULL
$$"""
"""Every two letters that stand side by side: by these words are found, since most Chinese ones are two letters long
and the trigrams of `pg_trgm` need three."""


class WordingRow(Row, table=True):
    """What the reporter wrote about problem and place; erased with the personal data."""

    __tablename__ = "wording"
    __table_args__ = (Index("wording_pairs", text("pairs(description, address)"), postgresql_using="gin"),)
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    description: str = Field(sa_type=TEXT)
    address: str | None = Field(default=None, sa_type=TEXT)


listen(WordingRow.__table__, "before_create", DDL(PAIRS))  # type: ignore[attr-defined, no-untyped-call]


class ReporterRow(Row, table=True):
    """Who reported, if they said so: encrypted, apart from the incident, reached only through the relay."""

    __tablename__ = "reporter"
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    name: bytes | None = None
    phone: bytes | None = None
    created_at: datetime = Field(sa_type=INSTANT)
    erased_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ReporterLookRow(Row, table=True):
    """Who looked at a reporter's data, when and why."""

    __tablename__ = "reporter_look"
    __table_args__ = (Index("reporter_look_at", "at"), Index("reporter_look_by", "person_id", "at"))
    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=INSTANT)
    reason: str = Field(sa_type=TEXT)
