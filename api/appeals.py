"""The timeout appeals that wait for somebody's review."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from api import language, reading
from api.body import JsonRequest
from api.cases import Item
from api.documents import Document, Named
from api.openapi import answers
from api.overseen import Place
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.task import ObjectionState
from workflow import looking_again
from workflow.grounds import Wanted
from workflow.looking_again import Waiting
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["inspections"])


class AppealOf(Document):
    """A timeout appeal that waits for the asker's review. `late_seconds` is running time; `first` is who has upheld it
    already."""

    id: UUID
    state: ObjectionState
    case: Item
    text: str
    lodged_at: datetime
    due_at: datetime | None
    late_seconds: int
    handle_due_at: datetime | None
    first: Named | None
    allowed: list[str]


class AppealsOf(Document):
    items: list[AppealOf]
    next: str | None


@router.get("/board/appeals", summary="Appeals to review", responses=answers(400, 401, 403, 404))
async def appeals(request: JsonRequest, place: Place = None, cursor: Cursor = None, limit: Limit = 50) -> AppealsOf:
    """The timeout appeals that wait for the asker's own review, the oldest first."""
    found = await looking_again.appeals(engine(request), person(request), Wanted(place), cursor, limit)
    names = Names(language.of(request), found.now.directory, found.now.rules)
    rows = await reading.rows(engine(request), [each.view.incident for each in found.rows], found.now, names.language)
    shown = {row.id: row for row in rows}
    items = [(each, shown[each.view.incident.id]) for each in found.rows if each.view.incident.id in shown]
    return AppealsOf(items=[_appeal(each, row, names) for each, row in items], next=found.next)


def _appeal(waiting: Waiting, row: Item, names: Names) -> AppealOf:
    objection, first = waiting.objection, waiting.objection.seconded_by
    return AppealOf(
        id=objection.id,
        state=objection.state,
        case=row,
        text=waiting.text,
        lodged_at=objection.lodged_at,
        due_at=waiting.review.due_at if waiting.review else None,
        late_seconds=looking_again.late_by(waiting.late),
        handle_due_at=waiting.late.due_at,
        first=Named(id=first, name=names.person(first)) if first else None,
        allowed=list(waiting.allowed),
    )
