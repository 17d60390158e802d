"""Each night the whole ledger is verified: every chain, and every state against its replay."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import structlog

from models.record import Job
from workflow import auditing, store
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now

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
        """The last night only: the ledger is checked as it stands, however many nights were missed."""
        local = now.at.astimezone(now.calendar.tz)
        night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
        if night > local:
            night -= timedelta(days=1)
        if night.astimezone(UTC) > after:
            yield f"{night:%Y-%m-%d}", ""

    def check(self, now: Now, period: str, scope: str) -> str:
        """A night that has come, of the city's life: what is verified today must not stand for a night to come."""
        night = _night(period, now)
        if night > now.at:
            raise BadInput("period", "not-begun", value=period, earliest=night.isoformat())
        if now.since is not None and night <= now.since:
            raise BadInput("period", "before-the-city", value=period, began=now.since.isoformat())
        if scope:
            raise BadInput("scope", "no-scope", value=scope)
        return ""

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
        """The sums; a fault is an alarm."""
        sums = {name: sum(part[name] for part in results.values()) for name in ("subjects", "entries", "faults")}
        first = [fault for part in results.values() for fault in part["first"]][:TOLD]
        if first:
            log.error("ledger_broken", night=job.period, faults=sums["faults"], first=first[0])
        return {**sums, "first": first}


def _night(period: str, now: Now) -> datetime:
    """When a night's verification falls due. BadInput for what is not written as such a day."""
    try:
        day = date.fromisoformat(period)
    except ValueError:
        day = None
    if day is None or period != f"{day}":
        raise BadInput("period", "no-night", value=period, today=f"{now.at.astimezone(now.calendar.tz).date()}")
    return datetime(day.year, day.month, day.day, HOUR, tzinfo=now.calendar.tz).astimezone(UTC)
