"""At the end of each week or month every township draws what is looked at again of what it closed (督促检查)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from models.record import Job
from workflow import inspecting, lots
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.lots import Period
from workflow.rules.sampling import Inspections

KIND: Final = "inspection"


class Inspection:
    """Its scope is the city, or by hand one township. A part is a township's draw: it takes place once however often
    it is begun, so it needs no effect of the job's own."""

    kind = KIND

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        if now.rules.inspections is not None:
            for period in lots.owed(now.rules.inspections, now.calendar, after, now.at, now.since or after):
                yield period.name, now.directory.root.code

    def check(self, now: Now, period: str, scope: str) -> str:
        found, root = _period(period, now)[1], now.directory.root.code
        if found.end > now.at:
            raise BadInput("period", "not-ended", value=period, earliest=found.end.isoformat())
        if now.since is not None and found.end <= now.since:
            raise BadInput("period", "before-the-city", value=period, began=now.since.isoformat())
        townships = {grid.code for grid in now.directory.townships(now.at)}
        if scope not in ("", root, *townships):
            raise BadInput("scope", "foreign-scope", value=scope, scope=root)
        return scope or root

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The townships, also those no longer in use: what was closed there is still closed."""
        now = await engine.now()
        townships = [grid.code for grid in now.directory.townships()]
        return townships if job.scope == now.directory.root.code else [job.scope]

    async def part(self, engine: Engine, job: Job, part: str) -> dict[str, Any]:
        return await inspecting.draw(engine, *_period(job.period, await engine.now()), part)

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        return {name: sum(part[name] for part in results.values()) for name in ("closed", "drawn", "sent")}


def _period(name: str, now: Now) -> tuple[Inspections, Period]:
    """BadInput where the rules in force draw nothing, or not by such periods."""
    rule = now.rules.inspections
    if rule is None:
        raise BadInput("period", "no-inspections")
    return rule, lots.period(name, rule, now.calendar)
