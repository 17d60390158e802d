"""The pack of a meeting: what those who come read before, as a page or on paper."""

from fastapi import APIRouter, Response

from api import language as languages
from api.body import JsonRequest
from api.bulletins import policy
from api.incidents import checked
from api.meetings import Ref
from api.openapi import answers
from api.routes import Signed, engine, person
from models.people import Language
from workflow import packs
from workflow.packs import Form

router = APIRouter(prefix="/api/v1/meetings", route_class=Signed, tags=["meetings"])

MEDIA = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@router.get("/{ref}/pack", summary="Its pack", response_class=Response, responses=answers(400, 401, 403, 404, 503))
async def pack(request: JsonRequest, ref: Ref, form: Form = "html", language: Language | None = None) -> Response:
    """What its agenda is about, case by case, with the figures; drawn up when it is announced, and as it was when it
    was held. For who may see the meeting."""
    door, wanted = engine(request), language or languages.of(request)
    number, found = await packs.find(door, person(request), checked(ref))
    told = {"Cache-Control": "private, no-cache", "Content-Language": languages.TAGS[wanted]}
    content = await door.printing.do(packs.printed, found, form, wanted)
    if form == "pdf":
        told["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    else:
        told["Content-Security-Policy"] = policy()
    return Response(content, headers=told, media_type=MEDIA[form])
