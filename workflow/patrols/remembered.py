"""The patrols of a city in memory: what the store and `workflow.patrolling` do with tables, done with dictionaries."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from models.patrol import CampaignState, Patrol, Spot
from workflow.calendar import Calendar
from workflow.commands import Actor, Command, Payload
from workflow.directory import Directory
from workflow.effects import Outcome, PatrolEffects
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.identity import Seeded, Source
from workflow.machines import Move
from workflow.patrols import core, following
from workflow.patrols.making import Making
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.rights import below
from workflow.rules.language import Rules
from workflow.view import CampaignView, PatrolView, SpotView, Whole

SEED: Final = 0x70617472


class City(Protocol):
    """What the patrols ask of the city that they belong to."""

    directory: Directory
    rules: Rules
    calendar: Calendar

    def write(self, outcome: Outcome) -> None: ...
    def arm(self, old: Whole | None, view: Whole) -> None: ...
    def pinned(self, view: Whole | None) -> tuple[Rules, Calendar]: ...


class Patrols:
    """By id; ids and salts come from a source of their own, so that nothing else of a life depends on them."""

    def __init__(self, city: City, source: Source | None = None) -> None:
        self.city, self.source = city, source or Seeded(SEED)
        self.spots: dict[UUID, SpotView] = {}
        self.patrols: dict[UUID, PatrolView] = {}
        self.campaigns: dict[UUID, CampaignView] = {}
        self.open: dict[UUID, dict[UUID, None]] = {}
        """The open patrols by their spot."""
        self._standing: dict[str, dict[UUID, None]] = {}
        """The spots that stand by their kind."""
        self._next = {"spot": 1, "patrol": 1, "campaign": 1}

    def whole(self, identity: UUID) -> Whole | None:
        return self.patrols.get(identity) or self.campaigns.get(identity) or self.spots.get(identity)

    def named(self, ref: str) -> PatrolView | None:
        """The patrol of a number or an id."""
        views = self.patrols.values()
        return next((each for each in views if ref in (each.patrol.number, str(each.patrol.id))), None)

    def add(self, actor: Actor, said: AddSpot, now: datetime, made_up: bool = False) -> SpotView:
        effects = self._do(None, self._making(now).spot(actor, said, self._number("spot"), made_up), now)
        self._follow(effects, None, now)
        return self.spots[effects.view.root.id]

    def start(self, actor: Actor, said: StartCampaign, now: datetime) -> CampaignView:
        effects = self._do(None, self._making(now).campaign(actor, said, self._number("campaign")), now)
        self.keep(now)
        return self.campaigns[effects.view.root.id]

    def fire(
        self, actor: Actor, ref: UUID, move: Move, payload: Payload, now: datetime, version: int | None = None
    ) -> Whole:
        view = self.whole(ref)
        if view is None:
            raise NotFound()
        effects = self._do(view, Command(move, actor, payload, version), now)
        self._follow(effects, self._spot_of(view), now)
        after = self.whole(ref)
        assert after is not None
        return after

    def found(self, actor: Actor, patrol_id: UUID, incident: UUID, number: str, now: datetime) -> None:
        """A report tells of what a patrol found."""
        view = self.patrols[patrol_id]
        if not view.patrol.open:
            return
        command = Command(Move.FIND, actor, context={"incident": incident, "number": number})
        self._follow(self._do(view, command, now), self._spot_of(view), now)

    def keep(self, now: datetime) -> int:
        """Looks that running campaigns still ask for, and those of campaigns that were called off."""
        made = 0
        for campaign in [view.campaign for view in self.campaigns.values()]:
            if campaign.state == CampaignState.RUNNING:
                asked = {
                    view.patrol.spot_id for view in self.patrols.values() if view.patrol.campaign_id == campaign.id
                }
                spots = [
                    spot
                    for kind in campaign.kinds
                    for spot in self._of_kind(kind)
                    if spot.id not in asked and below(spot.path, campaign.path)
                ]
                spots.sort(key=lambda spot: spot.id)
                made += self._steps(following.asked(campaign, spots, self._making(now), self._numbers()), now)
            elif campaign.state == CampaignState.CALLED_OFF:
                left = [view for view in self.under_way() if view.patrol.campaign_id == campaign.id]
                made += self._steps(following.dropped(left, "campaign-called-off"), now)
        return made

    def make(self, now: datetime) -> int:
        """The looks that the standing patrols ask for and that nobody has made."""
        making, numbers = self._making(now), self._numbers()
        steps: list[following.Step] = []
        for template in self.city.rules.patrols.templates.values():
            for spot in self._of_kind(template.kind):
                under = (self.patrols[each].patrol.template for each in self.open.get(spot.id, ()))
                if template.name not in under:
                    steps.append((None, making.of_template(spot, template, next(numbers))))
        return self._steps(iter(steps), now)

    def ring(self, ref: UUID, now: datetime, limit: int) -> int:
        """Fires what is due of one of them; how many rungs."""
        view = self.whole(ref)
        assert view is not None
        left = sum(each.patrol.campaign_id == ref for each in self.under_way()) if ref in self.campaigns else 0
        facts, pinned = self._facts(now), self.city.pinned(view)
        rung = list(core.ring_all(view, now, facts, *pinned, self.source, limit, left=left))
        for effects in rung:
            self._write(effects)
        return len(rung)

    def under_way(self) -> list[PatrolView]:
        """The open patrols, by id."""
        return [self.patrols[each] for each in sorted(each for of in self.open.values() for each in of)]

    def at(self, path: str) -> Iterator[Patrol]:
        """The open patrols at a path."""
        for spots in self._standing.values():
            for spot in spots:
                if self.spots[spot].spot.path == path:
                    yield from (self.patrols[each].patrol for each in self.open.get(spot, ()))

    def _of_kind(self, kind: str) -> list[Spot]:
        return [self.spots[each].spot for each in sorted(self._standing.get(kind, ()))]

    def _spot_of(self, view: Whole) -> Spot | None:
        return self.spots[view.patrol.spot_id].spot if isinstance(view, PatrolView) else None

    def _follow(self, effects: PatrolEffects, spot: Spot | None, now: datetime) -> None:
        root = effects.view.root
        under_way: Sequence[PatrolView] = [self.patrols[each] for each in sorted(self.open.get(root.id, ()))]
        if isinstance(effects.view, CampaignView):
            under_way = [view for view in self.under_way() if view.patrol.campaign_id == root.id]
        self._steps(following.steps(effects, spot, under_way, self._making(now), self._numbers()), now)

    def _steps(self, steps: Iterator[following.Step], now: datetime) -> int:
        done = 0
        for view, command in list(steps):
            self._do(view, command, now)
            done += 1
        return done

    def _numbers(self) -> Iterator[int]:
        while True:
            yield self._number("patrol")

    def _number(self, what: str) -> int:
        self._next[what] += 1
        return self._next[what] - 1

    def _making(self, now: datetime) -> Making:
        return Making(self.city.rules, self.city.calendar, self.city.directory, now, self.source)

    def _facts(self, now: datetime, **known: Any) -> Facts:
        return Facts(self.city.directory, self.city.calendar, now, **known)

    def _do(self, view: Whole | None, command: Command, now: datetime) -> PatrolEffects:
        pinned: tuple[Rules, Calendar] = self.city.pinned(None if isinstance(view, SpotView) else view)
        effects = core.decide(view, command, self._facts(now), *pinned, self.source)
        self._write(effects)
        return effects

    def _write(self, effects: PatrolEffects) -> None:
        view = effects.view
        self.city.arm(self.whole(view.root.id), view)
        if isinstance(view, SpotView):
            self.spots[view.spot.id] = view
            _keep(self._standing.setdefault(view.spot.kind, {}), view.spot.id, view.spot.open)
        elif isinstance(view, PatrolView):
            self.patrols[view.patrol.id] = view
            _keep(self.open.setdefault(view.patrol.spot_id, {}), view.patrol.id, view.patrol.open)
        elif isinstance(view, CampaignView):
            self.campaigns[view.campaign.id] = view
        self.city.write(effects)


def _keep(among: dict[UUID, None], identity: UUID, there: bool) -> None:
    if there:
        among[identity] = None
    else:
        among.pop(identity, None)
