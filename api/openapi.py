"""What /openapi.json says beyond what FastAPI finds by itself: problems, and the ways to say who asks."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from api.documents import Fault, Problem
from api.problems import MEDIA_TYPE
from api.routes import Signed
from api.tokens import COOKIE
from models.people import Language
from workflow.commands import Payload
from workflow.machines import TABLES, Move, machine_of
from workflow.sentences import word

SCHEMES: Final[Mapping[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "The access_token of POST /api/v1/session."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Set by POST /api/v1/session; changes must come from the same origin.",
    },
    "receipt": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Receipt ` and the receipt of a report: the reporter's rights on that one case.",
    },
}

_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def answers(*statuses: int, created: Mapping[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """The problems that a route answers with, and an example of what it creates."""
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": HTTPStatus(status).phrase, "content": _PROBLEM} for status in statuses
    }
    found["default"] = {"description": "A problem", "content": _PROBLEM}
    if created is not None:
        found[201] = {"description": "Stored", "content": {"application/json": {"example": dict(created)}}}
    return found


def install(app: FastAPI) -> None:
    """The app's OpenAPI from here on; made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for shape in (Problem, Fault):
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[shape.__name__] = schema
    components["securitySchemes"] = dict(SCHEMES)
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, Signed):
            for method in context.methods or ():
                operation = document["paths"][context.path_format].get(method.lower())
                if operation is not None:
                    operation["security"] = [{name: []} for name in SCHEMES]
    return document


def title_of(move: Move) -> str:
    """What a move is called, in both languages."""
    return " · ".join(word(language, "move", str(move)) or str(move) for language in (Language.EN, Language.ZH))


def description_of(move: Move, payload_type: type[Payload]) -> str:
    """Who may make the move and from which states, read from the tables."""
    kind = machine_of(move)
    assert kind is not None, f"{move} is nobody's"
    arrows = [arrow for arrow in TABLES[kind] if arrow.move == move]
    by = sorted({str(standing) for arrow in arrows for standing in arrow.by} - {"system"})
    start = sorted({state for arrow in arrows for state in arrow.start})
    what = (payload_type.__doc__ or "").strip()
    return f"{what}\n\nMoves the {kind} from: {', '.join(start)}. By: {', '.join(by)}.".strip()
