"""What a map needs: where a point lies, a place by words, outlines to draw, and what the city is called."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api import sheets
from api.body import JsonRequest
from api.cases import GridPath
from api.documents import Document
from api.openapi import answers
from api.routes import Open, Signed, engine, person
from models.territory import CITY, GROUP, Grid
from workflow import store
from workflow.commands import Code
from workflow.directory.places import in_use
from workflow.errors import BadInput, NotFound
from workflow.settings import Tiles

grids = APIRouter(prefix="/api/v1/grids", route_class=Signed, tags=["territory"])
site = APIRouter(prefix="/api/v1/site", route_class=Open, tags=["territory"])

MOST_FOUND: Final = 50
LONGEST_WORDS: Final = 200

Level = Annotated[int | None, Query(ge=CITY, le=GROUP, description="A duty level, 1 to 4.")]


class PlaceFound(GridPath):
    """A grid that was found, and a point within it where it has an outline."""

    level: int
    special: bool
    lat: float | None
    lon: float | None


class BoundaryOf(Document):
    """What is told of a grid beside its outline. `lat` and `lon` are a point within, where its name can stand."""

    code: str
    name: str
    level: int
    parent: str | None
    special: bool
    kind: str | None
    invented: bool
    lat: float
    lon: float


class Outline(Document):
    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Feature(Document):
    type: Literal["Feature"]
    id: str
    geometry: Outline
    properties: BoundaryOf


class UnderOf(Document):
    code: str
    name: str
    level: int
    parent: str | None


class Boundaries(Document):
    """GeoJSON (RFC 7946), WGS 84. `under` is the grid below which they lie."""

    type: Literal["FeatureCollection"]
    under: UnderOf
    features: list[Feature]


class TilesOf(Document):
    """Where a background map comes from, as the operator set it; `labels` is a second layer with its names."""

    url: str
    labels: str | None
    attribution: str


class Site(Document):
    """The city. `tour`: it may be toured, as one of its people after another. `bounds` are its corners south-west and
    north-east, points are latitude and longitude; none where it has no outlines."""

    name: str
    demonstration: bool
    tour: bool
    tiles: TilesOf | None
    centre: tuple[float, float] | None
    bounds: tuple[tuple[float, float], tuple[float, float]] | None = Field(
        json_schema_extra={"description": "South-west and north-east."}
    )


@grids.get("/at", summary="The grid at a point", responses=answers(400, 401, 403, 404))
async def at(
    request: JsonRequest,
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)],
    lon: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)],
) -> PlaceFound:
    """The smallest ordinary grid whose outline holds a point in WGS 84 degrees; 404 outside the city. The point is
    kept nowhere."""
    person(request)
    now = await engine(request).now()
    place = now.directory.locate(lat, lon, now.at)
    grid = now.directory.grid_by_id(place.grid_id) if place else None
    if grid is None:
        raise NotFound(what="grid")
    return _found(sheets.territory(now), grid)


@grids.get("/search", summary="A place by words", responses=answers(400, 401, 403))
async def search(
    request: JsonRequest,
    words: Annotated[str, Query(min_length=1, max_length=LONGEST_WORDS)],
    level: Level = None,
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 10,
) -> list[PlaceFound]:
    """The grids that the words may mean, the likeliest first: by name or a part of it, pinyin, initials or code, and
    by the names that stand in an address. What is asked for is kept nowhere."""
    person(request)
    territory = sheets.territory(await engine(request).now())
    return [_found(territory, grid) for grid in territory.gazetteer.search(words, level, limit)]


@grids.get("/boundaries", response_model=Boundaries, summary="Outlines to draw", responses=answers(400, 401, 403))
async def boundaries(
    request: JsonRequest,
    under: Annotated[Code | None, Query(description="A grid's code; the city's own if none.")] = None,
    level: Level = None,
) -> Response:
    """The outlines just below a grid, special ones too, or with `level` all of that duty level in its subtree; those
    that have none are left out. Simplified, neighbours without gaps. Ask again with `If-None-Match`."""
    person(request)
    now = await engine(request).now()
    top = now.directory.root if under is None else now.directory.grid(under)
    if top is None or not in_use(top, now.at):
        raise BadInput("under", "unknown-grid")
    return sheets.sent(request, sheets.territory(now).sheet(top, level))


@site.get("", summary="The city", responses=answers(503))
async def city(request: JsonRequest) -> Site:
    """What the city is called, whether it is a demonstration, where it lies and where its map's background comes from.
    For anybody."""
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        row = await store.seeding.city_row(connection)
        now = await door.in_force.at(connection, share=False)
    root, territory = now.directory.root, sheets.territory(now)
    lat, lon = territory.centre(root)
    return Site(
        name=row.name if row else root.name,
        demonstration=row is not None and row.demonstration,
        tour=row is not None and row.demonstration and request.app.state.tour.open,
        tiles=_tiles(request.app.state.tiles),
        centre=None if lat is None or lon is None else (lat, lon),
        bounds=territory.bounds(root),
    )


def _tiles(chosen: Tiles | None) -> TilesOf | None:
    if chosen is None:
        return None
    return TilesOf(url=chosen.url, labels=chosen.labels or None, attribution=chosen.attribution)


def _found(territory: sheets.Territory, grid: Grid) -> PlaceFound:
    lat, lon = territory.centre(grid)
    return PlaceFound(
        code=grid.code,
        name=grid.name,
        path_names=[each.name for each in territory.gazetteer.path(grid)],
        level=grid.level,
        special=grid.special,
        lat=lat,
        lon=lon,
    )
