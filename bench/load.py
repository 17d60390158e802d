"""Load over HTTP/1.1 on loopback: as many connections as clients, each with one request under way at a time.

Made for the servers that are measured here, which always say how long an answer is; so it costs a few microseconds a
request, and is not what is measured.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Final, cast

from bench.figures import percentile

CONNECTIONS: Final = 64
_LENGTH: Final = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


class Refused(Exception):
    """An answer of another status than the benchmark counts on."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One kept-alive connection. `ask` is for one caller at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or self._answer is None:
            return
        length = _LENGTH.search(head)
        if length is None:
            self._answer.set_exception(Refused("an answer that does not say how long it is"))
        elif len(rest) >= int(length[1]):
            self._received = b""
            self._answer.set_result(Answer(int(head[9:12]), rest))

    async def ask(self, request: bytes, expected: int) -> Answer:
        """Sends a whole request; the answer, which must have the status that is expected."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        answer = await self._answer
        if answer.status != expected:
            raise Refused(f"{answer.status}: {answer.body.decode(errors='replace')[:500]}")
        return answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def post(path: str, token: str, body: bytes, **headers: str) -> bytes:
    """The bytes of a request. `Idempotency_Key` names the header Idempotency-Key."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def connected(port: int, count: int = CONNECTIONS) -> AsyncIterator[list[Connection]]:
    """So many connections to a server."""
    loop = asyncio.get_running_loop()
    pairs = [await loop.create_connection(Connection, "127.0.0.1", port) for _ in range(count)]
    try:
        yield [connection for _, connection in pairs]
    finally:
        for _, connection in pairs:
            connection.close()


@dataclass
class Round:
    """What was answered in how many seconds, and how long each answer took."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    """Of the server's process."""
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        """What one request cost the server's process."""
        return self.cpu_seconds / len(self.took) * 1e6

    def milliseconds(self, percent: int) -> float:
        return percentile(self.took, percent) * 1000

    @contextmanager
    def timed(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.took.append(time.perf_counter() - began)


async def flood(connections: list[Connection], requests: Iterator[bytes], expected: int, seconds: float) -> Round:
    """Asks on every connection, again as soon as it is answered, for so long."""
    found = Round()
    began = time.perf_counter()
    end = began + seconds

    async def client(connection: Connection) -> None:
        while time.perf_counter() < end:
            with found.timed():
                await connection.ask(next(requests), expected)

    await asyncio.gather(*(client(connection) for connection in connections))
    found.seconds = time.perf_counter() - began
    return found
