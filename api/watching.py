"""Every request as it is seen from outside: an id, one line in the log, and how long it took."""

import re
import secrets
import time
from typing import Final

import structlog
from prometheus_client import Histogram, disable_created_metrics
from starlette.types import ASGIApp, Message, Receive, Scope, Send

disable_created_metrics()  # type: ignore[no-untyped-call]

log = structlog.get_logger()

SECONDS: Final = Histogram(
    "gridward_request_seconds",
    "How long requests take, by route.",
    ("method", "route", "status"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEADER: Final = b"x-request-id"
_SANE: Final = re.compile(rb"[0-9A-Fa-f][0-9A-Fa-f-]{15,63}")
_INCIDENT: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[A-Z]{1,8}-[0-9]{1,12}")

CASES: Final = "/api/v1/incidents/"
QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What is asked every few seconds by machines is only worth a line when it goes wrong."""


class Watched:
    """Gives every request an id, which all lines of it bear and the answer tells; logs and times it by its route's
    pattern, and never by its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity, began, status = request_id(scope), time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, identity.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=identity):
            try:
                await self.app(scope, receive, noting)
            finally:
                _told(scope, status, time.perf_counter() - began)
                structlog.contextvars.unbind_contextvars("incident")


def _told(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = getattr(scope.get("route"), "path", "")
    SECONDS.labels(method, route, f"{status // 100}xx").observe(seconds)
    if route not in QUIET or status >= 400:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def request_id(scope: Scope) -> str:
    """The id that whoever passes the request on has given it, if it is a random one by its looks; else a new one."""
    given = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return given.decode() if _SANE.fullmatch(given) else secrets.token_hex(16)


def incident_of(scope: Scope) -> str | None:
    """The id or number of the case that a request names; what looks like neither, or is of something else, is not
    repeated."""
    if not scope["path"].startswith(CASES):
        return None
    ref = str(scope.get("path_params", {}).get("ref", ""))
    return ref if _INCIDENT.fullmatch(ref) else None
