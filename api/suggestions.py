"""Suggestions and small wishes: what everybody may read, supporting one, and what waits with whoever is signed in."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api import language, reading
from api.body import JsonRequest
from api.cases import GridPath, Item
from api.documents import CategoryOf, Document
from api.doors import Doors
from api.openapi import answers
from api.problems import Refused
from api.queues import Cursor, Limit
from api.routes import Open, Signed, engine, person
from api.showing import Reader, grid_path
from api.signin import address_of, https, neighbourhood
from api.tokens import refuse_other_sites
from models.incident import Flow
from models.people import Language
from workflow import suggestions, supporters
from workflow.in_force import Now
from workflow.sentences import Names
from workflow.store.proposals import Proposed, Waits
from workflow.suggestions import Found, Step

router = APIRouter(prefix="/api/v1/suggestions", route_class=Signed, tags=["suggestions"])
public = APIRouter(prefix="/api/v1/public/suggestions", route_class=Open, tags=["residents"])

COOKIE: Final = "gridward_supporter"
LASTS: Final = 400 * 86_400
"""As long as browsers keep a cookie at the most."""

Which = Annotated[UUID, Path(description="The id of a published suggestion.")]
Kind = Annotated[Flow | None, Query(description="Only suggestions, or only wishes.")]


class PublicProposal(Document):
    """A suggestion or wish in the words of the desk. `supports` is how many devices and members of staff were counted,
    `supported` whether whoever asks is among them. `meeting` is the roundtable
    that is called about it, `meets_at` when that begins. `grid` is its village, or what is nearest to one."""

    id: UUID
    flow: Flow
    category: CategoryOf
    grid: GridPath | None
    step: Step
    text: str
    answer: str | None
    published_at: datetime
    supports: int
    supported: bool
    meeting: str | None
    meets_at: datetime | None


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
    meeting: str | None
    meets_at: datetime | None


class WaitingProposals(Document):
    items: list[WaitingProposal]
    next: str | None


class SupportOf(Document):
    """How many supports it has by now."""

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
        supported=case.id in found.supported,
        meeting=each.meeting,
        meets_at=each.meets_at,
    )


def _names(found: Found, tongue: Language) -> Names:
    return Names(tongue, found.now.directory, found.now.rules)


def _device(request: JsonRequest) -> str | None:
    return supporters.device(request.cookies.get(COOKIE, ""), engine(request).keys)


@public.get("", summary="What is proposed, for anybody", responses=answers(400))
async def read(request: JsonRequest, flow: Kind = None, cursor: Cursor = None, limit: Limit = 20) -> PublicProposals:
    """The published suggestions and wishes, the newest first: in the words of the desk, with nothing of who proposed
    them."""
    found = await suggestions.published(engine(request), flow, cursor, limit, None, _device(request))
    names = _names(found, language.of(request))
    return PublicProposals(items=[_public(each, found, names) for each in found.items], next=found.next)


@public.post("/device", status_code=204, summary="Become able to support", responses=answers(403, 429))
async def hand_out(request: JsonRequest) -> Response:
    """Hands a token out, in a cookie that scripts cannot read: by it this device's supports are counted once each. It
    says of nobody who, and nothing is kept of it. A device that has one keeps it."""
    refuse_other_sites(request)
    response = Response(status_code=204)
    if _device(request) is None:
        doors: Doors = request.app.state.doors
        doors.handed(neighbourhood(address_of(request)))
        response.set_cookie(
            COOKIE,
            supporters.issue(engine(request).keys),
            max_age=LASTS,
            path=public.prefix,
            httponly=True,
            samesite="strict",
            secure=https(request),
        )
    return response


def _supporter(request: JsonRequest, identity: UUID) -> str:
    """Which device asks; Refused where it was handed no token, and where too much came from there."""
    refuse_other_sites(request)
    device = _device(request)
    if device is None:
        raise Refused(400, "device-unknown")
    doors: Doors = request.app.state.doors
    doors.supported(neighbourhood(address_of(request)), identity, device)
    return device


@public.post(
    "/{identity}/support", summary="Support a suggestion without a sign-in", responses=answers(400, 403, 404, 429)
)
async def support_at_door(request: JsonRequest, identity: Which) -> SupportOf:
    """Counts a device once, by the token that it was handed. Who supports is not kept."""
    device = _supporter(request, identity)
    return SupportOf(supports=await suggestions.support(engine(request), identity, device))


@public.delete(
    "/{identity}/support", summary="Take a support back without a sign-in", responses=answers(400, 403, 404, 429)
)
async def unsupport_at_door(request: JsonRequest, identity: Which) -> SupportOf:
    """Takes this device's support back, if it was counted."""
    device = _supporter(request, identity)
    return SupportOf(supports=await suggestions.unsupport(engine(request), identity, device))


@router.get("", summary="What is proposed, for who is signed in", responses=answers(400, 401, 403))
async def offered(
    request: JsonRequest, flow: Kind = None, cursor: Cursor = None, limit: Limit = 20
) -> OfferedProposals:
    """The same as anybody reads, with which wishes the asker could take up."""
    asker = person(request)
    found = await suggestions.published(engine(request), flow, cursor, limit, asker, suggestions.member(asker))
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
        meeting=each.meeting,
        meets_at=each.meets_at,
    )


@router.post("/{identity}/support", summary="Support a suggestion", responses=answers(401, 403, 404))
async def support(request: JsonRequest, identity: Which) -> SupportOf:
    """Counts whoever is signed in once. Who supports is not kept."""
    who = suggestions.member(person(request))
    return SupportOf(supports=await suggestions.support(engine(request), identity, who))


@router.delete("/{identity}/support", summary="Take a support back", responses=answers(401, 403, 404))
async def unsupport(request: JsonRequest, identity: Which) -> SupportOf:
    """Takes the support of whoever is signed in back, if it was counted."""
    who = suggestions.member(person(request))
    return SupportOf(supports=await suggestions.unsupport(engine(request), identity, who))
