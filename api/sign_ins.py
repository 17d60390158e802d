"""One's own password, and on which devices one is signed in. Everybody's own, and nobody else's."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path

from api import passwords
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.routes import Signed, engine, person
from api.signin import Desk, address_of
from api.tokens import Tokens, credentials, hash_of
from workflow import store, wall
from workflow.commands import Payload
from workflow.errors import NotFound

router = APIRouter(prefix="/api/v1/session", route_class=Signed, tags=["session"])


class NewPassword(Payload):
    """The one that opens now, and the one that shall: at least ten characters."""

    old: passwords.Password
    new: passwords.Password


class SignInOf(Document):
    """`device` is a browser and a system, empty for a program; `current` the one by which this was asked."""

    id: str
    created_at: datetime
    expires_at: datetime
    device: str
    current: bool


class SignInsOf(Document):
    items: list[SignInOf]


@router.post("/password", status_code=204, summary="Change your password", responses=answers(400, 401, 403, 415, 429))
async def change_password(
    request: JsonRequest, asked: Annotated[NewPassword, Body(examples=[{"old": "…", "new": "…"}])]
) -> None:
    """Your sign-ins on other devices end."""
    desk: Desk = request.app.state.desk
    await desk.change_password(_asker(request), asked.old, asked.new, address_of(request), credentials(request)[1])


@router.get("/sign-ins", summary="Where you are signed in", responses=answers(401, 403))
async def sign_ins(request: JsonRequest) -> SignInsOf:
    """Your sign-ins that still hold, the newest first."""
    current = hash_of(credentials(request)[1]).hex()[:32]
    async with store.transaction(engine(request).database) as connection:
        found = await store.signing.sign_ins_of(connection, _asker(request), wall.now())
    return SignInsOf(
        items=[
            SignInOf(
                id=each.id,
                created_at=each.created_at,
                expires_at=each.expires_at,
                device=each.device,
                current=each.id == current,
            )
            for each in found
        ]
    )


@router.post("/sign-ins/end_others", status_code=204, summary="Sign out everywhere else", responses=answers(401, 403))
async def end_others(request: JsonRequest) -> None:
    """Ends all your sign-ins but the one by which this was asked."""
    asker, tokens = _asker(request), _tokens(request)
    async with store.transaction(engine(request).database) as connection:
        await store.signing.end_others(connection, asker, hash_of(credentials(request)[1]))
    tokens.forget(asker)


@router.post("/sign-ins/{id}/end", status_code=204, summary="End a sign-in of yours", responses=answers(401, 403, 404))
async def end(request: JsonRequest, id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")]) -> None:
    """Other processes know within five seconds."""
    asker, tokens = _asker(request), _tokens(request)
    async with store.transaction(engine(request).database) as connection:
        if not await store.signing.end_sign_in(connection, asker, id):
            raise NotFound()
    tokens.forget(asker)


def _asker(request: JsonRequest) -> UUID:
    asker = person(request)
    assert asker.id is not None
    return asker.id


def _tokens(request: JsonRequest) -> Tokens:
    tokens: Tokens = request.app.state.tokens
    return tokens
