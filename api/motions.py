"""Motions to change the rules: the list, one with its proof and rehearsal, putting one, and a route for every move."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Path, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import Field, StringConstraints

from api import conditions, examples, language, showing_motions
from api.body import JsonRequest
from api.incidents import checked, document
from api.moving import Asked, Moving
from api.openapi import answers
from api.petitions import MotionOf, MotionRows
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.people import Language
from workflow import proposing, rehearsals
from workflow.commands import Actor, Payload, Words
from workflow.engine import Engine
from workflow.machines import Move
from workflow.motions.payloads import PAYLOADS
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/motions", route_class=Signed, tags=["motions"])

Ref = Annotated[str, Path(description="The motion's number, such as GY-R3, or its id.", examples=["GY-R3"])]

NAME = "rules"
"""What the file is called in what is wrong with it."""


class Proposal(Payload):
    """A rules file as text, and why it should be in force. `days` is how far back it is
    rehearsed at most; 0 for not at all."""

    rules: Annotated[str, StringConstraints(min_length=1)]
    why: Words
    days: int = Field(default=rehearsals.DAYS, ge=0, le=rehearsals.MOST_DAYS)


@router.get("", summary="Motions", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    open: Annotated[bool, Query(description="Leaves out what has ended.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> MotionRows:
    """The motions to change the rules, the newest first."""
    found, now = await proposing.listed(engine(request), person(request), open, cursor, limit)
    return showing_motions.rows(found, Names(language.of(request), now.directory, now.rules))


@router.post(
    "",
    status_code=201,
    response_model=MotionOf,
    summary="Put a motion",
    responses=answers(400, 401, 403, 404, 413, 415, 422),
    openapi_extra={"parameters": [conditions.IDEMPOTENCY_KEY]},
)
async def propose(
    request: JsonRequest, proposal: Annotated[Proposal, Body(examples=[dict(examples.PROPOSAL)])]
) -> Response:
    """Stores the rules as a version without switching them on, proves and rehearses them, and puts them before the
    next special or joint meeting. The rehearsal takes some ten seconds at most, from today on back; `since` says how
    far it came."""
    key, door, who = conditions.needed_key(request), engine(request), person(request)
    put = proposing.Put(proposal.rules, NAME, proposal.why, proposal.days)
    answer = await proposing.propose(door, who, put, key, await conditions.digest(request), rehearsing=proposing.latest)
    shown_ = await shown(door, who, answer["id"], language.of(request))
    shown_.status_code, shown_.headers["Location"] = 201, f"/api/v1/motions/{answer['id']}"
    return shown_


@router.get("/{ref}", response_model=MotionOf, summary="A motion", responses=answers(401, 404))
async def look(request: JsonRequest, ref: Ref) -> Response:
    """One motion with its proof, its rehearsal, what was decided, and what the asker may do with it."""
    return await shown(engine(request), person(request), checked(ref), language.of(request))


@router.get(
    "/{ref}/rules.yaml",
    summary="The rules that it proposes",
    response_class=PlainTextResponse,
    responses=answers(401, 404),
)
async def rules(request: JsonRequest, ref: Ref) -> Response:
    """The rules file as it was put."""
    text = await proposing.rules_of(engine(request), person(request), checked(ref))
    return PlainTextResponse(text, media_type="application/yaml")


async def shown(door: Engine, actor: Actor, ref: str, wanted: Language) -> Response:
    seen = await proposing.see(door, actor, ref)
    return document(
        showing_motions.motion(seen, Names(wanted, seen.now.directory, seen.now.rules)), seen.motion.version
    )


async def moved(request: JsonRequest, ref: str, move: Move, payload: Payload, asked: Asked) -> Response:
    """Makes the move, and shows the motion as it is then."""
    door, who = engine(request), person(request)
    identity = await proposing.identity(door, checked(ref))
    await proposing.fire(door, who, identity, move, payload, asked.version, asked.key, asked.hash)
    return await shown(door, who, str(identity), language.of(request))


MOVING: Final = Moving(router, Ref, MotionOf, moved)
for _move, _payload in PAYLOADS.items():
    MOVING.route(_move, _payload, examples.OF_MOTION[_move], f"{_move}_motion")
