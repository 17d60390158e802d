"""One incident with all that hangs on it, as a frozen value; and the pair that changes it: differences and `apply`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from models.clock import Clock, Stage
from models.columns import Value
from models.incident import Incident
from models.ledger import Entry
from models.task import Objection, Order, Request, Task
from workflow.machines import Kind

GENESIS = "0" * 64
"""What the first entry of a chain is chained to."""

CLOCK = "clock"
RECORDS: Mapping[str, type[Value]] = {
    Kind.INCIDENT: Incident,
    Kind.TASK: Task,
    Kind.REQUEST: Request,
    Kind.ORDER: Order,
    Kind.OBJECTION: Objection,
    CLOCK: Clock,
}
"""The kinds of record of a view, in the order in which they are locked and written."""


@dataclass(frozen=True)
class View:
    """`seq` and `hash` are those of the last entry of its ledger."""

    incident: Incident
    tasks: Mapping[UUID, Task] = field(default_factory=dict)
    requests: Mapping[UUID, Request] = field(default_factory=dict)
    orders: Mapping[UUID, Order] = field(default_factory=dict)
    objections: Mapping[UUID, Objection] = field(default_factory=dict)
    clocks: Mapping[UUID, Clock] = field(default_factory=dict)
    seq: int = 0
    hash: str = GENESIS

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
        if kind == Kind.INCIDENT:
            return {self.incident.id: self.incident}
        found: Mapping[UUID, Value] = getattr(self, f"{kind}s")
        return found


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


def differences(before: View | None, after: View) -> tuple[Change, ...]:
    """What makes `after` of `before`: `apply` undoes nothing and adds nothing to it."""
    return tuple(_differences(before, after))


def _differences(before: View | None, after: View) -> Iterator[Change]:
    for kind in RECORDS:
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


def apply(view: View | None, entry: Entry) -> View:
    """The view after an entry, from its changes alone."""
    found: dict[str, dict[UUID, Value]] = {kind: dict(view.of(kind)) if view else {} for kind in RECORDS}
    for change in entry.changes:
        kind, identity = change["kind"], UUID(change["id"])
        old = found[kind].get(identity)
        fields = {**(old.model_dump() if old else {}), **change["set"]}
        found[kind][identity] = RECORDS[kind].model_validate(fields)
    return assemble(entry.subject_id, found, entry.seq, entry.hash)


def assemble(incident_id: UUID, found: Mapping[str, Mapping[UUID, Any]], seq: int, hash_: str) -> View:
    """A view of its records. In the order of their ids, so that deciding is the same wherever they were kept."""
    found = {kind: _in_order(records) for kind, records in found.items()}
    return View(
        incident=found[Kind.INCIDENT][incident_id],
        tasks=found[Kind.TASK],
        requests=found[Kind.REQUEST],
        orders=found[Kind.ORDER],
        objections=found[Kind.OBJECTION],
        clocks=found[CLOCK],
        seq=seq,
        hash=hash_,
    )


def _in_order(records: Mapping[UUID, Any]) -> dict[UUID, Any]:
    if len(records) < 2:
        return dict(records)
    return {identity: records[identity] for identity in sorted(records, key=_number)}


def _number(identity: UUID) -> int:
    return identity.int


def replay(entries: Iterable[Entry]) -> View | None:
    """The state that a ledger tells, from its first entry on."""
    view: View | None = None
    for entry in entries:
        view = apply(view, entry)
    return view


def at(view: View, entry: Entry) -> View:
    return replace(view, seq=entry.seq, hash=entry.hash)
