"""The one place where what went wrong becomes an answer: RFC 9457 problem details, in the asker's language.

A problem is {type, title, status, detail, errors: [{field, reason, message}], …facts}. `type` is `/problems/` and
the error's code. What was sent is never repeated in it.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import language as languages
from models.people import Language
from workflow import sentences
from workflow.errors import (
    BadInput,
    Blocked,
    Conflict,
    Crowded,
    Forbidden,
    GridwardError,
    KeyReused,
    NoRoom,
    NotFound,
    Overworked,
    TooManyUploads,
    Unproved,
)
from workflow.messages import has, say
from workflow.patrols.importing import SpotsInvalid
from workflow.rules.problems import RulesInvalid
from workflow.store.errors import TryAgain, Unreachable

log = structlog.get_logger()

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[Mapping[type[GridwardError], int]] = {
    BadInput: 400,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    KeyReused: 422,
    TooManyUploads: 429,
    NoRoom: 503,
    Crowded: 503,
    Overworked: 503,
    RulesInvalid: 400,
    SpotsInvalid: 400,
    TryAgain: 503,
    Unreachable: 503,
}
"""By class, or by the nearest class above it."""

RETRY: Final = {"Retry-After": "1"}

OF_STATUS: Final = {404: "not-found", 405: "method-not-allowed"}
"""What the router says in numbers only."""

SHOWN: Final = frozenset({"current", "state", "kind", "move", "guard", "seen", "answer"})
"""The facts of an error that the answer carries; others, such as a value that was sent, stay out of it."""

REASONS: Final[Mapping[str, str]] = {
    "missing": "missing",
    "extra_forbidden": "unknown-member",
    "string_too_short": "blank",
    "string_too_long": "too-long",
    "string_pattern_mismatch": "wrong-form",
    "string_unicode": "not-unicode",
    "too_long": "too-many",
    "too_short": "too-few",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
    "enum": "not-one-of",
    "literal_error": "not-one-of",
    "finite_number": "not-a-number",
    "timezone_aware": "zone-missing",
    "uuid_parsing": "not-an-id",
    "uuid_type": "not-an-id",
    "int_parsing": "not-a-number",
    "int_type": "not-a-whole-number",
    "float_type": "not-a-number",
    "int_from_float": "not-a-whole-number",
    "int_parsing_size": "out-of-range",
    "float_parsing": "not-a-number",
}
"""Pydantic's types of error as our reasons; what is not here is a date, a wrong type, or just invalid."""

MOST_FAULTS: Final = 20
LONGEST_NAME: Final = 64
"""Of a member's name, which is the sender's own."""

AT: Final = {"grid-or-location-is-required": "grid"}
"""Faults of a whole object that lie in one member that is not there."""


