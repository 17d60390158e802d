"""What there is for whoever asks: their list, how much of it is unread, and that they have seen it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from api import language
from api.body import JsonRequest
from api.documents import Document, Named
from api.openapi import answers
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.notice import Channel, NoticeKind
from models.people import Language
from workflow import rights
from workflow.commands import Actor, Instant, Payload
from workflow.delivery import dead, inbox, wording
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.in_force import Now
from workflow.sentences import Names
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
    """A letter that was refused for good or given up; not what it says. `error` is the mail server's number, or what
    kind of fault it was."""

    id: UUID
    channel: Channel
    kind: NoticeKind
    recipient: Named
    urgent: bool
    at: datetime
    attempts: int
    error: str | None


class DeadLetters(Document):
    items: list[DeadLetter]
    next: str | None


class Queued(Document):
    """How many letters were queued anew."""

    queued: int


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
    return DeadLetters(items=[_dead(each, now) for each in found.items], next=found.next)


def _dead(each: Dead, now: Now) -> DeadLetter:
    notice = each.notice
    recipient = now.directory.person(notice.recipient_id)
    return DeadLetter(
        id=notice.id,
        channel=notice.channel,
        kind=notice.kind,
        recipient=Named(id=notice.recipient_id, name=recipient.name if recipient else ""),
        urgent=notice.urgent,
        at=notice.created_at,
        attempts=each.attempts,
        error=each.last_error,
    )


@router.post("/notices/{id}/resend", summary="Send a dead letter again", responses=answers(400, 401, 403, 404))
async def resend(request: JsonRequest, id: UUID) -> Queued:
    """For the centre and the administrator. It goes out under the same id."""
    await _keeper(engine(request), person(request))
    return Queued(queued=await dead.resend(engine(request), [id]))
