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
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import Forbidden

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["jobs"])


class JobOf(Document):
    """One job. `parts` is 0 until it has been split; `error` tells kind and place of what broke the last try;
    `retried_at`, in real time, when the next may begin. The other times are the city's."""

    id: UUID
    kind: str
    period: str
    scope: str
    state: JobState
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


@router.get("/jobs", summary="The jobs", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    state: Annotated[JobState | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JobsOf:
    """What was owed, runs, is done or has failed, newest first."""
    await _may(engine(request), person(request))
    found, more = await jobs.listing(engine(request), state, cursor, limit)
    return JobsOf(items=[_shown(job) for job in found], next=more)


@router.post("/jobs/{id}/run", summary="Run a job again", responses=answers(400, 401, 403, 404, 409))
async def again(request: JsonRequest, id: UUID) -> JobOf:
    """Has one that failed, or waits for its next try, taken up at once. What is done of it is not done again."""
    await _may(engine(request), person(request))
    return _shown(await jobs.again(engine(request), id))


async def _may(engine: Engine, actor: Actor) -> None:
    assert actor.id is not None
    now = await engine.now()
    if not rights.keeps_house(now.facts().posts(actor.id)):
        raise Forbidden()


def _shown(job: Job) -> JobOf:
    return JobOf(
        id=job.id,
        kind=job.kind,
        period=job.period,
        scope=job.scope,
        state=job.state,
        by_hand=job.by_hand,
        parts_done=job.parts_done,
        parts=len(job.parts),
        tries=job.attempts,
        error=job.last_error,
        result=job.result,
        created_at=job.created_at,
        begun_at=job.begun_at,
        finished_at=job.finished_at,
        retried_at=job.not_before,
    )
