"""Working time: the vectors of the field, the edges of the year, and a slow reference."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import reference_calendar as reference
from tests.made_calendars import budgets, built, whole_minutes, worlds
from workflow.calendar import SHANGHAI, Budget, Calendar, CalendarError, Due, Segment, Unit
from workflow.days import LAST_YEAR, Days, Season, Slots, Year, published_days

EIGHT_HOURS = Season(((480, 720), (840, 1080)))
SLOTS = Slots((EIGHT_HOURS,))
PUBLISHED = published_days(1)
CALENDAR = Calendar(PUBLISHED, SLOTS)
SUMMER = Season(((480, 720), (900, 1140)), "05-01", "09-30")
WINTER = Season(((510, 720), (810, 1020)), "11-15", "03-15")
SEASONS = Calendar(PUBLISHED, Slots((SUMMER, WINTER, EIGHT_HOURS)))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, budget: str, calendar: Calendar = CALENDAR) -> str:
    at = calendar.due(local(start), Budget.parse(budget)).at
    return f"{at.astimezone(calendar.tz):%a %Y-%m-%d %H:%M}"


def weekdays(year: int) -> frozenset[date]:
    first = date(year, 1, 1).toordinal()
    days = map(date.fromordinal, range(first, date(year + 1, 1, 1).toordinal()))
    return frozenset(day for day in days if day.weekday() < 5)


# The vectors of the field


@pytest.mark.parametrize(
    ("start", "budget", "expected"),
    [
        pytest.param("2026-02-13 17:00", "4wh", "Sat 2026-02-14 11:00", id="make-up Saturday counts"),
        pytest.param("2026-09-30 17:00", "1wd", "Thu 2026-10-08 17:00", id="National Day is skipped"),
        pytest.param("2026-10-09 17:30", "2wh", "Sat 2026-10-10 09:30", id="make-up after National Day"),
        pytest.param("2026-09-20 10:00", "1wd", "Mon 2026-09-21 10:00", id="make-up Sunday counts"),
        pytest.param("2026-05-08 19:00", "1wd", "Sat 2026-05-09 18:00", id="Friday night, make-up Saturday"),
        pytest.param("2026-01-04 13:00", "1wd", "Mon 2026-01-05 12:00", id="start in a lunch break"),
    ],
)
def test_vector(start: str, budget: str, expected: str) -> None:
    assert due(start, budget) == expected


def test_vector_suspended_over_a_weekend_uses_only_what_was_worked() -> None:
    pause, resume = local("2026-06-05 17:00"), local("2026-06-08 09:00")
    used = CALENDAR.between(local("2026-06-05 16:00"), pause, works=True)
    total = CALENDAR.seconds(Budget.parse("1wd"), local("2026-06-05 16:00"))
    assert (used, total - used) == (3_600, 7 * 3_600)
    assert CALENDAR.add(resume, total - used, works=True).at == local("2026-06-08 18:00")


@pytest.mark.parametrize(
    ("start", "budget", "expected"),
    [
        pytest.param("2026-06-05 17:00", "1wh", "Fri 2026-06-05 18:00", id="ends with the slot, not on Monday"),
        pytest.param("2026-06-04 23:30", "1wm", "Fri 2026-06-05 08:01", id="start in the night"),
        pytest.param("2026-06-05 11:30", "60wm", "Fri 2026-06-05 14:30", id="lunch does not count"),
        pytest.param("2026-06-05 12:00", "1wh", "Fri 2026-06-05 15:00", id="start at a slot's end"),
        pytest.param("2026-06-05 17:00", "15m", "Fri 2026-06-05 17:15", id="running minutes"),
        pytest.param("2026-06-05 17:00", "4h", "Fri 2026-06-05 21:00", id="running hours"),
        pytest.param("2026-06-05 17:00", "2d", "Sun 2026-06-07 17:00", id="running days"),
        pytest.param("2026-06-05 17:00", "60d", "Tue 2026-08-04 17:00", id="60 running days"),
        pytest.param("2026-01-05 08:00", "31wd", "Sat 2026-02-14 18:00", id="31 working days"),
        pytest.param("2026-09-21 10:00", "5sd", "Tue 2026-09-29 18:00", id="5sd over a festival"),
        pytest.param("2026-06-06 10:00", "5sd", "Fri 2026-06-12 18:00", id="5sd from a Saturday"),
        pytest.param("2026-06-05 00:00", "1sd", "Mon 2026-06-08 18:00", id="1sd, first minute"),
        pytest.param("2026-06-05 23:59", "1sd", "Mon 2026-06-08 18:00", id="1sd, last minute"),
        pytest.param("2026-05-08 12:00", "1sd", "Sat 2026-05-09 18:00", id="1sd to a make-up day"),
    ],
)
def test_due(start: str, budget: str, expected: str) -> None:
    assert due(start, budget) == expected


@pytest.mark.parametrize("number", [1, 25, 100, 200])
def test_working_days_agree_with_the_package_however_many(number: int) -> None:
    start = date(2026, 1, 5)
    expected = chinese_calendar.find_workday(number - 1, start)
    assert due("2026-01-05 08:00", f"{number}wd") == f"{expected:%a %Y-%m-%d} 18:00"


def test_every_published_day_is_as_the_package_says() -> None:
    for ordinal in range(date(2004, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day


def test_date_is_the_calendars_whatever_zone_the_instant_is_in() -> None:
    friday_evening_utc = datetime(2026, 6, 5, 17, 0, tzinfo=UTC)
    assert CALENDAR.due(friday_evening_utc, Budget(1, Unit.STATUTORY_DAY)) == Due(
        datetime(2026, 6, 8, 10, 0, tzinfo=UTC), provisional=False
    )


def test_statutory_days_in_seconds_are_the_working_time_up_to_the_close() -> None:
    budget = Budget.parse("5sd")
    assert CALENDAR.seconds(budget, local("2026-06-06 10:00")) == 40 * 3_600
    assert CALENDAR.seconds(budget, local("2026-06-05 17:00")) == 41 * 3_600


def test_budget_sizes_are_of_their_own_kind() -> None:
    start = local("2026-06-05 17:00")
    sizes = {text: CALENDAR.seconds(Budget.parse(text), start) for text in ["2d", "3wd", "30wm"]}
    assert sizes == {"2d": 172_800, "3wd": 86_400, "30wm": 1_800}


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("start", ["2026-06-05 10:00", "2026-06-05 12:30", "2026-06-06 10:00"])
def test_nothing_left_is_due_at_once(start: str, works: bool) -> None:
    assert CALENDAR.add(local(start), 0, works) == Due(local(start), provisional=False)


# Unknown years and the edges


def test_count_into_an_unpublished_year_is_provisional() -> None:
    assert CALENDAR.due(local("2026-12-31 17:00"), Budget.parse("2wh")) == Due(
        local("2027-01-01 09:00"), provisional=True
    )


@pytest.mark.parametrize(
    ("start", "budget", "provisional"),
    [
        ("2026-12-31 17:00", "1wh", False),
        ("2026-12-31 17:00", "1sd", True),
        ("2026-12-31 17:00", "30d", False),
        ("2027-06-01 09:00", "1wh", True),
        ("2003-12-31 16:00:00", "1wh", None),
    ],
)
def test_provisional(start: str, budget: str, provisional: bool | None) -> None:
    if provisional is None:
        with pytest.raises(CalendarError, match="2004 to 2060"):
            CALENDAR.due(local(start), Budget.parse(budget))
    else:
        assert CALENDAR.due(local(start), Budget.parse(budget)).provisional is provisional


def test_slot_that_ends_at_midnight_does_not_touch_the_next_year() -> None:
    late = Calendar(PUBLISHED, Slots((Season(((1_380, 1_440),)),)))
    assert late.due(local("2026-12-31 23:00"), Budget.parse("1wh")) == Due(local("2027-01-01 00:00"), provisional=False)


def test_gap_between_published_years_is_provisional_when_it_is_crossed() -> None:
    calendar = Calendar(replace(PUBLISHED, years={**PUBLISHED.years, 2028: Year()}), SLOTS)
    assert not calendar.due(local("2028-03-01 09:00"), Budget.parse("1wd")).provisional
    assert calendar.due(local("2026-12-30 09:00"), Budget.parse("300wd")).provisional


def test_publishing_a_year_moves_the_deadline_and_settles_it() -> None:
    year = Year(off=frozenset({date(2027, 1, 1)}), on=frozenset({date(2027, 1, 2)}))
    later = Calendar(Days(2, {**PUBLISHED.years, 2027: year}), SLOTS)
    assert later.version == 2
    assert later.due(local("2026-12-31 17:00"), Budget.parse("2wh")) == Due(
        local("2027-01-02 09:00"), provisional=False
    )


def test_only_full_years_are_published(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(PUBLISHED.years) == list(range(2004, 2027))
    monkeypatch.setitem(chinese_calendar.holidays, date(2027, 1, 1), "New Year's Day")
    assert 2027 not in published_days(1).years
    assert not CALENDAR.is_known(2027)
    assert CALENDAR.is_known(2026)


def test_calendar_without_a_working_day_is_refused() -> None:
    years = {year: Year(off=weekdays(year)) for year in range(2004, LAST_YEAR + 1)}
    with pytest.raises(CalendarError, match="version 7 has no working day"):
        Calendar(Days(7, years), SLOTS)


def test_calendar_whose_working_days_run_out_says_so() -> None:
    years = {year: Year(off=weekdays(year)) for year in range(2027, LAST_YEAR + 1)}
    calendar = Calendar(Days(7, {**PUBLISHED.years, **years}), SLOTS)
    assert due("2026-12-31 09:00", "1wh", calendar) == "Thu 2026-12-31 10:00"
    for budget in ["1wd", "1sd"]:
        with pytest.raises(CalendarError, match=f"before the end of {LAST_YEAR}"):
            calendar.due(local("2026-12-31 17:00"), Budget.parse(budget))
    with pytest.raises(CalendarError, match="version 7"):
        calendar.next_workday(date(2026, 12, 31))


@pytest.mark.parametrize("budget", ["999999999d", "999999999wd", "999999999sd", "999999999wm", "60d"])
def test_beyond_the_covered_years_is_an_error(budget: str) -> None:
    with pytest.raises(CalendarError):
        CALENDAR.due(local("2060-12-01 09:00"), Budget.parse(budget))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2061, 1, 1)])
def test_date_beyond_the_covered_years_is_an_error(day: date) -> None:
    with pytest.raises(CalendarError, match="2004 to 2060"):
        CALENDAR.is_workday(day)
    with pytest.raises(CalendarError, match="2004 to 2060"):
        CALENDAR.next_workday(day)


def test_first_and_last_instant_covered_can_be_asked() -> None:
    first, last = local("2004-01-01 00:00"), local("2061-01-01 00:00")
    assert CALENDAR.between(first, last, works=False) == (last - first) // timedelta(seconds=1)
    assert CALENDAR.between(first, last, works=True) > 0
    assert not CALENDAR.in_slot(last)
    assert CALENDAR.segments(first, last, works=True)[-1].end == last


def test_naive_datetime_is_refused() -> None:
    naive = local("2026-06-05 10:00").replace(tzinfo=None)
    aware = local("2026-06-05 10:00")
    for ask in (
        lambda: CALENDAR.due(naive, Budget.parse("4h")),
        lambda: CALENDAR.seconds(Budget.parse("4h"), naive),
        lambda: CALENDAR.add(naive, 60, True),
        lambda: CALENDAR.between(aware, naive, False),
        lambda: CALENDAR.segments(naive, aware, True),
        lambda: CALENDAR.in_slot(naive),
    ):
        with pytest.raises(ValueError, match="has no time zone"):
            ask()


def test_instant_where_a_date_is_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a date"):
        CALENDAR.is_workday(local("2026-06-05 10:00"))


def test_negative_seconds_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        CALENDAR.add(local("2026-06-05 10:00"), -1, True)


def test_between_is_nothing_when_the_end_is_not_later() -> None:
    early, late = local("2026-06-05 10:00"), local("2026-06-05 11:00")
    assert CALENDAR.between(late, early, works=True) == 0
    assert CALENDAR.between(late, early, works=False) == 0
    assert CALENDAR.segments(late, early, works=True) == []


def test_fraction_of_a_second_is_dropped() -> None:
    start = local("2026-06-05 10:00:00.999999")
    assert CALENDAR.due(start, Budget.parse("1wm")).at == local("2026-06-05 10:01")


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-06-04", "2026-06-05"), ("2026-06-05", "2026-06-08"), ("2026-09-30", "2026-10-08")],
)
def test_next_workday_is_after_the_day(day: str, expected: str) -> None:
    assert CALENDAR.next_workday(date.fromisoformat(day)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-06-05 07:59:59", False),
        ("2026-06-05 08:00:00", True),
        ("2026-06-05 11:59:59", True),
        ("2026-06-05 12:00:00", False),
        ("2026-06-06 10:00:00", False),
        ("2026-10-10 10:00:00", True),
    ],
)
def test_slot_has_its_start_and_not_its_end(at: str, expected: bool) -> None:
    assert CALENDAR.in_slot(local(at)) is expected


# Seasons


@pytest.mark.parametrize(
    ("start", "budget", "expected"),
    [
        pytest.param("2026-07-01 18:00", "1wh", "Wed 2026-07-01 19:00", id="summer evening"),
        pytest.param("2026-04-01 17:30", "1wh", "Thu 2026-04-02 08:30", id="no season's dates"),
        pytest.param("2026-12-01 08:00", "1wh", "Tue 2026-12-01 09:30", id="winter, before New Year"),
        pytest.param("2026-01-05 16:30", "1wh", "Tue 2026-01-06 09:00", id="winter, after New Year"),
        pytest.param("2026-04-30 17:00", "2wh", "Wed 2026-05-06 09:00", id="spring into summer"),
        pytest.param("2026-12-01 08:00", "1wd", "Wed 2026-12-02 09:30", id="a 工作日 is 8 hours"),
        pytest.param("2026-06-30 12:00", "1sd", "Wed 2026-07-01 19:00", id="closes in the evening"),
    ],
)
def test_due_in_seasons(start: str, budget: str, expected: str) -> None:
    assert due(start, budget, SEASONS) == expected


def test_length_of_a_workday_is_the_undated_seasons_or_agreed() -> None:
    short = Season(((540, 720),), "10-01", "04-30")
    long = Season(((540, 780),), "05-01", "09-30")
    assert Slots((short, EIGHT_HOURS, Season(((0, 60),)))).workday_seconds() == 8 * 3_600
    assert Slots((short, replace(long, hours=((600, 780),)))).workday_seconds() == 3 * 3_600
    with pytest.raises(ValueError, match="say how long"):
        Calendar(PUBLISHED, Slots((short, long)))
    assert Calendar(PUBLISHED, Slots((short, long)), 12_600).workday_seconds == 12_600


def test_length_of_a_workday_is_positive() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Calendar(PUBLISHED, SLOTS, workday_seconds=0)


@pytest.mark.parametrize(
    ("hours", "first", "last", "message"),
    [
        ((), "", "", "at least one slot"),
        (((480, 480),), "", "", "slot 480-480"),
        (((-1, 480),), "", "", "slot -1-480"),
        (((480, 1_441),), "", "", "slot 480-1441"),
        (((840, 1_080), (480, 720)), "", "", "begins before"),
        (((480, 720), (719, 1_080)), "", "", "begins before"),
        (((480, 720),), "05-01", "", "neither"),
        (((480, 720),), "02-30", "05-01", "MM-DD"),
        (((480, 720),), "5-1", "05-09", "MM-DD"),
    ],
)
def test_season_that_makes_no_sense_is_refused(
    hours: tuple[tuple[int, int], ...], first: str, last: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Season(hours, first, last)


def test_day_of_the_year_without_a_season_is_refused() -> None:
    with pytest.raises(ValueError, match="no season has the hours of 03-16"):
        Slots((SUMMER, WINTER))


# Budgets and days as text


@pytest.mark.parametrize("text", ["15m", "4h", "2d", "30wm", "8wh", "3wd", "5sd", "999999999m"])
def test_budget_reads_what_it_writes(text: str) -> None:
    assert str(Budget.parse(text)) == text
    assert Budget.parse(text).works is ("w" in text or "s" in text)


@pytest.mark.parametrize(
    "text",
    ["", "3", "wd", "3w", "3 wd", "03wd", "0wd", "-1h", "1.5h", "3WD", "3wd\n", "1000000000m", "三h", "\uff13wd"],
)
def test_budget_with_an_unknown_unit_or_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no budget: expected a whole number .* 3wd"):
        Budget.parse(text)


@pytest.mark.parametrize("amount", [0, -1])
def test_budget_of_no_amount_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="expected a whole number"):
        Budget(amount, Unit.HOUR)


def test_days_survive_json() -> None:
    text = json.dumps(PUBLISHED.to_json())
    assert Days.from_json(json.loads(text)) == PUBLISHED
    assert json.dumps(Days.from_json(json.loads(text)).to_json()) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "the calendar: expected an object"),
        ({"version": 1}, "years: expected an object"),
        ({"version": "1", "years": {}}, "version '1'"),
        ({"version": True, "years": {}}, "version True"),
        ({"version": 1, "years": {}, "Years": {}}, "unknown .'Years'"),
        ({"version": 1, "years": {"27": {}}}, "year '27'"),
        ({"version": 1, "years": {"2061": {}}}, "2061 is outside"),
        ({"version": 1, "years": {"2027": {"of": []}}}, "year 2027: unknown .'of'"),
        ({"version": 1, "years": {"2027": {"off": "2027-01-01"}}}, "off of 2027: expected a list"),
        ({"version": 1, "years": {"2027": {"on": ["20270101"]}}}, "on of 2027: expected a date"),
        ({"version": 1, "years": {"2027": {"off": ["2027-02-30"]}}}, "off of 2027: expected a date"),
        ({"version": 1, "years": {"2027": {"off": ["2026-01-01"]}}}, "2026-01-01 stands in"),
        (
            {"version": 1, "years": {"2027": {"off": ["2027-01-01"], "on": ["2027-01-01"]}}},
            "2027-01-01 is both",
        ),
        ({"version": 1, "years": {"2027": {"names": {"2027-01-01": 1}}}}, "names of 2027"),
    ],
)
def test_days_that_make_no_sense_are_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Days.from_json(value)


# Explanations


def explained(start: str, end: str, works: bool = True) -> list[tuple[str, str, int, str, str]]:
    return [
        (f"{s.start:%m-%d %H:%M}", f"{s.end:%m-%d %H:%M}", s.seconds // 60, s.kind, s.name)
        for s in CALENDAR.segments(local(start), local(end), works)
    ]


def test_segments_tell_a_holiday_and_its_make_up_day() -> None:
    assert explained("2026-09-30 17:00", "2026-10-10 09:30") == [
        ("09-30 17:00", "09-30 18:00", 60, "work", ""),
        ("09-30 18:00", "10-08 08:00", 0, "holiday", "国庆节"),
        ("10-08 08:00", "10-08 18:00", 480, "work", ""),
        ("10-08 18:00", "10-09 08:00", 0, "night", ""),
        ("10-09 08:00", "10-09 18:00", 480, "work", ""),
        ("10-09 18:00", "10-10 08:00", 0, "night", ""),
        ("10-10 08:00", "10-10 09:30", 90, "work", "国庆节"),
    ]


def test_segments_join_a_weekend_with_its_nights() -> None:
    assert explained("2026-06-05 19:00", "2026-06-08 09:00") == [
        ("06-05 19:00", "06-08 08:00", 0, "rest", ""),
        ("06-08 08:00", "06-08 09:00", 60, "work", ""),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (
            "2026-06-05 12:30",
            "2026-06-05 14:30",
            [("06-05 12:30", "06-05 14:00", 0, "rest", ""), ("06-05 14:00", "06-05 14:30", 30, "work", "")],
        ),
        (
            "2026-06-05 11:30",
            "2026-06-05 12:30",
            [("06-05 11:30", "06-05 12:00", 30, "work", ""), ("06-05 12:00", "06-05 12:30", 0, "rest", "")],
        ),
        ("2026-06-05 12:30", "2026-06-05 13:00", [("06-05 12:30", "06-05 13:00", 0, "rest", "")]),
        ("2026-06-04 19:00", "2026-06-05 07:00", [("06-04 19:00", "06-05 07:00", 0, "night", "")]),
    ],
)
def test_segments_of_a_count_that_begins_or_ends_in_a_break(
    start: str, end: str, expected: list[tuple[str, str, int, str, str]]
) -> None:
    assert explained(start, end) == expected


def test_segments_of_neighbouring_holidays_keep_their_names() -> None:
    kinds = [(kind, name) for *_, kind, name in explained("2025-09-30 18:00", "2025-10-09 08:00")]
    assert kinds == [("holiday", "国庆节"), ("holiday", "中秋"), ("holiday", "国庆节")]


def test_running_time_is_one_segment() -> None:
    start, end = local("2026-09-30 17:00"), local("2026-10-10 09:30")
    assert CALENDAR.segments(start, end, works=False) == [
        Segment(start, end, CALENDAR.between(start, end, works=False), "running")
    ]


def test_month_of_work_stays_readable() -> None:
    assert len(explained("2026-06-01 08:00", "2026-07-01 08:00")) <= 2 * 22


# Summer time elsewhere

BERLIN = ZoneInfo("Europe/Berlin")
CLOCKS_CHANGE = {
    2026: Year(on=frozenset({date(2026, 3, 29), date(2026, 10, 25)})),
}


@pytest.mark.parametrize(
    ("day", "hours", "seconds"),
    [
        pytest.param(29, ((60, 240),), 2 * 3_600, id="the hour left out is not worked"),
        pytest.param(29, ((120, 180), (480, 540)), 3_600, id="a slot in it is none"),
        pytest.param(29, ((130, 170), (180, 240)), 50 * 60, id="no minute counts twice"),
        pytest.param(28, ((480, 540),), 0, id="the day before rests"),
    ],
)
def test_slots_on_the_day_when_the_clocks_go_forward(
    day: int, hours: tuple[tuple[int, int], ...], seconds: int
) -> None:
    calendar = Calendar(Days(1, CLOCKS_CHANGE), Slots((Season(hours),)), tz=BERLIN)
    start = datetime(2026, 3, day, tzinfo=BERLIN)
    end = datetime(2026, 3, day + 1, tzinfo=BERLIN)
    assert calendar.between(start, end, works=True) == seconds


def test_slot_on_the_day_when_the_clocks_go_back_has_the_hour_twice() -> None:
    calendar = Calendar(Days(1, CLOCKS_CHANGE), Slots((Season(((0, 240),)),)), tz=BERLIN)
    start, end = datetime(2026, 10, 25, tzinfo=BERLIN), datetime(2026, 10, 26, tzinfo=BERLIN)
    assert calendar.between(start, end, works=True) == 5 * 3_600


def test_day_whose_only_slot_is_left_out_by_the_clocks_is_no_workday() -> None:
    calendar = Calendar(Days(1, CLOCKS_CHANGE), Slots((Season(((120, 180),)),)), tz=BERLIN)
    assert not calendar.is_workday(date(2026, 3, 29))


# Properties

CALENDARS = {
    "published": CALENDAR,
    "seasons": SEASONS,
    "round the clock": Calendar(PUBLISHED, Slots((Season(((0, 60), (60, 61), (700, 760), (1_380, 1_440))),))),
    "one day in 2026": Calendar(Days(1, {2026: Year(off=weekdays(2026), on=frozenset({date(2026, 8, 1)}))}), SLOTS),
    "Berlin": Calendar(Days(1, CLOCKS_CHANGE), Slots((Season(((60, 240), (480, 720))),)), tz=BERLIN),
}
calendars = st.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)
instants = st.builds(
    lambda passed, zone: (datetime(2025, 12, 1, tzinfo=UTC) + passed).astimezone(zone),
    st.timedeltas(timedelta(0), timedelta(days=760)),
    st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-5))]),
)
amounts = st.integers(0, 400 * 8 * 60) | st.integers(0, 40 * 86_400)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@given(calendars, instants, amounts, amounts, st.booleans())
@quick
def test_more_seconds_are_never_due_earlier(
    calendar: Calendar, start: datetime, one: int, other: int, works: bool
) -> None:
    less, more = sorted((one, other))
    assert calendar.add(start, less, works).at <= calendar.add(start, more, works).at


@given(calendars, instants, instants, amounts, st.booleans())
@quick
def test_later_start_is_never_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, seconds: int, works: bool
) -> None:
    early, late = sorted((one, other))
    assert calendar.add(early, seconds, works).at <= calendar.add(late, seconds, works).at


@given(calendars, instants, amounts, st.booleans())
@quick
def test_what_was_added_has_passed_and_not_a_second_before(
    calendar: Calendar, start: datetime, seconds: int, works: bool
) -> None:
    at = calendar.add(start, seconds, works).at
    assert calendar.between(start, at, works) == seconds
    if seconds:
        assert calendar.between(start, at - timedelta(seconds=1), works) == seconds - 1


@given(calendars, st.tuples(instants, instants, instants), st.booleans())
@quick
def test_time_that_passes_adds_up(calendar: Calendar, three: tuple[datetime, datetime, datetime], works: bool) -> None:
    first, middle, last = sorted(three)
    parts = calendar.between(first, middle, works) + calendar.between(middle, last, works)
    assert parts == calendar.between(first, last, works)


@given(calendars, instants, instants, st.booleans())
@settings(quick, max_examples=60)
def test_segments_are_without_gaps_and_sum_to_the_time_that_passed(
    calendar: Calendar, one: datetime, other: datetime, works: bool
) -> None:
    start, end = (at.replace(microsecond=0) for at in sorted((one, other)))
    segments = calendar.segments(start, end, works)
    assert sum(segment.seconds for segment in segments) == calendar.between(start, end, works)
    edges = [segment.start.astimezone(UTC) for segment in segments] + [end]
    assert edges[0] == start
    assert [segment.end.astimezone(UTC) for segment in segments] == edges[1:]
    assert edges[:-1] == sorted(set(edges[:-1]))
    for segment in segments:
        assert segment.seconds == calendar.between(segment.start, segment.end, works)
        assert (segment.kind in ("work", "running")) == (segment.seconds > 0)


@given(calendars, instants)
@quick
def test_instant_is_in_a_slot_when_its_second_counts(calendar: Calendar, at: datetime) -> None:
    passed = calendar.between(at, at.astimezone(UTC) + timedelta(seconds=1), works=True)
    assert calendar.in_slot(at) is (passed == 1)


# The reference


@given(worlds(), st.lists(st.tuples(whole_minutes, budgets), min_size=1, max_size=6))
@settings(quick, max_examples=40)
def test_due_is_what_counting_minute_by_minute_gives(
    world: reference.World, asked: list[tuple[datetime, Budget]]
) -> None:
    calendar = built(world)
    for start, budget in asked:
        expected = reference.due(world, start, budget.amount, budget.unit)
        found = calendar.due(start, budget)
        assert (found.at, found.provisional) == expected, (start, str(budget))


@given(worlds(), whole_minutes, whole_minutes)
@settings(quick, max_examples=25)
def test_between_is_what_counting_minute_by_minute_gives(
    world: reference.World, one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    expected = 60 * reference.between(world, start, end, works=True)
    assert built(world).between(start, end, works=True) == expected
