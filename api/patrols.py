"""Patrols, spots and campaigns: lists, one of them, what begins, and a route for every move."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import StringConstraints

from api import conditions, examples, language, showing, showing_patrols
from api.body import JsonRequest
from api.incidents import checked, document
from api.moving import Asked, Moving
from api.openapi import answers
from api.queues import Cursor, Limit, searched
from api.rounds import (
    CampaignOf,
    CampaignRows,
    Entered,
    MyPatrols,
    PatrolMoved,
    PatrolOf,
    PatrolRows,
    PlanOf,
    SpotOf,
    SpotRows,
)
from api.routes import Signed, engine, person
from workflow import patrolled
from workflow.commands import Code, Payload
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.machines import Kind, Move
from workflow.machines.running import machine_of
from workflow.patrols import importing
from workflow.patrols.payloads import PAYLOADS, AddSpot, StartCampaign
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/patrols", route_class=Signed, tags=["patrols"])
spots = APIRouter(prefix="/api/v1/spots", route_class=Signed, tags=["patrols"])
campaigns = APIRouter(prefix="/api/v1/campaigns", route_class=Signed, tags=["patrols"])

Ref = Annotated[str, Path(description="Its number, such as GY-X3, GY-D3 or GY-Z3, or its id.", examples=["GY-X3"])]
CREATED: Final = {"parameters": [conditions.IDEMPOTENCY_KEY]}
NEEDED: Final = answers(400, 401, 403, 404, 413, 415, 422)


class Table(Payload):
    """A table of spots as text, with the columns kind, name, grid, lat, lon."""

    csv: Annotated[str, StringConstraints(min_length=1)]


def _names(request: JsonRequest, now: Now) -> Names:
    return Names(language.of(request), now.directory, now.rules)


# Patrols


@router.get("", summary="Patrols", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    campaign: Annotated[Code | None, Query(description="A campaign's number.")] = None,
    template: Annotated[Code | None, Query(description="A standing patrol's name.")] = None,
    kind: Annotated[Code | None, Query(description="A kind of thing.")] = None,
    township: Annotated[Code | None, Query(description="A township's code.")] = None,
    state: Annotated[
        Code | None, Query(description="A state, or `open`, `late`, or `done` (also with a finding).")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PatrolRows:
    """Those in the asker's territory, the newest first; what was done, of the last thirty days, of a campaign all."""
    asked = patrolled.Asked(campaign, template, kind, township, state)
    found, following, now = await patrolled.listed(engine(request), person(request), asked, cursor, limit)
    return showing_patrols.rows(found, following, _names(request, now), now)


@router.get("/mine", summary="What I have to look at", responses=answers(401, 403))
async def mine(
    request: JsonRequest, limit: Annotated[int, Query(ge=1, le=patrolled.MOST)] = patrolled.MOST
) -> MyPatrols:
    """The patrols that wait for the asker, the soonest due first."""
    found = await patrolled.mine(engine(request), person(request), limit)
    return showing_patrols.mine(found, _names(request, found.now))


@router.get("/plan", summary="How the patrols go", responses=answers(401, 403))
async def plan(request: JsonRequest) -> PlanOf:
    """Standing patrols, spots, and how it goes in each township of the asker's territory."""
    found = await patrolled.plan(engine(request), person(request))
    return showing_patrols.plan(found, _names(request, found.now))


@router.get("/{ref}", response_model=PatrolOf, summary="A patrol", responses=answers(401, 403, 404))
async def look(request: JsonRequest, ref: Ref) -> Response:
    """One patrol with its record, and what the asker may do with it."""
    return await _patrol(request, checked(ref))


async def _patrol(request: JsonRequest, ref: str) -> Response:
    seen = await patrolled.patrol(engine(request), person(request), ref)
    by = showing.reader(person(request), _names(request, seen.now), seen.now)
    return document(showing_patrols.patrol(seen, by), seen.view.patrol.version)


# Spots


