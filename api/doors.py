"""The door for residents: a report without an account, at the address that a village prints as a code.

Open to anybody, so everything is bounded: reports and photos by address, photos in all. What is sent is known by a
secret that the sender's device made (`Gridward-Draft`); without it nobody gets at a photo or at an answer of it.
"""

import hashlib
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from math import ceil
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Path, Response
from pydantic import Field
from starlette.requests import Request

from api import conditions, examples, sheets
from api.body import JsonRequest, uploaded
from api.cases import GridPath, Submitted
from api.catalogue import categories
from api.documents import CatalogueCategory, CategoryOf, Document
from api.failures import Failures
from api.openapi import answers
from api.photos import BODY, Uploaded
from api.problems import Refused, bad_input
from api.routes import Open, engine
from api.showing import grid_path
from api.signin import address_of, neighbourhood
from models.incident import Source
from models.ledger import ActorKind
from models.people import Language
from models.territory import Grid
from workflow.commands import Actor, Code, Instant, Location, Payload, Reporter, Submit, Words
from workflow.errors import BadInput, NotFound
from workflow.in_force import Now
from workflow.photos import MOST_OF_DRAFT
from workflow.rights import below
from workflow.rules.language import Rules
from workflow.sentences import Names

PATH: Final = "/api/v1/public"
PHOTOS: Final = f"{PATH}/photos"

router = APIRouter(prefix=PATH, route_class=Open, tags=["residents"])

REPORTS: Final = 20
PICTURES: Final = 60
SECONDS: Final = 600.0
"""So many of one address within that time. A mobile network's many subscribers share few addresses, so it is not few;
what was sent before and is only asked about again does not count."""
DEVICES, OF_ONE, DAY = 60, 30, 86_400.0
"""So many devices of one address are handed a token in a day to support suggestions by, and so many of one address are
counted for one suggestion in a day: whoever makes up devices needs as many networks."""
AT_ONCE, OF_ADDRESS_AT_ONCE = 8, 3
"""Photos that are under way without a sign-in: whoever floods the door leaves the places of the staff alone."""

_DRAFT: Final = re.compile(r"[0-9A-Fa-f-]{32,40}")
DRAFT: Final[dict[str, Any]] = {
    "name": "Gridward-Draft",
    "in": "header",
    "required": True,
    "description": "A random UUID that the sender made for this report and tells nobody.",
    "schema": {"type": "string", "minLength": 32, "maxLength": 40},
    "example": "7b0f2a0e-54f1-4ac2-8f6a-6f0b7c1d2e3f",
}

Door = Annotated[str, Path(description="The code of a grid.", min_length=1, max_length=64)]


class DoorOf(Document):
    """The place that a printed code stands for: its grid, and those just below it, to say it more exactly. `mapped`:
    whether there are outlines to put a pin on."""

    city: str
    grid: GridPath
    within: list[GridPath]
    mapped: bool


class PublicCatalogue(Document):
    """What can be reported."""

    categories: list[CatalogueCategory]
    groups: list[CategoryOf]


class DoorReport(Payload):
    """A resident's report. `grid` is the door's own or one below it; a point must lie within the door's."""

    category: Code
    description: Words
    grid: Code | None = None
    location: Location | None = None
    severity: int = Field(default=4, ge=1, le=4, strict=True)
    occurred_at: Instant | None = None
    photos: list[UUID] = Field(default_factory=list, max_length=MOST_OF_DRAFT)
    reporter: Reporter | None = None


