"""A Chromium for the tests of the pages: `python -m tests.browser` prints where one is.

The shell that has no window at all, if it is here or (as root, on Debian and its kin) can be had from the distribution:
to open a page costs it a tenth of what it costs the whole browser. Else a whole browser that is here, else the one that
an npm package brings, which needs no rights. What it does meanwhile is said on stderr.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PACKAGE = "@sparticuz/chromium@153.0.0"
CACHE = Path(__file__).parents[1] / ".cache" / "browser"

# Pretends the environment that the package was made for, so that it unpacks its libraries too.
UNPACK = "import('@sparticuz/chromium').then((package) => package.default.executablePath())"
LAUNCHER = """#!/bin/sh
here="$(dirname "$0")"
export LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "$here/chromium" "$@"
"""


def present() -> str | None:
    """A browser that GRIDWARD_BROWSER names, that lies on the PATH, or that was fetched before."""
    return shell() or next(filter(_runs, [*map(shutil.which, NAMES), MAC, str(CACHE / "launch")]), None)


def shell() -> str | None:
    """What GRIDWARD_BROWSER names, or else a shell on the PATH."""
    return next(filter(_runs, [os.environ.get("GRIDWARD_BROWSER", ""), *map(shutil.which, SHELLS)]), None)


def from_debian(package: str) -> str | None:
    """Install the distribution's; nothing without root or without apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update -qq", f"install -qq --no-install-recommends {package}"):
        if subprocess.run(["apt-get", "-y", *command.split()], env=quiet, stdout=sys.stderr).returncode:
            return None
    return present()


def from_npm() -> str | None:
    """Unpack npm's into the cache of this checkout; it exists for Linux on x86-64 only."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "TMPDIR": str(CACHE),
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x",
    }
    for command in (
        ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(CACHE), PACKAGE],
        ["node", "--eval", UNPACK],
    ):
        if subprocess.run(command, cwd=CACHE, env=environment, stdout=sys.stderr).returncode:
            return None
    (CACHE / "launch").write_text(LAUNCHER)
    (CACHE / "launch").chmod(0o755)
    return present()


def _runs(browser: str | None) -> bool:
    if not browser:
        return False
    try:
        return subprocess.run([browser, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    ways: tuple[Callable[[], str | None], ...] = (
        shell,
        partial(from_debian, SHELLS[0]),
        present,
        partial(from_debian, "chromium"),
        from_npm,
    )
    for way in ways:
        if found := way():
            sys.stdout.write(f"{found}\n")
            return 0
    sys.stderr.write("No Chromium can be had here. Install one, or name it in GRIDWARD_BROWSER.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
