"""Bulletins: what was published, as figures and as a page. Every member of staff may read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api import language as languages
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.queues import Limit
from api.routes import Signed, engine, person
from models.bulletin import Bulletin
from models.people import Language
from workflow import bulletin_page, publishing, store
from workflow.commands import Code
from workflow.indicators import Mark
from workflow.publishing import Form
from workflow.store.bulletins import Heading

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["bulletins"])


def policy() -> str:
    """Of a bulletin's page: its own style, and nothing else of its own or from elsewhere."""
    style = bulletin_page.style_hash()
    return f"default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


Ref = Annotated[Code, "A bulletin's number, id or period, such as 2026-10."]


class HeadingOf(Document):
    """One bulletin in a list. `hash` is the SHA-256 of its figures as canonical JSON (RFC 8785)."""

    id: UUID
    number: str
    period: str
    grid: str
    level: int
    state: str
    drawn_at: datetime
    hash: str


class BulletinsOf(Document):
    items: list[HeadingOf]
    next: str | None


class BulletinOf(HeadingOf):
    """`figures` as they were frozen: rates are pairs, numerator and denominator."""

    figures: dict[str, Any]


class CasesOf(Document):
    """The numbers of the cases behind one figure."""

    figure: Mark
    numbers: list[str]


@router.get("/bulletins", summary="Bulletins", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    cursor: Annotated[Code | None, Query(description="The `next` of the page before.")] = None,
    limit: Limit = 50,
) -> BulletinsOf:
    """What was published, the newest period first."""
    person(request)
    async with store.snapshot(engine(request).database) as connection:
        found = await store.bulletins.listing(connection, cursor, limit + 1)
    items = [_heading(each) for each in found[:limit]]
    return BulletinsOf(items=items, next=items[-1].period if len(found) > limit else None)


@router.get("/bulletins/{ref}.html", summary="A bulletin as a page", responses=answers(400, 401, 403, 404))
async def page(request: JsonRequest, ref: Ref, language: Language | None = None) -> HTMLResponse:
    """One file that needs nothing else, to be read, printed or kept; in the language that is asked for."""
    person(request)
    wanted = language or languages.of(request)
    bulletin = await publishing.find(engine(request), ref)
    headers = {
        "content-security-policy": policy(),
        "content-language": languages.TAGS[wanted],
    }
    return HTMLResponse(bulletin.html_zh if wanted == Language.ZH else bulletin.html_en, headers=headers)


FILES: Final[Mapping[Form, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def _file(request: JsonRequest, ref: Code, form: Form, language: Language | None) -> Response:
    person(request)
    bulletin = await publishing.find(engine(request), ref)
    wanted = language or languages.of(request)
    body = await engine(request).printing.do(publishing.printed, bulletin, form, wanted)
    headers = {
        "content-language": languages.TAGS[wanted],
        "content-disposition": f'attachment; filename="{bulletin.number}.{form}"',
    }
    return Response(body, media_type=FILES[form], headers=headers)


@router.get(
    "/bulletins/{ref}.pdf",
    summary="A bulletin on paper",
    responses=answers(400, 401, 403, 404, 503),
    response_class=Response,
)
async def paper(request: JsonRequest, ref: Ref, language: Language | None = None) -> Response:
    """A4, with charts; of what is late as many as the page lists."""
    return await _file(request, ref, "pdf", language)


@router.get(
    "/bulletins/{ref}.xlsx",
    summary="A bulletin as a workbook",
    responses=answers(400, 401, 403, 404, 503),
    response_class=Response,
)
async def workbook(request: JsonRequest, ref: Ref, language: Language | None = None) -> Response:
    """A sheet for each table, rates as formulas of what they are made of, and all that is late."""
    return await _file(request, ref, "xlsx", language)


@router.get("/bulletins/{ref}/cases", summary="The cases behind a figure", responses=answers(400, 401, 403, 404))
async def cases(
    request: JsonRequest,
    ref: Ref,
    figure: Mark,
    township: Annotated[Code | None, Query(description="A township's code; the whole city if none.")] = None,
    group: Annotated[Code | None, Query(description="A category group's key; all of them if none.")] = None,
) -> CasesOf:
    """Exactly the cases that the figure counts, from what was frozen with it."""
    person(request)
    numbers = await publishing.behind(engine(request), ref, figure, township, group)
    return CasesOf(figure=figure, numbers=numbers)


@router.get("/bulletins/{ref}", summary="A bulletin's figures", responses=answers(400, 401, 403, 404))
async def figures(request: JsonRequest, ref: Ref) -> BulletinOf:
    """As they were frozen."""
    person(request)
    bulletin = await publishing.find(engine(request), ref)
    return BulletinOf(**_heading(bulletin).model_dump(), figures=orjson.loads(bulletin.figures))


def _heading(bulletin: Bulletin | Heading) -> HeadingOf:
    return HeadingOf.model_validate({name: getattr(bulletin, name) for name in HeadingOf.model_fields})
