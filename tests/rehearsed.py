"""Histories to rehearse: of a simulated life, or of one case with a script of acts."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from models.notice import Notice
from tests.small import INFORMANT, MONDAY, directory, report, who
from workflow.calendar import Calendar
from workflow.commands import PAYLOADS, Submit
from workflow.days import published_days
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.rehearsing.history import History, of_memory
from workflow.rehearsing.sketch import Ground
from workflow.rules.language import Rules
from workflow.settings import HOME
from workflow.simulation.in_memory import InMemory, Witness
from workflow.simulation.running import Options
from workflow.simulation.scene import Scene
from workflow.territory.tree import Tree

OPTIONS = Options(date(2026, 9, 15), 30, 7, 12.0)


class Lived(NamedTuple):
    """A life that was lived, what there was, and what it left behind."""

    scene: Scene
    histories: tuple[History, ...]
    moves: frozenset[str]
    until: datetime

    def ground(self, rules: Rules, recall: bool = True) -> Ground:
        calendars = {1: Calendar(self.scene.days, rules.slots, rules.workday_seconds)}
        return Ground(rules, self.scene.directory, calendars[1], calendars, self.until, recall=recall)


def lived(tree: Tree, rules: Rules) -> Lived:
    """Thirty days of the demonstration at a small rate."""
    scene = OPTIONS.scene(tree, rules)
    world = Witness(scene.directory, scene.rules, scene.calendar, Seeded(OPTIONS.seed))
    life = OPTIONS.life(scene, InMemory(world))
    life.checking = False
    asyncio.run(life.run())
    histories = histories_of(world)
    moves = {line.move for history in histories for line in history.lines}
    return Lived(scene, histories, frozenset(moves), OPTIONS.since + timedelta(days=OPTIONS.days))


def histories_of(world: World) -> tuple[History, ...]:
    told: dict[UUID, list[Notice]] = {}
    for notice in world.notices.values():
        if notice.incident_id is not None:
            told.setdefault(notice.incident_id, []).append(notice)
    return tuple(of_memory(world.entries[identity], told.get(identity, ())) for identity in world.views)


class Act(NamedTuple):
    """What somebody does, so many minutes after the report."""

    minutes: int
    by: str
    move: Move
    says: Mapping[str, object] = MappingProxyType({})


def played(
    rules: Rules,
    acts: Iterable[Act],
    until: datetime,
    submit: Submit | None = None,
    switched: tuple[int, Rules] | None = None,
) -> History:
    """One case in the small city under some rules, every rung at its own instant; moved to other rules so many minutes
    after the report, before the first act that comes then or later."""
    world = World(directory(), rules, of(rules), Seeded(1))
    view, now = world.submit(who(INFORMANT), submit or report(), MONDAY), MONDAY
    for act in acts:
        at = MONDAY + timedelta(minutes=act.minutes)
        if switched is not None and act.minutes >= switched[0]:
            then = MONDAY + timedelta(minutes=switched[0])
            ring(world, now, then)
            world.switch_on(switched[1], of(switched[1]))
            assert world.migrate(then) == {}
            switched, now = None, then
        ring(world, now, at)
        now = at
        world.fire(who(act.by), view.incident.id, act.move, PAYLOADS[act.move].model_validate(dict(act.says)), at)
    ring(world, now, until)
    return histories_of(world)[0]


def ring(world: World, now: datetime, until: datetime) -> None:
    """Every rung at its own instant, or now where that has passed already when its clock is armed."""
    while (due := world.next_due()) is not None and due <= until:
        world.sweep(max(due, now))


def of(rules: Rules) -> Calendar:
    return Calendar(published_days(1), rules.slots, rules.workday_seconds)


def small_ground(rules: Rules, until: datetime) -> Ground:
    return Ground(rules, directory(), of(rules), {1: of(rules)}, until)


@cache
def shipped() -> str:
    return (HOME / "escalation_rules.yaml").read_text(encoding="utf-8")


def edited(text: str, *edits: Sequence[str]) -> str:
    """The text with each of the pairs (find, put) applied once; AssertionError where it is not there once."""
    for find, put in edits:
        assert text.count(find) == 1, find
        text = text.replace(find, put)
    return text
