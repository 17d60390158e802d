"""Who asks: the holder of a token, of a sign-in's cookie, or of a receipt."""

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request

from api.problems import Refused
from models.ledger import ActorKind
from workflow import ledger
from workflow.commands import Actor
from workflow.engine import Engine

COOKIE: Final = "gridward_session"
PERSON: Final = "gridward-person"
"""The header in which a page says at whom it believes it is: its own cookie may be somebody else's by now."""

TOKEN_BYTES: Final = 32
LASTS: Final = timedelta(days=14)
REMEMBERED_SECONDS: Final = 5.0
"""A sign-out is known everywhere that much later at the latest."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class SignedIn:
    """An open sign-in."""

    person_id: UUID
    expires_at: datetime
    device: str = ""


class Book(Protocol):
    """Where sign-ins are kept."""

    async def find(self, token_hash: bytes) -> UUID | None: ...
    async def whole(self, token_hash: bytes) -> SignedIn | None: ...
    async def add(self, token_hash: bytes, signed_in: SignedIn) -> None: ...
    async def drop(self, token_hash: bytes) -> None: ...


@dataclass
class Tokens:
    """Tokens of 256 random bits, of which only the SHA-256 is kept. Who holds one is remembered for a moment."""

    book: Book
    size: int = 10_000
    _known: OrderedDict[bytes, tuple[UUID, float]] = field(default_factory=OrderedDict)

    async def issue(self, person_id: UUID, now: datetime, device: str = "") -> tuple[str, SignedIn]:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        signed_in = SignedIn(person_id, now + LASTS, device)
        await self.book.add(hash_of(token), signed_in)
        return token, signed_in

    async def holder(self, token: str) -> UUID | None:
        hashed, moment = hash_of(token), time.monotonic()
        known = self._known.get(hashed)
        if known is not None and moment < known[1]:
            return known[0]
        found = await self.book.find(hashed)
        if found is not None:
            self._remember(hashed, found, moment)
        return found

    def _remember(self, hashed: bytes, found: UUID, moment: float) -> None:
        self._known[hashed] = (found, moment + REMEMBERED_SECONDS)
        self._known.move_to_end(hashed)
        if len(self._known) > self.size:
            self._known.popitem(last=False)

    async def whole(self, token: str) -> SignedIn | None:
        """The sign-in itself, always asked anew."""
        return await self.book.whole(hash_of(token))

    def forget(self, person_id: UUID) -> None:
        """Some of their sign-ins have ended: they are asked for anew."""
        for hashed in [hashed for hashed, (holder, _) in self._known.items() if holder == person_id]:
            del self._known[hashed]

    async def drop(self, token: str) -> None:
        hashed = hash_of(token)
        self._known.pop(hashed, None)
        await self.book.drop(hashed)


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def sign_in_needed() -> Refused:
    return Refused(401, "sign-in-needed", headers={"WWW-Authenticate": "Bearer"})


async def asker(request: Request) -> Actor:
    """Who asks; 401 for nobody known. A cookie's changes must come from our own pages."""
    scheme, value = credentials(request)
    if scheme == "receipt":
        engine: Engine = request.app.state.engine
        receipt = ledger.read_receipt(value, engine.keys.public)
        if receipt is None:
            raise sign_in_needed()
        return Actor(ActorKind.RECEIPT, incident_id=receipt.incident_id)
    tokens: Tokens = request.app.state.tokens
    found = await tokens.holder(value) if value else None
    if found is None:
        raise sign_in_needed()
    if scheme == "cookie" and request.method not in SAFE and not same_origin(request):
        raise Refused(403, "cross-site")
    if request.headers.get(PERSON, str(found)) != str(found):
        raise sign_in_needed()
    return Actor(ActorKind.PERSON, found)


def refuse_other_sites(request: Request) -> None:
    """What gives a cookie is given to our own pages and to programs: Refused where a browser says that another site
    asks. Otherwise that site could sign somebody in as whom it likes."""
    if ("sec-fetch-site" in request.headers or "origin" in request.headers) and not same_origin(request):
        raise Refused(403, "cross-site")


def credentials(request: Request) -> tuple[str, str]:
    """The scheme (bearer, receipt, cookie, or empty) and what was given by it. A header goes before the cookie."""
    header = request.headers.get("authorization")
    if header is None:
        return "cookie", request.cookies.get(COOKIE, "")
    scheme, _, value = header.partition(" ")
    scheme = scheme.lower()
    return (scheme, value.strip()) if scheme in ("bearer", "receipt") else ("", "")


def same_origin(request: Request) -> bool:
    """Whether a browser says that one of our own pages asks; one that says nothing at all is not believed."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:
        return False