class Refused(HTTPException):
    """What HTTP itself refuses, before the engine is asked: a code, and perhaps the field and the reason."""

    def __init__(
        self,
        status: int,
        code: str,
        field: str | None = None,
        reason: str | None = None,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(status, detail=code, headers=headers)
        self.code, self.field, self.reason, self.facts = code, field, reason, facts


def bad_input(field: str, reason: str, **facts: Any) -> Refused:
    """A header or a parameter that cannot be."""
    return Refused(400, BadInput.code, field, reason, **facts)


def problem(
    language: Language,
    status: int,
    code: str,
    errors: Sequence[Mapping[str, str]] = (),
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer. `facts` fill its sentences; those in SHOWN stand in it as well."""
    facts = facts or {}
    said = sentences.words(language, facts)
    document: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": say(language, f"problem-{code}", **said),
        "status": status,
        "detail": _detail(language, code, said),
    }
    if errors:
        document["errors"] = list(errors)
    document.update({name: value for name, value in facts.items() if name in SHOWN})
    return Response(
        orjson.dumps(document),
        status,
        {"Content-Language": languages.TAGS[language], "Vary": "Accept-Language", **(headers or {})},
        MEDIA_TYPE,
    )


def _detail(language: Language, code: str, said: Mapping[str, str]) -> str:
    if code == Blocked.code and (guard := sentences.word(language, "guard", said.get("guard", ""))):
        return guard
    return say(language, f"detail-{code}", **said)


def fault(language: Language, field: str, reason: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """One line of `errors`."""
    message = sentences.sentence(language, "input", reason, facts) or say(language, "input-invalid")
    return {"field": field, "reason": reason, "message": message}


def of_validation(language: Language, found: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Pydantic's errors, each with the path of its field."""
    return [fault(language, *each) for each in islice(_faults(found), MOST_FAULTS)]


def _faults(found: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for error in found:
        facts = {name: value for name, value in error.get("ctx", {}).items() if name in LIMITS}
        reason = _reason(error)
        path = [str(part)[:LONGEST_NAME] for part in error["loc"][1:] if part != "[key]"]
        if reason in AT:
            path.append(AT[reason])
        yield ".".join(path) or str(error["loc"][0]), reason, facts


LIMITS: Final = frozenset({"max_length", "min_length", "ge", "gt", "le", "lt", "expected"})
"""What of pydantic's context says what was expected, and nothing of what was sent."""


def _reason(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind == "value_error":
        ours = slug(str(error["ctx"]["error"]))
        return ours if has(f"input-{ours}", Language.ZH) else "invalid"
    if kind.startswith(("date", "time_")):
        return "not-a-date"
    return REASONS.get(kind) or ("wrong-type" if kind.endswith(("_type", "_parsing")) else "invalid")


def slug(sentence: str) -> str:
    """The reason that a ValueError of our own types stands for: `lat and lon belong together` with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", sentence.lower()).strip("-")


async def _on_error(request: Request, error: Exception) -> Response:
    """An error of the engine."""
    assert isinstance(error, GridwardError)
    language = languages.of(request)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    if status == 500:
        return unexpected(request.scope, error)
    if isinstance(error, BadInput):
        faults = [fault(language, error.field or "body", error.reason, error.facts)]
        return problem(language, status, error.code, faults)
    if isinstance(error, RulesInvalid):
        return problem(language, status, error.code, list(_of_rules(language, error)), error.facts)
    if isinstance(error, SpotsInvalid):
        return problem(language, status, error.code, list(_of_spots(language, error)))
    if isinstance(error, Unproved):
        return problem(language, status, error.code, list(_of_proof(language, error)), error.facts)
    return problem(language, status, error.code, facts=error.facts, headers=RETRY if status in (429, 503) else None)


def _of_rules(language: Language, error: RulesInvalid) -> Iterator[dict[str, str]]:
    """Everything that is wrong with a rules file, each with its line and column."""
    for found in error.problems:
        place = f"{found.file}:{found.line}:{found.column}"
        yield {"field": place, "reason": found.code, "message": found.say(language)}


def _of_spots(language: Language, error: SpotsInvalid) -> Iterator[dict[str, str]]:
    """Everything that is wrong with a table of spots, each with its line and column."""
    for found in error.faults:
        yield fault(language, f"csv:{found.line}:{found.column}", found.reason, found.facts)


def _of_proof(language: Language, error: Unproved) -> Iterator[dict[str, str]]:
    """Every failure of a proof, with its line of the rules file where it has one."""
    for found in error.failures:
        message = sentences.finding(language, found.code, found.facts)
        yield {"field": f"rules:{found.line}" if found.line else "despite", "reason": found.code, "message": message}


async def _on_refusal(request: Request, error: Exception) -> Response:
    """What HTTP refuses, ours or the router's."""
    assert isinstance(error, HTTPException)
    language = languages.of(request)
    if not isinstance(error, Refused):
        code = OF_STATUS.get(error.status_code, "refused")
        return problem(language, error.status_code, code, headers=error.headers)
    errors = []
    if error.field is not None:
        errors.append(fault(language, error.field, error.reason or error.code, error.facts))
    return problem(language, error.status_code, error.code, errors, error.facts, error.headers)


async def _on_validation(request: Request, error: Exception) -> Response:
    """A body or a parameter of the wrong shape."""
    assert isinstance(error, RequestValidationError)
    language = languages.of(request)
    return problem(language, 400, BadInput.code, of_validation(language, error.errors()))


def unexpected(scope: Scope, error: BaseException) -> Response:
    """A fault of ours: logged whole under an id, of which the answer tells the id only."""
    identity = secrets.token_hex(6)
    route = getattr(scope.get("route"), "path", "")
    log.error("unexpected_error", error_id=identity, method=scope["method"], route=route, exc_info=error)
    return problem(languages.of(Request(scope)), 500, "internal", facts={"id": identity})


class LastResort:
    """The edge of the app: no exception goes further than this."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            answer = unexpected(scope, error)
            if begun:
                raise
            await answer(scope, receive, send)


def install(app: FastAPI) -> None:
    """From here on the app answers every error by this module."""
    app.add_exception_handler(GridwardError, _on_error)
    app.add_exception_handler(HTTPException, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_middleware(LastResort)
