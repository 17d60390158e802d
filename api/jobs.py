"""What is owed beside the cases: for the centre and the administrator."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.record import Job, JobState
from workflow import jobs, rights
from workflow.commands import Actor, Code
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.in_force import Now

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["jobs"])


class JobOf(Document):
    """One job. `parts` is 0 until it has been split; `error` tells kind and place of what broke the last try;
    `retried_at`, in real time, when the next may begin. The other times are the city's. `late`: it is owed, and nobody
    has taken it up for a quarter of an hour."""

    id: UUID
    kind: str
    period: str
    scope: str
    state: JobState
    late: bool
    by_hand: bool
    parts_done: int
    parts: int
    tries: int
    error: str | None
    result: dict[str, Any] | None
    created_at: datetime
    begun_at: datetime | None
    finished_at: datetime | None
    retried_at: datetime | None


class JobsOf(Document):
    items: list[JobOf]
    next: str | None


class JobPart(Document):
    """One part: `place` is the township that it is about, if it is about one; `result` nothing until it is done."""

    name: str
    place: str | None
    result: dict[str, Any] | None


class JobWhole(JobOf):
    """A job with its parts, each with what came of it."""

    each: list[JobPart]


class JobKind(Document):
    """How it stands with a kind of job. `since` is how long the oldest is not done yet; `last` the newest that is."""

    kind: str
    owed: int
    running: int
    failed: int
    since: datetime | None
    last: JobOf | None


@router.get("/jobs", summary="The jobs", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    state: Annotated[JobState | None, Query()] = None,
    kind: Annotated[Code | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JobsOf:
    """What was owed, runs, is done or has failed, newest first."""
    now = await _may(engine(request), person(request))
    found, more = await jobs.listing(engine(request), state, cursor, limit, kind)
    return JobsOf(items=[_shown(job, now.at) for job in found], next=more)


@router.get("/jobs/kinds", summary="The kinds of jobs", responses=answers(401, 403))
async def kinds(request: JsonRequest) -> list[JobKind]:
    """Each kind, with what of it is not done, and what was done last."""
    now = await _may(engine(request), person(request))
    return [
        JobKind(
            kind=each.kind,
            owed=each.counts.get(JobState.OWED, 0),
            running=each.counts.get(JobState.RUNNING, 0),
            failed=each.counts.get(JobState.FAILED, 0),
            since=each.since,
            last=_shown(each.last, now.at) if each.last else None,
        )
        for each in await jobs.kinds(engine(request))
    ]


@router.get("/jobs/{id}", summary="A job with its parts", responses=answers(400, 401, 403, 404))
async def look(request: JsonRequest, id: UUID) -> JobWhole:
    """Its parts, and what came of each."""
    now = await _may(engine(request), person(request))
    return _whole(await jobs.seen(engine(request), id), now)


@router.post("/jobs/{id}/run", summary="Run a job again", responses=answers(400, 401, 403, 404, 409))
async def again(request: JsonRequest, id: UUID) -> JobOf:
    """Has one that failed, or waits for its next try, taken up at once. What is done of it is not done again."""
    now = await _may(engine(request), person(request))
    return _shown(await jobs.again(engine(request), id), now.at)


async def _may(engine: Engine, actor: Actor) -> Now:
    """What is in force, for who keeps the jobs."""
    assert actor.id is not None
    now = await engine.now()
    if not rights.keeps_house(now.facts().posts(actor.id)):
        raise Forbidden()
    return now


def _shown(job: Job, at: datetime) -> JobOf:
    return JobOf(**_row(job, at))


def _whole(job: Job, now: Now) -> JobWhole:
    parts = []
    for name, result in job.parts.items():
        grid = now.directory.grid(name)
        parts.append(JobPart(name=name, place=grid.name if grid else None, result=result))
    return JobWhole(**_row(job, now.at), each=parts)


def _row(job: Job, at: datetime) -> dict[str, Any]:
    names = ("id", "kind", "period", "scope", "state", "by_hand", "parts_done", "result")
    return {name: getattr(job, name) for name in (*names, "created_at", "begun_at", "finished_at")} | {
        "late": jobs.late(job, at),
        "parts": len(job.parts),
        "tries": job.attempts,
        "error": job.last_error,
        "retried_at": job.not_before,
    }
