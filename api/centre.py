"""What waits for who keeps the city: the counts beside the links of the centre's page."""

from fastapi import APIRouter

from api import calendars
from api.body import JsonRequest
from api.documents import Document
from api.keeping import reader
from api.openapi import answers
from api.routes import Signed, engine
from workflow import store
from workflow.days import Days

router = APIRouter(prefix="/api/v1/centre", route_class=Signed, tags=["centre"])


class Waiting(Document):
    """Letters that nobody took (up to 1,000), jobs that failed, motions that have not come to an end, and the year
    whose calendar should be published by now."""

    dead_letters: int
    failed_jobs: int
    motions: int
    calendar_missing: int | None


@router.get("", summary="What waits at the centre", responses=answers(401, 403))
async def waiting(request: JsonRequest) -> Waiting:
    """Counted anew each time; it costs as much as there waits."""
    await reader(request)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        days = Days.from_json(await store.versions.calendar_days(connection, now.calendar.version))
        today = now.at.astimezone(now.calendar.tz).date()
        return Waiting(
            dead_letters=await store.sending.dead_count(connection),
            failed_jobs=await store.jobs.failed(connection),
            motions=await store.motions.waiting(connection),
            calendar_missing=calendars.missing(days, today.year, today.month),
        )
