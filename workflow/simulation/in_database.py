"""A simulated life in PostgreSQL, through the engine. Its clock and its ids are passed in, so that it is the same as
in memory."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from models.ledger import Entry
from workflow import store
from workflow.commands import Actor, Merge, Payload, Submit
from workflow.engine import Engine
from workflow.machines import Move
from workflow.simulation.ground import Touch
from workflow.view import MeetingView, View, Whole

AT_ONCE = 500


class VirtualClock:
    """The clock that the engine reads: it stands until the life moves it on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class InDatabase:
    def __init__(self, engine: Engine, clock: VirtualClock) -> None:
        self.engine, self.clock = engine, clock
        self._seen: dict[UUID, int] = {}
        """Up to which entry each case was looked at."""
        self._reports = 0

    async def submit(self, actor: Actor, submit: Submit, now: datetime) -> list[Touch]:
        self.clock.now = now
        self._reports += 1
        answer = await self.engine.submit(actor, submit, None, f"simulated-{self._reports}", "")
        return await self._touched([UUID(answer["id"])])

    async def fire(self, actor: Actor, view: Whole, move: Move, payload: Payload, now: datetime) -> list[Touch]:
        self.clock.now = now
        assert isinstance(view, View)
        await self.engine.fire(actor, view.incident.id, move, payload, view.incident.version)
        touched = [view.incident.id]
        if isinstance(payload, Merge):
            async with store.snapshot(self.engine.database) as connection:
                into = await store.reading.find_incident(connection, payload.into)
            touched += [into] if into else []
        elif view.incident.merged_into is not None:
            touched.append(view.incident.merged_into)
        return await self._touched(touched)

    async def ring(self, now: datetime) -> list[Touch]:
        self.clock.now = now
        async with store.transaction(self.engine.database) as connection:
            due = await store.due.due_subjects(connection, now, AT_ONCE)
        await self.engine.sweep()
        return await self._touched(due)

    async def convene(self, now: datetime) -> list[Touch]:
        self.clock.now = now
        return []

    async def next_due(self) -> datetime | None:
        async with store.snapshot(self.engine.database) as connection:
            return await store.due.next_due(connection)

    async def views(self) -> Mapping[UUID, View]:
        async with store.snapshot(self.engine.database) as connection:
            return await store.reading.load_views(connection, self._seen)

    async def meetings(self) -> Mapping[UUID, MeetingView]:
        return {}

    async def entries(self, subject_id: UUID) -> list[Entry]:
        async with store.snapshot(self.engine.database) as connection:
            return await store.reading.entries(connection, subject_id)

    async def _touched(self, ids: list[UUID]) -> list[Touch]:
        """What is new of these cases, read back from the tables."""
        found = []
        async with store.snapshot(self.engine.database) as connection:
            views = await store.reading.load_views(connection, ids)
            for identity in dict.fromkeys(ids):
                seen = self._seen.get(identity, 0)
                view = views[identity]
                if view.seq == seen:
                    continue
                self._seen[identity] = view.seq
                entries = [e for e in await store.reading.entries(connection, identity) if e.seq > seen]
                notices = [n for n in await store.reading.notices_of(connection, identity) if n.entry > seen]
                notices.sort(key=lambda notice: (notice.entry, notice.key))
                found.append(Touch(view, tuple(entries), tuple(notices)))
        return found
