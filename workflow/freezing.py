"""Making the frozen rows that figures are counted from: of a view with its entries, and of what was kept. Pure.

What a period's figures see is the case as its ledger told it when the period ended: if it has moved since, its state is
made of its entries up to then.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any, Final
from uuid import UUID

import orjson

from models.clock import Clock, Outcome, Stage
from models.incident import FOUND_BY_STAFF, Ending, Flow, Incident, State, Verifier
from models.inspection import InspectionState
from models.ledger import ActorKind, Entry
from models.people import Role
from models.task import ObjectionKind, ObjectionState, Order, OrderState, Task, TaskKind
from workflow import ledger
from workflow.indicators import CaseFacts, Leg, Ordered, Span, Stop, counts, leg
from workflow.machines import Move
from workflow.responsible import desk_of
from workflow.rollup import LEADS
from workflow.view import CLOCK, View, replay

ESCALATES: Final = (Move.RAISE, Move.SUPERVISE, Move.TABLE)
"""What a rung does when reminding was not enough."""

TABLED: Final = "tabled"
"""The reason that an entry gives when it puts a case on the joint meeting's agenda."""


def of_ledger(view: View, entries: Sequence[Entry], end: datetime) -> CaseFacts | None:
    """The row of a case as it stood at the end of a period; none of one that was reported later. `view` is the state
    after the last of its entries."""
    found = as_of(view, entries, end)
    return found.row(end) if found else None


@dataclass(frozen=True)
class Stood:
    """A case as it stood after some of its entries."""

    view: View
    entries: Sequence[Entry]

    @cached_property
    def stops(self) -> Mapping[UUID, Stop]:
        return stops(self.entries)

    def row(self, end: datetime) -> CaseFacts:
        """Its row, where the last of the entries was recorded before the end."""
        return of_view(self.view, self.stops, tabled(self.entries), escalations(self.entries), end)

    def judged(self, end: datetime) -> list[tuple[Clock, Leg]]:
        """The clocks of which something is judged by then, with what."""
        return list(_judged(self.view, self.stops, end))


def as_of(view: View, entries: Sequence[Entry], end: datetime) -> Stood | None:
    """The case as it stood before an instant; none of one that was reported later. `view` is the state after the last
    of its entries."""
    kept = list(takewhile(lambda entry: entry.recorded_at < end, entries))
    if not kept:
        return None
    seen = view if len(kept) == len(entries) else replay(kept)
    assert isinstance(seen, View)
    return Stood(seen, kept)


def stops(entries: Iterable[Entry]) -> dict[UUID, Stop]:
    """What stopped each clock."""
    return {
        UUID(change["id"]): Stop(entry.move, entry.actor_kind == ActorKind.SYSTEM, entry.actor_id, entry.standing)
        for entry in entries
        for change in entry.changes
        if change["kind"] == CLOCK and change["set"].get("stopped_at")
    }


def tabled(entries: Iterable[Entry]) -> datetime | None:
    """When a case was last put on the joint meeting's agenda."""
    found = (e.recorded_at for e in entries if any(reason["code"] == TABLED for reason in e.reasons))
    return max(found, default=None)


def escalations(entries: Iterable[Entry]) -> int:
    """How often a rung raised, supervised or tabled a case."""
    return sum(entry.actor_kind == ActorKind.SYSTEM and entry.move in ESCALATES for entry in entries)


def of_view(
    view: View, stopped: Mapping[UUID, Stop], tabled_at: datetime | None, escalated: int, end: datetime
) -> CaseFacts:
    """The row of a case whose last entry was recorded before the end."""
    case = view.incident
    held = _holding(view)
    kind, holder = _holder(view, held)
    return CaseFacts(
        id=case.id,
        number=case.number,
        category=case.category,
        reported_at=case.reported_at,
        state=case.state,
        level=case.level,
        township=case.township,
        grid=case.grid,
        ending=case.ending,
        ended_at=case.ended_at,
        exempted_at=_exempted(view),
        raised_at=case.raised_at,
        tabled_at=tabled_at,
        returns=case.returns,
        reworks=case.reworks + sum(each.state == InspectionState.FAILED for each in view.inspections.values()),
        extensions=sum(task.extensions for task in view.tasks.values()),
        unserved=case.unserved,
        taken=held is not None and held.taken_at is not None,
        holder_kind=kind,
        holder=holder,
        entries=view.seq,
        rules=case.rules_version,
        overran=any(clock.outcome == Outcome.LATE for clock in view.clocks.values()),
        escalations=escalated,
        missed=case.source not in FOUND_BY_STAFF,
        reminded_at=case.reminded_at,
        orders=tuple(_ordered(each) for each in sorted(view.orders.values(), key=lambda o: (o.issued_at, o.id))),
        flow=case.flow,
        taken_up_at=case.taken_up_at,
        legs=tuple(leg for _, leg in _judged(view, stopped, end)),
    )


def _ordered(order: Order) -> Ordered:
    return Ordered(order.state, order.level, order.by_ladder, *(getattr(order, name) for name in _OF_ORDER))


