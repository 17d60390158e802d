"""What can be reported and sent, and where: the rules' catalogue, the units, the grids."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from api import reading
from api.body import JsonRequest
from api.documents import Catalogue, CatalogueCategory, CategoryOf, ConditionOf, GridRow, SeverityOf, UnitOf
from api.openapi import answers
from api.routes import Signed, engine, person
from models.people import Language
from models.territory import CITY, GROUP
from workflow import pinyin
from workflow.commands import Code
from workflow.messages import say
from workflow.rules.language import Category, Named, Rules

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["catalogue"])

SEVERITIES: Final = (1, 2, 3, 4)


@router.get("/catalogue", summary="What can be reported, and who can be sent", responses=answers(401, 403))
async def catalogue(request: JsonRequest) -> Catalogue:
    """The categories of the rules in force, and the units in use whose territory and the asker's meet."""
    asker, door = person(request), engine(request)
    now = await door.now()
    found, groups = categories(now.rules)
    return Catalogue(
        categories=found,
        groups=groups,
        severities=[
            SeverityOf(level=n, zh=say(Language.ZH, f"severity-{n}"), en=say(Language.EN, f"severity-{n}"))
            for n in SEVERITIES
        ],
        units=[UnitOf(code=u.code, name=u.name, kind=u.kind) for u in await reading.units(door, asker, now)],
    )


def categories(rules: Rules) -> tuple[list[CatalogueCategory], list[CategoryOf]]:
    """What can be reported under these rules, and the groups that it is listed in."""
    found = [_category(category, rules) for category in rules.catalogue.values()]
    return found, [CategoryOf(key=key, zh=said.zh, en=said.en) for key, said in rules.groups.items()]


def _category(category: Category, rules: Rules) -> CatalogueCategory:
    return CatalogueCategory(
        key=category.key,
        zh=category.zh,
        en=category.en,
        code=category.code,
        older=category.alias,
        group=category.group,
        family=category.family,
        flow=category.flow,
        pinyin=pinyin.full(category.zh),
        initials=pinyin.initials(category.zh),
        words=list(category.words),
        filing=[_condition(name, rules.filing[name]) for name in category.filing],
        closing=[_condition(name, rules.closing[name]) for name in category.closing],
    )


def _condition(name: str, said: Named) -> ConditionOf:
    return ConditionOf(name=name, zh=said.zh, en=said.en)


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
            pinyin=pinyin.full(grid.name),
            initials=pinyin.initials(grid.name),
        )
        for grid, parent in await reading.grids(door, now, under, level)
    ]
