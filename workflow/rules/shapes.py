"""The shape of `escalation_rules.yaml`, section by section: which keys there are and what each may hold.

What a single value means is in `values`, what the file as a whole must keep to in `checks`.
"""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from models.incident import Flow, Source, Verifier
from models.notice import Channel
from workflow.rules import values as v
from workflow.rules.language import Action, Audience, Choose, GridKind, SpecialKind
from workflow.rules.measuring import COUNTS, RATES, WHOLE, Colour, Whose
from workflow.rules.patrolling import PATROLLERS, SpotKind
from workflow.rules.sampling import CLOSED, MOST


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


TEXT: Final = "<text>"
SHAPE: Final = "<shape>"
"""How an error tells which of two forms of a value it is about: one text, or keys and values."""


def _form(value: object) -> str:
    return TEXT if isinstance(value, str) else SHAPE


class Named(Shape):
    zh: v.Words
    en: v.Words


Several = Field(min_length=1)
KindOfGrid = Annotated[str, v.choice(*GridKind, code="kind-not-thing")]
KindOfSpecial = Annotated[str, v.choice(*SpecialKind, code="kind-not-thing")]


class Territory(Shape):
    prefix: v.Prefix
    timezone: v.Zone
    tiers: Annotated[dict[v.Name, Annotated[int, v.whole(1, 4)]], Several]
    grid_kinds: dict[KindOfGrid, Named]
    special_kinds: dict[KindOfSpecial, Named]


class Season(Shape):
    first: v.Day | None = Field(default=None, alias="from")
    last: v.Day | None = Field(default=None, alias="to")
    hours: Annotated[list[v.Hours], Several]


class Calendar(Shape):
    workday: v.Workday | None = None
    seasons: Annotated[list[Season], Several]


class Category(Named):
    filing: Annotated[list[v.FilingName], Several] | None = None
    closing: Annotated[list[v.ClosingName], Several] | None = None
    words: Annotated[list[v.Words], Several] | None = None
    flow: Annotated[str, v.choice(*Flow)] = Flow.PROBLEM


class Group(Named):
    older: v.Code | None = None
    filing: Annotated[list[v.FilingName], Several]
    closing: Annotated[list[v.ClosingName], Several]
    categories: Annotated[dict[v.Code, Category], Several]


class Family(Named):
    standard: v.Words
    kind: Annotated[str, v.choice("part", "matter")]
    prefix: v.Prefix | None = None
    groups: Annotated[dict[v.Code, Group], Several]


class Catalogue(Shape):
    filing: Annotated[dict[v.Name, Named], Several]
    closing: Annotated[dict[v.Name, Named], Several]
    families: Annotated[dict[v.Name, Family], Several]


class Unit(Named):
    level: Annotated[int, v.whole(1, 2)] = 1


class Repeats(Shape):
    """So many open reports of its kind within so many metres and days."""

    at_least: Annotated[int, v.whole(1, 100)]
    metres: Annotated[int, v.whole(1, 5_000)]
    days: Annotated[int, v.whole(1, 365)]


class When(Shape):
    """Conditions that must all hold: one field for each of `CONDITIONS`, and what joins others."""

    category: Annotated[list[v.CategoryPattern], Several] | None = None
    severity: Annotated[list[Annotated[int, v.whole(1, 4)]], Several] | None = None
    grid: Annotated[list[v.Code], Several] | None = None
    grid_kind: Annotated[list[Annotated[str, v.known("unknown-grid-kind", "grid_kinds")]], Several] | None = None
    special: Annotated[list[v.Code], Several] | None = None
    special_kind: Annotated[list[Annotated[str, v.known("unknown-special-kind", "special_kinds")]], Several] | None = (
        None
    )
    time: v.Span | None = None
    workday: v.Flag | None = None
    season: v.Season | None = None
    source: Annotated[list[Annotated[str, v.choice(*Source)]], Several] | None = None
    repeats: (
        Annotated[Annotated[v.AtLeast, Tag(TEXT)] | Annotated[Repeats, Tag(SHAPE)], Discriminator(_form)] | None
    ) = None
    words: Annotated[list[v.Said], Several] | None = None
    all: Annotated[list["Clause"], Several] | None = None
    any: Annotated[list["Clause"], Several] | None = None
    not_: "Clause | None" = Field(default=None, alias="not")


Clause = Annotated[Annotated[v.ConditionName, Tag(TEXT)] | Annotated[When, Tag(SHAPE)], Discriminator(_form)]
"""Conditions, or the name of some under `conditions`."""


