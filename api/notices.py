"""What there is for whoever asks: their list, how much of it is unread, and that they have seen it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query
from pydantic import Field

from api import language
from api.body import JsonRequest
from api.documents import Document, Named
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.notice import Channel, NoticeKind
from models.people import Language
from workflow import rights
from workflow.commands import Actor, Instant, Payload, Words
from workflow.delivery import dead, inbox, wording
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.in_force import Now
from workflow.sentences import Names, word
from workflow.store.guests import Undelivered
from workflow.store.outbox import Listed
from workflow.store.sending import Dead

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["notices"])


class NoticeOf(Document):
    """One message. `number` is what it is about, as people call it; `incident` or `meeting` its id."""

    id: UUID
    kind: NoticeKind
    title: str
    text: str
    urgent: bool
    at: datetime
    acknowledged_at: datetime | None
    incident: UUID | None
    meeting: UUID | None
    number: str | None


class NoticesOf(Document):
    """`unread` counts all that are not acknowledged, up to 999."""

    items: list[NoticeOf]
    next: str | None
    unread: int


class Unread(Document):
    unread: int


class DeadLetter(Document):
    """A letter that was refused for good or given up; not what it says. `recipient` is none where it is to whoever
    reported the case, who is named nowhere (`reporter`). `what` is the kind in a word, `number` what it is about.
    `error` is the mail server's number, or what kind of fault it was; `resent` how often somebody had it sent again."""

    id: UUID
    channel: Channel
    kind: NoticeKind
    what: str
    recipient: Named | None
    reporter: bool
    incident: UUID | None
    meeting: UUID | None
    number: str | None
    urgent: bool
    at: datetime
    attempts: int
    error: str | None
    resent: int


class DeadGuestLetter(Document):
    """A letter to a guest from outside that was refused for good: to which organisation, about which meeting. Its
    address is shown nowhere, and forgotten with the meeting's beginning or after seven days."""

    id: UUID
    organisation: str
    meeting: UUID
    number: str
    what: str
    at: datetime
    attempts: int
    error: str


class MailSetAside(Document):
    """A mail that came as an answer to an invitation and was none, by its file in the folder `Aside`; why is a code."""

    file: str
    reason: str
    at: datetime


class DeadLetters(Document):
    """`count` is of all, up to 1,000. Beside the first page: the newest 100 letters to guests, which are sent again by
    the same way, and the newest 100 mails that were set aside."""

    items: list[DeadLetter]
    next: str | None
    count: int
    guests: list[DeadGuestLetter]
    aside: list[MailSetAside]


class Queued(Document):
    """How many letters were queued anew."""

    queued: int


class GivenUp(Document):
    """How many letters were given up."""

    given_up: int


MOST_LETTERS = 200


class Letters(Payload):
    """Which letters; all that are dead where it says none."""

    ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_LETTERS)


