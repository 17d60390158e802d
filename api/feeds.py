"""One's own calendar by subscription: its secret address made, chosen, revoked, and read by whoever has it."""

import time
from datetime import datetime
from math import ceil
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Path, Response
from pydantic import StrictBool

from api.body import JsonRequest
from api.documents import Document
from api.failures import Failures
from api.openapi import answers
from api.problems import Refused
from api.routes import Open, Signed, engine, person
from api.signin import address_of, neighbourhood
from models.feed import Feed
from workflow import subscribing
from workflow.commands import Payload
from workflow.errors import NotFound
from workflow.subscribing import Chosen

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["calendar"])
doors = APIRouter(prefix="/api/v1", route_class=Open, tags=["calendar"])

MOST, SECONDS = 30, 900.0
EXAMPLE: Final = {"meetings": True, "decisions": True, "shifts": False}


class FeedChosen(Payload):
    """What stands in the calendar: the meetings that you come to or convene, what you have to carry out by when, your
    shifts."""

    meetings: StrictBool = True
    decisions: StrictBool = True
    shifts: StrictBool = True


class FeedOf(Document):
    """`read_at` is when a program last looked, to the hour; `ended_at` when the address ended because you changed your
    password or signed out everywhere else: it leads nowhere since then, and you can make a new one."""

    meetings: bool
    decisions: bool
    shifts: bool
    created_at: datetime
    read_at: datetime | None
    ended_at: datetime | None


class FeedState(Document):
    """None where you have no such address."""

    feed: FeedOf | None


class FeedMade(Document):
    """The address of your calendar, told this once."""

    url: str
    feed: FeedOf


@router.get("/preferences/calendar", summary="Your calendar's address", responses=answers(401, 403))
async def feed(request: JsonRequest) -> FeedState:
    """Whether you have one, and what stands in it; the address itself is not known here."""
    found = await subscribing.of_person(engine(request), _asker(request))
    return FeedState(feed=_of(found) if found else None)


@router.post(
    "/preferences/calendar", status_code=201, summary="Make an address", responses=answers(400, 401, 403, 413, 415)
)
async def make(request: JsonRequest, chosen: Annotated[FeedChosen, Body(examples=[EXAMPLE])]) -> FeedMade:
    """One that you had before leads nowhere from now on."""
    secret = await subscribing.make(engine(request), _asker(request), _chosen(chosen))
    found = await subscribing.of_person(engine(request), _asker(request))
    if found is None:
        raise NotFound()
    return FeedMade(url=f"{_base(request)}/api/v1/calendar/{secret}.ics", feed=_of(found))


@router.put(
    "/preferences/calendar", summary="Choose what stands in it", responses=answers(400, 401, 403, 404, 413, 415)
)
async def choose(request: JsonRequest, chosen: Annotated[FeedChosen, Body(examples=[EXAMPLE])]) -> FeedState:
    """The address stays."""
    await subscribing.choose(engine(request), _asker(request), _chosen(chosen))
    return await feed(request)


@router.delete("/preferences/calendar", status_code=204, summary="Revoke it", responses=answers(401, 403, 404))
async def revoke(request: JsonRequest) -> None:
    """The address leads nowhere from now on."""
    await subscribing.revoke(engine(request), _asker(request))


@doors.get(
    "/calendar/{secret}.ics",
    summary="A calendar that is subscribed to",
    response_class=Response,
    responses=answers(404, 429),
)
async def read(
    request: JsonRequest, secret: Annotated[str, Path(pattern="^[A-Za-z0-9_-]{20,100}$", examples=["…"])]
) -> Response:
    """As RFC 5545 has it. Whoever has the address reads it, without a sign-in; with `If-None-Match` 304 where nothing
    has changed."""
    failures, address = _failures(request), neighbourhood(address_of(request))
    wait = failures.wait(address, time.monotonic())
    if wait > 0:
        raise Refused(429, "too-many-failures", headers={"Retry-After": str(ceil(wait))}, minutes=ceil(wait / 60))
    asked = request.headers.get("if-none-match", "")
    known = [each.strip().removeprefix("W/") for each in asked.split(",")]
    try:
        found = await subscribing.read(engine(request), secret, _base(request), known)
    except NotFound:
        failures.count(address, time.monotonic())
        raise
    told = {"ETag": f"W/{found.etag}", "Cache-Control": "private, no-cache"}
    if found.content is None:
        return Response(status_code=304, headers=told)
    return Response(found.content, headers=told, media_type="text/calendar; charset=utf-8")


def _failures(request: JsonRequest) -> Failures:
    """Of addresses that are none, by who asks; counted in this process."""
    state = request.app.state
    if not hasattr(state, "feed_failures"):
        state.feed_failures = Failures(most=MOST, seconds=SECONDS)
    found: Failures = state.feed_failures
    return found


def _base(request: JsonRequest) -> str:
    return str(request.base_url).rstrip("/")


def _asker(request: JsonRequest) -> UUID:
    asker = person(request)
    assert asker.id is not None
    return asker.id


def _chosen(chosen: FeedChosen) -> Chosen:
    return Chosen(chosen.meetings, chosen.decisions, chosen.shifts)


def _of(found: Feed) -> FeedOf:
    return FeedOf(
        meetings=found.meetings,
        decisions=found.decisions,
        shifts=found.shifts,
        created_at=found.created_at,
        read_at=found.read_at,
        ended_at=found.ended_at,
    )
