"""What can be asked of the engine: a move with its payload, by an actor, against the version that they saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from unicodedata import category
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)

from models.incident import Source
from models.ledger import ActorKind
from models.task import FigureOf, OrderKind, ReturnType
from workflow.days import FIRST_YEAR, LAST_YEAR
from workflow.machines import Move

LONGEST_TEXT = 4000
EMAIL = (
    r"^[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
)
"""What an e-mail address can be; delivery asks the same before it sends."""


def speakable(text: str) -> str:
    """PostgreSQL stores no NUL, and UTF-8 no lone surrogate."""
    if "\x00" in text:
        raise ValueError("NUL")
    text.encode("utf-8")
    if any(category(each) == "Cc" and each not in "\n\r\t" for each in text):
        raise ValueError("control character")
    if not any(category(each)[0] in "LNPS" for each in text):
        raise ValueError("blank")
    return text


Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(speakable),
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(speakable)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(speakable)]
"""Words that may be left out."""
Code = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(speakable)]


def _written(value: Any) -> Any:
    """An instant is written out with its offset (RFC 3339), never a number of seconds."""
    if isinstance(value, int | float):
        raise ValueError("not a date")
    return value


def _of_our_time(at: datetime) -> datetime:
    """In UTC. What lies outside these years can neither be meant nor, at the ends, be stored."""
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise ValueError("out of range")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_of_our_time)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Location(Payload):
    """A point in WGS 84 degrees, and the place in words."""

    lat: float | None = Field(default=None, ge=-90, le=90, strict=True)
    lon: float | None = Field(default=None, ge=-180, le=180, strict=True)
    address: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Location":
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon belong together")
        if self.lat is None and self.address is None:
            raise ValueError("lat and lon, or an address")
        return self


class Reporter(Payload):
    """Who reports, if they say so. Never reaches the deciding, the ledger, a notice or a log."""

    name: Name | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 \-]{4,24}$")] | None = None


class Submit(Payload):
    category: Code
    description: Words
    grid: Code | None = None
    location: Location | None = None
    severity: int = Field(default=4, ge=1, le=4, strict=True)
    source: Source | None = None
    occurred_at: Instant | None = None
    caused_by: Code | None = None
    same_as: Code | None = None
    """The number or the id of a case that the reporter says this is the same as."""
    patrol: Code | None = None
    """The number or the id of the patrol that found it."""
    photos: list[UUID] = Field(default_factory=list, max_length=20)

    @model_validator(mode="after")
    def _somewhere(self) -> "Submit":
        if self.grid is None and self.location is None:
            raise ValueError("grid or location is required")
        return self


class Receiver(Payload):
    """Exactly one of a unit's code, a grid's code, a person's id."""

    unit: Code | None = None
    grid: Code | None = None
    person: UUID | None = None

    @model_validator(mode="after")
    def _one(self) -> "Receiver":
        if sum(each is not None for each in (self.unit, self.grid, self.person)) != 1:
            raise ValueError("exactly one of unit, grid, person")
        return self


class Plain(Payload):
    """A move that may carry a note."""

    note: Words | None = None


class Reasoned(Payload):
    """A move that needs a reason in words."""

    reason: Words


Rating = Annotated[int, Field(ge=1, le=5, strict=True)]
"""How content the reporter is with what was done: 1 not at all, 5 wholly."""


class Confirm(Plain):
    """`rating` is the reporter's own."""

    rating: Rating | None = None


class Rework(Reasoned):
    rating: Rating | None = None


class Objection(Reasoned):
    rating: Rating | None = None


class Noted(Payload):
    note: Words


class Check(Plain):
    person: UUID | None = None


class Accept(Plain):
    filing_condition: Name | None = None


class Reclassify(Reasoned):
    category: Code | None = None
    severity: int | None = Field(default=None, ge=1, le=4, strict=True)

    @model_validator(mode="after")
    def _something(self) -> "Reclassify":
        if self.category is None and self.severity is None:
            raise ValueError("category or severity")
        return self


class Relocate(Plain):
    grid: Code | None = None
    location: Location | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> "Relocate":
        if self.grid is None and (self.location is None or self.location.lat is None):
            raise ValueError("grid or a location with lat and lon")
        return self


class Dispatch(Plain):
    """Without `to`, the receiver that the rules suggest."""

    to: Receiver | None = None
    co: list[Receiver] = Field(default_factory=list, max_length=10)


class Redispatch(Reasoned):
    to: Receiver
    task: UUID | None = None


class Split(Plain):
    to: Receiver


class Whistle(Reasoned):
    units: list[Code] = Field(min_length=1, max_length=10)


class OnTask(Plain):
    task: UUID | None = None


class Progress(Payload):
    note: Words
    photos: list[UUID] = Field(default_factory=list, max_length=20)
    task: UUID | None = None


class Return(Reasoned):
    type: ReturnType
    task: UUID | None = None


class Resolve(OnTask):
    photos: list[UUID] = Field(default_factory=list, max_length=20)
    closing_condition: Name | None = None


class HandleHere(Plain):
    photos: list[UUID] = Field(default_factory=list, max_length=20)
    closing_condition: Name | None = None


class RequestExtension(Reasoned):
    """`budget` such as `2wd`; at most the original limit again."""

    budget: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[a-z]{1,2}$")]
    task: UUID | None = None


class RequestSuspension(Reasoned):
    until: Instant
    task: UUID | None = None


class OnRequest(Plain):
    request: UUID | None = None


class RefuseRequest(Reasoned):
    request: UUID | None = None


class Verify(Plain):
    satisfied: StrictBool


class Merge(Plain):
    """`into` is the number or the id of the incident that goes on."""

    into: Code


