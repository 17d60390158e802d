"""The doing of answers to invitations: giving one, and seeing who comes. One transaction each; nothing of the meeting
is changed, so nobody who moves it is held up and nobody's version grows old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.answer import Answer, Coming, Way
from models.meeting import Meeting
from workflow import rights, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.events import Event
from workflow.in_force import Now
from workflow.machines.language import Standing
from workflow.meetings import answering
from workflow.meetings.answering import Tally
from workflow.view import MeetingView

SEES_ALL = frozenset({Standing.CONVENER, Standing.CENTRE})


@dataclass(frozen=True)
class Said:
    """An answer as somebody gives it. `sequence` is that of the invitation that they saw."""

    reply: Coming
    sequence: int
    words: str = ""


@dataclass(frozen=True)
class Attendance:
    """Who comes, as one person may see it: everybody's answer for who convenes and for the centre, one's own for all
    who may see the meeting. `asked`: whether this person can answer now."""

    meeting: Meeting
    asked: bool
    tally: Tally
    answers: Mapping[UUID, Answer]
    whole: bool
    now: Now


async def give(engine: Engine, actor: Actor, ref: str, said: Said) -> None:
    """NotFound for who may not know of the meeting; otherwise refused as `meetings.answering.check` has it."""
    assert actor.id is not None
    async with store.transaction(engine.database) as connection:
        view, now = await _view(engine, connection, ref)
        if not rights.meeting_standings(view, view.meeting.id, actor, now.facts()):
            raise NotFound()
        await put(engine, connection, view.meeting, actor.id, said, Way.APP, now.at, now)


async def put(
    engine: Engine,
    connection: store.Connection,
    meeting: Meeting,
    person: UUID,
    said: Said,
    way: Way,
    at: datetime,
    now: Now,
) -> None:
    """Stores an answer that was given at an instant, and lets the pages of those above know."""
    answering.check(meeting, person, said.sequence, now.at)
    answer = Answer(
        id=engine.source.id(now.at),
        meeting_id=meeting.id,
        person_id=person,
        sequence=said.sequence,
        reply=said.reply,
        words=said.words,
        way=way,
        answered_at=at,
        recorded_at=now.at,
    )
    await store.answers.add(connection, [answer])
    news = Event(now.at, 0, "answer", None, meeting.id, meeting.number, meeting.path, persons=[str(person)])
    await store.events.announce(connection, [news])


async def attendance(engine: Engine, actor: Actor, ref: str) -> Attendance:
    async with store.snapshot(engine.database) as connection:
        view, now = await _view(engine, connection, ref)
        meeting = view.meeting
        held = rights.meeting_standings(view, meeting.id, actor, now.facts())
        if not held:
            raise NotFound()
        found = answering.counted(meeting, await store.answers.of(connection, [meeting]))
    whole = bool(held & SEES_ALL)
    return Attendance(
        meeting=meeting,
        asked=answering.asks(meeting, now.at) and str(actor.id) in meeting.attendees,
        tally=answering.tally(meeting, found),
        answers=found if whole else {each: answer for each, answer in found.items() if each == actor.id},
        whole=whole,
        now=now,
    )


async def tallies(engine: Engine, meetings: Sequence[Meeting]) -> dict[UUID, Tally]:
    """How many come to each of these meetings to which people are invited."""
    asked = [each for each in meetings if each.invited_at is not None]
    async with store.snapshot(engine.database) as connection:
        answers = await store.answers.of(connection, asked)
    return {each.id: answering.tally(each, answering.counted(each, _of(each, answers))) for each in asked}


def _of(meeting: Meeting, answers: Sequence[Answer]) -> list[Answer]:
    return [each for each in answers if each.meeting_id == meeting.id]


async def _view(engine: Engine, connection: store.Connection, ref: str) -> tuple[MeetingView, Now]:
    found = await store.meetings.find(connection, ref)
    if found is None:
        raise NotFound()
    now = await engine.in_force.at(connection, share=False)
    return (await store.reading.load(connection, MeetingView, [found]))[found], now
