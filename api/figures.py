"""The city's figures for anybody: counted every five minutes at most, however many ask."""

import asyncio
import time
from dataclasses import asdict
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response

from api import sheets
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.routes import Open, engine
from models.territory import TOWNSHIP
from workflow import publicly, store
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.publicly import Row, Shown

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["residents"])

KEPT_SECONDS: Final = 300.0


class PublicPart(Document):
    """A township or a group of categories; without a code all the others together. What is not told of one is counted
    among the others: it is less than five, or somebody could reckon from it what is."""

    code: str | None
    zh: str
    en: str
    open: int | None
    overdue: int | None
    closed: int | None
    promised: int | None
    kept: int | None
    rated: int | None
    rating: float | None


class PublicSums(Document):
    """`overdue`: open, and past what was promised. Of what was closed: of how many something was promised, of how many
    that was kept, how many reporters rated it, and how on average (1 to 5). What is not told is less than five."""

    open: int | None
    overdue: int | None
    closed: int | None
    promised: int | None
    kept: int | None
    rated: int | None
    rating: float | None


class PublicFigures(Document):
    """What is open is counted as of `at`, what was closed since `since`, the first of the month. `before` is the month
    before, of what was closed alone. No number below five is told, nor can one be reckoned from those that are."""

    city: str
    at: datetime
    since: datetime
    whole: PublicSums
    before: PublicSums
    townships: list[PublicPart]
    groups: list[PublicPart]


class Counted:
    """The figures as they were last counted."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._found: tuple[float, sheets.Sheet] | None = None

    async def sheet(self, door: Engine) -> sheets.Sheet:
        async with self._lock:
            moment = time.monotonic()
            if self._found is None or moment >= self._found[0]:
                self._found = moment + KEPT_SECONDS, sheets.packed((await _count(door)).model_dump_json().encode())
            return self._found[1]


@router.get("/figures", response_model=PublicFigures, summary="The city's figures", responses=answers(503))
async def figures(request: JsonRequest) -> Response:
    """For anybody. Ask again with `If-None-Match`."""
    counted: Counted = request.app.state.figures
    answer = sheets.sent(request, await counted.sheet(engine(request)), "application/json")
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


async def _count(door: Engine) -> PublicFigures:
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        grids = sheets.territory(now).grids
        codes = [grid.code for grid in grids if grid.level == TOWNSHIP and not grid.special]
        opened = await store.standing.open_now(connection, now.at)
        closed = await store.standing.closed_since(connection, publicly.months(now.at), codes)
    groups = {key: category.group for key, category in now.rules.catalogue.items()}
    return _shown(publicly.figures(now.at, opened, closed, codes, groups), now)


def _shown(found: publicly.Figures, now: Now) -> PublicFigures:
    return PublicFigures(
        city=now.directory.root.name,
        at=found.at,
        since=found.since,
        whole=_sums(found.whole),
        before=_sums(found.before),
        townships=[_part(row, *_township(now, row.key)) for row in found.townships],
        groups=[_part(row, *_named(now, row.key)) for row in found.groups],
    )


def _sums(sums: Shown) -> PublicSums:
    return PublicSums(**asdict(sums))


def _part(row: Row, zh: str, en: str) -> PublicPart:
    return PublicPart(code=row.key, zh=zh, en=en, **asdict(row.shown))


def _township(now: Now, code: str | None) -> tuple[str, str]:
    grid = now.directory.grid(code) if code else None
    return (grid.name, grid.name) if grid else OTHERS


def _named(now: Now, key: str | None) -> tuple[str, str]:
    found = now.rules.groups.get(key) if key else None
    return (found.zh, found.en) if found else OTHERS


OTHERS: Final = ("其他", "others")
