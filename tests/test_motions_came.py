"""What came of a change of the rules, beside what was predicted: the same measures, counted of what is frozen."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import orjson
import pytest

from models.incident import State
from models.motion import Motion, MotionState
from models.record import Switch
from tests.acting import People
from tests.asking import Wall
from tests.small import INFORMANT, MONDAY, calendar, directory, report, rules, uid, who, world
from tests.stored import small_engine
from tests.test_differential import kept, refused
from tests.test_motions import REHEARSED, decide, joint, lying, put, sound
from workflow import bulletins, enacting, freezing, ledger, proposing, publishing, store, versions
from workflow.bulletin_names import City
from workflow.bulletins import Issue, Told
from workflow.engine import Engine
from workflow.identity import Chance, Seeded
from workflow.indicators import CaseFacts, Span
from workflow.motions import came
from workflow.motions.came import Changes

JUNE = Span(datetime(2026, 5, 31, 16, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC))
JULY = Span(JUNE.end, datetime(2026, 7, 31, 16, tzinfo=UTC))
ON = JUNE.start + timedelta(days=20)


def motion(**more: Any) -> Motion:
    known: dict[str, Any] = {
        "id": uid("motion"),
        "number": "GY-R1",
        "state": MotionState.IN_FORCE,
        "version": 4,
        "path": "9001",
        "proposes": 2,
        "against": 1,
        "proposed_by": uid("centre"),
        "proposed_at": JUNE.start - timedelta(days=9),
        "proof": {"grades": {"failure": 0, "warning": 1, "note": 0}, "findings": []},
        "rehearsal": REHEARSED,
        "decision": "GY-M7/1",
        "switched_at": ON,
        "ended_at": ON,
    }
    return Motion(**{**known, **more})


def switch(number: int, version: int, at: datetime, **more: Any) -> Switch:
    return Switch(number=number, at=at, rules_version=version, before=1, by="test", why="", **more)


def case(number: int, reported: datetime, **more: Any) -> CaseFacts:
    known: dict[str, Any] = {"rules": 2, "state": State.CLOSED, "level": 2, "ended_at": reported}
    return CaseFacts(uid(f"case {number}"), f"GY-{number}", "06010", reported, **{**known, **more})


CARRIED = switch(2, 2, ON, decision="GY-M7/1")


def told(log: list[Switch], cases: list[CaseFacts], span: Span = JUNE, **more: Any) -> Any:
    return came.tell(Changes([motion(**more)], log), cases, span)


def test_what_came_is_counted_of_the_cases_under_the_new_rules_since_they_were_switched_on() -> None:
    cases = [
        case(1, ON - timedelta(days=1), rules=1, overran=True, escalations=9),
        case(2, ON + timedelta(days=1), overran=True, escalations=2),
        case(3, ON + timedelta(days=2), ended_at=None, state=State.HANDLING, escalations=1),
        case(4, ON + timedelta(days=2), rules=1),
        case(5, JUNE.end, overran=True),
    ]
    (found,) = told([CARRIED], cases)["motions"]
    assert (found["number"], found["state"], found["in_force_to"]) == ("GY-R1", "in_force", None)
    days, rehearsed = 10 * 86_400, 90 * 86_400
    assert found["prediction"] == {
        "rehearsed_seconds": rehearsed,
        "counted_seconds": days,
        "elsewhere": 30,
        "open": 1,
        "a_day": {
            "cases": {"before": [900, rehearsed], "predicted": [900, rehearsed], "came": [2, days]},
            "late": {"before": [90, rehearsed], "predicted": [45, rehearsed], "came": [1, days]},
            "escalations": {"before": [180, rehearsed], "predicted": [120, rehearsed], "came": [3, days]},
        },
        "a_case": {
            "late": {"before": [90, 900], "predicted": [45, 900], "came": [1, 2]},
            "escalations": {"before": [180, 900], "predicted": [120, 900], "came": [3, 2]},
        },
    }


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (switch(3, 1, ON + timedelta(days=4), undoes=2), "rolled_back"),
        (switch(3, 5, ON + timedelta(days=4)), "replaced"),
    ],
)
def test_a_change_that_was_rolled_back_or_replaced_shows_with_what_came_until_then(last: Switch, state: str) -> None:
    cases = [case(1, ON + timedelta(days=1)), case(2, ON + timedelta(days=5))]
    (found,) = told([CARRIED, last], cases)["motions"]
    assert (found["state"], found["prediction"]["counted_seconds"]) == (state, 4 * 86_400)
    assert found["prediction"]["a_day"]["cases"]["came"] == [1, 4 * 86_400]
    assert found["in_force_to"] is not None
    assert told([CARRIED, last], [], JULY)["motions"] == [], "nothing of it is left to follow"


def test_rules_that_came_into_force_again_are_followed_through_both_stays() -> None:
    log = [CARRIED, switch(3, 5, ON + timedelta(days=2)), switch(4, 2, ON + timedelta(days=5), undoes=3)]
    (found,) = told(log, [case(1, ON + timedelta(days=3)), case(2, ON + timedelta(days=6))])["motions"]
    assert (found["state"], found["prediction"]["counted_seconds"]) == ("in_force", 7 * 86_400)
    assert found["prediction"]["a_day"]["cases"]["came"][0] == 1


def test_a_motion_is_followed_for_as_long_as_it_was_rehearsed() -> None:
    short = {**REHEARSED, "seconds": 12 * 86_400}
    (found,) = told([CARRIED], [case(1, JULY.start), case(2, JULY.start + timedelta(days=2))], JULY, rehearsal=short)[
        "motions"
    ]
    assert found["prediction"]["counted_seconds"] == 2 * 86_400
    assert found["prediction"]["a_day"]["cases"]["came"][0] == 1
    august = Span(JULY.end, JULY.end + timedelta(days=31))
    assert told([CARRIED], [], august, rehearsal=short)["motions"] == []


@pytest.mark.parametrize(
    ("state", "more", "shown"),
    [
        ("proposed", {"ended_at": None}, "proposed"),
        ("adopted", {"ended_at": None, "held_back": "motion-held-unproved"}, "held_back"),
        ("rejected", {"ended_at": ON}, "rejected"),
        ("withdrawn", {"ended_at": ON}, "withdrawn"),
    ],
)
def test_what_was_never_in_force_shows_as_what_became_of_it(state: str, more: dict[str, Any], shown: str) -> None:
    own = {"decision": None, "switched_at": None, **more}
    (found,) = told([], [], state=MotionState(state), **own)["motions"]
    assert (found["state"], found["in_force_from"]) == (shown, None)
    assert found["prediction"]["a_day"]["late"]["came"] == [0, 0], "nothing came, and over no time"
    later = told([], [], JULY, state=MotionState(state), **own)["motions"]
    assert bool(later) == (more["ended_at"] is None)


def test_every_switch_of_the_period_is_told_also_one_without_a_motion() -> None:
    log = [
        replace_first(switch(1, 1, JUNE.start + timedelta(days=1))),
        switch(2, 4, ON, failures=[{"code": "x"}], despite="y"),
        switch(3, 1, JULY.start, undoes=2),
    ]
    found = came.tell(Changes((), log), [], JUNE)
    assert [(each["version"], each["failures"], each["undoes"]) for each in found["switches"]] == [(4, 1, None)]
    assert found["motions"] == []


def replace_first(first: Switch) -> Switch:
    """What a city began with is no change."""
    return first.but(before=None)


# In PostgreSQL


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def engine(database_url: str, wall: Wall) -> AsyncIterator[Engine]:
    async with small_engine(database_url, Chance(), wall) as found:
        yield found


async def carried(engine: Engine, wall: Wall) -> UUID:
    """A motion that was adopted and is in force, in the middle of June."""
    ref = await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    wall.wait(hours=1)
    assert await enacting.carry_out(engine, proving=sound) == 1
    return ref


async def lie(engine: Engine, wall: Wall, number: int) -> None:
    """Reports on which nobody acts, until they have escalated."""
    for each in range(number):
        await engine.submit(who(INFORMANT), report(), None, f"late {each}", "")
    wall.wait(days=9)
    await engine.sweep()


def changes_of(bulletin: Issue) -> Any:
    return orjson.loads(bulletin.figures)["rules"]


async def test_the_bulletin_sets_what_was_predicted_against_what_came_and_can_be_counted_again(
    engine: Engine, wall: Wall
) -> None:
    await carried(engine, wall)
    await lie(engine, wall, 3)
    wall.at = JUNE.end + timedelta(days=5)
    found = await publishing.of_period(engine, "2026-06")
    (shown,) = changes_of(found)["motions"]
    measures = shown["prediction"]["a_day"]
    assert (measures["cases"]["came"][0], shown["prediction"]["open"]) == (3, 3)
    assert measures["escalations"]["came"][0] > 3
    assert measures["escalations"]["predicted"] == [120, 90 * 86_400]
    (switched,) = changes_of(found)["switches"]
    assert (switched["version"], switched["decision"]) == (2, shown["decision"])
    assert "GY-R1: what was predicted and what came" in found.html_en
    assert "GY-R1：预测与实际" in found.html_zh
    wall.wait(days=40)
    await engine.sweep()
    await versions.roll_back(engine, "admin", "不好")
    assert (await counted_again(engine, found.bulletin.drawn_at)).figures == found.figures


async def counted_again(engine: Engine, drawn_at: datetime) -> Issue:
    """From the frozen rows, the ledgers of the motions and the log."""
    async with store.snapshot(engine.database) as connection:
        kept = await store.bulletins.frozen(connection, "2026-06", directory().root.code)
        met = await store.figures.meetings(connection, JUNE)
        motions = await store.motions.of_period(connection, JUNE)
        changes = Changes(motions, await store.versions.switches(connection))
        rules = await engine.in_force.rules(connection, 2)
    parts = {code: freezing.unpacked(packed) for code, packed in kept.items()}
    told = Told("2026-06", JUNE, parts, met, changes=changes)
    return bulletins.draw_up(told, City(directory(), rules, calendar()), drawn_at)


async def test_a_change_that_was_taken_back_or_held_back_shows_in_the_next_bulletin(engine: Engine, wall: Wall) -> None:
    await carried(engine, wall)
    wall.wait(days=2)
    await versions.roll_back(engine, "admin", "不好")
    wall.at = JUNE.end + timedelta(days=5)
    found = await publishing.of_period(engine, "2026-06")
    assert [each["state"] for each in changes_of(found)["motions"]] == ["rolled_back"]
    assert [each["undoes"] is None for each in changes_of(found)["switches"]] == [True, False]
    assert "then taken back" in found.html_en


async def test_a_motion_that_waits_or_is_held_back_stands_in_every_bulletin_until_something_became_of_it(
    engine: Engine, wall: Wall
) -> None:
    await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    await enacting.carry_out(engine, proving=lying)
    await put(engine, "another")
    wall.at = JUNE.end + timedelta(days=5)
    june = await publishing.of_period(engine, "2026-06")
    assert [each["state"] for each in changes_of(june)["motions"]] == ["held_back", "proposed"]
    assert changes_of(june)["switches"] == []


def test_rows_that_were_frozen_before_are_still_read() -> None:
    row = case(1, ON, overran=True)
    (kept,) = orjson.loads(zlib.decompress(freezing.packed([row])))
    for name in ("rules", "overran", "escalations"):
        del kept[name]
    assert freezing.unpacked(zlib.compress(orjson.dumps([kept]))) == [replace(row, rules=0, overran=False)]


@pytest.mark.parametrize("seed", range(2))
async def test_a_rehearsal_and_a_bulletin_count_the_same_of_the_same_cases(database_url: str, seed: int) -> None:
    memory, people = world(seed), People(seed, MONDAY)
    async with small_engine(database_url, Seeded(seed), lambda: people.now) as engine:
        for number in range(90):
            act = people.next(memory)
            assert kept(memory, act) == await refused(engine, act, number)
        people.now += timedelta(days=2)
        await engine.sweep()
        number = await versions.propose(engine, f"{rules().text}\n# the same\n", "same", "test", "")
        found = (await proposing.rehearsed(engine, number, 90))["summary"]
        async with store.snapshot(engine.database) as connection:
            counted = await store.figures.rows(connection, memory.views, people.now)
    for late, escalations in (("late_before", "escalations_before"), ("late_after", "escalations_after")):
        assert (found["cases"], found[late], found[escalations]) == (
            len(counted),
            sum(row.overran for row in counted),
            sum(row.escalations for row in counted),
        )
    assert found["late_before"] > 0
    assert found["escalations_before"] > 0
    assert found["changed"] == found["unfit"] == 0


async def test_a_motion_is_rehearsed_over_the_days_that_the_city_has_behind_it(engine: Engine, wall: Wall) -> None:
    number = await versions.propose(engine, f"{rules().text}\n# other\n", "other", "test", "")
    assert await proposing.rehearsed(engine, number, 90) == {}, "of a city without a day behind it"
    began = wall.at
    await lie(engine, wall, 2)
    done: list[float] = []
    found = await proposing.rehearsed(engine, number, 90, done.append)
    assert (found["since"], found["seconds"]) == (ledger.instant(began), 9 * 86_400)
    assert (found["summary"]["cases"], done[-1]) == (2, 1.0)
    shorter = await proposing.rehearsed(engine, number, 3)
    assert (shorter["seconds"], shorter["summary"]["cases"]) == (3 * 86_400, 0)
    assert await proposing.latest(engine, number, 90) == found, "time enough for all of it"
    ticks = count(0.0, 4.0)
    hasty = await proposing.latest(engine, number, 90, lambda: next(ticks))
    assert hasty["until"] == found["until"], "the newest days first"
    assert (hasty["seconds"], hasty["summary"]["cases"]) == (3 * 86_400, 0), "and of those that were done"
    ref = await put(engine, rehearsing=None)
    assert (await proposing.see(engine, who("centre"), str(ref))).motion.rehearsal["summary"]["cases"] == 2
