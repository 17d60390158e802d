"""Meetings: the list, one of them with its agenda and decisions, its invitation, and a route for every move."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Path, Query, Response

from api import conditions, examples, language, showing, showing_meetings
from api.body import JsonRequest
from api.cases import ReceiverOf
from api.gatherings import DutiesOf, MeetingMoved, MeetingOf, MeetingRows
from api.incidents import checked, document
from api.moving import Asked, Moving, asked
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.meeting import MeetingKind
from models.people import Language
from workflow import answering, calling, inviting, rights
from workflow.commands import Actor, Code, Instant, Payload
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.inviting import Outside
from workflow.machines import Move
from workflow.meetings.invitation import media_type
from workflow.meetings.payloads import PAYLOADS, Call
from workflow.sentences import Names
from workflow.store.meetings import Wanted

router = APIRouter(prefix="/api/v1/meetings", route_class=Signed, tags=["meetings"])

Year = Annotated[int | None, Query(ge=2000, le=2100, description="This year where none is named.")]
Ref = Annotated[str, Path(description="The meeting's number, such as GY-M3, or its id.", examples=["GY-M3"])]


@router.get("", summary="Meetings", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    kind: MeetingKind | None = None,
    open: Annotated[bool, Query(description="Leaves out what has ended.")] = False,
    late: Annotated[
        bool, Query(description="Only those with a late decision, or past their time and not held.")
    ] = False,
    body: Annotated[Code | None, Query(description="The code of the grid whose body meets.")] = None,
    since: Annotated[Instant | None, Query(description="Those that begin then or later.")] = None,
    until: Annotated[Instant | None, Query(description="Those that begin before.")] = None,
    mine: Annotated[
        bool, Query(description="Only what the asker convenes, is invited to or has to carry out.")
    ] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> MeetingRows:
    """The meetings that the asker may see, the newest first."""
    door, who = engine(request), person(request)
    own = await door.meetings.own(who) if mine else None
    path = await door.meetings.path(body) if body is not None else None
    wanted = Wanted(kind, open, late, path, since, until, own)
    found, now = await engine(request).meetings.listed(person(request), wanted, cursor, limit)
    tallies = await answering.tallies(engine(request), [each.meeting for each in found.items])
    return showing_meetings.rows(found, tallies, Names(language.of(request), now.directory, now.rules), now)


@router.get("/duties", summary="What is owed, and who falls behind", responses=answers(400, 401, 403))
async def duties(request: JsonRequest, year: Year = None) -> DutiesOf:
    """The regular meetings that the bodies at or below the asker's posts owe in a year, and how far each has kept
    them."""
    asked, found, now = await engine(request).meetings.owed(person(request), year)
    return showing_meetings.duties(asked, found, now, calling.bodies(person(request), now.facts()))


@router.post(
    "",
    response_model=MeetingOf,
    status_code=201,
    summary="Call an extra consultation",
    responses=answers(400, 401, 403, 409, 413, 415),
    openapi_extra={"parameters": [{**conditions.IDEMPOTENCY_KEY, "required": False}]},
)
async def call(request: JsonRequest, payload: Annotated[Call, Body(examples=[examples.CALL])]) -> Response:
    """Beside the calendar, by the supervisor of the township that is to meet, on a working day ahead. One for a day:
    asked again it is the one that there is."""
    door, who, sent = engine(request), person(request), await asked(request, versioned=False)
    answer = await calling.call(door, who, payload, sent.key, sent.hash)
    found = await shown(door, who, answer["id"], language.of(request))
    found.status_code = 201
    return found


@router.get("/{ref}", response_model=MeetingOf, summary="A meeting", responses=answers(401, 403, 404))
async def look(request: JsonRequest, ref: Ref) -> Response:
    """One meeting with its agenda, its minutes and decisions, and what the asker may do with it."""
    return await shown(engine(request), person(request), checked(ref), language.of(request))


@router.get(
    "/{ref}/invitation.ics",
    summary="Its invitation as an iCalendar file",
    response_class=Response,
    responses=answers(401, 403, 404),
)
async def invitation(request: JsonRequest, ref: Ref) -> Response:
    """As RFC 5545 has it; of a meeting that is called off, its cancelling."""
    seen = await engine(request).meetings.see(person(request), checked(ref))
    names = Names(language.of(request), seen.now.directory, seen.now.rules)
    base = str(request.base_url).rstrip("/")
    outside = [Outside(each.id, each.organisation) for each in seen.invited_from_outside]
    meeting = seen.view.meeting if rights.comes(seen.held) else seen.view.meeting.but(link=None)
    content = inviting.file(meeting, names, seen.now, base, person(request).id, outside)
    named = {"Content-Disposition": f'attachment; filename="{seen.view.meeting.number}.ics"'}
    return Response(content, headers=named, media_type=media_type(seen.view.meeting))


@router.get("/{ref}/owners", summary="Who can be given a decision", responses=answers(401, 403, 404))
async def owners(request: JsonRequest, ref: Ref, words: Annotated[str, Query(max_length=100)] = "") -> list[ReceiverOf]:
    """Units, grids at or below the body's own, and those invited, by name or code; the first few."""
    seen = await engine(request).meetings.see(person(request), checked(ref))
    return showing_meetings.owners(seen, words)


async def shown(door: Engine, actor: Actor, ref: str, wanted: Language) -> Response:
    seen = await door.meetings.see(actor, ref)
    by = showing.reader(actor, Names(wanted, seen.now.directory, seen.now.rules), seen.now)
    return document(showing_meetings.meeting(seen, by), seen.view.meeting.version)


async def moved(request: JsonRequest, ref: str, move: Move, payload: Payload, asked: Asked) -> Response:
    """Makes the move, and shows the meeting as it is then; only that it moved, where it left the mover's sight."""
    door, who = engine(request), person(request)
    identity = await door.meetings.identity(checked(ref))
    answer = await door.meetings.fire(who, identity, move, payload, asked.version, asked.key, asked.hash)
    try:
        return await shown(door, who, str(identity), language.of(request))
    except NotFound:
        return document(MeetingMoved.model_validate(answer), answer["version"])


MOVING: Final = Moving(router, Ref, MeetingOf | MeetingMoved, moved)
for _move, _payload in PAYLOADS.items():
    MOVING.route(_move, _payload, examples.OF_MEETING[_move], f"{_move}_meeting")