class Supervise(Reasoned):
    """`reason` is why, `requirement` what is required: without one, what is usual for the kind; without a `kind`, what
    the case itself says. The city's supervisor may leave it to the township (`level` 2)."""

    kind: OrderKind | None = None
    requirement: Words | None = None
    level: int | None = Field(default=None, ge=1, le=2, strict=True)
    budget: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[a-z]{1,2}$")] | None = None


class OnOrder(Plain):
    order: UUID | None = None


class OnOrderReasoned(Reasoned):
    order: UUID | None = None


class Reply(Payload):
    """`note` is the answer, as its proposer reads it."""

    note: Words


class TakeUp(Reply):
    """Without `to`, whoever has it, or the receiver that the rules suggest; `budget` such as `20wd` is by when."""

    to: Receiver | None = None
    budget: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[a-z]{1,2}$")] | None = None


class Publish(Payload):
    """What everybody may read, in words of the desk's own: what is proposed, and what was answered if anything was."""

    text: Words
    answer: Words | None = None


class Dispute(Reasoned):
    """Whose figure, and the name of a rate or of a pattern; the case is the one that it counts."""

    of: FigureOf
    figure: Code


class OnObjection(Reasoned):
    objection: UUID | None = None


class SendToLook(Plain):
    """Without `person`, the nearest informant who has not had to do with the case."""

    person: UUID | None = None
    inspection: UUID | None = None


class Looked(Plain):
    """What a second look found: it is still put right."""

    photos: list[UUID] = Field(default_factory=list, max_length=20)
    inspection: UUID | None = None


class NotGood(Reasoned):
    """What a second look found: it is not put right."""

    photos: list[UUID] = Field(default_factory=list, max_length=20)
    inspection: UUID | None = None


PAYLOADS: Mapping[Move, type[Payload]] = {
    Move.SUBMIT: Submit,
    Move.CLAIM: Plain,
    Move.RELEASE: Plain,
    Move.CHECK: Check,
    Move.CONFIRM: Confirm,
    Move.DENY: Reasoned,
    Move.ACCEPT: Accept,
    Move.DECLINE: Reasoned,
    Move.RECLASSIFY: Reclassify,
    Move.RELOCATE: Relocate,
    Move.DISPATCH: Dispatch,
    Move.REDISPATCH: Redispatch,
    Move.SPLIT: Split,
    Move.WHISTLE: Whistle,
    Move.CHECK_IN: OnTask,
    Move.ACKNOWLEDGE: OnTask,
    Move.PROGRESS: Progress,
    Move.RETURN: Return,
    Move.RESOLVE: Resolve,
    Move.HANDLE_HERE: HandleHere,
    Move.RESUME: OnTask,
    Move.REQUEST_EXTENSION: RequestExtension,
    Move.GRANT_EXTENSION: OnRequest,
    Move.REFUSE_EXTENSION: RefuseRequest,
    Move.REQUEST_SUSPENSION: RequestSuspension,
    Move.GRANT_SUSPENSION: OnRequest,
    Move.REFUSE_SUSPENSION: RefuseRequest,
    Move.VERIFY: Verify,
    Move.REWORK: Rework,
    Move.CLOSE: Reasoned,
    Move.REOPEN: Reasoned,
    Move.WITHDRAW: Reasoned,
    Move.VOID: Reasoned,
    Move.MERGE: Merge,
    Move.UNMERGE: Reasoned,
    Move.RAISE: Reasoned,
    Move.HAND_DOWN: Reasoned,
    Move.REMIND: Plain,
    Move.TABLE: Reasoned,
    Move.SUPERVISE: Supervise,
    Move.PRESS: OnOrder,
    Move.RAISE_ORDER: OnOrderReasoned,
    Move.ANSWER: OnOrderReasoned,
    Move.ACCEPT_ANSWER: OnOrder,
    Move.REFUSE_ANSWER: OnOrderReasoned,
    Move.LIFT: OnOrderReasoned,
    Move.OBJECT: Objection,
    Move.APPEAL: Reasoned,
    Move.DISPUTE: Dispute,
    Move.UPHOLD: OnObjection,
    Move.DISMISS: OnObjection,
    Move.INSPECT: Reasoned,
    Move.SEND_TO_LOOK: SendToLook,
    Move.STILL_GOOD: Looked,
    Move.NOT_GOOD: NotGood,
    Move.NOTE: Noted,
    Move.ASK: Noted,
    Move.MESSAGE: Noted,
    Move.REPLY: Reply,
    Move.TAKE_UP: TakeUp,
    Move.PUBLISH: Publish,
    Move.WITHHOLD: Reasoned,
}
"""The payload of every move that a person can ask for."""


@dataclass(frozen=True)
class Actor:
    """Who acts. A receipt's holder is known by the incident that the receipt is for; who reports without a sign-in, by
    the report that they are making, which nobody else knows of."""

    kind: ActorKind
    id: UUID | None = None
    incident_id: UUID | None = None
    draft: UUID | None = None

    @property
    def key(self) -> str:
        """Whose idempotency keys these are."""
        return f"{self.kind}:{self.id or self.incident_id or self.draft or ''}"


SYSTEM = Actor(ActorKind.SYSTEM)


NOTHING = Plain()


@dataclass(frozen=True)
class Command:
    """One thing asked. `version` is what the asker saw (none where it does not matter); `happened_at` is when it
    happened if that is not now, as with a rung that fires late."""

    move: Move
    actor: Actor
    payload: Payload = NOTHING
    version: int | None = None
    happened_at: datetime | None = None
    about: UUID | None = None
    context: Mapping[str, Any] | None = None
    """What the engine itself hands to a move of its own, such as the clock that rang."""
