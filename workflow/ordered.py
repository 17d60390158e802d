"""Supervision orders as their readers see them: whoever supervises, and whoever owes the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.clock import Clock
from models.incident import Incident
from models.people import Role
from models.task import Order
from models.territory import Grid
from workflow import climbing, responsible, rights, store
from workflow.climbing import Step
from workflow.commands import Actor
from workflow.directory import Reached
from workflow.engine import Engine
from workflow.errors import Forbidden, NotFound
from workflow.guards import Question
from workflow.in_force import Now
from workflow.machines import TABLES, Kind
from workflow.rules.language import Rules
from workflow.store.climbing import Heard
from workflow.store.orders import Count, Sight, Wanted, Words
from workflow.view import View

OF_ORDERS = frozenset(str(move) for move in TABLES[Kind.ORDER].moves())


@dataclass(frozen=True)
class Ordered:
    """An order with its case, what people wrote, whoever must act on it now, its clock, how far its ladder has come and
    whom that has told. `allowed` are the moves on it that the reader may make."""

    order: Order
    view: View
    words: Words
    owing: Role
    reached: Reached
    clock: Clock | None
    step: Step | None
    heard: tuple[Heard, ...]
    allowed: tuple[str, ...]

    @property
    def case(self) -> Incident:
        return self.view.incident


@dataclass(frozen=True)
class Orders:
    """A page of orders."""

    now: Now
    items: tuple[Ordered, ...]
    next: str | None


@dataclass(frozen=True)
class Standing:
    """How many are open by township; of a case without a place by none."""

    now: Now
    rows: tuple[tuple[Grid | None, Count], ...]
    issues: bool
    """Whether the reader supervises, so that they see all of a territory."""


async def listing(
    engine: Engine, actor: Actor, place: str | None, wanted: Wanted, cursor: str | None, limit: int
) -> Orders:
    """Forbidden for who has to do with none, NotFound for a place that is not within their territory."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        page = await store.orders.page(c, await _sight(c, now, actor, place), wanted, cursor, limit)
        return Orders(now, await _ordered(c, engine, actor, now, page.orders), page.next)


async def standing(engine: Engine, actor: Actor, place: str | None) -> Standing:
    """How many orders are open, by township."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        found = await store.orders.counts(c, await _sight(c, now, actor, place))
    rows = tuple((now.directory.grid(code) if code else None, count) for code, count in found.items())
    posts = now.facts().posts(actor.id) if actor.id else ()
    return Standing(now, rows, bool(rights.supervised(posts, now.directory)))


async def one(engine: Engine, actor: Actor, order: UUID) -> tuple[Now, Ordered]:
    """One order; NotFound for who does not see it."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        sight = await _sight(c, now, actor, None)
        found = await store.orders.one(c, sight, order)
        if found is None:
            raise NotFound()
        (shown,) = await _ordered(c, engine, actor, now, [found])
    return now, shown


async def _sight(c: store.Connection, now: Now, actor: Actor, place: str | None) -> Sight:
    assert actor.id is not None
    posts = now.facts().posts(actor.id)
    if not rights.sees_orders(posts):
        raise Forbidden()
    scope = rights.scope(actor, rights.oversees_orders(posts), now.directory)
    lands = (await store.scoping.territory(c, scope)).of_open()
    within = None
    if place is not None:
        grid = now.directory.grid(place)
        if grid is None or grid.special:
            raise NotFound()
        within = grid.path
    return Sight(lands, scope, rights.scope(actor, posts, now.directory), now.at, within)


async def _ordered(
    c: store.Connection, engine: Engine, actor: Actor, now: Now, orders: Sequence[Order]
) -> tuple[Ordered, ...]:
    views = await store.reading.load_views(c, [order.incident_id for order in orders])
    words = await store.orders.words(c, orders)
    clocks = await store.orders.clocks(c, orders)
    heard = await store.orders.heard(c, orders, clocks)
    versions = {v.incident.rules_version for v in views.values()} | {k.rules_version for k in clocks.values()}
    rules = {number: await engine.in_force.rules(c, number) for number in versions}
    return tuple(
        _one(
            order,
            views[order.incident_id],
            words.get(order.id, Words()),
            clocks.get(order.id),
            heard,
            rules,
            actor,
            now,
        )
        for order in orders
        if order.incident_id in views
    )


def _one(
    order: Order,
    view: View,
    words: Words,
    clock: Clock | None,
    heard: Sequence[Heard],
    rules: Mapping[int, Rules],
    actor: Actor,
    now: Now,
) -> Ordered:
    case, facts = view.incident, now.facts()
    owing = responsible.owing(order)
    limits = rules[case.rules_version].limits_of(case.route)
    allowed = (
        rights.allowed(view, actor, facts, Question(view, case.id, actor.id, now.at, limits)) if order.open else ()
    )
    alive = clock is not None and not clock.over and clock.next_at is not None
    return Ordered(
        order=order,
        view=view,
        words=words,
        owing=owing,
        reached=facts.reach(owing, case.path, case.urgent),
        clock=clock,
        step=climbing.step(clock, rules[clock.rules_version]) if clock is not None and alive else None,
        heard=tuple(each for each in heard if clock is not None and each.incident_id == case.id),
        allowed=tuple(move for move in allowed if move in OF_ORDERS),
    )
