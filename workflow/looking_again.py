"""What a supervisor sees of second looks: what was drawn and what was found, and the appeals that wait for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.clock import Clock, Outcome, Stage
from models.incident import Incident
from models.inspection import Inspection, InspectionDraw
from models.task import Objection
from models.territory import Grid
from workflow import grounds, inspecting, lots, rights, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.grounds import Looked, Wanted
from workflow.guards import Question
from workflow.in_force import Now
from workflow.knowing import known
from workflow.lots import Closed, Period
from workflow.machines import Kind
from workflow.rules.sampling import Inspections
from workflow.store.inspections import Found, Which
from workflow.view import View

SHOWN: Final = 12
"""So many periods, the last that has ended first."""


@dataclass(frozen=True)
class Asked:
    """Where somebody looks, at which period (the last that was drawn if none), and at which of its second looks."""

    wanted: Wanted
    period: str | None = None
    which: Which | None = None


@dataclass(frozen=True)
class Row:
    """A second look with its case. `allowed` are the moves on it that the asker may make; `gone`: who was sent holds no
    post any more, so that somebody else is to be sent."""

    look: Inspection
    case: Incident
    allowed: tuple[str, ...] = ()
    due_at: datetime | None = None
    gone: bool = False


@dataclass(frozen=True)
class Looks:
    """The second looks of one period in a territory. Without a rule there are no periods, and only what was sent by
    hand since the city began. `townships` are those that draw, whether they have or not. `sends`: the asker may send
    one by hand."""

    look: Looked
    rule: Inspections | None
    period: Period | None
    periods: tuple[str, ...]
    next: Period | None
    townships: Sequence[Grid]
    draws: Mapping[str, InspectionDraw]
    found: Sequence[Found]
    rows: Sequence[Row]
    cursor: str | None
    sends: bool


async def looks(engine: Engine, actor: Actor, asked: Asked, cursor: str | None, limit: int) -> Looks:
    """Forbidden and NotFound as for the board; BadInput for a period that is none of the rules'."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, asked.wanted)
        rule = now.rules.inspections
        span = _span(now, rule, asked.period)
        name = span.name if span else ""
        after = lots.after(span, rule, now.calendar) if span and rule else None
        times = store.inspections.Times(name, span.due if span else None, after.due if after else None)
        found = await store.inspections.found(c, look.ground.lands, times)
        page = await store.inspections.listing(c, look.ground.lands, times, asked.which, cursor, limit)
        rows = await _rows(c, engine, actor, now, page.rows)
        townships = [grid for grid in now.directory.townships() if _within(grid.path, look)] if span else []
        draws = await store.inspections.draws(c, name, [grid.code for grid in townships])
    return Looks(
        look=look,
        rule=rule,
        period=span,
        periods=tuple(each.name for each in lots.recent(rule, now.calendar, now.at, SHOWN)) if rule else (),
        next=lots.ahead(rule, now.calendar, now.at) if rule else None,
        townships=townships,
        draws={draw.township: draw for draw in draws},
        found=found,
        rows=rows,
        cursor=page.next,
        sends=rights.oversees_anybody(now.facts().posts(actor.id) if actor.id else ()),
    )


async def _rows(
    c: store.Connection, engine: Engine, actor: Actor, now: Now, looks: Sequence[tuple[Inspection, Incident]]
) -> list[Row]:
    """What is over asks for nothing of anybody, so only of what is open the whole case is read."""
    facts, rows = now.facts(), list[Row]()
    views = await store.reading.load_views(c, [case.id for look, case in looks if look.open])
    for look, case in looks:
        if not look.open or case.id not in views:
            rows.append(Row(look, case))
            continue
        allowed = await _allowed(c, engine, actor, now, views[case.id], Kind.INSPECTION, look.id)
        clock = views[case.id].clock(look.id, Stage.INSPECTION)
        gone = look.looker_id is not None and not facts.directory.posts_of(look.looker_id, now.at)
        rows.append(Row(look, case, allowed, clock.due_at if clock else None, gone))
    return rows