def _judged(view: View, stopped: Mapping[UUID, Stop], end: datetime) -> Iterator[tuple[Clock, Leg]]:
    for clock in sorted(view.clocks.values(), key=lambda clock: (clock.started_at, clock.round, clock.id)):
        task = view.tasks.get(clock.subject_id)
        if counts(clock, task.kind if task else None):
            found = leg(clock, stopped.get(clock.id), end)
            if found is not None:
                yield clock, found


def _holding(view: View) -> Task | None:
    """The task that is under way: the lead, or else another beside it: a co-task, one that was taken, the oldest."""
    tasks = [task for task in view.tasks.values() if task.open]
    leads = [task for task in tasks if task.kind in LEADS]
    if leads:
        return max(leads, key=lambda task: (task.assigned_at, task.id))
    return min(tasks, key=_first, default=None)


def _first(task: Task) -> tuple[bool, bool, datetime, UUID]:
    return task.kind != TaskKind.CO, task.taken_at is None, task.assigned_at, task.id


def _holder(view: View, held: Task | None) -> tuple[str, str]:
    """Who has it: the receiver of the task that is under way, or else whoever was asked or the role whose turn it is;
    of an ended case nobody."""
    case = view.incident
    if held is not None:
        kind, identity = held.receiver
        return kind, str(identity)
    if case.ended_at is not None:
        return "role", ""
    if case.state == State.RESOLVED and case.verifier_id is not None and case.verify_by == Verifier.REPORTER:
        return "person", str(case.verifier_id)
    return "role", str(_turn(case))


def _turn(case: Incident) -> Role:
    """Whose turn it is while no task is under way: as in `responsible.of_incident`."""
    if case.state == State.REPORTED:
        return desk_of(case)
    asked = {State.CHECKING: case.checker_id, State.RESOLVED: case.verifier_id}.get(case.state)
    return Role.INFORMANT if asked is not None else Role.DISPATCHER


def _exempted(view: View) -> datetime | None:
    upheld = (
        objection.decided_at
        for objection in view.objections.values()
        if objection.kind == ObjectionKind.LATENESS and objection.state == ObjectionState.UPHELD
    )
    return max((at for at in upheld if at is not None), default=None)


def matters(view: View, span: Span) -> bool:
    """Whether a case as it is by now can have a mark in a period: it lived in it, or was exempted or looked at again
    in it."""
    case = view.incident
    after = (_exempted(view), *(each.decided_at for each in view.inspections.values()))
    return case.reported_at < span.end and (
        case.ended_at is None or case.ended_at >= span.start or any(at is not None and at >= span.start for at in after)
    )


def packed(cases: Iterable[CaseFacts]) -> bytes:
    """The rows as they are kept: canonical JSON, compressed, in the order of the cases' ids."""
    rows = [_to_json(case) for case in sorted(cases, key=lambda case: case.id)]
    return zlib.compress(ledger.canonical(rows))


def unpacked(kept: bytes) -> list[CaseFacts]:
    return [_from_json(row) for row in orjson.loads(zlib.decompress(kept))]


_INSTANTS: Final = ("reported_at", "ended_at", "exempted_at", "raised_at", "tabled_at", "reminded_at", "taken_up_at")
_OF_ORDER: Final = ("issued_at", "due_at", "answered_at", "decided_at", "reminded_at")
_PLAIN: Final = (
    "number", "category", "township", "grid", "level", "returns", "reworks", "extensions", "unserved", "taken",
    "holder_kind", "holder", "entries", "rules", "overran", "escalations", "missed",
)  # fmt: skip


def _to_json(case: CaseFacts) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "state": str(case.state),
        "ending": str(case.ending) if case.ending else None,
        "flow": str(case.flow),
        "legs": [_leg_json(each) for each in case.legs],
        "orders": [
            [str(each.state), each.level, each.by_ladder, *(_said(getattr(each, name)) for name in _OF_ORDER)]
            for each in case.orders
        ],
        **{name: getattr(case, name) for name in _PLAIN},
        **{name: _said(getattr(case, name)) for name in _INSTANTS},
    }


def _leg_json(found: Leg) -> list[Any]:
    instants = [_said(found.judged_at), _said(found.due_at), _said(found.done_at)]
    return [str(found.stage), found.late, found.alive, found.move, *instants]


def _from_json(row: Mapping[str, Any]) -> CaseFacts:
    return CaseFacts(
        id=UUID(row["id"]),
        state=State(row["state"]),
        ending=Ending(row["ending"]) if row["ending"] else None,
        flow=Flow(row.get("flow", Flow.PROBLEM)),
        legs=tuple(_leg_of(each) for each in row["legs"]),
        orders=tuple(_order_of(each) for each in row.get("orders", ())),
        **{name: row[name] for name in _PLAIN if name in row},
        **{name: _read(row.get(name)) for name in _INSTANTS},
    )


def _order_of(row: Sequence[Any]) -> Ordered:
    state, level, by_ladder, *instants = row
    return Ordered(OrderState(state), level, by_ladder, *(_read(each) for each in instants))


def _leg_of(row: Sequence[Any]) -> Leg:
    stage, late, alive, move, judged, due, done = row
    return Leg(Stage(stage), datetime.fromisoformat(judged), late, _read(due), _read(done), alive, move)


def _said(at: datetime | None) -> str | None:
    return ledger.instant(at) if at else None


def _read(said: str | None) -> Any:
    return datetime.fromisoformat(said) if said else None
