"""The month's bulletin as a job: owed on its day, drawn up once, told once, and the same as memory's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from models.notice import NoticeKind
from models.people import Language
from models.record import Job, JobState
from tests.acting import People
from tests.small import EAST, INFORMANT, MONDAY, ROOT, WEST, calendar, directory, report, rules, uid, who, world
from tests.stored import small_engine
from tests.test_differential import kept, refused
from tests.test_indicators import JUNE
from workflow import bulletin_parts, bulletins, freezing, issuing, jobs, publishing, store
from workflow.bulletin_names import City
from workflow.bulletins import Issue, Told
from workflow.calendar import SHANGHAI
from workflow.commands import PAYLOADS
from workflow.engine import Engine
from workflow.errors import BadInput, NotFound
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.messages import say
from workflow.works import WORKS
from workflow.works.bulletin import KIND

BULLETIN = NoticeKind.BULLETIN
ONLY = {KIND: WORKS[KIND]}
DAY = datetime(2026, 7, 6, 8, tzinfo=SHANGHAI)
"""5 July 2026 is a Sunday."""


class Lived:
    """A month of random people, in memory and through the engine."""

    def __init__(self, seed: int) -> None:
        self.now, self.people, self.memory = MONDAY, People(seed, MONDAY), world(seed)
        self.engine: Engine

    async def live(self, steps: int) -> None:
        for number in range(steps):
            act = self.people.next(self.memory)
            if act.now >= JUNE.end:
                break
            self.now = act.now
            assert kept(self.memory, act) == await refused(self.engine, act, number)


@asynccontextmanager
async def lived(url: str, seed: int = 3, steps: int = 60) -> AsyncIterator[Lived]:
    found = Lived(seed)
    async with small_engine(url, Seeded(seed), lambda: found.now) as engine:
        found.engine = engine
        await found.live(steps)
        yield found


async def published(engine: Engine) -> Issue:
    return await publishing.find(engine, "2026-06")


async def test_the_bulletin_is_owed_on_its_working_day_and_is_memorys_to_the_byte(database_url: str) -> None:
    async with lived(database_url) as city:
        city.now = DAY - timedelta(seconds=1)
        assert await jobs.owe(city.engine, ONLY) == 0
        city.now = DAY
        assert await jobs.owe(city.engine, ONLY) == 1
        assert await jobs.run_owed(city.engine, ONLY) == 1
        found = await published(city.engine)
        wanted = city.memory.draw_up("2026-06", city.now)
        assert (figures := orjson.loads(found.figures)) == orjson.loads(wanted.figures)
        assert figures["oversight"]["issued"] > 0
        assert figures["oversight"]["reminded"] > 0
        assert found == wanted
        await out_by_itself(city)
        wanted = city.memory.gazette.issues[wanted.id]
        assert (await published(city.engine)).bulletin == wanted.bulletin
        assert await told(city.engine) == sorted(
            n.recipient_id for n in city.memory.notices.values() if n.kind == BULLETIN and n.about == wanted.id
        )


async def out_by_itself(city: Lived) -> None:
    """Nobody does anything for so long that the draft comes out as it was drawn up."""
    city.now = calendar().due(DAY, rules().bulletin.draft).at
    await city.engine.sweep()
    assert await issuing.settle(city.engine) > 0
    city.memory.sweep(city.now)


async def test_drawing_it_up_late_or_again_changes_nothing(database_url: str) -> None:
    async with lived(database_url) as city:
        city.now = DAY
        first = await publishing.of_period(city.engine, "2026-06")
        city.now += timedelta(days=40)
        await city.engine.sweep()
        later = await publishing.of_period(city.engine, "2026-06")
        assert (later.figures, later.hash) == (first.figures, first.hash)
        assert later.bulletin.as_drawn, "nobody approved it"
        assert (await counted_again(city.engine)).figures == first.figures, "from what is frozen"
        assert (await counted_now(city.engine, city.now)).figures == first.figures, "and from the ledger"


async def counted_again(engine: Engine) -> Issue:
    async with store.snapshot(engine.database) as connection:
        kept_rows = await store.bulletins.frozen(connection, "2026-06", ROOT)
    parts = {code: freezing.unpacked(packed) for code, packed in kept_rows.items()}
    return bulletins.draw_up(Told("2026-06", JUNE, parts), City(directory(), rules(), calendar()), DAY)


async def counted_now(engine: Engine, now: datetime) -> Issue:
    async with store.snapshot(engine.database) as connection:
        ids = [i for code in (EAST, WEST, "") for i in await store.figures.lived(connection, JUNE, code)]
        found = await store.figures.rows(connection, ids, JUNE.end)
    told = Told("2026-06", JUNE, bulletin_parts.by_township(found))
    return bulletins.draw_up(told, City(directory(), rules(), calendar()), now)


async def test_supervisors_townships_and_the_centre_are_told_once(database_url: str) -> None:
    async with lived(database_url, steps=10) as city:
        city.now = DAY
        await publishing.of_period(city.engine, "2026-06")
        assert await told(city.engine) == [], "it is a draft"
        await out_by_itself(city)
        wanted = {uid(name) for name in ("supervisor", "supervisor2", "centre", "township-east", "township-west")}
        assert await told(city.engine) == sorted(wanted)
        await again(city.engine, (await of_june(city.engine)).parts)
        assert await told(city.engine) == sorted(wanted)


async def told(engine: Engine) -> list[Any]:
    async with store.snapshot(engine.database) as connection:
        city = bulletins.identity("2026-06", ROOT)
        records = await connection.fetch(
            "SELECT recipient_id FROM notice WHERE kind = $1 AND about = $2", str(BULLETIN), city
        )
    return sorted(record["recipient_id"] for record in records)


async def of_june(engine: Engine) -> Job:
    found, _ = await jobs.listing(engine, None, None, 50)
    return next(job for job in found if (job.period, job.scope) == ("2026-06", ROOT))


async def again(engine: Engine, parts: dict[str, Any]) -> None:
    """The whole once more, as a worker would that died before it could say that it is done."""
    outcome = await WORKS[KIND].whole(engine, await of_june(engine), parts)
    effect = getattr(outcome, "effect", None)
    assert effect is not None
    async with store.transaction(engine.database) as connection:
        await effect(connection)


async def test_what_is_relocated_between_the_parts_is_counted_once(database_url: str) -> None:
    async with lived(database_url, steps=0) as city:
        engine = city.engine
        answer = await engine.submit(who(INFORMANT), report(), None, "one", "")
        ref = UUID(answer["id"])
        city.now = DAY
        assert await jobs.owe(engine, ONLY) == 1
        job = await of_june(engine)
        work = WORKS[KIND]
        parts = await work.parts(engine, job)
        assert set(parts) == {EAST, WEST, ""}
        results: dict[str, Any] = {}
        for part in (WEST, EAST, ""):
            if part == EAST:
                where = PAYLOADS[Move.RELOCATE].model_validate({"grid": f"{WEST}00101"})
                await engine.fire(who("intake-east"), ref, Move.RELOCATE, where)
            outcome: Any = await work.part(engine, job, part)
            results[part] = outcome.result
            async with store.transaction(engine.database) as connection:
                await outcome.effect(connection)
        assert [results[part]["cases"] for part in (WEST, EAST, "")] == [0, 0, 0], "neither part has seen it"
        await again(engine, results)
        figures = orjson.loads((await published(engine)).figures)
        reported = {row["code"]: row["marks"]["reported"] for row in figures["townships"]}
        assert reported == {EAST: 1, WEST: 0}, "where it lay when the month ended"


async def test_a_month_that_has_not_ended_is_refused_and_draws_nothing_up(database_url: str) -> None:
    async with lived(database_url, steps=0) as city:
        with pytest.raises(BadInput, match="not-ended"):
            await publishing.of_period(city.engine, "2026-06")
        with pytest.raises(NotFound):
            await published(city.engine)


async def test_a_month_before_the_city_began_is_neither_owed_nor_drawn_up_and_is_refused_in_words(
    database_url: str,
) -> None:
    now = MONDAY
    async with small_engine(database_url, Seeded(1), lambda: now) as engine:
        assert await jobs.owe(engine, ONLY) == 0
        for ask in (publishing.of_period(engine, "2026-05"), jobs.run_by_hand(engine, KIND, "2024-01", ROOT)):
            with pytest.raises(BadInput, match="before-the-city") as refused:
                await ask
            for language in Language:
                assert "20" in say(language, "input-before-the-city", **refused.value.facts)
        assert await stored(engine) == []
        async with store.transaction(engine.database) as connection:
            await store.jobs.put(
                connection, [Job(id=uid("job"), kind=KIND, period="2026-05", scope=ROOT, created_at=now)]
            )
        await jobs.run_owed(engine, ONLY)
        assert (await jobs.seen(engine, uid("job"))).state == JobState.OWED, "the work itself refuses"
        with pytest.raises(NotFound):
            await publishing.find(engine, "2026-05")


async def test_of_a_city_that_began_between_a_months_end_and_its_bulletins_day_that_month_is_not_owed(
    database_url: str,
) -> None:
    began = JUNE.end + timedelta(days=1)
    now = began
    async with small_engine(database_url, Seeded(1), lambda: now) as engine:
        now = DAY + timedelta(days=1)
        assert await jobs.owe(engine, ONLY) == 0


async def test_by_hand_the_citys_scope_is_derived_and_what_is_no_township_refused(database_url: str) -> None:
    async with lived(database_url, steps=0) as city:
        city.now = JUNE.end
        with pytest.raises(BadInput, match="foreign-scope"):
            await jobs.run_by_hand(city.engine, KIND, "2026-06", "900100999")
        for period, reason in (("2026-07", "not-ended"), ("2026-13", "no-period"), ("June", "no-period")):
            with pytest.raises(BadInput, match=reason):
                await jobs.run_by_hand(city.engine, KIND, period, "")
        job = await jobs.run_by_hand(city.engine, KIND, "2026-06", "")
        assert job.scope == ROOT
        city.now = DAY
        assert await jobs.owe(city.engine, ONLY) == 0, "one duty, one row"
        assert await stored(city.engine) == [("2026-06", ROOT)]


async def stored(engine: Engine) -> list[tuple[str, str]]:
    found, _ = await jobs.listing(engine, None, None, 50)
    return [(job.period, job.scope) for job in found]
