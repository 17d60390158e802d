"""The indicators: what is counted, in which period, and that parts add up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.clock import Stage
from models.incident import Ending, Flow, State
from tests.acting import People, perform
from tests.small import MONDAY, VILLAGE, world
from tests.storing import Recorded, minutes
from workflow import freezing, indicators
from workflow.errors import GridwardError
from workflow.indicators import RATES, CaseFacts, Leg, Mark, Span
from workflow.machines import Move
from workflow.memory import World

JUNE = Span(datetime(2026, 5, 31, 16, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC))
QUARREL = "97999"
"""A category whose cases are closed by time-out where the reporter says nothing."""

JULY = Span(JUNE.end, datetime(2026, 7, 31, 16, tzinfo=UTC))


def case(number: int, *legs: Leg, **more: object) -> CaseFacts:
    said: dict[str, object] = {"state": State.HANDLING, "level": 3, "reported_at": MONDAY, "category": "06010"}
    return CaseFacts(id=UUID(int=number), number=f"GY-{number}", legs=legs, **{**said, **more})  # type: ignore[arg-type]


def kept(stage: Stage, at: datetime, move: Move = Move.VERIFY) -> Leg:
    return Leg(stage, at, False, at + timedelta(hours=1), at, move=move)


def missed(stage: Stage, at: datetime) -> Leg:
    return Leg(stage, at, True, at, alive=True)


def rows(city: World, end: datetime) -> list[CaseFacts]:
    found = (freezing.of_ledger(view, city.entries[i], end) for i, view in city.views.items())
    return [row for row in found if row is not None]


def lived(seed: int, steps: int) -> World:
    city, people = world(seed), People(seed, MONDAY)
    for _ in range(steps):
        try:
            perform(city, people.next(city))
        except GridwardError:
            continue
    return city


def test_a_published_months_figures_give_its_closing_rate() -> None:
    """accepted 1054, filed 996, due for closing 972, closed 911: 93.72 %."""
    filed, closed = kept(Stage.INTAKE, MONDAY, Move.ACCEPT), kept(Stage.PROMISE, MONDAY)
    late = missed(Stage.PROMISE, MONDAY)
    ended = {"state": State.CLOSED, "ending": Ending.VERIFIED, "ended_at": MONDAY}
    cases = [case(n, filed, closed, **ended) for n in range(911)]
    cases += [case(n, filed, late) for n in range(911, 972)]
    cases += [case(n, filed) for n in range(972, 996)]
    cases += [case(n) for n in range(996, 1054)]
    found = indicators.tally(cases, JUNE)
    named = (Mark.REPORTED, Mark.FILED, Mark.CLOSING_DUE, Mark.CLOSED_OF_DUE, Mark.CLOSED)
    assert [found[mark] for mark in named] == [1054, 996, 972, 911, 911]
    rate = indicators.rates(found)["closing"]
    assert rate == (911, 972)
    assert rate.share is not None
    assert f"{rate.share:.2%}" == "93.72%"


def test_a_deadline_counts_in_the_period_in_which_it_was_met_or_else_passed() -> None:
    early = kept(Stage.PROMISE, JUNE.end - timedelta(hours=1))
    assert Mark.CLOSED_ON_TIME in indicators.marks(case(1, early), JUNE), "met in June, though it was due later"
    late = Leg(Stage.PROMISE, JUNE.end - timedelta(hours=1), True, None, JUNE.end + timedelta(days=3))
    assert indicators.marks(case(1, late), JUNE) >= {Mark.CLOSING_DUE}
    assert Mark.CLOSING_DUE not in indicators.marks(case(1, late), JULY), "late once, and not again in July"


def test_what_happens_at_the_periods_end_belongs_to_the_next_one() -> None:
    at_the_end = kept(Stage.PROMISE, JUNE.end)
    assert Mark.CLOSING_DUE not in indicators.marks(case(1, at_the_end), JUNE)
    assert Mark.CLOSING_DUE in indicators.marks(case(1, at_the_end), JULY)


def test_a_stage_that_was_late_once_is_not_on_time_though_it_was_done_in_the_end() -> None:
    first = Leg(Stage.HANDLE, MONDAY, True, MONDAY, None, move=Move.RETURN)
    found = indicators.marks(case(1, first, kept(Stage.HANDLE, minutes(60), Move.RESOLVE)), JUNE)
    assert {Mark.HANDLE_DUE, Mark.HANDLED} <= found
    assert Mark.HANDLED_ON_TIME not in found


def test_a_case_whose_promise_is_judged_counts_as_reminded_if_it_was_by_then() -> None:
    promise = kept(Stage.PROMISE, minutes(30))
    assert Mark.REMINDED in indicators.marks(case(1, promise, reminded_at=minutes(-9000)), JUNE)
    assert Mark.REMINDED not in indicators.marks(case(1, promise), JUNE)
    assert Mark.REMINDED not in indicators.marks(case(1, reminded_at=minutes(10)), JUNE), "nothing was due"
    assert indicators.FORMULAS["reminded"].under == Mark.CLOSING_DUE


def test_an_exempted_case_leaves_the_rates_and_is_counted_apart() -> None:
    late = Leg(Stage.PROMISE, MONDAY, True, MONDAY, minutes(30))
    found = indicators.marks(case(1, late, kept(Stage.HANDLE, MONDAY), exempted_at=minutes(90)), JUNE)
    assert found & {Mark.CLOSING_DUE, Mark.HANDLE_DUE} == set()
    assert Mark.EXEMPTED in found


@pytest.mark.parametrize("ending", list(Ending))
def test_each_way_to_end_is_counted_apart(ending: Ending) -> None:
    state = State.CLOSED if ending in (Ending.VERIFIED, Ending.UNVERIFIED, Ending.TIMED_OUT) else State(str(ending))
    found = indicators.marks(case(1, state=state, ending=ending, ended_at=MONDAY), JUNE)
    assert found & {Mark(str(each)) for each in Ending} == {Mark(str(ending))}
    assert (Mark.CLOSED in found) == (state == State.CLOSED)


def test_nothing_that_was_withdrawn_before_its_deadline_counts_as_due() -> None:
    city = Recorded()
    ref = city.report()
    city.do("informant-900100100101", ref, Move.WITHDRAW, minutes(1), reason="报错了")
    (row,) = rows(city, JUNE.end)
    found = indicators.marks(row, JUNE)
    assert found == {Mark.REPORTED, Mark.WITHDRAWN}


def test_closing_by_time_out_is_nobodys_verification() -> None:
    city = Recorded()
    ref = closed_by_time_out(city)
    found = indicators.marks(one(city, ref, JULY.end), Span(JUNE.start, JULY.end))
    assert Mark.TIMED_OUT in found
    assert Mark.LOOKED_AT not in found


def test_a_rework_is_counted_of_what_somebody_verified() -> None:
    city = Recorded()
    ref = resolved(city)
    city.do("dispatcher-east", ref, Move.VERIFY, minutes(40), satisfied=False, note="没修好")
    found = indicators.marks(one(city, ref, JUNE.end), JUNE)
    assert {Mark.LOOKED_AT, Mark.REWORKED} <= found


def test_figures_tell_what_the_ledger_held_when_the_period_ended() -> None:
    city = Recorded()
    ref = city.report()
    for minute in range(0, 60 * 24 * 40, 600):
        city.sweep(minutes(minute))
    before = one(city, ref, JUNE.end)
    city.do("dispatcher-east", ref, Move.ACCEPT, JUNE.end + timedelta(days=9))
    assert city.views[ref].incident.state != before.state
    assert one(city, ref, JUNE.end) == before, "accepted in July, still waiting in June's figures"
    assert Mark.UNFILED_LATE in indicators.marks(before, JUNE)


def one(city: World, ref: UUID, end: datetime) -> CaseFacts:
    found = freezing.of_ledger(city.views[ref], city.entries[ref], end)
    assert found is not None
    return found


def resolved(city: Recorded, category: str = "06010") -> UUID:
    """Put right by the village's handler, and not verified yet."""
    ref, handler = city.report(category=category), f"handler-{VILLAGE}"
    if city.views[ref].incident.state == State.REPORTED:
        city.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    if city.views[ref].incident.state == State.ACCEPTED:
        city.do("dispatcher-east", ref, Move.DISPATCH, minutes(2), to={"grid": VILLAGE})
    city.do(handler, ref, Move.ACKNOWLEDGE, minutes(10))
    city.do(handler, ref, Move.RESOLVE, minutes(30))
    return ref


