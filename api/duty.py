"""Rosters at work (值班): who is on duty, a week, one's own shifts; changing them, asking for it; hand-over notes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from pydantic import model_validator

from api import conditions, language
from api.body import JsonRequest
from api.openapi import answers
from api.problems import bad_input
from api.rosters import (
    Asked,
    Changed,
    ChangeOf,
    DutyOf,
    HandOverOf,
    MineOf,
    RequestsOf,
    Showing,
    WeekOf,
)
from api.routes import Signed, engine, person
from models.people import Role
from models.roster import AskedState, ChangeKind
from models.territory import Grid, Unit
from workflow import handing_over, requesting, rostering
from workflow.commands import Code, Payload, Reasoned
from workflow.errors import NotFound
from workflow.handing_over import Note, Wanted
from workflow.in_force import Now
from workflow.roster import changes, seeing
from workflow.roster.changes import Wish
from workflow.rostering import Asking
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/duty", route_class=Signed, tags=["duty"])

GridCode = Annotated[Code | None, Query(description="A grid's code; without a unit either, the asker's own place.")]
UnitCode = Annotated[Code | None, Query(description="A unit's code.")]
DryRun = Annotated[bool, Query(description="Only says what it would come to, and what it would leave uncovered.")]
LineId = Annotated[UUID, Path(description="A line of a roster.")]
KEYED: Final = {"parameters": [{**conditions.IDEMPOTENCY_KEY, "required": False}]}


def showing(request: JsonRequest, now: Now) -> Showing:
    return Showing(Names(language.of(request), now.directory, now.rules), now)


@router.get("", summary="Who is on duty", responses=answers(400, 401, 403, 404))
async def duty(
    request: JsonRequest,
    grid: GridCode = None,
    unit: UnitCode = None,
    at: Annotated[str | None, Query(description="An instant, `now` or `tonight` (22:00).", max_length=64)] = None,
) -> DutyOf:
    """Of each role that the place's matters go to: who is on duty, and who would be told now, urgent or not."""
    now = await engine(request).now()
    place = seen(request, now, grid, unit)
    when = rostering.instant(at, now)
    roles = seeing.at(now.directory, place, when, now.calendar)
    return showing(request, now).duty(place.code, roles, when)


@router.get("/week", summary="A week's roster", responses=answers(400, 401, 403, 404))
async def week(
    request: JsonRequest,
    grid: GridCode = None,
    unit: UnitCode = None,
    from_: Annotated[str | None, Query(alias="from", description="A date, `today` or `next-week`.", max_length=32)] = (
        None
    ),
) -> WeekOf:
    """Seven days, a row a post: who is on duty when and as what, leave, and when nobody of a desk is."""
    now = await engine(request).now()
    place = seen(request, now, grid, unit)
    first = day(from_, now)
    # A quarter of a second of counting for a township: not on the loop that everybody waits for.
    found = await asyncio.to_thread(seeing.week, now.directory, place, first, now.calendar)
    return showing(request, now).week(place.code, found)


@router.get("/mine", summary="My shifts", responses=answers(401, 403))
async def mine(request: JsonRequest) -> MineOf:
    """When the asker is on duty in the next two weeks, for their own posts and for others."""
    now, me = await engine(request).now(), who(request)
    return showing(request, now).mine(me, seeing.mine(now.directory, me, now.at, now.calendar))


@router.get("/changes", summary="What was changed", responses=answers(400, 401, 403, 404))
async def made(request: JsonRequest, grid: GridCode = None, unit: UnitCode = None) -> list[ChangeOf]:
    """The changes of a place's rosters, the newest first, with who made them and why."""
    door = engine(request)
    now = await door.now()
    place = seen(request, now, grid, unit)
    found = await rostering.changes(door, person(request), place)
    return [showing(request, now).change(each) for each in found]


async def asked_by(request: JsonRequest) -> Asking:
    key = conditions.key(request)
    return Asking(person(request), key, await conditions.digest(request) if key else "")


async def changed(request: JsonRequest, kind: ChangeKind, payload: Payload, dry_run: bool, line: UUID | None) -> Any:
    asking = await asked_by(request)
    answer = await rostering.change(engine(request), asking, Wish(kind, payload, line), dry_run)
    return showing(request, await engine(request).now()).changed(answer)


