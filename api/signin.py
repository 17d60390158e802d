"""Signing in and out. Failures are counted, successes never; an unknown name takes as long as a wrong password."""

import asyncio
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict

from api import examples, passwords
from api.body import JsonRequest
from api.devices import device
from api.documents import NewSession, Person, PostOf, Session
from api.failures import Failures
from api.openapi import answers
from api.problems import Refused
from api.routes import Open, Signed, engine, person
from api.tokens import COOKIE, LASTS, SignedIn, Tokens, credentials, hash_of, refuse_other_sites, sign_in_needed
from models.database import Database
from models.people import Post, SignInRow
from workflow import store, wall
from workflow.commands import Name
from workflow.delivery import inbox
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.store.signing import Account

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["session"])

Fits = Callable[[str, str], bool]

AT_ONCE: Final = 2
"""Passwords that are verified at a time: each takes 64 MB and a core."""


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    username: Name
    password: passwords.Password


class Signings:
    """Sign-ins in the database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def find(self, token_hash: bytes) -> UUID | None:
        async with store.transaction(self.database) as connection:
            return await store.signing.person_of_token(connection, token_hash, wall.now())

    async def add(self, token_hash: bytes, signed_in: SignedIn) -> None:
        async with store.transaction(self.database) as connection:
            await store.signing.add_sign_in(
                connection, token_hash, signed_in.person_id, wall.now(), signed_in.expires_at, signed_in.device
            )

    async def drop(self, token_hash: bytes) -> None:
        async with store.transaction(self.database) as connection:
            await store.signing.drop_sign_in(connection, token_hash)

    async def whole(self, token_hash: bytes) -> SignedIn | None:
        async with self.database.session() as session:
            found = await session.get(SignInRow, token_hash)
        return SignedIn(found.person_id, found.expires_at) if found else None


class Desk:
    """Where people sign in: so many failures of one account from one address, and of one address, in a quarter of an
    hour; counted in this process."""

    def __init__(self, engine: Engine, tokens: Tokens, secure: bool, fits: Fits = passwords.fits) -> None:
        self.engine, self.tokens, self.secure, self.fits = engine, tokens, secure, fits
        self.of_account = Failures(most=10, seconds=900)
        self.of_address = Failures(most=100, seconds=900)
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def sign_in(self, asked: Credentials, address: str, device: str = "") -> tuple[str, SignedIn]:
        """A token; Refused with 401, or 429 after too many failures."""
        address = neighbourhood(address)
        self.check(asked.username, address)
        async with self._gate:
            self.check(asked.username, address)
            account = await self._verified(asked)
        if account is not None:
            token, signed_in = await self.tokens.issue(account.person_id, wall.now(), device)
            if await self._opens_still(account):
                self.of_account.forget((asked.username, address))
                return token, signed_in
            await self.tokens.drop(token)
        self.failed(asked.username, address)
        raise Refused(401, "sign-in-failed", headers={"WWW-Authenticate": "Bearer"})

    async def change_password(self, person_id: UUID, old: str, new: str, address: str, but: str) -> None:
        """Ends their other sign-ins: all `but` the one of this token. BadInput for a wrong old one, which counts as a
        failed sign-in, and for a new one that will not do; Refused with 429 after too many."""
        async with store.transaction(self.engine.database) as connection:
            account = await store.signing.account_of(connection, person_id)
        if account is None:
            raise sign_in_needed()
        address = neighbourhood(address)
        async with self._gate:
            self.check(account.username, address)
            if not await asyncio.to_thread(self.fits, old, account.password_hash):
                self.failed(account.username, address)
                raise BadInput("old", "wrong-password")
            if new == old:
                raise BadInput("new", "password-same")
            passwords.check_new(new, account.username, "new")
            hashed = await asyncio.to_thread(passwords.hashed, new)
        async with store.transaction(self.engine.database) as connection:
            if not await store.signing.set_password(connection, person_id, account.password_hash, hashed, hash_of(but)):
                raise BadInput("old", "wrong-password")
        self.tokens.forget(person_id)

    def failed(self, username: str, address: str) -> None:
        now = time.monotonic()
        self.of_account.count((username, address), now)
        self.of_address.count(address, now)

    def check(self, username: str, address: str) -> None:
        """Refused with 429 while there were too many failures."""
        now = time.monotonic()
        wait = max(self.of_account.wait((username, address), now), self.of_address.wait(address, now))
        if wait > 0:
            raise Refused(429, "too-many-failures", headers={"Retry-After": str(ceil(wait))}, minutes=ceil(wait / 60))

    async def _verified(self, asked: Credentials) -> Account | None:
        async with store.transaction(self.engine.database) as connection:
            account = await store.signing.account(connection, asked.username)
        password_hash = account.password_hash if account else passwords.NOBODYS
        fits = await asyncio.to_thread(self.fits, asked.password, password_hash)
        return account if account and fits and not account.disabled else None

    async def _opens_still(self, account: Account) -> bool:
        """Whether the password that was verified was not changed meanwhile. Asked once the sign-in is stored: a change
        either ended it, or is known by now. Else whoever signs in without pause would outlive the change."""
        async with store.transaction(self.engine.database) as connection:
            return await store.signing.still_opens(connection, account.person_id, account.password_hash)


def neighbourhood(address: str) -> str:
    """An address as failures are counted by: of IPv6 the network, since one connection has 2⁶⁴ addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else address