class Budgets(Shape):
    intake: v.Amount | None = None
    check: v.Amount | None = None
    dispatch: v.Amount | None = None
    handle: v.Amount | None = None
    verify: v.Amount | None = None
    answer: v.Amount | None = None
    promise: v.Amount | None = None


class Ladders(Shape):
    intake: v.LadderName | None = None
    check: v.LadderName | None = None
    dispatch: v.LadderName | None = None
    handle: v.LadderName | None = None
    verify: v.LadderName | None = None
    answer: v.LadderName | None = None
    promise: v.LadderName | None = None


Cap = Annotated[int, v.whole(0, 20)]
SomeOf = Annotated[int, v.whole(1, 20)]


class Returns(Shape):
    """Caps of single types of return, and of all together."""

    total: Cap
    not_ours: SomeOf | None = None
    wrong_place: SomeOf | None = None
    wrong_category: SomeOf | None = None
    cannot_find: SomeOf | None = None
    needs_others: SomeOf | None = None


Capped = Annotated[Annotated[Cap, Tag(TEXT)] | Annotated[Returns, Tag(SHAPE)], Discriminator(_form)]


class OwnLimits(Shape):
    """What a route may set of the file's `limits` for itself."""

    returns: Capped | None = None
    extensions: Cap | None = None
    suspensions: Cap | None = None
    suspension_days: Annotated[int, v.whole(1, 365)] | None = None
    reworks: Cap | None = None
    reopens: Cap | None = None
    hand_downs: Cap | None = None
    refusals: Cap | None = None
    objections: Cap | None = None
    objection_days: v.Running | None = None


class Route(Shape):
    name: v.Name
    when: Clause = When()
    to: Annotated[list[v.To], Several, v.one_or_several]
    choose: Annotated[str, v.choice(*Choose)] = Choose.FIRST
    co: list[v.To] = []
    automatic: list[Annotated[str, v.choice("accept", "dispatch")]] = []
    check: v.Flag | None = None
    verify: Annotated[str, v.choice(*Verifier)] = Verifier.INFORMANT
    close_after: v.Amount | None = None
    budgets: Budgets = Budgets()
    ladders: Ladders = Ladders()
    limits: OwnLimits | None = None
    urgent: v.Flag = False


class Rung(Shape):
    at: v.Share | None = None
    after: v.Amount | None = None
    do: Annotated[str, v.choice(*Action)]
    tell: Annotated[list[Annotated[str, v.choice(*Audience)]], Several]
    level: Annotated[int, v.whole(1, 3)] | None = None
    every: v.Amount | None = None
    channels: Annotated[list[Annotated[str, v.choice(*Channel)]], Several] | None = None


Ladder = Annotated[list[Rung], Several]


class Pace(Shape):
    budget: v.Amount
    ladder: v.LadderName


class Stage(Pace):
    urgent: Pace | None = None


class Pause(Shape):
    ladder: v.LadderName


class Stages(Shape):
    intake: Stage
    check: Stage
    dispatch: Stage
    handle: Stage
    verify: Stage
    promise: Stage
    request: Pace
    order: Pace
    review: Pace
    objection: Pace
    suspension: Pause
    reminder: Stage | None = None
    answer: Stage | None = None
    meeting: Pause | None = None
    minutes: Pace | None = None
    conclusion: Pace | None = None
    decision: Pace | None = None
    inspection: Pace | None = None
    bulletin: Pause | None = None


class Duplicates(Shape):
    metres: Annotated[int, v.whole(1, 5_000)]
    days: Annotated[int, v.whole(1, 365)]


class Reminders(Shape):
    pause: v.Running | None = None
    urgent: v.Running | None = None


class Limits(Shape):
    returns: Capped
    extensions: Cap
    suspensions: Cap
    suspension_days: Annotated[int, v.whole(1, 365)]
    reworks: Cap
    reopens: Cap
    hand_downs: Cap
    refusals: Cap
    objections: Cap
    objection_days: v.Running
    yellow: v.Share
    duplicates: Duplicates
    reminders: Reminders | None = None
    stages: Stages


class Meeting(Shape):
    level: Annotated[int, v.whole(1, 2)]
    every: Annotated[str, v.choice("month", "quarter", "half_year")] | None = None
    day: Annotated[int, v.whole(1, 28)] | None = None
    tabled: Annotated[int, v.whole(1, 1_000)] | None = None
    repeats: Annotated[int, v.whole(2, 1_000)] | None = None
    days: Annotated[int, v.whole(1, 365)] | None = None
    supports: Annotated[int, v.whole(2, 100_000)] | None = None
    within: v.Amount | None = None
    invite: v.Amount | None = None


