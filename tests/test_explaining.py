"""The whole explanation of a case, from its record alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from models.clock import Stage
from models.people import Language
from tests.asking import Town, town
from tests.small import INFORMANT, MONDAY, VILLAGE, uid
from workflow import explaining, recalling, store
from workflow.commands import SYSTEM
from workflow.days import Days, Year, published_days
from workflow.explaining.record import Record
from workflow.explaining.whole import Explanation, explained, text
from workflow.sentences import Names, instant

HANDLER = f"handler-{VILLAGE}"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def recorded(town: Town, ref: str) -> tuple[Record, Names]:
    seen = await town.engine.see(SYSTEM, ref)
    return await recalling.record_of(town.engine, seen), Names(Language.EN, seen.now.directory, seen.now.rules)


async def explanation(town: Town, ref: str, language: Language = Language.EN) -> Explanation:
    seen = await town.engine.see(SYSTEM, ref)
    record, names = await recorded(town, ref)
    names = replace(names, language=language)
    return explained(record, names, list(explaining.why(seen, names, public=False)))


async def lived(town: Town) -> str:
    """A case that was suspended over Dragon Boat, extended, and reminded of until the city heard of it."""
    ref = await town.reported(INFORMANT, category="06013")
    await town.moves(
        ref,
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"grid": VILLAGE}}),
        (HANDLER, "acknowledge", {}),
        (HANDLER, "request_extension", {"budget": "1wd", "reason": "雨天"}),
        ("dispatcher-east", "grant_extension", {}),
        (HANDLER, "request_suspension", {"until": "2026-06-12T10:00:00+08:00", "reason": "等材料"}),
        ("dispatcher-east", "grant_suspension", {}),
    )
    town.wall.at = MONDAY + timedelta(days=4, hours=2)
    await town.engine.sweep()
    return ref


async def test_the_route_is_told_with_what_it_saw_and_why_each_earlier_one_lost(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT, category="06010")
    found = await explanation(gaoyou, ref)
    record, _ = await recorded(gaoyou, ref)
    (choice,) = found.choices
    rules = record.rules[choice.rules_version]
    assert choice.route == record.view.incident.route
    assert choice.line == rules.named(choice.route).line
    place = [route.name for route in rules.routes].index(choice.route)
    assert len(choice.lost) + choice.elsewhere == place
    assert any("category is" in said for said in choice.fits) or not rules.named(choice.route).alternatives[0]


@pytest.mark.parametrize("language", list(Language))
async def test_every_sentence_is_whole_in_both_languages(gaoyou: Town, language: Language) -> None:
    found = await explanation(gaoyou, await lived(gaoyou), language)
    names = (await recorded(gaoyou, found.number))[1]
    page = "\n".join(text(found, replace(names, language=language)))
    assert not any(mark in page for mark in ("{", "$", "None", "explain-", "reason-", "why-"))
    assert ("suspended, the clock stands" in page) is (language == Language.EN)
    assert ("挂账，停止计时" in page) is (language == Language.ZH)


async def test_the_stretches_of_each_deadline_add_up_to_what_was_used(gaoyou: Town) -> None:
    ref = await lived(gaoyou)
    record, _ = await recorded(gaoyou, ref)
    found = {count.id: count for count in (await explanation(gaoyou, ref)).counts}
    shown = {UUID(d["id"]): d for d in (await gaoyou.see("supervisor", ref))["deadlines"]}
    assert found.keys() == shown.keys() == record.view.clocks.keys()
    assert {i: c.used for i, c in found.items()} == {i: d["used_seconds"] for i, d in shown.items()}
    assert {i: c.due_at for i, c in found.items()} == {i: c.due_at for i, c in record.view.clocks.items()}


async def test_extension_and_suspension_stand_in_the_count_with_their_dates(gaoyou: Town) -> None:
    found = await explanation(gaoyou, await lived(gaoyou))
    (handle,) = [count for count in found.counts if count.stage == Stage.HANDLE]
    said = "\n".join(handle.said)
    assert "Extended by 1 working day on 8 Jun 2026 09:05" in said
    assert "8 Jun 2026 09:07 to 12 Jun 2026 11:00: suspended, the clock stands." in said
    assert "Monday 8 Jun 2026 09:02 to 09:07: 5 min of working time." in said


async def test_an_amended_calendar_is_told_with_its_holiday(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT, category="06013")
    days = published_days(2)
    tuesday = (MONDAY + timedelta(days=1)).date()
    year = days.years[2026]
    names = {**year.names, tuesday: "端阳预演"}
    other = Days(2, {**days.years, 2026: Year(year.off | {tuesday}, year.on, names)})
    gaoyou.wall.wait(hours=1)
    await gaoyou.engine.timekeeping.amend_calendar(other, "test", "")
    gaoyou.wall.wait(days=2)
    found = await explanation(gaoyou, ref)
    (promise,) = [count for count in found.counts if count.stage == Stage.PROMISE]
    assert promise.calendar_version == 2
    if next(c for c in (await recorded(gaoyou, ref))[0].view.clocks.values() if c.stage == Stage.PROMISE).works:
        said = "\n".join(promise.said)
        assert "since the calendar changed" in said
        assert "端阳预演, nothing counts." in said


async def test_who_was_told_is_named_and_who_was_passed_over_with_when_they_wake(database_url: str) -> None:
    async with town(database_url) as gaoyou:
        await _send_home(gaoyou)
        ref = await gaoyou.reported(INFORMANT, category="06010")
        steps = (await explanation(gaoyou, ref)).steps
        said = "\n".join(line for step in steps for line in step.said)
        assert "Passed over the dispatcher of G9001001: nobody is on duty before 8 Jun 2026 18:00." in said
        assert "duty-east" in said


async def _send_home(town: Town) -> None:
    """The dispatchers of the east are on duty in the evening only."""
    async with store.transaction(town.engine.database) as connection:
        await connection.execute(
            "UPDATE roster SET from_minute = 1080, to_minute = 1320 FROM post"
            " WHERE post.id = roster.post_id AND post.role = 'dispatcher'"
        )
        await connection.execute("UPDATE active SET directory = directory + 1")


async def test_equal_reminders_are_told_once_with_how_often(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT, category="06010")
    for _ in range(40):
        gaoyou.wall.wait(hours=13)
        await gaoyou.engine.sweep()
    record, _ = await recorded(gaoyou, ref)
    steps = (await explanation(gaoyou, ref)).steps
    assert sum(step.times for step in steps) == len(record.entries)
    assert len(steps) < len(record.entries) * 0.6
    reminders = [step for step in steps if step.move == "remind"]
    assert max(step.times for step in reminders) > 5
    assert len({(step.said[0].partition(":")[2], *step.said[1:]) for step in reminders}) == len(reminders)
    assert not any("looking for whoever" in said for step in steps for said in step.said), "all are named"


async def test_a_rung_after_an_outage_says_when_it_really_rang(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT, category="06010")
    gaoyou.wall.wait(hours=30)
    await gaoyou.engine.sweep()
    steps = (await explanation(gaoyou, ref)).steps
    rang = instant(Language.EN, gaoyou.wall.at)
    late = [step for step in steps if step.at < gaoyou.wall.at - timedelta(hours=1) and step.seq > 1]
    assert late
    assert all(f"It was carried out and recorded on {rang}." in step.said for step in late)


async def test_the_reporter_is_never_named(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, ("dispatcher-east", "decline", {"reason": "不归我们"}))
    found = await explanation(gaoyou, ref)
    names = (await recorded(gaoyou, ref))[1]
    page = "\n".join(text(found, names))
    assert names.person(uid(INFORMANT)) not in page
    assert "The reporter was told" in page
    assert all(step.actor != uid(INFORMANT) for step in found.steps)


async def test_erased_facts_leave_the_reasons_and_say_so(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    record, names = await recorded(gaoyou, ref)
    erased = replace(record, entries=[entry.but(facts=None) for entry in record.entries])
    found = explained(erased, names, [])
    assert [choice.line for choice in found.choices] == [0]
    assert "has been erased" in found.choices[0].said
    assert any("has been erased" in said for said in found.steps[0].said)


async def test_it_is_the_record_that_explains_not_the_rules_of_today(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT, category="06010")
    before = (await explanation(gaoyou, ref)).choices
    shipped = (await gaoyou.engine.now()).rules
    text_ = shipped.text + "\n# another version\n"
    async with store.transaction(gaoyou.engine.database) as connection:
        number = await store.versions.add_rules(connection, text_, "h", "test", "", gaoyou.wall())
        await store.versions.activate(connection, rules=number)
    gaoyou.wall.wait(hours=1)
    assert (await explanation(gaoyou, ref)).choices == before


async def test_a_clock_of_before_its_course_was_kept_is_explained_by_its_row(gaoyou: Town) -> None:
    record, names = await recorded(gaoyou, await lived(gaoyou))
    old = {identity: clock.but(course=[]) for identity, clock in record.view.clocks.items()}
    found = explained(replace(record, view=replace(record.view, clocks=old)), names, [])
    now: dict[UUID, Any] = {clock.id: clock for clock in record.view.clocks.values()}
    for count in found.counts:
        assert count.used >= now[count.id].used_seconds
        assert count.said


async def test_the_api_answers_in_the_askers_language(gaoyou: Town) -> None:
    ref = await lived(gaoyou)
    zh = {"Accept-Language": "zh"}
    answer = await gaoyou.get("dispatcher-east", f"/api/v1/incidents/{ref}/explanation", **zh)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["choices"][0]["said"].startswith("按第 1 版规则")
    assert [step["move"] for step in found["steps"]][:2] == ["submit", "accept"]
    shown = await gaoyou.get("dispatcher-east", f"/api/v1/incidents/{ref}", **zh)
    assert found["now"] == shown.json()["why"]
