"""What lies around a report that is about to be made: so that two do not report one thing without knowing."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from api import language, reading
from api.body import JsonRequest
from api.cases import ManyAround
from api.openapi import answers
from api.routes import Signed, engine, person
from workflow.commands import Code, Location
from workflow.errors import BadInput

router = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["incidents"])

MOST: Final = 10


@router.get("/nearby", summary="What is reported there already", responses=answers(400, 401, 403))
async def nearby(
    request: JsonRequest,
    category: Annotated[Code, Query(description="A category's key, or the older standard's code for it.")],
    grid: Annotated[Code | None, Query(description="A grid's code.")] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90, description="WGS 84 degrees, together with `lon`.")] = None,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
) -> ManyAround:
    """The open cases of that category there, the nearest first, at most ten: within the metres and days of the rules'
    `limits.duplicates`, or in the same grid where one of the two has no point. Anybody who is signed in may ask, so
    nothing is said of what was written, and nothing of who reported."""
    door, asker = engine(request), person(request)
    if (lat is None) != (lon is None):
        raise BadInput("lon" if lon is None else "lat", "lat-lon-together")
    if grid is None and lat is None:
        raise BadInput("grid", "grid-or-point")
    point = None if lat is None else Location.model_construct(lat=lat, lon=lon, address=None)
    return await reading.around(door, asker, category, grid, point, MOST, language.of(request))
