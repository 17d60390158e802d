"""Each night the whole ledger is verified: every chain, every state against its replay, every seal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import structlog

from models.record import Job
from workflow import auditing, sealing, store
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.works import nightly

log = structlog.get_logger()

HOUR: Final = 2
"""Of the night, by the city's clock."""

SUBJECTS: Final = 2000
"""How many subjects a part has."""

TOLD: Final = 20
"""How many faults the result spells out; it counts them all."""


class Audit:
    kind = "audit"

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        return nightly.owed(now, after, HOUR)

    def check(self, now: Now, period: str, scope: str) -> str:
        return nightly.check(now, period, scope, HOUR)

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """Ranges of subjects that leave none out, whatever is reported or moved meanwhile."""
        async with store.snapshot(engine.database) as connection:
            bounds = [auditing.FIRST, *await store.audit.bounds(connection, SUBJECTS), auditing.LAST]
        return [f"{first} {last}" for first, last in pairwise(bounds)]

    async def part(self, engine: Engine, job: Job, part: str) -> dict[str, Any]:
        first, last = (UUID(bound) for bound in part.split())
        found = await auditing.examine(engine, True, first, last)
        return {"subjects": found.subjects, "entries": found.entries, "faults": len(found.faults),
                "first": found.faults[:TOLD]}  # fmt: skip

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        """The sums, and the seals; a fault is an alarm."""
        seals = await sealing.check(engine)
        sums = {name: sum(part[name] for part in results.values()) for name in ("subjects", "entries", "faults")}
        sums["faults"] += len(seals.faults)
        first = [*seals.faults, *(fault for part in results.values() for fault in part["first"])][:TOLD]
        if first:
            log.error("ledger_broken", night=job.period, faults=sums["faults"], first=first[0])
        return {**sums, "seals": seals.seals, "first": first}
