"""A root subject with all that hangs on it, as a frozen value; and the pair that changes it: `differences`, `apply`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from models.bulletin import Bulletin
from models.clock import Clock, Stage
from models.columns import Value
from models.incident import Incident
from models.inspection import Inspection
from models.ledger import Entry
from models.meeting import Decision, Meeting
from models.motion import Motion
from models.patrol import Campaign, Patrol, Spot
from models.task import Objection, Order, Request, Task
from workflow.machines.language import Kind

GENESIS = "0" * 64
"""What the first entry of a chain is chained to."""

CLOCK = "clock"
RECORDS: Mapping[str, type[Value]] = {
    Kind.CAMPAIGN: Campaign,
    Kind.SPOT: Spot,
    Kind.INCIDENT: Incident,
    Kind.PATROL: Patrol,
    Kind.TASK: Task,
    Kind.REQUEST: Request,
    Kind.ORDER: Order,
    Kind.OBJECTION: Objection,
    Kind.INSPECTION: Inspection,
    Kind.MEETING: Meeting,
    Kind.MOTION: Motion,
    Kind.DECISION: Decision,
    Kind.BULLETIN: Bulletin,
    CLOCK: Clock,
}
"""The kinds of record of the views, in the order in which they are locked and written."""


@dataclass(frozen=True)
class Whole:
    """A root subject with all that hangs on it. `seq` and `hash` are those of the last entry of its ledger."""

    KINDS: ClassVar[tuple[str, ...]]
    """The kinds of its records, its own first."""

    clocks: Mapping[UUID, Clock] = field(default_factory=dict, kw_only=True)
    seq: int = field(default=0, kw_only=True)
    hash: str = field(default=GENESIS, kw_only=True)

    @property
    def root(self) -> Any:
        """The subject itself: every one has an id, a number, a state, a version and a path."""
        return getattr(self, self.KINDS[0])

    def clock(self, subject_id: UUID, stage: Stage) -> Clock | None:
        """The clock of a subject's stage that is not over, if there is one."""
        return next(
            (c for c in self.clocks.values() if c.subject_id == subject_id and c.stage == stage and not c.over),
            None,
        )

    def due(self) -> Iterator[Clock]:
        """The clocks with a rung ahead, the next one first."""
        armed = [clock for clock in self.clocks.values() if clock.next_at is not None]
        return iter(sorted(armed, key=lambda clock: (clock.next_at, clock.id)))

    def of(self, kind: str) -> Mapping[UUID, Value]:
        if kind == self.KINDS[0]:
            return {self.root.id: self.root}
        found: Mapping[UUID, Value] = getattr(self, f"{kind}s")
        return found