class Doors:
    """What comes from where, counted in this process."""

    def __init__(self) -> None:
        self.reports = Failures(most=REPORTS, seconds=SECONDS)
        self.pictures = Failures(most=PICTURES, seconds=SECONDS)
        self.moves = Failures(most=REPORTS, seconds=SECONDS)
        self.supports = Failures(most=PICTURES, seconds=SECONDS)
        self.devices = Failures(most=DEVICES, seconds=DAY)
        self.of_one = Failures(most=OF_ONE, seconds=DAY)
        self._under_way: Counter[str] = Counter()
        self._counted: OrderedDict[str, None] = OrderedDict()
        self._catalogue: tuple[Rules, sheets.Sheet] | None = None

    def catalogue(self, rules: Rules) -> sheets.Sheet:
        """What can be reported under these rules, made once for all who ask."""
        if self._catalogue is None or self._catalogue[0] is not rules:
            found, groups = categories(rules)
            whole = PublicCatalogue(categories=found, groups=groups)
            self._catalogue = rules, sheets.packed(whole.model_dump_json().encode())
        return self._catalogue[1]

    def check(self, what: Failures, key: Hashable, code: str = "too-many-reports") -> None:
        """Refused with 429 while too much came from there."""
        wait = what.wait(key, time.monotonic())
        if wait > 0:
            raise Refused(429, code, headers={"Retry-After": str(ceil(wait))}, minutes=ceil(wait / 60))

    def count(self, what: Failures, key: Hashable, identity: str) -> None:
        """One more from there; the same that is sent again counts once."""
        if identity in self._counted:
            return
        self._counted[identity] = None
        if len(self._counted) > 10_000:
            self._counted.popitem(last=False)
        what.count(key, time.monotonic())

    def moved(self, incident_id: UUID) -> None:
        """One more thing that is asked by the receipt of this case; Refused with 429 after too many."""
        self.check(self.moves, str(incident_id))
        self.moves.count(str(incident_id), time.monotonic())

    def handed(self, address: str) -> None:
        """One more device of that address that is handed a token; Refused with 429 after too many."""
        self.check(self.devices, address, "too-many-supports")
        self.devices.count(address, time.monotonic())

    def supported(self, address: str, identity: UUID, device: str) -> None:
        """One more support from that address, or one taken back; Refused with 429 after too many. For one suggestion a
        device counts once."""
        for what, key in ((self.supports, address), (self.of_one, (address, identity))):
            self.check(what, key, "too-many-supports")
        self.supports.count(address, time.monotonic())
        self.count(self.of_one, (address, identity), f"{identity}:{device}")

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """One of the places for photos, from their first byte on; Refused with 429 where there is none."""
        if self._under_way[address] >= OF_ADDRESS_AT_ONCE or self._under_way.total() >= AT_ONCE:
            raise Refused(429, "too-many-reports", headers={"Retry-After": "2"}, minutes=1)
        self._under_way[address] += 1
        try:
            yield
        finally:
            self._under_way -= Counter([address])


def sender(request: Request) -> Actor:
    """Who sends a report without a sign-in: whoever has its secret."""
    secret = request.headers.get("gridward-draft")
    if secret is None:
        raise bad_input("Gridward-Draft", "missing")
    if _DRAFT.fullmatch(secret) is None:
        raise bad_input("Gridward-Draft", "not-an-id")
    return Actor(ActorKind.PUBLIC, draft=UUID(bytes=hashlib.sha256(secret.lower().encode()).digest()[:16], version=4))


def _from(request: JsonRequest) -> str:
    return neighbourhood(address_of(request))


@router.get("/doors/{code}", summary="The place that a printed code stands for", responses=answers(404))
async def look(request: JsonRequest, code: Door) -> DoorOf:
    """For anybody; the names are Chinese, as the territory has them."""
    now = await engine(request).now()
    grid = _grid(now, code)
    names, territory = Names(Language.ZH, now.directory, now.rules), sheets.territory(now)
    inner = sorted((each for each in territory.below(grid)), key=lambda each: (each.special, each.code))
    return DoorOf(
        city=now.directory.root.name,
        grid=grid_path(grid, names),
        within=[grid_path(each, names) for each in inner],
        mapped=territory.bounds(grid) is not None,
    )


def _grid(now: Now, code: str) -> Grid:
    """The grid of a code that was printed once, or the one into which it was merged since."""
    found = now.directory.follow(code, now.at)
    if found is None:
        raise NotFound(what="grid")
    return found


