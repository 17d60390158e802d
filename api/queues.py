"""What waits for whoever asks, and everything that they may see."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query

from api import language, reading
from api.body import JsonRequest
from api.cases import Items, Tallies
from api.openapi import answers
from api.routes import Signed, engine, person
from models.incident import State
from workflow.commands import Code
from workflow.errors import BadInput
from workflow.store.finding import SHORTEST
from workflow.store.queues import Filters, Queue

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["queues"])

MOST: Final = 200

Cursor = Annotated[str | None, Query(max_length=500, description="The `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/queues", summary="How much waits", responses=answers(401, 403))
async def tallies(request: JsonRequest) -> Tallies:
    """Of each queue how much waits there for the asker, due soon and late apart: of the whole, not of a page."""
    return await reading.tallies(engine(request), person(request))


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
    words: Annotated[
        str | None,
        Query(max_length=100, description="Each stands in the description or the address; two letters or more."),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Items:
    """Everything that the asker may see, newest first."""
    root = (await engine(request).now()).directory.root.path if unplaced else None
    said = searched(words)
    narrowed: dict[str, Any] = {"checks": checks, "unplaced": root, "mine": mine, "words": said}
    filters = Filters(state, category, township, number, open, **narrowed)
    return await reading.listing(engine(request), person(request), filters, cursor, limit, language.of(request))


def searched(words: str | None) -> tuple[str, ...]:
    """The words of a search. BadInput where one is too short to be looked up."""
    found = tuple((words or "").split())
    if any(len(word) < SHORTEST for word in found):
        raise BadInput("words", "too-short", least=SHORTEST)
    return found
