"""Rehearsals: asking what other rules would have made of what is recorded, and reading what came of it."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import Field, StringConstraints

from api import bulletins, examples, language
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.queues import Limit
from api.routes import Signed, engine, person
from api.versions import NAME, permitted
from models.record import JobState
from models.rehearsal import Rehearsal
from workflow import jobs, rehearsals, store
from workflow.commands import Payload
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.rehearsals import Trial
from workflow.rehearsing import page
from workflow.rehearsing.lines import as_csv
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/rules/rehearsals", route_class=Signed, tags=["rules"])

Identity = Annotated[UUID, Path(description="The rehearsal's id.")]


class Wish(Payload):
    """A rules file as text, tried out over the cases of so many days; if wanted with another calendar (the years as
    `gridward calendar` takes them) or another territory (CSV as `CITY=` takes it)."""

    rules: Annotated[str, StringConstraints(min_length=1)]
    days: int = Field(default=rehearsals.DAYS, ge=1, le=rehearsals.MOST_DAYS, strict=True)
    calendar: dict[str, Any] | None = None
    city: Annotated[str, StringConstraints(min_length=1)] | None = None


class SaidOf(Document):
    """A rehearsal's sum in words. `rows`, `channels`, `people` have before and after; `load` has the tasks before and
    after, and in the fullest week of each; `unfit` what no longer fits, why, and how often."""

    single: list[tuple[str, int]]
    rows: list[tuple[str, int, int]]
    channels: list[tuple[str, int, int]]
    people: list[tuple[str, int, int]]
    load: list[tuple[str, int, int, int, int]]
    unfit: list[tuple[str, str, int]]


class CaseSaid(Document):
    """A case in words: each thing that would have been otherwise with before and after, and what no longer fits."""

    number: str
    category: str
    told: list[tuple[str, str, str]]
    unfit: list[tuple[str, str]]


class RehearsalOf(Document):
    """`rules` is the version under which the rules are stored; they are not therefore in force. `summary` is null
    until it is done, and so is `said`, which is the same in words; pairs in it are before and after."""

    id: UUID
    state: JobState
    parts_done: int
    parts: int
    asked_at: datetime
    since: datetime
    until: datetime
    rules: int
    calendar: bool
    city: bool
    finished_at: datetime | None
    summary: dict[str, Any] | None
    said: SaidOf | None


class RehearsalRows(Document):
    """The newest first; `next` is the cursor of the next page."""

    items: list[RehearsalOf]
    next: str | None


class DifferingOf(Document):
    """The cases that would have gone otherwise, by when they were reported."""

    items: list[dict[str, Any]]
    said: list[CaseSaid]
    next: str | None


@router.post("", status_code=202, summary="Rehearse rules", responses=answers(400, 401, 403, 413, 415))
async def ask(request: JsonRequest, wish: Annotated[Wish, Body(examples=[dict(examples.REHEARSAL)])]) -> RehearsalOf:
    """Stores what is to be tried out and has it done as a job, a part a township. Changes nothing of any case."""
    names = await permitted(request)
    door = engine(request)
    now = await door.now()
    trial = Trial(wish.rules, NAME, now.at - timedelta(days=wish.days), now.at, wish.calendar, wish.city)
    return await _shown(door, await rehearsals.ask(door, trial, str(person(request).id)), names)


@router.get("", summary="Rehearsals", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest, cursor: Annotated[UUID | None, Query()] = None, limit: Limit = 20
) -> RehearsalRows:
    """What was rehearsed, the newest first."""
    names = await permitted(request, reading=True)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        found = await store.histories.listing(connection, cursor, limit + 1)
    items = [await _shown(door, each, names) for each in found[:limit]]
    return RehearsalRows(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.get("/{identity}.csv", summary="Its cases as CSV", responses=answers(400, 401, 403, 404))
async def lines(request: JsonRequest, identity: Identity) -> PlainTextResponse:
    """A line for each case that would have gone otherwise."""
    await permitted(request, reading=True)
    found = await rehearsals.found(engine(request), identity)
    door = engine(request)
    async with door.aside.turn():
        text = await asyncio.to_thread(as_csv, await rehearsals.lines_of(door, found.id))
    return PlainTextResponse("\ufeff" + text, media_type="text/csv; charset=utf-8")


@router.get("/{identity}.html", summary="A rehearsal as a page", responses=answers(400, 401, 403, 404))
async def shown_page(request: JsonRequest, identity: Identity) -> HTMLResponse:
    """One file that needs nothing else. Not found while it is not done."""
    names = await permitted(request, reading=True)
    found = await rehearsals.found(engine(request), identity)
    if found.summary is None:
        raise NotFound()
    door = engine(request)
    async with door.aside.turn():
        cases = await rehearsals.lines_of(door, found.id)
        text = await asyncio.to_thread(page.page, found.summary, cases, names, str(found.rules_version))
    headers = {"content-security-policy": bulletins.policy(), "content-language": language.TAGS[names.language]}
    return HTMLResponse(text, headers=headers)


@router.get("/{identity}/cases", summary="Its cases", responses=answers(400, 401, 403, 404))
async def cases(
    request: JsonRequest,
    identity: Identity,
    cursor: Annotated[int | None, Query(ge=0, le=10**9)] = None,
    limit: Limit = 50,
) -> DifferingOf:
    """What differs of each case that would have gone otherwise."""
    names = await permitted(request, reading=True)
    await rehearsals.found(engine(request), identity)
    async with engine(request).aside.turn():
        found, first = await rehearsals.lines_of(engine(request), identity), cursor or 0
    more = str(first + limit) if len(found) > first + limit else None
    items = found[first : first + limit]
    said = [CaseSaid.model_validate(page.case_told(each, names)) for each in items]
    return DifferingOf(items=items, said=said, next=more)


@router.get("/{identity}", summary="A rehearsal", responses=answers(400, 401, 403, 404))
async def look(request: JsonRequest, identity: Identity) -> RehearsalOf:
    """How far it is, and what came of it once it is done."""
    names = await permitted(request, reading=True)
    return await _shown(engine(request), await rehearsals.found(engine(request), identity), names)


async def _shown(door: Engine, found: Rehearsal, names: Names) -> RehearsalOf:
    job = await jobs.seen(door, found.id)
    return RehearsalOf(
        id=found.id,
        state=job.state,
        parts_done=job.parts_done,
        parts=len(job.parts),
        asked_at=found.asked_at,
        since=found.since,
        until=found.until,
        rules=found.rules_version,
        calendar=found.calendar is not None,
        city=found.city is not None,
        finished_at=found.finished_at,
        summary=found.summary,
        said=SaidOf.model_validate(page.told(found.summary, names)) if found.summary else None,
    )
