"""The draws of a city in memory: what `inspecting` does in the database, with dictionaries in place of tables."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from models.incident import State
from models.inspection import InspectionDraw
from models.task import TaskState
from workflow import core, lots
from workflow.commands import SYSTEM, Command
from workflow.errors import Blocked, IllegalMove
from workflow.facts import Facts
from workflow.lots import CLOSING, Closed, Period
from workflow.machines import Move
from workflow.rollup import LEADS
from workflow.view import View

if TYPE_CHECKING:
    from workflow.memory import World


class SecondLooks:
    """Draws that were made are kept by their period and township."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.draws: dict[tuple[str, str], InspectionDraw] = {}

    def draw(self, after: datetime, now: datetime, since: datetime) -> int:
        """Draws in every township of each period that fell due after one instant and up to `now`; how many cases."""
        world, sent = self.world, 0
        rule = world.rules.inspections
        for period in lots.owed(rule, world.calendar, after, now, since) if rule else ():
            for township in world.directory.townships():
                sent += self._draw(period, township.code, now)
        return sent

    def _draw(self, period: Period, township: str, now: datetime) -> int:
        world, rule = self.world, self.world.rules.inspections
        if rule is None or (period.name, township) in self.draws:
            return 0
        pool = sorted(self._pool(period, township), key=lambda case: case.id)
        drawn = lots.draw(pool, rule, period.name)
        self.draws[period.name, township] = InspectionDraw(
            period=period.name,
            township=township,
            drawn_at=now,
            rules_version=world.rules.number,
            samples=drawn.samples,
        )
        for each in drawn.chosen:
            view = world.views[each.case.id]
            command = Command(Move.INSPECT, SYSTEM, context=each.context(period.name))
            facts = Facts(world.directory, world.calendar, now)
            try:
                world.write(core.decide(view, command, facts, *world.pinned(view), world.source))
            except (Blocked, IllegalMove):
                continue
        return len(drawn.chosen)

    def _pool(self, period: Period, township: str) -> Iterator[Closed]:
        for view in self.world.views.values():
            case = view.incident
            ended = case.ended_at
            if (
                case.proposed
                or case.state != State.CLOSED
                or case.township != township
                or case.ending is None
                or ended is None
            ):
                continue
            if period.start <= ended < period.end:
                closing = [entry for entry in self.world.entries[case.id] if entry.move in CLOSING]
                looked = any(each.life == case.reopens for each in view.inspections.values())
                unit = self._unit(view)
                yield Closed(case.id, case.category, case.severity, case.ending, unit, closing[-1].hash, looked)

    def _unit(self, view: View) -> str | None:
        """The kind of the unit that put it right last."""
        done = [
            task
            for task in view.tasks.values()
            if task.kind in LEADS and task.state == TaskState.DONE and task.life == view.incident.reopens
        ]
        last = max(done, key=lambda task: (task.ended_at or task.assigned_at, task.id), default=None)
        unit = self.world.directory.unit_by_id(last.unit_id) if last is not None and last.unit_id else None
        return unit.kind if unit else None
