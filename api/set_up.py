"""The first administrator of a real city, named by whoever has the code that was printed where the city was put there.

Open to anybody until then, since nobody can sign in; closed for ever after.
"""

import asyncio
import re
from typing import Annotated, Final

from fastapi import APIRouter, Body, Response
from pydantic import Field

from api import passwords
from api.body import JsonRequest
from api.devices import device
from api.documents import Document, NewSession
from api.openapi import answers
from api.routes import Open, engine
from api.signin import Desk, address_of, given, neighbourhood
from api.tokens import Tokens, refuse_other_sites
from models.people import Language
from workflow import founding, wall
from workflow.commands import Name, Payload
from workflow.errors import BadInput

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["session"])

USERNAME: Final = r"^[a-z][a-z0-9._-]{1,62}$"
WHO: Final = "set-up"
"""By which failures are counted, as those of an account are."""


class SetUp(Payload):
    """The code of the link, who the administrator is, and by what they sign in."""

    code: Annotated[str, Field(min_length=1, max_length=200)]
    name: Name
    username: Name
    password: passwords.Password
    language: Language = Language.ZH


class SetUpOf(Document):
    """Whether the city still waits for its administrator to be named."""

    waits: bool


EXAMPLE: Final = {"code": "…", "name": "张明", "username": "zhang.ming", "password": "…", "language": "zh"}


@router.get("/set-up", summary="Whether the city waits for its first administrator", responses=answers())
async def seen(request: JsonRequest) -> SetUpOf:
    return SetUpOf(waits=await founding.waits(engine(request)))


@router.post(
    "/set-up",
    response_model=NewSession,
    summary="Name the first administrator",
    responses=answers(400, 403, 409, 413, 415, 429),
)
async def take(request: JsonRequest, asked: Annotated[SetUp, Body(examples=[EXAMPLE])]) -> Response:
    """They are signed in at once. The code opens nothing any more."""
    refuse_other_sites(request)
    desk: Desk = request.app.state.desk
    address = neighbourhood(address_of(request))
    desk.check(WHO, address)
    try:
        await founding.check(engine(request), asked.code)
    except BadInput:
        desk.failed(WHO, address)
        raise
    first = await asyncio.to_thread(_first, asked)
    now = wall.now()
    person_id = await founding.take(engine(request), asked.code, first, now)
    tokens: Tokens = request.app.state.tokens
    token, signed_in = await tokens.issue(person_id, now, device(request.headers.get("user-agent", "")))
    return await given(request, token, signed_in)


def _first(asked: SetUp) -> founding.First:
    if not re.fullmatch(USERNAME, asked.username):
        raise BadInput("username", "username-form")
    passwords.check_new(asked.password, asked.username, "password")
    return founding.First(asked.name, asked.username, passwords.hashed(asked.password), asked.language)
