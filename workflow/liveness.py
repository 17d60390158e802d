"""The liveness auditor: whether anything is left lying. It looks at the rows themselves and trusts no scheduler.

Every minute: has each open case and meeting an armed clock, and is nothing that is due older than it may be. And,
more rarely since it reads every open case: is there for each somebody who must act. Only where all is well is the
heartbeat sent, so that its silence tells of whatever it may be, the auditor's own death too.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Final
from uuid import UUID

import structlog

from workflow import responsible, store
from workflow.delivery.heartbeat import beat
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.in_force import Now

log = structlog.get_logger()

LATE: Final = timedelta(minutes=2)
"""How long a rung that is due may wait: some sixty turns of the sweep."""

SECONDS: Final = 60.0
WHOLE_TURNS: Final = 15
"""Of so many looks one reads every case."""

AT_ONCE: Final = 200
"""Cases that are read at a time."""


@dataclass(frozen=True)
class Findings:
    """What is not as it must be: `unwatched` subjects have no armed clock, `unled` cases nobody who must act, and
    `late` is how long the oldest due rung waits, where that is too long."""

    unwatched: Sequence[UUID]
    unled: Sequence[UUID]
    late: timedelta | None

    @property
    def clean(self) -> bool:
        return not self.unwatched and not self.unled and self.late is None


async def keep(engine: Engine, heartbeat: str) -> None:
    """Looks every minute, for ever; says in the log what is not well, and sends the heartbeat where all is."""
    for number in count():
        await turn(engine, heartbeat, whole=number % WHOLE_TURNS == 0)
        await asyncio.sleep(SECONDS)


async def turn(engine: Engine, heartbeat: str, whole: bool) -> None:
    """One look."""
    try:
        found = await audit(engine, whole)
    except GridwardError as cause:
        log.error("not_audited", cause=cause.code)
        return
    _tell(found)
    if heartbeat and found.clean and not await beat(heartbeat):
        log.warning("heartbeat_not_taken")


def _tell(found: Findings) -> None:
    if found.unwatched:
        log.error("incidents_unwatched", count=len(found.unwatched), first=str(found.unwatched[0]))
    if found.unled:
        log.error("incidents_unled", count=len(found.unled), first=str(found.unled[0]))
    if found.late is not None:
        log.error("clocks_late", seconds=found.late.total_seconds())


async def audit(engine: Engine, whole: bool = True) -> Findings:
    """Looks at every open subject, not at a page of them; without `whole` it does not ask who must act."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        unwatched = await store.audit.unwatched(connection)
        oldest = (await store.audit.standing(connection, now.at)).oldest
        late = now.at - oldest if oldest is not None and now.at - oldest > LATE else None
        return Findings(unwatched, await _unled(connection, now) if whole else (), late)


async def _unled(connection: store.Connection, now: Now) -> list[UUID]:
    """The open cases for which nobody must act, now or when somebody wakes."""
    facts, found = now.facts(), []
    after: UUID | None = None
    while ids := await store.audit.open_after(connection, after, AT_ONCE):
        views = await store.reading.load_views(connection, ids)
        found += [i for i in ids if not responsible.of_incident(views[i], facts).persons]
        after = ids[-1]
    return found
