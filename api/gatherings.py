"""What a meeting looks like to a reader. Instants have an offset."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.cases import Deadline, EntryOf, Lamp, ReceiverOf
from api.documents import Document, GridOf, Named
from models.meeting import DecisionState, MeetingKind, MeetingState


class AgendaItem(Document):
    """One item of an agenda. `key` is how a move names it; `subject` is the id of a case or a decision, `number` what
    people call it; `text` says it in words. `by` put it there by hand; of one that was struck `entry` of the timeline
    says why."""

    key: str
    kind: str
    subject: UUID | None
    number: str | None
    late: bool
    text: str
    by: Named | None
    entry: int | None


class GuestOf(Document):
    """Who is invited from outside. `letter`: they have no address, their letter waits, it was sent, or it could not
    be. The address itself is shown to nobody."""

    id: UUID
    organisation: str
    purpose: str
    letter: Literal["none", "waiting", "sent", "failed"]


class ConclusionOf(Document):
    """What everybody may read of a roundtable; the public texts of its decisions by their numbers."""

    text: str
    decisions: dict[str, str]


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
    """A meeting as the asker may see it. `allowed` names the moves that they may make now. `struck` was taken off the
    agenda and stays off when it is drawn anew. `link` is where it is online, for those who come. `behind_at` is when
    the period for which it was owed had ended without it; `closes_by` until when it can be put off."""

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
    behind_at: datetime | None
    published_at: datetime | None
    closes_by: datetime | None
    late: bool
    link: str | None
    attendees: list[Named]
    guests: list[GuestOf]
    agenda: list[AgendaItem]
    struck: list[AgendaItem]
    minutes: str
    conclusion: ConclusionOf | None
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


class MeetingOwed(Document):
    """One meeting that is owed: held, held after its period (`held_late`), ahead, late (its time is past), or missed
    (its period has ended; it is still to be held). `number` is the meeting's, once it is on the calendar. `extra`: not
    owed, a consultation that was called beside the calendar and held; it counts to those held."""

    kind: MeetingKind
    period: str
    at: datetime
    standing: Literal["held", "held_late", "ahead", "late", "missed"]
    number: str | None
    extra: bool


class BodyOwed(Document):
    """What one body owes in the year. It is `behind` as long as something is late or missed."""

    grid: GridOf
    level: int
    owed: int
    held: int
    ahead: int
    late: int
    missed: int
    behind: bool
    duties: list[MeetingOwed]


class DutiesOf(Document):
    """The bodies that fall behind come first. `calls`: the townships whose consultations the asker may call."""

    year: int
    as_of: datetime
    behind: int
    bodies: list[BodyOwed]
    calls: list[GridOf]
