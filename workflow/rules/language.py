"""What the rules are once they have been read: plain frozen values, complete, with every default filled in.

A case meets the routes in the order of the file and the first that fits wins. A route fits in one or more ways, its
alternatives: of each all conditions must hold. What a condition may look at is the closed list `CONDITIONS`, which
has no word for a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from models.clock import Stage
from models.incident import Flow, Source, Verifier
from models.notice import Channel
from models.people import Role
from models.task import ReturnType
from workflow.calendar import Budget, Unit
from workflow.days import Slots
from workflow.rules.calling import Bulletin, Meeting, Notices
from workflow.rules.measuring import Measures
from workflow.rules.patrolling import Patrols
from workflow.rules.sampling import Inspections

if TYPE_CHECKING:
    from workflow.rules.matching import Masks

ROUTE_STAGES: Final = (
    Stage.INTAKE,
    Stage.CHECK,
    Stage.DISPATCH,
    Stage.HANDLE,
    Stage.VERIFY,
    Stage.ANSWER,
    Stage.PROMISE,
)
"""The stages whose budget and ladder a route may set for itself."""

OTHER_STAGES: Final = (
    *(Stage.REQUEST, Stage.ORDER, Stage.REVIEW, Stage.OBJECTION, Stage.REMINDER),
    *(Stage.MINUTES, Stage.CONCLUSION, Stage.DECISION),
    Stage.INSPECTION,
)
"""The stages that have one budget for all routes."""


class Attribute(StrEnum):
    """All that a rule may look at, in the order in which an explanation goes through it. None describes a person."""

    CATEGORY = "category"
    SEVERITY = "severity"
    GRID = "grid"
    GRID_KIND = "grid_kind"
    SPECIAL = "special"
    SPECIAL_KIND = "special_kind"
    TIME = "time"
    WORKDAY = "workday"
    SEASON = "season"
    SOURCE = "source"
    REPEATS = "repeats"
    WORDS = "words"


CONDITIONS: Final = tuple(Attribute)


class GridKind(StrEnum):
    """What a grid physically is; a rules file names those that its city has."""

    URBAN = "urban"
    MARKET_TOWN = "market_town"
    RURAL = "rural"
    INDUSTRIAL = "industrial"
    WATERSIDE = "waterside"
    HILLS = "hills"


class SpecialKind(StrEnum):
    """What a special grid (特色网格) physically is; a rules file names those that its city has."""

    INDUSTRIAL_PARK = "industrial_park"
    MARKET = "market"
    HOSPITAL = "hospital"
    RIVER_REACH = "river_reach"
    SCHOOL = "school"
    STATION = "station"
    SCENIC_AREA = "scenic_area"
    CONSTRUCTION_SITE = "construction_site"
    WETLAND = "wetland"
    BRIDGE = "bridge"
    FARMLAND = "farmland"
    FOREST = "forest"
    HARBOUR = "harbour"
    LAKE = "lake"
    LANDFILL = "landfill"
    PARK = "park"
    QUARRY = "quarry"
    RESERVOIR = "reservoir"
    SUBSTATION = "substation"
    TUNNEL = "tunnel"
    WAREHOUSE = "warehouse"


@dataclass(frozen=True, slots=True)
class Named:
    """What something is called in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit (责任单位) and the duty level at which its units stand: 1 the city, 2 each township."""

    zh: str
    en: str
    level: int


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of problem. `key` is what reports and routes say; (`standard`, `kind`, `code`) is what the standards say.

    `group` is the beginning of the key that its group has in common. `filing` and `closing` name conditions
    (立案条件, 结案条件) of `Rules.filing` and `Rules.closing`, the default first. `alias` is the older standard's code.
    `words` are what people call it, by which it is suggested while they write. `flow` is what becomes of it.
    """

    key: str
    standard: str
    kind: str
    code: str
    group: str
    family: str
    zh: str
    en: str
    filing: tuple[str, ...]
    closing: tuple[str, ...]
    alias: str | None = None
    words: tuple[str, ...] = ()
    flow: Flow = Flow.PROBLEM


