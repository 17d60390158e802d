"""What a receipt leads to: one case, told to whoever reported it in plain words and without anybody's name."""

import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Response

from api import language, tokens
from api.body import JsonRequest
from api.cases import GridPath, Step
from api.documents import CategoryOf, Document
from api.openapi import answers
from api.problems import Refused
from api.routes import Open, engine
from api.seals import InclusionOf, included
from api.showing import Reader, grid_path, step
from models.clock import Outcome, Stage
from models.incident import Ending, Flow, Incident, State
from models.ledger import ActorKind, Entry
from workflow import ledger, sealing, suggestions
from workflow.commands import Actor
from workflow.engine import Engine, Seen
from workflow.errors import NotFound
from workflow.ledger import Receipt
from workflow.machines import Move
from workflow.messages import has, say
from workflow.sealing import Proof
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["residents"])

MOVES: Final = (Move.CONFIRM, Move.REWORK, Move.OBJECT, Move.MESSAGE, Move.WITHDRAW)
"""What a receipt's holder may do on their case."""
OWN: Final = frozenset({ActorKind.RECEIPT, ActorKind.PUBLIC})
TO_REPORTER: Final = frozenset(
    {Move.ASK, Move.DECLINE, Move.DISMISS, Move.VOID, Move.REPLY, Move.TAKE_UP, Move.PUBLISH}
)
"""The staff's moves whose words are for whoever reported."""
PROPOSED: Final = frozenset({Move.CONFIRM, Move.DISPATCH, Move.REWORK, Move.RESOLVE, Move.SUBMIT, Move.VERIFY})
"""The moves of which other words are said to whoever made a suggestion."""

Promise = Literal["none", "running", "paused", "late", "kept", "broken"]


class StepOf(Document):
    """Something that happened, in plain words. `own`: the reporter did it. `words`: what they wrote, or what was
    written to them."""

    at: datetime
    said: str
    own: bool
    words: str


class PromiseOf(Document):
    """What the reporter was promised. `late`: it has passed and the case is open; `broken`: it ended after it."""

    state: Promise
    at: datetime | None


class ProofOf(Document):
    """What the receipt says, and what the ledger says to it. `holds`: the first entry of the case has the hash that
    the receipt was signed over; `whole`: every entry is chained to the one before. `hash` is of the first entry,
    `head` of the last. `seal` tells where the first entry is under the root of a day's seal, none before that day is
    sealed."""

    at: str
    hash: str
    holds: bool
    entries: int
    whole: bool
    head: str
    seal: InclusionOf | None


class Followed(Document):
    """A case as who holds its receipt follows it. `given_to` are the units and villages that deal with it, never a
    person. `step` is how far a suggestion or wish has come, none of a problem. `allowed` are the moves that the receipt
    opens now, at `POST /api/v1/incidents/{id}/{move}`."""

    id: UUID
    number: str
    flow: Flow
    state: State
    stage: Step
    step: suggestions.Step | None
    version: int
    category: CategoryOf
    description: str
    address: str | None
    grid: GridPath | None
    reported_at: datetime
    promise: PromiseOf
    given_to: list[str]
    ended_at: datetime | None
    ending: Ending | None
    object_until: datetime | None
    rating: int | None
    photos: list[UUID]
    steps: list[StepOf]
    allowed: list[str]
    proof: ProofOf


@router.get("/receipt", summary="Follow a report by its receipt", responses=answers(401))
async def follow(request: JsonRequest) -> Followed:
    """`Authorization: Receipt …`. Whatever is no receipt of this city, or leads nowhere, gets the same answer."""
    scheme, value = tokens.credentials(request)
    door = engine(request)
    receipt = ledger.read_receipt(value, door.keys.public) if scheme == "receipt" else None
    seen = await _seen(door, receipt) if receipt else None
    if receipt is None or seen is None:
        raise Refused(401, "receipt-unknown", headers={"WWW-Authenticate": "Receipt"})
    sealed = await sealing.proof(door, receipt.incident_id, 1)
    return _followed(seen, receipt, sealed, Names(language.of(request), seen.now.directory, seen.now.rules))


@router.get("/receipt/key", summary="The key by which receipts can be checked", responses=answers())
async def key(request: JsonRequest) -> Response:
    """The city's public key (Ed25519, PEM). A receipt is a JWS over it: any library can check one without us."""
    pem = engine(request).keys.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    told = {"Cache-Control": "public, max-age=3600", "Content-Disposition": 'inline; filename="gridward-receipts.pem"'}
    return Response(pem, media_type="application/x-pem-file", headers=told)