def _on_body(kind: ChangeKind, payload_type: type[Payload]) -> Callable[..., Awaitable[Any]]:
    async def endpoint(request: JsonRequest, payload: Any, dry_run: DryRun = False) -> Any:
        return await changed(request, kind, payload, dry_run, None)

    endpoint.__annotations__["payload"] = Annotated[payload_type, Body()]
    endpoint.__name__ = f"duty_{kind}"
    return endpoint


def _on_line(kind: ChangeKind, payload_type: type[Payload]) -> Callable[..., Awaitable[Any]]:
    async def endpoint(request: JsonRequest, line: LineId, payload: Any, dry_run: DryRun = False) -> Any:
        return await changed(request, kind, payload, dry_run, line)

    endpoint.__annotations__["payload"] = Annotated[payload_type, Body()]
    endpoint.__name__ = f"duty_{kind}"
    return endpoint


ADDRESSES: Final = {
    ChangeKind.SHIFT: ("/shifts", "Plan a shift"),
    ChangeKind.LEAVE: ("/leaves", "Put somebody on leave"),
    ChangeKind.SWAP: ("/swaps", "Swap a shift"),
    ChangeKind.SURGE: ("/surges", "Call a surge team"),
    ChangeKind.END_SURGE: ("/surges/end", "Send a surge team home"),
    ChangeKind.END: ("/lines/{line}/end", "End a line"),
    ChangeKind.STRIKE: ("/lines/{line}/strike", "Strike a line that has not begun"),
    ChangeKind.SUBSTITUTE: ("/lines/{line}/substitute", "Name who stands in"),
}
"""Where each change is asked for."""

for _kind, (_address, _summary) in ADDRESSES.items():
    _payload = changes.CHANGES[_kind]
    router.add_api_route(
        _address,
        (_on_line if "{line}" in _address else _on_body)(_kind, _payload),
        methods=["POST"],
        response_model=Changed,
        summary=_summary,
        description=(Reasoned.__doc__ if _payload is Reasoned else _payload.__doc__) or "",
        responses=answers(400, 401, 403, 404, 413, 415, 422),
        openapi_extra=KEYED,
    )


class OwnWish(Payload):
    """Leave, or a swap of one's own shift: exactly one of them."""

    leave: changes.Leave | None = None
    swap: changes.Swap | None = None

    @model_validator(mode="after")
    def _one(self) -> "OwnWish":
        if (self.leave is None) == (self.swap is None):
            raise ValueError("exactly one of leave and swap")
        return self

    @property
    def wish(self) -> Wish:
        if self.leave is not None:
            return Wish(ChangeKind.LEAVE, self.leave)
        return Wish(ChangeKind.SWAP, self.swap)


@router.post(
    "/requests",
    status_code=201,
    summary="Ask for leave or a swap",
    responses=answers(400, 401, 403, 404, 413, 415, 422),
    openapi_extra=KEYED,
)
async def ask(request: JsonRequest, wanted: Annotated[OwnWish, Body()]) -> Asked:
    """It is checked as if it were made, and waits: a swap for the other person or whoever may change the roster, leave
    for the latter."""
    answer = await requesting.ask(engine(request), await asked_by(request), wanted.wish)
    return showing(request, await engine(request).now()).asked(answer)


@router.get("/requests", summary="Requests", responses=answers(400, 401, 403))
async def requests(
    request: JsonRequest,
    after: Annotated[UUID | None, Query(description="The last request of the page before.")] = None,
) -> RequestsOf:
    """Those that wait for the asker's answer, the oldest first, 200 at a time; and the asker's own."""
    waiting, own = await requesting.asked_of(engine(request), person(request), after)
    by = showing(request, await engine(request).now())
    return RequestsOf(to_answer=[by.request(each) for each in waiting], mine=[by.request(each) for each in own])


class RequestReply(Payload):
    """An answer to a request: agree, refuse, or, by who asked, withdraw."""


RequestId = Annotated[UUID, Path(description="A request.")]


async def _replied(request: JsonRequest, identity: UUID, state: AskedState) -> Asked:
    answer = await requesting.reply(engine(request), person(request), identity, state)
    return showing(request, await engine(request).now()).asked(answer)


