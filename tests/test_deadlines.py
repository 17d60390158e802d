"""The conformance table of docs/deadlines.md: every row is a test."""

from collections.abc import Callable
from datetime import date, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from models.clock import Clock, Stage
from tests import reference_calendar as reference
from tests.deadlines import ORDINARY, PAGE, PUBLISHED, ROWS, Row, at, table
from tests.small import INFORMANT, OTHER_VILLAGE, VILLAGE, directory, report, who
from tests.small_rules import SMALL
from workflow.calendar import SHANGHAI, Budget, Calendar, CalendarError
from workflow.clocks import Wanted
from workflow.commands import PAYLOADS
from workflow.days import FIRST_YEAR, LAST_YEAR, Days, Year
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.rules.reading import read
from workflow.timing import Happened, Timing

RULES = read(SMALL)
ID = UUID(int=1)
HANDLER = f"handler-{VILLAGE}"
SHOWN = "%a %Y-%m-%d %H:%M"

HAPPENS: dict[str, Callable[[Timing, Clock, str], Happened]] = {
    "suspended": lambda timing, clock, _: timing.pause(clock),
    "resumed": lambda timing, clock, _: timing.resume(clock),
    "extended": lambda timing, clock, budget: timing.extend(clock, Budget.parse(budget)),
    "budget": lambda timing, clock, budget: timing.amend(clock, Budget.parse(budget)),
    "calendar": lambda timing, clock, _: timing.retime(clock),
}


def lived(row: Row) -> Clock:
    calendar = row.first

    def timing(when: str, days: Calendar) -> Timing:
        return Timing(at(when), RULES, days, dict.fromkeys(Stage, "plain"))

    want = Wanted(ID, Stage.HANDLE, budget=Budget.parse(row.budget))
    clock = timing(row.begins, calendar).arm(want, ID, {"incident_id": ID}, 1).clock
    for when, what in row.happens:
        word, _, budget = what.partition(" ")
        calendar = row.later if word == "calendar" else calendar
        clock = HAPPENS[word](timing(when, calendar), clock, budget).clock
    return clock


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_deadline(row: Row) -> None:
    clock = lived(row)
    assert clock.due_at is not None
    assert clock.due_at.astimezone(row.first.tz).strftime(SHOWN) == row.due
    assert clock.provisional is row.provisional


def test_the_page_has_every_row_as_it_is_tested() -> None:
    assert "\n".join(table()) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row", [row for row in ROWS if len(row.happens) > 1 or "sd" in row.budget], ids=lambda r: r.code
)
def test_the_reference_agrees_with_the_page(row: Row) -> None:
    """Where much happens to a clock, the slow count says the same as the hand that wrote the row."""
    budget = Budget.parse(next((w[7:] for _, w in reversed(row.happens) if w.startswith("budget")), row.budget))
    words = {"suspended": "rest", "resumed": "run", "extended": "grant"}
    turns = [
        reference.Turn(at(when), words[word], *_granted(of))
        for when, what in row.happens
        for word, _, of in [what.partition(" ")]
        if word in words
    ]
    until = at(row.happens[-1][0]) if row.happens else row.started
    count = reference.count(world(row), row.started, budget.amount, budget.unit, turns, until)
    assert count.due == at(row.due)


def _granted(budget: str) -> tuple[int, str]:
    found = Budget.parse(budget) if budget else None
    return (found.amount, found.unit) if found else (0, "")


def world(row: Row) -> reference.World:
    years = (row.days or PUBLISHED).years
    seasons = tuple((month_day(season.first), month_day(season.last), season.hours) for season in row.slots.seasons)
    return reference.World(
        off=frozenset(day for year in years.values() for day in year.off),
        on=frozenset(day for year in years.values() for day in year.on),
        seasons=seasons,
        known=frozenset(years),
        workday_minutes=480,
        zone=timezone(timedelta(hours=8)),
    )


def month_day(text: str) -> tuple[int, int] | None:
    return (int(text[:2]), int(text[3:])) if text else None


