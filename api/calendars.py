"""The calendar: the years that are in force, and which open deadlines other ones would move."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import Field

from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.routes import Signed, engine
from api.versions import permitted
from models.clock import Stage
from workflow import foreseeing, store
from workflow.commands import Payload
from workflow.days import Days
from workflow.errors import BadInput

router = APIRouter(prefix="/api/v1/calendar", route_class=Signed, tags=["calendar"])

MOST_SHIFTS = 2_000
"""How many deadlines an answer lists; `left_out` counts the others, and `sums` counts all."""


class YearOf(Payload):
    """A year's exceptions to Monday to Friday: public holidays (`off`), make-up workdays (`on`), and what each is
    called."""

    off: list[str] = Field(default_factory=list, max_length=366)
    on: list[str] = Field(default_factory=list, max_length=366)
    names: dict[str, str] = Field(default_factory=dict)


class Years(Payload):
    """The published years. One that is not among them is unknown: Monday to Friday, and provisional."""

    years: dict[str, YearOf]


class CalendarOf(Document):
    """The calendar in force: its number, and the years as `gridward calendar` reads them."""

    number: int
    years: dict[str, YearOf]


class ShiftOf(Document):
    """A deadline that would move; none of it while it is suspended. `told`: a promise whose reporter would hear of
    it."""

    number: str
    stage: Stage
    round: int
    before: datetime | None
    after: datetime | None
    provisional: bool
    told: bool


class UncountedOf(Document):
    number: str
    why: str


class Sums(Document):
    """How many cases and meetings would be touched, and how many deadlines."""

    cases: int
    later: int
    earlier: int
    late_at_once: int
    late_no_more: int
    told: int


class ForeseenOf(Document):
    """What a calendar would move; nothing is changed. `uncounted` are those for which it has too little working time
    left before its last year ends."""

    at: datetime
    looked: int
    sums: Sums
    shifts: list[ShiftOf]
    left_out: int
    uncounted: list[UncountedOf]


EXAMPLE: dict[str, Any] = {"years": {"2027": {"off": ["2027-01-01"], "on": ["2027-01-02"], "names": {}}}}


@router.get("", summary="The calendar in force", responses=answers(401, 403))
async def calendar(request: JsonRequest) -> CalendarOf:
    """The years that are published, with their holidays and make-up workdays."""
    door = engine(request)
    await permitted(request, reading=True)
    async with store.snapshot(door.database) as connection:
        number = (await store.versions.active(connection, share=False)).calendar
        days = Days.from_json(await store.versions.calendar_days(connection, number))
    return CalendarOf(
        number=number, years=Years.model_validate({"years": days.to_json()["years"]}).model_dump()["years"]
    )


@router.post("/check", summary="What another calendar would move", responses=answers(400, 401, 403, 413, 415, 422))
async def check(request: JsonRequest, years: Annotated[Years, Body(examples=[EXAMPLE])]) -> ForeseenOf:
    """Counts every open deadline by these years, as publishing them would, and writes nothing."""
    door = engine(request)
    await permitted(request)
    async with door.aside.turn():
        found = await foreseeing.foresee(door, _days(years))
    listed = found.shifts[:MOST_SHIFTS]
    return ForeseenOf(
        at=found.at,
        looked=found.looked,
        sums=Sums(**found.sums),
        shifts=[ShiftOf.model_validate(asdict(shift)) for shift in listed],
        left_out=len(found.shifts) - len(listed),
        uncounted=[UncountedOf.model_validate(asdict(each)) for each in found.uncounted[:MOST_SHIFTS]],
    )


def _days(years: Years) -> Days:
    try:
        return Days.from_json({"version": foreseeing.UNPUBLISHED, **years.model_dump()})
    except ValueError as cause:
        raise BadInput("years", "not-a-calendar", why=str(cause)) from cause
