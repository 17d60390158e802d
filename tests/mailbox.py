"""A real mail server and a real receiver of webhooks, on loopback, that behave as a test tells them."""

import asyncio
import email
import email.policy
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What arrived. `answers` are what recipients are answered, by address; `slow` is how long each letter takes, in
    seconds; `dying` is how many letters are taken whose sender never hears of it."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0
    dying: int = 0
    asked: int = 0
    _server: asyncio.Server | None = None
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> Counter[str]:
        """How often each letter arrived, by its Message-ID."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    async def holding(self, number: int, seconds: float = 60) -> None:
        """Waits until so many letters have arrived, whatever they are."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: len(self.letters) >= number)

    async def up(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=False), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        self.asked += 1
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow)
        refused = next((self.after_data[to] for to in envelope.rcpt_tos if to in self.after_data), None)
        if refused:
            return refused
        found = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        self.letters.append(found)
        async with self._arrived:
            self._arrived.notify_all()
        if self.dying > 0:
            self.dying -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server that is up."""
    found = Mailbox()
    await found.up()
    try:
        yield found
    finally:
        await found.down()


@dataclass
class Receiver:
    """A receiver of JSON by HTTP, as chat and SMS services are. `posts` are (path, what was said)."""

    port: int = 0
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    slow: float = 0.0
    _server: asyncio.Server | None = None
    _asking: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """As Apprise writes it."""
        return f"json://127.0.0.1:{self.port}/{{to}}"

    async def up(self) -> None:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None
        for writer in list(self._asking):
            await self._ended(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._asking.add(writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = (line.split(":")[1] for line in head.lower().splitlines() if line.startswith("content-length"))
        length = int(next(lengths))
        said = json.loads(await reader.readexactly(length))
        await asyncio.sleep(self.slow)
        if self.status == 200:
            self.posts.append((head.split()[1], said))
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await self._ended(writer)

    async def _ended(self, writer: asyncio.StreamWriter) -> None:
        self._asking.discard(writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that is up."""
    found = Receiver()
    await found.up()
    try:
        yield found
    finally:
        await found.down()
