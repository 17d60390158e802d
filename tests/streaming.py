"""Pages that listen: the app behind a real server on loopback, since live events never end by themselves."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import orjson
import uvicorn
from fastapi import FastAPI

from tests.small import uid
from workflow.events import Cursor
from workflow.live import Live, Message, Stream

PATIENCE = 60.0
"""Seconds. Events settle when the oldest transaction of the whole server is over, and other tests' run there too."""


class Served(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of the app, served until the block ends."""
    server = Served(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=5))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve([taken]))
        await server.listens.wait()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            app.state.live.stop()
            server.should_exit = True
            await serving


@dataclass
class Page:
    """An open stream: what was sent, message by message, and the last place that it names."""

    lines: AsyncIterator[str]
    place: str | None = None

    async def next(self) -> tuple[str, Any]:
        """The next message that a page is shown: its name and its data."""
        async with asyncio.timeout(PATIENCE):
            while True:
                name, data = await self._message()
                if data is not None:
                    return name, data

    async def opened(self) -> None:
        """Until the place is known from which on everything is told."""
        async with asyncio.timeout(PATIENCE):
            while self.place is None:
                await self._message()

    async def _message(self) -> tuple[str, Any]:
        name, data = "", None
        async for line in self.lines:
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data = orjson.loads(value)
            elif field == "id":
                self.place = value
            elif not line:
                return name, data
        raise EOFError


@asynccontextmanager
async def listening(url: str, headers: Mapping[str, str], place: str | None = None) -> AsyncIterator[Page]:
    """A page that listens at one server, from a place on if one is given."""
    told = {**headers, **({"Last-Event-ID": place} if place else {})}
    async with (
        httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client,
        client.stream("GET", "/api/v1/events", headers=told) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        page = Page(answer.aiter_lines())
        if place is None:
            await page.opened()
        yield page


@dataclass
class Ear:
    """A stream without HTTP: what it is told, message by message."""

    stream: Stream
    said: AsyncGenerator[list[Message]]
    _left: list[Message]

    async def next(self) -> Message:
        async with asyncio.timeout(PATIENCE):
            while not self._left:
                self._left = await anext(self.said)
        return self._left.pop(0)

    async def reset(self) -> Message:
        """The message that says that everything is to be loaded anew; before it nothing but places comes."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.next()
                assert message.event is None
                if message.reset:
                    return message

    async def events(self, count: int) -> list[Message]:
        """So many messages with an event."""
        found: list[Message] = []
        async with asyncio.timeout(PATIENCE):
            while len(found) < count:
                message = await self.next()
                found += [message] if message.event is not None else []
        return found


@asynccontextmanager
async def heard(
    live: Live, person: str | UUID, reached: Cursor | None = None, sign_in: bytes = b"x"
) -> AsyncIterator[Ear]:
    """A stream of somebody, from a place on if one is given."""
    stream = live.stream(uid(person) if isinstance(person, str) else person, sign_in, reached)
    with live.opened(stream):
        async with aclosing(live.messages(stream)) as said:
            ear = Ear(stream, said, [])
            if reached is None:
                assert (await ear.next()).event is None
            yield ear
