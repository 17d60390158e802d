"""The calendar of duties: once a period, on a working day, at the hour at which work begins."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small import calendar
from workflow import duties
from workflow.calendar import SHANGHAI
from workflow.duties import Occasion
from workflow.rules.calling import Meeting

BULLETIN = Meeting("bulletin", 1, "month", 5)
SPECIAL = Meeting("special", 1, "quarter", 10)
CONSULTATION = Meeting("consultation", 2, "half_year", 20)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=SHANGHAI)


def of_2026(meeting: Meeting) -> list[Occasion]:
    return list(duties.occasions(meeting, calendar(), NEW_YEAR, NEW_YEAR + timedelta(days=365)))


def test_a_bulletin_tells_of_the_month_that_has_ended_and_comes_on_a_working_day() -> None:
    found = of_2026(BULLETIN)
    assert [each.period for each in found] == ["2025-12", *(f"2026-{month:02}" for month in range(1, 12))]
    assert found[0].at == datetime(2026, 1, 5, 8, tzinfo=SHANGHAI)
    assert found[9].at == datetime(2026, 10, 8, 8, tzinfo=SHANGHAI), "the 5th lies in the October holidays"


def test_a_quarters_meeting_that_falls_on_a_holiday_is_put_off_to_the_next_working_day() -> None:
    found = of_2026(SPECIAL)
    assert [each.period for each in found] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    days = [each.at.astimezone(SHANGHAI).date().isoformat() for each in found]
    assert days == ["2026-01-12", "2026-04-10", "2026-07-10", "2026-10-10"], "10 October is a make-up workday"
    assert [each.period for each in of_2026(CONSULTATION)] == ["2026-H1", "2026-H2"]


def test_what_is_only_called_together_has_no_occasions() -> None:
    assert of_2026(Meeting("joint", 1, tabled=1)) == []


@given(
    st.sampled_from([BULLETIN, SPECIAL, CONSULTATION, Meeting("work", 2, "quarter", 28)]),
    st.lists(st.integers(0, 3 * 365 * 24), min_size=2, max_size=8),
)
def test_however_often_it_is_looked_each_occasion_is_owed_once(meeting: Meeting, hours: list[int]) -> None:
    looked = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in sorted(hours)]
    found = [each for a, b in pairwise(looked) for each in duties.occasions(meeting, calendar(), a, b)]
    assert found == list(duties.occasions(meeting, calendar(), looked[0], looked[-1]))
    assert len({each.period for each in found}) == len(found)
    assert all(calendar().is_workday(each.at.astimezone(SHANGHAI).date()) for each in found)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("2026-10", (2026, 10), (2026, 11)), ("2026-Q4", (2026, 10), (2027, 1)), ("2026-H1", (2026, 1), (2026, 7))],
)
def test_a_period_has_a_first_instant_and_a_first_after_it(
    name: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    assert duties.span(name, calendar()) == tuple(datetime(y, m, 1, tzinfo=SHANGHAI) for y, m in (first, last))


@pytest.mark.parametrize("name", ["2026-", "0000", "2026-13", "2026-Q5", "2026-H0", "26-10", "", "2026-Qx"])
def test_what_names_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        duties.span(name, calendar())


def test_each_day_has_an_opening_rest_days_too() -> None:
    friday = datetime(2026, 6, 5, 12, tzinfo=SHANGHAI)
    found = list(duties.openings(calendar(), friday, friday + timedelta(days=3)))
    assert [at.astimezone(SHANGHAI).isoformat()[:13] for at in found] == [
        "2026-06-06T08",
        "2026-06-07T08",
        "2026-06-08T08",
    ]
