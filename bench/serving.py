"""Processes that are measured from outside: one server each, on a port of its own."""

import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workflow.settings import HOME

START_SECONDS: Final = 60
STOP_SECONDS: Final = 15

SERVE: Final = ["gridward.py", "serve"]
"""The API as it is run for people."""


class NotServing(Exception):
    """A server that does not come up; what it said last."""


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What the process itself has computed so far: unlike a rate, it depends little on what else runs."""
        try:
            after_name = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return math.nan
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def doing_nothing(port: int) -> list[str]:
    """The app that does nothing, run as the API is."""
    quiet = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    return ["-m", "uvicorn", "bench.nothing:app", "--host", "127.0.0.1", "--port", str(port), *quiet]


@contextmanager
def serving(arguments: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Runs `python` with these arguments until the block ends; yields the server once it listens on the port."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=HOME,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        try:
            if not _listens(process, port):
                said.seek(0)
                raise NotServing(said.read().decode(errors="replace")[-2000:])
            yield Server(port, process.pid)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            process.kill()
            process.wait()


def _listens(process: "subprocess.Popen[bytes]", port: int) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.1)
    return False
