"""What is owed to be looked at, and the commands that make it: patrols of templates and of campaigns, spots."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.patrol import Campaign, CampaignState, Patrol, PatrolState, Spot, SpotState
from models.people import Role
from models.territory import VILLAGE
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Actor, Command
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.facts import Facts
from workflow.identity import Source
from workflow.machines import Move
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.rules.language import Rules
from workflow.rules.patrolling import Template
from workflow.view import CampaignView, PatrolView, SpotView

AT_ONCE: Final = 500
"""How many patrols one transaction makes at most."""

LETTERS: Final = {"spot": "D", "patrol": "X", "campaign": "Z"}


def number(rules: Rules, kind: str, count: int) -> str:
    """What people call it: 巡查点 D, 巡查 X, 专项 Z."""
    return f"{rules.prefix}-{LETTERS[kind]}{count}"


@dataclass(frozen=True)
class Making:
    """What all that is made at one instant has in common."""

    rules: Rules
    calendar: Calendar
    directory: Directory
    now: datetime
    source: Source

    def of_template(self, spot: Spot, template: Template, count: int) -> Command:
        """The next look at a spot by a standing patrol."""
        return self._plan(spot, template.who, {"template": template.name}, {}, count)

    def of_campaign(self, spot: Spot, campaign: Campaign, count: int) -> Command:
        """The look at a spot that a campaign asks for."""
        own = {"campaign_id": campaign.id, "until": campaign.until}
        return self._plan(spot, campaign.role, own, {"campaign": campaign.number}, count)

    def _plan(self, spot: Spot, who: Role, own: dict[str, Any], said: dict[str, Any], count: int) -> Command:
        patrol = Patrol(
            id=self.source.id(self.now),
            number=number(self.rules, "patrol", count),
            state=PatrolState.DUE,
            version=0,
            spot_id=spot.id,
            kind=spot.kind,
            role=self.posted(who, spot.path),
            grid_id=spot.grid_id,
            path=spot.path,
            township=spot.township,
            made_at=self.now,
            rules_version=self.rules.number,
            calendar_version=self.calendar.version,
            **own,
        )
        return Command(Move.PLAN, SYSTEM, context={"new": PatrolView(patrol), "who": who, **said})

    def posted(self, who: Role, path: str) -> Role:
        """Whose it is: the handler's of the place, where no informant has a post there."""
        if who == Role.INFORMANT and not self.directory.holders(who, path, self.now):
            return Role.HANDLER
        return who

    def spot(self, actor: Actor, said: AddSpot, count: int, made_up: bool = False) -> Command:
        """A new spot; BadInput for a grid that is not in use."""
        place = self.directory.place(said.grid, self.now)
        if place is None:
            raise BadInput("grid", "unknown-grid", value=said.grid)
        spot = Spot(
            id=self.source.id(self.now),
            number=number(self.rules, "spot", count),
            state=SpotState.DRAFT,
            version=0,
            kind=said.kind,
            name=said.name,
            grid_id=place.grid_id,
            path=place.path,
            township=place.township,
            lat=said.lat,
            lon=said.lon,
            made_up=made_up,
            added_at=self.now,
        )
        return Command(Move.ADD, actor, said, context={"new": SpotView(spot)})

    def campaign(self, actor: Actor, said: StartCampaign, count: int) -> Command:
        place = self.directory.place(said.grid, self.now)
        grid = self.directory.grid_by_id(place.grid_id) if place else None
        if place is None or grid is None or actor.id is None:
            raise BadInput("grid", "unknown-grid", value=said.grid)
        campaign = Campaign(
            id=self.source.id(self.now),
            number=number(self.rules, "campaign", count),
            state=CampaignState.DRAFT,
            version=0,
            title=said.title,
            kinds=list(dict.fromkeys(said.kinds)),
            role=Role(said.who),
            look=list(said.look),
            finding=said.finding,
            level=min(grid.level, VILLAGE + 1),
            grid_id=grid.id,
            path=grid.path,
            until=said.until,
            started_by=actor.id,
            started_at=self.now,
            rules_version=self.rules.number,
            calendar_version=self.calendar.version,
        )
        return Command(Move.START, actor, said, context={"new": CampaignView(campaign)})


def owed_next(patrol: Patrol, spot: Spot | None, rules: Rules) -> Template | None:
    """The standing patrol by which a spot is to be looked at again, once it has been; None where there is none any
    more."""
    template = rules.patrols.templates.get(patrol.template or "")
    if spot is None or not spot.open or template is None or template.kind != spot.kind:
        return None
    return template


def settled(facts: Facts, grid_id: UUID, path: str) -> dict[str, Any] | None:
    """Where what was put into a grid lies by now; None where that is the same place still."""
    place = facts.lies(grid_id, path)
    if place is None:
        return None
    return {"grid_id": place.grid_id, "path": place.path, "township": place.township}


def like(spot: Spot) -> dict[str, Any]:
    """The place that a spot's patrols have."""
    return {"grid_id": spot.grid_id, "path": spot.path, "township": spot.township}


def strays(spot: Spot, patrols: list[Patrol]) -> Iterator[Patrol]:
    """Those of a spot's open patrols that lie elsewhere than it does by now."""
    yield from (patrol for patrol in patrols if patrol.path != spot.path)
