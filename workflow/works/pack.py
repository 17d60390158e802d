"""The pack of a meeting: one job a meeting, owed when it is announced and again when its agenda or its date changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from models.record import Job
from workflow import packing, store
from workflow.engine import Engine
from workflow.errors import BadInput, NotFound
from workflow.in_force import Now
from workflow.works.work import Outcome


class Pack:
    """Its period is the meeting's number: the meeting owes it, in the transaction that changes it, and not the
    calendar. Nothing owes it once the meeting is held, so that it stays as it was then."""

    kind = store.packs.KIND

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        return ()

    def check(self, now: Now, period: str, scope: str) -> str:
        if not period.startswith(f"{now.rules.prefix}-M"):
            raise BadInput("period", "no-meeting", value=period)
        if scope:
            raise BadInput("scope", "no-scope", value=scope)
        return ""

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        return [job.period]

    async def part(self, engine: Engine, job: Job, part: str) -> Outcome:
        async with store.snapshot(engine.database) as connection:
            found = await store.meetings.find(connection, part)
            if found is None:
                raise NotFound()
            meeting, pack = await packing.draw_up(connection, engine.in_force, found)

        async def effect(connection: store.Connection) -> None:
            await store.packs.put(connection, pack)

        return Outcome({"items": len(meeting.agenda), "hash": pack.hash}, effect)

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Mapping[str, Any]:
        return results[job.period]
