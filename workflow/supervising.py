"""What `gridward up` keeps, in which order: what answers and what rings first; the worker and Prefect's server, which
are slow and needed by nobody who waits, when the city is ready."""

import asyncio
import os
import socket
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from typing import Final

import structlog

from models import embedded, server
from workflow import prefect_home
from workflow.children import Child
from workflow.settings import Settings

log = structlog.get_logger()

READY_SECONDS: Final = 60.0
"""After so long what can wait is started even if the city is not ready: it may be a job that is needed."""

ANSWER_SECONDS: Final = 5.0
"""How long the API may take to say that it lives, or is ready."""

PREFECT_GRACE: Final = 2.0
NICE: Final = 10


LOOKED_SECONDS: Final = 2.0
"""How often it is looked whether the embedded server still lives."""

LOG_LOOKED_SECONDS: Final = 60.0


def children_of(settings: Settings) -> Sequence[Sequence[Child]]:
    """The groups in the order in which they start. The last is ended first, and within it all at once.

    Each child holds the embedded server by itself, so that whoever is the last stops it, even if this is killed."""
    environment = {
        "GRIDWARD_DATA": str(settings.data),
        "GRIDWARD_LOG_LEVEL": os.environ.get("GRIDWARD_LOG_LEVEL", "warning"),
    }

    was_ready = asyncio.Event()

    async def ready() -> None:
        if not was_ready.is_set():
            await _ready(settings)
            was_ready.set()

    url, servers = settings.prefect_url, []
    if not url:
        port = free_port()
        url = prefect_home.local_url(port)
        server = ["prefect", "--port", str(port)]
        servers = [Child(server, environment, grace=PREFECT_GRACE, nice=NICE, after=ready)]
    worker = Child(["worker"], {**environment, "PREFECT_API_URL": url}, after=ready)
    deliver = Child(["deliver"], environment)
    serve = Child(["serve"], environment, answers=lambda: asyncio.to_thread(_says_yes, settings, "/healthz"))
    return [[serve], [Child(["clock"], environment)], [deliver, worker, *servers]]


def free_port() -> int:
    """A port of the loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _ready(settings: Settings) -> None:
    """Until /readyz says yes, or too long."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not await asyncio.to_thread(_says_yes, settings, "/readyz"):  # noqa: ASYNC110 - another process is
                await asyncio.sleep(0.5)
    except TimeoutError:
        return


def _says_yes(settings: Settings, path: str) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    connection = HTTPConnection(host, settings.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


async def keep_database(settings: Settings, url: str) -> None:
    """Has the embedded server started again when it was killed; for as long as this is not cancelled."""
    while not settings.database_url:
        await asyncio.sleep(LOOKED_SECONDS)
        try:
            await server.version(url)
        except server.Unreached:
            log.error("database_died")
            await asyncio.to_thread(_started_again, settings)


async def keep_log(settings: Settings) -> None:
    """Has the log of Prefect's server begin anew when it has grown too large; for as long as this is not cancelled."""
    while True:
        prefect_home.begin_anew(settings.data)
        await asyncio.sleep(LOG_LOOKED_SECONDS)


def _started_again(settings: Settings) -> None:
    try:
        with embedded.server(settings.data):
            log.info("database_started")
    except embedded.EmbeddedError:
        log.exception("database_not_started")
