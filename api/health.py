"""Whether it lives, whether it is ready, and its standing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest

from api.documents import Health
from api.routes import Open, engine
from models import migrating
from models.record import JobState
from workflow import store
from workflow.engine import Engine
from workflow.errors import GridwardError

router = APIRouter(route_class=Open, tags=["health"])

OPEN: Final = Gauge("gridward_open_incidents", "Incidents that have not ended.")
OVERDUE: Final = Gauge("gridward_overdue_incidents", "Open incidents whose nearest deadline has passed.")
UNFIRED: Final = Gauge("gridward_oldest_unfired_seconds", "How long the most overdue rung has waited to be fired.")
CLOCK: Final = Gauge("gridward_clock_alive", "Whether a clock process runs.")
PROCESSES: Final = Gauge("gridward_processes", "Processes that live, by kind.", ("kind",))
UNSENT: Final = Gauge("gridward_oldest_unsent_notice_seconds", "How long the oldest notice that is due has waited.")
DEAD: Final = Gauge("gridward_dead_letters", "Letters that nobody took and that somebody must look at.")
JOBS: Final = Gauge("gridward_jobs", "Jobs that are not done, by kind and state.", ("kind", "state"))
OWED: Final = Gauge("gridward_oldest_owed_job_seconds", "How long the oldest job that nobody has begun has waited.")
STREAMS: Final = Gauge("gridward_live_streams", "Open streams of live events of this process.")


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
    STREAMS.set(len(request.app.state.live.streams))
    await _measure(engine(request))
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


async def _measure(engine: Engine) -> None:
    """The figures of the city as a whole. Without a database the others still are worth having."""
    try:
        async with store.snapshot(engine.database) as connection:
            now = (await engine.in_force.at(connection, share=False)).at
            standing = await store.audit.standing(connection, now)
            notices = await store.sending.lateness(connection, now)
            jobs = await store.jobs.unfinished(connection)
            alive = await store.due.processes(connection)
    except GridwardError:
        CLOCK.set(0)
        return
    CLOCK.set(alive["clock"] > 0)
    for kind, count in alive.items():
        PROCESSES.labels(kind).set(count)
    OPEN.set(standing.open)
    OVERDUE.set(standing.overdue)
    UNFIRED.set(_age(now, [standing.oldest]))
    UNSENT.set(_age(now, [notices.oldest]))
    DEAD.set(notices.dead)
    JOBS.clear()
    for each in jobs:
        JOBS.labels(each.kind, each.state).set(each.count)
    OWED.set(_age(now, [each.since for each in jobs if each.state == JobState.OWED]))


def _age(now: datetime, since: Iterable[datetime | None]) -> float:
    """Seconds since the oldest of some instants; 0 where there is none."""
    oldest = min((at for at in since if at is not None), default=now)
    return max(0.0, (now - oldest).total_seconds())
