"""The routes of moves: one for every move that a person can ask for, of whatever has moves.

What differs is what is fired and how it is shown then. The same for all is what a move carries beside its payload, and
how its route is described.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from api import conditions
from api.body import JsonRequest
from api.openapi import answers, description_of, title_of
from workflow.commands import Payload
from workflow.machines import Move


@dataclass(frozen=True)
class Asked:
    """What a move was asked with: the version that was seen (none where none is needed), and the key that makes it
    happen once, with the hash of what was sent under it."""

    version: int | None
    key: str | None
    hash: str


Do = Callable[[JsonRequest, str, Move, Any, Asked], Awaitable[Response]]


@dataclass(frozen=True)
class Moving:
    """Where the moves of one kind of thing are routed: how it is named in the path (`ref`, under `prefix`), what makes
    a move and answers (`do`), and of what shape the answer is."""

    router: APIRouter
    ref: Any
    answer: Any
    do: Do
    prefix: str = ""

    def route(
        self, move: Move, payload: type[Payload], example: Mapping[str, Any], name: str, versioned: bool = True
    ) -> None:
        """The route of one move, typed with its own payload."""

        async def endpoint(request: JsonRequest, ref: Any, payload: Any) -> Response:
            return await self.do(request, ref, move, payload, await asked(request, versioned))

        endpoint.__annotations__ |= {"ref": self.ref, "payload": Annotated[payload, Body(examples=[dict(example)])]}
        endpoint.__name__ = name
        key = {**conditions.IDEMPOTENCY_KEY, "required": False}
        self.router.add_api_route(
            f"{self.prefix}/{{ref}}/{move}",
            endpoint,
            methods=["POST"],
            response_model=self.answer,
            summary=title_of(move),
            description=description_of(move, payload),
            responses=answers(400, 401, 403, 404, 409, 413, 415, 422, 428),
            openapi_extra={"parameters": [conditions.IF_MATCH, key] if versioned else [key]},
        )


async def asked(request: JsonRequest, versioned: bool) -> Asked:
    version, key = conditions.version(request, versioned), conditions.key(request)
    return Asked(version, key, await conditions.digest(request) if key else "")
