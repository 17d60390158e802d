"""Who is sent where a route names several receivers, and how often a case of a route may go round."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.incident import State
from models.notice import NoticeKind
from models.people import Role
from models.task import ReturnType
from models.territory import Unit
from tests.small import (
    INFORMANT,
    MONDAY,
    OTHER_VILLAGE,
    ROOT,
    SINCE,
    VILLAGE,
    around_the_clock,
    calendar,
    directory,
    grids,
    report,
    staff,
    uid,
    units,
    who,
)
from tests.small_rules import SMALL
from tests.stored import small_engine
from tests.test_waking import leave
from workflow import store
from workflow.commands import PAYLOADS
from workflow.directory import Directory
from workflow.engine import Engine
from workflow.errors import Blocked
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.view import View

HANDLER = f"handler-{VILLAGE}"


def ruled(route: str) -> Rules:
    """The small rules with one route for exposed rubbish in front."""
    text = SMALL.replace("routes:\n", f"routes:\n  - {{name: rubbish, when: {{category: [06010]}}, {route}}}\n", 1)
    return read(text).numbered(1)


def town(route: str, *leaves: Any) -> World:
    """The small city with a second gas company, under such rules."""
    people = staff()
    people.add("alpha-1", Role.UNIT_MEMBER, None, "alpha")
    twin = Unit(
        id=uid("alpha"), code="alpha", name="Alpha", kind="gas", paths=[ROOT], categories=["*"], valid_from=SINCE
    )
    lines = [*around_the_clock(people.posts), *leaves]
    found = Directory(1, grids(), (), [*units(), twin], people.persons.values(), people.posts, lines)
    return World(found, ruled(route), calendar(), Seeded(1))


class Day:
    """A day in such a town; a minute passes with each move."""

    def __init__(self, route: str, *leaves: Any) -> None:
        self.world, self.now = town(route, *leaves), MONDAY

    def report(self) -> UUID:
        return self.world.submit(who(INFORMANT), report(), self.now).incident.id

    def does(self, name: str, ref: UUID, move: str, **payload: Any) -> None:
        self.now += timedelta(minutes=1)
        self.world.fire(who(name), ref, Move(move), PAYLOADS[Move(move)].model_validate(payload), self.now)

    def sent(self) -> str:
        """To whom the next report is sent."""
        ref = self.report()
        for move in ("accept", "dispatch"):
            self.does("dispatcher-east", ref, move)
        (task,) = self.world.views[ref].tasks.values()
        return self.world.directory.target(*task.receiver).code

    def state(self, ref: UUID) -> str:
        return str(self.world.views[ref].incident.state)


def test_of_several_receivers_the_first_that_there_is_is_sent() -> None:
    assert Day("to: [unit sanitation, grid]").sent() == VILLAGE
    assert Day("to: [unit gas, grid]").sent() == "alpha"
    assert Day("to: [grid, unit gas]").sent() == VILLAGE


def test_a_substitute_is_sent_while_the_holder_is_on_leave() -> None:
    route = "to: [substitute of role handler level 3, grid]"
    away = leave(HANDLER, Role.HANDLER, VILLAGE, f"handler-{OTHER_VILLAGE}")
    assert Day(route).sent() == VILLAGE
    assert Day(route, away).sent() == str(uid(f"handler-{OTHER_VILLAGE}"))


def test_the_least_loaded_is_sent_and_the_ledger_keeps_the_loads() -> None:
    day = Day("to: [unit gas, grid], choose: least_loaded")
    assert [day.sent() for _ in range(4)] == ["alpha", "gas", VILLAGE, "alpha"]
    last = [entries[-1] for entries in day.world.entries.values()][-1]
    assert last.move == Move.DISPATCH
    assert last.facts is not None
    assert last.facts["asked"]["load"] == {"alpha": 1, "gas": 1, VILLAGE: 1}


def test_a_load_is_of_open_tasks_only() -> None:
    day = Day("to: unit gas, choose: least_loaded")
    assert [day.sent(), day.sent()] == ["alpha", "gas"]
    ref, view = next(
        (ref, v) for ref, v in day.world.views.items() if uid("gas") in {t.unit_id for t in v.tasks.values()}
    )
    assert view.incident.open
    day.does("gas-1", ref, "return_", type="not_ours", reason="不是我们的")
    assert day.sent() == "gas"


async def taken_in(engine: Engine, number: int, **more: Any) -> View:
    """A report through the one door, and what has become of it."""
    done = await engine.submit(who(INFORMANT), report(**more), None, f"key-{number}", "")
    async with store.transaction(engine.database) as connection:
        (view,) = (await store.reading.load_views(connection, [UUID(done["id"])])).values()
    return view


async def put_in_force(engine: Engine, rules: Rules) -> None:
    async with store.transaction(engine.database) as connection:
        number = await store.versions.add_rules(connection, rules.text, rules.hash, "test", "", MONDAY)
        await store.versions.activate(connection, rules=number)


async def test_the_database_looks_at_loads_as_memory_does(database_url: str) -> None:
    rules = ruled("to: [unit gas, grid], choose: least_loaded, automatic: [accept, dispatch]")
    async with small_engine(database_url, Seeded(1), lambda: MONDAY) as engine:
        await put_in_force(engine, rules)
        views = [await taken_in(engine, number) for number in range(3)]
        tasks = [task for view in views for task in view.tasks.values()]
        assert [task.unit_id or task.grid_id for task in tasks] == [uid("gas"), uid(VILLAGE), uid("gas")]
        seen = await engine.see(who("dispatcher-east"), views[-1].incident.number)
        assert seen.entries[-1].facts is not None
        assert seen.entries[-1].facts["asked"]["load"] == {"gas": 1, VILLAGE: 1}


async def test_repeats_are_counted_by_each_measure_that_the_rules_ask_for(database_url: str) -> None:
    text = SMALL.replace("routes:\n", f"routes:\n{OFTEN}", 1)
    world = World(directory(), read(text).numbered(2), calendar(), Seeded(1))
    near, far = {"lat": 32.78, "lon": 119.45}, {"lat": 32.7815, "lon": 119.45}
    async with small_engine(database_url, Seeded(1), lambda: MONDAY) as engine:
        await put_in_force(engine, read(text))
        for number, (point, repeats, nearby) in enumerate(((near, 0, 0), (far, 0, 1), (far, 1, 2))):
            kept = world.submit(who(INFORMANT), report(location=point), MONDAY).incident
            view = await taken_in(engine, number, location=point)
            for incident in (kept, view.incident):
                assert (incident.repeats, incident.nearby) == (repeats, [[300, 30, nearby]])
                assert incident.route == ("often" if nearby >= 2 else "rest")
        seen = await engine.see(who("dispatcher-east"), view.incident.number)
        assert seen.routing is not None
        assert [(met.wanted, met.seen) for met in seen.routing.true[1:]] == [((">=2", "300m", "30d"), "2")]


OFTEN = "  - {name: often, when: {category: [06010], repeats: {at_least: 2, metres: 300, days: 30}}, to: unit gas}\n"


def test_a_rung_names_the_channels_of_what_it_tells() -> None:
    text = ruled("to: grid").text.replace(
        "do: warn, tell: [responsible, dispatcher]", "do: warn, tell: [responsible, dispatcher], channels: [sms]"
    )
    world = World(directory(), read(text).numbered(1), calendar(), Seeded(1))
    world.submit(who(INFORMANT), report(), MONDAY)
    world.sweep(MONDAY + timedelta(hours=1))
    named = {notice.kind: notice.args.get("channels") for notice in world.notices.values()}
    assert (named[NoticeKind.WARN], named[NoticeKind.ARRIVED]) == (["sms"], None)


def test_a_route_sets_its_own_limits() -> None:
    rules = ruled("to: grid, limits: {returns: 1, extensions: 0, objection_days: 30d}")
    assert (rules.limits_of("rubbish").returns, rules.limits_of("rest").returns, rules.limits.returns) == (1, 2, 2)
    assert rules.limits_of("rubbish").reworks == rules.limits.reworks == 3
    assert rules.limits_of("rubbish").objection_period.days == 30
    assert rules.limits_of("gone") is rules.limits


def test_past_a_routes_own_cap_of_returns_the_township_arbitrates() -> None:
    day = Day("to: grid, limits: {returns: 1}")
    ref = day.report()
    day.does("dispatcher-east", ref, "accept")
    day.does("dispatcher-east", ref, "dispatch")
    day.does(HANDLER, ref, "return_", type="not_ours", reason="不是我们的")
    with pytest.raises(Blocked, match="returns_left"):
        day.does("dispatcher-east", ref, "dispatch")
    day.does("chief-east", ref, "dispatch")
    assert day.world.views[ref].incident.arbitrated


def test_returns_of_one_type_have_a_cap_of_their_own() -> None:
    day = Day("to: grid, limits: {returns: {total: 3, not_ours: 1}}")
    assert day.world.rules.limits_of("rubbish").returns_by == {ReturnType.NOT_OURS: 1}
    ref = day.report()
    day.does("dispatcher-east", ref, "accept")
    for type_ in ("cannot_find", "not_ours"):
        day.does("dispatcher-east", ref, "dispatch")
        day.does(HANDLER, ref, "return_", type=type_, reason="退回")
    assert day.state(ref) == State.ACCEPTED
    with pytest.raises(Blocked, match="returns_left"):
        day.does("dispatcher-east", ref, "dispatch")
