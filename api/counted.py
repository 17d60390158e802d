"""Indicators over time as documents."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.cases import GridPath
from api.documents import CategoryOf, Document
from models.incident import State
from models.task import ObjectionState
from workflow.indicators import Mark
from workflow.rules.measuring import Colour, Whose

Marks = dict[str, int]


class FormulaOf(Document):
    """How a rate is counted: the cases with one mark, less those with another, of those with the mark below."""

    name: str
    over: Mark
    less: Mark | None
    under: Mark


class GradeOf(Document):
    """A grade as the rules name it; `colour` is a role: green, blue, yellow, red or black."""

    name: str
    colour: Colour


class ScoreOf(Document):
    """What a composite comes to, of 100, to two digits; none where nothing was due."""

    whose: Whose
    score: str | None
    grade: GradeOf | None


class CompositePartOf(Document):
    """One part: a `rate` with its numerator and denominator, from 100 down where `inverted`; or a `count` of `cases`
    that comes to `monthly` in 30 days. `weight` is what the rules say, `weighs` what it weighs here: more where another
    part has no value, nothing where it has none itself. `points` of 100, and what that `adds` to the composite."""

    rate: str | None
    count: Mark | None
    inverted: bool
    weight: int
    weighs: str
    over: int | None
    under: int | None
    cases: int | None
    monthly: str | None
    points: str | None
    adds: str | None


class CompositeOf(ScoreOf):
    """With how it was reckoned. `days`: for how many days there are figures."""

    days: int
    parts: list[CompositePartOf]


class WatchedOf(Document):
    """From where on a pattern is shown, by the rules in force. Shares are percent."""

    reopened: str
    reset: float
    extensions: int
    back: int
    longer: float
    before_limit: float


class PeriodOf(Document):
    """The figures of one period; the first and the last may be a part of one."""

    start: date
    marks: Marks


class FigureObjectionOf(Document):
    """An objection to a figure: on which case, to which rate or pattern, and what became of it. `opens`: whether the
    reader may open the case."""

    id: UUID | None
    number: str
    figure: str
    state: ObjectionState
    lodged_at: datetime
    decided_at: datetime | None
    opens: bool


class CourseOf(Document):
    """Figures of all days together, by mark, and period by period; what is not there is 0. Figures end with `drawn`,
    the last day that is drawn up. `GET …/incidents` opens the cases of each mark. `objections` are those that were made
    to these figures in these days, the newest 50."""

    first: date
    last: date
    drawn: date | None
    formulas: list[FormulaOf]
    marks: Marks
    periods: list[PeriodOf]
    composites: list[CompositeOf]
    watched: WatchedOf
    objections: list[FigureObjectionOf]


class IndicatorRow(Document):
    """One of those whose figures are asked for: a township, a unit, a category, a person."""

    key: str
    name: str
    marks: Marks
    scores: list[ScoreOf]


class IndicatorsOf(CourseOf):
    """The figures of a place, and of those in it, by how many cases they have. `more`: how many are not shown."""

    places: list[GridPath]
    rows: list[IndicatorRow]
    more: int
    row_formulas: list[FormulaOf]


class OwnOf(Document):
    """What is counted of a person: as an informant, at the intake desk, as a dispatcher; of their unit; of the township
    whose desk they lead. None where nothing is."""

    informant: CourseOf | None = None
    intake: CourseOf | None = None
    unit: CourseOf | None = None
    township: CourseOf | None = None
    dispatcher: CourseOf | None = None


class CountedCase(Document):
    """A case that a figure counts. `opens`: whether the reader may open it; where they may not, for it is elsewhere by
    now, its number, category and day of report are all that is told."""

    id: UUID | None
    number: str
    category: CategoryOf
    reported_at: datetime
    state: State | None
    grid: GridPath | None
    opens: bool


class CountedCases(Document):
    """A page; `next` is the cursor of the next one."""

    items: list[CountedCase]
    next: str | None = Field(description="None on the last.")
