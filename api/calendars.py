"""The calendar: the years that are in force, what other ones would move, and putting them in force."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, Query
from pydantic import Field

from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.queues import Limit
from api.routes import Signed, engine, person
from api.versions import called, permitted
from models.clock import Stage
from models.record import CalendarSwitch
from workflow import foreseeing, store
from workflow.commands import Code, Payload, Words
from workflow.days import Days, Season
from workflow.engine import Engine
from workflow.errors import BadInput, Unforeseen
from workflow.foreseeing import Foreseen
from workflow.sentences import Names
from workflow.store.versions import CalendarVersion

router = APIRouter(prefix="/api/v1/calendar", route_class=Signed, tags=["calendar"])

MOST_SHIFTS = 2_000
"""How many deadlines an answer lists; `left_out` counts the others, and `sums` counts all."""

ANNOUNCED: Final = 11
"""The month from which on the next year's holidays should be known."""


class YearOf(Payload):
    """A year's exceptions to Monday to Friday: public holidays (`off`), make-up workdays (`on`), and what each is
    called."""

    off: list[str] = Field(default_factory=list, max_length=366)
    on: list[str] = Field(default_factory=list, max_length=366)
    names: dict[str, str] = Field(default_factory=dict)


class Years(Payload):
    """The published years. One that is not among them is unknown: Monday to Friday, and provisional."""

    years: dict[str, YearOf]


class SeasonOf(Document):
    """The working hours of the days from `first` to `last` (MM-DD), or of every day where both are empty."""

    first: str
    last: str
    hours: list[tuple[str, str]]


class YearsOf(Document):
    """A version of the calendar: its number, and the years as `gridward calendar` reads them."""

    number: int
    years: dict[str, YearOf]


class CalendarOf(YearsOf):
    """The calendar in force. `seasons` are the working hours, which the rules say; `today` is the city's day;
    `missing` the year that should be published by now and is not."""

    seasons: list[SeasonOf]
    today: str
    missing: int | None


class CalendarSwitchOf(Document):
    """One time at which a version was put in force, in place of `before`."""

    number: int
    at: datetime
    before: int
    by: str
    why: str


class CalendarRow(Document):
    """A version, and each time that it was put in force; the first was so from the beginning."""

    number: int
    author: str
    note: str
    created_at: datetime
    in_force: bool
    switches: list[CalendarSwitchOf]


class CalendarRows(Document):
    items: list[CalendarRow]
    next: str | None


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


class Published(Years):
    """The years, why, and the `foreseen` of the look at what they would move."""

    why: Words
    foreseen: Code | None = None


class ForeseenOf(Document):
    """What a calendar would move; nothing is changed. `uncounted` are those for which it has too little working time
    left before its last year ends. `foreseen` is to be sent with these years when they are put in force."""

    at: datetime
    looked: int
    sums: Sums
    shifts: list[ShiftOf]
    left_out: int
    uncounted: list[UncountedOf]
    foreseen: str


class PublishedOf(Document):
    """What came of it: the number in force, how many cases and meetings were counted anew, and which could not be."""

    number: int
    counted: int
    uncounted: list[UncountedOf]


EXAMPLE: dict[str, Any] = {"years": {"2027": {"off": ["2027-01-01"], "on": ["2027-01-02"], "names": {}}}}


@router.get("", summary="The calendar in force", responses=answers(401, 403))
async def calendar(request: JsonRequest) -> CalendarOf:
    """The years that are published, with their holidays and make-up workdays, and the working hours."""
    door = engine(request)
    names = await permitted(request, reading=True)
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        found = await store.versions.calendar_days(connection, now.calendar.version)
    days, today = Days.from_json(found), now.at.astimezone(now.calendar.tz).date()
    return CalendarOf(
        number=now.calendar.version,
        years=_years(days),
        seasons=[_season(each) for each in names.rules.slots.seasons],
        today=today.isoformat(),
        missing=missing(days, today.year, today.month),
    )


def missing(days: Days, year: int, month: int) -> int | None:
    """The year that should be published by now: this one, and from November on the next."""
    wanted = (year, *([year + 1] if month >= ANNOUNCED else ()))
    return next((each for each in wanted if each not in days.years), None)


