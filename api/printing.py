"""The codes of doors, for who prints them: a picture, a page, and a whole township's on sheets of A4."""

import base64
import hashlib
from functools import cache
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from api import language as languages
from api import sheets
from api.body import JsonRequest
from api.openapi import answers
from api.routes import Signed, engine, person
from models.territory import GROUP, VILLAGE, Grid
from workflow import bulletin_page, printed
from workflow.directory.places import in_use
from workflow.errors import BadInput, NotFound
from workflow.in_force import Now
from workflow.messages import say

router = APIRouter(prefix="/api/v1/grids", route_class=Signed, tags=["residents"])

MOST: Final = 400
"""Codes on the sheets of one answer."""

Code = Annotated[str, Path(description="A grid's code.", min_length=1, max_length=64)]


@router.get("/{code}/door.png", summary="A grid's code to print, as a picture", responses=answers(401, 403, 404))
async def picture(request: JsonRequest, code: Code) -> Response:
    """The address of its door for residents as a QR code, with the grid's code under it: black and white, 600 dots to
    the inch."""
    grid, address = await _asked(request, code)
    return _file(printed.png(address, grid.code), "image/png", f"{grid.code}.png")


@router.get("/{code}/door.pdf", summary="A grid's code to print, as a page", responses=answers(401, 403, 404))
async def page(request: JsonRequest, code: Code) -> Response:
    """The same as a page that is as large as the code."""
    grid, address = await _asked(request, code)
    return _file(printed.pdf(address, grid.code), "application/pdf", f"{grid.code}.pdf")


@router.get(
    "/{code}/doors.html",
    response_class=HTMLResponse,
    summary="The codes of all below a grid, six on a sheet of A4",
    responses=answers(400, 401, 403, 404),
)
async def sheet(
    request: JsonRequest,
    code: Code,
    level: Annotated[int, Query(ge=VILLAGE, le=GROUP, description="Villages (3) or groups (4).")] = VILLAGE,
) -> HTMLResponse:
    """One page without a script, with the names in the printer's own Chinese fonts; the browser prints it or makes a
    PDF of it."""
    person(request)
    now = await engine(request).now()
    top, tongue = _grid(now, code), languages.of(request)
    inner = [grid for grid in sheets.territory(now).grids if _on_sheet(grid, top, level)]
    if len(inner) > MOST:
        raise BadInput("level", "too-many-grids", most=MOST)
    html = bulletin_page.template("doors.html").render(
        tag=languages.TAGS[tongue],
        title=say(tongue, "doors-title", name=top.name),
        how=say(tongue, "doors-how"),
        say=say(tongue, "doors-say"),
        style=_style(),
        doors=[_door(now, grid, _address(request, grid)) for grid in inner or [top]],
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": _policy()})


def _on_sheet(grid: Grid, top: Grid, level: int) -> bool:
    return grid.level == level and not grid.special and (grid.path == top.path or grid.path.startswith(f"{top.path}."))


def _door(now: Now, grid: Grid, address: str) -> dict[str, str]:
    above = [found.name for each in grid.path.split(".")[1:-1] if (found := now.directory.grid(each))]
    return {"name": grid.name, "path": " · ".join(above), "code": grid.code, "svg": printed.svg(address)}


async def _asked(request: JsonRequest, code: str) -> tuple[Grid, str]:
    person(request)
    grid = _grid(await engine(request).now(), code)
    return grid, _address(request, grid)


def _grid(now: Now, code: str) -> Grid:
    found = now.directory.grid(code)
    if found is None or not in_use(found, now.at):
        raise NotFound(what="grid")
    return found


def _address(request: Request, grid: Grid) -> str:
    """Where people find the pages: as the operator set it, else as we were asked."""
    base: str = request.app.state.public_url or str(request.base_url).rstrip("/")
    return f"{base}/r/{grid.code}"


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


@cache
def _style() -> str:
    return (bulletin_page.FOLDER / "doors.css").read_text(encoding="utf-8")


def _policy() -> str:
    """Its own style, and nothing else of its own or from elsewhere."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
