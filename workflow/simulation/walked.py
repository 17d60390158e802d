"""What must hold of the patrols of a simulated city, a function a promise."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.patrol import CampaignState, Patrol, PatrolState, Spot
from workflow.clocks import BY_ITSELF
from workflow.simulation.invariants import Broken, Ground, Wrong, name_of
from workflow.view import CampaignView, PatrolView, SpotView, View, Whole


@dataclass(frozen=True)
class Walked:
    """One patrol or campaign as it stands at an instant; `settled` when what was due by then has rung."""

    view: PatrolView | CampaignView
    now: datetime
    ground: Ground
    settled: bool = True


def every_open_patrol_has_an_armed_clock(walked: Walked) -> Wrong:
    view = walked.view
    alive = [clock for clock in view.clocks.values() if not clock.over]
    if view.root.open and (len(alive) != 1 or alive[0].next_at is None):
        yield f"{len(alive)} clocks run, and one must be armed"
    if not view.root.open and alive:
        yield "a clock runs on after its end"


def nothing_due_of_a_patrol_is_left_lying(walked: Walked) -> Wrong:
    """Every rung fires at its instant, and past the end of its ladder the last one comes again within its time."""
    for clock in (each for each in walked.view.clocks.values() if each.next_at is not None):
        assert clock.next_at is not None
        if walked.settled and clock.next_at < walked.now:
            yield f"the {clock.stage} clock's rung of {clock.next_at} did not fire"
        if clock.stage in BY_ITSELF:
            continue
        rungs = walked.ground.rules.ladders[clock.ladder].rungs
        every = rungs[-1].every
        if clock.rung >= len(rungs) and every and clock.next_at > walked.ground.calendar.due(walked.now, every).at:
            yield f"the {clock.stage} clock is silent until {clock.next_at}"


def a_patrol_is_missed_once_its_time_has_passed(walked: Walked) -> Wrong:
    patrol = _patrol(walked)
    if patrol is None:
        return
    if walked.settled and patrol.state == PatrolState.DUE and patrol.late(walked.now):
        yield f"its time was over at {patrol.due_at}, and it is not missed"
    if patrol.state == PatrolState.MISSED and patrol.missed_at is None:
        yield "nothing says when it was missed"


def a_patrol_ends_as_done_found_or_dropped(walked: Walked) -> Wrong:
    patrol = _patrol(walked)
    if patrol is None or patrol.open:
        return
    if patrol.ended_at is None or (patrol.state != PatrolState.DROPPED and patrol.ended_by is None):
        yield "nothing says when it ended, or by whom"
    if (patrol.incident_id is not None) != (patrol.state == PatrolState.FOUND):
        yield f"it is {patrol.state}, and has a case or lacks one"


def _patrol(walked: Walked) -> Patrol | None:
    return walked.view.patrol if isinstance(walked.view, PatrolView) else None


PATROLS: Final[tuple[Callable[[Walked], Wrong], ...]] = (
    every_open_patrol_has_an_armed_clock,
    nothing_due_of_a_patrol_is_left_lying,
    a_patrol_is_missed_once_its_time_has_passed,
    a_patrol_ends_as_done_found_or_dropped,
)


@dataclass(frozen=True)
class Rounds:
    """All spots, patrols and campaigns of a city, and its cases."""

    spots: list[Spot]
    patrols: list[Patrol]
    campaigns: Mapping[UUID, CampaignState]
    cases: Mapping[UUID, View]
    ground: Ground

    @classmethod
    def of(cls, wholes: Mapping[UUID, Whole], cases: Mapping[UUID, View], ground: Ground) -> "Rounds":
        views = list(wholes.values())
        return cls(
            [view.spot for view in views if isinstance(view, SpotView)],
            [view.patrol for view in views if isinstance(view, PatrolView)],
            {view.campaign.id: view.campaign.state for view in views if isinstance(view, CampaignView)},
            cases,
            ground,
        )


def a_spot_is_always_owed_one_look_of_each_of_its_patrols(rounds: Rounds) -> Wrong:
    owed = Counter((patrol.spot_id, patrol.template) for patrol in rounds.patrols if patrol.open and patrol.template)
    for spot in rounds.spots:
        for template in rounds.ground.rules.patrols.of_kind(spot.kind):
            count = owed.pop((spot.id, template.name), 0)
            if count != spot.open:
                yield f"spot {spot.number} is owed {count} looks of {template.name}"
    if owed:
        yield f"looks are owed that no rule asks for: {sorted(map(str, owed))[:3]}"


def a_campaign_asks_for_each_spot_once(rounds: Rounds) -> Wrong:
    asked = Counter((patrol.campaign_id, patrol.spot_id) for patrol in rounds.patrols if patrol.campaign_id)
    if any(count > 1 for count in asked.values()):
        yield "a campaign asked for a spot twice"


def a_finding_is_one_case_and_each_knows_of_the_other(rounds: Rounds) -> Wrong:
    found = {patrol.id: patrol.incident_id for patrol in rounds.patrols if patrol.incident_id is not None}
    said = {view.incident.patrol_id: case for case, view in rounds.cases.items() if view.incident.patrol_id}
    if len(set(found.values())) < len(found):
        yield "two patrols found one case"
    if found != said:
        yield f"{len(found)} patrols found something, and {len(said)} cases were found by one"


ALL: Final[tuple[Callable[[Rounds], Wrong], ...]] = (
    a_spot_is_always_owed_one_look_of_each_of_its_patrols,
    a_campaign_asks_for_each_spot_once,
    a_finding_is_one_case_and_each_knows_of_the_other,
)


def check_patrol(view: PatrolView | CampaignView, now: datetime, ground: Ground, settled: bool) -> None:
    """Raises Broken for the first promise that a patrol or a campaign breaks."""
    _hold(PATROLS, Walked(view, now, ground, settled), view.root.number, now)


def check_rounds(wholes: Mapping[UUID, Whole], cases: Mapping[UUID, View], now: datetime, ground: Ground) -> None:
    _hold(ALL, Rounds.of(wholes, cases, ground), ground.directory.root.code, now)


def _hold(promises: Iterable[Callable[[Any], Wrong]], of: Any, where: str, now: datetime) -> None:
    for promise in promises:
        for what in promise(of):
            raise Broken(name_of(promise), where, now, what)
