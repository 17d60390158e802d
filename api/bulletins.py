"""Bulletins: what is out and what is being drawn up, as figures, as a page, on paper and as a workbook; and their
moves. Every member of staff may read what is out; drafts are for who writes to them and who approves them."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api import examples, showing_bulletins
from api import language as languages
from api.body import JsonRequest
from api.incidents import document
from api.issues import BulletinOf, BulletinsOf, CasesOf
from api.moving import Asked, Moving
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.people import Language
from workflow import bulletin_page, issuing, publishing
from workflow.commands import Actor, Code, Payload
from workflow.engine import Engine
from workflow.gazette.payloads import PAYLOADS
from workflow.indicators import Mark
from workflow.machines import Move
from workflow.publishing import Form
from workflow.sentences import Names
from workflow.store.bulletins import Wanted

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["bulletins"])


def policy() -> str:
    """Of a bulletin's page: its own style, and nothing else of its own or from elsewhere."""
    style = bulletin_page.style_hash()
    return f"default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


Ref = Annotated[Code, "A bulletin's number, id or period, such as 2026-10."]


@router.get("/bulletins", summary="Bulletins", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    grid: Annotated[Code | None, Query(description="Those of this grid alone, by its code.")] = None,
    period: Annotated[Code | None, Query(description="Those whose period begins so, such as 2026 or 2026-10.")] = None,
    level: Annotated[int | None, Query(ge=1, le=2, description="1: the city's; 2: the townships'.")] = None,
    drafts: Annotated[bool, Query(description="Only what is not out yet.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BulletinsOf:
    """What is out, and the drafts that the asker may see; what was drawn up last comes first."""
    wanted = Wanted(grid, period, drafts, level)
    items, further, now = await issuing.listed(engine(request), person(request), wanted, cursor, limit)
    names = Names(languages.of(request), now.directory, now.rules)
    return BulletinsOf(items=[showing_bulletins.heading(each, names) for each in items], next=further)


@router.get("/bulletins/{ref}.html", summary="A bulletin as a page", responses=answers(400, 401, 403, 404))
async def page(request: JsonRequest, ref: Ref, language: Language | None = None) -> HTMLResponse:
    """One file that needs nothing else, to be read, printed or kept; in the language that is asked for."""
    wanted = language or languages.of(request)
    issue = await issuing.read(engine(request), person(request), ref)
    headers = {"content-security-policy": policy(), "content-language": languages.TAGS[wanted]}
    return HTMLResponse(issue.page(wanted), headers=headers)


FILES: Final[Mapping[Form, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def _file(request: JsonRequest, ref: Code, form: Form, language: Language | None) -> Response:
    issue = await issuing.read(engine(request), person(request), ref)
    wanted = language or languages.of(request)
    body = await engine(request).printing.do(publishing.printed, issue, form, wanted)
    headers = {
        "content-language": languages.TAGS[wanted],
        "content-disposition": f'attachment; filename="{issue.number}.{form}"',
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
    township: Annotated[Code | None, Query(description="A township's code (of a township's, a village's).")] = None,
    group: Annotated[Code | None, Query(description="A category group's key; all of them if none.")] = None,
) -> CasesOf:
    """Exactly the cases that the figure counts, from what was frozen with it."""
    door = engine(request)
    issue = await issuing.read(door, person(request), ref)
    return CasesOf(figure=figure, numbers=await publishing.behind(door, issue, figure, township, group))


@router.get("/bulletins/{ref}", response_model=BulletinOf, summary="A bulletin", responses=answers(400, 401, 403, 404))
async def look(request: JsonRequest, ref: Ref) -> Response:
    """Its figures as they were frozen, what people wrote to it, how it came about, and what the asker may do with
    it."""
    return await shown(engine(request), person(request), ref, languages.of(request))


async def shown(door: Engine, actor: Actor, ref: str, wanted: Language) -> Response:
    seen = await issuing.see(door, actor, ref)
    names = Names(wanted, seen.now.directory, seen.now.rules)
    return document(showing_bulletins.bulletin(seen, names), seen.view.bulletin.version)


async def moved(request: JsonRequest, ref: str, move: Move, payload: Payload, asked: Asked) -> Response:
    """Makes the move, and shows the bulletin as it is then."""
    door, who = engine(request), person(request)
    identity = await issuing.identity(door, ref)
    await issuing.fire(door, who, identity, move, payload, asked.version, asked.key, asked.hash)
    return await shown(door, who, str(identity), languages.of(request))


MOVING: Final = Moving(router, Ref, BulletinOf, moved, "/bulletins")
for _move, _payload in PAYLOADS.items():
    MOVING.route(_move, _payload, examples.OF_BULLETIN[_move], f"{_move}_bulletin")
