"""Bulletins for anybody: those of the city's months that are out, in their public version."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from api import language as languages
from api import sheets
from api.body import JsonRequest
from api.bulletins import policy
from api.documents import Document
from api.openapi import answers
from api.queues import Cursor
from api.routes import Open, engine
from models.people import Language
from workflow import publicly_said
from workflow.commands import Code

router = APIRouter(prefix="/api/v1/public", route_class=Open, tags=["residents"])


class PublicBulletin(Document):
    """A month's bulletin of the city. `hash` is the SHA-256 of the figures that it was made from; `superseded_by` is
    the number of the correction that took its place."""

    number: str
    period: str
    published_at: datetime
    hash: str
    superseded_by: str | None


class PublicBulletins(Document):
    items: list[PublicBulletin]
    next: str | None


@router.get("/bulletins", summary="Bulletins for anybody", responses=answers(400))
async def bulletins(
    request: JsonRequest, cursor: Cursor = None, limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> PublicBulletins:
    """Of the city's months, the newest first, with those that a correction took the place of."""
    found, further = await publicly_said.bulletins(engine(request), cursor, limit)
    items = [
        PublicBulletin(
            number=each.bulletin.number,
            period=each.bulletin.period,
            published_at=each.bulletin.published_at or each.bulletin.drawn_at,
            hash=each.bulletin.hash,
            superseded_by=each.by,
        )
        for each in found
    ]
    return PublicBulletins(items=items, next=further)


@router.get(
    "/bulletins/{number}.html",
    summary="A bulletin's public version",
    responses=answers(400, 404),
    response_class=Response,
)
async def page(
    request: JsonRequest, number: Annotated[Code, "Such as GY-TB-2026-10."], language: Language | None = None
) -> Response:
    """The page as it was when it came out: one file, no script. One that a correction took the place of leads there.
    Ask again with `If-None-Match`."""
    wanted = language or languages.of(request)
    found, successor = await publicly_said.bulletin(engine(request), number, wanted)
    if successor is not None:
        asked = f"?language={language}" if language else ""
        away = f"/api/v1/public/bulletins/{quote(successor, safe='')}.html{asked}"
        return RedirectResponse(away, headers={"Cache-Control": "no-cache"})
    answer = sheets.sent(request, sheets.packed(found.encode()), "text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.headers["Vary"] = "Accept-Encoding, Accept-Language"
    answer.headers["Content-Language"] = languages.TAGS[wanted]
    answer.headers["Content-Security-Policy"] = policy()
    return answer
