"""What is shown of patrols: somebody's own list, one of them with its record, how it goes, spots, campaigns.

Each is read at one instant. Who may not know of something is told that there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from models.ledger import Entry
from models.patrol import Campaign, Patrol, Spot
from models.territory import Grid
from workflow import rights, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, NotFound
from workflow.in_force import Now
from workflow.machines import Kind
from workflow.patrolling import ROOT
from workflow.store.patrols import Covered, OfTemplate, Waiting, Wanted
from workflow.view import CampaignView, PatrolView, SpotView

MOST: Final = 300
"""So many of somebody's own list are shown; it says how many there are."""

PERIOD: Final = timedelta(days=30)
"""How far back what was done is counted."""


@dataclass(frozen=True)
class Look:
    """A patrol with its spot, and with its campaign where it has one."""

    patrol: Patrol
    spot: Spot
    campaign: Campaign | None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mine:
    looks: Sequence[Look]
    waiting: Waiting
    now: Now


@dataclass(frozen=True)
class SeenPatrol:
    """One patrol as somebody may see it. `incident` is the number of what was found."""

    look: Look
    view: PatrolView
    entries: Sequence[Entry]
    photos: Sequence[UUID]
    incident: str | None
    now: Now


@dataclass(frozen=True)
class SeenSpot:
    spot: Spot
    entries: Sequence[Entry]
    looks: Sequence[Look]
    allowed: tuple[str, ...]
    now: Now


@dataclass(frozen=True)
class Run:
    """A campaign and how it goes, by township."""

    campaign: Campaign
    covered: Sequence[Covered]
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """How it goes in the territory of whoever asks: `since` is how far back what was done is counted."""

    territory: Sequence[Grid]
    kinds: Mapping[str, int]
    templates: Mapping[str, OfTemplate]
    covered: Sequence[Covered]
    running: Sequence[Run]
    keeps: bool
    since: datetime
    now: Now


async def mine(engine: Engine, actor: Actor, limit: int = MOST) -> Mine:
    """What somebody has to look at, the soonest due first."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        rounds = rights.rounds(now.facts().posts(actor.id) if actor.id else (), now.directory)
        patrols = await store.patrols.mine(connection, rounds, now.at, limit)
        looks = await _looks(connection, patrols, actor, now)
        return Mine(looks, await store.patrols.waiting(connection, rounds, now.at), now)


async def _looks(connection: store.Connection, patrols: Sequence[Patrol], actor: Actor, now: Now) -> list[Look]:
    spots = await store.patrols.spots_of(connection, {patrol.spot_id for patrol in patrols})
    named = {patrol.campaign_id for patrol in patrols if patrol.campaign_id is not None}
    campaigns = await store.patrols.campaigns_of(connection, named) if named else {}
    facts = now.facts()
    return [
        Look(
            patrol,
            spots[patrol.spot_id],
            campaigns.get(patrol.campaign_id) if patrol.campaign_id else None,
            rights.patrol_allowed(PatrolView(patrol), actor, facts),
        )
        for patrol in patrols
    ]


async def identity(engine: Engine, kind: Kind, ref: str) -> UUID:
    """The id that a number or an id means. Whether anybody may know of it is said by who looks or moves."""
    async with store.snapshot(engine.database) as connection:
        found = await store.patrols.find(connection, kind, ref)
    if found is None:
        raise NotFound()
    return found


async def patrol(engine: Engine, actor: Actor, ref: str) -> SeenPatrol:
    async with store.snapshot(engine.database) as connection:
        view, now = await _known(engine, connection, Kind.PATROL, actor, ref)
        assert isinstance(view, PatrolView)
        (look,) = await _looks(connection, [view.patrol], actor, now)
        numbers = await store.reading.numbers(connection, [view.patrol.incident_id])
        rules, calendar = await engine.in_force.pinned(connection, view.patrol)
        return SeenPatrol(
            look=look,
            view=view,
            entries=await store.reading.entries(connection, view.patrol.id),
            photos=await store.patrols.photos_of(connection, view.patrol.id),
            incident=next(iter(numbers.values()), None),
            now=replace(now, rules=rules, calendar=calendar),
        )


async def spot(engine: Engine, actor: Actor, ref: str) -> SeenSpot:
    async with store.snapshot(engine.database) as connection:
        view, now = await _known(engine, connection, Kind.SPOT, actor, ref)
        assert isinstance(view, SpotView)
        wanted = Wanted([now.directory.root.path], spot=view.spot.id)
        patrols, _ = await store.patrols.listing(connection, wanted, now.at, None, 20)
        return SeenSpot(
            view.spot,
            await store.reading.entries(connection, view.spot.id),
            await _looks(connection, patrols, actor, now),
            rights.patrol_allowed(view, actor, now.facts()),
            now,
        )


async def campaign(engine: Engine, actor: Actor, ref: str) -> tuple[Run, Sequence[Entry], Now]:
    async with store.snapshot(engine.database) as connection:
        view, now = await _known(engine, connection, Kind.CAMPAIGN, actor, ref)
        assert isinstance(view, CampaignView)
        grids = _territory(actor, now)
        (run,) = await _runs(connection, [view.campaign], grids, actor, now)
        return run, await store.reading.entries(connection, view.campaign.id), now


async def _known(
    engine: Engine, connection: store.Connection, kind: Kind, actor: Actor, ref: str
) -> tuple[SpotView | PatrolView | CampaignView, Now]:
    found = await store.patrols.find(connection, kind, ref)
    if found is None:
        raise NotFound()
    now = await engine.in_force.at(connection, share=False)
    view = (await store.reading.load(connection, ROOT[kind], [found]))[found]
    assert isinstance(view, SpotView | PatrolView | CampaignView)
    if not rights.patrol_standings(view, actor, now.facts()):
        raise NotFound()
    return view, now


def _territory(actor: Actor, now: Now) -> tuple[Grid, ...]:
    """Where somebody sees how it goes; Forbidden for who does nowhere."""
    grids = rights.oversees_patrols(now.facts().posts(actor.id) if actor.id else (), now.directory)
    if not grids:
        raise Forbidden()
    return grids


def _paths(grids: Sequence[Grid]) -> list[str]:
    return [grid.path for grid in grids]


async def _runs(
    connection: store.Connection, campaigns: Sequence[Campaign], grids: Sequence[Grid], actor: Actor, now: Now
) -> list[Run]:
    ids = [each.id for each in campaigns]
    covered = await store.patrols.coverage_of(connection, ids, _paths(grids), now.at) if ids else {}
    facts = now.facts()
    return [Run(each, covered[each.id], rights.patrol_allowed(CampaignView(each), actor, facts)) for each in campaigns]


async def plan(engine: Engine, actor: Actor) -> Plan:
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        grids = _territory(actor, now)
        paths, since = _paths(grids), now.at - PERIOD
        ids = await store.patrols.running_ids(connection)
        campaigns = sorted((await store.patrols.campaigns_of(connection, ids)).values(), key=lambda each: each.until)
        mine = [each for each in campaigns if any(_meet(each.path, path) for path in paths)]
        posts = now.facts().posts(actor.id) if actor.id else ()
        return Plan(
            territory=grids,
            kinds=await store.patrols.by_kind(connection, paths),
            templates=await store.patrols.by_template(connection, paths, now.at),
            covered=await store.patrols.coverage(connection, paths, since, now.at),
            running=await _runs(connection, mine, grids, actor, now),
            keeps=any(rights.keeps_spots(posts, path, now.directory) for path in paths),
            since=since,
            now=now,
        )


def _meet(one: str, other: str) -> bool:
    return rights.below(one, other) or rights.below(other, one)


@dataclass(frozen=True)
class Asked:
    """What a list of patrols is narrowed to, as it was asked for."""

    campaign: str | None = None
    template: str | None = None
    kind: str | None = None
    township: str | None = None
    state: str | None = None


async def listed(
    engine: Engine, actor: Actor, asked: Asked, cursor: str | None, limit: int
) -> tuple[list[Look], str | None, Now]:
    """A page of the patrols in the territory of whoever asks, the newest first. What was done is that of the last
    thirty days, but of a campaign all."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        paths = _paths(_territory(actor, now))
        of = await _of_campaign(connection, actor, asked.campaign, now) if asked.campaign else None
        since = None if of else now.at - PERIOD
        wanted = Wanted(paths, of, asked.template, asked.kind, asked.township, asked.state, since)
        patrols, following = await store.patrols.listing(connection, wanted, now.at, cursor, limit)
        return await _looks(connection, patrols, actor, now), following, now