@router.get("/doors/{code}/map", summary="Outlines round a printed code's place", responses=answers(404))
async def outlines(request: JsonRequest, code: Door) -> Response:
    """The outlines just below its grid, or where nothing lies below those beside it. Ask again with `If-None-Match`."""
    now = await engine(request).now()
    grid, territory = _grid(now, code), sheets.territory(now)
    drawn = any(territory.bounds(each) for each in territory.below(grid))
    above = now.directory.grid_by_id(grid.parent_id) if grid.parent_id else None
    top = grid if drawn or above is None else above
    return sheets.sent(request, territory.sheet(top, None))


@router.get("/catalogue", response_model=PublicCatalogue, summary="What can be reported", responses=answers())
async def catalogue(request: JsonRequest) -> Response:
    """The categories of the rules in force. Ask again with `If-None-Match`."""
    doors: Doors = request.app.state.doors
    return sheets.sent(request, doors.catalogue((await engine(request).now()).rules), "application/json")


@router.post(
    "/photos",
    status_code=201,
    response_model=Uploaded,
    summary="Upload a photo for a report without a sign-in",
    responses=answers(400, 408, 413, 415, 422, 429, 503),
    openapi_extra={
        "requestBody": BODY,
        "parameters": [DRAFT, {**conditions.IDEMPOTENCY_KEY, "required": False}],
    },
)
async def upload(request: JsonRequest) -> Response:
    """Takes a photo in, to be named by its id in the report of the same draft within a day; at most four."""
    who, key, address = sender(request), conditions.key(request), _from(request)
    if not request.headers.get("content-type", "").strip().lower().startswith("image/"):
        raise Refused(415, "not-an-image")
    doors: Doors = request.app.state.doors
    doors.check(doors.pictures, address)
    photos = engine(request).photos
    with doors.place(address), photos.place(who):
        sent = await uploaded(request)
        hashed = hashlib.sha256(sent + b"\n" + PHOTOS.encode()).hexdigest()
        answer = await photos.take(who, sent, key, hashed)
    doors.count(doors.pictures, address, answer["id"])
    return Response(Uploaded.model_validate(answer).model_dump_json(), 201, media_type="application/json")


@router.post(
    "/doors/{code}/reports",
    status_code=201,
    response_model=Submitted,
    summary="Report without a sign-in",
    responses=answers(400, 404, 413, 415, 422, 429, created=examples.ANSWER_OF_REPORT),
    openapi_extra={"parameters": [DRAFT, conditions.IDEMPOTENCY_KEY]},
)
async def report(
    request: JsonRequest, code: Door, asked: Annotated[DoorReport, Body(examples=[dict(examples.DOOR_REPORT)])]
) -> Response:
    """Takes a resident's report in; it is stored when the answer comes. The receipt is all that leads back to it."""
    who, key, address, door = sender(request), conditions.needed_key(request), _from(request), engine(request)
    doors: Doors = request.app.state.doors
    doors.check(doors.reports, address)
    submit = _submit(asked, code, await door.now())
    answer = await door.submit(who, submit, asked.reporter, key, await conditions.digest(request))
    doors.count(doors.reports, address, answer["id"])
    return Response(orjson.dumps(answer), 201, media_type="application/json")


def _submit(asked: DoorReport, code: str, now: Now) -> Submit:
    """The report as the engine takes it, at the door's grid or within it."""
    door = _grid(now, code)
    named = now.directory.follow(asked.grid, now.at) if asked.grid else door
    if named is None or not below(named.path, door.path):
        raise BadInput("grid", "not-at-this-door")
    point = asked.location
    if point is not None and point.lat is not None and point.lon is not None:
        place = now.directory.locate(point.lat, point.lon, now.at)
        if place is not None and not door.special and not below(place.path, door.path):
            raise BadInput("location", "not-at-this-door")
    return Submit.model_construct(
        category=asked.category,
        description=asked.description,
        grid=named.code,
        location=point,
        severity=asked.severity,
        source=Source.RESIDENT,
        occurred_at=asked.occurred_at,
        caused_by=None,
        same_as=None,
        photos=asked.photos,
    )
