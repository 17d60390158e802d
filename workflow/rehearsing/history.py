"""One case as it is on record: its ledger's entries, and who was told what. Pure; read once, in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from models.clock import Stage
from models.ledger import ActorKind, Entry
from models.notice import Notice, NoticeKind
from workflow.machines import Kind, Move
from workflow.view import CLOCK

RUNGS: Final = frozenset({Move.REMIND, Move.WARN, Move.RAISE, Move.SUPERVISE, Move.TABLE, Move.RESUME, Move.CLOSE})
"""The moves that a clock makes when it rings."""

identity = lru_cache(65_536)(UUID)
"""An id of its text; the same persons and subjects recur."""

ADDED: Final = frozenset({Kind.TASK, Kind.REQUEST, Kind.ORDER, Kind.OBJECTION, Kind.INSPECTION})


class Line(NamedTuple):
    """One entry, as far as it matters. `quiet`: a rung that a later one superseded, so that it told nobody. `facts`
    are none where they were erased."""

    seq: int
    happened_at: datetime
    at: datetime
    system: bool
    actor_id: UUID | None
    standing: str
    move: str
    about: UUID
    changes: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any] | None
    calendar: int
    quiet: bool = False

    @property
    def asked(self) -> Mapping[str, Any]:
        """What was asked when it was decided, and answered."""
        found: Mapping[str, Any] = (self.facts or {}).get("asked", {})
        return found

    @property
    def command(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = (self.facts or {}).get("command", {})
        return found


class Told(NamedTuple):
    """One message to one person, by an entry."""

    seq: int
    person: UUID
    kind: str
    urgent: bool


class Key(NamedTuple):
    """Which clock: the subject that it measures, what of it, and the how-manieth."""

    subject: UUID
    stage: str
    round: int


class Rang(NamedTuple):
    """A rung of a clock, counted from 0, and the instant at which it was due."""

    key: Key
    rung: int
    due: datetime


class Born(NamedTuple):
    """A task, request, order, objection or inspection that an entry added."""

    seq: int
    kind: str
    id: UUID
    fields: Mapping[str, Any]

    @property
    def receiver(self) -> UUID | None:
        """Whom a task was given to."""
        found = next((self.fields[name] for name in _RECEIVERS if self.fields.get(name)), None)
        return identity(found) if found else None


_RECEIVERS: Final = ("unit_id", "grid_id", "person_id")


@dataclass(frozen=True, slots=True)
class History:
    """A case with its entries in order, under the version of the rules that it is pinned to."""

    id: UUID
    rules_version: int
    lines: tuple[Line, ...]
    told: tuple[Told, ...]


@dataclass(slots=True)
class Record:
    """What the entries add up to: the incident's fields as they are by now and as each entry set them, its clocks,
    what was added, and every rung with the entry that it fired by.

    `lingering` are rungs that were due and did not fire, since the case moved on before the sweep came.
    """

    history: History
    incident: dict[str, Any] = field(default_factory=dict)
    sets: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    clocks: dict[str, dict[str, Any]] = field(default_factory=dict)
    born: list[Born] = field(default_factory=list)
    rang: dict[int, Rang] = field(default_factory=dict)
    lingering: set[Rang] = field(default_factory=set)

    @property
    def followers(self) -> tuple[UUID, ...]:
        """Who reported what was merged into the case, as far as they were told of its end."""
        reporter = self.incident.get("reporter_id")
        ended = (told.person for told in self.history.told if told.kind == NoticeKind.ENDED)
        return tuple(sorted({person for person in ended if str(person) != reporter}))


def recorded(history: History, until: datetime) -> Record:
    """The record of a case as it stands at an instant that is not before its last entry."""
    record = Record(history)
    for line in history.lines:
        for change in line.changes:
            fields: Mapping[str, Any] = change["set"]
            kind = change["kind"]
            if kind == Kind.INCIDENT:
                record.incident.update(fields)
                record.sets[line.seq] = fields
            elif kind == CLOCK:
                _clock(record, line, change["id"], fields)
            elif kind in ADDED and "id" in fields:
                record.born.append(Born(line.seq, kind, identity(change["id"]), fields))
    for clock in record.clocks.values():
        _note_lingering(record, clock, until)
    return record


def _clock(record: Record, line: Line, clock: str, fields: Mapping[str, Any]) -> None:
    known = record.clocks.get(clock)
    if known is None:
        record.clocks[clock] = dict(fields)
        return
    rings = line.system and line.move in RUNGS and "rung" in fields
    if rings:
        record.rang[line.seq] = Rang(key_of(known), fields["rung"] - 1, line.happened_at)
    elif "next_at" in fields:
        _note_lingering(record, known, line.at)
    known.update(fields)


def _note_lingering(record: Record, clock: Mapping[str, Any], at: datetime) -> None:
    """A rung that stood at an instant that has passed when something else happened to its clock."""
    standing = clock.get("next_at")
    if standing is not None and (due := datetime.fromisoformat(standing)) <= at:
        record.lingering.add(Rang(key_of(clock), clock.get("rung", 0), due))


def key_of(clock: Mapping[str, Any]) -> Key:
    return Key(identity(clock["subject_id"]), Stage(clock["stage"]), clock["round"])


def of_memory(entries: Sequence[Entry], notices: Iterable[Notice]) -> History:
    """A history from what a city in memory kept of a case."""
    first = entries[0]
    return History(
        first.subject_id,
        entries[-1].rules_version,
        tuple(_line(entry) for entry in entries),
        tuple(Told(n.entry, n.recipient_id, n.kind, n.urgent) for n in notices),
    )


def _line(entry: Entry) -> Line:
    return Line(
        entry.seq,
        entry.happened_at,
        entry.recorded_at,
        entry.actor_kind == ActorKind.SYSTEM,
        entry.actor_id,
        entry.standing,
        entry.move,
        entry.about,
        entry.changes,
        entry.facts,
        entry.calendar_version,
        any(reason["code"] == SUPERSEDED for reason in entry.reasons),
    )


SUPERSEDED: Final = "superseded"
"""The reason of a rung that told nobody, since a later one of its clock was due as well."""
