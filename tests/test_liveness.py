"""The liveness auditor finds whatever would be left lying, and the heartbeat is silent then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest_asyncio

from tests.asking import Town, town
from tests.small import INFORMANT
from workflow import liveness, store
from workflow.delivery.heartbeat import beat
from workflow.liveness import audit


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def execute(town: Town, statement: str) -> None:
    async with store.transaction(town.engine.database) as connection:
        await connection.execute(statement)


async def test_a_sound_city_is_clean(gaoyou: Town) -> None:
    for _ in range(3):
        await gaoyou.reported(INFORMANT)
    assert (await audit(gaoyou.engine)).clean


async def test_a_case_without_a_clock_is_found(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await execute(gaoyou, "UPDATE clock SET next_at = NULL")
    found = await audit(gaoyou.engine, whole=False)
    assert ([str(each) for each in found.unwatched], found.clean) == ([ref], False)


async def test_a_clock_that_nobody_fires_is_found(gaoyou: Town) -> None:
    await gaoyou.reported(INFORMANT)
    gaoyou.wall.wait(days=3)
    found = await audit(gaoyou.engine, whole=False)
    assert found.late is not None
    assert not found.clean
    await gaoyou.engine.sweep()
    assert (await audit(gaoyou.engine, whole=False)).late is None


async def test_a_case_for_which_nobody_must_act_is_found(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await execute(gaoyou, "UPDATE post SET valid_to = '2021-01-01'")
    await execute(gaoyou, "UPDATE active SET directory = directory + 1")
    found = await audit(gaoyou.engine)
    assert [str(each) for each in found.unled] == [ref]


@asynccontextmanager
async def listening(beats: asyncio.Queue[str]) -> AsyncIterator[str]:
    """A service that takes heartbeats."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beats.put_nowait((await reader.readline()).decode())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/beat"


async def test_the_heart_beats_only_while_all_is_well(gaoyou: Town) -> None:
    beats: asyncio.Queue[str] = asyncio.Queue()
    async with listening(beats) as url:
        await liveness.turn(gaoyou.engine, url, whole=True)
        assert (await beats.get()).startswith("GET /beat")
        await gaoyou.reported(INFORMANT)
        await execute(gaoyou, "UPDATE clock SET next_at = NULL")
        await liveness.turn(gaoyou.engine, url, whole=True)
        assert beats.empty()
    assert not await beat(url), "nobody is there any more"
