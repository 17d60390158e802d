"""The doing of patrols: spots entered, shifted and ended, looks made when they are owed, moved, campaigns.

Each is one transaction through the one writer. Locks are taken in one order: campaigns, then spots, then patrols, by
id. A spot whose patrols are made or ended is held, so that none is made of one that ends meanwhile.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from models.database import Database
from models.patrol import Campaign, Spot
from workflow import rights, store
from workflow.commands import SYSTEM, Actor, Command, Payload
from workflow.door import Answer, answer, once
from workflow.effects import Effects, PatrolEffects
from workflow.errors import NotFound
from workflow.identity import Source
from workflow.in_force import InForce, Now
from workflow.machines import Kind, Move
from workflow.patrols import core, following
from workflow.patrols.making import AT_ONCE, Making
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.store.errors import again
from workflow.view import CampaignView, PatrolView, SpotView, Whole

ROOT: Final[Mapping[Kind, type[Whole]]] = {
    Kind.SPOT: SpotView,
    Kind.PATROL: PatrolView,
    Kind.CAMPAIGN: CampaignView,
}
SETS_IN_A_REQUEST: Final = 4
"""So many sets of a new campaign's looks are made before its starter is answered; the others within a minute."""

IN_A_BREATH: Final = 50
"""So many spots of a table are decided on before others get their turn: each takes a millisecond."""


