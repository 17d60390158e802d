"""Reporting, looking, and one route for every move that a person can ask for."""

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Body, Path, Response

from api import conditions, examples, language, reading, showing
from api.body import JsonRequest
from api.cases import IncidentOf, Moved, Submitted
from api.documents import Document
from api.moving import Asked, Moving
from api.openapi import answers
from api.routes import Signed, actor, engine, person
from models.ledger import ActorKind
from models.people import Language
from workflow.commands import PAYLOADS, Actor, Payload, Reporter, Submit
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.machines import NOTES, Move
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["incidents"])
moves = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["moves"])

LONGEST_REF: Final = 64

Ref = Annotated[str, Path(description="The incident's number, such as GY-1001, or its id.", examples=["GY-1001"])]


class Report(Submit):
    """A report. `grid` or `location` is needed; without a grid the boundaries place it, or else the intake desk."""

    reporter: Reporter | None = None

    def parts(self) -> tuple[Submit, Reporter | None]:
        """What the ledger may know, and who reported, apart."""
        fields = {name: getattr(self, name) for name in Submit.model_fields}
        return Submit.model_construct(self.model_fields_set - {"reporter"}, **fields), self.reporter


@router.post(
    "",
    status_code=201,
    response_model=Submitted,
    summary="Report",
    responses=answers(400, 401, 403, 413, 415, 422, created=examples.ANSWER_OF_REPORT),
    openapi_extra={"parameters": [conditions.IDEMPOTENCY_KEY]},
)
async def submit(request: JsonRequest, report: Annotated[Report, Body(examples=[dict(examples.REPORT)])]) -> Response:
    """Takes a report in; it is stored when the answer comes. A twin in flight waits and gets the same answer."""
    key, (what, who) = conditions.needed_key(request), report.parts()
    answer = await engine(request).submit(person(request), what, who, key, await conditions.digest(request))
    location = {"Location": f"/api/v1/incidents/{answer['id']}"}
    return Response(orjson.dumps(answer), 201, location, "application/json")


@router.get("/{ref}", response_model=IncidentOf, summary="Look", responses=answers(401, 404))
async def look(request: JsonRequest, ref: Ref) -> Response:
    """One incident with all its deadlines, why it is where it is, and what the asker may do with it."""
    return await shown(engine(request), actor(request), checked(ref), language.of(request))


def checked(ref: str) -> str:
    """A number or an id; NotFound for what can be neither."""
    if not ref.isprintable() or len(ref) > LONGEST_REF:
        raise NotFound()
    return ref


async def shown(engine: Engine, actor: Actor, ref: str, wanted: Language) -> Response:
    seen = await engine.see(actor, ref)
    names = Names(wanted, seen.now.directory, seen.now.rules)
    by = showing.reader(actor, names, seen.now)
    return document(showing.incident(seen, by), seen.view.incident.version)


def document(shown: Document, version: int) -> Response:
    return Response(shown.model_dump_json(), 200, {"ETag": f'"{version}"'}, "application/json")


async def fired(request: JsonRequest, ref: str, move: Move, payload: Payload, asked: Asked) -> Response:
    """Makes the move, and shows the case as it is then; only that it moved, where it left the mover's sight."""
    door, who = engine(request), actor(request)
    if who.kind == ActorKind.RECEIPT:
        request.app.state.doors.moved(who.incident_id)
    identity = await reading.identity(door, checked(ref))
    answer = await door.fire(who, identity, move, payload, asked.version, asked.key, asked.hash)
    try:
        return await shown(door, who, str(identity), language.of(request))
    except NotFound:
        return document(Moved.model_validate(answer), answer["version"])


MOVING: Final = Moving(moves, Ref, IncidentOf | Moved, fired)
for _move, _payload in PAYLOADS.items():
    if _move != Move.SUBMIT:
        MOVING.route(_move, _payload, examples.OF_MOVE[_move], str(_move).rstrip("_"), versioned=_move not in NOTES)