class Case(NamedTuple):
    """All that the rules can see of an incident, one field or two for each of `CONDITIONS`.

    `path` is the dotted codes from the root to the grid, empty where the place is unknown; `kind` the grid's kind;
    `specials` and `special_kinds` the codes and the kinds of the special grids in which it lies; `minute` the local
    minute of the day (0–1439) and `day` the local day (`06-01`), empty in what was recorded before seasons; `words`
    the description in lower case; `repeats` the open reports of its kind nearby, as `limits.duplicates` measures it;
    `nearby` (metres, days, count) for each measure that the rules ask for.
    """

    category: str
    severity: int
    path: str
    kind: str | None
    specials: tuple[str, ...]
    source: str
    minute: int
    workday: bool
    words: str
    repeats: int
    special_kinds: tuple[str, ...] = ()
    day: str = ""
    nearby: tuple[tuple[int, int, int], ...] = ()

    def repeated(self, metres: int, days: int) -> int:
        """The repeats by one measure; where it was not counted, those of `limits.duplicates`."""
        return next((count for m, d, count in self.nearby if (m, d) == (metres, days)), self.repeats)

    def recorded(self) -> dict[str, Any]:
        """As the ledger keeps it: JSON."""
        lists = {name: list(value) for name, value in self._asdict().items() if isinstance(value, tuple)}
        return {**self._asdict(), **lists, "nearby": [list(each) for each in self.nearby]}

    @classmethod
    def recalled(cls, recorded: Mapping[str, Any]) -> Self:
        """What the ledger kept, now or before it kept days and measures."""
        tuples = {name: tuple(value) for name, value in recorded.items() if isinstance(value, list)}
        nearby = tuple((m, d, count) for m, d, count in recorded.get("nearby", ()))
        return cls(**{**recorded, **tuples, "nearby": nearby})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an alternative. `takes` is what makes it true, `wanted` what the file says:

    category keys, severities, grid codes, kinds (empty: none is known), sources or words, one of which must fit; for
    `time` the minute from which and the minute up to which, perhaps past midnight; for `season` the first and the
    last day, perhaps past New Year; for `workday` 0 or 1; for `repeats` the least number, metres and days.

    With `negated` it holds where it otherwise would not: only of grids, special grids, words and repeats; of the
    other attributes `takes` has what is left. `excluding` says that `wanted` stands under a `not` in the file.
    """

    attribute: Attribute
    wanted: tuple[str, ...]
    takes: tuple[str | int, ...]
    line: int
    negated: bool = False
    excluding: bool = False


Alternative = tuple[Condition, ...]
"""One way in which a route fits, in the order of `CONDITIONS`; an empty one always holds."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a case: the handlers of its grid, a unit of a kind that serves the place, a role at a duty level, or
    who stands in for the holders of that role."""

    how: Literal["grid", "unit", "role", "substitute"]
    unit: str | None = None
    role: Role | None = None
    level: int | None = None


class Choose(StrEnum):
    """Which of several receivers is sent."""

    FIRST = "first"
    """The first that there is."""
    LEAST_LOADED = "least_loaded"
    """Of all that there are, whoever has the fewest open tasks; of equals the first."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where cases of one sort go and how long each stage may take. It fits where one of its `alternatives` holds.

    `accept` and `dispatch` say whether a rule does it without a person; `check` whether residents' reports are
    checked on the spot before filing; `close_after` closes what nobody verified that long after feedback, counted
    apart. `budgets` has every stage of `ROUTE_STAGES` and `OTHER_STAGES`, `ladders` these, the suspension's
    and the meeting's. `limits` are the file's where it says nothing of its own.
    """

    name: str
    alternatives: tuple[Alternative, ...]
    to: tuple[Receiver, ...]
    choose: Choose
    co: tuple[Receiver, ...]
    accept: bool
    dispatch: bool
    check: bool
    verify: Verifier
    close_after: Budget | None
    budgets: Mapping[Stage, Budget]
    ladders: Mapping[Stage, str]
    limits: "Limits"
    urgent: bool
    line: int

    def accepts(self, source: str) -> bool:
        """Whether it accepts by itself what was reported in that way: not what is looked at on the spot first."""
        return self.accept and not (self.check and source == Source.RESIDENT)


class Action(StrEnum):
    REMIND = "remind"
    WARN = "warn"
    RAISE = "raise"
    SUPERVISE = "supervise"
    TABLE = "table"


class Audience(StrEnum):
    """Who is told."""

    RESPONSIBLE = "responsible"
    """Whoever must act now."""
    DOER = "doer"
    DISPATCHER = "dispatcher"
    DUTY = "duty"
    TOWNSHIP_SUPERVISOR = "township_supervisor"
    SUPERVISOR = "supervisor"
    CENTRE = "centre"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Rung:
    """What happens at one moment of a running clock: at a `share` of its budget (up to the whole), or a time `after`
    the due instant; exactly one of the two is set. `level` is where a raise goes. `every` repeats the last rung.
    `channels` carry its messages in place of the usual ones."""

    share: Fraction | None
    after: Budget | None
    do: Action
    tell: tuple[Audience, ...]
    level: int | None = None
    every: Budget | None = None
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs that rise in time; the last one repeats, so that a running clock never falls silent."""

    name: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Open reports of the same category count as repeats within so many metres and days."""

    metres: int
    days: int


@dataclass(frozen=True, slots=True)
class Reminders:
    """How long somebody who was reminded by hand is left in peace, running time; of an urgent case `urgent`."""

    pause: Budget
    urgent: Budget


@dataclass(frozen=True, slots=True)
class Limits:
    """How often what may go round goes round, and the budgets and ladders where a route sets none of its own.
    `returns_by` are the caps of single types of return, within the cap of all."""

    returns: int
    returns_by: Mapping[ReturnType, int]
    extensions: int
    suspensions: int
    suspension_days: int
    reworks: int
    reopens: int
    hand_downs: int
    refusals: int
    objections: int
    objection_days: Budget
    duplicates: Duplicates
    reminders: Reminders
    budgets: Mapping[Stage, Budget]
    ladders: Mapping[Stage, str]
    urgent_budgets: Mapping[Stage, Budget]
    urgent_ladders: Mapping[Stage, str]

    @property
    def objection_period(self) -> timedelta:
        """How long after an end an objection may be lodged; running time."""
        return _running(self.objection_days)

    def pause_of(self, urgent: bool) -> timedelta:
        """How long at least lies between two reminders by hand."""
        return _running(self.reminders.urgent if urgent else self.reminders.pause)


_RUNNING: Final = {Unit.MINUTE: 60, Unit.HOUR: 3_600, Unit.DAY: 86_400}


def _running(budget: Budget) -> timedelta:
    return timedelta(seconds=budget.amount * _RUNNING[budget.unit])


@dataclass(frozen=True, slots=True)
class Retention:
    """How long personal data is kept after a case has ended, and the log of who looked at it; all running time.
    `categories` has the exceptions, by key or group (`98*`): the first that covers a category holds."""

    reporters: Budget
    looks: Budget
    categories: Mapping[str, Budget]

    def of(self, category: str) -> Budget:
        """How long a reporter's data is kept after the end of a case of the category."""
        return next((b for pattern, b in self.categories.items() if covers(pattern, category)), self.reporters)


