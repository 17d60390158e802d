"""The supervisors' board: figures of a territory, and the cases behind each."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api import language, reading, showing
from api.body import JsonRequest
from api.charting import charted
from api.documents import Named
from api.openapi import answers
from api.overseen import BehindOf, BoardOf, BoardRow, ChartOf, FiguresOf, KeptOf, UnitRow, UnitsOf, WatchOf
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.incident import State
from workflow import overseeing
from workflow.commands import Code
from workflow.overseeing import Overview, Row, Wanted
from workflow.sentences import Names
from workflow.store.board import OF_OPEN, Counts, Figure, Kept

router = APIRouter(prefix="/api/v1/board", route_class=Signed, tags=["board"])

Place = Annotated[Code | None, Query(description="A grid's code within the asker's territory; all of it if none.")]


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


@router.get("/incidents", summary="The cases behind a figure", responses=answers(400, 401, 403, 404))
async def incidents(
    request: JsonRequest,
    figure: Figure,
    place: Place = None,
    here: Annotated[bool, Query(description="Only what lies in none of the place's parts.")] = False,
    unit: Annotated[Code | None, Query(description="A unit's code: only what it leads.")] = None,
    state: State | None = None,
    since: Annotated[
        date | None, Query(description="Of what ended or was judged: since which day; since the month began if none.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BehindOf:
    """Exactly those that it counts: of what is open what is due first on top, of others the newest."""
    door, wanted = engine(request), Wanted(place, here, unit, state)
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
        on_duty=[
            WatchOf(role=each.role, person=Named(id=each.person, name=names.person(each.person)))
            for each in row.on_duty
        ],
    )


def _figures(counts: Counts) -> dict[str, int]:
    return {str(figure): counts[figure] for figure in OF_OPEN}


def _kept(each: Kept) -> KeptOf:
    return KeptOf(kept=each.kept, judged=each.judged)


def _summed(all_: Iterable[Kept]) -> KeptOf:
    found = list(all_)
    return KeptOf(kept=sum(each.kept for each in found), judged=sum(each.judged for each in found))
