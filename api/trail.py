"""The audit: what was changed and by whom, in one list; the ledger's chain of one number, and a receipt, held to what
was promised."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from pydantic import StringConstraints

from api.body import JsonRequest
from api.documents import Document, Named
from api.keeping import reader
from api.openapi import answers
from api.problems import bad_input
from api.queues import Cursor, Limit
from api.routes import Signed, engine
from workflow import auditing, store
from workflow.commands import Code, Payload
from workflow.directory import Directory
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.sentences import Names
from workflow.store.trail import About, Record, Sought

router = APIRouter(prefix="/api/v1/audit", route_class=Signed, tags=["audit"])


class RecordOf(Document):
    """One change, or one look at who reported. `by` is none where no person did it (`by_said` says what). `subject` and
    `place` are what it was about, as they are called now; `number` a case or a decision, `version` one of rules or
    calendar. Before, after and reason are nothing once they were erased."""

    key: str
    about: About
    kind: str
    at: datetime
    by: Named | None
    by_said: str
    subject: Named | None
    place: str | None
    number: str | None
    version: int | None
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class RecordsOf(Document):
    items: list[RecordOf]
    next: str | None


class FlawOf(Document):
    """Something that is not as it was written: a code, and at which entry."""

    what: str
    seq: int | None


class ChainChecked(Document):
    """One case, meeting or motion as the ledger has it: how many entries and named photos were looked at, the hash of
    the last entry, and what is wrong. `whole` where nothing is."""

    number: str
    entries: int
    photos: int
    head: str
    whole: bool
    flaws: list[FlawOf]


class ReceiptChecked(Document):
    """Whether a receipt is ours and unchanged; and if it is, what it says and what the ledger has: `holds` where the
    first entry is the one that was signed, `whole` where every entry is chained to the one before. `sealed` is the day
    whose seal it is under (`under`), none before that day is sealed."""

    ours: bool
    number: str | None
    at: datetime | None
    entries: int
    holds: bool
    whole: bool
    sealed: date | None
    under: bool


class ReceiptAsked(Payload):
    receipt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


Day = Annotated[date | None, Query()]


@router.get("/records", summary="What was changed, and by whom", responses=answers(400, 401, 403, 404))
async def records(
    request: JsonRequest,
    about: Annotated[list[About] | None, Query()] = None,
    by: Annotated[UUID | None, Query(description="The person who did it.")] = None,
    subject: Annotated[UUID | None, Query(description="A person, a unit or a grid.")] = None,
    number: Annotated[Code | None, Query(description="A case.")] = None,
    since: Day = None,
    until: Day = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> RecordsOf:
    """Every record of changes and looks in one list, the newest first. Days are the city's, both included."""
    names = await reader(request)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        sought = Sought(
            about=frozenset(about or ()),
            by=by,
            subject=subject,
            path=_path(now.directory, subject),
            case=await _case(connection, number),
            since=_midnight(now, since, "since"),
            until=_midnight(now, until, "until", days=1),
        )
        found = await store.trail.records(connection, sought, cursor, limit)
    return RecordsOf(items=[_row(each, names) for each in found.items], next=found.next)


@router.get("/ledger/{number}", summary="The chain of one number", responses=answers(400, 401, 403, 404))
async def ledger(request: JsonRequest, number: Annotated[Code, Path()]) -> ChainChecked:
    """Goes through every entry of a case, a meeting or a motion: sequence, links, hashes, photos, and whether the state
    is what its entries tell. Says nothing of what is in it."""
    await reader(request)
    found = await auditing.hold(engine(request), number)
    return ChainChecked(
        number=found.number,
        entries=found.entries,
        photos=found.photos,
        head=found.head,
        whole=not found.flaws,
        flaws=[FlawOf(what=each.what, seq=each.seq) for each in found.flaws],
    )


@router.post("/receipt", summary="Check a receipt", responses=answers(400, 401, 403, 413, 415))
async def receipt(request: JsonRequest, asked: Annotated[ReceiptAsked, Body()]) -> ReceiptChecked:
    """Whether a receipt that somebody shows is ours, and whether the ledger holds what it says."""
    await reader(request)
    found = await auditing.hold_receipt(engine(request), asked.receipt)
    if found is None:
        return ReceiptChecked(
            ours=False, number=None, at=None, entries=0, holds=False, whole=False, sealed=None, under=False
        )
    return ReceiptChecked(
        ours=True,
        number=found.receipt.number,
        at=datetime.fromisoformat(found.receipt.at),
        entries=found.entries,
        holds=found.holds,
        whole=found.whole,
        sealed=found.sealed.seal.day if found.sealed else None,
        under=found.under,
    )


async def _case(connection: store.Connection, number: str | None) -> UUID | None:
    if number is None:
        return None
    found = await store.reading.find_incident(connection, number)
    if found is None:
        raise NotFound()
    return found


def _midnight(now: Now, day: date | None, name: str, days: int = 0) -> datetime | None:
    """The beginning of a day of the city, or of one after it."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time(), now.calendar.tz).astimezone(UTC)
    except OverflowError as cause:
        raise bad_input(name, "not-a-day") from cause


def _path(directory: Directory, subject: UUID | None) -> str | None:
    grid = directory.grid_by_id(subject) if subject else None
    return grid.path if grid else None


def _row(each: Record, names: Names) -> RecordOf:
    facts = each.facts or {}
    by = _id(each.by)
    return RecordOf(
        key=each.key,
        about=each.about,
        kind=each.kind,
        at=each.at,
        by=Named(id=by, name=names.person(by)) if by else None,
        by_said=each.by,
        subject=Named(id=each.subject, name=_called(names.directory, each.subject)) if each.subject else None,
        place=_place(names.directory, each.path),
        number=each.number,
        version=each.version,
        reason=each.why,
        before=facts.get("before"),
        after=facts.get("after"),
    )


def _id(by: str) -> UUID | None:
    try:
        return UUID(by)
    except ValueError:
        return None


def _called(directory: Directory, subject: UUID) -> str:
    found = directory.person(subject) or directory.unit_by_id(subject) or directory.grid_by_id(subject)
    return found.name if found else ""


def _place(directory: Directory, path: str | None) -> str | None:
    grid = directory.grid(path.rpartition(".")[2]) if path else None
    return grid.name if grid else None
