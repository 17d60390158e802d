"""What a supervisor sees of second looks: what was drawn and what was found, and the appeals that wait for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from models.clock import Clock, Outcome, Stage
from models.incident import Incident
from models.inspection import Inspection, InspectionDraw
from models.task import Objection, ObjectionKind
from workflow import grounds, inspecting, lots, rights, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.grounds import Looked, Wanted
from workflow.guards import Question
from workflow.in_force import Now
from workflow.knowing import known
from workflow.lots import Period
from workflow.machines import Move
from workflow.rules.sampling import Inspections
from workflow.store.inspections import Found
from workflow.view import View

SHOWN: Final = 12
"""So many periods, the last that has ended first."""

MOST_APPEALS: Final = 100


@dataclass(frozen=True)
class Looks:
    """The second looks of one period in a territory. Without a rule there are no periods, and only what was sent by
    hand since the city began."""

    look: Looked
    rule: Inspections | None
    period: Period | None
    periods: tuple[str, ...]
    next: Period | None
    draws: Sequence[InspectionDraw]
    found: Sequence[Found]
    rows: Sequence[tuple[Inspection, Incident]]
    cursor: str | None


async def looks(
    engine: Engine, actor: Actor, wanted: Wanted, period: str | None, cursor: str | None, limit: int
) -> Looks:
    """Forbidden and NotFound as for the board; BadInput for a period that is none of the rules'."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
        rule = now.rules.inspections
        span = _span(now, rule, period)
        name = span.name if span else ""
        after = lots.after(span, rule, now.calendar) if span and rule else None
        times = store.inspections.Times(name, span.due if span else None, after.due if after else None)
        found = await store.inspections.found(c, look.ground.lands, times)
        page = await store.inspections.listing(c, look.ground.lands, times, cursor, limit)
        townships = [grid.code for grid in now.directory.townships() if _within(grid.path, look)]
        draws = await store.inspections.draws(c, name, townships) if span else []
    recent = tuple(each.name for each in lots.recent(rule, now.calendar, now.at, SHOWN)) if rule else ()
    ahead = lots.ahead(rule, now.calendar, now.at) if rule else None
    return Looks(look, rule, span, recent, ahead, draws, found, page.rows, page.next)


def _span(now: Now, rule: Inspections | None, period: str | None) -> Period | None:
    if rule is None:
        return None
    return lots.period(period, rule, now.calendar) if period else lots.drawn_last(rule, now.calendar, now.at)


def _within(path: str, look: Looked) -> bool:
    return any(rights.below(path, place.path) for place in look.places)


@dataclass(frozen=True)
class Waiting:
    """A timeout appeal that somebody is to review: how late it was, against which deadline, and what they wrote."""

    view: View
    objection: Objection
    late: Clock
    review: Clock | None
    text: str
    now: Now = field(repr=False)


async def appeals(engine: Engine, actor: Actor, wanted: Wanted) -> list[Waiting]:
    """The timeout appeals of a territory that the asker may review now, the oldest first."""
    assert actor.id is not None
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
        cases = await store.inspections.appealed(c, look.ground.lands, MOST_APPEALS)
        views = await store.reading.load_views(c, cases)
        words = await store.inspections.appeals_said(c, cases)
        waiting = []
        for case in cases:
            rules, _ = await engine.in_force.pinned(c, views[case].incident)
            question = Question(views[case], case, actor.id, now.at, rules.limits_of(views[case].incident.route))
            if Move.UPHOLD in rights.allowed(views[case], actor, now.facts(), question):
                waiting += list(_waiting(views[case], words, now))
    return sorted(waiting, key=lambda each: each.objection.lodged_at)


def _waiting(view: View, words: dict[UUID, str], now: Now) -> Iterator[Waiting]:
    late = [c for c in view.clocks.values() if c.stage == Stage.HANDLE and c.outcome == Outcome.LATE]
    for objection in view.objections.values():
        if objection.open and objection.kind == ObjectionKind.LATENESS and late:
            review = view.clock(objection.id, Stage.OBJECTION) or view.clock(objection.id, Stage.REVIEW)
            yield Waiting(view, objection, late[-1], review, words.get(objection.id, ""), now)


async def why(engine: Engine, actor: Actor, ref: str) -> tuple[dict[str, Any], Now]:
    """Why a closed case was drawn for a second look, or not: a code and what it says (`lots.why`; `not-closed` and
    `not-drawn-yet` beside). NotFound for who may not know of the case."""
    async with store.snapshot(engine.database) as c:
        case = await known(c, engine.in_force, actor, ref)
        now, incident = case.now, case.view.incident
        pooled = await store.inspections.pooled(c, case.ref)
        rule = now.rules.inspections
        if rule is None or pooled is None or incident.township is None or incident.ended_at is None:
            return {"code": "no-draw" if rule is None else "not-closed"}, now
        period = lots.holding(incident.ended_at, rule, now.calendar)
        draw = await store.inspections.draw_of(c, period.name, incident.township)
        if draw is None:
            return {"code": "not-drawn-yet", "period": period.name, "due": period.due.isoformat()}, now
        drawn_by = (await engine.in_force.rules(c, draw.rules_version)).inspections or rule
    (closed,) = inspecting.closed([pooled], now.directory)
    return lots.why(closed, drawn_by, draw.samples, period.name), now


def late_by(clock: Clock) -> int:
    """Seconds of running time by which a stopped clock was late."""
    due, stopped = clock.due_at, clock.stopped_at
    return max(0, int((stopped - due).total_seconds())) if due and stopped else 0
