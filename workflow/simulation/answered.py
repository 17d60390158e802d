"""Who said whether they come to the meetings of a lived city. An answer is no move, so nobody lives it: it is drawn for
each who was invited, from dice of their own, and no other life is touched. Pure."""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from models.answer import Answer, Coming, Way
from models.meeting import Meeting
from workflow.identity import Seeded

ANSWERS: Final = 0.75
"""So many of those who are invited answer; of them nine in ten come."""

REPLIES: Final = (Coming.ACCEPTED, Coming.TENTATIVE, Coming.DECLINED)
WEIGHTS: Final = (18, 1, 1)
WORDS: Final = {Coming.DECLINED: "当天在外地出差", Coming.TENTATIVE: "看防汛情况"}


def answers(meetings: Iterable[Meeting], until: datetime) -> Iterator[Answer]:
    """Those that were given by an instant to the present dates."""
    for meeting in meetings:
        if meeting.invited_at is None:
            continue
        for person in meeting.attendees:
            yield from _answer(meeting, UUID(person), until)


def _answer(meeting: Meeting, person: UUID, until: datetime) -> Iterator[Answer]:
    assert meeting.invited_at is not None
    dice = random.Random(f"{meeting.id} {person}")
    left = (min(meeting.starts_at, until) - meeting.invited_at).total_seconds()
    if left <= 0 or dice.random() > ANSWERS:
        return
    at = meeting.invited_at + timedelta(seconds=int(left * dice.random() ** 2))
    (reply,) = dice.choices(REPLIES, WEIGHTS)
    yield Answer(
        id=Seeded(dice.randrange(2**31)).id(at),
        meeting_id=meeting.id,
        person_id=person,
        sequence=meeting.sequence,
        reply=reply,
        words=WORDS.get(reply, ""),
        way=Way.APP,
        answered_at=at,
        recorded_at=at,
    )
