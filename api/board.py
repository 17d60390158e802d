"""The supervisors' board: figures of a territory, and the cases behind each."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api import language, reading, showing
from api.body import JsonRequest
from api.charting import charted
from api.openapi import answers
from api.overseen import (
    BehindOf,
    BoardOf,
    BoardRow,
    ChartOf,
    DeskOf,
    DesksOf,
    FiguresOf,
    KeptOf,
    Level,
    Place,
    ShadeOf,
    ShadesOf,
    UnitRow,
    UnitsOf,
    watches,
)
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.incident import State
from workflow import overseeing
from workflow.commands import Code
from workflow.grounds import LEVELS, Wanted
from workflow.overseeing import Overview, Row
from workflow.sentences import Names
from workflow.store.board import OF_OPEN, Counts, Figure, Kept

router = APIRouter(prefix="/api/v1/board", route_class=Signed, tags=["board"])


@router.get("", summary="The board", responses=answers(400, 401, 403, 404))
async def board(request: JsonRequest, place: Place = None) -> BoardOf:
    """What is open, late and lying, by township or village, and how promises were kept; who is on duty there."""
    found = await overseeing.overview(engine(request), person(request), Wanted(place))
    names = Names(language.of(request), found.now.directory, found.now.rules)
    return _board(found, names)


@router.get("/units", summary="The board by unit", responses=answers(400, 401, 403, 404))
async def units(request: JsonRequest, place: Place = None) -> UnitsOf:
    """What is open, late and lying by the unit that leads it."""
    found = await overseeing.units(engine(request), person(request), Wanted(place))
    return UnitsOf(rows=[UnitRow(code=unit.code, name=unit.name, **_figures(counts)) for unit, counts in found])


@router.get("/chart", summary="The state chart", responses=answers(400, 401, 403, 404))
async def chart(request: JsonRequest, place: Place = None) -> ChartOf:
    """The case machine as it is executed, with how many stand in each state, and where."""
    found = await overseeing.chart(engine(request), person(request), Wanted(place))
    return charted(found, Names(language.of(request), found.now.directory, found.now.rules))


@router.get("/grids", summary="How late each part is", responses=answers(400, 401, 403, 404))
async def grids(request: JsonRequest, place: Place = None, level: Level = None) -> ShadesOf:
    """How much is open and late, by township, village or group: what a map is shaded by."""
    found = await overseeing.shaded(engine(request), person(request), Wanted(place, level=level))
    part = found.look.ground.part
    return ShadesOf(
        as_of=found.look.now.at,
        part=part,
        level=LEVELS[part],
        rows=[
            ShadeOf(code=grid.code, name=grid.name, here=here, open=each.open, late=each.late)
            for grid, here, each in found.rows
        ],
    )


@router.get("/duty", summary="Who was on duty", responses=answers(400, 401, 403, 404))
async def desks(
    request: JsonRequest,
    place: Place = None,
    at: Annotated[AwareDatetime | None, Query(description="When, up to two years ago; now if none.")] = None,
) -> DesksOf:
    """Who is or was on duty at each part: its dispatchers, or the duty desk where none of them was; the village's
    handlers; the group's informants."""
    found = await overseeing.on_duty(engine(request), person(request), Wanted(place), at)
    names = Names(language.of(request), found.look.now.directory, found.look.now.rules)
    rows = [DeskOf(code=grid.code, name=grid.name, on_duty=watches(who, names)) for grid, who in found.rows]
    return DesksOf(at=found.at, part=found.look.ground.part, rows=rows)


@router.get("/incidents", summary="The cases behind a figure", responses=answers(400, 401, 403, 404))
async def incidents(
    request: JsonRequest,
    figure: Figure,
    place: Place = None,
    here: Annotated[bool, Query(description="Only what lies in none of the place's parts.")] = False,
    unit: Annotated[Code | None, Query(description="A unit's code: only what it leads.")] = None,
    state: State | None = None,
    level: Level = None,
    since: Annotated[
        date | None, Query(description="Of what ended or was judged: since which day; since the month began if none.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BehindOf:
    """Exactly those that it counts: of what is open what is due first on top, of others the newest."""
    door, wanted = engine(request), Wanted(place, here, unit, state, level)
    return await reading.behind(door, person(request), figure, wanted, since, cursor, limit, language.of(request))


def _board(found: Overview, names: Names) -> BoardOf:
    tz = found.now.calendar.tz
    return BoardOf(
        as_of=found.now.at,
        places=[showing.grid_path(grid, names) for grid in found.places],
        above=[showing.grid_path(grid, names) for grid in found.above],
        part=found.ground.part,
        level=found.ground.level,
        total=FiguresOf(**_figures(found.total)),
        month=_summed(row.month for row in found.rows),
        weeks=[start.astimezone(tz).date() for start in found.weeks],
        rows=[_row(row, names) for row in found.rows],
    )


def _row(row: Row, names: Names) -> BoardRow:
    return BoardRow(
        code=row.grid.code,
        name=row.grid.name,
        here=row.here,
        **_figures(row.counts),
        month=_kept(row.month),
        weeks=[_kept(week) for week in row.weeks],
        on_duty=watches(row.on_duty, names),
    )


def _figures(counts: Counts) -> dict[str, int]:
    return {str(figure): counts[figure] for figure in OF_OPEN}


def _kept(each: Kept) -> KeptOf:
    return KeptOf(kept=each.kept, judged=each.judged)


def _summed(all_: Iterable[Kept]) -> KeptOf:
    found = list(all_)
    return KeptOf(kept=sum(each.kept for each in found), judged=sum(each.judged for each in found))
