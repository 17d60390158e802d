"""Photos over HTTP: uploaded as they are, shown to who may see a case that names them."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from starlette.responses import FileResponse

from api import conditions
from api.body import JsonRequest, uploaded
from api.documents import Document
from api.openapi import answers
from api.problems import Refused
from api.routes import Signed, actor, engine, person
from models.photo import MediaType, Photo
from workflow.media import Size

PATH: Final = "/api/v1/photos"

router = APIRouter(prefix=PATH, route_class=Signed, tags=["photos"])

SUFFIXES: Final[Mapping[MediaType, str]] = {MediaType.JPEG: "jpg", MediaType.PNG: "png", MediaType.WEBP: "webp"}
KEPT: Final = "private, max-age=31536000, immutable"
"""An id shows the same picture for ever."""

_PICTURE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
BODY: Final[dict[str, Any]] = {
    "required": True,
    "description": "The picture itself, JPEG, PNG or WebP, up to 10 MB. Its content says which.",
    "content": {"image/*": _PICTURE},
}
_SHOWN: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The picture", "content": {str(kind): _PICTURE for kind in MediaType}},
    304: {"description": "Not modified"},
}


class Uploaded(Document):
    """A photo that is stored: what is kept of it, upright and without metadata. Name it by its id within a day."""

    id: UUID
    sha256: str
    width: int
    height: int
    media_type: MediaType
    bytes: int


@router.post(
    "",
    status_code=201,
    response_model=Uploaded,
    summary="Upload a photo",
    responses=answers(400, 401, 403, 408, 413, 415, 422, 429, 503),
    openapi_extra={
        "requestBody": BODY,
        "parameters": [{**conditions.IDEMPOTENCY_KEY, "required": False}],
    },
)
async def upload(request: JsonRequest) -> Response:
    """Takes a photo in, to be named by its id in a report or a move of the same person."""
    who, key = person(request), conditions.key(request)
    if not request.headers.get("content-type", "").strip().lower().startswith("image/"):
        raise Refused(415, "not-an-image")
    photos = engine(request).photos
    with photos.place(who):
        sent = await uploaded(request)
        hashed = hashlib.sha256(sent + b"\n" + PATH.encode()).hexdigest()
        answer = await photos.take(who, sent, key, hashed)
    stored = Uploaded.model_validate(answer)
    return Response(stored.model_dump_json(), 201, {"Location": f"{PATH}/{stored.id}"}, "application/json")


@router.get(
    "/{photo}", summary="Look at a photo", response_class=FileResponse, responses={**answers(401, 404), **_SHOWN}
)
async def look(request: JsonRequest, photo: UUID, size: Size = Size.FULL) -> Response:
    """The photo, or its small likeness of at most 480 pixels, for who may see a case that names it. While none does,
    its uploader sees it."""
    photos = engine(request).photos
    found = await photos.look(actor(request), photo)
    told = _headers(found, size)
    if told["ETag"] in [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=told)
    kind = found.media_type if size == Size.FULL else MediaType.JPEG
    return FileResponse(await photos.file(found, size), headers=told, media_type=kind)


router.add_api_route("/{photo}", look, methods=["HEAD"], include_in_schema=False)


def _headers(photo: Photo, size: Size) -> dict[str, str]:
    if size == Size.FULL:
        mark, name = photo.sha256, f"{photo.id}.{SUFFIXES[photo.media_type]}"
    else:
        mark, name = f"{photo.sha256}-{size}", f"{photo.id}-{size}.jpg"
    return {"ETag": f'"{mark}"', "Cache-Control": KEPT, "Content-Disposition": f'inline; filename="{name}"'}
