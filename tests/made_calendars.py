"""Calendars drawn at random around a New Year, as the reference tells them and as the program builds them."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from tests import reference_calendar as reference
from workflow.calendar import Budget, Calendar, Unit
from workflow.days import Days, Season, Slots, Year

FIRST_DAY = date(2026, 12, 21)
WINDOW = [FIRST_DAY + timedelta(days=n) for n in range(24)]
minutes_of_day = st.integers(0, 1_440)
days_of_year = st.tuples(st.integers(1, 12), st.integers(1, 28))


@st.composite
def hours(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    count = draw(st.integers(1, 3))
    marks = sorted(draw(st.lists(minutes_of_day, min_size=2 * count, max_size=2 * count, unique=True)))
    return tuple(zip(marks[::2], marks[1::2], strict=True))


@st.composite
def worlds(draw: st.DrawFn) -> reference.World:
    dated = draw(st.lists(st.tuples(days_of_year, days_of_year, hours()), max_size=2))
    rest = draw(hours())
    off = draw(st.sets(st.sampled_from(WINDOW), max_size=12))
    on = draw(st.sets(st.sampled_from(WINDOW), max_size=6)) - off
    known = draw(st.sampled_from([frozenset({2026, 2027}), frozenset({2026}), frozenset({2027})]))
    return reference.World(
        off=frozenset(day for day in off if day.year in known),
        on=frozenset(day for day in on if day.year in known),
        seasons=(*dated, (None, None, rest)),
        known=known,
        workday_minutes=sum(end - start for start, end in rest),
        zone=timezone(timedelta(hours=8)),
    )


def month_day(day: tuple[int, int] | None) -> str:
    return f"{day[0]:02}-{day[1]:02}" if day else ""


def built(world: reference.World) -> Calendar:
    years = {
        year: Year(
            off=frozenset(day for day in world.off if day.year == year),
            on=frozenset(day for day in world.on if day.year == year),
        )
        for year in world.known
    }
    seasons = [Season(slots, month_day(first), month_day(last)) for first, last, slots in world.seasons]
    return Calendar(Days(1, years), Slots(tuple(seasons)))


budgets = st.one_of(
    st.builds(Budget, st.integers(1, 600), st.sampled_from([Unit.MINUTE, Unit.WORK_MINUTE])),
    st.builds(Budget, st.integers(1, 9), st.sampled_from([Unit.HOUR, Unit.WORK_HOUR])),
    st.builds(Budget, st.integers(1, 6), st.sampled_from([Unit.DAY, Unit.WORK_DAY, Unit.STATUTORY_DAY])),
)
whole_minutes = st.integers(0, 18 * 1_440).map(lambda n: datetime(2026, 12, 22, tzinfo=UTC) + timedelta(minutes=n))