@router.post("/requests/{identity}/agree", summary="Agree", responses=answers(400, 401, 403, 404, 409))
async def agree(request: JsonRequest, identity: RequestId, reply: Annotated[RequestReply, Body()]) -> Asked:
    """Makes the change that was asked for."""
    return await _replied(request, identity, AskedState.AGREED)


@router.post("/requests/{identity}/refuse", summary="Refuse", responses=answers(400, 401, 403, 404, 409))
async def refuse(request: JsonRequest, identity: RequestId, reply: Annotated[RequestReply, Body()]) -> Asked:
    """Leaves the roster as it is."""
    return await _replied(request, identity, AskedState.REFUSED)


@router.post("/requests/{identity}/withdraw", summary="Withdraw", responses=answers(400, 401, 403, 404, 409))
async def withdraw(request: JsonRequest, identity: RequestId, reply: Annotated[RequestReply, Body()]) -> Asked:
    """By who asked, before it is answered."""
    return await _replied(request, identity, AskedState.WITHDRAWN)


@router.post(
    "/handovers",
    status_code=201,
    summary="Hand over",
    responses=answers(400, 401, 403, 404, 413, 415, 422),
    openapi_extra=KEYED,
)
async def hand_over(request: JsonRequest, note: Annotated[Note, Body()]) -> HandOverOf:
    """Leaves a note for the next shift of the asker's own desk, with the cases that are still open."""
    made = await handing_over.hand_over(engine(request), await asked_by(request), note)
    return showing(request, await engine(request).now()).hand_over(made)


@router.get("/handovers", summary="Hand-over notes", responses=answers(400, 401, 403))
async def hand_overs(
    request: JsonRequest,
    place: Annotated[Code | None, Query(description="A grid's or a unit's code.")] = None,
    role: Role | None = None,
    waiting: Annotated[bool, Query(description="Those that nobody has acknowledged.")] = False,
    before: Annotated[UUID | None, Query(description="The last note of the page before.")] = None,
) -> list[HandOverOf]:
    """The notes of the asker's desks, and of those whose roster they may change, the newest first, 200 at a time."""
    wanted = Wanted(place, role, waiting, before)
    found, now = await handing_over.waiting(engine(request), person(request), wanted)
    return [showing(request, now).hand_over(note) for note in found]


NoteId = Annotated[UUID, Path(description="A hand-over note.")]


@router.post("/handovers/{identity}/acknowledge", summary="Acknowledge", responses=answers(400, 401, 403, 404, 409))
async def acknowledge(request: JsonRequest, identity: NoteId, reply: Annotated[RequestReply, Body()]) -> HandOverOf:
    """By somebody of the desk who did not write it."""
    note = await handing_over.acknowledge(engine(request), person(request), identity)
    return showing(request, await engine(request).now()).hand_over(note)


@router.post("/handovers/{identity}/erase", summary="Erase the words", responses=answers(400, 401, 403, 404))
async def erase(request: JsonRequest, identity: NoteId, reply: Annotated[RequestReply, Body()]) -> HandOverOf:
    """Takes the words away for good; that there was a note stays."""
    note = await handing_over.erase(engine(request), person(request), identity)
    return showing(request, await engine(request).now()).hand_over(note)


def who(request: JsonRequest) -> UUID:
    return Asking(person(request)).person


def seen(request: JsonRequest, now: Now, grid: str | None, unit: str | None) -> Grid | Unit:
    """The grid or unit that is asked about, if its roster may be seen; by default where the asker's own post is."""
    found = rostering.place(now, who(request), grid, unit)
    if not rostering.sees(now, who(request), found):
        raise NotFound()
    return found


def day(text: str | None, now: Now) -> date:
    """A date as it is written, `today`, or `next-week`: the Monday to come."""
    today = now.at.astimezone(now.calendar.tz).date()
    if text in (None, "today"):
        return today
    if text == "next-week":
        return today + timedelta(days=7 - today.weekday())
    try:
        found = date.fromisoformat(text or "")
    except ValueError as cause:
        raise bad_input("from", "not-a-day") from cause
    if abs((found - today).days) > 3660:
        raise bad_input("from", "not-a-day")
    return found
