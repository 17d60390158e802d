"""Bodies: read whole before anything else, bounded, and parsed by orjson.

orjson refuses what would fail later or elsewhere: NaN, numbers beyond a double, lone surrogates, broken UTF-8, nesting
deeper than 1024.
"""

import asyncio
from typing import Any, Final

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Refused

LIMIT: Final = 1 << 20
"""Bytes of a JSON body."""

UPLOAD: Final = 10 << 20
"""Bytes of a file that is uploaded."""

DRAINED: Final = 64 << 20
"""Bytes that are read and thrown away so that the sender, who is still sending, gets to read the answer."""

SECONDS: Final = 30
"""Within which a JSON body must be here: it is held meanwhile."""

UPLOAD_SECONDS: Final = 60
"""The same for a file: 10 MB at 1.4 Mbit/s, the 3 MB of a phone's photo at 0.4. Few can be under way at a time, and
who sends a half and waits must not keep the others out."""

SLOW: Final = "gridward.slow"
OVERSIZE: Final = "gridward.oversize"


class Bodies:
    """Reads each request's body before the app runs. Of one over the limit nothing is kept: it is drained, and whoever
    asks for it is refused. Below `uploads` (paths) bodies stream, and whoever takes them bounds them."""

    def __init__(self, app: ASGIApp, uploads: tuple[str, ...] = ()) -> None:
        self.app, self.uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope) or (self.uploads and scope["path"].startswith(self.uploads)):
            await self.app(scope, receive, send)
            return
        first = await _read_in_time(scope, receive)

        async def replay() -> Message:
            nonlocal first
            if first is None:
                return await receive()
            message, first = first, None
            return message

        await self.app(scope, replay, send)


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


async def _read_in_time(scope: Scope, receive: Receive) -> Message | None:
    """As _read; of one that is not here in time nothing is kept, and whoever asks for it is refused."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _read(scope, receive)
    except TimeoutError:
        scope[SLOW] = True
        return {"type": "http.request", "body": b"", "more_body": False}


async def _read(scope: Scope, receive: Receive) -> Message | None:
    """The whole body as one message, or the news that the sender has gone."""
    if waits_for_leave(scope, LIMIT):
        scope[OVERSIZE] = True
        return {"type": "http.request", "body": b"", "more_body": False}
    kept, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= LIMIT:
            kept.append(chunk)
        else:
            kept.clear()
            scope[OVERSIZE] = True
        if not message.get("more_body", False) or size > DRAINED:
            return {"type": "http.request", "body": b"".join(kept), "more_body": False}


def waits_for_leave(scope: Scope, limit: int) -> bool:
    """Whether a sender that announces too much asks first (Expect: 100-continue); it need not send it then."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    return headers.get(b"expect", b"").lower() == b"100-continue" and length.isdigit() and int(length) > limit


async def uploaded(request: Request) -> bytes:
    """A body that is a file. Of one over the limit nothing is kept: it is drained like JSON, and refused; so is one
    that is not here in time."""
    if waits_for_leave(request.scope, UPLOAD):
        raise _too_large()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            kept = await _at_most(request, UPLOAD)
    except ClientDisconnect as cause:
        raise Refused(400, "cut-off") from cause
    except TimeoutError as cause:
        raise _too_slow(UPLOAD_SECONDS) from cause
    if kept is None:
        raise _too_large()
    return kept


async def _at_most(request: Request, limit: int) -> bytes | None:
    """The whole body; None, and nothing held meanwhile, where it is longer."""
    kept, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            kept += chunk
        else:
            kept.clear()
        if size > DRAINED:
            break
    return bytes(kept) if size <= limit else None


def _too_slow(seconds: float) -> Refused:
    return Refused(408, "too-slow", seconds=seconds)


def _too_large() -> Refused:
    return Refused(413, "photo-too-large", most=UPLOAD >> 20)


MOST_MEMBERS: Final = 64


class JsonRequest(Request):
    """A request whose body is JSON or nothing. Nothing counts as `{}`, so that what is missing is named member by
    member."""

    _raw: bytes | None = None
    _rest: Headers | None = None

    @property
    def headers(self) -> Headers:
        """Once the body was read it is JSON: its kind is no longer among them, and FastAPI need not parse it."""
        return self._rest or super().headers

    async def body(self) -> bytes:
        if self._raw is None:
            raw = await super().body()
            if self.scope.get(OVERSIZE):
                raise Refused(413, "too-large", limit=LIMIT)
            if self.scope.get(SLOW):
                raise _too_slow(SECONDS)
            if raw and not _says_json(self.headers.get("content-type", "")):
                raise Refused(415, "not-json")
            self._raw = raw or b"{}"
            self._rest = Headers(raw=[each for each in self.scope["headers"] if each[0] != b"content-type"])
        return self._raw

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            try:
                self._json = orjson.loads(await self.body())
            except orjson.JSONDecodeError as cause:
                raise Refused(
                    400, "malformed-json", "body", "malformed-json", line=cause.lineno, column=cause.colno
                ) from cause
            if not _few_members(self._json):
                raise Refused(400, "bad-input", "body", "too-many", max_length=MOST_MEMBERS)
        return self._json


def _few_members(value: Any) -> bool:
    """Whether no object in it has more members than anything of ours could: naming each that is unknown takes time."""
    left = [value]
    while left:
        found = left.pop()
        if isinstance(found, dict):
            if len(found) > MOST_MEMBERS:
                return False
            left += found.values()
        elif isinstance(found, list):
            left += found
    return True


def _says_json(content_type: str) -> bool:
    media = content_type.partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))