@spots.get("", summary="Spots to patrol", responses=answers(400, 401, 403))
async def spot_listing(
    request: JsonRequest,
    kind: Annotated[Code | None, Query(description="A kind of thing.")] = None,
    township: Annotated[Code | None, Query(description="A township's code.")] = None,
    words: Annotated[
        str | None, Query(description="Words of what it is called, or its number.", max_length=100)
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SpotRows:
    """Those that stand in the asker's territory, the newest first."""
    asked = patrolled.OfSpots(kind, township, searched(words))
    found, following, now = await patrolled.spots(engine(request), person(request), asked, cursor, limit)
    return showing_patrols.spots(found, following, _names(request, now))


@spots.post("", status_code=201, response_model=SpotOf, summary="Enter a spot", responses=NEEDED, openapi_extra=CREATED)
async def add(request: JsonRequest, spot: Annotated[AddSpot, Body(examples=[dict(examples.SPOT)])]) -> Response:
    """A thing to be patrolled, with the first look that each standing patrol of its kind asks for."""
    key = conditions.needed_key(request)
    answer = await engine(request).patrols.add(person(request), spot, key, await conditions.digest(request))
    return _created(await _spot(request, answer["id"]), f"/api/v1/spots/{answer['id']}")


@spots.post(
    "/import",
    status_code=201,
    response_model=Entered,
    summary="Enter many spots",
    responses={**NEEDED, **answers(503)},
    openapi_extra=CREATED,
)
async def enter(request: JsonRequest, table: Annotated[Table, Body(examples=[dict(examples.SPOTS)])]) -> Response:
    """All of a table or nothing of it: what is wrong is named by line and column. Who may enter none is told so before
    it is read, and it is read aside, so that nobody else waits."""
    key, door = conditions.needed_key(request), engine(request)
    now = await patrolled.may_enter(door, person(request))
    rows = await door.aside.do(importing.read, table.csv, now.rules.patrols, now.directory, now.at)
    answer = await door.patrols.enter(person(request), rows, key=key, hashed=await conditions.digest(request))
    return Response(orjson.dumps(answer), 201, media_type="application/json")


@spots.get("/{ref}", response_model=SpotOf, summary="A spot", responses=answers(401, 403, 404))
async def look_at_spot(request: JsonRequest, ref: Ref) -> Response:
    """One spot with its record and its last looks."""
    return await _spot(request, checked(ref))


async def _spot(request: JsonRequest, ref: str) -> Response:
    seen = await patrolled.spot(engine(request), person(request), ref)
    by = showing.reader(person(request), _names(request, seen.now), seen.now)
    return document(showing_patrols.spot(seen, by), seen.spot.version)


def _created(shown: Response, location: str) -> Response:
    shown.status_code, shown.headers["Location"] = 201, location
    return shown


# Campaigns


@campaigns.get("", summary="Campaigns", responses=answers(400, 401, 403))
async def campaign_listing(request: JsonRequest, cursor: Cursor = None, limit: Limit = 20) -> CampaignRows:
    """Those that concern the asker's territory, the newest first, each with how it goes there."""
    found, following, now = await patrolled.campaigns(engine(request), person(request), cursor, limit)
    return showing_patrols.campaigns(found, following, _names(request, now))


@campaigns.post(
    "", status_code=201, response_model=CampaignOf, summary="Start a campaign", responses=NEEDED, openapi_extra=CREATED
)
async def start(
    request: JsonRequest, campaign: Annotated[StartCampaign, Body(examples=[dict(examples.CAMPAIGN)])]
) -> Response:
    """Every spot of these kinds in the territory is asked for once, by the date."""
    key = conditions.needed_key(request)
    answer = await engine(request).patrols.start(person(request), campaign, key, await conditions.digest(request))
    return _created(await _campaign(request, answer["id"]), f"/api/v1/campaigns/{answer['id']}")


@campaigns.get("/{ref}", response_model=CampaignOf, summary="A campaign", responses=answers(401, 403, 404))
async def look_at_campaign(request: JsonRequest, ref: Ref) -> Response:
    """One campaign with how it goes by township."""
    return await _campaign(request, checked(ref))


async def _campaign(request: JsonRequest, ref: str) -> Response:
    run, entries, now = await patrolled.campaign(engine(request), person(request), ref)
    by = showing.reader(person(request), _names(request, now), now)
    return document(showing_patrols.campaign(run, entries, by), run.campaign.version)


# Moves

Show = Callable[[JsonRequest, str], Awaitable[Response]]
OF: Final[dict[Kind, tuple[APIRouter, Show, type[PatrolOf] | type[SpotOf] | type[CampaignOf]]]] = {
    Kind.PATROL: (router, _patrol, PatrolOf),
    Kind.SPOT: (spots, _spot, SpotOf),
    Kind.CAMPAIGN: (campaigns, _campaign, CampaignOf),
}


def _moving(kind: Kind) -> Moving:
    """The moves of a patrol, a spot or a campaign."""
    of, show, answer = OF[kind]

    async def moved(request: JsonRequest, ref: str, move: Move, payload: Payload, asked: Asked) -> Response:
        """Makes the move, and shows what was moved as it is then; only that it moved, where it left the mover's
        sight."""
        door, who = engine(request), person(request)
        identity = await patrolled.identity(door, kind, checked(ref))
        done = await door.patrols.fire(who, kind, identity, move, payload, asked.version, asked.key, asked.hash)
        try:
            return await show(request, str(done["id"]))
        except NotFound:
            return document(PatrolMoved.model_validate(done), done["version"])

    return Moving(of, Ref, answer | PatrolMoved, moved)


MOVING: Final = {kind: _moving(kind) for kind in OF}
for _move, _payload in PAYLOADS.items():
    _kind = machine_of(_move)
    assert _kind is not None
    MOVING[_kind].route(_move, _payload, examples.OF_PATROL[_move], f"{_move}_{_kind}")
