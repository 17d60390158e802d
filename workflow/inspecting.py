"""Drawing what is looked at again: a township's draw of a period is one transaction, and takes place once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from models.incident import Ending
from models.inspection import InspectionDraw
from workflow import core, lots, store
from workflow.commands import SYSTEM, Command
from workflow.directory import Directory
from workflow.effects import Effects
from workflow.engine import Engine
from workflow.errors import Blocked, IllegalMove
from workflow.in_force import Now
from workflow.lots import Closed, Period
from workflow.machines import Move
from workflow.rules.sampling import Inspections
from workflow.store.errors import again
from workflow.store.inspections import Pooled

log = structlog.get_logger()


async def draw(engine: Engine, rule: Inspections, period: Period, township: str) -> dict[str, Any]:
    """Draws of what was closed in a township in a period, and sends out who is to look; nothing where that was drawn
    already. How much there was, how much was drawn and how much sent."""
    return await again(_draw, engine, rule, period, township)


async def _draw(engine: Engine, rule: Inspections, period: Period, township: str) -> dict[str, Any]:
    async with store.transaction(engine.database) as connection:
        now = await engine.in_force.at(connection)
        pool = await store.inspections.pool(connection, township, period.start, period.end)
        drawn = lots.draw(closed(pool, now.directory), rule, period.name)
        row = InspectionDraw(
            period=period.name,
            township=township,
            drawn_at=now.at,
            rules_version=now.rules.number,
            samples=drawn.samples,
        )
        if not await store.inspections.put_draw(connection, row):
            return {"closed": len(pool), "drawn": 0, "sent": 0}
        wanted = {each.case.id: each.context(period.name) for each in drawn.chosen}
        effects = await _sent(engine, connection, now, wanted)
        await store.writing.write(connection, effects)
    log.info("inspections_drawn", period=period.name, township=township, drawn=len(effects))
    return {"closed": len(pool), "drawn": len(drawn.chosen), "sent": len(effects)}


async def _sent(
    engine: Engine, connection: store.Connection, now: Now, wanted: Mapping[UUID, Mapping[str, Any]]
) -> Sequence[Effects]:
    """What is no longer closed by the time its row is held, or was reopened as often as it may be, is not sent."""
    found: list[Effects] = []
    views = await store.reading.load_views(connection, wanted, lock=True)
    for identity in sorted(views):
        rules, calendar = await engine.in_force.pinned(connection, views[identity].incident)
        command = Command(Move.INSPECT, SYSTEM, context=wanted[identity])
        try:
            found.append(core.decide(views[identity], command, now.facts(), rules, calendar, engine.source))
        except (Blocked, IllegalMove):
            log.info("inspection_not_sent", incident=str(identity))
    return found


def closed(pool: Iterable[Pooled], directory: Directory) -> list[Closed]:
    """As a draw sees them: the kind of a unit, not which."""
    found = []
    for each in pool:
        unit = directory.unit_by_id(each.unit_id) if each.unit_id else None
        case = Closed(
            each.id, each.category, each.severity, Ending(each.ending), unit.kind if unit else None, each.seal
        )
        found.append(case._replace(inspected=each.inspected))
    return found
