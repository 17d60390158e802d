"""Who was told what about a case, and who looked at who reported it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from api import language
from api.body import JsonRequest
from api.documents import Document, Named
from api.incidents import Ref, checked
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.notice import Channel, NoticeKind, NoticeState
from workflow import relay
from workflow.commands import Payload, Reporter, Words
from workflow.delivery import wording
from workflow.in_force import Now
from workflow.sentences import Names
from workflow.store.told import Telling

router = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["incidents"])


class LetterOf(Document):
    """What carried a message further: by which channel, and whether it went out. No address, and not what it says."""

    channel: Channel
    state: NoticeState
    sent_at: datetime | None


class TellingOf(Document):
    """One message about the case. `to` is none for who reported, who is named nowhere (`reporter` says that it went to
    them). `seq` is the entry of the ledger that caused it; `times` how often it was said; `passed_to` who was told
    instead, because nobody answered; `moot` that it lost its point before anybody saw it."""

    id: UUID
    seq: int
    at: datetime
    kind: NoticeKind
    title: str
    urgent: bool
    to: Named | None
    reporter: bool
    read_at: datetime | None
    times: int
    passed_to: Named | None
    moot: bool
    letters: list[LetterOf]


class Told(Document):
    """A page; `next` is the cursor of the next one."""

    items: list[TellingOf]
    next: str | None


class LookOf(Document):
    """That somebody looked who reported the case, and why they said they had to."""

    who: Named
    at: datetime
    reason: str


class LooksOf(Document):
    """A page; `next` is the cursor of the next one."""

    items: list[LookOf]
    next: str | None


class Looking(Payload):
    """Why somebody needs to know who reported. Who looked, when and why is kept."""

    reason: Words


@router.get("/{ref}/told", response_model=Told, summary="Who was told", responses=answers(400, 401, 403, 404))
async def told(request: JsonRequest, ref: Ref, cursor: Cursor = None, limit: Limit = 50) -> Told:
    """Each message about the incident, newest first: to whom, by which ways, and whether they have seen it."""
    page, reporter, now = await relay.told(engine(request), person(request), checked(ref), cursor, limit)
    names = Names(language.of(request), now.directory, now.rules)
    return Told(items=[_telling(each, reporter, names) for each in page.items], next=page.next)


def _telling(each: Telling, reporter: UUID | None, names: Names) -> TellingOf:
    notice = each.notice
    return TellingOf(
        id=notice.id,
        seq=notice.entry,
        at=notice.created_at,
        kind=notice.kind,
        title=wording.title(names, notice.kind, notice.args),
        urgent=notice.urgent,
        to=_person(notice.recipient_id, reporter, names),
        reporter=notice.recipient_id == reporter,
        read_at=each.read_at,
        times=each.times,
        passed_to=_person(each.passed_to, reporter, names),
        moot=notice.state == NoticeState.CANCELLED,
        letters=[LetterOf.model_validate(letter, from_attributes=True) for letter in each.letters],
    )


def _person(identity: UUID | None, reporter: UUID | None, names: Names) -> Named | None:
    if identity is None or identity == reporter:
        return None
    return Named(id=identity, name=names.person(identity))


@router.get(
    "/{ref}/looks", response_model=LooksOf, summary="Who looked who reported", responses=answers(400, 401, 403, 404)
)
async def looks(request: JsonRequest, ref: Ref, cursor: Cursor = None, limit: Limit = 50) -> LooksOf:
    """Every look at the reporter's name and phone, newest first: for who may look, who oversees them, and whoever
    reported."""
    page, now = await relay.looks(engine(request), person(request), checked(ref), cursor, limit)
    return LooksOf(items=[_look(each.person_id, each.at, each.reason, now) for each in page.items], next=page.next)


def _look(who: UUID, at: datetime, reason: str, now: Now) -> LookOf:
    found = now.directory.person(who)
    return LookOf(who=Named(id=who, name=found.name if found else ""), at=at, reason=reason)


@router.post(
    "/{ref}/reporter",
    response_model=Reporter,
    summary="Look at who reported",
    responses=answers(400, 401, 403, 404, 413, 415, 422),
)
async def reporter(
    request: JsonRequest, ref: Ref, looking: Annotated[Looking, Body(examples=[{"reason": "回访"}])]
) -> Response:
    """The reporter's name and phone, for who calls back; empty where nobody said or where they were erased."""
    found = await relay.look(engine(request), person(request), checked(ref), looking.reason)
    return Response(found.model_dump_json(), media_type="application/json")
