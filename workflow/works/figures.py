"""The figures of the days: a part a township weighs the cases in which something happened, the whole sums them up.

A job draws up all days that have ended and are not drawn up yet: of several missed nights the last is owed alone. What
it costs depends on what happened in those days.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.ledger import Entry
from models.record import Job
from workflow import by_day, store
from workflow.bulletin_names import OTHER
from workflow.by_day import Weight
from workflow.credit import Beside
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import InForce, Now
from workflow.works.work import Outcome

KIND: Final = "figures"
AT_ONCE: Final = 200
"""How many cases are read at once."""


class Figures:
    """Its period is the last of the days that it draws up."""

    kind = KIND

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        """Also where nothing fell due since: a city that begins with days behind it has their figures at once."""
        yesterday = _yesterday(now)
        if now.since is not None and by_day.span(yesterday, yesterday, now.calendar.tz).end > now.since:
            yield f"{yesterday}", ""

    def check(self, now: Now, period: str, scope: str) -> str:
        day = _day(period, now)
        if day > _yesterday(now):
            raise BadInput("period", "day-not-ended", value=period, earliest=f"{day + timedelta(days=1)}")
        if now.since is not None and by_day.span(day, day, now.calendar.tz).end <= now.since:
            raise BadInput("period", "before-the-city", value=period, began=now.since.isoformat())
        if scope:
            raise BadInput("scope", "no-scope", value=scope)
        return ""

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The townships, also those no longer in use, and what lies nowhere."""
        now = await engine.now()
        return [*(grid.code for grid in now.directory.townships()), OTHER]

    async def part(self, engine: Engine, job: Job, part: str) -> Outcome:
        async with store.snapshot(engine.database) as connection:
            days = await _owed_days(engine, connection, job)
            if days is None:
                return Outcome({"cases": 0})
            span = by_day.span(*days.both, days.now.calendar.tz)
            found = await days.weighed(connection, await store.by_day.touched(connection, span.start, span.end, part))
        return Outcome({"cases": len(found)}, days.kept(found))

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Outcome:
        """What was relocated between the parts is weighed now."""
        async with store.snapshot(engine.database) as connection:
            days = await _owed_days(engine, connection, job)
            if days is None:
                return Outcome({"days": 0, "cases": 0})
            found = await days.weighed(connection, await store.by_day.relocated(connection, job.created_at))
        keep = days.kept(found)

        async def effect(connection: store.Connection) -> None:
            await keep(connection)
            await store.by_day.draw_up(connection, *days.both, days.now.at)

        counted = sum(each["cases"] for each in results.values())
        return Outcome({"days": (days.last - days.first).days + 1, "cases": counted}, effect)


class _Days:
    """The days that a job draws up."""

    def __init__(self, first: date, last: date, now: Now, in_force: InForce) -> None:
        self.first, self.last, self.now, self._in_force = first, last, now, in_force

    @property
    def both(self) -> tuple[date, date]:
        return self.first, self.last

    async def weighed(self, c: store.Connection, ids: Sequence[UUID]) -> dict[UUID, list[Weight]]:
        found: dict[UUID, list[Weight]] = {}
        for at in range(0, len(ids), AT_ONCE):
            some = list(ids[at : at + AT_ONCE])
            views = await store.reading.load_views(c, some)
            chains = await store.reading.chains(c, some)
            beside = await self._beside(c, chains)
            for ref, view in views.items():
                found[ref] = by_day.weights(view, chains[ref], *self.both, self.now.calendar.tz, beside)
        return found

    async def _beside(self, c: store.Connection, chains: Mapping[UUID, Sequence[Entry]]) -> Beside:
        versions = {entry.rules_version for chain in chains.values() for entry in chain}
        rules = {version: await self._in_force.rules(c, version) for version in sorted(versions)}
        return Beside(rules.__getitem__, self.now.directory.informants_at)

    def kept(self, found: Mapping[UUID, Sequence[Weight]]) -> Any:
        async def effect(connection: store.Connection) -> None:
            await store.by_day.weigh(connection, self.first, found)

        return effect


async def _owed_days(engine: Engine, c: store.Connection, job: Job) -> _Days | None:
    """None where they have been drawn up already."""
    now = await engine.in_force.at(c, share=False)
    last, drawn = _day(job.period, now), await store.by_day.drawn(c)
    if drawn is not None:
        first = drawn + timedelta(days=1)
    else:
        begun = await store.by_day.begun(c)
        first = begun.astimezone(now.calendar.tz).date() if begun else last
    return _Days(first, last, now, engine.in_force) if first <= last else None


def _yesterday(now: Now) -> date:
    return now.at.astimezone(now.calendar.tz).date() - timedelta(days=1)


def _day(period: str, now: Now) -> date:
    """BadInput for what is not written as a day."""
    try:
        day = date.fromisoformat(period)
    except ValueError:
        day = None
    if day is None or period != f"{day}":
        raise BadInput("period", "no-night", value=period, today=f"{_yesterday(now)}")
    return day
