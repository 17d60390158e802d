"""Second looks at what was closed: what was drawn and what was found, why, and the appeals that wait for a review."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api import language, reading
from api.body import JsonRequest
from api.cases import Item
from api.documents import CategoryOf, Document, Named
from api.incidents import Ref, checked
from api.openapi import answers
from api.overseen import Place
from api.queues import Cursor, Limit
from api.routes import Signed, engine, person
from models.inspection import Inspection, InspectionState
from models.task import ObjectionState
from workflow import looking_again
from workflow.commands import Code
from workflow.grounds import Wanted
from workflow.looking_again import Looks, Waiting
from workflow.rules.sampling import Sample
from workflow.sentences import Names, sentence

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["inspections"])


class SampleOf(Document):
    """A sample as the rules have it: empty lists leave nothing out. `share` is of a hundred."""

    name: str
    categories: list[str]
    units: list[str]
    closed: list[str]
    severities: list[int]
    share: float
    at_least: int
    at_most: int


class SampledOf(Document):
    """Of one sample: how much there was, and how much was drawn."""

    name: str
    count: int
    size: int


class DrawOf(Document):
    """What a township drew."""

    township: str
    name: str
    drawn_at: datetime
    samples: list[SampledOf]


class ResultOf(Document):
    """How the second looks went at what one unit put right, or in one category. Without a unit: a village's."""

    unit: str | None
    category: CategoryOf | None
    passed: int
    failed: int
    open: int


class LookOf(Document):
    """One second look with its case. `why` says in a sentence how it was drawn."""

    id: UUID
    state: InspectionState
    case: Item
    why: str
    looker: Named | None
    unit: str | None
    drawn_at: datetime
    decided_at: datetime | None


class InspectionsOf(Document):
    """The second looks of one period. `next_draw` is when the next period is drawn."""

    every: str | None
    samples: list[SampleOf]
    period: str | None
    periods: list[str]
    next_draw: datetime | None
    draws: list[DrawOf]
    by_unit: list[ResultOf]
    by_category: list[ResultOf]
    items: list[LookOf]
    next: str | None


class AppealOf(Document):
    """A timeout appeal that waits for the asker's review. `late_seconds` is running time; `first` is who has upheld it
    already."""

    id: UUID
    state: ObjectionState
    case: Item
    text: str
    lodged_at: datetime
    due_at: datetime | None
    late_seconds: int
    handle_due_at: datetime | None
    first: Named | None


class AppealsOf(Document):
    items: list[AppealOf]


class WhyOf(Document):
    code: str
    said: str = Field(description="Why it was drawn or not, in a sentence.")


Period = Annotated[Code | None, Query(description="Such as 2026-10 or 2026-W43; the last that was drawn if none.")]


@router.get("/board/inspections", summary="Second looks", responses=answers(400, 401, 403, 404))
async def looks(
    request: JsonRequest, place: Place = None, period: Period = None, cursor: Cursor = None, limit: Limit = 50
) -> InspectionsOf:
    """What was drawn in a period, and what was sent by hand meanwhile: the rule, the draws, the results, each case."""
    found = await looking_again.looks(engine(request), person(request), Wanted(place), period, cursor, limit)
    names = Names(language.of(request), found.look.now.directory, found.look.now.rules)
    rows = await reading.rows(engine(request), [case for _, case in found.rows], found.look.now, names.language)
    return InspectionsOf(
        every=found.rule.every if found.rule else None,
        samples=[_sample(each) for each in (found.rule.samples if found.rule else ())],
        period=found.period.name if found.period else None,
        periods=list(found.periods),
        next_draw=found.next.due if found.next else None,
        draws=[
            DrawOf(
                township=draw.township,
                name=names.receiver(draw.township) or draw.township,
                drawn_at=draw.drawn_at,
                samples=[SampledOf(name=s["name"], count=s["count"], size=s["size"]) for s in draw.samples],
            )
            for draw in found.draws
        ],
        by_unit=_results(found, "unit", names),
        by_category=_results(found, "category", names),
        items=[_look(look, row, names) for (look, _), row in zip(found.rows, rows, strict=True)],
        next=found.cursor,
    )