class Met(NamedTuple):
    """A condition that held, and what it saw."""

    attribute: Attribute
    wanted: tuple[str, ...]
    seen: str
    excluding: bool = False


class Lost(NamedTuple):
    """An earlier route that did not win: the first condition that failed of the alternative that came furthest, and
    what that saw."""

    route: str
    line: int
    condition: Condition
    seen: str


@dataclass(frozen=True, slots=True)
class Routing:
    """A route with the reasons why it won: the conditions of the alternative that held, and each earlier route's
    failure."""

    route: Route
    true: tuple[Met, ...]
    lost: tuple[Lost, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """One version of the rules, whole. `number` is 0 until it is stored; `hash` is the SHA-256 of `text` in UTF-8.

    `tiers` maps a tier's name in a territory file to its duty level. `workday_seconds` is the length of one 工作日;
    a lamp turns yellow at the share `yellow` of a budget. `groups` are the names of the categories' groups.
    """

    number: int
    hash: str
    text: str
    prefix: str
    timezone: ZoneInfo
    tiers: Mapping[str, int]
    slots: Slots
    workday_seconds: int
    yellow: Fraction
    catalogue: Mapping[str, Category]
    groups: Mapping[str, Named]
    filing: Mapping[str, Named]
    closing: Mapping[str, Named]
    unit_kinds: Mapping[str, UnitKind]
    grid_kinds: Mapping[str, Named]
    special_kinds: Mapping[str, Named]
    routes: tuple[Route, ...]
    ladders: Mapping[str, Ladder]
    limits: Limits
    meetings: Mapping[str, Meeting]
    notices: Notices
    retention: Retention
    patrols: Patrols
    indicators: Measures
    masks: "Masks" = field(repr=False)
    inspections: Inspections | None = None
    """None where nothing is drawn to be looked at again."""

    def numbered(self, number: int) -> Self:
        return replace(self, number=number)

    @property
    def bulletin(self) -> Bulletin:
        """When bulletins are due, and how long a draft waits."""
        found = self.meetings["bulletin"]
        assert isinstance(found, Bulletin)
        return found

    def named(self, route: str) -> Route:
        """The route of that name; KeyError where there is none."""
        return self.routes[self.masks.places[route]]

    def category(self, code: str) -> Category | None:
        """The category of a key, or of the older standard's code."""
        return self.catalogue.get(code) or next((c for c in self.catalogue.values() if c.alias == code), None)

    @property
    def measures(self) -> tuple[tuple[int, int], ...]:
        """The (metres, days) by which the routes count repeats, in order."""
        return self.masks.measures

    @property
    def counted(self) -> tuple[tuple[int, int], ...]:
        """The (metres, days) by which the repeats of a new report are counted: the usual ones, then the others that
        routes ask for."""
        usual = self.limits.duplicates.metres, self.limits.duplicates.days
        return usual, *(measure for measure in self.measures if measure != usual)

    def limits_of(self, route: str) -> Limits:
        """The limits of a route by its name; the file's where there is none such (yet)."""
        place = self.masks.places.get(route)
        return self.limits if place is None else self.routes[place].limits

    def route(self, case: Case) -> Route:
        """The first route that fits; NoRoute where none does."""
        return self.routes[self.masks.first(case)]

    def routing(self, case: Case) -> Routing:
        """The same decision with its reasons."""
        return self.masks.routing(case)


def covers(pattern: str, key: str) -> bool:
    """Whether a category key, a group (`06*`) or `*` takes in a category."""
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern
