"""Each night the rules in force are proved anew over the city as it is: posts end, rosters run out, years come near.

What it finds stands in the job's result. A failure that the last proof did not have is told to the centre.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import structlog

from models.notice import Notice, NoticeKind
from models.people import Role
from models.record import Job
from workflow import store
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.proof.findings import Proof, Subject
from workflow.proof.proving import PARTS, Part, prove
from workflow.works import nightly
from workflow.works.work import Outcome

log = structlog.get_logger()

HOUR: Final = 3
"""Of the night, by the city's clock."""

KEPT: Final = 50
"""How many findings the result spells out; it counts them all."""

WHOLE: Final = "city"


class NightlyProof:
    kind = "proof"

    def __init__(self, parts: tuple[Part, ...] = PARTS) -> None:
        self._parts = parts

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        return nightly.owed(now, after, HOUR)

    def check(self, now: Now, period: str, scope: str) -> str:
        return nightly.check(now, period, scope, HOUR)

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """One: it takes seconds, and its parts share what they count."""
        return [WHOLE]

    async def part(self, engine: Engine, job: Job, part: str) -> dict[str, Any]:
        now = await engine.now()
        # Seconds of counting: not on the loop on which the lease is renewed.
        subject = Subject(now.rules, now.directory, now.calendar, now.at)
        proof = await asyncio.to_thread(prove, subject, self._parts)
        return _counted(proof)

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Outcome:
        """What was found, how much of it is new, and the centre's messages about that."""
        found = results[WHOLE]
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            last = await store.jobs.last_result(connection, self.kind)
        known = set(last["known"]) if last else set()
        new = sorted(set(found["known"]) - known)
        if new:
            log.error("proof_failed", night=job.period, failures=found["failures"], new=len(new))
        told = _notices(engine, now, job, len(new)) if new else []

        async def effect(connection: store.Connection) -> None:
            await store.writing.queue(connection, told)
            await store.events.tell(connection, [notice.recipient_id for notice in told], now.at)

        return Outcome({**found, "new": len(new)}, effect)


def _counted(proof: Proof) -> dict[str, Any]:
    return {
        "holds": proof.holds,
        **{f"{grade}s": count for grade, count in proof.counted.items()},
        "examined": dict(proof.examined),
        "known": sorted({finding.lasting for finding in proof.failures}),
        "findings": [finding.to_json() for finding in proof.findings[:KEPT]],
    }


def _notices(engine: Engine, now: Now, job: Job, new: int) -> list[Notice]:
    return [
        Notice(
            id=engine.source.id(now.at),
            key=f"{job.id}:{NoticeKind.PROOF}:{person}:app",
            about=job.id,
            entry=0,
            kind=NoticeKind.PROOF,
            recipient_id=person,
            args={"count": new, "at": now.at.isoformat()},
            created_at=now.at,
        )
        for person in now.directory.posted([Role.CENTRE], now.at)
    ]