Bodies = list[Annotated[str, v.choice("city", "townships")]]


class Telling(Shape):
    day: Annotated[int, v.whole(1, 28)] | None = None
    of: Bodies | None = None


class Bulletin(Meeting):
    of: Bodies | None = None
    quarter: Telling | None = None
    year: Telling | None = None
    draft: v.Amount | None = None
    by_itself: v.Flag | None = None


class Meetings(Shape):
    bulletin: Bulletin
    special: Meeting
    joint: Meeting
    work: Meeting
    consultation: Meeting
    roundtable: Meeting


class Sample(Shape):
    """One kind of closed case of which a share is looked at again."""

    name: v.Name
    category: Annotated[list[v.CategoryPattern], Several] | None = None
    unit: Annotated[list[Annotated[str, v.known("unknown-unit", "units")]], Several] | None = None
    closed: Annotated[list[Annotated[str, v.choice(*CLOSED)]], Several] | None = None
    severity: Annotated[list[Annotated[int, v.whole(1, 4)]], Several] | None = None
    share: v.Share
    at_least: Annotated[int, v.whole(0, MOST)] = 0
    at_most: Annotated[int, v.whole(0, MOST)] = MOST


class Inspections(Shape):
    every: Annotated[str, v.choice("week", "month")]
    samples: Annotated[list[Sample], Several]


class Notices(Shape):
    quiet: v.Span
    digest: v.Moment
    channels: Annotated[list[Annotated[str, v.choice(*Channel)]], Several]
    urgent: Annotated[list[Annotated[str, v.choice(*Channel)]], Several]
    every: v.Running
    tries: Annotated[int, v.whole(1, 20)]


class Retention(Shape):
    reporters: v.Running
    looks: v.Running
    categories: dict[v.CategoryPattern, v.Running] = {}


KindOfSpot = Annotated[str, v.choice(*SpotKind, code="kind-not-thing")]


class Spots(Named):
    """A kind of thing that patrols look at."""

    finding: v.CategoryName | None = None


class Template(Named):
    kind: Annotated[str, v.known("unknown-spot-kind", "spot_kinds")]
    every: v.WorkDays
    budget: v.WorkDays | None = None
    who: Annotated[str, v.choice(*PATROLLERS)]
    look: list[Named] = []
    finding: v.CategoryName | None = None
    ladder: v.LadderName | None = None


class Patrols(Shape):
    ladder: v.LadderName
    kinds: Annotated[dict[KindOfSpot, Spots], Several]
    templates: dict[v.Name, Template] = {}


class Grade(Shape):
    name: v.Words
    at_least: Annotated[int, v.whole(0, WHOLE)]
    colour: Annotated[str, v.choice(*Colour)]


class Band(Shape):
    up_to: Annotated[int, v.whole(0, 10_000_000)] | None = None
    points: Annotated[int, v.whole(0, WHOLE)]


class Part(Shape):
    rate: Annotated[str, v.choice(*RATES)] | None = None
    count: Annotated[str, v.choice(*COUNTS)] | None = None
    inverted: v.Flag = False
    bands: Annotated[list[Band], Several] | None = None
    weight: Annotated[int, v.whole(1, WHOLE)]


class Watched(Shape):
    reopened: v.Running | None = None
    reset: v.Share | None = None
    extensions: Annotated[int, v.whole(1, 20)] | None = None
    back: Annotated[int, v.whole(1, 20)] | None = None
    longer: v.Share | None = None
    before_limit: v.Share | None = None


class Indicators(Shape):
    grades: Annotated[list[Grade], Several] | None = None
    composites: dict[Annotated[str, v.choice(*Whose)], Annotated[list[Part], Several]] = {}
    patterns: Watched = Watched()


class File(Shape):
    territory: Territory
    calendar: Calendar
    catalogue: Catalogue
    units: Annotated[dict[v.Name, Unit], Several]
    conditions: dict[v.Name, Clause] = {}
    routes: Annotated[list[Route], Several]
    ladders: Annotated[dict[v.Name, Ladder], Several]
    limits: Limits
    meetings: Meetings
    inspections: Inspections | None = None
    notices: Notices
    retention: Retention
    patrols: Patrols | None = None
    indicators: Indicators = Indicators()
