"""The promises of simulated patrols: each planted defect is seen, and told by the promise that it breaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.patrol import PatrolState
from tests.small import GROUP, INFORMANT, MONDAY, calendar, directory, report, rules, who, world
from workflow.machines import Move
from workflow.memory import World
from workflow.patrols.payloads import AddSpot, CheckOff
from workflow.simulation import walked
from workflow.simulation.invariants import Broken, Ground
from workflow.view import PatrolView, Whole

GROUND = Ground(directory(), rules(), calendar())
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture(scope="module")
def city() -> World:
    """Two hydrants, one looked at, one with something found; the next look at each is owed."""
    place = world()
    for name in ("东门消火栓", "西门消火栓"):
        place.patrolling.add(who("township-east"), AddSpot(kind="hydrant", name=name, grid=GROUP), MONDAY)
    first, second = (view.patrol for view in place.patrolling.under_way())
    place.patrolling.fire(who(INFORMANT), first.id, Move.CHECK_OFF, CheckOff(), LATER)
    place.submit(who(INFORMANT), report("P01013", source="patrol", patrol=second.number), LATER)
    return place


def of(city: World, state: PatrolState) -> PatrolView:
    return next(view for view in city.patrolling.patrols.values() if view.patrol.state == state)


def seen(check: Callable[[], None]) -> str:
    with pytest.raises(Broken) as found:
        check()
    return found.value.promise


def silent(view: PatrolView) -> PatrolView:
    return replace(view, clocks={key: clock.but(next_at=None) for key, clock in view.clocks.items()})


def overdue(view: PatrolView) -> PatrolView:
    return replace(view, clocks={key: clock.but(next_at=MONDAY) for key, clock in view.clocks.items()})


def but(**fields: Any) -> Callable[[PatrolView], PatrolView]:
    return lambda view: replace(view, patrol=view.patrol.but(**fields))


DEFECTS = {
    "every open patrol has an armed clock": (PatrolState.DUE, silent),
    "nothing due of a patrol is left lying": (PatrolState.DUE, overdue),
    "a patrol is missed once its time has passed": (PatrolState.DUE, but(due_at=MONDAY)),
    "a patrol ends as done found or dropped": (PatrolState.FOUND, but(incident_id=None)),
}


@pytest.mark.parametrize("promise", DEFECTS)
def test_a_planted_defect_of_a_patrol_is_seen(city: World, promise: str) -> None:
    state, plant = DEFECTS[promise]
    view = of(city, state)
    walked.check_patrol(view, LATER, GROUND, settled=True)
    assert seen(lambda: walked.check_patrol(plant(view), LATER, GROUND, settled=True)) == promise


def wholes(city: World) -> dict[Any, Whole]:
    return {**city.patrolling.spots, **city.patrolling.patrols}


def test_a_look_that_nobody_owes_twice_or_a_finding_without_its_case_is_seen(city: World) -> None:
    sound = wholes(city)
    walked.check_rounds(sound, city.views, LATER, GROUND)
    owed = of(city, PatrolState.DUE)
    lost = {identity: view for identity, view in sound.items() if identity != owed.patrol.id}
    promise = "a spot is always owed one look of each of its patrols"
    assert seen(lambda: walked.check_rounds(lost, city.views, LATER, GROUND)) == promise
    promise = "a finding is one case and each knows of the other"
    assert seen(lambda: walked.check_rounds(sound, {}, LATER, GROUND)) == promise
    done = of(city, PatrolState.DONE)
    same = {"template": None, "campaign_id": owed.patrol.id, "spot_id": done.patrol.spot_id}
    twice = {
        **sound,
        done.patrol.id: but(**same)(done),
        of(city, PatrolState.FOUND).patrol.id: but(**same)(of(city, PatrolState.FOUND)),
    }
    assert seen(lambda: walked.check_rounds(twice, city.views, LATER, GROUND)) == "a campaign asks for each spot once"
