"""At the end of each day the ledger is sealed: what was written since the last seal goes under one root."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from models.record import Job
from models.seal import Seal
from workflow import sealing
from workflow.calendar import Calendar
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now

AFTER: Final = timedelta(hours=1)
"""How long after a day's end it is sealed: what was being written then is written by now."""

LEDGER: Final = "ledger"


class DailySeal:
    kind = "seal"

    def owed(self, now: Now, after: datetime) -> Iterator[tuple[str, str]]:
        """Each day, also those that ended while nothing ran."""
        day = (after - AFTER).astimezone(now.calendar.tz).date()
        while (due := due_at(day, now.calendar)) <= now.at:
            if due > after:
                yield f"{day}", ""
            day += timedelta(days=1)

    def check(self, now: Now, period: str, scope: str) -> str:
        """The scope, which is empty. BadInput unless it is a day of the city's life that has ended an hour ago."""
        try:
            day = date.fromisoformat(period)
        except ValueError:
            day = None
        if day is None or period != f"{day}":
            raise BadInput("period", "no-night", value=period, today=f"{now.at.astimezone(now.calendar.tz).date()}")
        if (due := due_at(day, now.calendar)) > now.at:
            raise BadInput("period", "not-begun", value=period, earliest=due.isoformat())
        if now.since is not None and due <= now.since:
            raise BadInput("period", "before-the-city", value=period, began=now.since.isoformat())
        if scope:
            raise BadInput("scope", "no-scope", value=scope)
        return ""

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """One: each seal is chained to the one before."""
        return [LEDGER]

    async def part(self, engine: Engine, job: Job, part: str) -> dict[str, Any]:
        """A day is sealed once, whoever begins it and however often; so this needs no effect of the job's own."""
        seal = await sealing.seal(engine, date.fromisoformat(job.period))
        return {"number": seal.number, "entries": seal.size, "root": seal.root} if seal else {}

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        return results[LEDGER]


async def by_hand(engine: Engine, day: str | None) -> Seal | None:
    """The seal of a day, or of the last that can be sealed. BadInput for what is none of the city's ended days."""
    now = await engine.now()
    last = (now.at - AFTER).astimezone(now.calendar.tz).date() - timedelta(days=1)
    period = day or f"{last}"
    DailySeal().check(now, period, "")
    return await sealing.seal(engine, date.fromisoformat(period))


def due_at(day: date, calendar: Calendar) -> datetime:
    return sealing.end_of(day, calendar.tz) + AFTER
