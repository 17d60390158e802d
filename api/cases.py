"""What a case looks like to a reader. Instants have an offset; amounts of time are whole seconds."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.documents import CategoryOf, Document, GridOf, Named
from models.clock import Outcome, Stage
from models.incident import Flow, Source, State
from models.inspection import InspectionState
from models.people import Role
from models.task import (
    FigureOf,
    ObjectionKind,
    ObjectionState,
    OrderKind,
    OrderState,
    RequestKind,
    RequestState,
    TaskKind,
    TaskState,
)
from models.task import ReturnType as Returned
from workflow.suggestions import Step as ProposedStep

Lamp = Literal["green", "yellow", "red"]
Step = Literal["discover", "report", "dispatch", "handle", "feedback"]


class Submitted(Document):
    """A report that is stored. The receipt is a JWS (EdDSA) over number, time and ledger entry; who holds it may
    follow this one case: `Authorization: Receipt …`."""

    id: UUID
    number: str
    state: State
    version: int
    seq: int
    receipt: str
    promise_at: datetime | None
    township: str | None
    grid: str | None


class Moved(Document):
    """A move that took the case out of the mover's sight: only that it happened."""

    id: UUID
    number: str
    state: State
    version: int
    seq: int


class GridPath(GridOf):
    """`path_names` are the names from the city's own grid down to this one."""

    path_names: list[str]


class ReceiverOf(Document):
    kind: Literal["unit", "grid", "person"]
    code: str
    name: str


class Suggestion(ReceiverOf):
    """Whom the rules suggest, how many open tasks they have, and why it is them, in a sentence."""

    load: int
    why: str


class TaskOf(Document):
    id: UUID
    kind: TaskKind
    state: TaskState
    version: int
    receiver: ReceiverOf
    round: int
    assigned_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None
    suspended_until: datetime | None
    return_type: Returned | None


class RequestOf(Document):
    id: UUID
    task_id: UUID
    kind: RequestKind
    state: RequestState
    budget: str | None
    until: datetime | None
    asked_at: datetime
    decided_at: datetime | None


class Reminded(Document):
    """How often whoever has the case was reminded (催办): since something was last done with it (`unheeded`), and in
    all, by hand and by its ladders. `repeats_at`: a reminder by hand is said again then, unless something is done."""

    unheeded: int
    by_hand: int
    by_ladder: int
    last_at: datetime
    repeats_at: datetime | None


class OrderOf(Document):
    """`due_at`: until when the answer is owed; once it was given, until when it is decided on."""

    id: UUID
    kind: OrderKind
    state: OrderState
    level: int
    by_ladder: bool
    budget: str
    due_at: datetime | None
    reminders: int
    refusals: int
    issued_at: datetime
    answered_at: datetime | None
    decided_at: datetime | None


class ObjectionOf(Document):
    id: UUID
    kind: ObjectionKind
    state: ObjectionState
    level: int
    figure_of: FigureOf | None
    figure: str | None
    lodged_at: datetime
    seconded_at: datetime | None
    decided_at: datetime | None


class InspectionOf(Document):
    """A second look at what was closed. `period` and `sample` say by which draw; both are empty where it was sent by
    hand. `looker` is who was sent, and `mine` whether that is the asker."""

    id: UUID
    state: InspectionState
    period: str | None
    sample: str | None
    lot: int | None
    looker: Named | None
    mine: bool
    drawn_at: datetime
    sent_at: datetime | None
    decided_at: datetime | None


class SegmentOf(Document):
    """A stretch of a deadline's time. `work` and `running` count, by `seconds`; the others count nothing."""

    start: datetime
    end: datetime
    seconds: int
    kind: Literal["work", "rest", "holiday", "night", "running", "paused"]
    name: str


class Deadline(Document):
    """A deadline that the case has or had. Used and left seconds are of its own kind of time; below 0 it is late.
    `subject` is the id of what it is on: the incident, or one of its tasks, requests, orders, objections, second
    looks."""

    id: UUID
    subject: UUID
    stage: Stage
    round: int
    budget: str
    works: bool
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    provisional: bool
    paused: bool
    stopped_at: datetime | None
    outcome: Outcome | None
    used_seconds: int
    left_seconds: int | None
    extended_seconds: int
    lamp: Lamp
    segments: list[SegmentOf]


class Responsible(Document):
    """Who must act now. `alarm`: the post was empty or asleep, so it was passed on; `next_at` is when it wakes. `woken`
    are those of `persons` who are off duty and told at once, because it is urgent."""

    role: Role | None
    persons: list[Named]
    woken: list[Named]
    next_at: datetime | None
    alarm: bool


class SameAs(Document):
    """The case that the reporter says it is the same as."""

    id: UUID
    number: str


