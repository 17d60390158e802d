"""Suggestions and small wishes: what everybody may read, supporting one, and what waits with whoever is signed in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api import language, reading
from api.body import JsonRequest
from api.cases import GridPath, Item
from api.documents import CategoryOf, Document
from api.doors import DRAFT, Doors, sender
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Open, Signed, engine, person
from api.showing import Reader, grid_path
from api.signin import address_of, neighbourhood
from models.incident import Flow
from models.people import Language
from workflow import suggestions
from workflow.in_force import Now
from workflow.sentences import Names
from workflow.store.proposals import Proposed, Waits
from workflow.suggestions import Found, Step

router = APIRouter(prefix="/api/v1/suggestions", route_class=Signed, tags=["suggestions"])
public = APIRouter(prefix="/api/v1/public/suggestions", route_class=Open, tags=["residents"])

Which = Annotated[UUID, Path(description="The id of a published suggestion.")]
Kind = Annotated[Flow | None, Query(description="Only suggestions, or only wishes.")]


class PublicProposal(Document):
    """A suggestion or wish in the words of the desk. `supports` is at least so many. `grid` is its village, or what is
    nearest to one."""

    id: UUID
    flow: Flow
    category: CategoryOf
    grid: GridPath | None
    step: Step
    text: str
    answer: str | None
    published_at: datetime
    supports: int


class PublicProposals(Document):
    items: list[PublicProposal]
    next: str | None


class OfferedProposal(PublicProposal):
    """The same for who is signed in. `could_help`: the asker may take it up, at `version`."""

    could_help: bool
    version: int


class OfferedProposals(Document):
    items: list[OfferedProposal]
    next: str | None


class WaitingProposal(Item):
    """An open suggestion or wish as staff and its proposer see it: its row, and how far it has come. `text` is what is
    published of it. `work.allowed` names what the asker may do."""

    late: bool
    published: bool
    text: str | None
    supports: int


class WaitingProposals(Document):
    items: list[WaitingProposal]
    next: str | None


class SupportOf(Document):
    """How many support it by now, at least."""

    supports: int


def _village(each: Proposed, names: Names) -> GridPath | None:
    """No nearer than the village: whoever proposed it lives somewhere."""
    code = each.incident.village or each.incident.township
    grid = names.directory.grid(code) if code else None
    return grid_path(grid, names) if grid else None


def _public(each: Proposed, found: Found, names: Names) -> PublicProposal:
    case = each.incident
    return PublicProposal(
        id=case.id,
        flow=case.flow,
        category=Reader(names, found.now, public=True).category(case.category),
        grid=_village(each, names),
        step=suggestions.step(case),
        text=each.text or "",
        answer=each.answer,
        published_at=case.published_at or case.reported_at,
        supports=each.supports,
    )


def _names(found: Found, tongue: Language) -> Names:
    return Names(tongue, found.now.directory, found.now.rules)


@public.get("", summary="What is proposed, for anybody", responses=answers(400))
async def read(request: JsonRequest, flow: Kind = None, cursor: Cursor = None, limit: Limit = 20) -> PublicProposals:
    """The published suggestions and wishes, the newest first: in the words of the desk, with nothing of who proposed
    them."""
    found = await suggestions.published(engine(request), flow, cursor, limit, None)
    names = _names(found, language.of(request))
    return PublicProposals(items=[_public(each, found, names) for each in found.items], next=found.next)


@public.post(
    "/{identity}/support",
    summary="Support a suggestion without a sign-in",
    responses=answers(400, 404, 429),
    openapi_extra={"parameters": [DRAFT]},
)
async def support_at_door(request: JsonRequest, identity: Which) -> SupportOf:
    """Counts a device once, by a secret that it made and tells nobody. Who supports is not kept."""
    who, address = sender(request), neighbourhood(address_of(request))
    doors: Doors = request.app.state.doors
    doors.supported(address)
    return SupportOf(supports=await suggestions.support(engine(request), identity, f"device:{who.draft}"))


@router.get("", summary="What is proposed, for who is signed in", responses=answers(400, 401, 403))
async def offered(
    request: JsonRequest, flow: Kind = None, cursor: Cursor = None, limit: Limit = 20
) -> OfferedProposals:
    """The same as anybody reads, with which wishes the asker could take up."""
    found = await suggestions.published(engine(request), flow, cursor, limit, person(request))
    names = _names(found, language.of(request))
    items = [
        OfferedProposal(
            **_public(each, found, names).model_dump(),
            could_help=each.incident.id in found.could_help,
            version=each.incident.version,
        )
        for each in found.items
    ]
    return OfferedProposals(items=items, next=found.next)


@router.get("/open", summary="Suggestions that wait", responses=answers(400, 401, 403))
async def waiting(
    request: JsonRequest,
    waits: Annotated[Waits | None, Query(description="Only what waits for this.")] = None,
    flow: Kind = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> WaitingProposals:
    """The open suggestions and wishes that the asker may see, the most supported first."""
    found, now, following = await reading.proposed(
        engine(request), person(request), waits, flow, cursor, limit, language.of(request)
    )
    return WaitingProposals(items=[_waiting(each, row, now) for each, row in found], next=following)


def _waiting(each: Proposed, row: Item, now: Now) -> WaitingProposal:
    case = each.incident
    return WaitingProposal(
        **row.model_dump(),
        late=suggestions.late(case, now.at),
        published=case.published_at is not None,
        text=each.text,
        supports=each.supports,
    )


@router.post("/{identity}/support", summary="Support a suggestion", responses=answers(401, 403, 404))
async def support(request: JsonRequest, identity: Which) -> SupportOf:
    """Counts whoever is signed in once. Who supports is not kept."""
    who = person(request)
    return SupportOf(supports=await suggestions.support(engine(request), identity, f"person:{who.id}"))
