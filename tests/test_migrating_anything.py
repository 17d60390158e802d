"""Whatever people did before, and whatever rules come: what is moved to them lives on, and going back undoes it."""

from contextlib import suppress
from random import Random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.acting import People, perform
from tests.small import MONDAY, world
from tests.test_invariants import check
from tests.versioned import ELSEWHERE, HALF_WAY, LONGER, RUBBISH, SUMMER, amended, hours_of
from workflow.errors import GridwardError
from workflow.memory import World

SHORTER = (RUBBISH, RUBBISH.replace("4wh", "30wm").replace("3wd", "4wh"))
RUNNING = (RUBBISH, RUBBISH.replace("4wh", "6h").replace("3wd", "2d"))
STATUTORY = (RUBBISH, RUBBISH.replace("3wd", "5sd") + "    close_after: 2d\n")
CHANGES = ((LONGER, SUMMER), (ELSEWHERE, HALF_WAY), (SHORTER,), (RUNNING, HALF_WAY), (STATUTORY, SUMMER), ())
STEPS = 30


def lived(seed: int) -> tuple[World, People]:
    city, people = world(seed), People(seed, MONDAY)
    for _ in range(STEPS):
        step(city, people)
    return city, people


def step(city: World, people: People) -> None:
    with suppress(GridwardError):
        perform(city, people.next(city))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_moved_to_any_rules_is_never_stuck_and_is_what_its_ledger_tells(seed: int) -> None:
    city, people = lived(seed)
    order = Random(seed)
    for number in range(2, 6):
        found = amended(number, *order.choice(CHANGES))
        city.switch_on(found, hours_of(found))
        assert city.migrate(people.now) == {}
        assert {v.incident.rules_version for v in city.views.values() if v.incident.open} <= {number}
        for _ in range(8):
            step(city, people)
        for view in city.views.values():
            check(city, view, people)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1), change=st.sampled_from([(LONGER, SUMMER), (SHORTER,), (RUNNING,)]))
@example(seed=46, change=(LONGER, SUMMER))
def test_moved_there_and_back_every_deadline_is_as_it_was(seed: int, change: tuple[tuple[str, str], ...]) -> None:
    city, people = lived(seed)
    city.sweep(people.now)
    before = deadlines(city)
    for number, edits in ((2, change), (3, ())):
        found = amended(number, *edits)
        city.switch_on(found, hours_of(found))
        assert city.migrate(people.now) == {}
    assert deadlines(city) == before


def deadlines(city: World) -> dict[object, tuple[object, ...]]:
    return {
        clock.id: (clock.stage, clock.budget, clock.due_at, clock.next_at, clock.rung, clock.used_seconds)
        for view in city.views.values()
        for clock in view.clocks.values()
        if not clock.over
    }
