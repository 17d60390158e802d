"""Meetings in PostgreSQL: convened by any number of clocks at once, moved once for a key, swept, wound on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import vobject

from models.clock import Stage
from models.meeting import MeetingKind, MeetingState
from models.notice import NoticeKind
from models.people import Language
from tests.asking import Wall
from tests.small import INFORMANT, MONDAY, report, uid, who
from tests.stored import small_engine
from workflow import inviting, minuting, store
from workflow.auditing import check_chains
from workflow.commands import PAYLOADS as CASE_PAYLOADS
from workflow.commands import SYSTEM
from workflow.days import Year, published_days
from workflow.delivery.attachments import Attachment, attachments
from workflow.duties import occasions
from workflow.engine import Engine
from workflow.errors import Forbidden, KeyReused, NotFound, StaleVersion
from workflow.identity import Chance
from workflow.in_force import InForce
from workflow.indicators import Span
from workflow.machines import Kind, Move
from workflow.meetings.payloads import PAYLOADS
from workflow.messages import say
from workflow.sentences import Names
from workflow.store.meetings import Counted, Wanted


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def engine(database_url: str, wall: Wall) -> AsyncIterator[Engine]:
    async with small_engine(database_url, Chance(), wall) as found:
        yield found


async def tabled(engine: Engine) -> UUID:
    answer = await engine.submit(who(INFORMANT), report(), None, "k", "")
    ref = UUID(answer["id"])
    said = CASE_PAYLOADS[Move.TABLE].model_validate({"reason": "久拖不决"})
    await engine.fire(who("supervisor"), ref, Move.TABLE, said)
    return ref


async def all_of(engine: Engine, **wanted: Any) -> list[Counted]:
    listed, _ = await engine.meetings.listed(SYSTEM, Wanted(**wanted), None, 200)
    return listed.items


async def joint(engine: Engine) -> Counted:
    (found,) = await all_of(engine, kind=MeetingKind.JOINT)
    return found


async def do(engine: Engine, name: str, ref: UUID, move: Move, key: str | None = None, **said: Any) -> dict[str, Any]:
    return await engine.meetings.fire(who(name), ref, move, PAYLOADS[move].model_validate(said), None, key, str(said))


async def test_any_number_that_convene_at_once_plan_each_meeting_once(engine: Engine) -> None:
    await tabled(engine)
    done = await asyncio.gather(*(engine.meetings.convene() for _ in range(4)))
    assert sorted(done)[:-1] == [0, 0, 0]
    found = [(each.meeting.kind, each.meeting.period, each.meeting.path) for each in await all_of(engine)]
    assert len(found) == len(set(found)) == sorted(done)[-1]
    assert await engine.meetings.convene() == 0


async def test_a_joint_meetings_minutes_are_written_with_what_its_cases_hear(engine: Engine, wall: Wall) -> None:
    case = await tabled(engine)
    await engine.meetings.convene()
    ref = (await joint(engine)).meeting.id
    wall.at = (await joint(engine)).meeting.starts_at
    await engine.meetings.convene()
    await do(engine, "supervisor", ref, Move.HOLD)
    number = (await engine.see(SYSTEM, str(case))).view.incident.number
    decision = {"text": "三日内清运", "owner": {"unit": "gas"}, "budget": "3wd", "incident": number}
    answer = await do(engine, "supervisor", ref, Move.MINUTE, "k", text="纪要", decisions=[decision])
    assert await do(engine, "supervisor", ref, Move.MINUTE, "k", text="纪要", decisions=[decision]) == answer
    with pytest.raises(KeyReused):
        await do(engine, "supervisor", ref, Move.MINUTE, "k", text="别的")
    seen, heard = await engine.meetings.see(who("gas-1"), str(ref)), await engine.see(who("supervisor"), number)
    assert sorted(seen.words.values()) == ["三日内清运", "纪要"]
    assert list(seen.numbers.values()) == [number]
    assert seen.allowed == ("carry_out",)
    assert (heard.view.incident.tabled_at, heard.entries[-1].move) == (None, "hear")
    assert (await check_chains(engine, against_state=True)).well


async def test_who_may_not_know_of_a_meeting_is_told_that_there_is_none(engine: Engine) -> None:
    await tabled(engine)
    await engine.meetings.convene()
    found = await joint(engine)
    for name in ("gas-1", "township-west", INFORMANT):
        with pytest.raises(NotFound):
            await engine.meetings.see(who(name), found.meeting.number)
        listed, _ = await engine.meetings.listed(who(name), Wanted(kind=MeetingKind.JOINT), None, 10)
        assert listed.items == []
    with pytest.raises(Forbidden):
        await do(engine, "duty", found.meeting.id, Move.DRAW)
    payload = PAYLOADS[Move.DRAW]()
    with pytest.raises(StaleVersion):
        await engine.meetings.fire(who("centre"), found.meeting.id, Move.DRAW, payload, found.meeting.version + 7)
    with pytest.raises(NotFound):
        await do(engine, "centre", uid("none"), Move.DRAW)


async def test_the_clock_of_a_meeting_that_nobody_holds_is_swept(engine: Engine, wall: Wall) -> None:
    await tabled(engine)
    await engine.meetings.convene()
    meeting = (await joint(engine)).meeting
    wall.at = meeting.starts_at + timedelta(days=3)
    await engine.sweep()
    view = (await engine.meetings.see(SYSTEM, str(meeting.id))).view
    clock = view.clock(meeting.id, Stage.MEETING)
    assert clock is not None
    assert clock.rung >= 3
    assert clock.next_at is not None
    assert clock.next_at > wall.at
    (late,) = await all_of(engine, late=True, kind=MeetingKind.JOINT)
    assert late.meeting.raised_at is not None
    assert meeting.number in await unheld(engine, wall.at), "a bulletin tells of it"
    assert meeting.number not in await unheld(engine, meeting.starts_at), "as of a period's end"


async def unheld(engine: Engine, end: datetime) -> list[str]:
    async with store.snapshot(engine.database) as connection:
        found = await store.figures.unheld(connection, Span(MONDAY, end), MONDAY.year)
    return [each.number for each in found]


async def test_a_wound_on_city_calls_every_meeting_that_falls_due_on_a_working_day(engine: Engine) -> None:
    now = await engine.now()
    await engine.advance(timedelta(days=60))
    then = (await engine.now()).at
    special = list(occasions(now.rules.meetings["special"], now.calendar, now.at, then + timedelta(days=29)))
    found = await all_of(engine, kind=MeetingKind.SPECIAL)
    assert [each.meeting.period for each in reversed(found)] == [occasion.period for occasion in special]
    for each in await all_of(engine):
        day = each.meeting.starts_at.astimezone(now.calendar.tz).date()
        assert now.calendar.is_workday(day)
        assert each.meeting.starts_at > then or each.meeting.state == MeetingState.INVITED
    assert (await check_chains(engine, against_state=True)).well


async def test_a_calendar_that_makes_a_meetings_day_a_rest_day_puts_it_off(engine: Engine, wall: Wall) -> None:
    wall.at = datetime(2026, 6, 20, 1, tzinfo=UTC)
    await engine.meetings.convene()
    (meeting,) = (each.meeting for each in await all_of(engine, kind=MeetingKind.SPECIAL))
    day = meeting.starts_at.astimezone((await engine.now()).calendar.tz).date()
    days = published_days(2)
    year = days.years[2026]
    amended = Year(year.off | {day}, year.on - {day}, year.names)
    await engine.timekeeping.amend_calendar(replace(days, years={**days.years, 2026: amended}), "test", "")
    (after,) = (each.meeting for each in await all_of(engine, kind=MeetingKind.SPECIAL))
    assert after.starts_at > meeting.starts_at
    assert (after.sequence, after.calendar_version) == (1, 2)
    assert after.starts_at > MONDAY
    assert await engine.meetings.convene() == 0


async def test_the_list_says_what_comes_next_and_what_is_late(engine: Engine, wall: Wall) -> None:
    assert await minuting.listed(engine, Language.EN, late=False) == [say(Language.EN, "meetings-none")]
    await tabled(engine)
    await engine.meetings.convene()
    meeting = (await joint(engine)).meeting
    assert any(
        f"G9001 联席会议 {meeting.number}" in line for line in await minuting.listed(engine, Language.ZH, late=False)
    )
    wall.at = meeting.starts_at + timedelta(hours=1)
    await engine.meetings.convene()
    assert any("has not been held" in line for line in await minuting.listed(engine, Language.EN, late=True))


async def test_an_invitation_by_mail_brings_the_calendar_file_of_the_meeting_as_it_is_by_then(
    engine: Engine, wall: Wall
) -> None:
    await tabled(engine)
    await engine.meetings.convene()
    meeting = (await joint(engine)).meeting
    wall.at = meeting.starts_at - timedelta(hours=1)
    await engine.meetings.convene()
    for move, method, sequence in ((None, "REQUEST", "0"), (Move.CANCEL, "CANCEL", "1")):
        if move is not None:
            await do(engine, "centre", meeting.id, move, reason="台风")
        (file,) = await sent_with(engine, meeting.id, NoticeKind.INVITED)
        assert file.media_type == f"text/calendar; method={method}; charset=utf-8"
        found = vobject.readOne(file.content.decode())
        assert (found.method.value, found.vevent.sequence.value) == (method, sequence)
        assert found.vevent.url.value == f"https://gridward.test/meetings/{meeting.id}"
    assert await sent_with(engine, meeting.id, NoticeKind.REMIND) == ()


async def test_an_invitation_names_nobodys_address_but_its_readers_own(engine: Engine, wall: Wall) -> None:
    await tabled(engine)
    await engine.meetings.convene()
    meeting = (await joint(engine)).meeting
    wall.at = meeting.starts_at - timedelta(hours=1)
    await engine.meetings.convene()
    async with store.transaction(engine.database) as connection:
        await connection.execute("UPDATE person SET email = 'private+' || id || '@example.org'")
    meeting, now = (await joint(engine)).meeting, await InForce(engine.database, wall).now()
    names = Names(Language.ZH, now.directory, now.rules)
    supervisor = uid("supervisor")
    own = f"private+{supervisor}@example.org"
    assert now.directory.person(supervisor).email == own  # type: ignore[union-attr]
    for reader, seen in ((supervisor, {own}), (uid("gas-1"), set()), (None, set())):
        found = vobject.readOne(inviting.file(meeting, names, now, "https://gridward.test", reader).decode())
        named = [found.vevent.organizer, *found.vevent.contents["attendee"]]
        assert {each.value for each in named if not each.value.startswith("urn:uuid:")} == {f"mailto:{a}" for a in seen}
        assert all(each.params["CN"] for each in named)


async def sent_with(engine: Engine, meeting_id: UUID, kind: NoticeKind) -> tuple[Attachment, ...]:
    """What goes with a letter of that kind about a meeting."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        (first, *_) = await store.reading.notices_of(connection, meeting_id, Kind.MEETING)
        names = Names(Language.ZH, now.directory, now.rules)
        return await attachments(connection, first.but(kind=kind), names, now, "https://gridward.test")


async def test_pages_of_meetings_are_newest_first_and_leave_nothing_out(engine: Engine, wall: Wall) -> None:
    wall.at = datetime(2026, 6, 20, 1, tzinfo=UTC)
    await engine.meetings.convene()
    whole = [each.meeting.id for each in await all_of(engine)]
    assert len(whole) == 5
    paged: list[UUID] = []
    cursor: str | None = None
    while True:
        listed, _ = await engine.meetings.listed(who("supervisor"), Wanted(open=True), cursor, 2)
        paged += [each.meeting.id for each in listed.items]
        cursor = listed.next
        if cursor is None:
            break
    assert paged == whole
    async with store.snapshot(engine.database) as connection:
        assert await store.audit.unwatched(connection) == []
