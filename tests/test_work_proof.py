"""Each night the rules are proved over the city as it is, and a new failure is told to the centre once."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from models.notice import NoticeKind
from models.record import Job, JobState
from tests.asking import Wall
from tests.small import MONDAY, uid
from tests.stored import small_engine
from workflow import jobs, store
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.identity import Chance
from workflow.proof import duty
from workflow.proof.findings import Finding, Grade, Subject
from workflow.works import WORKS
from workflow.works.proof import NightlyProof

ONLY = {"proof": NightlyProof((duty.prove,))}


@pytest_asyncio.fixture
async def clock() -> Wall:
    return Wall()


@pytest_asyncio.fixture
async def engine(database_url: str, clock: Wall) -> AsyncIterator[Engine]:
    async with small_engine(database_url, Chance(), clock) as found:
        yield found


async def night(engine: Engine, clock: Wall) -> Job:
    """The next night's proof."""
    clock.wait(days=1)
    await jobs.catch_up(engine, ONLY)
    found, _ = await jobs.listing(engine, None, None, 1)
    assert found[0].state == JobState.DONE, found[0].last_error
    return found[0]


async def told(engine: Engine) -> list[tuple[Any, Any]]:
    async with store.transaction(engine.database) as connection:
        records = await connection.fetch(
            "SELECT recipient_id, args FROM notice WHERE kind = $1 ORDER BY created_at", NoticeKind.PROOF
        )
    return [(record["recipient_id"], record["args"]["count"]) for record in records]


async def everybody_leaves(engine: Engine, at: datetime) -> None:
    """All posts end, without anybody having asked what follows."""
    async with store.transaction(engine.database) as connection:
        await connection.execute("UPDATE post SET valid_to = $1 WHERE role <> 'centre'", at)
        await connection.execute("UPDATE roster SET ends_on = $1", at.date() + timedelta(days=10))
        await connection.execute("UPDATE active SET directory = directory + 1")


async def test_a_sound_city_passes_each_night_and_nobody_is_told(engine: Engine, clock: Wall) -> None:
    job = await night(engine, clock)
    assert job.result is not None
    assert job.result["holds"]
    assert job.result["new"] == 0
    assert job.result["examined"]["questions"] > 0
    assert (await night(engine, clock)).period > job.period
    assert await told(engine) == []


async def test_a_new_failure_is_told_to_the_centre_once(engine: Engine, clock: Wall) -> None:
    await night(engine, clock)
    await everybody_leaves(engine, MONDAY + timedelta(days=20))
    job = await night(engine, clock)
    assert job.result is not None
    assert not job.result["holds"]
    assert job.result["new"] == len(job.result["known"]) > 0
    assert await told(engine) == [(uid("centre"), job.result["new"])]
    again = await night(engine, clock)
    assert again.result is not None
    assert again.result["failures"] == job.result["failures"]
    assert again.result["new"] == 0
    assert len(await told(engine)) == 1


async def test_a_failure_that_stays_is_told_once_though_each_night_gives_it_another_instant(
    engine: Engine, clock: Wall
) -> None:
    def missing(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
        yield Finding("receiver-none", Grade.FAILURE, {"route": "gas", "at": f"{subject.now:%Y-%m-%d %H:%M}"})

    for _ in range(2):
        clock.wait(days=1)
        await jobs.catch_up(engine, {"proof": NightlyProof((missing,))})
    assert [count for _, count in await told(engine)] == [1]


def test_the_proof_is_owed_each_night() -> None:
    assert isinstance(WORKS["proof"], NightlyProof)


async def test_a_night_that_has_not_come_is_not_proved(engine: Engine) -> None:
    with pytest.raises(BadInput, match="not-begun"):
        await jobs.run_by_hand(engine, "proof", "2026-06-20", "")
