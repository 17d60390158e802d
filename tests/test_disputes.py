"""Objections to figures: who makes them, who decides, and that an upheld one leaves the case out of them."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from models.clock import Stage
from models.task import ObjectionState
from tests.small import EAST, GROUP, uid
from tests.storing import Recorded
from tests.test_by_day import beside_of, recounted
from tests.test_patterns import DISPATCHER, later, sent
from workflow import by_day
from workflow.by_day import Place
from workflow.calendar import SHANGHAI
from workflow.credit import By
from workflow.errors import BadInput, Blocked, Forbidden, NotFound
from workflow.guards import MOST_DISPUTES
from workflow.indicators import FORMULAS, WATCHED, Mark
from workflow.machines import Move

DAY = date(2026, 6, 8)
DISPATCHED = Place(By.DISPATCHER, str(uid(DISPATCHER)), EAST)


def disputed(city: Recorded, name: str = DISPATCHER, of: str = "dispatcher", figure: str = "dispatch_on_time") -> UUID:
    ref = sent(city)
    city.do(name, ref, Move.DISPUTE, later(1), of=of, figure=figure, reason="系统停机")
    return ref


@pytest.mark.parametrize(
    ("name", "of", "level", "key"),
    [
        (DISPATCHER, "dispatcher", 2, str(uid(DISPATCHER))),
        (f"informant-{GROUP}", "informant", 2, str(uid(f"informant-{GROUP}"))),
        ("gas-2", "unit", 2, str(uid("gas"))),
        ("township-east", "township", 1, EAST),
    ],
)
def test_an_objection_to_a_figure_is_decided_one_level_up_with_a_clock(
    name: str, of: str, level: int, key: str
) -> None:
    city = Recorded()
    ref = disputed(city, name, of)
    (objection,) = city.views[ref].objections.values()
    assert (objection.level, objection.figure_key, objection.state) == (level, key, ObjectionState.LODGED)
    clock = city.views[ref].clock(objection.id, Stage.OBJECTION)
    assert clock is not None
    assert clock.next_at is not None
    for other in (DISPATCHER, f"informant-{GROUP}", "township-west", *(["township-east"] if level == 1 else [])):
        with pytest.raises((Forbidden, NotFound)):
            city.do(other, ref, Move.UPHOLD, later(2), reason="属实")
    decider = "township-east" if level == 2 else "supervisor"
    city.do(decider, ref, Move.DISMISS, later(2), reason="当天系统正常")
    assert city.views[ref].objections[objection.id].state == ObjectionState.DISMISSED


def test_an_upheld_objection_leaves_the_case_out_from_that_day_on_and_what_was_told_stays() -> None:
    city = Recorded()
    ref = disputed(city)
    decided = later(days=3)
    city.do("township-east", ref, Move.UPHOLD, decided, reason="属实")
    last = DAY + timedelta(days=3)
    drawn = by_day.weights(city.views[ref], city.entries[ref], DAY, last, SHANGHAI, beside_of(city))
    before, after = by_day.total(drawn, DAY, DAY), by_day.total(drawn, DAY, last)
    assert (before[DISPATCHED, Mark.DISPATCHED], after[DISPATCHED, Mark.DISPATCHED]) == (1, 0)
    assert after[DISPATCHED, Mark.DISPATCH_DUE] == after[DISPATCHED, Mark.DISPATCHED_ON_TIME] == 0
    assert after[Place(By.TOWNSHIP, EAST, EAST), Mark.DISPATCHED] == 1, "nobody else's figure changes"
    for first, end in ((DAY, DAY), (DAY, last), (last, last)):
        assert +by_day.total(drawn, first, end) == recounted(city, first, end)


def test_who_reported_it_as_staff_elsewhere_objects_to_their_own_figure_and_to_no_other() -> None:
    city, stranger = Recorded(), "informant-900100200101"
    ref = city.report(name=stranger)
    for payload in ({"of": "dispatcher", "figure": "dispatch_on_time"}, {"of": "unit", "figure": "closing"}):
        with pytest.raises(BadInput, match="not-counted"):
            city.do(stranger, ref, Move.DISPUTE, later(1), **payload, reason="不对")
    city.do(stranger, ref, Move.DISPUTE, later(1), of="informant", figure="filing", reason="不是我辖区")
    (objection,) = city.views[ref].objections.values()
    assert (objection.figure_key, objection.level) == (str(uid(stranger)), 2)
    called = city.report(name=stranger, source="letter")
    with pytest.raises((Forbidden, Blocked)):
        city.do(stranger, called, Move.DISPUTE, later(1), of="informant", figure="filing", reason="不对")


def test_nobody_objects_for_others_or_twice_or_to_what_is_no_figure() -> None:
    city = Recorded()
    ref = disputed(city)
    for name, of, figure, reason in (
        (DISPATCHER, "dispatcher", "dispatch_on_time", "objected-already"),
        (DISPATCHER, "township", "closing", "not-counted"),
        (DISPATCHER, "unit", "closing", "not-counted"),
        (DISPATCHER, "dispatcher", "beauty", "not-counted"),
    ):
        with pytest.raises(BadInput, match=reason):
            city.do(name, ref, Move.DISPUTE, later(1), of=of, figure=figure, reason="不对")
    with pytest.raises(Forbidden):
        city.do("centre", ref, Move.DISPUTE, later(1), of="unit", figure="closing", reason="不对")
    figures = [*FORMULAS, *map(str, WATCHED)]
    for figure in (figure for figure in figures if figure != "dispatch_on_time"):
        if len(city.views[ref].objections) < MOST_DISPUTES:
            city.do(DISPATCHER, ref, Move.DISPUTE, later(1), of="dispatcher", figure=figure, reason="不对")
    with pytest.raises(Blocked):
        city.do(DISPATCHER, ref, Move.DISPUTE, later(1), of="dispatcher", figure="just_before", reason="不对")