class GivingUp(Payload):
    """Which letters, and why nobody needs to get them any more."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_LETTERS)
    reason: Words


class Until(Payload):
    """Everything up to this instant, as the newest `at` that was shown."""

    until: Instant


@router.get("/notices", summary="Your messages", responses=answers(400, 401, 403))
async def notices(
    request: JsonRequest,
    unread: Annotated[bool, Query(description="Only those that are not acknowledged.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> NoticesOf:
    """Newest first. Who is not a person has none."""
    return await _list(engine(request), person(request), unread, cursor, limit, language.of(request))


async def _list(
    engine: Engine, actor: Actor, unread: bool, cursor: str | None, limit: int, language: Language
) -> NoticesOf:
    assert actor.id is not None
    found, now = await inbox.listed(engine, actor.id, cursor, limit, unread)
    names = Names(language, now.directory, now.rules)
    return NoticesOf(items=[_shown(each, names) for each in found.items], next=found.next, unread=found.unread)


def _shown(listed: Listed, names: Names) -> NoticeOf:
    notice = listed.notice
    number = notice.args.get("number")
    return NoticeOf(
        id=notice.id,
        kind=notice.kind,
        title=wording.title(names, notice.kind, notice.args),
        text=wording.text(names, notice.kind, notice.args),
        urgent=notice.urgent,
        at=notice.created_at,
        acknowledged_at=listed.acknowledged_at,
        incident=notice.incident_id,
        meeting=notice.meeting_id,
        number=None if number is None else str(number),
    )


@router.post("/notices/acknowledge", summary="Acknowledge all", responses=answers(400, 401, 403, 413, 415))
async def acknowledge_all(request: JsonRequest, asked: Annotated[Until, Body()]) -> Unread:
    """All of your messages up to an instant; none of them is said again, or carried to you by another way."""
    asker = person(request)
    assert asker.id is not None
    return Unread(unread=await inbox.acknowledge_until(engine(request), asker.id, asked.until))


@router.post("/notices/{id}/acknowledge", summary="Acknowledge one", responses=answers(400, 401, 403, 404))
async def acknowledge(request: JsonRequest, id: UUID) -> Unread:
    """One of your messages; the second time changes nothing."""
    asker = person(request)
    assert asker.id is not None
    return Unread(unread=await inbox.acknowledge(engine(request), asker.id, id))


async def _keeper(engine: Engine, actor: Actor) -> Now:
    """What is in force, for who keeps the outbox."""
    now = await engine.now()
    if actor.id is None or not rights.keeps_house(now.facts().posts(actor.id)):
        raise Forbidden()
    return now


@router.get("/notices/dead", summary="Letters that nobody took", responses=answers(400, 401, 403))
async def dead_letters(request: JsonRequest, cursor: Cursor = None, limit: Limit = 50) -> DeadLetters:
    """For the centre and the administrator: newest first."""
    now = await _keeper(engine(request), person(request))
    found = await dead.letters(engine(request), cursor, limit)
    spoken = language.of(request)
    return DeadLetters(
        items=[_dead(each, now, spoken) for each in found.people.items],
        next=found.people.next,
        count=found.count,
        guests=[_guest(each, spoken) for each in found.guests],
        aside=[MailSetAside(file=each.file, reason=each.reason, at=each.at) for each in found.aside],
    )


def _guest(each: Undelivered, spoken: Language) -> DeadGuestLetter:
    return DeadGuestLetter(
        id=each.id,
        organisation=each.organisation,
        meeting=each.meeting_id,
        number=each.number,
        what=word(spoken, "notice", str(each.kind)) or str(each.kind),
        at=each.at,
        attempts=each.attempts,
        error=each.error,
    )


def _dead(each: Dead, now: Now, spoken: Language) -> DeadLetter:
    notice = each.notice
    recipient = now.directory.person(notice.recipient_id)
    named = Named(id=notice.recipient_id, name=recipient.name if recipient else "")
    said = notice.args.get("number")
    return DeadLetter(
        id=notice.id,
        channel=notice.channel,
        kind=notice.kind,
        what=word(spoken, "notice", str(notice.kind)) or str(notice.kind),
        recipient=None if each.about_reporter else named,
        reporter=each.about_reporter,
        incident=notice.incident_id,
        meeting=notice.meeting_id,
        number=each.number or (None if said is None else str(said)),
        urgent=notice.urgent,
        at=notice.created_at,
        attempts=each.attempts,
        error=each.last_error,
        resent=each.resent,
    )


@router.post("/notices/dead/resend", summary="Send dead letters again", responses=answers(400, 401, 403, 404, 413, 415))
async def resend_many(request: JsonRequest, asked: Annotated[Letters, Body()]) -> Queued:
    """For the centre and the administrator: those that are named, or all. Each goes out under the same id; asked for
    twice it goes out once."""
    who = person(request)
    await _keeper(engine(request), who)
    return Queued(queued=await dead.resend(engine(request), asked.ids, who.id))


@router.post("/notices/dead/give_up", summary="Give dead letters up", responses=answers(400, 401, 403, 404, 413, 415))
async def give_up(request: JsonRequest, asked: Annotated[GivingUp, Body()]) -> GivenUp:
    """They are not sent any more and leave the list; who gave them up and why stands in the audit."""
    who = person(request)
    await _keeper(engine(request), who)
    return GivenUp(given_up=await dead.give_up(engine(request), asked.ids, who.id, asked.reason))


@router.post("/notices/{id}/resend", summary="Send a dead letter again", responses=answers(400, 401, 403, 404))
async def resend(request: JsonRequest, id: UUID) -> Queued:
    """One of them."""
    who = person(request)
    await _keeper(engine(request), who)
    return Queued(queued=await dead.resend(engine(request), [id], who.id))
