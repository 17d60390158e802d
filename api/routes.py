"""Our kind of route: it knows who asks before it reads what is asked, and takes no parameter that it does not know."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog
from fastapi import Request, Response
from fastapi.routing import APIRoute

from api import tokens
from api.body import JsonRequest
from api.problems import bad_input
from api.watching import incident_of
from models.ledger import ActorKind
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import Forbidden

ACTOR: Final = "gridward.actor"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Open(APIRoute):
    """A route for anybody."""

    signed = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "strict_content_type": False})  # api.body asks for JSON by itself

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        known = frozenset(parameter.alias for parameter in self.dependant.query_params)
        signed = self.signed

        async def answer(request: Request) -> Response:
            asked = JsonRequest(request.scope, request.receive)
            if (ref := incident_of(asked.scope)) is not None:
                structlog.contextvars.bind_contextvars(incident=ref)
            if signed:
                asked.scope[ACTOR] = await tokens.asker(asked)
            if asked.scope["query_string"]:
                check_parameters(asked, known)
            return await handle(asked)

        return answer


class Signed(Open):
    """A route for who is signed in, or holds a receipt."""

    signed = True


def check_parameters(request: Request, known: frozenset[str]) -> None:
    """A parameter that is misspelt would otherwise be a filter that does nothing."""
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None:
        raise bad_input(unknown[:64], "unknown-parameter")


def actor(request: Request) -> Actor:
    """Who asks, on a signed route."""
    found: Actor = request.scope[ACTOR]
    return found


def person(request: Request) -> Actor:
    """Who asks, where that must be a person: a receipt is for one case only."""
    found = actor(request)
    if found.kind != ActorKind.PERSON:
        raise Forbidden()
    return found


def engine(request: Request) -> Engine:
    found: Engine = request.app.state.engine
    return found
