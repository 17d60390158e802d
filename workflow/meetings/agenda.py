"""What is on a meeting's agenda: what was tabled, is overdue, came back too often, is disputed or comes again and
again, what earlier meetings of the body decided and is not done, and the figures. Pure: a function of what was found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from models.meeting import Decision, Meeting, MeetingKind
from models.task import Receives
from workflow.ledger import instant

WORST: Final = 5
"""Of what there may be much of, so many are named and all are counted."""

MOST_DECISIONS: Final = 100
REPEATED: Final = 5
"""So many open reports of a kind at one place make it a repeated place."""

Topic = Literal["overdue", "returned", "disputed", "repeated"]
TOPICS: Final[Sequence[Topic]] = ("overdue", "returned", "disputed", "repeated")
ADDED: Final = "case"
"""A case that somebody put on the agenda by hand."""
PROPOSAL: Final = "proposal"
"""The suggestion that a roundtable is called about."""
OF_CASES: Final = ("tabled", *TOPICS, ADDED, PROPOSAL)
WORDS: Final = "words"
"""A subject in words; they are with what people wrote, by the item's `subject`."""


@dataclass(frozen=True, order=True)
class Tabled:
    """A case that waits for the joint meeting. `receivers` are (kind, id) of those who work on it."""

    at: datetime
    id: UUID
    number: str
    path: str
    receivers: tuple[tuple[Receives, UUID], ...] = ()


@dataclass(frozen=True)
class Put:
    """A motion to change the rules that waits for this meeting; how many failures its proof found."""

    id: UUID
    number: str
    failures: int = 0


@dataclass(frozen=True)
class Supported:
    """The suggestion that a roundtable is about, and how many support it."""

    id: UUID
    number: str
    count: int


@dataclass(frozen=True)
class Worst:
    """How many there are of a topic, and the worst few: (id, number)."""

    count: int = 0
    first: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True)
class Gathered:
    """What was found for one meeting, in the order in which it is dealt with. `decisions` are the open ones of earlier
    meetings of the same body, each with its meeting's number."""

    tabled: tuple[Tabled, ...] = ()
    topics: dict[Topic, Worst] = field(default_factory=dict)
    decisions: tuple[tuple[str, Decision], ...] = ()
    motions: tuple[Put, ...] = ()
    proposal: Supported | None = None


def items(meeting: Meeting, found: Gathered, now: datetime) -> list[dict[str, Any]]:
    """The agenda, each item with `kind`, `subject`, `number` and what else belongs to it."""
    return list(_items(meeting, found, now))


def _items(meeting: Meeting, found: Gathered, now: datetime) -> Iterator[dict[str, Any]]:
    if (about := found.proposal) is not None:
        yield {"kind": PROPOSAL, "subject": str(about.id), "number": about.number, "count": about.count}
    elif meeting.topic is not None:
        yield {"kind": "topic", "subject": None, "number": meeting.topic}
    for each in found.tabled:
        yield {"kind": "tabled", "subject": str(each.id), "number": each.number}
    for put in found.motions:
        yield {"kind": "motion", "subject": str(put.id), "number": put.number, "count": put.failures}
    for topic in TOPICS:
        worst = found.topics.get(topic, Worst())
        for identity, number in worst.first:
            yield {"kind": topic, "subject": str(identity), "number": number, "count": worst.count}
    for number, decision in found.decisions:
        yield {
            "kind": "decision",
            "subject": str(decision.id),
            "number": f"{number}/{decision.number}",
            "due": instant(decision.due_at),
            "late": decision.late(now),
        }
    yield {"kind": "indicators", "subject": None, "number": meeting.occasion}


def key(item: Mapping[str, Any]) -> str:
    """By what an item is known, however often the agenda is drawn."""
    return f"{item['kind']}:{item['subject'] or item['number'] or ''}"


def keys(agenda: Iterable[Mapping[str, Any]]) -> list[str]:
    return [key(item) for item in agenda]


def tabled(agenda: Iterable[dict[str, Any]]) -> dict[UUID, str]:
    """The cases on an agenda that were tabled, by id, with their numbers."""
    return {UUID(item["subject"]): item["number"] for item in agenda if item["kind"] == "tabled"}


def dealt_with(meeting: Meeting) -> AbstractSet[UUID]:
    """The tabled cases that the last drawing of an agenda found: those on it, and those struck from it."""
    return {*tabled(meeting.agenda), *tabled(meeting.struck)}


def motions(agenda: Iterable[dict[str, Any]]) -> dict[UUID, str]:
    """The motions on an agenda, by id, with their numbers."""
    return {UUID(item["subject"]): item["number"] for item in agenda if item["kind"] == "motion"}


def case(agenda: Iterable[dict[str, Any]], number: str) -> UUID | None:
    """The case of that number that an agenda names."""
    return next((UUID(i["subject"]) for i in agenda if i["kind"] in OF_CASES and i["number"] == number), None)


def hears_motions(kind: MeetingKind) -> bool:
    """Whether motions to change the rules go to this kind of meeting: the city's own."""
    return kind in (MeetingKind.SPECIAL, MeetingKind.JOINT)


def hears_tabled(kind: MeetingKind) -> bool:
    """Whether tabled cases go to this kind of meeting."""
    return kind == MeetingKind.JOINT
