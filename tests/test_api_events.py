"""Live events over HTTP: two API processes over one database, and people who listen at either."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio

from api.tokens import COOKIE
from models.database import Database
from tests.asking import Town, over, town
from tests.running import free_port
from tests.small import INFORMANT
from tests.streaming import Page, listening, served
from tests.test_api_rights import INSIDE, OUTSIDE
from workflow.engine import Engine

SECRET = "只有当事人知道的话"


@dataclass
class Two:
    """The small city, asked at `town`, and two more servers over its database, each with an engine of its own."""

    town: Town
    first: str
    second: str

    async def at(self, url: str, name: str, place: str | None = None) -> Any:
        return listening(url, await self.town.headers(name), place)


@pytest_asyncio.fixture
async def two(database_url: str) -> AsyncIterator[Two]:
    async with town(database_url) as found, AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(server(database_url, found)) for _ in range(2)]
        yield Two(found, *urls)


@asynccontextmanager
async def server(database_url: str, town: Town) -> AsyncIterator[str]:
    database = await Database.open(database_url, 5)
    try:
        engine = Engine(database, town.engine.keys, clock=town.wall)
        async with served(over(engine, database_url)) as url:
            yield url
    finally:
        await database.close()


async def incident(page: Page) -> tuple[str, str]:
    """The case and the move of the next event about a case."""
    while True:
        name, data = await page.next()
        if name == "incident":
            return data["id"], data["move"]


async def test_what_is_written_at_one_process_is_seen_at_another_by_whom_it_concerns(two: Two) -> None:
    inside = {role: name for role, name in INSIDE.items() if role not in ("unit", "colleague")}
    async with AsyncExitStack() as stack:
        pages: dict[str, Page] = {}
        for number, (role, name) in enumerate([*inside.items(), *((f"no {r}", n) for r, n in OUTSIDE.items())]):
            where = two.first if number % 2 else two.second
            pages[role] = await stack.enter_async_context(await two.at(where, name))
        ref = await two.town.reported(INFORMANT, description=SECRET)
        await two.town.moves(ref, ("dispatcher-east", "accept", {}))
        other = await two.town.reported("informant-900100200101", grid="900100200101")
        for role, page in pages.items():
            if role in inside:
                assert [await incident(page) for _ in range(2)] == [(ref, "submit"), (ref, "accept")], role
        for role in ("no dispatcher", "no informant", "no township", "no intake"):
            assert await incident(pages[role]) == (other, "submit"), f"{role} hears of what is theirs, and only that"


async def test_what_was_missed_is_told_once_to_who_comes_back(two: Two) -> None:
    async with await two.at(two.first, "dispatcher-east") as page:
        refs = [await two.town.reported(INFORMANT)]
        assert (await incident(page))[0] == refs[0]
    refs += [await two.town.reported(INFORMANT) for _ in range(3)]
    async with await two.at(two.second, "dispatcher-east", page.place) as back:
        refs.append(await two.town.reported(INFORMANT))
        assert [(await incident(back))[0] for _ in range(4)] == refs[1:]


async def test_an_event_says_which_case_and_what_was_done_and_nothing_of_its_content(two: Two) -> None:
    async with await two.at(two.first, "intake-east") as page:
        ref = await two.town.reported(
            INFORMANT, description=SECRET, reporter={"name": SECRET, "phone": "13900000000"}, source="hotline"
        )
        number = (await two.town.see("intake-east", ref))["number"]
        found = [await page.next(), await page.next()]
    assert [name for name, _ in found] in (["incident", "notice"], ["notice", "incident"])
    about = dict(found)
    assert about["notice"] == {}
    assert about["incident"].keys() == {"id", "number", "seq", "move", "at"}
    assert (about["incident"]["number"], about["incident"]["seq"]) == (number, 1)


async def test_a_place_that_is_none_is_refused(two: Two) -> None:
    headers = await two.town.headers("dispatcher-east")
    async with httpx.AsyncClient(base_url=two.first) as client:
        for wrong in ("x", "1", "1-", "-1", "1-2-3", "9223372036854775808-1", "1-1 or 1=1"):
            answer = await client.get("/api/v1/events", headers={**headers, "Last-Event-ID": wrong})
            assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, "not-a-place"), wrong
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_person_opens_so_many_streams_and_no_more(two: Two) -> None:
    headers = await two.town.headers("dispatcher-east")
    async with AsyncExitStack() as stack:
        for _ in range(12):
            await stack.enter_async_context(await two.at(two.first, "dispatcher-east"))
        async with httpx.AsyncClient(base_url=two.first) as client:
            answer = await client.get("/api/v1/events", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-streams")
        assert answer.headers["retry-after"]
        await stack.enter_async_context(await two.at(two.first, "dispatcher-west"))


async def test_a_cookie_opens_a_stream_as_well_as_a_token(two: Two) -> None:
    token = (await two.town.headers("supervisor"))["Authorization"].removeprefix("Bearer ")
    async with listening(two.first, {"Cookie": f"{COOKIE}={token}"}) as page:
        ref = await two.town.reported(INFORMANT)
        assert await incident(page) == (ref, "submit")


async def test_a_server_that_is_told_to_stop_ends_its_streams_at_once(
    two: Two, database_url: str, tmp_path: Path
) -> None:
    port = await asyncio.to_thread(free_port)
    environment = {
        **os.environ,
        "GRIDWARD_DATABASE_URL": database_url,
        "GRIDWARD_DATA": str(tmp_path),
        "GRIDWARD_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gridward", "serve", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await answers(url)
        async with await two.at(url, "supervisor") as page:
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(7):  # uvicorn alone would wait 8 s for the stream
                assert await process.wait() in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
            assert [line async for line in page.lines if line.startswith("data")] == []
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answers(url: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient(base_url=url) as client:
        while True:
            try:
                await client.get("/healthz")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
