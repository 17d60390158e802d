"""The real command as a person starts it: a data folder of its own, a free port, and everything stopped afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST = 90.0
PASSWORD = "demonstration"
NO_PREFECT = "http://127.0.0.1:9/api"
"""Where nobody answers: Prefect takes half a minute of the machine to start, and few tests want it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Place:
    """Where one city lives."""

    data: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What `up` said."""
        return self.data.with_name(f"{self.data.name}.log")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GRIDWARD_")}
        return {
            **kept,
            "GRIDWARD_DATA": str(self.data),
            "GRIDWARD_PORT": str(self.port),
            "GRIDWARD_DEMO_DAYS": "0",
            "GRIDWARD_DEMO_PASSWORD": PASSWORD,
            "PREFECT_API_URL": NO_PREFECT,
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One run of the command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "gridward", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )

    @contextmanager
    def up(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """`gridward up` until the block ends; then it is asked to stop, and must."""
        # Into a file: a pipe that nobody reads is full one day, and whoever writes into it waits for ever.
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "gridward", "up", *arguments],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        try:
            self.wait_ready(process)
            yield process
        finally:
            self.stop(process)

    def wait_ready(self, process: "subprocess.Popen[str] | None" = None) -> float:
        """Until /readyz says yes; how many seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < LONGEST:
            if process is not None and process.poll() is not None:
                raise AssertionError(f"it stopped by itself: {self.log.read_text(encoding='utf-8')}")
            if self.ready():
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError("not ready in time")

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, process: "subprocess.Popen[str]") -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=LONGEST)