async def _seen(door: Engine, receipt: Receipt) -> Seen | None:
    actor = Actor(ActorKind.RECEIPT, incident_id=receipt.incident_id)
    try:
        return await door.see(actor, str(receipt.incident_id))
    except NotFound:
        return None


def _followed(seen: Seen, receipt: Receipt, sealed: Proof | None, names: Names) -> Followed:
    case = seen.view.incident
    grid = names.directory.grid(case.grid) if case.grid else None
    limits = seen.now.rules.limits_of(case.route)
    return Followed(
        **{name: getattr(case, name) for name in _SAME},
        stage=step(case),
        step=suggestions.step(case) if case.proposed else None,
        category=Reader(names, seen.now, public=True).category(case.category),
        description=seen.description,
        address=seen.address,
        grid=grid_path(grid, names) if grid else None,
        promise=_promise(seen),
        given_to=list(_given_to(seen, names)),
        object_until=case.ended_at + limits.objection_period if case.ended_at else None,
        photos=[use.photo_id for use in seen.photos],
        steps=list(_steps(seen, names)),
        allowed=[str(move) for move in MOVES if str(move) in seen.allowed],
        proof=_proof(seen, receipt, sealed),
    )


_SAME: Final = ("id", "number", "flow", "state", "version", "reported_at", "ended_at", "ending", "rating")


def _promise(seen: Seen) -> PromiseOf:
    case = seen.view.incident
    clock = max(
        (clock for clock in seen.view.clocks.values() if clock.stage == Stage.PROMISE),
        key=lambda clock: clock.started_at,
        default=None,
    )
    if clock is None:
        return PromiseOf(state="none", at=None)
    at = clock.due_at or case.promise_at
    if clock.stopped_at is not None:
        late = clock.outcome == Outcome.LATE
        met = case.state == State.CLOSED or (case.proposed and case.answered_at is not None)
        return PromiseOf(state="broken" if late else "kept" if met else "none", at=at)
    if clock.due_at is None:
        return PromiseOf(state="paused", at=at)
    return PromiseOf(state="late" if seen.now.at > clock.due_at else "running", at=at)


def _given_to(seen: Seen, names: Names) -> Iterator[str]:
    """The units and grids with something to do, each once."""
    for task in seen.view.tasks.values():
        kind, identity = task.receiver
        if task.open and kind != "person":
            yield names.directory.target(kind, identity).name


def _steps(seen: Seen, names: Names) -> Iterator[StepOf]:
    """What a reporter can make something of, the oldest first; remarks and reckonings of the staff are not told."""
    for entry in seen.entries:
        code = _code(entry, seen.view.incident)
        if not has(code, names.language):
            continue
        own = entry.actor_kind in OWN
        written = entry.command if own or entry.move in TO_REPORTER else {}
        words = "" if entry.move == Move.SUBMIT else "\n".join(_written(written))
        yield StepOf(at=entry.happened_at, said=say(names.language, code), own=own, words=words)


def _written(command: Mapping[str, Any]) -> Iterator[str]:
    """Reason or note; of what was published, the proposal and its answer in the desk's words."""
    if word := command.get("reason") or command.get("note"):
        yield str(word)
    yield from (str(command[name]) for name in ("text", "answer") if command.get(name))


def _code(entry: Entry, case: Incident) -> str:
    """Which sentence: by the move, by who confirms or closes, and of what: a suggestion is not put right."""
    code = f"followed-{entry.move.rstrip('_').replace('_', '-')}"
    if case.proposed and entry.move in PROPOSED:
        own = entry.move in (Move.CONFIRM, Move.REWORK) and entry.actor_kind in OWN
        return f"{code}-own-proposal" if own else f"{code}-proposal"
    if entry.move in (Move.CONFIRM, Move.REWORK) and entry.actor_kind in OWN:
        return f"{code}-own"
    if entry.move == Move.CLOSE and entry.actor_kind == ActorKind.SYSTEM:
        return f"{code}-by-time"
    return code


def _proof(seen: Seen, receipt: Receipt, sealed: Proof | None) -> ProofOf:
    entries = seen.entries
    first = entries[0].hash if entries else ""
    return ProofOf(
        at=receipt.at,
        hash=receipt.hash,
        holds=hmac.compare_digest(first.encode(), receipt.hash.encode()),
        entries=len(entries),
        whole=not any(True for _ in ledger.verify(entries)),
        head=entries[-1].hash if entries else "",
        seal=included(sealed),
    )
