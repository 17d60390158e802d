"""Whom the desk can send to look whether a report is so, and whom a supervisor to look again at what was closed."""

from datetime import datetime

from fastapi import APIRouter

from api import language
from api.body import JsonRequest
from api.cases import GridPath
from api.documents import Document, Named
from api.incidents import Ref, checked
from api.openapi import answers
from api.routes import Signed, engine, person
from api.showing import grid_path
from workflow import checkers
from workflow.checkers import Checker
from workflow.in_force import Now
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["incidents"])


class CheckerOf(Document):
    """An informant near the case. `told` is who hears of it: they, or who stands in while they are on leave. `next_at`
    is when they are on duty next, where they are not now; `asked` is how many checks, or second looks, wait for them
    already."""

    person: Named
    grid: GridPath | None
    told: list[Named]
    on_duty: bool
    next_at: datetime | None
    suggested: bool
    asked: int


@router.get("/{ref}/checkers", summary="Who can look whether it is so", responses=answers(401, 403, 404))
async def around(request: JsonRequest, ref: Ref) -> list[CheckerOf]:
    """The informants of the case's township whom `check` can name, the suggested one first, then the nearest."""
    found, now = await checkers.around(engine(request), person(request), checked(ref))
    return [_shown(each, Names(language.of(request), now.directory, now.rules), now) for each in found]


@router.get("/{ref}/lookers", summary="Who can look again", responses=answers(401, 403, 404))
async def lookers(request: JsonRequest, ref: Ref) -> list[CheckerOf]:
    """The informants of the case's township whom `send_to_look` can name, the suggested one first, then the nearest:
    none who has had to do with the case, nor who was sent already."""
    found, now = await checkers.lookers(engine(request), person(request), checked(ref))
    return [_shown(each, Names(language.of(request), now.directory, now.rules), now) for each in found]


def _shown(found: Checker, names: Names, now: Now) -> CheckerOf:
    grid = now.directory.grid_by_id(found.post.grid_id) if found.post.grid_id else None
    return CheckerOf(
        person=Named(id=found.post.person_id, name=names.person(found.post.person_id)),
        grid=grid_path(grid, names) if grid else None,
        told=[Named(id=each, name=names.person(each)) for each in found.told],
        on_duty=found.on_duty,
        next_at=found.next_at,
        suggested=found.suggested,
        asked=found.asked,
    )