async def _allowed(
    c: store.Connection, engine: Engine, actor: Actor, now: Now, view: View, kind: Kind, about: UUID
) -> tuple[str, ...]:
    rules, _ = await engine.in_force.pinned(c, view.incident)
    limits = rules.limits_of(view.incident.route)
    question = Question(view, view.incident.id, actor.id, now.at, limits)
    return rights.allowed_on(view, kind, about, actor, now.facts(), question)


def _span(now: Now, rule: Inspections | None, period: str | None) -> Period | None:
    if rule is None:
        return None
    return lots.period(period, rule, now.calendar) if period else lots.drawn_last(rule, now.calendar, now.at)


def _within(path: str, look: Looked) -> bool:
    return any(rights.below(path, place.path) for place in look.places)


@dataclass(frozen=True)
class Lot:
    """A case that a township drew from and that is closed still: the sample that it belongs to (none takes it in where
    there is none), its lot, and whether that was drawn."""

    case: Incident
    why: Mapping[str, Any]


@dataclass(frozen=True)
class Lots:
    """What a township drew from for a period, in the order of the samples and lots, a page of it."""

    now: Now
    rows: Sequence[Lot]
    next: str | None


async def drawn_from(engine: Engine, actor: Actor, township: str, period: str, cursor: str | None, limit: int) -> Lots:
    """Forbidden for who supervises nothing, NotFound for a township that is not within the asker's territory or has not
    drawn for that period. What was reopened since is not among them: it stands among what was looked at."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        await grounds.looked(c, now, actor, Wanted(township))
        limit, after = store.paging.checked(limit), store.paging.after_count(cursor)
        draw = await store.inspections.draw_of(c, period, township)
        drawn_by = (await engine.in_force.rules(c, draw.rules_version)).inspections if draw else None
        if draw is None or drawn_by is None:
            raise NotFound()
        span = lots.period(period, drawn_by, now.calendar)
        pool = inspecting.closed(await store.inspections.pool(c, township, span.start, span.end), now.directory)
        ranked = sorted(((case, lots.why(case, drawn_by, draw.samples, period)) for case in pool), key=_by_lot)
        start = after[0] if after else 0
        page = ranked[start : start + limit]
        cases = await store.inspections.cases(c, [case.id for case, _ in page])
    more = store.paging.closed(start + limit, str(page[-1][0].id)) if len(ranked) > start + limit else None
    return Lots(now, [Lot(cases[case.id], why) for case, why in page], more)


def _by_lot(each: tuple[Closed, Mapping[str, Any]]) -> tuple[bool, str, str, UUID]:
    case, why = each
    return "sample" not in why, why.get("sample", ""), why.get("lot", ""), case.id


@dataclass(frozen=True)
class Waiting:
    """A timeout appeal that somebody is to review: how late it was, against which deadline, and what they wrote.
    `allowed` are the moves by which they may."""

    view: View
    objection: Objection
    late: Clock
    review: Clock | None
    text: str
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class Appeals:
    """A page of them."""

    now: Now
    rows: Sequence[Waiting]
    next: str | None


async def appeals(engine: Engine, actor: Actor, wanted: Wanted, cursor: str | None, limit: int) -> Appeals:
    """The timeout appeals of a territory that the asker may review now, the oldest first."""
    assert actor.id is not None
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
        page = await store.inspections.appealed(c, look.ground.lands, actor.id, cursor, limit)
        cases = [case for _, case in page.rows]
        views = await store.reading.load_views(c, cases)
        words = await store.inspections.appeals_said(c, cases)
        waiting = []
        for objection, case in page.rows:
            allowed = await _allowed(c, engine, actor, now, views[case], Kind.OBJECTION, objection)
            late = [k for k in views[case].clocks.values() if k.stage == Stage.HANDLE and k.outcome == Outcome.LATE]
            if allowed and late:
                view = views[case]
                review = view.clock(objection, Stage.OBJECTION) or view.clock(objection, Stage.REVIEW)
                appeal = view.objections[objection]
                waiting.append(Waiting(view, appeal, late[-1], review, words.get(objection, ""), allowed))
    return Appeals(now, waiting, page.next)


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
