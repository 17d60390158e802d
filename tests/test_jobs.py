"""A job is owed once, held by one at a time, and done once in effect, whoever begins it and dies over it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from models.database import Database
from models.record import Job, JobState
from tests.asking import Wall
from tests.small import INFORMANT, MONDAY, report, who
from tests.stored import keys, seed, small_engine
from tests.working import PARTS, Letters, letters, make_table
from workflow import jobs, store
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.identity import Chance
from workflow.works import WORKS
from workflow.works.work import Work

DAY = "2026-06-09"
AUDIT = {"audit": WORKS["audit"]}
ALL = sorted((DAY, part) for part in (*PARTS, "whole"))


@pytest_asyncio.fixture
async def clock() -> Wall:
    return Wall()


@pytest_asyncio.fixture
async def engine(database_url: str, clock: Wall) -> AsyncIterator[Engine]:
    async with small_engine(database_url, Chance(), clock) as found:
        await make_table(found.database)
        yield found


async def owed(engine: Engine, clock: Wall, work: Work) -> Job:
    """The job of the day after, owed by now."""
    clock.wait(days=1)
    assert await jobs.owe(engine, {work.kind: work}) == 1
    found, _ = await jobs.listing(engine, None, None, 1)
    return found[0]


async def taken(engine: Engine, seconds: float = jobs.LEASE_SECONDS) -> Job:
    job = await jobs.take(engine, ["letters"], seconds)
    assert job is not None
    return job


async def execute(engine: Engine, statement: str, *values: Any) -> None:
    async with store.transaction(engine.database) as connection:
        await connection.execute(statement, *values)


async def lapse(engine: Engine) -> None:
    """As if every lease had run out, and every wait had passed."""
    await execute(engine, "UPDATE job SET leased_until = now() - interval '1 s' WHERE leased_until IS NOT NULL")
    await execute(engine, "UPDATE job SET not_before = NULL")


class Gate:
    """Holds up the parts that it is told to, until it is opened; the first time, or fails them."""

    def __init__(self, *held: str) -> None:
        self.held, self.reached, self.open = held, asyncio.Event(), asyncio.Event()

    async def __call__(self, part: str) -> None:
        if part in self.held:
            self.reached.set()
            await self.open.wait()


class Failing:
    """Fails one part so many times."""

    def __init__(self, part: str, times: int) -> None:
        self.part, self.left = part, times

    async def __call__(self, part: str) -> None:
        if part == self.part and self.left:
            self.left -= 1
            raise RuntimeError("张三的电话是 13800138000")


async def test_what_is_owed_is_stored_once_however_many_look(engine: Engine, clock: Wall) -> None:
    clock.wait(days=3)
    works = {"letters": Letters()}
    found = await asyncio.gather(*(jobs.owe(engine, works) for _ in range(4)))
    assert sum(found) == 3
    assert await jobs.owe(engine, works) == 0


async def test_what_was_missed_while_nothing_ran_is_done_once_at_the_next_start(engine: Engine, clock: Wall) -> None:
    work = Letters()
    for days in (1, 4):
        clock.wait(days=days)
        await jobs.owe(engine, {"letters": work})
        await jobs.run_owed(engine, {"letters": work})
    done, _ = await jobs.listing(engine, JobState.DONE, None, 50)
    assert sorted(job.period for job in done) == [f"2026-06-{day:02}" for day in (9, 10, 11, 12, 13)]
    assert await letters(engine.database) == sorted((job.period, part) for job in done for part in (*PARTS, "whole"))


async def test_the_citys_time_decides_what_is_owed(engine: Engine) -> None:
    works = {"letters": Letters()}
    assert await jobs.owe(engine, works) == 0
    await execute(engine, "UPDATE city SET offset_seconds = 2 * 86400")
    assert await jobs.owe(engine, works) == 2
    found, _ = await jobs.listing(engine, None, None, 50)
    assert {job.created_at for job in found} == {MONDAY + timedelta(days=2)}
    await jobs.run_owed(engine, works)
    job = await jobs.seen(engine, found[0].id)
    assert job.begun_at == job.finished_at == MONDAY + timedelta(days=2)


async def test_a_job_is_done_with_the_result_of_its_parts(engine: Engine, clock: Wall) -> None:
    work = Letters()
    job = await owed(engine, clock, work)
    assert await jobs.run_owed(engine, {"letters": work}) == 1
    done = await jobs.seen(engine, job.id)
    assert (done.state, done.result, done.attempts) == (JobState.DONE, {"letters": 13}, 1)
    assert done.parts == {"east": {"letters": 4}, "west": {"letters": 4}, "north": {"letters": 5}}
    assert done.lease_token is None
    assert await letters(engine.database) == ALL


async def test_of_two_workers_who_race_each_job_is_run_by_one(engine: Engine, clock: Wall, database_url: str) -> None:
    works = {"letters": Letters()}
    clock.wait(days=6)
    await jobs.owe(engine, works)
    other = Engine(await Database.open(database_url, 6), engine.keys, clock=clock)
    try:
        ran = await asyncio.gather(*(jobs.run_owed(each, works) for each in (engine, other) * 2))
    finally:
        await other.database.close()
    assert sum(ran) == 6
    found = await letters(engine.database)
    assert len(found) == len(set(found)) == 6 * (len(PARTS) + 1)


async def test_a_job_that_is_held_is_taken_by_nobody_else(engine: Engine, clock: Wall) -> None:
    await owed(engine, clock, Letters())
    await taken(engine)
    assert await jobs.take(engine, ["letters"], 60) is None


async def test_a_job_of_a_kind_that_is_not_known_here_is_left_alone(engine: Engine, clock: Wall) -> None:
    await owed(engine, clock, Letters())
    assert not await jobs.run_next(engine, WORKS)


async def test_a_lease_that_ran_out_is_taken_over_and_no_part_is_repeated(engine: Engine, clock: Wall) -> None:
    gate = Gate("north")
    first, second = Letters(gate), Letters()
    job = await owed(engine, clock, first)
    dying = asyncio.create_task(jobs.run(engine, await taken(engine), {"letters": first}))
    await gate.reached.wait()
    await eventually(engine, job.id, lambda it: sum(part is not None for part in it.parts.values()) == 2)
    await lapse(engine)
    assert await jobs.run_next(engine, {"letters": second})
    assert second.begun == ["north"]
    gate.open.set()
    assert not await dying, "who lost the job writes nothing more"
    done = await jobs.seen(engine, job.id)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert await letters(engine.database) == ALL


async def eventually(engine: Engine, ref: UUID, holds: Callable[[Job], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds(await jobs.seen(engine, ref)):  # noqa: ASYNC110 - it changes in the database
            await asyncio.sleep(0.01)


async def test_a_lease_is_renewed_while_the_work_goes_on(engine: Engine, clock: Wall) -> None:
    gate = Gate("north")
    job = await owed(engine, clock, Letters(gate))
    working = asyncio.create_task(jobs.run(engine, await taken(engine), {"letters": Letters(gate)}, seconds=0.6))
    await gate.reached.wait()
    began = await jobs.seen(engine, job.id)
    await eventually(engine, job.id, lambda it: it.leased_until != began.leased_until)
    assert await jobs.take(engine, ["letters"], 60) is None
    gate.open.set()
    assert await working


async def test_who_lost_the_lease_stops_working(engine: Engine, clock: Wall) -> None:
    gate = Gate("north")
    job = await owed(engine, clock, Letters(gate))
    working = asyncio.create_task(jobs.run(engine, await taken(engine), {"letters": Letters(gate)}, seconds=0.6))
    await gate.reached.wait()
    await execute(engine, "UPDATE job SET lease_token = gen_random_uuid(), leased_until = now() + interval '1 h'")
    async with asyncio.timeout(20):
        assert not await working
    assert (await jobs.seen(engine, job.id)).state == JobState.RUNNING


async def test_of_two_who_were_told_the_same_token_one_works(engine: Engine, clock: Wall) -> None:
    work = Letters()
    await owed(engine, clock, work)
    job = await taken(engine)
    done = await asyncio.gather(*(jobs.run(engine, job, {"letters": work}) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    assert await letters(engine.database) == ALL


async def test_a_part_that_fails_keeps_no_other_from_being_done_and_is_tried_again(engine: Engine, clock: Wall) -> None:
    work = Letters(Failing("west", 1))
    job = await owed(engine, clock, work)
    await jobs.run_owed(engine, {"letters": work})
    waiting = await jobs.seen(engine, job.id)
    assert (waiting.state, waiting.attempts) == (JobState.OWED, 1)
    assert waiting.not_before is not None
    assert {name for name, result in waiting.parts.items() if result is not None} == {"east", "north"}
    assert not await jobs.run_next(engine, {"letters": work}), "it waits"
    await lapse(engine)
    await jobs.run_owed(engine, {"letters": work})
    assert work.begun == ["east", "west", "north", "west"]
    assert (await jobs.seen(engine, job.id)).last_error is None
    assert await letters(engine.database) == ALL


async def test_after_so_many_tries_it_has_failed_and_can_be_run_again_by_hand(engine: Engine, clock: Wall) -> None:
    work = Letters(Failing("west", jobs.TRIES))
    job = await owed(engine, clock, work)
    for _ in range(jobs.TRIES):
        assert await jobs.run_next(engine, {"letters": work})
        await lapse(engine)
    failed = await jobs.seen(engine, job.id)
    assert (failed.state, failed.attempts) == (JobState.FAILED, jobs.TRIES)
    assert not await jobs.run_next(engine, {"letters": work})
    assert (await jobs.again(engine, job.id)).state == JobState.OWED
    await jobs.run_owed(engine, {"letters": work})
    assert await letters(engine.database) == ALL
    with pytest.raises(jobs.Held):
        await jobs.again(engine, job.id)


async def test_an_error_is_told_by_kind_and_place_and_never_by_what_it_says(engine: Engine, clock: Wall) -> None:
    work = Letters(Failing("west", 1))
    job = await owed(engine, clock, work)
    await jobs.run_owed(engine, {"letters": work})
    error = (await jobs.seen(engine, job.id)).last_error
    assert error is not None
    assert error.startswith("1 of 3 parts, west: RuntimeError at tests/test_jobs.py:")
    assert "138" not in error


async def test_a_job_whose_every_try_was_broken_off_has_failed(engine: Engine, clock: Wall) -> None:
    job = await owed(engine, clock, Letters())
    for _ in range(jobs.TRIES):
        async with store.transaction(engine.database) as connection:
            held = await store.jobs.take(connection, jobs.token(), 60, ["letters"])
            assert held is not None
            assert await store.jobs.begin(connection, held, jobs.token(), 60, MONDAY)
        await lapse(engine)
    assert not await jobs.run_next(engine, {"letters": Letters()})
    failed = await jobs.seen(engine, job.id)
    assert (failed.state, failed.last_error) == (JobState.FAILED, jobs.ABANDONED)


async def test_a_worker_that_is_told_to_stop_gives_the_job_back_at_once(engine: Engine, clock: Wall) -> None:
    gate = Gate("north")
    job = await owed(engine, clock, Letters(gate))
    working = asyncio.create_task(jobs.run(engine, await taken(engine), {"letters": Letters(gate)}))
    await gate.reached.wait()
    working.cancel()
    await asyncio.wait([working])
    back = await jobs.seen(engine, job.id)
    assert (back.state, back.attempts, back.lease_token) == (JobState.OWED, 0, None)
    assert await jobs.run_next(engine, {"letters": Letters()})


async def test_an_effect_and_its_result_stand_or_fall_together(engine: Engine, clock: Wall) -> None:
    class Clumsy(Letters):
        async def whole(self, *given: Any) -> Any:
            outcome = await super().whole(*given)

            async def lost(connection: store.Connection) -> None:
                assert outcome.effect is not None
                await outcome.effect(connection)
                await connection.execute("UPDATE job SET lease_token = gen_random_uuid()")

            return type(outcome)(outcome.result, lost)

    await owed(engine, clock, Clumsy())
    await jobs.run_next(engine, {"letters": Clumsy()})
    assert [part for _, part in await letters(engine.database)] == sorted(PARTS)


async def test_by_hand_a_job_runs_that_the_calendar_does_not_owe_yet(engine: Engine) -> None:
    works = {"letters": Letters()}
    done = await jobs.run_by_hand(engine, "letters", DAY, "", works)
    assert (done.state, done.by_hand) == (JobState.DONE, True)
    with pytest.raises(jobs.Held):
        await jobs.run_by_hand(engine, "letters", DAY, "", works)
    with pytest.raises(BadInput):
        await jobs.run_by_hand(engine, "parcels", DAY, "", works)
    assert await letters(engine.database) == ALL


async def test_a_job_by_hand_hides_nothing_that_the_calendar_owes(engine: Engine, clock: Wall) -> None:
    works = {"letters": Letters()}
    clock.wait(days=2)
    await jobs.run_by_hand(engine, "letters", "2026-06-10", "", works)
    assert await jobs.owe(engine, works) == 1


async def test_a_kind_that_cannot_say_what_it_owes_keeps_no_other_from_it(engine: Engine, clock: Wall) -> None:
    class Confused(Letters):
        kind = "confused"

        def owed(self, now: Any, after: Any) -> Any:
            raise RuntimeError

    clock.wait(days=1)
    assert await jobs.owe(engine, {"confused": Confused(), "letters": Letters()}) == 1


async def test_the_list_is_paged_from_the_newest_on(engine: Engine, clock: Wall) -> None:
    clock.wait(days=5)
    await jobs.owe(engine, {"letters": Letters()})
    seen, cursor = [], None
    while True:
        page, cursor = await jobs.listing(engine, JobState.OWED, cursor, 2)
        seen += [job.id for job in page]
        if cursor is None:
            break
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


async def test_each_night_the_whole_ledger_is_verified_once_however_many_nights_were_missed(
    engine: Engine, clock: Wall
) -> None:
    for number in range(5):
        await engine.submit(who(INFORMANT), report(), None, f"k{number}", "hash")
    clock.wait(days=9)
    assert await jobs.owe(engine, AUDIT) == 1
    assert await jobs.owe(engine, AUDIT) == 0
    await jobs.run_owed(engine, AUDIT)
    found, _ = await jobs.listing(engine, None, None, 10)
    assert [(job.kind, job.period, job.state) for job in found] == [("audit", "2026-06-17", JobState.DONE)]
    assert found[0].result == {"subjects": 5, "entries": 5, "faults": 0, "seals": 0, "first": []}


async def test_the_nightly_audit_tells_a_broken_chain_whatever_part_it_is_in(
    engine: Engine, clock: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.works.audit.SUBJECTS", 2)
    answers = [await engine.submit(who(INFORMANT), report(), None, f"k{number}", "hash") for number in range(5)]
    await execute(engine, "UPDATE entry SET reasons = '[]' WHERE subject_id = $1", UUID(answers[3]["id"]))
    clock.wait(days=1)
    await jobs.owe(engine, AUDIT)
    await jobs.run_owed(engine, AUDIT)
    found, _ = await jobs.listing(engine, None, None, 10)
    assert len(found[0].parts) == 3
    result = found[0].result
    assert result is not None
    assert (result["subjects"], result["faults"]) == (5, 1)
    assert answers[3]["id"] in result["first"][0]


async def test_a_city_that_is_not_there_yet_owes_nothing(database_url: str) -> None:
    database = await Database.open(database_url, 2)
    try:
        await seed(database, MONDAY)
        async with store.transaction(database) as connection:
            await connection.execute("DELETE FROM city")
        engine: Any = Engine(database, keys())
        assert await jobs.owe(engine) == 0
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("period", "scope", "reason"),
    [
        ("2026-06-11", "", "not-begun"),
        ("2030-01-01", "", "not-begun"),
        ("2026-06-08", "", "before-the-city"),
        ("20260609", "", "no-night"),
        ("2026-W24-2", "", "no-night"),
        ("2026-06", "", "no-night"),
        ("2026-06-31", "", "no-night"),
        ("2026-06-09", "east", "no-scope"),
    ],
)
async def test_a_night_that_has_not_come_or_is_none_cannot_be_verified_by_hand(
    engine: Engine, clock: Wall, period: str, scope: str, reason: str
) -> None:
    clock.wait(days=2)
    with pytest.raises(BadInput, match=reason):
        await jobs.run_by_hand(engine, "audit", period, scope)
    assert (await jobs.listing(engine, None, None, 1))[0] == []


async def test_a_night_verified_by_hand_keeps_the_next_one_owed(engine: Engine, clock: Wall) -> None:
    clock.wait(days=2)
    assert (await jobs.run_by_hand(engine, "audit", "2026-06-10", "")).state == JobState.DONE
    assert await jobs.owe(engine, AUDIT) == 0
    clock.wait(days=1)
    assert await jobs.owe(engine, AUDIT) == 1
