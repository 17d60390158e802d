"""Answers to the invitation to a meeting: giving one's own, and who comes."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import Field

from api import language
from api.body import JsonRequest
from api.documents import Document, Named
from api.gatherings import AnswerCounts
from api.incidents import checked
from api.meetings import Ref
from api.openapi import answers
from api.routes import Signed, engine, person
from api.showing_meetings import tally
from models.answer import Answer, Coming, Way
from workflow import answering
from workflow.answering import Attendance, Said
from workflow.commands import Actor, Payload, Remark
from workflow.engine import Engine
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/meetings", route_class=Signed, tags=["meetings"])

EXAMPLE: Final = {"answer": "accepted", "sequence": 0, "words": "提前十分钟到"}


class AnswerGiven(Payload):
    """`sequence` is that of the invitation that was seen: whoever answers to a date that was changed since is told."""

    answer: Coming
    sequence: int = Field(ge=0, le=2**31 - 1, strict=True)
    words: Remark = ""


class AnswerOf(Document):
    """What one person answered; none of it where they have not."""

    person: Named
    answer: Coming | None
    words: str
    way: Way | None
    answered_at: datetime | None


class AnswersOf(Document):
    """`sequence` is the date's, which an answer names. `asked`: the asker can answer now; `mine` is what they have
    answered. `items` has everybody who is invited where the asker convenes the meeting, and is empty otherwise."""

    sequence: int
    asked: bool
    mine: AnswerOf | None
    counts: AnswerCounts
    items: list[AnswerOf]


@router.put("/{ref}/answer", summary="Say whether you come", responses=answers(400, 401, 403, 404, 409, 413, 415))
async def answer(request: JsonRequest, ref: Ref, given: Annotated[AnswerGiven, Body(examples=[EXAMPLE])]) -> AnswersOf:
    """As often as you like until the meeting begins; the last one counts. A changed date asks anew."""
    said = Said(given.answer, given.sequence, given.words)
    await answering.give(engine(request), person(request), checked(ref), said)
    return await _shown(engine(request), person(request), ref, request)


@router.get("/{ref}/answers", summary="Who comes", responses=answers(401, 403, 404))
async def who_comes(request: JsonRequest, ref: Ref) -> AnswersOf:
    """Counts for all who may see the meeting; each answer for who convenes it, and for the centre."""
    return await _shown(engine(request), person(request), ref, request)


async def _shown(door: Engine, asker: Actor, ref: str, request: JsonRequest) -> AnswersOf:
    found = await answering.attendance(door, asker, checked(ref))
    names = Names(language.of(request), found.now.directory, found.now.rules)
    mine = next((each for each in found.answers.values() if each.person_id == asker.id), None)
    return AnswersOf(
        sequence=found.meeting.sequence,
        asked=found.asked,
        mine=_of(mine, names) if mine else None,
        counts=tally(found.tally),
        items=_items(found, names) if found.whole else [],
    )


def _items(found: Attendance, names: Names) -> list[AnswerOf]:
    """Those who have answered first, the newest of them on top."""
    given = sorted(found.answers.values(), key=lambda each: each.answered_at, reverse=True)
    return [_of(each, names) for each in given] + [
        AnswerOf(person=_named(person, names), answer=None, words="", way=None, answered_at=None)
        for person in map(UUID, found.meeting.attendees)
        if person not in found.answers
    ]


def _of(found: Answer, names: Names) -> AnswerOf:
    return AnswerOf(
        person=_named(found.person_id, names),
        answer=found.reply,
        words=found.words,
        way=found.way,
        answered_at=found.answered_at,
    )


def _named(person: UUID, names: Names) -> Named:
    return Named(id=person, name=names.person(person))
