"""What waits for whoever asks, and everything that they may see."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from api import language, reading
from api.body import JsonRequest
from api.cases import Items
from api.openapi import answers
from api.routes import Signed, engine, person
from models.incident import State
from workflow.commands import Code
from workflow.store.queues import Filters, Queue

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["queues"])

MOST: Final = 200

Cursor = Annotated[str | None, Query(max_length=500, description="The `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/queues/{kind}", summary="A queue", responses=answers(400, 401, 403, 404))
async def queue(request: JsonRequest, kind: Queue, cursor: Cursor = None, limit: Limit = 50) -> Items:
    """What waits there for the asker: urgent ones first, then the gravest, then what is due first."""
    return await reading.queue(engine(request), person(request), kind, cursor, limit, language.of(request))


@router.get("/incidents", summary="A list", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    state: State | None = None,
    category: Annotated[Code | None, Query()] = None,
    township: Annotated[Code | None, Query(description="A township's code.")] = None,
    number: Annotated[Code | None, Query(description="A whole number, such as GY-1001.")] = None,
    open: Annotated[bool, Query(description="Leaves out what has ended.")] = False,
    checks: Annotated[bool, Query(description="What was sent out to be checked and is not filed yet.")] = False,
    unplaced: Annotated[bool, Query(description="What nobody has put on the map yet.")] = False,
    mine: Annotated[bool, Query(description="Only what the asker has reported.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Items:
    """Everything that the asker may see, newest first."""
    root = (await engine(request).now()).directory.root.path if unplaced else None
    filters = Filters(state, category, township, number, open, checks=checks, unplaced=root, mine=mine)
    return await reading.listing(engine(request), person(request), filters, cursor, limit, language.of(request))
