"""What can be reported and sent, and where: the rules' catalogue, the units, the grids."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from api import reading
from api.body import JsonRequest
from api.documents import Catalogue, CatalogueCategory, GridRow, SeverityOf, UnitOf
from api.openapi import answers
from api.routes import Signed, engine, person
from models.people import Language
from models.territory import CITY, GROUP
from workflow.commands import Code
from workflow.messages import say

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["catalogue"])

SEVERITIES: Final = (1, 2, 3, 4)


@router.get("/catalogue", summary="What can be reported, and who can be sent", responses=answers(401, 403))
async def catalogue(request: JsonRequest) -> Catalogue:
    """The categories of the rules in force, and the units in use whose territory and the asker's meet."""
    asker, door = person(request), engine(request)
    now = await door.now()
    return Catalogue(
        categories=[
            CatalogueCategory(key=c.key, zh=c.zh, en=c.en, group=c.group, family=c.family)
            for c in now.rules.catalogue.values()
        ],
        severities=[
            SeverityOf(level=n, zh=say(Language.ZH, f"severity-{n}"), en=say(Language.EN, f"severity-{n}"))
            for n in SEVERITIES
        ],
        units=[UnitOf(code=u.code, name=u.name, kind=u.kind) for u in await reading.units(door, asker, now)],
    )


@router.get("/grids", summary="The territory", responses=answers(400, 401, 403))
async def grids(
    request: JsonRequest,
    under: Annotated[Code | None, Query(description="A grid's code; the city's own if none.")] = None,
    level: Annotated[int | None, Query(ge=CITY, le=GROUP, description="A duty level, 1 to 4.")] = None,
) -> list[GridRow]:
    """The grids just below one, or with `level` all of that duty level in its subtree."""
    person(request)
    door = engine(request)
    now = await door.now()
    return [
        GridRow(
            code=grid.code,
            name=grid.name,
            tier=grid.tier,
            level=grid.level,
            parent=parent,
            special=grid.special,
            kind=grid.kind,
        )
        for grid, parent in await reading.grids(door, now, under, level)
    ]
