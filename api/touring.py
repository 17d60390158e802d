"""The tour of a demonstration: one of its people is signed in at one press. In a real city there is no such thing."""

import time
from dataclasses import dataclass, field
from math import ceil
from typing import Annotated, Final

from fastapi import APIRouter, Body, Response
from pydantic import Field

from api.body import JsonRequest
from api.devices import device
from api.documents import NewSession
from api.failures import Failures
from api.openapi import answers
from api.problems import Refused
from api.routes import Open, engine
from api.signin import address_of, given, neighbourhood
from api.tokens import Tokens, refuse_other_sites
from workflow import touring, wall
from workflow.commands import Payload
from workflow.errors import NotFound

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["session"])

MOST: Final = 120
"""Sign-ins by the tour from one address in a quarter of an hour: each is a row that is kept for a fortnight."""


@dataclass
class Tour:
    """Whether this process lets anybody take the tour, and who took how much of it."""

    open: bool
    taken: Failures = field(default_factory=lambda: Failures(most=MOST, seconds=900))

    def take(self, address: str) -> None:
        """NotFound where there is no tour; Refused with 429 where one address takes too much of it."""
        if not self.open:
            raise NotFound()
        now = time.monotonic()
        if (wait := self.taken.wait(address, now)) > 0:
            raise Refused(429, "too-many-tours", headers={"Retry-After": str(ceil(wait))}, minutes=ceil(wait / 60))
        self.taken.count(address, now)


class Taken(Payload):
    """Who acts in this part of the tour; of which case, but for the first and the last."""

    part: touring.Part
    case: Annotated[str | None, Field(min_length=1, max_length=64)] = None


@router.post(
    "/tour/sign-in",
    response_model=NewSession,
    summary="Be somebody of a demonstration city",
    responses=answers(400, 403, 404, 413, 415, 429),
)
async def take(request: JsonRequest, asked: Annotated[Taken, Body(examples=[{"part": "informant"}])]) -> Response:
    """Signs in who acts in a part of the tour. 404 in a real city, and where the operator has no tour taken."""
    refuse_other_sites(request)
    tour: Tour = request.app.state.tour
    tour.take(neighbourhood(address_of(request)))
    person = await touring.who_plays(engine(request), asked.part, asked.case)
    tokens: Tokens = request.app.state.tokens
    token, signed_in = await tokens.issue(person, wall.now(), device(request.headers.get("user-agent", "")))
    return await given(request, token, signed_in)
