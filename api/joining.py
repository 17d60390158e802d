"""The link by which a member of staff chooses a password, once: their first one, or a new one."""

import asyncio
from typing import Annotated

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
from workflow import city_keeping, wall
from workflow.commands import Payload
from workflow.errors import BadInput

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["session"])

WHO = "join"
"""By which failures are counted, as those of an account are."""

LinkCode = Annotated[str, Field(min_length=1, max_length=200)]


class Link(Payload):
    code: LinkCode


class Join(Payload):
    """The code of the link, and the password to sign in by: at least ten characters."""

    code: LinkCode
    password: passwords.Password


class LinkedOf(Document):
    """The user name to which a link belongs."""

    username: str


@router.post("/join/check", summary="Whose link it is", responses=answers(400, 403, 413, 415, 429))
async def check(request: JsonRequest, asked: Annotated[Link, Body(examples=[{"code": "…"}])]) -> LinkedOf:
    """Nothing is used up by it."""
    refuse_other_sites(request)
    return LinkedOf(username=await _username(request, asked.code))


@router.post(
    "/join",
    response_model=NewSession,
    summary="Choose a password by a link",
    responses=answers(400, 403, 413, 415, 429),
)
async def join(
    request: JsonRequest, asked: Annotated[Join, Body(examples=[{"code": "…", "password": "…"}])]
) -> Response:
    """They are signed in at once. The link opens nothing any more."""
    refuse_other_sites(request)
    username = await _username(request, asked.code)
    passwords.check_new(asked.password, username, "password")
    hashed = await asyncio.to_thread(passwords.hashed, asked.password)
    person = await city_keeping.choose_password(engine(request), asked.code, hashed)
    tokens: Tokens = request.app.state.tokens
    token, signed_in = await tokens.issue(person, wall.now(), device(request.headers.get("user-agent", "")))
    return await given(request, token, signed_in)


async def _username(request: JsonRequest, code: str) -> str:
    """Guesses are counted as failed sign-ins are."""
    desk: Desk = request.app.state.desk
    address = neighbourhood(address_of(request))
    desk.check(WHO, address)
    try:
        _, username = await city_keeping.linked(engine(request), code)
    except BadInput:
        desk.failed(WHO, address)
        raise
    return username
