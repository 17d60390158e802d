"""What a change carries beside its body: the version that was seen, and a key that makes it happen once."""

import hashlib
import re
from typing import Any, Final

import orjson
from starlette.requests import Request

from api.problems import Refused, bad_input

_VERSION: Final = re.compile(r'(?:W/)?"([0-9]{1,9})"|([0-9]{1,9})')
_KEY: Final = re.compile(r"[!-~]{1,200}")

IF_MATCH: Final[dict[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that you saw, bare or quoted.",
    "schema": {"type": "string"},
    "example": '"3"',
}
IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "1 to 200 visible ASCII characters. The same key with the same body gives the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "3f2c7a52-6d0e-4a39-9a55-0c8b4a1f6d11",
}


def version(request: Request, needed: bool) -> int | None:
    """The version that the asker saw. Where none is needed, what is sent is not looked at."""
    if not needed:
        return None
    header = request.headers.get("if-match")
    if header is None:
        raise Refused(428, "version-needed", "If-Match", "missing")
    found = _VERSION.fullmatch(header.strip())
    if found is None:
        raise bad_input("If-Match", "not-a-version")
    return int(found[1] or found[2])


def key(request: Request) -> str | None:
    """The idempotency key, if there is one."""
    header = request.headers.get("idempotency-key")
    if header is not None and _KEY.fullmatch(header) is None:
        raise bad_input("Idempotency-Key", "not-visible-ascii")
    return header


def needed_key(request: Request) -> str:
    found = key(request)
    if found is None:
        raise bad_input("Idempotency-Key", "missing")
    return found


async def digest(request: Request) -> str:
    """What makes two requests the same: the body, whatever the order of its members, and the path."""
    canonical = orjson.dumps(await request.json(), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical + b"\n" + request.scope["path"].encode()).hexdigest()