def closed_by_time_out(city: Recorded) -> UUID:
    ref = resolved(city, QUARREL)
    for minute in range(60, 60 * 24 * 60, 300):
        city.sweep(minutes(minute))
        if not city.views[ref].incident.open:
            break
    return ref


def test_a_suggestion_is_counted_by_marks_of_its_own_and_among_no_problems() -> None:
    late = Leg(Stage.ANSWER, MONDAY, True, MONDAY, MONDAY, move=Move.REPLY)
    promise = kept(Stage.PROMISE, MONDAY, Move.REPLY)
    asked = case(1, kept(Stage.ANSWER, MONDAY, Move.TAKE_UP), promise, flow=Flow.SUGGESTION, taken_up_at=MONDAY)
    assert indicators.marks(asked, JUNE) == {Mark.SUGGESTED, Mark.ANSWER_DUE, Mark.ANSWERED_ON_TIME, Mark.ADOPTED}
    closed = replace(asked, state=State.CLOSED, ended_at=MONDAY, ending=Ending.VERIFIED)
    assert indicators.marks(closed, JUNE) == indicators.marks(asked, JUNE) | {Mark.CARRIED_OUT}
    assert indicators.marks(case(2, late, flow=Flow.WISH), JUNE) == {Mark.SUGGESTED, Mark.ANSWER_DUE}
    city = Recorded()
    ref = city.report(category="97997")
    city.do("dispatcher-east", ref, Move.REPLY, minutes(5), note="明年列入计划")
    assert indicators.marks(one(city, ref, JUNE.end), JUNE) == {
        Mark.SUGGESTED,
        Mark.ANSWER_DUE,
        Mark.ANSWERED_ON_TIME,
    }


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_parts_add_up_to_the_whole_and_order_does_not_matter(seed: int) -> None:
    found = rows(lived(seed, 80), JUNE.end)
    whole = indicators.tally(found, JUNE)
    shuffled = Random(seed).sample(found, len(found))
    assert indicators.tally(shuffled, JUNE) == whole
    for key in ("township", "category", "state", "level"):
        parts: dict[object, list[CaseFacts]] = {}
        for row in found:
            parts.setdefault(getattr(row, key), []).append(row)
        assert sum((indicators.tally(part, JUNE) for part in parts.values()), indicators.Tally()) == +whole
    assert all(count <= len(found) for count in whole.values()), "a case counts once"
    _sound(found, whole)


