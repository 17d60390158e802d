"""The ladders in progress: what climbs, who was told, who has answered, what comes next."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api import language, reading
from api.body import JsonRequest
from api.cases import Item
from api.documents import Document, Named
from api.openapi import answers
from api.overseen import Place, WatchOf, watches
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.clock import Stage
from models.incident import Incident
from models.notice import NoticeKind
from workflow import climbing
from workflow.climbing import Climb, Missed, Rise, Step
from workflow.grounds import Wanted
from workflow.rules.language import Action, Audience
from workflow.sentences import Names
from workflow.store.climbing import Heard

router = APIRouter(prefix="/api/v1/board", route_class=Signed, tags=["board"])


class NextOf(Document):
    """What a clock's next rung does, and whom it tells. `level`: to which duty level it raises; `again`: it is the
    ladder's last, which repeats."""

    do: Action
    level: int | None
    tell: list[Audience]
    again: bool


class LadderOf(Document):
    """One clock on its ladder: so many of its rungs have fired; the next comes at `next_at`. `next` is none where the
    case moves by itself then."""

    stage: Stage
    due_at: datetime | None
    fired: int
    rungs: int
    next_at: datetime
    next: NextOf | None


class HeardOf(Document):
    """Whom the ladders have told, the last time. `to` is none for who reported (`reporter`), who is named nowhere."""

    to: Named | None
    reporter: bool
    kind: NoticeKind
    at: datetime
    answered_at: datetime | None


class MissedOf(Document):
    """When the case became late, and who was on duty for its township then."""

    at: datetime
    on_duty: list[WatchOf]


class RiseOf(Document):
    """A case that climbs; the ladder that goes on first stands first, and who was told last."""

    case: Item
    ladders: list[LadderOf]
    heard: list[HeardOf]
    missed: MissedOf | None


class RisingPart(Document):
    """How many cases climb in a part of the territory; `here`: in none of the parts."""

    code: str
    name: str
    here: bool
    count: int


class ClimbOf(Document):
    """What climbs, what happens next on top. `count` is how many cases there are in all, which
    `GET /api/v1/board/incidents?figure=climbing` lists."""

    as_of: datetime
    count: int
    part: str = Field(description="What a part is: township, village or group.")
    parts: list[RisingPart]
    items: list[RiseOf]
    next: str | None


@router.get("/ladders", summary="The ladders in progress", responses=answers(400, 401, 403, 404))
async def ladders(request: JsonRequest, place: Place = None, cursor: Cursor = None, limit: Limit = 20) -> ClimbOf:
    """The open cases of which a clock has begun on its ladder and goes on."""
    found = await climbing.climbing(engine(request), person(request), Wanted(place), cursor, limit)
    cases = [rise.incident for rise in found.items]
    shown = await reading.rows(engine(request), cases, found.look.now, language.of(request))
    names = Names(language.of(request), found.look.now.directory, found.look.now.rules)
    return _climb(found, {item.id: item for item in shown}, names)


def _climb(found: Climb, shown: dict[UUID, Item], names: Names) -> ClimbOf:
    parts = [RisingPart(code=grid.code, name=grid.name, here=here, count=count) for grid, here, count in found.parts]
    return ClimbOf(
        as_of=found.look.now.at,
        count=sum(part.count for part in parts),
        part=found.look.ground.part,
        parts=parts,
        items=[_rise(each, shown[each.incident.id], names) for each in found.items if each.incident.id in shown],
        next=found.next,
    )


def _rise(each: Rise, case: Item, names: Names) -> RiseOf:
    return RiseOf(
        case=case,
        ladders=[ladder_of(step) for step in each.steps],
        heard=[heard_of(one, each.incident, names) for one in each.heard],
        missed=_missed(each.missed, names),
    )


def ladder_of(step: Step) -> LadderOf:
    clock, rung = step.clock, step.rung
    assert clock.next_at is not None
    return LadderOf(
        stage=clock.stage,
        due_at=clock.due_at,
        fired=clock.rung,
        rungs=step.rungs,
        next_at=clock.next_at,
        next=NextOf(do=rung.do, level=rung.level, tell=list(rung.tell), again=step.again) if rung else None,
    )


def heard_of(one: Heard, case: Incident, names: Names) -> HeardOf:
    reporter = one.person == case.reporter_id
    to = None if reporter else Named(id=one.person, name=names.person(one.person))
    return HeardOf(to=to, reporter=reporter, kind=one.kind, at=one.at, answered_at=one.answered_at)


def _missed(missed: Missed | None, names: Names) -> MissedOf | None:
    return MissedOf(at=missed.at, on_duty=watches(missed.on_duty, names)) if missed else None
