"""What roundtables came to, for anybody: no minutes, no case, no person."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api import language
from api.body import JsonRequest
from api.documents import CategoryOf, Document, GridOf
from api.openapi import answers
from api.queues import Cursor
from api.routes import Open, engine
from workflow import publicly_said
from workflow.commands import Code
from workflow.in_force import Now
from workflow.rules.language import Rules
from workflow.sentences import Names
from workflow.store.conclusions import Concluded

router = APIRouter(prefix="/api/v1/public", route_class=Open, tags=["residents"])


class PublicDecisionOf(Document):
    """What was decided, in the words for everybody, and whether it is done. `open` past `due_at` is `late`."""

    text: str
    due_at: datetime
    state: Literal["open", "late", "done", "dropped"]


class PublicConclusion(Document):
    """What a roundtable of a township came to on a topic."""

    number: str
    township: GridOf
    topic: CategoryOf | None
    held_at: datetime | None
    published_at: datetime
    text: str
    decisions: list[PublicDecisionOf]


class PublicConclusions(Document):
    items: list[PublicConclusion]
    next: str | None


@router.get("/conclusions", summary="What roundtables came to", responses=answers(400, 404))
async def conclusions(
    request: JsonRequest,
    township: Annotated[Code | None, Query(description="The code of a township.")] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> PublicConclusions:
    """The newest first. For anybody; names are Chinese, as the territory has them."""
    found, now = await publicly_said.conclusions(engine(request), township, cursor, limit)
    names = Names(language.of(request), now.directory, now.rules)
    return PublicConclusions(items=[_shown(each, names, now) for each in found.items], next=found.next)


def _shown(each: Concluded, names: Names, now: Now) -> PublicConclusion:
    meeting = each.meeting
    grid = now.directory.grid_by_id(meeting.grid_id)
    assert grid is not None
    assert meeting.published_at is not None
    return PublicConclusion(
        number=meeting.number,
        township=GridOf(code=grid.code, name=grid.name),
        topic=_topic(meeting.topic, now.rules),
        held_at=meeting.held_at,
        published_at=meeting.published_at,
        text=each.published.text,
        decisions=[
            PublicDecisionOf(
                text=each.published.decisions[str(decision.number)],
                due_at=decision.due_at,
                state=publicly_said.state(decision, now.at),
            )
            for decision in each.decisions
        ],
    )


def _topic(key: str | None, rules: Rules) -> CategoryOf | None:
    found = rules.catalogue.get(key or "")
    return CategoryOf(key=found.key, zh=found.zh, en=found.en) if found else None