@dataclass(frozen=True)
class View(Whole):
    """An incident."""

    KINDS = (Kind.INCIDENT, Kind.TASK, Kind.REQUEST, Kind.ORDER, Kind.OBJECTION, Kind.INSPECTION, CLOCK)

    incident: Incident
    tasks: Mapping[UUID, Task] = field(default_factory=dict)
    requests: Mapping[UUID, Request] = field(default_factory=dict)
    orders: Mapping[UUID, Order] = field(default_factory=dict)
    objections: Mapping[UUID, Objection] = field(default_factory=dict)
    inspections: Mapping[UUID, Inspection] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether something hangs on it that is still to be decided: it is open, or an objection to its end or a second
        look at it is."""
        objected = any(each.open for each in self.objections.values())
        return self.incident.open or objected or any(each.open for each in self.inspections.values())


@dataclass(frozen=True)
class MeetingView(Whole):
    """A meeting."""

    KINDS = (Kind.MEETING, Kind.DECISION, CLOCK)

    meeting: Meeting
    decisions: Mapping[UUID, Decision] = field(default_factory=dict)


@dataclass(frozen=True)
class MotionView(Whole):
    """A motion. No clock of its own hangs on it: what waits is the meeting, or the decision that adopted it."""

    KINDS = (Kind.MOTION,)

    motion: Motion


@dataclass(frozen=True)
class SpotView(Whole):
    """A spot to patrol."""

    KINDS = (Kind.SPOT,)

    spot: Spot


@dataclass(frozen=True)
class PatrolView(Whole):
    """A patrol, with its clock."""

    KINDS = (Kind.PATROL, CLOCK)

    patrol: Patrol


@dataclass(frozen=True)
class CampaignView(Whole):
    """A campaign, with its clock. Its patrols are subjects of their own: there may be thousands."""

    KINDS = (Kind.CAMPAIGN, CLOCK)

    campaign: Campaign


@dataclass(frozen=True)
class BulletinView(Whole):
    """A bulletin: its life. What is in it lies beside it."""

    KINDS = (Kind.BULLETIN, CLOCK)

    bulletin: Bulletin


ROOTS: Mapping[str, type[Whole]] = {
    view.KINDS[0]: view for view in (View, MeetingView, MotionView, SpotView, PatrolView, CampaignView, BulletinView)
}
W = TypeVar("W", bound=Whole)


@dataclass(frozen=True)
class Change:
    """One record that is new or has changed: its value, what is different as JSON, and what it was before."""

    kind: str
    record: Value
    fields: Mapping[str, Any]
    before: Value | None = None

    @property
    def id(self) -> UUID:
        found: UUID = getattr(self.record, "id")  # noqa: B009 - every record has one, Value does not
        return found

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": str(self.id), "set": dict(self.fields)}


def differences(before: Whole | None, after: Whole) -> tuple[Change, ...]:
    """What makes `after` of `before`: `apply` undoes nothing and adds nothing to it."""
    return tuple(_differences(before, after))


def _differences(before: Whole | None, after: Whole) -> Iterator[Change]:
    for kind in after.KINDS:
        known = before.of(kind) if before else {}
        for identity, record in after.of(kind).items():
            old = known.get(identity)
            if old is None:
                yield Change(kind, record, record.model_dump(mode="json", exclude_defaults=True))
            elif old is not record and (changed := _changed(old, record)):
                yield Change(kind, record, record.model_dump(mode="json", include=changed), old)


def _changed(old: Value, new: Value) -> set[str]:
    """The names of the fields that differ, read where the values keep them."""
    before, after = old.__dict__, new.__dict__
    return {name for name, value in after.items() if before[name] is not value and before[name] != value}


def apply(view: Whole | None, entry: Entry) -> Whole:
    """The view after an entry, from its changes alone. A first entry begins with the root subject itself."""
    root = type(view) if view else ROOTS[entry.changes[0]["kind"]]
    found: dict[str, dict[UUID, Value]] = {kind: dict(view.of(kind)) if view else {} for kind in root.KINDS}
    for change in entry.changes:
        kind, identity = change["kind"], UUID(change["id"])
        old = found[kind].get(identity)
        fields = {**(old.model_dump() if old else {}), **change["set"]}
        found[kind][identity] = RECORDS[kind].model_validate(fields)
    return assemble(root, entry.subject_id, found, entry.seq, entry.hash)


def assemble(root: type[W], root_id: UUID, found: Mapping[str, Mapping[UUID, Any]], seq: int, hash_: str) -> W:
    """A view of its records. In the order of their ids, so that deciding is the same wherever they were kept."""
    own, *others = root.KINDS
    beside = {f"{kind}s": _in_order(found[kind]) for kind in others}
    return root(**{own: found[own][root_id]}, **beside, seq=seq, hash=hash_)


def _in_order(records: Mapping[UUID, Any]) -> dict[UUID, Any]:
    if len(records) < 2:
        return dict(records)
    return {identity: records[identity] for identity in sorted(records, key=_number)}


def _number(identity: UUID) -> int:
    return identity.int


def replay(entries: Iterable[Entry]) -> Whole | None:
    """The state that a ledger tells, from its first entry on."""
    view: Whole | None = None
    for entry in entries:
        view = apply(view, entry)
    return view


def at(view: W, entry: Entry) -> W:
    return replace(view, seq=entry.seq, hash=entry.hash)
