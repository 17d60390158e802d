"""A rehearsal that somebody asked for: a part a township lives its recorded cases again, the whole adds them up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.record import Job
from models.rehearsal import Rehearsal as Asked
from workflow import rehearsals, store
from workflow.bulletin_names import OTHER
from workflow.engine import Engine
from workflow.errors import BadInput, NotFound
from workflow.in_force import Now
from workflow.rehearsals import Part, Trial
from workflow.rehearsing.summing import Sum
from workflow.works.work import Outcome

KIND: Final = "rehearsal"


class Rehearsal:
    """Its period is the rehearsal's id: the calendar owes none."""

    kind = KIND

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        return ()

    def check(self, now: Now, period: str, scope: str) -> str:
        try:
            UUID(period)
        except ValueError as cause:
            raise BadInput("period", "no-rehearsal", value=period) from cause
        if scope not in ("", now.directory.root.code):
            raise BadInput("scope", "foreign-scope", value=scope, scope=now.directory.root.code)
        return now.directory.root.code

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The townships, also those no longer in use, and what lies nowhere."""
        now = await engine.now()
        return [*(grid.code for grid in now.directory.townships()), OTHER]

    async def part(self, engine: Engine, job: Job, part: str) -> Outcome:
        found = Part(Sum(), [])
        asked, trial = await _asked(engine, job)
        township = "" if part == OTHER else part
        async for _, _, some in rehearsals.whole(engine.in_force, trial, township):
            found = found.merge(some)

        async def effect(connection: store.Connection) -> None:
            await store.histories.put_part(connection, asked.id, part, found.sum.to_json(), found.packed)

        counts = found.sum.counts
        return Outcome({"cases": counts["cases"], "changed": counts["changed"]}, effect)

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Outcome:
        asked, trial = await _asked(engine, job)
        total = Sum()
        async with store.snapshot(engine.database) as connection:
            for said in await store.histories.sums(connection, asked.id):
                total.merge(Sum.from_json(said))
            now = await engine.in_force.instant(connection)
        summary = rehearsals.summary(trial, total)

        async def effect(connection: store.Connection) -> None:
            await store.histories.finish(connection, asked.id, summary, now)

        return Outcome({"cases": summary["cases"], "changed": summary["changed"]}, effect)


async def _asked(engine: Engine, job: Job) -> tuple[Asked, Trial]:
    async with store.snapshot(engine.database) as connection:
        asked = await store.histories.find(connection, UUID(job.period))
        if asked is None:
            raise NotFound()
        return asked, rehearsals.trial_of(asked, await store.versions.rules_text(connection, asked.rules_version))
