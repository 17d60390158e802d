"""Whether it lives, whether it is ready, and its standing."""

import time
from typing import Final

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, Histogram, disable_created_metrics, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.documents import Health
from api.routes import Open, engine
from models import migrating
from workflow import store
from workflow.engine import Engine
from workflow.errors import GridwardError

router = APIRouter(route_class=Open, tags=["health"])

disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS: Final = Histogram(
    "gridward_request_seconds",
    "How long requests take, by route.",
    ("method", "route", "status"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
OPEN: Final = Gauge("gridward_open_incidents", "Incidents that have not ended.")
OVERDUE: Final = Gauge("gridward_overdue_incidents", "Open incidents whose nearest deadline has passed.")
UNFIRED: Final = Gauge("gridward_oldest_unfired_seconds", "How long the most overdue rung has waited to be fired.")
CLOCK: Final = Gauge("gridward_clock_alive", "Whether a clock process runs.")


class Readiness:
    """What must hold before anybody is let in. That the tables are there stays true once it was."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._migrated = False

    async def missing(self, engine: Engine) -> list[str]:
        """What is not so yet: `database`, `migrated`, `seeded`, `clock`."""
        try:
            if not await self._is_migrated():
                return ["migrated"]
            async with store.snapshot(engine.database) as connection:
                city = await store.seeding.city_row(connection)
                alive = await store.due.clock_alive(connection)
        except (GridwardError, OSError):
            return ["database"]
        return [name for name, there in (("seeded", city is not None), ("clock", alive)) if not there]

    async def _is_migrated(self) -> bool:
        if not self._migrated:
            self._migrated = await migrating.current(self.url) == migrating.head()
        return self._migrated


@router.get("/healthz", summary="Whether the process lives", include_in_schema=False)
async def healthz() -> Response:
    return Response("ok\n", media_type="text/plain", headers={"X-Gridward": "1"})


@router.get(
    "/readyz",
    summary="Whether it is ready",
    response_model=Health,
    responses={503: {"model": Health, "description": "Not ready; `reasons` says why."}},
)
async def readyz(request: Request) -> Response:
    """200 when the database is migrated and seeded and a clock runs."""
    missing = await request.app.state.readiness.missing(engine(request))
    health = Health(ready=not missing, reasons=missing)
    return Response(health.model_dump_json(), 503 if missing else 200, media_type="application/json")


@router.get("/metrics", summary="Figures for Prometheus", include_in_schema=False)
async def metrics(request: Request) -> Response:
    await _measure(engine(request))
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


async def _measure(engine: Engine) -> None:
    """The figures of the city as a whole. Without a database the others still are worth having."""
    try:
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            standing = await store.audit.standing(connection, now.at)
            CLOCK.set(await store.due.clock_alive(connection))
    except GridwardError:
        CLOCK.set(0)
        return
    OPEN.set(standing.open)
    OVERDUE.set(standing.overdue)
    UNFIRED.set((now.at - standing.oldest).total_seconds() if standing.oldest else 0)


class Measured:
    """Times every request, by its route's pattern and never by its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "")
            SECONDS.labels(scope["method"], route, f"{status // 100}xx").observe(time.perf_counter() - began)