def test_calendar_without_a_workday_is_refused_and_one_that_runs_out_says_so() -> None:
    never = {year: Year(off=weekdays(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    with pytest.raises(CalendarError, match="no working day at all"):
        Calendar(Days(2, never), ORDINARY)
    ending = Calendar(
        Days(2, {**PUBLISHED.years, **{year: never[year] for year in range(2027, LAST_YEAR + 1)}}), ORDINARY
    )
    with pytest.raises(CalendarError, match=f"before the end of {LAST_YEAR}"):
        ending.due(at("Thu 2026-12-31 17:00"), Budget.parse("1wd"))


def weekdays(year: int) -> frozenset[date]:
    days = map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    return frozenset(day for day in days if day.weekday() < 5)


# What the machines make of it: the same clocks in a case's life


class Case:
    """A case of the small rules (three working days to handle, a promise of seven), told by who does what when."""

    def __init__(self) -> None:
        calendar = Calendar(PUBLISHED, RULES.slots, RULES.workday_seconds)
        self.world = World(directory(), RULES.numbered(1), calendar, Seeded(1))
        self.id = self.world.submit(who(INFORMANT), report(), at("Mon 2026-06-08 09:00")).incident.id
        self.does("Mon 2026-06-08 09:00", "dispatcher-east", Move.ACCEPT)
        self.does("Mon 2026-06-08 09:00", "dispatcher-east", Move.DISPATCH, to={"grid": VILLAGE})

    def does(self, when: str, name: str, move: Move, **payload: Any) -> None:
        self.world.sweep(at(when))
        self.world.fire(who(name), self.id, move, PAYLOADS[move].model_validate(payload), at(when))

    def due(self, stage: Stage) -> str:
        clocks = [clock for clock in self.world.views[self.id].clocks.values() if clock.stage == stage]
        found = max(clocks, key=lambda clock: (not clock.over, clock.started_at)).due_at
        assert found is not None
        return found.astimezone(SHANGHAI).strftime(SHOWN)


def test_handling_is_counted_from_the_dispatch_not_from_the_acknowledgement() -> None:
    case = Case()
    case.does("Tue 2026-06-09 10:00", HANDLER, Move.ACKNOWLEDGE)
    assert case.due(Stage.HANDLE) == "Thu 2026-06-11 09:00"


def test_returned_and_redispatched_to_the_same_goes_on_where_it_stood() -> None:
    case = Case()
    case.does("Mon 2026-06-08 17:00", HANDLER, Move.RETURN, type="cannot_find", reason="找不到")
    case.does("Tue 2026-06-09 09:00", "dispatcher-east", Move.DISPATCH, to={"grid": VILLAGE})
    assert case.due(Stage.HANDLE) == "Thu 2026-06-11 11:00"


def test_returned_and_redispatched_to_another_begins_anew() -> None:
    case = Case()
    case.does("Mon 2026-06-08 17:00", HANDLER, Move.RETURN, type="not_ours", reason="不归我们")
    case.does("Tue 2026-06-09 09:00", "dispatcher-east", Move.DISPATCH, to={"grid": OTHER_VILLAGE})
    assert case.due(Stage.HANDLE) == "Fri 2026-06-12 09:00"


def test_reassigned_and_back_again_goes_on_where_the_first_stood() -> None:
    case = Case()
    case.does("Mon 2026-06-08 17:00", "dispatcher-east", Move.REDISPATCH, to={"grid": OTHER_VILLAGE}, reason="换人")
    assert case.due(Stage.HANDLE) == "Thu 2026-06-11 17:00"
    case.does("Tue 2026-06-09 09:00", "dispatcher-east", Move.REDISPATCH, to={"grid": VILLAGE}, reason="换回")
    assert case.due(Stage.HANDLE) == "Thu 2026-06-11 11:00"


def test_the_promise_stands_beside_the_stages_and_only_a_suspension_moves_it() -> None:
    case = Case()
    assert case.due(Stage.PROMISE) == "Wed 2026-06-17 09:00"
    case.does("Mon 2026-06-08 17:00", HANDLER, Move.RETURN, type="wrong_category", reason="分类不对")
    case.does("Tue 2026-06-09 09:00", "dispatcher-east", Move.RECLASSIFY, category="06012", reason="改类")
    case.does("Tue 2026-06-09 09:00", "dispatcher-east", Move.DISPATCH, to={"grid": OTHER_VILLAGE})
    assert case.due(Stage.PROMISE) == "Wed 2026-06-17 09:00"
    doer = f"handler-{OTHER_VILLAGE}"
    case.does("Tue 2026-06-09 10:00", doer, Move.ACKNOWLEDGE)
    case.does("Tue 2026-06-09 10:00", doer, Move.REQUEST_SUSPENSION, until=at("Thu 2026-06-11 10:00"), reason="等材料")
    case.does("Tue 2026-06-09 10:00", "dispatcher-east", Move.GRANT_SUSPENSION)
    case.world.sweep(at("Thu 2026-06-11 10:00"))
    assert case.due(Stage.PROMISE) == "Mon 2026-06-22 09:00"
    assert case.due(Stage.HANDLE) == "Tue 2026-06-16 09:00"
