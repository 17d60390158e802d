"""What always holds of meetings: over an autumn with its holiday, with people of all sorts, in memory."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.clock import Stage
from models.meeting import REGULAR, Decision, DecisionState, Meeting, MeetingKind, MeetingState
from tests.councils import Councillors, convene
from tests.small import EAST, INFORMANT, MONDAY, VILLAGE, WEST, report, uid, who, world
from tests.small import calendar as shipped
from workflow.calendar import Calendar
from workflow.commands import PAYLOADS as CASE_PAYLOADS
from workflow.days import Days, published_days
from workflow.duties import occasions, openings
from workflow.errors import GridwardError
from workflow.ledger import verify
from workflow.machines import Move
from workflow.meetings.agenda import tabled
from workflow.meetings.payloads import PAYLOADS
from workflow.memory import World
from workflow.view import MeetingView, replay

AUTUMN = datetime(2026, 9, 14, 16, tzinfo=UTC), datetime(2026, 11, 14, 16, tzinfo=UTC)
"""From 2026-09-15 to 2026-11-15, midnight to midnight in Beijing."""

OWNERS = ({"unit": "gas"}, {"unit": "water"}, {"grid": VILLAGE})


class Autumn:
    """A city that meets when it is to; who has something to carry out does so in time, late, or never."""

    def __init__(self, seed: int) -> None:
        self.random, self.city = Random(seed), world(seed)

    def live(self) -> Iterator[datetime]:
        """Day by day, the hour at which each begins."""
        start, end = AUTUMN
        for number, at in enumerate(openings(self.city.calendar, start, end)):
            self.city.sweep(at)
            if number % 9 == 3:
                self.table(at)
            self.city.convene(at)
            for view in list(self.city.meetings.values()):
                self.meet(view, at)
            yield at

    def table(self, at: datetime) -> None:
        case = self.city.submit(who(INFORMANT), report(), at).incident.id
        said = CASE_PAYLOADS[Move.TABLE].model_validate({"reason": "久拖不决"})
        self.city.fire(who("supervisor"), case, Move.TABLE, said, at)

    def do(self, name: str, view: MeetingView, move: Move, at: datetime, **said: Any) -> None:
        self.city.fire_meeting(who(name), view.meeting.id, move, PAYLOADS[move].model_validate(said), at)

    def meet(self, view: MeetingView, at: datetime) -> None:
        meeting, name = view.meeting, convener(view.meeting)
        if meeting.state == MeetingState.INVITED and meeting.starts_at <= at:
            self.do(name, view, Move.HOLD, at)
            decisions = [self.decided() for _ in range(self.random.randint(0, 3))]
            heard = list(tabled(self.city.meetings[meeting.id].meeting.agenda).values())
            self.do(name, view, Move.MINUTE, at + timedelta(hours=2), text="纪要", decisions=decisions, heard=heard)
        for decision in view.decisions.values():
            self.carry_out(view, decision, name, at)

    def decided(self) -> dict[str, Any]:
        return {"text": "办", "owner": self.random.choice(OWNERS), "budget": self.random.choice(("2wd", "5wd", "10wd"))}

    def carry_out(self, view: MeetingView, decision: Decision, convener: str, at: datetime) -> None:
        """A third in time, a third late, a third never."""
        kind = decision.id.int % 3
        ready = decision.decided_at + timedelta(days=1) if kind == 0 else decision.due_at + timedelta(days=3)
        if decision.state == DecisionState.OPEN and kind < 2 and ready <= at:
            owners = {uid("gas"): "gas-1", uid("water"): "water-1", None: f"handler-{VILLAGE}"}
            self.do(owners[decision.unit_id], view, Move.CARRY_OUT, at, reason="办了", decision=decision.id)
        elif decision.state == DecisionState.REPORTED:
            self.do(convener, view, Move.SIGN_OFF, at, decision=decision.id)


def convener(meeting: Meeting) -> str:
    if meeting.level == 1:
        return "supervisor"
    return "township-east" if meeting.path.endswith(EAST) else "township-west"


def of_kind(city: World, kind: str) -> list[Meeting]:
    return [view.meeting for view in city.meetings.values() if view.meeting.kind == kind]


def test_every_duty_of_the_calendar_took_place_once_on_a_working_day() -> None:
    autumn = Autumn(1)
    days = list(autumn.live())
    city, (start, end) = autumn.city, AUTUMN
    for kind in REGULAR:
        rule = city.rules.meetings[kind]
        owed = [occasion for occasion in occasions(rule, city.calendar, start, end) if occasion.at <= days[-1]]
        bodies = ["9001"] if rule.level == 1 else [f"9001.{EAST}", f"9001.{WEST}"]
        held = Counter((m.path, m.period) for m in of_kind(city, kind) if m.held_at is not None)
        assert held == Counter({(path, occasion.period): 1 for path in bodies for occasion in owed}), kind
    for view in city.meetings.values():
        at = view.meeting.held_at or view.meeting.starts_at
        assert city.calendar.is_workday(at.astimezone(city.calendar.tz).date()), view.meeting
    special = next(m for m in of_kind(city, MeetingKind.SPECIAL) if m.period == "2026-Q4")
    assert special.starts_at.astimezone(city.calendar.tz).date().isoformat() == "2026-10-10", "a make-up Saturday"
    assert len([m for m in of_kind(city, MeetingKind.JOINT) if m.held_at]) >= 3
    assert not [v.incident for v in city.views.values() if v.incident.tabled_at and v.incident.tabled_at < days[-14]]


def test_every_decision_of_a_meeting_is_done_or_shown_as_late() -> None:
    autumn, seen = Autumn(2), Counter[str]()
    for at in autumn.live():
        now = at + timedelta(hours=3)
        for view in autumn.city.meetings.values():
            for decision in view.decisions.values():
                seen[shown(autumn.city, view, decision, now)] += 1
    assert min(seen[how] for how in ("done", "in time", "late")) > 0, seen


def shown(city: World, view: MeetingView, decision: Decision, now: datetime) -> str:
    """How a decision stands; it is none of these where it has been forgotten."""
    if not decision.open:
        assert decision.state == DecisionState.DONE
        return "done"
    clocks = [clock for clock in view.clocks.values() if clock.subject_id == decision.id and not clock.over]
    assert any(clock.next_at is not None for clock in clocks), "somebody is reminded of it"
    assert view.meeting.state == MeetingState.MINUTED, "and its meeting stays open"
    for following in (each.meeting for each in city.meetings.values() if each.meeting.path == view.meeting.path):
        drawn_at = following.drawn_at
        if drawn_at is not None and drawn_at > decision.decided_at:
            (item,) = (each for each in following.agenda if each["subject"] == str(decision.id))
            done = decision.carried_at is not None and decision.carried_at <= drawn_at
            known = decision.carried_at if done and decision.carried_at else drawn_at
            assert item["late"] == (known > decision.due_at), "the next agenda has it, and says whether it is late"
    if decision.state == DecisionState.OPEN and decision.due_at < now:
        assert decision.late(now)
        (clock,) = (each for each in clocks if each.stage == Stage.DECISION)
        assert clock.due_at == decision.due_at
        return "late"
    return "in time"


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_every_meeting_that_has_not_ended_has_an_armed_clock_and_its_ledger_tells_its_state(seed: int) -> None:
    city, people = world(seed), Councillors(seed, MONDAY)
    for _ in range(40):
        with suppress(GridwardError):
            convene(city, people.next(city))
    for ref, view in city.meetings.items():
        alive = [clock for clock in view.clocks.values() if not clock.over]
        assert bool(alive) == view.meeting.open
        assert any(clock.next_at is not None for clock in alive) == view.meeting.open
        assert all(clock.next_at is not None for clock in alive if clock.running), "a running clock is never silent"
        assert len({(c.subject_id, c.stage) for c in alive}) == len(alive)
        assert list(verify(city.entries[ref])) == []
        assert replay(city.entries[ref]) == view
    assert len({(m.kind, m.period, m.path) for m in (v.meeting for v in city.meetings.values())}) == len(city.meetings)


@pytest.mark.parametrize("off", [timedelta(days=20), timedelta(days=150)])
def test_what_was_missed_while_nothing_ran_is_planned_once_at_the_next_start(off: timedelta) -> None:
    city = world()
    city.convene(MONDAY)
    later = MONDAY + off
    city.convene(later)
    assert city.convene(later + timedelta(minutes=1)) == 0
    for kind in REGULAR:
        rule = city.rules.meetings[kind]
        owed = {o.period for o in occasions(rule, city.calendar, MONDAY, later + timedelta(days=30))}
        assert {m.period for m in of_kind(city, kind)} == owed, kind
    assert all(m.starts_at >= m.planned_at for m in (v.meeting for v in city.meetings.values()))


def test_a_calendar_without_a_years_holidays_plans_its_meetings_all_the_same() -> None:
    days = published_days(1)
    city = world()
    city.calendar = Calendar(Days(1, {y: d for y, d in days.years.items() if y != 2026}), city.rules.slots, 8 * 3600)
    assert city.convene(datetime(2026, 9, 20, 1, tzinfo=UTC)) >= 3
    assert shipped().is_known(2026)
