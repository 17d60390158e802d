"""Second looks at what was closed: what was drawn and what was found, and why."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final
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
from models.inspection import InspectionState
from models.people import Language
from workflow import looking_again
from workflow.commands import Code
from workflow.grounds import Wanted
from workflow.looking_again import Asked, Looks, Row
from workflow.rules.sampling import Sample
from workflow.sentences import Names, sentence
from workflow.store.inspections import Found, Which

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["inspections"])


class SampleOf(Document):
    """A sample as the rules have it: empty lists leave nothing out; `units` are the kinds' names. `share` is of a
    hundred."""

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
    """What a township drew, and how that went; without `drawn_at` it has not drawn yet. `failed` ones were reopened,
    `redone` of them have been closed since."""

    township: str
    name: str
    drawn_at: datetime | None
    samples: list[SampledOf]
    passed: int
    failed: int
    redone: int
    open: int


class ResultOf(Document):
    """How the second looks went at what one unit put right, or in one category. Without a unit: a village's."""

    unit: str | None
    category: CategoryOf | None
    passed: int
    failed: int
    redone: int
    open: int


class LookOf(Document):
    """One second look with its case. `why` says in a sentence how it was drawn; `gone`: who was sent holds no post any
    more; `allowed` are the moves on it that the asker may make."""

    id: UUID
    state: InspectionState
    case: Item
    why: str
    looker: Named | None
    unit: str | None
    drawn_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    gone: bool
    allowed: list[str]


class InspectionsOf(Document):
    """The second looks of one period. `next_draw` is when the next period is drawn; `sends`: the asker may
    send one by hand."""

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
    sends: bool


class LotOf(Document):
    """A case that was drawn from: `drawn`, and why, in a sentence. None of the samples may take it in."""

    case: Item
    sample: str | None
    drawn: bool
    why: str


class LotsOf(Document):
    items: list[LotOf]
    next: str | None


class WhyOf(Document):
    code: str
    said: str = Field(description="Why it was drawn or not, in a sentence.")


Period = Annotated[Code | None, Query(description="Such as 2026-10 or 2026-W43; the last that was drawn if none.")]


@router.get("/board/inspections", summary="Second looks", responses=answers(400, 401, 403, 404))
async def looks(
    request: JsonRequest,
    place: Place = None,
    period: Period = None,
    which: Which | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> InspectionsOf:
    """What was drawn in a period, and what was sent by hand meanwhile: the rule, the draws, the results, each case.
    `which` narrows the cases alone."""
    asked = Asked(Wanted(place), period, which)
    found = await looking_again.looks(engine(request), person(request), asked, cursor, limit)
    now = found.look.now
    names = Names(language.of(request), now.directory, now.rules)
    rows = await reading.rows(engine(request), [each.case for each in found.rows], now, names.language)
    shown = {row.id: row for row in rows}
    return InspectionsOf(
        every=found.rule.every if found.rule else None,
        samples=[_sample(each, names) for each in (found.rule.samples if found.rule else ())],
        period=found.period.name if found.period else None,
        periods=list(found.periods),
        next_draw=found.next.due if found.next else None,
        draws=_draws(found),
        by_unit=_results(found, "unit", names),
        by_category=_results(found, "category", names),
        items=[_look(each, shown[each.case.id], names) for each in found.rows if each.case.id in shown],
        next=found.cursor,
        sends=found.sends,
    )


@router.get("/board/inspections/lots", summary="What was drawn from", responses=answers(400, 401, 403, 404))
async def drawn_from(
    request: JsonRequest,
    township: Annotated[Code, Query(description="Its code.")],
    period: Annotated[Code, Query(description="Such as 2026-10 or 2026-W43.")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> LotsOf:
    """Each case that a township drew from for a period, by sample and lot: drawn or not, and why."""
    found = await looking_again.drawn_from(engine(request), person(request), township, period, cursor, limit)
    names = Names(language.of(request), found.now.directory, found.now.rules)
    rows = await reading.rows(engine(request), [each.case for each in found.rows], found.now, names.language)
    shown = {row.id: row for row in rows}
    return LotsOf(
        items=[
            LotOf(
                case=shown[each.case.id],
                sample=each.why.get("sample"),
                drawn=each.why["code"] == "low-lot",
                why=_why(names, each.why),
            )
            for each in found.rows
            if each.case.id in shown
        ],
        next=found.next,
    )


def _why(names: Names, told: Mapping[str, Any]) -> str:
    code, facts = told["code"], {name: value for name, value in told.items() if name != "code"}
    return sentence(names.language, "inspection-why", code, facts, names) or code


def _draws(found: Looks) -> list[DrawOf]:
    counts = _counts(found, lambda each: each.township)
    return [
        DrawOf(
            township=grid.code,
            name=grid.name,
            drawn_at=draw.drawn_at if (draw := found.draws.get(grid.code)) else None,
            samples=[
                SampledOf(name=s["name"], count=s["count"], size=s["size"]) for s in (draw.samples if draw else ())
            ],
            **counts.get(grid.code, _NONE),
        )
        for grid in found.townships
    ]


def _sample(sample: Sample, names: Names) -> SampleOf:
    kinds = [names.rules.unit_kinds[key] for key in sample.units]
    return SampleOf(
        name=sample.name,
        categories=list(sample.categories),
        units=[kind.zh if names.language == Language.ZH else kind.en for kind in kinds],
        closed=[str(each) for each in sample.endings],
        severities=list(sample.severities),
        share=float(100 * sample.share),
        at_least=sample.at_least,
        at_most=sample.at_most,
    )


_NONE: Final[Mapping[str, int]] = {"passed": 0, "failed": 0, "redone": 0, "open": 0}


def _counts(found: Looks, by: Callable[[Found], str | None]) -> dict[str | None, dict[str, int]]:
    counts: dict[str | None, dict[str, int]] = {}
    for each in found.found:
        if each.state != InspectionState.VOID:
            own = counts.setdefault(by(each), dict(_NONE))
            own[each.state if each.state in ("passed", "failed") else "open"] += each.cases
            own["redone"] += each.redone
    return counts


def _results(found: Looks, by: str, names: Names) -> list[ResultOf]:
    counts = _counts(found, lambda each: _unit(each.unit_id, names) if by == "unit" else each.category)
    rows = [_result(key, own, by, names) for key, own in counts.items()]
    return sorted(rows, key=lambda row: (-row.failed, -row.passed, row.unit or "", str(row.category)))


def _result(key: str | None, own: dict[str, int], by: str, names: Names) -> ResultOf:
    category = names.rules.category(key) if by == "category" and key else None
    named = CategoryOf(key=key or "", zh=category.zh, en=category.en) if category else None
    return ResultOf(unit=key if by == "unit" else None, category=named, **own)


def _unit(unit_id: UUID | None, names: Names) -> str | None:
    unit = names.directory.unit_by_id(unit_id) if unit_id else None
    return unit.name if unit else None


def _look(found: Row, row: Item, names: Names) -> LookOf:
    look = found.look
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
        due_at=found.due_at,
        decided_at=look.decided_at,
        gone=found.gone,
        allowed=list(found.allowed),
    )


@router.get(
    "/incidents/{ref}/inspection", summary="Why it is looked at again, or not", responses=answers(401, 403, 404)
)
async def why(request: JsonRequest, ref: Ref) -> WhyOf:
    """Whether the case was drawn for a second look, by which lot, and why not where it was not."""
    found, now = await looking_again.why(engine(request), person(request), checked(ref))
    names = Names(language.of(request), now.directory, now.rules)
    return WhyOf(code=found["code"], said=_why(names, found))
