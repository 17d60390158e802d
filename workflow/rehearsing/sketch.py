"""The draft of a rehearsed case: the engine's own moves work on it, but it is kept from move to move, gives no reasons
and writes nothing. What is new takes the id that the record has in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

from models.incident import Incident, State
from models.ledger import ActorKind
from models.notice import NoticeKind
from models.task import Task
from workflow import following
from workflow.calendar import Calendar
from workflow.commands import Actor, Command
from workflow.directory import Directory
from workflow.draft import Draft
from workflow.drafting import SYSTEM
from workflow.identity import Seeded
from workflow.machines import Arrow, Kind, Move, Standing
from workflow.rehearsing.history import Born, Line, Record
from workflow.rehearsing.recalling import Recalled
from workflow.rules.language import Case, Route, Rules
from workflow.timing import Happened
from workflow.view import CLOCK, View

_nth = cache(lambda number: UUID(int=number))
"""The ids of what the record does not have."""

NOBODY: Final = Actor(ActorKind.PUBLIC)

DERIVED: Final = frozenset({"route", "urgent", "due_at", "promise_at", "state", "version", "level"})
"""What of a fresh report the rules made."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a case is lived again under. `calendars` has every version of the calendar with the rules' hours;
    `tried` is another calendar for all of them, if that is what is tried out. `duty` is what rosters go by. Without
    `recall` nothing that was answered then is believed: another city is tried out. `until` is when the record ends.
    """

    rules: Rules
    directory: Directory
    duty: Calendar
    calendars: Mapping[int, Calendar]
    until: datetime
    tried: Calendar | None = None
    recall: bool = True

    def calendar(self, version: int) -> Calendar:
        return self.tried or self.calendars[version]


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody was told something, at an instant."""

    at: datetime
    person: UUID
    kind: str
    urgent: bool


class Sketch(Draft):
    """A case on which nothing is written. `now`, `line` and what else a command begins with are set by `begin`."""

    def __init__(self, record: Record, ground: Ground) -> None:
        self.record, self.ground, self.line = record, ground, record.history.lines[0]
        first = self.line
        facts = Recalled(ground.directory, ground.duty, first.at, followers=record.followers)
        known = {name: value for name, value in record.sets[first.seq].items() if name not in DERIVED}
        incident = Incident.model_validate({**known, "state": State.DRAFT, "version": 0, "route": ""})
        command = Command(Move.SUBMIT, NOBODY)
        super().__init__(View(incident), command, facts, ground.rules, ground.calendar(first.calendar), Seeded(0))
        self._own_incident = incident
        self.stirred = False
        """Whether anything but a clock has changed since the clocks last followed."""
        self._waiting = {born.id: born for born in record.born}
        """What the record has and the course has not yet."""
        self._ids = 0

    def begin(self, line: Line, command: Command, at: datetime | None = None) -> None:
        """Everything that a draft is made anew with for each command."""
        self.command, self.now, self.line = command, at or line.at, line
        self.calendar = self.ground.calendar(line.calendar)
        facts = cast(Recalled, self.facts)
        facts.now, facts.known = self.now, line.asked if self.ground.recall else {}
        self.about, self.before = self.incident_id, View(self.incident)
        self.notices, self._said = {}, set()

    @property
    def incident(self) -> Incident:
        """Kept beside the records, since everything asks for it."""
        return self._own_incident

    @property
    def told_now(self) -> Iterable[Message]:
        """The messages of the command that it is at."""
        return cast("Iterable[Message]", self.notices.values())

    @property
    def sets(self) -> Mapping[str, Any]:
        """What the entry that it is at made of the incident's fields."""
        return self.record.sets.get(self.line.seq, {})

    def view(self) -> View:
        if self._whole is None:
            records = cast("dict[str, Any]", self.records)
            self._whole = View(
                self.incident,
                records[Kind.TASK],
                records[Kind.REQUEST],
                records[Kind.ORDER],
                records[Kind.OBJECTION],
                records[Kind.INSPECTION],
                clocks=records[CLOCK],
            )
        return cast(View, self._whole)

    def put(self, kind: str, record: Any) -> None:
        """What is new takes the id of what the record has in its place, so that later acts find it."""
        found = self.records[kind]
        if record.id not in found and kind != CLOCK:
            record = self._as_recorded(kind, record)
        found[record.id] = record
        self.stirred = self.stirred or kind != CLOCK
        if kind == Kind.INCIDENT:
            self._own_incident = record
        if kind == Kind.TASK and len(found) > 1:
            self.records[kind] = dict(sorted(found.items(), key=lambda item: item[0].int))
        self._whole = None

    def new_id(self) -> UUID:
        self._ids += 1
        return _nth(self._ids)

    def because(self, code: str, **facts: Any) -> None:
        """A rehearsal gives no reasons."""

    def tell(self, persons: Iterable[UUID], kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
        notices = cast("dict[Any, Any]", self.notices)
        for person in persons:
            if person != self.actor_id:
                notices[(about or self.about, kind, person)] = Message(self.now, person, kind, self.urgent)

    def happened(self, happened: Happened) -> None:
        self.put(CLOCK, happened.clock)

    def move(self, kind: Kind, identity: UUID, move: Move, held: frozenset[Standing] = SYSTEM) -> Arrow:
        record: Any = self.records[kind][identity]
        arrow = self.lawful(kind, identity, move, held)
        if arrow.to is not None and arrow.to != record.state:
            self.put(kind, record.but(state=type(record.state)(arrow.to)))
        return arrow

    def follow_clocks(self) -> None:
        for happened in list(following.follow(self.view(), self.wanted(), self.timing, self.new_id, self.on)):
            self.happened(happened)

    def case(self, words: str) -> Case:
        """What the rules saw then, with another calendar's or another city's part of it as that has it."""
        seen = self.line.asked.get("case")
        if seen is None:
            return super().case(words)
        case = Case.recalled(seen)
        if self.ground.tried is None and self.ground.recall:
            return case
        now = super().case(case.words)
        return case._replace(
            workday=now.workday, path=now.path, kind=now.kind, specials=now.specials, special_kinds=now.special_kinds
        )

    def choose_route(self, words: str) -> Route:
        return self.rules.route(self.case(words))

    def _as_recorded(self, kind: str, record: Any) -> Any:
        """The new subject under the id of what was added then: by the same entry to the same receiver if it can be,
        else of the same sort."""
        found = min(
            (born for born in self._waiting.values() if born.kind == kind and _alike(born, record)),
            key=lambda born: (born.seq != self.line.seq, born.receiver != _receiver(record), born.seq),
            default=None,
        )
        if found is None or (found.seq > self.line.seq and self.actor_id is not None):
            return record
        del self._waiting[found.id]
        if kind == Kind.ORDER:
            return record.but(id=found.id, level=found.fields["level"])
        return record.but(id=found.id)


def _alike(born: Born, record: Any) -> bool:
    return not isinstance(record, Task) or born.fields["kind"] == record.kind


def _receiver(record: Any) -> UUID | None:
    return record.receiver[1] if isinstance(record, Task) else None
