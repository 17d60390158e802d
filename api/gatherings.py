"""What a meeting looks like to a reader. Instants have an offset."""

from datetime import datetime
from uuid import UUID

from api.cases import Deadline, EntryOf, Lamp, ReceiverOf
from api.documents import Document, GridOf, Named
from models.meeting import DecisionState, MeetingKind, MeetingState


class AgendaItem(Document):
    """One item of an agenda. `subject` is the id of a case or a decision, `number` what people call it; `text` says it
    in words."""

    kind: str
    subject: UUID | None
    number: str | None
    late: bool
    text: str


class DecisionOf(Document):
    """What was decided: what is to be done, by whom, by when. The lamp is red once it is late, also when it was
    carried out late. `incident` and `motion` are the numbers of what it is about."""

    id: UUID
    number: int
    state: DecisionState
    text: str
    owner: ReceiverOf
    incident: str | None
    motion: str | None
    due_at: datetime
    carried_at: datetime | None
    ended_at: datetime | None
    sent_back: int
    lamp: Lamp
    late: bool


class AnswerCounts(Document):
    """How many of those who are invited come, may come, do not, and have not answered."""

    accepted: int
    tentative: int
    declined: int
    waiting: int


class MeetingRow(Document):
    """A row of the list. `decisions` are all, `undone` those that have not come to an end, `overdue` those of these
    that are late; a meeting that is past its time and not held is `late` itself. `answers` is there once
    people are invited."""

    id: UUID
    number: str
    kind: MeetingKind
    state: MeetingState
    version: int
    title: str
    level: int
    grid: GridOf | None
    period: str
    starts_at: datetime
    decisions: int
    undone: int
    overdue: int
    late: bool
    answers: AnswerCounts | None


class MeetingRows(Document):
    """A page; `next` is the cursor of the next one."""

    items: list[MeetingRow]
    next: str | None


class MeetingOf(Document):
    """A meeting as the asker may see it. `allowed` names the moves that they may make now."""

    id: UUID
    number: str
    kind: MeetingKind
    state: MeetingState
    version: int
    title: str
    level: int
    grid: GridOf | None
    period: str
    starts_at: datetime
    planned_at: datetime
    invited_at: datetime | None
    held_at: datetime | None
    minuted_at: datetime | None
    ended_at: datetime | None
    attendees: list[Named]
    agenda: list[AgendaItem]
    minutes: str
    decisions: list[DecisionOf]
    allowed: list[str]
    deadlines: list[Deadline]
    timeline: list[EntryOf]


class MeetingMoved(Document):
    """A move that took the meeting out of the mover's sight: only that it happened."""

    id: UUID
    number: str
    state: MeetingState
    version: int
    seq: int