def _sample(sample: Sample) -> SampleOf:
    return SampleOf(
        name=sample.name,
        categories=list(sample.categories),
        units=list(sample.units),
        closed=[str(each) for each in sample.endings],
        severities=list(sample.severities),
        share=float(100 * sample.share),
        at_least=sample.at_least,
        at_most=sample.at_most,
    )


def _results(found: Looks, by: str, names: Names) -> list[ResultOf]:
    counts: dict[str | None, dict[str, int]] = {}
    for each in found.found:
        if each.state != InspectionState.VOID:
            key = _unit(each.unit_id, names) if by == "unit" else each.category
            state = each.state if each.state in ("passed", "failed") else "open"
            own = counts.setdefault(key, {"passed": 0, "failed": 0, "open": 0})
            own[state] += each.cases
    rows = [_result(key, own, by, names) for key, own in counts.items()]
    return sorted(rows, key=lambda row: (-row.failed, -row.passed, row.unit or "", str(row.category)))


def _result(key: str | None, own: dict[str, int], by: str, names: Names) -> ResultOf:
    category = names.rules.category(key) if by == "category" and key else None
    named = CategoryOf(key=key or "", zh=category.zh, en=category.en) if category else None
    return ResultOf(unit=key if by == "unit" else None, category=named, **own)


def _unit(unit_id: UUID | None, names: Names) -> str | None:
    unit = names.directory.unit_by_id(unit_id) if unit_id else None
    return unit.name if unit else None


def _look(look: Inspection, row: Item, names: Names) -> LookOf:
    drawn = {"period": look.period, "sample": look.sample, "lot": look.lot}
    code, said = ("lot", drawn) if look.period else ("by-hand", {})
    return LookOf(
        id=look.id,
        state=look.state,
        case=row,
        why=sentence(names.language, "inspection-why", code, said) or "",
        looker=Named(id=look.looker_id, name=names.person(look.looker_id)) if look.looker_id else None,
        unit=_unit(look.unit_id, names),
        drawn_at=look.drawn_at,
        decided_at=look.decided_at,
    )


@router.get("/board/appeals", summary="Appeals to review", responses=answers(400, 401, 403, 404))
async def appeals(request: JsonRequest, place: Place = None) -> AppealsOf:
    """The timeout appeals that wait for the asker's own review, the oldest first."""
    found = await looking_again.appeals(engine(request), person(request), Wanted(place))
    if not found:
        return AppealsOf(items=[])
    now = found[0].now
    names = Names(language.of(request), now.directory, now.rules)
    rows = await reading.rows(engine(request), [each.view.incident for each in found], now, names.language)
    return AppealsOf(items=[_appeal(each, row, names) for each, row in zip(found, rows, strict=True)])


def _appeal(waiting: Waiting, row: Item, names: Names) -> AppealOf:
    objection, first = waiting.objection, waiting.objection.seconded_by
    return AppealOf(
        id=objection.id,
        state=objection.state,
        case=row,
        text=waiting.text,
        lodged_at=objection.lodged_at,
        due_at=waiting.review.due_at if waiting.review else None,
        late_seconds=looking_again.late_by(waiting.late),
        handle_due_at=waiting.late.due_at,
        first=Named(id=first, name=names.person(first)) if first else None,
    )


@router.get(
    "/incidents/{ref}/inspection", summary="Why it is looked at again, or not", responses=answers(401, 403, 404)
)
async def why(request: JsonRequest, ref: Ref) -> WhyOf:
    """Whether the case was drawn for a second look, by which lot, and why not where it was not."""
    found, now = await looking_again.why(engine(request), person(request), checked(ref))
    names = Names(language.of(request), now.directory, now.rules)
    code, facts = found["code"], {name: value for name, value in found.items() if name != "code"}
    return WhyOf(code=code, said=sentence(names.language, "inspection-why", code, facts, names) or code)