async def _of_campaign(connection: store.Connection, actor: Actor, ref: str, now: Now) -> UUID:
    """BadInput for a campaign that is not there, and in the same words for one that whoever asks may not know of."""
    found = await store.patrols.find(connection, Kind.CAMPAIGN, ref)
    view = (await store.reading.load(connection, CampaignView, [found])).get(found) if found else None
    if found is None or view is None or not rights.patrol_standings(view, actor, now.facts()):
        raise BadInput("campaign", "unknown-campaign", value=ref)
    return found


async def may_enter(engine: Engine, actor: Actor) -> Now:
    """Now, for who may enter spots somewhere; Forbidden for who may nowhere, before anything of theirs is read."""
    now = await engine.now()
    if not rights.keeps_any_spots(now.facts().posts(actor.id) if actor.id else ()):
        raise Forbidden()
    return now


@dataclass(frozen=True)
class OfSpots:
    """What a list of spots is narrowed to, as it was asked for."""

    kind: str | None = None
    township: str | None = None
    words: tuple[str, ...] = ()


async def spots(
    engine: Engine, actor: Actor, asked: OfSpots, cursor: str | None, limit: int
) -> tuple[list[tuple[Spot, tuple[str, ...]]], str | None, Now]:
    """A page of those that stand in the territory of whoever asks, each with what they may do with it."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        paths = _paths(_territory(actor, now))
        narrowed = (asked.kind, asked.township, asked.words)
        found, following = await store.patrols.spots(connection, paths, *narrowed, cursor, limit)
        facts = now.facts()
        return [(spot, rights.patrol_allowed(SpotView(spot), actor, facts)) for spot in found], following, now


async def campaigns(engine: Engine, actor: Actor, cursor: str | None, limit: int) -> tuple[list[Run], str | None, Now]:
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        grids = _territory(actor, now)
        found, following = await store.patrols.campaigns(connection, _paths(grids), cursor, limit)
        return await _runs(connection, found, grids, actor, now), following, now
