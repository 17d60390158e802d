"""The pages: one built folder, one page that answers for every address of its own, and nothing from elsewhere."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX: Final = "index.html"
DOOR: Final = "door.html"
RESIDENTS: Final = re.compile(r"/(r/[^/]*|receipt|figures|proposals)/?")
"""The pages for anybody, which are small and come by themselves."""
NOT_PAGES: Final = ("/api/", "/open311/")
BUILT: Final = "assets/"
"""What lies below it has its content's hash in its name."""

FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
NEVER: Final = "no-store"


def policy(pictures: Iterable[str] = ()) -> str:
    """The content security policy. `pictures` are origins of a map's background, which the operator set."""
    directives = (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # a compiled page may carry style attributes; it runs no script
        " ".join(("img-src 'self' blob:", *pictures)),
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(directives)


HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=(self)"),
)


class Guarded:
    """Every answer says what a browser may do with it, and may say so more strictly itself; what says nothing about
    keeping it is not to be kept."""

    def __init__(self, app: ASGIApp, secure: bool = False, pictures: Iterable[str] = ()) -> None:
        self.app = app
        self.headers = [(b"content-security-policy", policy(pictures).encode()), *HEADERS]
        if secure:
            self.headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                said = {name for name, _ in given}
                headers = message["headers"] = [*given, *(each for each in self.headers if each[0] not in said)]
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", NEVER.encode()))
            await send(message)

        await self.app(scope, receive, guarded)


class Pages:
    """The built pages. An address that is no file is the page's own affair; without pages a sentence says so."""

    def __init__(self, folder: Path) -> None:
        self.files = StaticFiles(directory=folder, check_dir=False)
        self.zipped = GZipMiddleware(self._serve)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.zipped(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(self.files.get_path(scope), scope)
        await response(scope, receive, send)

    async def _response(self, path: str, scope: Scope) -> Response:
        if scope["path"].startswith(NOT_PAGES):
            raise HTTPException(404)
        try:
            response = await self.files.get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or Path(path).suffix:
                raise
            return await self._index(scope)
        response.headers["Cache-Control"] = FOR_EVER if path.startswith(BUILT) else ASK_AGAIN
        return response

    async def _index(self, scope: Scope) -> Response:
        try:
            door = RESIDENTS.fullmatch(scope["path"]) is not None
            response = await self.files.get_response(DOOR if door else INDEX, scope)
        except HTTPException:
            return PlainTextResponse(
                "The pages are not built yet: make run builds them. 页面尚未生成，请运行 make run。\n"
            )
        response.headers["Cache-Control"] = ASK_AGAIN
        return response
