"""What always holds, whatever people do, in memory: random acts from random seeds."""

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.incident import State
from models.task import TaskState
from tests.acting import People, perform
from tests.small import MONDAY, world
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.ledger import verify
from workflow.machines import WORKING
from workflow.memory import World
from workflow.responsible import of_incident
from workflow.rollup import rolled
from workflow.view import View, replay

STEPS = 60


def check(city: World, view: View, people: People) -> None:
    """Everything that must hold of one incident at any time."""
    incident = view.incident
    alive = [clock for clock in view.clocks.values() if not clock.over]
    if incident.open:
        assert any(clock.next_at is not None for clock in alive), "an open incident has an armed clock"
        facts = Facts(city.directory, city.calendar, people.now)
        assert of_incident(view, facts).persons, "and a responsible person"
    else:
        assert not any(clock.subject_id in (incident.id, *view.tasks) for clock in alive), "an ended one has none"
        assert not any(task.open for task in view.tasks.values())
    if incident.state in WORKING:
        assert incident.state == rolled(view.tasks.values(), incident.reopens)
    assert all(clock.next_at is not None for clock in alive if clock.running), "a running clock is never silent"
    assert len({(c.subject_id, c.stage) for c in alive}) == len(alive), "one clock a subject and stage"
    entries = city.entries[incident.id]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert list(verify(entries)) == []
    assert replay(entries) == view


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_every_open_incident_has_an_armed_clock_and_a_responsible_person_and_nothing_is_ever_stuck(seed: int) -> None:
    city, people = world(seed), People(seed, MONDAY)
    for _ in range(STEPS):
        act = people.next(city)
        with suppress(GridwardError):
            perform(city, act)
        for view in list(city.views.values()):
            if act.on in (None, view.incident.id):
                check(city, view, people)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_the_promise_never_moves_but_by_a_granted_suspension(seed: int) -> None:
    city, people = world(seed), People(seed, MONDAY)
    told: dict[object, object] = {}
    for _ in range(STEPS):
        act = people.next(city)
        with suppress(GridwardError):
            perform(city, act)
        for view in city.views.values():
            key = (view.incident.id, view.incident.reopens)
            suspended = any(task.suspensions for task in view.tasks.values()) or view.incident.state == State.SUSPENDED
            if not suspended:
                assert told.setdefault(key, view.incident.promise_at) == view.incident.promise_at


def test_random_people_reach_every_state() -> None:
    """The invariants above would mean little if the acts stayed near the beginning."""
    states: set[str] = set()
    tasks: set[str] = set()
    for seed in range(25):
        city, people = world(seed), People(seed, MONDAY)
        for _ in range(STEPS):
            with suppress(GridwardError):
                perform(city, people.next(city))
            states |= {str(view.incident.state) for view in city.views.values()}
            tasks |= {str(task.state) for view in city.views.values() for task in view.tasks.values()}
    assert states >= {str(s) for s in State} - {"draft", "voided"}
    assert tasks == {str(s) for s in TaskState}
