"""The guards of meetings: conditions under which an arrow of their machines may be taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from models.meeting import MeetingKind

if TYPE_CHECKING:
    from workflow.view import MeetingView

PUT_OFFS: Final = 2
"""So often people put a meeting off; by the last time the level above hears of it."""

EARLIEST = timedelta(hours=1)
"""How long before its time a meeting may be said to have begun."""


@dataclass(frozen=True)
class Question:
    """What a guard may look at: the view, the subject that would move, who would move it, when."""

    view: "MeetingView"
    about: UUID
    actor_id: UUID | None
    now: datetime


def has_begun(q: Question) -> bool:
    """It is not held before its time."""
    return q.now >= q.view.meeting.starts_at - EARLIEST


def is_called_only_now(q: Question) -> bool:
    """What is on the calendar already is not called again."""
    return q.view.meeting.version == 0


def may_still_be_put_off(q: Question) -> bool:
    """It is put off so often and no oftener."""
    return q.view.meeting.postponed < PUT_OFFS


def does_not_make_up(q: Question) -> bool:
    """What is held in place of one that was called off is not called off again, only put off. A roundtable may be: the
    next one is called by new reports alone."""
    meeting = q.view.meeting
    return meeting.kind == MeetingKind.ROUNDTABLE or not meeting.makes_up


def is_a_roundtable(q: Question) -> bool:
    """Its conclusion is public; what other bodies talked about stays among them."""
    return q.view.meeting.kind == MeetingKind.ROUNDTABLE


def has_its_minutes(q: Question) -> bool:
    """What is concluded is minuted first."""
    return q.view.meeting.minuted_at is not None


def nothing_left_to_do(q: Question) -> bool:
    """Every decision has come to an end, and a roundtable's conclusion is public."""
    return not q.view.meeting.owes_conclusion and not any(decision.open for decision in q.view.decisions.values())


def did_not_carry_it_out(q: Question) -> bool:
    """Nobody signs off what they report themselves."""
    return q.actor_id is None or q.view.decisions[q.about].carried_by != q.actor_id


def adopts_no_motion(q: Question) -> bool:
    """What adopts a motion is carried out by switching its rules on, not by saying so."""
    return q.view.decisions[q.about].motion_id is None