@router.post("/session", response_model=NewSession, summary="Sign in", responses=answers(400, 401, 403, 413, 415, 429))
async def sign_in(
    request: JsonRequest, asked: Annotated[Credentials, Body(examples=[dict(examples.SIGN_IN)])]
) -> Response:
    """A token for programs, and the same as a cookie for pages."""
    refuse_other_sites(request)
    desk: Desk = request.app.state.desk
    token, signed_in = await desk.sign_in(asked, address_of(request), device(request.headers.get("user-agent", "")))
    return await given(request, token, signed_in)


def address_of(request: JsonRequest) -> str:
    return request.client.host if request.client else ""


async def given(request: JsonRequest, token: str, signed_in: SignedIn) -> Response:
    """A new sign-in, as what it may act and with its cookie."""
    shown = await session_of(engine(request), signed_in)
    response = Response(
        NewSession(access_token=token, **dict(shown)).model_dump_json(),
        media_type="application/json",
    )
    response.set_cookie(
        COOKIE, token, max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict", secure=https(request)
    )
    return response


async def who(request: JsonRequest) -> Session:
    """Who is signed in, and as what they may act."""
    person(request)
    tokens: Tokens = request.app.state.tokens
    signed_in = await tokens.whole(credentials(request)[1])
    if signed_in is None:
        raise sign_in_needed()
    return await session_of(engine(request), signed_in)


async def sign_out(request: JsonRequest) -> Response:
    """Ends the sign-in by which this was asked; other processes know within five seconds."""
    person(request)
    tokens: Tokens = request.app.state.tokens
    await tokens.drop(credentials(request)[1])
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=https(request))
    return response


def https(request: JsonRequest) -> bool:
    """Whether a cookie goes over TLS alone."""
    desk: Desk = request.app.state.desk
    return desk.secure or request.url.scheme == "https"


async def session_of(engine: Engine, signed_in: SignedIn) -> Session:
    now = await engine.now()
    found = now.directory.person(signed_in.person_id)
    if found is None:
        raise sign_in_needed()
    posts = now.facts().posts(found.id)
    wishes, _ = await inbox.wishes(engine, found.id)
    shown = Person(id=found.id, name=found.name, language=wishes.language, posts=list(_posts(posts, now)))
    return Session(expires_at=signed_in.expires_at, city_time=now.at, person=shown)


def _posts(posts: tuple[Post, ...], now: Now) -> Iterator[PostOf]:
    for post in posts:
        grid = now.directory.grid_by_id(post.grid_id) if post.grid_id else None
        unit = now.directory.unit_by_id(post.unit_id) if post.unit_id else None
        yield PostOf(
            role=post.role,
            grid=grid.code if grid else None,
            grid_name=grid.name if grid else None,
            unit=unit.code if unit else None,
            unit_name=unit.name if unit else None,
            chief=post.chief,
        )


router.routes += [
    Signed("/api/v1/session", who, methods=["GET"], response_model=Session, summary="Who is signed in",
           tags=["session"], responses=answers(401, 403)),
    Signed("/api/v1/session", sign_out, methods=["DELETE"], status_code=204, summary="Sign out",
           tags=["session"], responses=answers(401, 403)),
]  # fmt: skip
