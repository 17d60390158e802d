"""The month's bulletin: a part a township freezes the rows of its figures, the whole joins, publishes and tells."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from models.record import Job
from workflow import bulletins, duties, freezing, store
from workflow.bulletins import OTHER, Chains, City, Told
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.indicators import CaseFacts, Span
from workflow.motions.came import Changes
from workflow.works.work import Outcome

KIND: Final = duties.BULLETIN


class Bulletin:
    kind = KIND

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        meeting = now.rules.meetings.get(KIND)
        if meeting is not None:
            for occasion in duties.told(meeting, now.calendar, after, now.at, now.since or after):
                yield occasion.period, now.directory.root.code

    def check(self, now: Now, period: str, scope: str) -> str:
        root = now.directory.root.code
        bulletins.month(period, now.calendar, now.at, now.since)
        if scope not in ("", root):
            raise BadInput("scope", "foreign-scope", value=scope, scope=root)
        return root

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The townships, also those no longer in use, and what lies nowhere."""
        now = await engine.now()
        return [*(grid.code for grid in now.directory.townships()), OTHER]

    async def part(self, engine: Engine, job: Job, part: str) -> Outcome:
        async with store.snapshot(engine.database) as connection:
            span = _span(job, await engine.in_force.at(connection, share=False))
            ids = await store.figures.lived(connection, span, part)
            rows = await store.figures.rows(connection, ids, span.end)
        packed = freezing.packed(rows)

        async def effect(connection: store.Connection) -> None:
            await store.bulletins.freeze(connection, job.period, job.scope, {part: packed})

        return Outcome({"cases": len(rows)}, effect)

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Outcome:
        """What was relocated between the parts, and is in none of them, is read now. Stored once; who reads it is told
        in the transaction that stores it."""
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            span = _span(job, now)
            kept = await store.bulletins.frozen(connection, job.period, job.scope)
            found = {row.id: row for packed in kept.values() for row in freezing.unpacked(packed)}
            await _add_missing(connection, results, span, found)
            met = await store.figures.meetings(connection, span)
            chains = Chains(*await store.bulletins.audited(connection, span.end))
            motions = await store.motions.of_period(connection, span)
            changes = Changes(motions, await store.versions.switches(connection))
        parts = bulletins.by_township(found.values())
        city = City(now.directory, now.rules, now.calendar)
        bulletin = bulletins.draw_up(Told(job.period, span, parts, met, chains, changes), city, now.at)
        told = bulletins.notices(bulletin, now.directory, now.at, engine.source)
        frozen = dict.fromkeys(kept, freezing.packed(())) | {
            code: freezing.packed(rows) for code, rows in parts.items()
        }

        async def effect(connection: store.Connection) -> None:
            await store.bulletins.freeze(connection, job.period, job.scope, frozen)
            if await store.bulletins.put(connection, bulletin):
                await store.writing.queue(connection, told)
                await store.events.tell(connection, [notice.recipient_id for notice in told], now.at)

        return Outcome({"number": bulletin.number, "hash": bulletin.hash, "cases": len(found)}, effect)


async def _add_missing(
    connection: store.Connection, parts: Iterable[str], span: Span, found: dict[Any, CaseFacts]
) -> None:
    ids = {identity for part in parts for identity in await store.figures.lived(connection, span, part)}
    for row in await store.figures.rows(connection, ids - found.keys(), span.end):
        found[row.id] = row


def _span(job: Job, now: Now) -> Span:
    return bulletins.month(job.period, now.calendar, now.at, now.since)
