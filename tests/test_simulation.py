"""A simulated life: the same every time, in memory as in the database, and a broken promise never passes unseen."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.incident import State
from models.ledger import ActorKind, Entry
from models.meeting import Decision, DecisionState
from models.notice import Notice, NoticeKind
from models.people import Language, Roster
from tests.small import INFORMANT, MONDAY, calendar, directory, report, rules, staff, uid, who, world
from tests.stored import city, small_engine
from workflow import auditing, keys, ledger, setting_up, store
from workflow.commands import NOTHING, Actor
from workflow.days import published_days
from workflow.engine import Engine
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import FIRST_NUMBER, World
from workflow.patrols.remembered import SEED
from workflow.rules.language import Rules
from workflow.rules.patrolling import NONE
from workflow.settings import HOME, from_environment
from workflow.simulation import assembled, fresh, gatherings, invariants, running
from workflow.simulation.in_database import InDatabase, VirtualClock
from workflow.simulation.in_memory import InMemory, Witness
from workflow.simulation.invariants import Broken, Ground, Step, Stood
from workflow.simulation.life import Life
from workflow.simulation.scene import Scene
from workflow.view import MeetingView, View, Whole, apply

FIRST = date(2026, 9, 24)
"""A Thursday: the Mid-Autumn holiday begins the day after."""


def scene() -> Scene:
    return Scene(city(), directory(), rules(), calendar(), published_days(1))


def life(
    days: int, seed: int = 7, rate: float = 12, first: date = FIRST, ruled: Rules | None = None, spots: int = 8
) -> Life:
    found = replace(scene(), rules=ruled or rules())
    place = InMemory(Witness(found.directory, found.rules, found.calendar, Seeded(seed)))
    return Life(found, place, first, days, seed, rate, spots=spots)


async def lived(days: int, seed: int = 7, rate: float = 12, first: date = FIRST) -> Life:
    found = life(days, seed, rate, first)
    await found.run()
    await found.check_chains(found.end)
    return found


def text(found: Life) -> str:
    return "\n".join(running.lines(found, Language.EN))


async def test_a_simulated_life_keeps_every_promise_and_has_the_same_summary_each_time() -> None:
    once, again = await lived(5), await lived(5)
    assert text(once) == text(again)
    assert once.steps > 100
    assert once.walks.spots
    bare = life(5, ruled=replace(rules(), patrols=NONE))
    await bare.run()
    assert (bare.walks.wholes, bare.mind.views) == ({}, once.mind.views), "until one of them finds something"
    assert text(await lived(5, seed=8)) != text(once)


async def test_people_do_all_that_people_do() -> None:
    found = await lived(9, rate=30)
    done = set(found.tally.moves)
    assert done >= {
        "submit",
        "accept",
        "dispatch",
        "acknowledge",
        "resolve",
        "verify",
        "rework",
        "return_",
        "merge",
        "request_extension",
        "request_suspension",
        "check",
        "deny",
        "whistle",
        "answer",
        "supervise",
        "press",
    }
    assert found.refused == {}, "people are only offered what they may do"
    names = {grid.name for grid in found.scene.city.grids}
    said = [str((chain[0].facts or {})["command"].get("description", "")) for chain in reports(found)]
    assert said
    assert not any(name in each for name in names for each in said), "where it is, the report says elsewhere"


async def test_nobody_writes_the_minutes_while_a_meeting_sits() -> None:
    sat = sittings(await lived(9, rate=2, first=date(2026, 10, 8)))
    assert len(sat) >= 2
    assert min(sat) >= gatherings.SITTING


def reports(found: Life) -> list[list[Entry]]:
    assert isinstance(found.ground, InMemory)
    return [found.ground.world.entries[identity] for identity in found.ground.world.views]


def sittings(found: Life) -> list[timedelta]:
    """How long after it was held each meeting had its minutes."""
    assert isinstance(found.ground, InMemory)
    entries = found.ground.world.entries
    minuted = [
        (view, e) for view in found.mind.meetings.values() for e in entries[view.meeting.id] if e.move == "minute"
    ]
    return [e.recorded_at - view.meeting.held_at for view, e in minuted if view.meeting.held_at is not None]


async def test_each_month_of_a_simulated_life_has_its_bulletin_the_same_in_memory_and_database(
    database_url: str,
) -> None:
    first, days, rate = date(2026, 9, 30), 9, 4
    memory = life(days, rate=rate, first=first, spots=22)
    memory.walks.finds = 1
    await memory.run()
    assert [each.period for each in memory.published] == ["2026-09"], "8 October is the first working day after the 5th"
    assert memory.published[0].notices, "who is to write to it was told"
    clock = VirtualClock(memory.midnight(first))
    async with small_engine(database_url, Seeded(7), clock, of_patrols=Seeded(SEED)) as engine:
        stored = Life(scene(), InDatabase(engine, clock), first, days, 7, rate, spots=22)
        stored.walks.finds = 1
        await stored.run()
        assert stored.published == memory.published
        assert text(stored) == text(memory)
        assert stored.walks.wholes == memory.walks.wholes
    found = {view.patrol.incident_id for view in memory.walks.patrols.values() if view.patrol.incident_id}
    assert found == set(memory.walks.problems) != set(), "who looks and finds something reports it once"


async def test_memory_and_database_agree_on_a_simulated_life(database_url: str) -> None:
    memory = await lived(3)
    clock = VirtualClock(memory.midnight(FIRST))
    async with small_engine(database_url, Seeded(7), clock, of_patrols=Seeded(SEED)) as engine:
        stored = Life(scene(), InDatabase(engine, clock), FIRST, 3, 7, 12)
        await stored.run()
        await stored.check_chains(stored.end)
        assert text(stored) == text(memory)
        assert stored.mind.views == memory.mind.views
        assert stored.mind.meetings == memory.mind.meetings
        assert memory.mind.meetings
        assert isinstance(memory.ground, InMemory)
        kept = memory.ground.world
        async with store.snapshot(engine.database) as connection:
            for identity in kept.views:
                assert await store.reading.entries(connection, identity) == kept.entries[identity]
                notices = await store.reading.notices_of(connection, identity)
                own = [notice for notice in kept.notices.values() if notice.incident_id == identity]
                assert {notice.id: notice for notice in notices} == {notice.id: notice for notice in own}
                events = await store.reading.clock_events(connection, identity)
                happened = [event for event in kept.events if event.incident_id == identity]
                assert {event.id: event for event in events} == {event.id: event for event in happened}


COMMAND = (sys.executable, "gridward.py", "simulate", "--from", "2026-09-30", "--days", "1", "--rate", "15")


def test_the_summary_does_not_depend_on_the_order_of_hashes() -> None:
    outputs = {
        subprocess.run(
            [*COMMAND, "--language", language],
            cwd=HOME,
            env={**os.environ, "PYTHONHASHSEED": str(number)},
            check=True,
            capture_output=True,
        ).stdout
        for number, language in ((1, "zh"), (2, "zh"))
    }
    assert len(outputs) == 1
    assert "台账" in outputs.pop().decode()


# Defects, planted one by one: each is seen, and told by the promise that it breaks.

LATER = MONDAY + timedelta(minutes=5)
Plant = Callable[[View], View]


def first(found: Any) -> Any:
    return next(iter(found.values()))


def with_incident(view: Whole, **fields: Any) -> View:
    assert isinstance(view, View)
    return replace(view, incident=view.incident.but(**fields))


def with_clock(view: Whole, **fields: Any) -> View:
    assert isinstance(view, View)
    alive = next(clock for clock in view.clocks.values() if clock.next_at is not None)
    return replace(view, clocks={**view.clocks, alive.id: alive.but(**fields)})


def silent(view: View) -> View:
    return replace(view, clocks={key: clock.but(next_at=None) for key, clock in view.clocks.items()})


CASE_DEFECTS: dict[str, Plant] = {
    "every open case has an armed clock": silent,
    "nothing due is left lying": lambda view: with_clock(view, next_at=LATER - timedelta(seconds=1)),
    "what has ended is at rest and says why": lambda view: with_incident(view, state=State.CLOSED),
    "a case at work stands where its tasks stand": lambda view: with_incident(view, state=State.SUSPENDED),
    "what can go round is capped": lambda view: with_incident(view, returns=3),
}


def working() -> tuple[World, View]:
    """A small city with one case that is being worked on, and its view."""
    place = world()
    place.submit(who(INFORMANT), report("H0502"), MONDAY)
    view = first(place.views)
    place.fire(who("gas-1"), view.incident.id, Move.ACKNOWLEDGE, NOTHING, LATER)
    return place, first(place.views)


def ground() -> Ground:
    return Ground(directory(), rules(), calendar())


def seen(check: Callable[[], None]) -> str:
    with pytest.raises(Broken) as found:
        check()
    return found.value.promise


def test_a_sound_case_breaks_no_promise() -> None:
    place, view = working()
    invariants.check_case(Stood(view, LATER, ground()))
    for step in steps(place, view):
        invariants.check_step(step)
    invariants.check_chain(place.entries[view.incident.id], view, LATER)


@pytest.mark.parametrize("promise", CASE_DEFECTS)
def test_a_planted_defect_of_a_case_is_seen(promise: str) -> None:
    _, view = working()
    broken = CASE_DEFECTS[promise](view)
    assert seen(lambda: invariants.check_case(Stood(broken, LATER, ground()))) == promise


def test_a_case_that_nobody_will_ever_be_on_duty_for_is_seen() -> None:
    _, view = working()
    asleep = Ground(directory(rosters=never()), rules(), calendar())
    promise = "every open case has a responsible person who is or will be on duty"
    assert seen(lambda: invariants.check_case(Stood(view, LATER, asleep))) == promise


def never() -> list[Roster]:
    return [
        Roster(id=uid(f"over:{post.id}"), post_id=post.id, starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
        for post in staff().posts
    ]


def steps(place: World, view: View) -> list[Step]:
    """The entries of a case, each with what was before and after it."""
    found: list[Step] = []
    before: Whole | None = None
    for entry in place.entries[view.incident.id]:
        after = apply(before, entry)
        notices = tuple(n for n in place.notices.values() if n.entry == entry.seq)
        found.append(Step(before, entry, after, notices, ground()))
        before = after
    return found


def promised_later(step: Step) -> Step:
    at = (step.after.root.promise_at or LATER) + timedelta(days=1)
    return replace(step, after=with_incident(step.after, promise_at=at))


def skipped_a_rung(step: Step) -> Step:
    return replace(step, after=with_clock(step.after, rung=2))


def told_twice(step: Step) -> Step:
    told = replace(step).notices or (notice_of(step),)
    return replace(step, notices=(*told, *told))


def notice_of(step: Step) -> Notice:
    return Notice(
        id=uid("notice"),
        key="key",
        incident_id=step.after.root.id,
        about=step.after.root.id,
        entry=step.entry.seq,
        kind=NoticeKind.REMIND,
        recipient_id=uid("admin"),
        created_at=step.entry.recorded_at,
    )


STEP_DEFECTS: dict[str, Callable[[Step], Step]] = {
    "every change is in the ledger once and in order": lambda s: replace(s, entry=s.entry.but(seq=s.entry.seq + 1)),
    "the promise moves only by a granted suspension or a calendar": promised_later,
    "each rung takes effect once and in order": skipped_a_rung,
    "a notice is queued once per cause": told_twice,
    "nobody moves a case outside their territory": lambda s: replace(s, entry=moved_by(s, "handler-9001002001")),
}


def moved_by(step: Step, name: str) -> Entry:
    """The same entry, by somebody from elsewhere; its hash is made anew."""
    forged = step.entry.but(actor_id=uid(name))
    return forged.but(hash=ledger.entry_hash(forged))


@pytest.mark.parametrize("promise", STEP_DEFECTS)
def test_a_planted_defect_of_a_step_is_seen(promise: str) -> None:
    place, view = working()
    broken = STEP_DEFECTS[promise](steps(place, view)[-1])
    assert seen(lambda: invariants.check_step(broken)) == promise


def test_a_changed_ledger_and_a_state_that_is_not_its_replay_are_seen() -> None:
    place, view = working()
    chain = place.entries[view.incident.id]
    forged = [chain[0].but(move="accept"), *chain[1:]]
    in_order = "every change is in the ledger once and in order"
    assert seen(lambda: invariants.check_chain(forged, view, LATER)) == in_order
    other = with_incident(view, severity=1)
    assert seen(lambda: invariants.check_chain(chain, other, LATER)) == invariants.STATE_IS_REPLAY


def test_a_report_that_is_lost_is_seen() -> None:
    place, view = working()
    found = seen(lambda: invariants.check_all({}, place.views, LATER))
    assert found == "nothing acknowledged is lost"
    assert view.incident.id in place.views


async def test_a_life_stops_at_the_first_broken_promise_and_says_how_to_see_it_again() -> None:
    found = life(3)
    assert isinstance(found.ground, InMemory)
    kept = found.ground.world
    submit = kept.submit

    def lose(*asked: Any) -> View:
        """A defect in the city: the clocks of its tenth report never ring."""
        view = submit(*asked)
        if len(kept.views) == 10:
            kept.views[view.incident.id] = silent(view)
        return view

    kept.submit = lose  # type: ignore[assignment, method-assign]
    with pytest.raises(Broken) as broken:
        await found.run()
    options = running.Options(FIRST, 3, 7, 12)
    told = "\n".join(running.broken(broken.value, options, Language.EN))
    assert "gridward simulate --from 2026-09-24" in told


async def test_a_demonstration_begins_with_days_behind_it_and_its_ledger_is_whole(
    database_url: str, tmp_path: Path
) -> None:
    settings = from_environment(
        {"GRIDWARD_DATA": str(tmp_path), "GRIDWARD_DATABASE_URL": database_url, "GRIDWARD_DEMO_DAYS": "2"}
    )
    settings = replace(settings, demo_password="quiet")
    await setting_up.prepare(database_url, settings, None, True, lambda _: None)
    database = await Database.open(database_url, 3)
    try:
        engine = Engine(database, keys.load(settings))
        assert (await auditing.check_chains(engine, True)).well
        async with store.snapshot(database) as connection:
            views = await store.reading.load_views(connection, await ids_of(connection))
            assert len(views) > 10
            assert any(not view.incident.open for view in views.values())
            newest = max(view.incident.reported_at for view in views.values())
            old = "SELECT count(*) FROM notice WHERE state = 'queued' AND created_at < $1"
            waiting = await connection.fetchval(old, newest - fresh.STILL)
            assert waiting == 0, "nobody is flooded by old messages"
            worded = await connection.fetchval("SELECT count(*) FROM wording")
            assert worded == len(views)
        who_reports = Actor(ActorKind.PUBLIC)
        answer = await engine.submit(who_reports, report(where="32108400100301"), None, "first", "")
        assert answer["number"] == f"GY-{FIRST_NUMBER + len(views)}"
        await setting_up.prepare(database_url, settings, None, True, lambda _: None)
        async with store.snapshot(database) as connection:
            assert len(await ids_of(connection)) == len(views) + 1, "a second start adds nothing"
    finally:
        await database.close()


async def ids_of(connection: store.Connection) -> list[UUID]:
    return [record["id"] for record in await connection.fetch("SELECT id FROM incident")]


async def met() -> tuple[Life, MeetingView]:
    """A small city that has lived some days, and one of the meetings that its calendar called."""
    found = await lived(2)
    return found, next(view for view in found.mind.meetings.values() if view.meeting.coming)


def on_a_rest_day(view: MeetingView) -> MeetingView:
    sunday = found_sunday(view.meeting.starts_at)
    return replace(view, meeting=view.meeting.but(starts_at=sunday))


def found_sunday(at: datetime) -> datetime:
    while calendar().is_workday(at.date()):
        at += timedelta(days=1)
    return at


def undone(view: MeetingView) -> MeetingView:
    """With an open decision that no clock watches."""
    decision = Decision(
        id=uid("decision"),
        meeting_id=view.meeting.id,
        number=1,
        state=DecisionState.OPEN,
        person_id=uid("admin"),
        due_at=MONDAY,
        decided_at=MONDAY,
    )
    return replace(view, decisions={decision.id: decision})


MEETING_DEFECTS: dict[str, Callable[[MeetingView], MeetingView]] = {
    "a meeting falls on a working day": on_a_rest_day,
    "every open meeting has an armed clock": lambda view: replace(view, clocks={}),
    "every decision is done or shown as late": undone,
}


async def test_a_planted_defect_of_a_meeting_is_seen() -> None:
    found, view = await met()
    now, sound = found.end, ground()
    assembled.check_meeting(assembled.Met(view, now, sound))
    for promise, plant in MEETING_DEFECTS.items():
        planted = assembled.Met(plant(view), now, sound)
        assert seen(partial(assembled.check_meeting, planted)) == promise
    meetings, since = list(found.mind.meetings.values()), found.midnight(FIRST)
    later = now + timedelta(days=60)
    assembled.check_calendar(meetings, [], since, now, sound)
    assert seen(lambda: assembled.check_calendar([*meetings, view], [], since, now, sound)) == assembled.ONCE
    assert seen(lambda: assembled.check_calendar([], ["2026-09", "2026-10"], since, later, sound)) == assembled.ONCE
    assert seen(lambda: assembled.check_calendar(meetings, ["2026-09"], since, now, sound)) == assembled.ONCE
