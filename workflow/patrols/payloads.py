"""What a move on a spot, a patrol or a campaign carries. None of it has a field about a person."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import Field, model_validator

from models.people import Role
from workflow.commands import Code, Instant, Name, Payload, Reasoned
from workflow.machines import Move

MOST_PHOTOS: Final = 6
MOST_LINES: Final = 10

Lat = Annotated[float, Field(ge=-90, le=90, strict=True)]
Lon = Annotated[float, Field(ge=-180, le=180, strict=True)]


class Pointed(Payload):
    """With a point in WGS 84 degrees, or without."""

    lat: Lat | None = None
    lon: Lon | None = None

    @model_validator(mode="after")
    def _whole(self) -> Any:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon belong together")
        return self


class AddSpot(Pointed):
    """A thing to be patrolled: its kind (one of the rules'), what it is called, and the grid in which it stands."""

    kind: Code
    name: Name
    grid: Code


class ShiftSpot(Pointed):
    """It stands elsewhere, or is called otherwise. What is left out stays; `lat` and `lon` go with the place."""

    name: Name | None = None
    grid: Code | None = None

    @model_validator(mode="after")
    def _something(self) -> Any:
        if self.name is None and self.grid is None and self.lat is None:
            raise ValueError("name, grid, or lat and lon")
        return self


class CheckOff(Pointed):
    """It was looked at, and all is well. `lat` and `lon` are where that was said, if one likes."""

    photos: list[UUID] = Field(default_factory=list, max_length=MOST_PHOTOS)
    occurred_at: Instant | None = None
    """When it was looked at, where that could only be sent later."""


class StartCampaign(Payload):
    """Every spot of some kinds in a territory is to be looked at once by a date."""

    title: Name
    kinds: list[Code] = Field(min_length=1, max_length=40)
    grid: Code
    until: Instant
    who: Literal[Role.INFORMANT, Role.HANDLER] = Role.INFORMANT
    look: list[Name] = Field(default_factory=list, max_length=MOST_LINES)
    finding: Code | None = None


PAYLOADS: Mapping[Move, type[Payload]] = {
    Move.CHECK_OFF: CheckOff,
    Move.WAIVE: Reasoned,
    Move.SHIFT: ShiftSpot,
    Move.RETIRE: Reasoned,
    Move.CALL_OFF: Reasoned,
}
"""The payload of every move that a person can ask for on what is there. A patrol is `found` by a report."""