class Patrolling:
    def __init__(self, database: Database, source: Source, in_force: InForce) -> None:
        self.database, self.source, self.in_force = database, source, in_force

    # What begins

    async def add(
        self, actor: Actor, said: AddSpot, key: str | None = None, request_hash: str = "", made_up: bool = False
    ) -> Answer:
        """A spot, with the first look that each standing patrol of its kind asks for."""
        return await once(self.database, actor.key, key, request_hash, partial(self._add, actor, said, made_up))

    async def _add(
        self, actor: Actor, said: AddSpot, made_up: bool, connection: store.Connection
    ) -> tuple[Answer, datetime]:
        now = await self.in_force.at(connection)
        written = await self._added(connection, actor, [said], now, made_up)
        await store.writing.write(connection, written)
        return answer(written[0].view), now.at

    async def enter(
        self, actor: Actor, rows: Sequence[AddSpot], made_up: bool = False, key: str | None = None, hashed: str = ""
    ) -> Answer:
        """Many at once, all or none: `{"added": …}`."""
        return await once(self.database, actor.key, key, hashed, partial(self._enter, actor, rows, made_up))

    async def _enter(
        self, actor: Actor, rows: Sequence[AddSpot], made_up: bool, connection: store.Connection
    ) -> tuple[Answer, datetime]:
        now = await self.in_force.at(connection)
        await store.writing.write(connection, await self._added(connection, actor, rows, now, made_up), events=False)
        return {"added": len(rows)}, now.at

    async def _added(
        self, connection: store.Connection, actor: Actor, rows: Sequence[AddSpot], now: Now, made_up: bool
    ) -> list[PatrolEffects]:
        making = self._making(now)
        numbers = await store.patrols.next_numbers(connection, "spot", len(rows))
        count = sum(len(now.rules.patrols.of_kind(row.kind)) for row in rows)
        others = iter(await store.patrols.next_numbers(connection, "patrol", count))
        written: list[PatrolEffects] = []
        for place, (row, number) in enumerate(zip(rows, numbers, strict=True), 1):
            if place % IN_A_BREATH == 0:
                await asyncio.sleep(0)
            effects = self._decide(None, making.spot(actor, row, number, made_up), now)
            written += [effects, *self._followed(effects, None, (), now, others)]
        return written

    async def start(self, actor: Actor, said: StartCampaign, key: str | None = None, request_hash: str = "") -> Answer:
        """A campaign with its looks."""
        done = await once(self.database, actor.key, key, request_hash, partial(self._start, actor, said))
        for _ in range(SETS_IN_A_REQUEST):
            if await again(self._ask, UUID(done["id"]), None) < AT_ONCE:
                break
        return done

    async def _start(self, actor: Actor, said: StartCampaign, connection: store.Connection) -> tuple[Answer, datetime]:
        now = await self.in_force.at(connection)
        (number,) = await store.patrols.next_numbers(connection, "campaign", 1)
        effects = self._decide(None, self._making(now).campaign(actor, said, number), now)
        await store.writing.write(connection, [effects])
        return answer(effects.view), now.at

    # Moves

    async def fire(
        self,
        actor: Actor,
        kind: Kind,
        ref: UUID,
        move: Move,
        payload: Payload,
        version: int | None = None,
        key: str | None = None,
        request_hash: str = "",
    ) -> Answer:
        """One move. The answer is `{id, number, state, version, seq}`; the same key gives the same."""
        command = Command(move, actor, payload, version)
        return await once(self.database, actor.key, key, request_hash, partial(self._fire, kind, ref, command))

    async def _fire(
        self, kind: Kind, ref: UUID, command: Command, connection: store.Connection
    ) -> tuple[Answer, datetime]:
        spot = await store.patrols.spot_of(connection, ref) if kind == Kind.PATROL else None
        view = (await store.reading.load(connection, ROOT[kind], [ref], lock=True)).get(ref)
        if view is None:
            raise NotFound()
        now = await self.in_force.at(connection)
        photos = await self._nameable(connection, command)
        effects = await self._decided(connection, view, command, now, photos)
        under_way = await self._under_way(connection, view)
        numbers = await self._numbers(connection, following.needed(view, command.move))
        steps = following.steps(effects, spot, under_way, self._making(now), numbers)
        followed = [await self._decided(connection, before, then, now) for before, then in steps]
        # One after the other: of two looks at a spot the one that is over goes before the one that begins.
        await store.writing.write(connection, [effects])
        await store.writing.write(connection, followed)
        return answer(effects.view), effects.entry.recorded_at

    async def _under_way(self, connection: store.Connection, view: Whole) -> list[PatrolView]:
        """The open patrols of a spot; of a campaign the first set of them, the others are found at the next turn."""
        if isinstance(view, SpotView):
            ids = await store.patrols.open_of_spot(connection, view.spot.id)
        elif isinstance(view, CampaignView):
            ids = await store.patrols.of_campaign(connection, view.campaign.id, AT_ONCE)
        else:
            return []
        return list((await store.reading.load(connection, PatrolView, ids, lock=True)).values())

    async def _nameable(self, connection: store.Connection, command: Command) -> Mapping[UUID, str]:
        named: Sequence[UUID] = getattr(command.payload, "photos", ())
        held = await store.photos.held(connection, named) if named else {}
        return rights.nameable(held.values(), (), command.actor)

    async def found(
        self,
        connection: store.Connection,
        reports: Iterable[tuple[Actor, UUID, Effects]],
        views: Mapping[UUID, PatrolView],
        spots: Mapping[UUID, Spot],
        now: Now,
    ) -> None:
        """What reports do to the patrols that found what they tell of: each to its own, once. `views` are locked."""
        known = dict(views)
        for actor, patrol_id, effects in reports:
            view = known[patrol_id]
            if not view.patrol.open:
                continue
            incident = effects.view.incident
            context = {"incident": incident.id, "number": incident.number}
            done = await self._decided(connection, view, Command(Move.FIND, actor, context=context), now)
            assert isinstance(done.view, PatrolView)
            known[patrol_id] = done.view
            numbers = await self._numbers(connection, following.needed(view, Move.FIND))
            spot = spots.get(view.patrol.spot_id)
            await store.writing.write(connection, [done])
            await store.writing.write(connection, self._followed(done, spot, (), now, numbers))

    # What is owed

    async def keep(self) -> int:
        """What a turn of the clock finds to do: looks that running campaigns still ask for, and those of campaigns that
        were called off. Whoever comes second at the same time finds it done."""
        async with store.snapshot(self.database) as connection:
            campaigns = await store.patrols.running_ids(connection)
        made = 0
        for campaign in campaigns:
            while (count := await again(self._ask, campaign, None)) > 0:
                made += count
        while (count := await again(self._drop)) > 0:
            made += count
        return made

    async def make(self, township: str | None) -> int:
        """The looks that the standing patrols ask for and that nobody has made, in sets; how many. Of spots that lie in
        no township where none is named."""
        made = 0
        while (count := await again(self._make, township)) > 0:
            made += count
        return made

    async def _make(self, township: str | None) -> int:
        async with store.transaction(self.database) as connection:
            await store.patrols.alone(connection)
            now = await self.in_force.at(connection)
            making, steps = self._making(now), list[following.Step]()
            for template in now.rules.patrols.templates.values():
                room = AT_ONCE - len(steps)
                spots = await store.patrols.owed_spots(connection, template.kind, template.name, township, room)
                numbers = await self._numbers(connection, len(spots))
                steps += [(None, making.of_template(spot, template, next(numbers))) for spot in spots]
            return await self._write(connection, steps, now)

    async def _ask(self, campaign_id: UUID, township: str | None) -> int:
        """A set of the looks that a campaign asks for; how many."""
        async with store.transaction(self.database) as connection:
            await store.patrols.alone(connection)
            campaign = await store.patrols.running(connection, campaign_id)
            if campaign is None:
                return 0
            now = await self.in_force.at(connection)
            spots = await store.patrols.asked_spots(connection, campaign, township, AT_ONCE)
            numbers = await self._numbers(connection, len(spots))
            steps = list(following.asked(campaign, spots, self._making(now), numbers))
            return await self._write(connection, steps, now, campaign)

    async def _drop(self) -> int:
        async with store.transaction(self.database) as connection:
            ids = await store.patrols.of_called_off(connection, AT_ONCE)
            views = await store.reading.load(connection, PatrolView, ids, lock=True)
            now = await self.in_force.at(connection)
            still = [view for view in views.values() if view.patrol.open]
            written = [
                await self._decided(connection, view, command, now)
                for view, command in following.dropped(still, "campaign-called-off")
                if view is not None
            ]
            await store.writing.write(connection, written, events=False)
            return len(written)

    async def _write(
        self,
        connection: store.Connection,
        steps: Sequence[following.Step],
        now: Now,
        campaign: Campaign | None = None,
    ) -> int:
        """What is made, without an event each: pages hear of a whole set by one."""
        written = [self._decide(view, command, now) for view, command in steps]
        await store.writing.write(connection, written, events=False)
        if campaign is not None and written:
            await store.patrols.announce(connection, campaign, now.at)
        return len(written)

    async def settle(self, connection: store.Connection, path: str, now: Now) -> list[PatrolEffects]:
        """What lies in a grid that ended, or below it, goes over to the grid that came after it."""
        spots, patrols = await store.patrols.lying_in(connection, path)
        views: list[Whole] = list((await store.reading.load(connection, SpotView, spots, lock=True)).values())
        views += (await store.reading.load(connection, PatrolView, patrols, lock=True)).values()
        written = []
        for view in views:
            place = now.facts().lies(view.root.grid_id, view.root.path)
            if place is not None:
                context = {"place": {"grid_id": place.grid_id, "path": place.path, "township": place.township}}
                written.append(
                    await self._decided(connection, view, Command(Move.REGRID, SYSTEM, context=context), now)
                )
        return written

    # The deciding

    def _making(self, now: Now) -> Making:
        return Making(now.rules, now.calendar, now.directory, now.at, self.source)

    async def _numbers(self, connection: store.Connection, count: int) -> Iterator[int]:
        return iter(await store.patrols.next_numbers(connection, "patrol", count) if count else ())

    def _followed(
        self,
        effects: PatrolEffects,
        spot: Spot | None,
        under_way: Sequence[PatrolView],
        now: Now,
        numbers: Iterator[int],
    ) -> list[PatrolEffects]:
        """What begins after it; nothing that was there before."""
        steps = following.steps(effects, spot, under_way, self._making(now), numbers)
        return [self._decide(view, command, now) for view, command in steps]

    async def _decided(
        self,
        connection: store.Connection,
        view: Whole | None,
        command: Command,
        now: Now,
        photos: Mapping[UUID, str] | None = None,
    ) -> PatrolEffects:
        """By the rules that it began under; a spot by those in force."""
        if view is not None and not isinstance(view, SpotView):
            rules, calendar = await self.in_force.pinned(connection, view.root)
            now = replace(now, rules=rules, calendar=calendar)
        return self._decide(view, command, now, photos)

    def _decide(
        self, view: Whole | None, command: Command, now: Now, photos: Mapping[UUID, str] | None = None
    ) -> PatrolEffects:
        known: dict[str, Any] = {"photos": photos} if photos else {}
        return core.decide(view, command, now.facts(**known), now.rules, now.calendar, self.source)
