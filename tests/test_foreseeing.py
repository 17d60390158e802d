"""What another calendar would move, and that publishing it moves just that."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
import pytest_asyncio

from models.clock import Clock
from tests.asking import Town, town
from tests.small import INFORMANT, MONDAY, VILLAGE
from workflow import foreseeing, setting_up, store
from workflow.commands import SYSTEM
from workflow.days import FIRST_YEAR, LAST_YEAR, Days, Year, published_days
from workflow.errors import BadInput
from workflow.foreseeing import Foreseen
from workflow.timekeeping import Amended

TUESDAY = (MONDAY + timedelta(days=1)).date()
HANDLER = f"handler-{VILLAGE}"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


def with_tuesday_off(version: int = 2) -> Days:
    days = published_days(version)
    year = days.years[2026]
    return replace(days, years={**days.years, 2026: Year(year.off | {TUESDAY}, year.on, year.names)})


async def several(town: Town) -> list[str]:
    """Cases at several stages, one of them suspended."""
    waiting, handled, suspended = [await town.reported(INFORMANT, category="06013") for _ in range(3)]
    for ref in (handled, suspended):
        await town.moves(
            ref,
            ("dispatcher-east", "accept", {}),
            ("dispatcher-east", "dispatch", {"to": {"grid": VILLAGE}}),
            (HANDLER, "acknowledge", {}),
        )
    town.wall.at = MONDAY + timedelta(days=1, hours=3)
    await town.moves(
        suspended,
        (HANDLER, "request_suspension", {"until": "2026-06-12T10:00:00+08:00", "reason": "等材料"}),
        ("dispatcher-east", "grant_suspension", {}),
    )
    return [waiting, handled, suspended]


async def clocks(town: Town, refs: list[str]) -> dict[UUID, Clock]:
    seen = [await town.engine.see(SYSTEM, ref) for ref in refs]
    return {clock.id: clock for each in seen for clock in each.view.clocks.values() if not clock.over}


def shifts(found: Foreseen) -> set[tuple[Any, ...]]:
    return {(shift.number, shift.stage, shift.round, shift.before, shift.after) for shift in found.shifts}


async def test_publishing_moves_exactly_what_was_foreseen(gaoyou: Town) -> None:
    refs = await several(gaoyou)
    numbers = {(await gaoyou.engine.see(SYSTEM, ref)).view.incident.id: ref for ref in refs}
    before = await clocks(gaoyou, refs)
    found = await foreseeing.foresee(gaoyou.engine, with_tuesday_off())
    assert await clocks(gaoyou, refs) == before, "nothing was written"
    assert found.looked == 3
    assert found.sums["later"] > 0
    assert found.sums["earlier"] == 0
    assert await gaoyou.engine.timekeeping.amend_calendar(with_tuesday_off(), "test", "") == Amended(3, ())
    after = await clocks(gaoyou, refs)
    called = {i: (await gaoyou.engine.see(SYSTEM, ref)).view.incident.number for i, ref in numbers.items()}
    assert shifts(found) == {
        (called[clock.incident_id], clock.stage, clock.round, old.due_at, clock.due_at)
        for clock in after.values()
        for old in [before[clock.id]]
        if (clock.due_at, clock.used_seconds) != (old.due_at, old.used_seconds) and clock.incident_id
    }
    told = [notice for notice in await _notices(gaoyou) if notice == "promise_moved"]
    assert found.sums["told"] == len(told)


async def _notices(town: Town) -> list[str]:
    async with store.snapshot(town.engine.database) as connection:
        return [record["kind"] for record in await connection.fetch("SELECT kind FROM notice WHERE channel = 'app'")]


async def test_the_calendar_in_force_would_move_nothing(gaoyou: Town) -> None:
    await several(gaoyou)
    found = await foreseeing.foresee(gaoyou.engine, published_days(1))
    assert (found.shifts, found.uncounted) == ([], [])
    assert set(found.sums.values()) == {0}


async def test_a_calendar_on_which_nobody_works_is_refused_and_nothing_is_put_in_force(gaoyou: Town) -> None:
    never = {year: Year(off=weekdays(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    with pytest.raises(BadInput, match="not-a-calendar"):
        await foreseeing.foresee(gaoyou.engine, Days(2, never))
    text = Days(2, never).to_json()
    with pytest.raises(BadInput, match="not-a-calendar"):
        await setting_up.publish_calendar(gaoyou.engine, orjson.dumps(text).decode(), "test", "")
    assert (await gaoyou.engine.now()).calendar.version == 1


def weekdays(year: int) -> frozenset[date]:
    days = map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    return frozenset(day for day in days if day.weekday() < 5)


def soon_at_an_end() -> Days:
    """Nobody works after Tuesday."""
    rests = {year: Year(weekdays(year)) for year in range(2027, LAST_YEAR + 1)}
    rests[2026] = Year(frozenset(day for day in weekdays(2026) if day > TUESDAY))
    return Days(2, {**published_days(1).years, **rests})


async def test_a_calendar_without_enough_working_time_names_what_it_cannot_count(gaoyou: Town) -> None:
    waiting, handled, suspended = await several(gaoyou)
    found = await foreseeing.foresee(gaoyou.engine, soon_at_an_end())
    running = {(await gaoyou.engine.see(SYSTEM, ref)).view.incident.number for ref in (waiting, handled)}
    assert {each.number for each in found.uncounted} == running, f"{suspended} has no deadline ahead"
    assert "working time" in found.uncounted[0].why


async def test_publishing_passes_over_what_cannot_be_counted_and_counts_the_rest(gaoyou: Town) -> None:
    refs = await several(gaoyou)
    before = await clocks(gaoyou, refs)
    foreseen = await foreseeing.foresee(gaoyou.engine, soon_at_an_end())
    done = await gaoyou.engine.timekeeping.amend_calendar(soon_at_an_end(), "test", "")
    assert done.counted == 1
    assert {each.number for each in done.uncounted} == {each.number for each in foreseen.uncounted}
    after = await clocks(gaoyou, refs)
    left = [clock for clock in after.values() if clock.incident_id != UUID(refs[2])]
    assert left == [clock for clock in before.values() if clock.incident_id != UUID(refs[2])], "as they were counted"
    again = await gaoyou.engine.timekeeping.amend_calendar(with_tuesday_off(), "test", "")
    assert again == Amended(3, ()), "a calendar that has time enough counts them all"


async def test_of_two_calendars_published_at_once_the_later_counts_everything(gaoyou: Town) -> None:
    refs = await several(gaoyou)
    publish = gaoyou.engine.timekeeping.amend_calendar
    with_wednesday = with_tuesday_off()
    year = with_wednesday.years[2026]
    wednesday = Year(year.off | {TUESDAY + timedelta(days=1)}, year.on, year.names)
    async with asyncio.timeout(30):
        await asyncio.gather(
            publish(with_tuesday_off(), "test", ""),
            publish(replace(with_wednesday, years={**with_wednesday.years, 2026: wednesday}), "test", ""),
        )
    in_force = (await gaoyou.engine.now()).calendar.version
    assert {clock.calendar_version for clock in (await clocks(gaoyou, refs)).values()} == {in_force}


async def test_a_file_that_calls_itself_by_another_number_is_counted_by_its_own(gaoyou: Town) -> None:
    refs = await several(gaoyou)
    assert await gaoyou.engine.timekeeping.amend_calendar(with_tuesday_off(version=77), "test", "") == Amended(3, ())
    assert {clock.calendar_version for clock in (await clocks(gaoyou, refs)).values()} == {2}


async def test_the_api_shows_what_would_move(gaoyou: Town) -> None:
    await several(gaoyou)
    in_force = (await gaoyou.get("supervisor", "/api/v1/calendar")).json()
    assert in_force["number"] == 1
    assert "2026-10-01" in in_force["years"]["2026"]["off"]
    in_force["years"]["2026"]["off"].append(TUESDAY.isoformat())
    answer = await gaoyou.post("centre", "/api/v1/calendar/check", {"years": in_force["years"]})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["looked"] == 3
    assert len(found["shifts"]) > 3
    assert found["left_out"] == 0
    assert found["sums"]["told"] == sum(shift["told"] for shift in found["shifts"])
    both = {"off": ["2027-01-01"], "on": ["2027-01-01"]}
    wrong: list[dict[str, Any]] = [{"27": {}}, {"2027": {"off": ["2027-02-30"]}}, {"2027": both}]
    for years in wrong:
        refused = await gaoyou.post("centre", "/api/v1/calendar/check", {"years": years})
        assert refused.status_code == 400, refused.text
        assert refused.json()["errors"][0]["reason"] == "not-a-calendar"


async def test_a_calendar_is_put_in_force_by_who_has_seen_what_it_moves_and_its_history_says_why(gaoyou: Town) -> None:
    await several(gaoyou)
    path, why = "/api/v1/calendar", "抗洪调休"
    years = (await gaoyou.get("centre", path)).json()["years"]
    years["2026"]["off"].append(TUESDAY.isoformat())
    wish: dict[str, Any] = {"years": years, "why": why}
    assert (await gaoyou.post("centre", path, wish)).json()["type"] == "/problems/unforeseen"
    looked = (await gaoyou.post("centre", f"{path}/check", {"years": years})).json()
    assert looked["sums"]["cases"] == 3
    assert (await gaoyou.get("centre", path)).json()["number"] == 1
    wish["foreseen"] = looked["foreseen"]
    for counted in (3, 0):
        done = await gaoyou.post("centre", path, wish)
        assert (done.status_code, done.json()) == (200, {"number": 2, "counted": counted, "uncounted": []}), done.text
    stale = {**wish, "years": {"2026": {}}}
    assert (await gaoyou.post("centre", path, stale)).status_code == 409, "seen for other days"
    rows = (await gaoyou.get("supervisor", f"{path}/versions")).json()["items"]
    assert [(row["number"], row["in_force"]) for row in rows] == [(2, True), (1, False)]
    (switch,) = rows[0]["switches"]
    assert (switch["before"], switch["by"], switch["why"]) == (1, "centre", why)
    assert TUESDAY.isoformat() in (await gaoyou.get("supervisor", f"{path}/versions/2")).json()["years"]["2026"]["off"]


async def test_from_november_on_the_next_year_is_missing_until_it_is_published(gaoyou: Town) -> None:
    assert (await gaoyou.get("centre", "/api/v1/calendar")).json()["missing"] is None
    gaoyou.wall.wait(days=170)
    found = (await gaoyou.get("centre", "/api/v1/calendar")).json()
    assert (found["today"], found["missing"]) == ("2026-11-25", 2027)
    assert found["seasons"][0]["hours"][0] == ["08:00", "12:00"] or found["seasons"]
    assert (await gaoyou.get("admin", "/api/v1/centre")).json()["calendar_missing"] == 2027
