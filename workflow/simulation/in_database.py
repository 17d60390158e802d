"""A simulated life in PostgreSQL, through the engine. Its clock and its ids are passed in, so that it is the same as
in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from models.ledger import Entry
from models.notice import Notice
from workflow import issuing, jobs, lots, publishing, store, suggestions
from workflow.commands import Actor, Merge, Payload, Submit
from workflow.duties import BULLETIN
from workflow.engine import Engine
from workflow.machines import Kind, Move
from workflow.meetings import agenda
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.simulation.ground import Published, Touch
from workflow.view import BulletinView, CampaignView, MeetingView, PatrolView, SpotView, View, Whole
from workflow.works import DATED
from workflow.works.inspection import KIND

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
        self._walked: dict[UUID, None] = {}
        """The spots, patrols and campaigns that there are."""
        self._reports = 0

    async def submit(self, actor: Actor, submit: Submit, now: datetime) -> list[Touch]:
        self.clock.now = now
        self._reports += 1
        answer = await self.engine.submit(actor, submit, None, f"simulated-{self._reports}", "")
        identity = UUID(answer["id"])
        found = await self._looks(patrol=submit.patrol) if submit.patrol else []
        return await self._touched([identity, *found])

    async def _looks(self, patrol: str = "", spot: UUID | None = None, campaign: UUID | None = None) -> list[UUID]:
        """The looks at the spot of a patrol, at a spot, or for a campaign."""
        async with store.snapshot(self.engine.database) as connection:
            now = await self.engine.in_force.at(connection, share=False)
            if patrol:
                named = await store.patrols.find(connection, Kind.PATROL, patrol)
                views = await store.reading.load(connection, PatrolView, [named] if named else [])
                spot = next((view.patrol.spot_id for view in views.values()), None)
            wanted = store.patrols.Wanted([now.directory.root.path], campaign, spot=spot)
            found, _ = await store.patrols.listing(connection, wanted, now.at, None, 200)
        return [each.id for each in found]

    async def enter(self, actor: Actor, said: AddSpot, now: datetime) -> list[Touch]:
        self.clock.now = now
        answer = await self.engine.patrols.add(actor, said, made_up=True)
        identity = UUID(answer["id"])
        return await self._made(identity, await self._looks(spot=identity))

    async def start(self, actor: Actor, said: StartCampaign, now: datetime) -> list[Touch]:
        self.clock.now = now
        answer = await self.engine.patrols.start(actor, said)
        identity = UUID(answer["id"])
        return await self._made(identity, await self._looks(campaign=identity))

    async def _made(self, identity: UUID, looks: list[UUID]) -> list[Touch]:
        self._walked |= dict.fromkeys([identity, *looks])
        return await self._touched([identity, *looks])

    async def fire(self, actor: Actor, view: Whole, move: Move, payload: Payload, now: datetime) -> list[Touch]:
        self.clock.now = now
        if isinstance(view, BulletinView):
            await issuing.fire(self.engine, actor, view.root.id, move, payload, view.root.version)
            return await self._touched([view.root.id])
        if isinstance(view, PatrolView):
            await self.engine.patrols.fire(actor, Kind.PATROL, view.root.id, move, payload, view.root.version)
            return await self._touched([view.root.id, *await self._looks(patrol=view.patrol.number)])
        door = self.engine.meetings.fire if isinstance(view, MeetingView) else self.engine.fire
        await door(actor, view.root.id, move, payload, view.root.version)
        return await self._touched([view.root.id, *await self._beside(view, payload)])

    async def _beside(self, view: Whole, payload: Payload) -> list[UUID]:
        """What else a move may have touched: where a case was merged into, or what a meeting heard."""
        if isinstance(payload, Merge):
            async with store.snapshot(self.engine.database) as connection:
                into = await store.reading.find_incident(connection, payload.into)
            return [into] if into else []
        if isinstance(view, MeetingView):
            about = view.meeting.proposal_id
            return [*agenda.tabled(view.meeting.agenda), *([about] if about else [])]
        assert isinstance(view, View)
        return [view.incident.merged_into] if view.incident.merged_into else []

    async def ring(self, now: datetime) -> list[Touch]:
        self.clock.now = now
        async with store.transaction(self.engine.database) as connection:
            due = await store.due.due_subjects(connection, now, AT_ONCE)
            due += await store.due.due_meetings(connection, now, AT_ONCE)
            due += await store.due.due_patrols(connection, now, AT_ONCE)
            due += await store.due.due_campaigns(connection, now, AT_ONCE)
            due += await store.due.due_bulletins(connection, now, AT_ONCE)
        await self.engine.sweep()
        return await self._touched(due)

    async def support(self, incident_id: UUID, who: Sequence[str], now: datetime) -> None:
        self.clock.now = now
        for each in who:
            await suggestions.support(self.engine, incident_id, each)

    async def convene(self, now: datetime) -> list[Touch]:
        self.clock.now = now
        await self.engine.meetings.convene()
        async with store.snapshot(self.engine.database) as connection:
            meetings = await store.meetings.ids(connection)
        return await self._touched(meetings)

    async def inspect(self, after: datetime, now: datetime, since: datetime) -> list[Touch]:
        """By the job that the calendar owes."""
        self.clock.now = now
        current = await self.engine.now()
        rule = current.rules.inspections
        periods = [each.name for each in lots.owed(rule, current.calendar, after, now, since)] if rule else []
        if not periods:
            return []
        await jobs.catch_up(self.engine, {KIND: DATED[KIND]})
        async with store.snapshot(self.engine.database) as connection:
            drawn = [each for name in periods for each in await store.inspections.of_period(connection, name)]
        return await self._touched(list(dict.fromkeys(each.incident_id for each in drawn)))

    async def publish(self, period: str, now: datetime) -> tuple[Published, list[Touch]]:
        """By the job that the calendar owes; NotFound where it owed none, or it failed."""
        self.clock.now = now
        await jobs.catch_up(self.engine, {BULLETIN: DATED[BULLETIN]})
        issue = await publishing.find(self.engine, period)
        async with store.snapshot(self.engine.database) as connection:
            told = await store.reading.notices_about(connection, issue.id)
            drawn = await store.bulletins.ids(connection)
        return Published(period, issue.hash, tuple(told)), await self._touched(drawn)

    async def patrols(self) -> Mapping[UUID, Whole]:
        async with store.snapshot(self.engine.database) as connection:
            return await _patrols(connection, list(self._walked))

    async def bulletins(self) -> Mapping[UUID, BulletinView]:
        async with store.snapshot(self.engine.database) as connection:
            return await store.reading.load(connection, BulletinView, await store.bulletins.ids(connection))

    async def next_due(self) -> datetime | None:
        async with store.snapshot(self.engine.database) as connection:
            return await store.due.next_due(connection)

    async def views(self) -> Mapping[UUID, View]:
        async with store.snapshot(self.engine.database) as connection:
            return await store.reading.load_views(connection, self._seen)

    async def meetings(self) -> Mapping[UUID, MeetingView]:
        async with store.snapshot(self.engine.database) as connection:
            return await store.reading.load(connection, MeetingView, self._seen)

    async def entries(self, subject_id: UUID) -> list[Entry]:
        async with store.snapshot(self.engine.database) as connection:
            return await store.reading.entries(connection, subject_id)

    async def ended(self, subject_id: UUID) -> None:
        """The database keeps what it has."""

    async def _touched(self, ids: list[UUID]) -> list[Touch]:
        """What is new of these cases and meetings, read back from the tables."""
        async with store.snapshot(self.engine.database) as connection:
            cases = await store.reading.load_views(connection, ids)
            rest = [identity for identity in ids if identity not in cases]
            wholes: Mapping[UUID, Whole] = {
                **cases,
                **await store.reading.load(connection, MeetingView, rest),
                **await store.reading.load(connection, BulletinView, rest),
                **await _patrols(connection, rest),
            }
            self._walked |= {each: None for each in rest if isinstance(wholes[each], PatrolView)}
            return [
                await self._touch(connection, wholes[identity])
                for identity in dict.fromkeys(ids)
                if wholes[identity].seq > self._seen.get(identity, 0)
            ]

    async def _touch(self, connection: store.Connection, view: Whole) -> Touch:
        identity, kind = view.root.id, Kind(view.KINDS[0])
        seen, self._seen[identity] = self._seen.get(identity, 0), view.seq
        entries = [e for e in await store.reading.entries(connection, identity) if e.seq > seen]
        told = await _told(connection, identity, kind)
        notices = [notice for notice in told if notice.entry > seen]
        notices.sort(key=lambda notice: (notice.entry, notice.key))
        return Touch(view, tuple(entries), tuple(notices))


async def _patrols(connection: store.Connection, ids: list[UUID]) -> dict[UUID, Whole]:
    found: dict[UUID, Whole] = {}
    for view in (SpotView, PatrolView, CampaignView):
        found |= await store.reading.load(connection, view, ids)
    return found


async def _told(connection: store.Connection, identity: UUID, kind: Kind) -> list[Notice]:
    """The notices of a subject; those of a bulletin or of patrols hang on nothing and are about it."""
    if kind in (Kind.BULLETIN, Kind.SPOT, Kind.PATROL, Kind.CAMPAIGN):
        return await store.reading.notices_about(connection, identity)
    return await store.reading.notices_of(connection, identity, kind)
