"""Where Prefect lives when Gridward runs it: its settings, its server, and whether one answers. Imports nothing of it.

Its state lies in the data folder, it tells nobody outside anything, and it listens at the loopback unless told
otherwise. It decides nothing: losing it loses no job.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import urlsplit

from workflow.settings import Settings

PORT: Final = 4200
LOG_BYTES: Final = 16 * 1024 * 1024
"""How large the log of Prefect's server may grow before it begins anew."""

GRACEFUL_SECONDS: Final = 1
"""How long its server waits for who still asks, when it is told to stop."""

ASK_SECONDS: Final = 5.0

UNUSED: Final = (
    "SCHEDULER",
    "TRIGGERS",
    "PAUSE_EXPIRATIONS",
    "LATE_RUNS",
    "EVENT_LOGGER",
    "REPOSSESSOR",
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
)
"""What its server would do beside answering. When something is due APScheduler says, and what is owed our rows."""


def environment(settings: Settings, url: str = "") -> dict[str, str]:
    """Prefect's settings; `url` is that of its API."""
    return {
        "PREFECT_HOME": str(settings.data / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in UNUSED},
        **({"PREFECT_API_URL": url} if url else {}),
    }


def log_file(data: Path) -> Path:
    """What Prefect's server says: sentences and tracebacks of its own, which are no lines of ours."""
    return data / "prefect" / "log"


def begin_anew(data: Path) -> None:
    """Empties the log of Prefect's server where it has grown too large; also while the server writes it."""
    with suppress(FileNotFoundError):
        if log_file(data).stat().st_size > LOG_BYTES:
            os.truncate(log_file(data), 0)


def serve(settings: Settings, host: str, port: int, inherited: Mapping[str, str] = os.environ) -> NoReturn:
    """Becomes Prefect's server, one process, in place of this one. From here on what this process says goes into its
    log."""
    log_file(settings.data).parent.mkdir(parents=True, exist_ok=True)
    begin_anew(settings.data)
    into = os.open(log_file(settings.data), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for said in (sys.stdout, sys.stderr):
        said.flush()
        os.dup2(into, said.fileno())
    app = ("--factory", "prefect.server.api.server:create_app")
    listens = ("--host", host, "--port", str(port), "--log-level", "warning")
    graceful = ("--timeout-graceful-shutdown", str(GRACEFUL_SECONDS))
    told = {**inherited, **environment(settings)}
    told.pop("PREFECT_API_URL", None)  # it would ask itself
    os.execve(sys.executable, [sys.executable, "-m", "uvicorn", *app, *listens, *graceful], told)  # noqa: S606


def local_url(port: int) -> str:
    return f"http://127.0.0.1:{port}/api"


async def answers(url: str) -> bool:
    """Whether a Prefect server is well at this URL of its API."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    asked = f"GET {parts.path.rstrip('/')}/health HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n"
    try:
        async with asyncio.timeout(ASK_SECONDS):
            reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=parts.scheme == "https" or None)
            try:
                writer.write(asked.encode())
                return b" 200 " in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
