"""Drives a counter-example of a patrol through the core: a spot is entered, its look is owed, and nobody looks.

As `replaying` does for incidents, it believes no finding: clocks ring at their own instants, and the predicates here
look at what came of it.

patrol-no-timer     it is to be done still, and no clock of it is armed
patrol-refused      its clock rang, and what was to follow is not allowed
patrol-nobody-told  a rung of its ladder was due and told nobody
patrol-below-top    it is missed, its ladder is climbed to the end, and nobody of the city was told
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.ledger import ActorKind
from models.patrol import PatrolState
from models.people import Post
from models.territory import CITY, GROUP
from workflow.commands import SYSTEM, Actor, Command
from workflow.directory import Directory
from workflow.effects import PatrolEffects
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.identity import Seeded
from workflow.patrols import core
from workflow.patrols.making import Making
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.proof import patience
from workflow.proof.findings import Example, Subject
from workflow.proof.lying import CITYS
from workflow.view import CampaignView, PatrolView, SpotView

MOST_RUNGS: Final = 60
"""So many rungs of one look ring at most: more than any ladder has."""


@dataclass(frozen=True)
class Played:
    """What came of a look that nobody made: each step with who was told, and why a clock that rang had no effect."""

    subject: Subject
    steps: tuple[PatrolEffects, ...]
    refusal: GridwardError | None = None

    @property
    def view(self) -> PatrolView:
        view = self.steps[-1].view
        assert isinstance(view, PatrolView)
        return view


def of_it(example: Example) -> bool:
    """Whether an example is one of a patrol."""
    return "spot" in example.report


def said(kind: str, grid: str, template: str | None, until: datetime | None = None) -> dict[str, Any]:
    """The body of such an example: the spot, and by which standing patrol or campaign it is to be looked at."""
    by: dict[str, Any] = {"template": template} if template else {"campaign": until.isoformat() if until else ""}
    return {"spot": {"kind": kind, "grid": grid, "name": kind}, **by}


def play(example: Example, subject: Subject, rungs: int = MOST_RUNGS) -> Played:
    """What comes of it until the end, or until so many rungs have rung. GridwardError where the spot cannot be
    entered: then it is no example."""
    patience.go_on()
    rules, calendar, source = subject.rules, subject.calendar, Seeded(1)
    making = Making(rules, calendar, subject.directory, example.at, source)
    facts = Facts(subject.directory, calendar, example.at)
    steps = [core.decide(None, _planned(example, making), facts, rules, calendar, source)]
    refusal = None
    try:
        ringing = core.ring_all(steps[0].view, example.until, facts, rules, calendar, source, rungs, own_time=True)
        steps += ringing
    except GridwardError as why:
        refusal = why
    return Played(subject, tuple(steps), refusal)


def _planned(example: Example, making: Making) -> Command:
    body = example.report
    entered = making.spot(SYSTEM, AddSpot.model_validate(body["spot"]), 1).context
    assert entered is not None
    view = entered["new"]
    assert isinstance(view, SpotView)
    if "template" in body:
        return making.of_template(view.spot, making.rules.patrols.templates[body["template"]], 1)
    somebody = Actor(ActorKind.PERSON, view.spot.id)
    asked = {"title": "?", "kinds": [view.spot.kind], "grid": body["spot"]["grid"], "until": body["campaign"]}
    started = making.campaign(somebody, StartCampaign.model_validate(asked), 1).context
    assert started is not None
    campaign = started["new"]
    assert isinstance(campaign, CampaignView)
    return making.of_campaign(view.spot, campaign.campaign, 1)


def without_timer(played: Played) -> bool:
    return played.view.patrol.open and all(clock.next_at is None for clock in played.view.clocks.values())


def refused(played: Played) -> bool:
    return played.refusal is not None


def nobody_told(played: Played) -> bool:
    return any(not step.notices for step in played.steps[1:])


def below_top(played: Played) -> bool:
    rules, view = played.subject.rules, played.view
    armed = [clock for clock in view.clocks.values() if clock.next_at is not None]
    climbed = bool(armed) and all(clock.rung >= len(rules.ladders[clock.ladder].rungs) for clock in armed)
    return climbed and view.patrol.state == PatrolState.MISSED and city_told(played) is None


def city_told(played: Played) -> datetime | None:
    """When somebody of the city was first told."""
    for step in played.steps:
        at = step.entry.recorded_at
        if any(of_the_city(notice.recipient_id, at, played.subject.directory) for notice in step.notices):
            return at
    return None


def of_the_city(person: UUID, at: datetime, directory: Directory) -> bool:
    return any(post.role in CITYS and level_of(post, directory) <= CITY for post in directory.posts_of(person, at))


def level_of(post: Post, directory: Directory) -> int:
    """The duty level of the grid of a post; below all of them for one of a unit."""
    grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
    return grid.level if grid else GROUP + 1


LIES: Final[Mapping[str, Callable[[Played], bool]]] = {
    "patrol-no-timer": without_timer,
    "patrol-refused": refused,
    "patrol-nobody-told": nobody_told,
    "patrol-below-top": below_top,
}
"""Every way in which a look can lie, by its code."""


def lying_in(example: Example, subject: Subject, code: str) -> str | None:
    """The state in which the look lies in the way of one code; None if it does not."""
    played = play(example, subject)
    return str(played.view.patrol.state) if LIES[code](played) else None
