"""Indicators over time: of a territory, of those who work there, and one's own; and the cases behind each figure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api import composing, language, showing
from api.body import JsonRequest
from api.composing import OF
from api.counted import (
    CountedCase,
    CountedCases,
    CourseOf,
    FigureObjectionOf,
    FormulaOf,
    IndicatorRow,
    IndicatorsOf,
    OwnOf,
    PeriodOf,
)
from api.documents import CategoryOf
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.incident import Incident
from workflow import over_time, rights
from workflow.commands import Actor, Code
from workflow.credit import COUNTED, FLOW, PERSONS, By
from workflow.in_force import Now
from workflow.indicators import FORMULAS, Mark
from workflow.over_time import Behind, Course, Days, Row, Wanted
from workflow.rules.measuring import Whose
from workflow.sentences import Names
from workflow.store.by_day import Step
from workflow.store.disputes import Disputed

OF_A_PLACE = [Whose.TOWNSHIP, Whose.DUTY_CHIEF]

router = APIRouter(prefix="/api/v1/indicators", route_class=Signed, tags=["indicators"])


class Divided(StrEnum):
    """Whose figures: the territory's alone, or also each township's, unit's, category's, informant's, dispatcher's, or
    those of each person of the intake desks."""

    CITY = "city"
    TOWNSHIP = "township"
    UNIT = "unit"
    CATEGORY = "category"
    INFORMANT = "informant"
    INTAKE = "intake"
    DISPATCHER = "dispatcher"


Place = Annotated[Code | None, Query(description="The city's or a township's code; all one's own if none.")]
Key = Annotated[Code | None, Query(description="One of those: a code, a category, a person's id; all if none.")]
First = Annotated[date | None, Query(alias="from", description="The first day; that of as many periods as are shown.")]
Last = Annotated[date | None, Query(alias="to", description="The last day; that of the present period if none.")]


@router.get("", summary="Indicators over time", responses=answers(400, 401, 403, 404))
async def indicators(
    request: JsonRequest,
    by: Divided = Divided.CITY,
    place: Place = None,
    key: Key = None,
    first: First = None,
    last: Last = None,
    step: Step = Step.MONTH,
) -> IndicatorsOf:
    """Figures as the ledger told them when each period ended, up to the last day drawn up; with their formulas.
    Persons are there by name for who supervises them."""
    wanted = Wanted(_by(by), place, Days(first, last), key)
    found = await over_time.course(engine(request), person(request), wanted, step)
    names = Names(language.of(request), found.now.directory, found.now.rules)
    rows = [_row(row, wanted.by, names, found.counted) for row in found.rows if wanted.by]
    of = wanted.by if wanted.by and key else By.TOWNSHIP
    return IndicatorsOf(
        **_course(found, person(request), of, OF_A_PLACE if of == By.TOWNSHIP else [OF[of]] if of in OF else []),
        places=[showing.grid_path(grid, names) for grid in found.places],
        rows=rows,
        more=found.more,
        row_formulas=_formulas(COUNTED[wanted.by]) if wanted.by else [],
    )


@router.get("/incidents", summary="The cases behind an indicator", responses=answers(400, 401, 403, 404))
async def incidents(
    request: JsonRequest,
    mark: Mark,
    by: Divided = Divided.CITY,
    place: Place = None,
    key: Key = None,
    first: First = None,
    last: Last = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CountedCases:
    """Exactly those that a figure of these days counts, the newest first."""
    wanted = Wanted(_by(by), place, Days(first, last), key)
    found = await over_time.behind(engine(request), person(request), wanted, mark, cursor, limit)
    return _cases(found, person(request), Names(language.of(request), found.now.directory, found.now.rules))


@router.get("/mine", summary="One's own figures", responses=answers(400, 401, 403))
async def mine(request: JsonRequest, first: First = None, last: Last = None, step: Step = Step.MONTH) -> OwnOf:
    """What is counted of whoever asks, with the formulas by which it is."""
    who = person(request)
    found = await over_time.own(engine(request), who, Days(first, last), step)
    return OwnOf(
        **{
            str(by): CourseOf(**_course(course, who, by, [Whose.DUTY_CHIEF] if by == By.TOWNSHIP else [OF[by]]))
            for by, course in found.items()
            if course.marks or course.disputed
        },
    )


@router.get("/mine/incidents", summary="The cases behind one's own figure", responses=answers(400, 401, 403))
async def mine_incidents(
    request: JsonRequest,
    by: By,
    mark: Mark,
    first: First = None,
    last: Last = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CountedCases:
    """Exactly those that it counts, the newest first."""
    days, who = Days(first, last), person(request)
    found = await over_time.behind_own(engine(request), who, by, days, mark, cursor, limit)
    return _cases(found, who, Names(language.of(request), found.now.directory, found.now.rules))


def _by(divided: Divided) -> By | None:
    return None if divided == Divided.CITY else By(divided)


def _course(found: Course, actor: Actor, by: By, composites: list[Whose]) -> dict[str, Any]:
    rules, scope = found.now.rules, _scope(found.now, actor)
    return {
        "first": found.days[0],
        "last": found.days[1],
        "drawn": found.drawn,
        "formulas": _formulas(COUNTED[by]),
        "composites": [composing.whole(rules, whose, found.marks, found.counted) for whose in composites],
        "watched": composing.watched(rules),
        "objections": [_objection(each, scope.sees(each.case, ())) for each in found.disputed],
        "marks": _marks(found.marks),
        "periods": [PeriodOf(start=start, marks=_marks(each)) for start, each in found.periods.items()],
    }


def _objection(disputed: Disputed, opens: bool) -> FigureObjectionOf:
    objection, case = disputed
    return FigureObjectionOf(
        id=case.id if opens else None,
        number=case.number,
        figure=str(objection.figure),
        state=objection.state,
        lodged_at=objection.lodged_at,
        decided_at=objection.decided_at,
        opens=opens,
    )


def _scope(now: Now, actor: Actor) -> rights.Scope:
    assert actor.id is not None
    return rights.scope(actor, now.facts().posts(actor.id), now.directory)


def _formulas(marks: frozenset[Mark]) -> list[FormulaOf]:
    return [
        FormulaOf(name=name, over=each.over, less=each.less, under=each.under)
        for name, each in FORMULAS.items()
        if each.marks <= marks
    ]


def _marks(found: Mapping[Mark, int]) -> dict[str, int]:
    return {str(mark): found[mark] for mark in Mark if mark in found and mark in FLOW}


def _row(row: Row, by: By, names: Names, days: int) -> IndicatorRow:
    key, name = row.key, row.key
    if by in PERSONS:
        name = names.person(UUID(key))
    elif by == By.UNIT:
        unit = names.directory.unit_by_id(UUID(key))
        key, name = (unit.code, unit.name) if unit else (key, "")
    elif by == By.TOWNSHIP:
        grid = names.directory.grid(key) if key else None
        name = grid.name if grid else ""
    else:
        category = names.rules.category(key)
        name = names.either(category) if category else key
    scores = composing.scores(names.rules, by, row.marks, days)
    return IndicatorRow(key=key, name=name, marks=_marks(row.marks), scores=scores)


def _cases(found: Behind, actor: Actor, names: Names) -> CountedCases:
    scope = _scope(found.now, actor)
    return CountedCases(
        items=[_case(each, scope.sees(each, ()), names) for each in found.page.items], next=found.page.next
    )


def _case(case: Incident, opens: bool, names: Names) -> CountedCase:
    category = names.rules.category(case.category)
    grid = names.directory.grid(case.grid) if case.grid else None
    return CountedCase(
        id=case.id if opens else None,
        number=case.number,
        category=CategoryOf(
            key=case.category,
            zh=category.zh if category else case.category,
            en=category.en if category else case.category,
        ),
        reported_at=case.reported_at,
        state=case.state if opens else None,
        grid=showing.grid_path(grid, names) if opens and grid else None,
        opens=opens,
    )