def _sound(found: Sequence[CaseFacts], whole: indicators.Tally) -> None:
    for over, under in RATES.values():
        assert set(indicators.behind(found, JUNE, over)) <= set(indicators.behind(found, JUNE, under)), "never over 1"
    for mark in Mark:
        assert len(indicators.behind(found, JUNE, mark)) == whole[mark]
    closed = [whole[mark] for mark in (Mark.VERIFIED, Mark.UNVERIFIED, Mark.TIMED_OUT)]
    assert sum(closed) == whole[Mark.CLOSED]


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), days=st.integers(1, 20))
def test_a_case_that_has_moved_since_is_counted_as_it_was(seed: int, days: int) -> None:
    end = MONDAY + timedelta(days=days)
    city, people = world(seed), People(seed, MONDAY)
    before: list[CaseFacts] | None = None
    for _ in range(100):
        act = people.next(city)
        if act.now >= end and before is None:
            before = rows(city, end)
        try:
            perform(city, act)
        except GridwardError:
            continue
    after = rows(city, end)
    assert before is None or sorted(before, key=lambda row: row.id) == sorted(after, key=lambda row: row.id)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_frozen_rows_come_back_as_they_were_and_pack_to_the_same_bytes(seed: int) -> None:
    found = sorted(rows(lived(seed, 60), JUNE.end), key=lambda row: row.id)
    kept_rows = freezing.packed(found)
    assert freezing.unpacked(kept_rows) == found
    assert freezing.packed(reversed(found)) == kept_rows


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_case_that_does_not_matter_to_a_period_has_no_mark_in_it(seed: int) -> None:
    city = lived(seed, 100)
    week = Span(MONDAY + timedelta(days=7), MONDAY + timedelta(days=14))
    for ref, view in city.views.items():
        row = freezing.of_ledger(view, city.entries[ref], week.end)
        if not freezing.matters(view, week) and row is not None:
            assert indicators.marks(row, week) == set()