class Around(Document):
    """An open case near a report that is about to be made: only what it takes to know it again. `metres` is how far
    away it is, where both have a point; `mine` whether the asker reported it, `opens` whether they may open it."""

    id: UUID
    number: str
    category: CategoryOf
    state: State
    stage: Step
    grid: GridPath | None
    metres: int | None
    reported_at: datetime
    repeats: int
    mine: bool
    opens: bool


class ManyAround(Document):
    """The nearest first."""

    items: list[Around]


class EntryOf(Document):
    """One entry of the ledger. `actor` is none for the system, for who holds a receipt, and for who reported. `said` is
    what it did, in a few words that go on after who did it; empty where the name of the move says as much."""

    seq: int
    move: str
    said: str
    happened_at: datetime
    recorded_at: datetime
    actor: Named | None
    standing: str | None
    text: str
    reasons: list[str]


class PhotoOf(Document):
    """A photo that is named in the case: by which move, and when. `GET /api/v1/photos/{id}` shows it."""

    id: UUID
    seq: int
    move: str
    at: datetime


class IncidentOf(Document):
    """An incident as the asker may see it. `allowed` names the moves that they may make now. `reporter_access`: whether
    they may look at who reported it, only see who looked, or neither. Of a suggestion or wish `step` says how far it
    has come and `answer` what was last answered to it; the text may have been erased."""

    id: UUID
    number: str
    flow: Flow
    state: State
    stage: Step
    step: ProposedStep | None
    answer: str | None
    version: int
    level: int = Field(description="The responsible duty level, 4 (group) to 1 (city).")
    lamp: Lamp
    category: CategoryOf
    severity: int
    source: Source
    description: str
    address: str | None
    grid: GridPath | None
    township: str | None
    lat: float | None
    lon: float | None
    occurred_at: datetime
    reported_at: datetime
    urgent: bool
    repeats: int
    claimed_by: Named | None
    claimed_at: datetime | None
    merged_into: UUID | None
    same_as: SameAs | None
    found_by: SameAs | None
    """The patrol that found it."""
    ending: str | None
    tasks: list[TaskOf]
    requests: list[RequestOf]
    orders: list[OrderOf]
    objections: list[ObjectionOf]
    inspections: list[InspectionOf]
    allowed: list[str]
    reporter_access: Literal["look", "log", "none"]
    deadlines: list[Deadline]
    promise_at: datetime | None
    responsible: Responsible | None
    reminded: Reminded | None
    suggestion: Suggestion | None
    photos: list[PhotoOf]
    why: list[str]
    timeline: list[EntryOf]


class OwnTask(TaskOf):
    """A task that is the asker's to do, with its own deadline. `asked`: what they have asked for and nobody has decided
    yet."""

    due_at: datetime | None
    left_seconds: int | None
    left_works: bool
    lamp: Lamp
    asked: RequestKind | None


class Work(Document):
    """What the asker has to do on a case: their open tasks, what is due first on top, and the moves that they may make
    now."""

    tasks: list[OwnTask]
    allowed: list[str]


class AnswerOf(Document):
    """What was answered to a supervision order, and still waits for a decision. The text may have been erased."""

    by: Named | None
    at: datetime
    level: int = Field(description="The duty level that decides on it.")
    text: str


class Item(Document):
    """A row of a queue or a list. `left_seconds` is of the nearest deadline, in working time where `left_works`. `work`
    is there in the queue `handle` alone, `answer` among the answers that wait for a decision."""

    id: UUID
    number: str
    flow: Flow
    state: State
    stage: Step
    step: ProposedStep | None
    version: int
    level: int
    lamp: Lamp
    category: CategoryOf
    severity: int
    urgent: bool
    description: str
    grid: GridPath | None
    township: str | None
    lat: float | None = Field(description="Where it is shown on a map: its own point, or one within its grid.")
    lon: float | None
    exact: bool = Field(description="Whether that is its own point.")
    due_at: datetime | None
    promise_at: datetime | None
    left_seconds: int | None
    left_works: bool
    claimed_by: Named | None
    checker: Named | None = Field(default=None, description="Who was asked to look whether it is so.")
    checked: bool | None = Field(default=None, description="The answer: it is so, or it is not.")
    claimed_at: datetime | None
    suggestion: Suggestion | None = None
    reported_at: datetime
    repeats: int
    work: Work | None = None
    same_as: SameAs | None = None
    reminded: Reminded | None = None
    answer: AnswerOf | None = None


class TallyOf(Document):
    """How many wait in a queue, and how many of these are due soon or late. `capped`: there are more than that."""

    count: int
    yellow: int
    red: int
    capped: bool


class Tallies(Document):
    """Of every queue."""

    intake: TallyOf
    dispatch: TallyOf
    handle: TallyOf
    verify: TallyOf
    supervise: TallyOf


class Items(Document):
    """A page; `next` is the cursor of the next one."""

    items: list[Item]
    next: str | None
