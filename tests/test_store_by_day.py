"""The figures of the days from PostgreSQL: drawn up day after day, they are what counting the cases again gives."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from models.record import JobState
from tests.acting import People
from tests.small import EAST, MONDAY, WEST, world
from tests.stored import small_engine
from tests.test_by_day import days, recounted
from tests.test_differential import kept, refused
from workflow import by_day, jobs, store
from workflow.by_day import Answers
from workflow.calendar import SHANGHAI
from workflow.credit import By
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.identity import Seeded
from workflow.indicators import Mark
from workflow.store import transactions
from workflow.store.by_day import Asked, Step
from workflow.works import WORKS
from workflow.works.figures import KIND

ONLY = {KIND: WORKS[KIND]}
STEPS = 80


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


async def counted(engine: Engine, first: date, last: date, step: Step | None = None) -> dict[Any, int]:
    """Every figure of the period, by township of the case and key."""
    found: dict[Any, int] = {}
    async with store.snapshot(engine.database) as connection:
        for by in By:
            for township in (EAST, WEST, ""):
                asked = Asked(by, first, last, (township,))
                for part, marks in (await store.by_day.figures(connection, asked, step)).items():
                    for mark, count in marks.items():
                        found[(part.start, by, part.key, township, mark)] = count
    return found


def named(found: Answers, start: date) -> dict[Any, int]:
    return {(start, place.by, place.key, place.township, mark): count for (place, mark), count in found.items()}


@pytest.mark.parametrize("seed", [1])
async def test_drawn_up_day_after_day_the_sums_are_the_recount_of_any_period(database_url: str, seed: int) -> None:
    memory, people = world(seed), People(seed, MONDAY)
    now = MONDAY
    async with small_engine(database_url, Seeded(seed), lambda: now) as engine:
        for number in range(STEPS):
            act = people.next(memory)
            if number % 9 == 0 and act.now.date() > now.date():
                now = midnight(act.now.astimezone(SHANGHAI).date())
                await jobs.catch_up(engine, ONLY)
            now = max(now, act.now)
            assert kept(memory, act) == await refused(engine, act, number)
        start, end = days(memory)
        now = midnight(end + timedelta(days=1))
        await jobs.catch_up(engine, ONLY)
        first, last = start.replace(day=1), (end.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(1)
        for asked in ((start, end), (start + timedelta(days=1), end), (start, start), (first, last)):
            wanted = recounted(memory, asked[0], min(asked[1], end))
            assert await counted(engine, *asked) == named(wanted, asked[0])
            assert wanted
        await _each_period_by_itself(engine, memory, first, last, end)
        await _opens_what_it_counts(engine, first, last)


async def _each_period_by_itself(engine: Engine, memory: Any, first: date, last: date, end: date) -> None:
    for step, length in ((Step.DAY, 1), (Step.WEEK, 7)):
        monday = first - timedelta(days=first.weekday())
        starts = [monday + timedelta(days=at) for at in range(0, (end - monday).days + 1, length)]
        wanted: dict[Any, int] = {}
        for start in starts:
            wanted |= named(recounted(memory, start, min(start + timedelta(days=length - 1), end)), start)
        assert await counted(engine, monday, starts[-1] + timedelta(days=length - 1), step) == wanted
    months = await counted(engine, first, last, Step.MONTH)
    assert Counter(months)[(first, By.TOWNSHIP, EAST, EAST, Mark.REPORTED)] > 0


async def _opens_what_it_counts(engine: Engine, first: date, last: date) -> None:
    async with store.snapshot(engine.database) as connection:
        for by in By:
            asked = Asked(by, first, last)
            for part, marks in (await store.by_day.figures(connection, asked, None)).items():
                for mark, count in marks.items():
                    page = await store.by_day.behind(
                        connection, Asked(by, first, last, None, (part.key,)), mark, None, 200
                    )
                    assert len(page.items) == count, (by, part, mark)


async def test_too_many_cases_behind_a_figure_are_given_up_before_they_hold_up_others(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "PATIENCE_MS", 50)
    whole = Asked(By.TOWNSHIP, date(2000, 1, 1), date(2099, 12, 31))
    async with (
        small_engine(database_url, Seeded(1), lambda: MONDAY) as engine,
        store.transaction(engine.database) as other,
        store.snapshot(engine.database) as connection,
    ):
        await other.execute("LOCK TABLE case_weight")
        with pytest.raises(BadInput, match="too-much-behind"):
            await store.by_day.behind(connection, whole, Mark.REPORTED, None, 50)


async def test_of_missed_nights_the_last_alone_is_owed_and_draws_up_all_days(database_url: str) -> None:
    now = MONDAY
    async with small_engine(database_url, Seeded(1), lambda: now) as engine:
        assert await jobs.owe(engine, ONLY) == 0, "no day of the city has ended"
        now = midnight(date(2026, 6, 12))
        await jobs.catch_up(engine, ONLY)
        found, _ = await jobs.listing(engine, None, None, 9)
        assert [(job.period, job.state) for job in found] == [("2026-06-11", JobState.DONE)]
        async with store.snapshot(engine.database) as connection:
            assert await store.by_day.drawn(connection) == date(2026, 6, 11)
        assert await jobs.owe(engine, ONLY) == 0
        for period, reason in (("2026-06-12", "day-not-ended"), ("June", "no-night"), ("2026-06-01", "before-the")):
            with pytest.raises(BadInput, match=reason):
                await jobs.run_by_hand(engine, KIND, period, "")
        assert by_day.span(date(2026, 6, 1), date(2026, 6, 1), SHANGHAI).end == midnight(date(2026, 6, 2))
