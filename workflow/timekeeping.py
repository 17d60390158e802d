"""What time does to cases: the sweep that fires what is due, the winding on of a demonstration's clock, and the
counting anew of deadlines when the calendar is amended."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from models.database import Database
from workflow import core, ledger, store
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Command
from workflow.days import Days
from workflow.effects import Effects
from workflow.errors import BadInput
from workflow.identity import Source
from workflow.in_force import InForce, Now
from workflow.machines import Move
from workflow.rules.language import Rules
from workflow.store.errors import again
from workflow.view import View

log = structlog.get_logger()

RUNGS_AT_ONCE = 200
"""The most rungs of one incident that one pass fires."""

INCIDENTS_AT_ONCE = 500
RETIMED_AT_ONCE = 200

STEP = timedelta(minutes=30)
"""How far a wound-on clock goes at once: what falls due within it fires in one set, each at its own instant."""


class Timekeeping:
    def __init__(self, database: Database, source: Source, in_force: InForce) -> None:
        self.database, self.source, self.in_force = database, source, in_force

    async def sweep(
        self,
        limit: int = INCIDENTS_AT_ONCE,
        until: datetime | None = None,
        failed: set[UUID] | None = None,
        enough: Callable[[], bool] = lambda: False,
    ) -> int:
        """Fires the rungs that are due, in sets; how many. With `until`, what is due by then fires at its own instant.

        An incident that cannot be decided or written is logged, put into `failed` and passed over, so that it stops
        nobody else's clock; the auditor sees it stay. Between two sets it stops where that is `enough`.
        """
        fired, failed = 0, set() if failed is None else failed
        while not enough():
            rungs, incidents = await again(self._sweep_set, limit, until, failed)
            fired += rungs
            if not incidents:
                break
        return fired

    async def _sweep_set(self, limit: int, until: datetime | None, failed: set[UUID]) -> tuple[int, int]:
        """One transaction: how many rungs fired, of how many incidents that were due."""
        async with store.transaction(self.database) as connection:
            now = await self.in_force.at(connection)
            ids = await store.due.due_subjects(connection, until or now.at, limit, failed)
            views = await self._loaded(connection, ids, failed)
            followers = await store.reading.followers(connection, ids)
            decided: dict[UUID, list[Effects]] = {}
            for identity in (each for each in ids if each in views):
                pinned = await self.in_force.pinned(connection, views[identity].incident)
                try:
                    decided[identity] = self._ring(views[identity], pinned, now, until, followers.get(identity, ()))
                except Exception:
                    log.exception("incident_not_swept", incident=str(identity))
                    failed.add(identity)
            return await self._write(connection, decided, failed), len(ids)

    async def _loaded(self, connection: store.Connection, ids: list[UUID], failed: set[UUID]) -> dict[UUID, View]:
        """The views of a set; where one cannot even be read, each by itself, and that one is passed over."""
        try:
            return await store.reading.load_views(connection, ids)
        except (ValueError, OverflowError):
            log.exception("set_loaded_singly", incidents=len(ids))
        found: dict[UUID, View] = {}
        for identity in ids:
            try:
                found |= await store.reading.load_views(connection, [identity])
            except (ValueError, OverflowError):
                log.exception("incident_not_swept", incident=str(identity))
                failed.add(identity)
        return found

    async def _write(
        self, connection: store.Connection, decided: Mapping[UUID, list[Effects]], failed: set[UUID]
    ) -> int:
        """All in one set; where that cannot be, each incident for itself. How many rungs were written."""
        whole = [effects for each in decided.values() for effects in each]
        try:
            async with store.savepoint(connection):
                await store.writing.write(connection, whole)
            return len(whole)
        except (store.Inconsistent, BadInput):
            log.exception("set_written_singly", incidents=len(decided))
        written = 0
        for identity, each in decided.items():
            try:
                async with store.savepoint(connection):
                    await store.writing.write(connection, each)
                written += len(each)
            except (store.Inconsistent, BadInput):
                log.exception("incident_not_swept", incident=str(identity))
                failed.add(identity)
        return written

    def _ring(
        self,
        view: View,
        pinned: tuple[Rules, Calendar],
        now: Now,
        until: datetime | None,
        followers: tuple[UUID, ...],
    ) -> list[Effects]:
        rules, calendar = pinned
        facts = now.facts(followers=followers)
        horizon, own_time = until or now.at, until is not None
        return list(core.ring_all(view, horizon, facts, rules, calendar, self.source, RUNGS_AT_ONCE, own_time))

    async def advance(self, by: timedelta, progress: Callable[[float], None] | None = None) -> int:
        """Winds a demonstration's clock on: all that falls due on the way fires in its order, at its own instant."""
        start = at = (await self.in_force.now()).at
        end, fired, failed = start + by, 0, set[UUID]()
        while True:
            async with store.snapshot(self.database) as connection:
                due = await store.due.next_due(connection, failed)
            if due is None or due > end:
                break
            at = min(end, max(due, at) + STEP)
            fired += await self.sweep(until=at, failed=failed)
            await self._wind_to(at)
            if progress is not None:
                progress((at - start) / by)
        await self._wind_to(end)
        return fired

    async def _wind_to(self, at: datetime) -> None:
        async with store.transaction(self.database) as connection:
            await store.seeding.wind_to(connection, int((at - self.in_force.clock()).total_seconds()))

    async def amend_calendar(self, days: Days, author: str, note: str) -> int:
        """Puts another calendar in force and counts every deadline still ahead anew by it; how many incidents. Each
        gets an entry of its own, and a reporter whose promise moves is told."""
        content = days.to_json()
        async with store.transaction(self.database) as connection:
            now = await self.in_force.at(connection)
            hashed = ledger.digest(content)
            number = await store.versions.add_calendar(connection, content, hashed, author, note, now.at)
            await store.versions.activate(connection, calendar=number)
        moved = 0
        while True:
            once: int = await again(self._retime_set, number)
            moved += once
            if once == 0:
                return moved

    async def _retime_set(self, number: int) -> int:
        async with store.transaction(self.database) as connection:
            ids = await store.reading.counted_otherwise(connection, number, RETIMED_AT_ONCE)
            now = await self.in_force.at(connection)
            written = []
            for view in (await store.reading.load_views(connection, ids, lock=True)).values():
                rules = await self.in_force.rules(connection, view.incident.rules_version)
                calendar = await self.in_force.calendar(connection, number, rules)
                command = Command(Move.RETIME, SYSTEM)
                written.append(core.decide(view, command, now.facts(), rules, calendar, self.source))
            await store.writing.write(connection, written)
            return len(written)