@router.get("/versions", summary="Versions of the calendar", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest, cursor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None, limit: Limit = 50
) -> CalendarRows:
    """The newest first, with who put each in force, when and why."""
    names = await permitted(request, reading=True)
    async with store.snapshot(engine(request).database) as connection:
        active = await store.versions.active(connection, share=False)
        found = await store.versions.calendar_versions(connection, cursor, limit + 1)
        log = await store.versions.calendar_switches(connection, [each.number for each in found[:limit]])
    page = found[:limit]
    more = str(page[-1].number) if len(found) > limit else None
    return CalendarRows(items=[_row(each, active.calendar, log, names) for each in page], next=more)


@router.get("/versions/{number}", summary="A version of the calendar", responses=answers(400, 401, 403, 404))
async def look(request: JsonRequest, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> YearsOf:
    """Its years."""
    await permitted(request, reading=True)
    async with store.snapshot(engine(request).database) as connection:
        days = Days.from_json(await store.versions.calendar_days(connection, number))
    return YearsOf(number=number, years=_years(days))


@router.post("/check", summary="What another calendar would move", responses=answers(400, 401, 403, 413, 415, 422))
async def check(request: JsonRequest, years: Annotated[Years, Body(examples=[EXAMPLE])]) -> ForeseenOf:
    """Counts every open deadline by these years, as publishing them would, and writes nothing."""
    await permitted(request)
    door, days = engine(request), _days(years)
    now = await door.now()
    async with door.aside.turn():
        found = await foreseeing.foresee(door, days)
    return _told(found, foreseeing.mark(days, now))


@router.post("", summary="Put another calendar in force", responses=answers(400, 401, 403, 409, 413, 415, 422))
async def publish(
    request: JsonRequest,
    wish: Annotated[Published, Body(examples=[{**EXAMPLE, "why": "国务院办公厅通知"}])],
) -> PublishedOf:
    """Counts every deadline still ahead anew by these years; each case that moves says so, and a reporter whose promise
    moves is told. Refused (409) to whoever has not looked at what that moves (`foreseen`) since other rules or another
    calendar were put in force. Asked for again it goes on where it broke off."""
    await permitted(request)
    door, days = engine(request), _days(wish)
    now = await door.now()
    seen = wish.foreseen == foreseeing.mark(days, now)
    if not seen and _years(days) != await _in_force(door):
        raise Unforeseen()
    foreseeing.calendar_of(days, now.rules)
    async with door.aside.turn():
        # A mark of another moment: nobody has put another calendar in force since, or it is this one already.
        done = await door.timekeeping.amend_calendar(days, str(person(request).id), wish.why, now.calendar.version)
    return PublishedOf(
        number=(await door.now()).calendar.version,
        counted=done.counted,
        uncounted=[UncountedOf.model_validate(asdict(each)) for each in done.uncounted[:MOST_SHIFTS]],
    )


async def _in_force(door: Engine) -> dict[str, YearOf]:
    async with store.snapshot(door.database) as connection:
        number = (await store.versions.active(connection, share=False)).calendar
        return _years(Days.from_json(await store.versions.calendar_days(connection, number)))


def _told(found: Foreseen, mark: str) -> ForeseenOf:
    listed = found.shifts[:MOST_SHIFTS]
    return ForeseenOf(
        at=found.at,
        looked=found.looked,
        sums=Sums(**found.sums),
        shifts=[ShiftOf.model_validate(asdict(shift)) for shift in listed],
        left_out=len(found.shifts) - len(listed),
        uncounted=[UncountedOf.model_validate(asdict(each)) for each in found.uncounted[:MOST_SHIFTS]],
        foreseen=mark,
    )


def _days(years: Years) -> Days:
    asked = years.model_dump(include={"years"})
    try:
        return Days.from_json({"version": foreseeing.UNPUBLISHED, **asked})
    except ValueError as cause:
        raise BadInput("years", "not-a-calendar", why=str(cause)) from cause


def _years(days: Days) -> dict[str, YearOf]:
    return Years.model_validate({"years": days.to_json()["years"]}).years


def _season(season: Season) -> SeasonOf:
    return SeasonOf(
        first=season.first, last=season.last, hours=[(_clock(begin), _clock(end)) for begin, end in season.hours]
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _row(found: CalendarVersion, active: int, log: Iterable[CalendarSwitch], names: Names) -> CalendarRow:
    return CalendarRow(
        number=found.number,
        author=called(found.author, names),
        note=found.note,
        created_at=found.created_at,
        in_force=found.number == active,
        switches=[
            CalendarSwitchOf(
                number=each.number, at=each.at, before=each.before, by=called(each.by, names), why=each.why
            )
            for each in log
            if each.calendar_version == found.number
        ],
    )
