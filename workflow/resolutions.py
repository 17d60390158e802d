"""What meetings decided, as a bulletin tells it: with owner, deadline, and whether it was done. Pure.

As with cases, what counts is what the meeting's ledger held when the period ended. No words that people wrote: a
decision is named by its number and the case that it is about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from models.ledger import Entry
from models.meeting import Decision, Meeting
from workflow.indicators import Span
from workflow.view import MeetingView, replay


@dataclass(frozen=True)
class Resolved:
    """A decision: its number, the case that it is about (none if none), who owes it (`owner_kind` is unit, grid or
    person, `owner` its id), by when, its state, and whether it was late when the period ended."""

    number: str
    about: str | None
    owner_kind: str
    owner: str
    due_at: datetime
    state: str
    late: bool


@dataclass(frozen=True)
class Met:
    """A meeting that was held in the period, or one whose decisions were still open in it, with those decisions.
    `starts_at` is when it was to begin, `held_at` when it was held."""

    number: str
    kind: str
    state: str
    starts_at: datetime
    grid_id: UUID | None = None
    held_at: datetime | None = None
    decisions: tuple[Resolved, ...] = ()


@dataclass(frozen=True)
class Unheld:
    """A meeting whose time is past and that has not been held. `starts_at` is when it was to begin."""

    number: str
    kind: str
    starts_at: datetime
    grid_id: UUID


def unheld(chains: Iterable[Sequence[Entry]], end: datetime) -> list[Unheld]:
    """Of these meetings those that were owed and not held by the end of a period, in the order of their times: what
    the bodies are behind with. One that was called off is not: another is planned in its place."""
    found = (replay(takewhile(lambda entry: entry.recorded_at < end, entries)) for entries in chains)
    own = (view.meeting for view in found if isinstance(view, MeetingView))
    late = (m for m in own if m.open and m.held_at is None and m.starts_at < end)
    return [Unheld(m.number, str(m.kind), m.starts_at, m.grid_id) for m in sorted(late, key=_by_time)]


def _by_time(meeting: Meeting) -> tuple[datetime, str]:
    return meeting.starts_at, meeting.number


def of_ledger(entries: Sequence[Entry], span: Span, number_of: Callable[[UUID], str | None]) -> Met | None:
    """What a bulletin says of a meeting; None of one that has nothing to do with the period. `number_of` names a case
    by its id."""
    view = replay(takewhile(lambda entry: entry.recorded_at < span.end, entries))
    if not isinstance(view, MeetingView):
        return None
    meeting = view.meeting
    held = span.has(meeting.held_at)
    decisions = [d for d in view.decisions.values() if held or d.open or span.has(d.ended_at)]
    if not held and not decisions:
        return None
    return Met(
        number=meeting.number,
        kind=str(meeting.kind),
        state=str(meeting.state),
        starts_at=meeting.starts_at,
        grid_id=meeting.grid_id,
        held_at=meeting.held_at,
        decisions=tuple(
            _resolved(each, meeting.number, span.end, number_of) for each in sorted(decisions, key=lambda d: d.number)
        ),
    )


def _resolved(decision: Decision, meeting: str, end: datetime, number_of: Callable[[UUID], str | None]) -> Resolved:
    kind, owner = decision.owner
    return Resolved(
        number=f"{meeting}/{decision.number}",
        about=number_of(decision.incident_id) if decision.incident_id else None,
        owner_kind=kind,
        owner=str(owner),
        due_at=decision.due_at,
        state=str(decision.state),
        late=decision.late(end),
    )


def in_order(found: Sequence[Met | None]) -> list[Met]:
    """By when they were held."""
    return sorted((met for met in found if met is not None), key=lambda met: (met.held_at or met.starts_at, met.number))
