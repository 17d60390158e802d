"""Answers to an invitation: whether one may be given, and which of them count. Pure.

An answer is no move: it changes neither the meeting nor its clocks, and raises no version.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.answer import Answer, Coming
from models.meeting import Meeting, MeetingState
from workflow.errors import Conflict, Forbidden


class NotAsked(Conflict):
    """Nobody is asked now: the meeting is not announced, has begun, or is called off."""

    code = "not-asked"


class AnotherDate(Conflict):
    """The date was changed since the invitation that is answered."""

    code = "another-date"


def asks(meeting: Meeting, now: datetime) -> bool:
    """Whether those who are invited can answer now."""
    return meeting.state == MeetingState.INVITED and now < meeting.starts_at


def check(meeting: Meeting, person: UUID, sequence: int, now: datetime) -> None:
    """Forbidden for who is not invited, NotAsked and AnotherDate for what cannot be answered any more."""
    if str(person) not in meeting.attendees:
        raise Forbidden()
    if not asks(meeting, now):
        raise NotAsked(state=str(meeting.state))
    if sequence != meeting.sequence:
        raise AnotherDate(seen=sequence, current=meeting.sequence)


def counted(meeting: Meeting, answers: Iterable[Answer]) -> Mapping[UUID, Answer]:
    """The answer of each who is invited, the last one that they gave to the present date."""
    found: dict[UUID, Answer] = {}
    for each in sorted(answers, key=lambda each: (each.answered_at, each.id)):
        if each.sequence == meeting.sequence and str(each.person_id) in meeting.attendees:
            found[each.person_id] = each
    return found


@dataclass(frozen=True)
class Tally:
    """How many come, may come and do not, and how many have not answered."""

    accepted: int = 0
    tentative: int = 0
    declined: int = 0
    waiting: int = 0


def tally(meeting: Meeting, found: Mapping[UUID, Answer]) -> Tally:
    counts = {reply: sum(each.reply == reply for each in found.values()) for reply in Coming}
    return Tally(
        accepted=counts[Coming.ACCEPTED],
        tentative=counts[Coming.TENTATIVE],
        declined=counts[Coming.DECLINED],
        waiting=len(meeting.attendees) - len(found),
    )
