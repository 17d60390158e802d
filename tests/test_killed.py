"""Whatever is killed outright while reports come in: nothing acknowledged is lost, nothing is done twice, and all of it
runs again soon."""

import asyncio
import json
import os
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from models import embedded
from tests.running import PASSWORD, Place, free_port
from workflow.setting_up import DATABASE

CITY = "code,name,level,parent_code\n11,City,county,\n1101,East,township,11\n110101,Village,village,1101\n"
KEPT = ("serve", "clock", "deliver", "worker")
SOON = 10.0
"""Seconds in which everything must run again, on a machine that does not make everybody wait."""

pytestmark = pytest.mark.timeout(400)


@dataclass
class Reporting(threading.Thread):
    """An informant who reports one thing after another, each with a key of its own, and asks again until answered."""

    place: Place
    number: int
    stop: threading.Event = field(default_factory=threading.Event)
    numbers: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        told = self.asked("/api/v1/session", {"username": "informant-0001", "password": PASSWORD}, {})
        self.token = str(told["access_token"])

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.stop.is_set():
            key = f"report-{self.number}-{len(self.numbers)}"
            body = {"category": "06010", "description": "垃圾成堆", "grid": "110101"}
            headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
            while key not in self.numbers:
                try:
                    self.numbers[key] = self.asked("/api/v1/incidents", body, headers)["number"]
                except (OSError, ValueError):
                    time.sleep(0.05)
            time.sleep(0.05)

    def asked(self, path: str, body: Any, headers: dict[str, str]) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.place.url}{path}", json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.loads(answer.read())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "city.csv").write_text(CITY, encoding="utf-8")
    return Place(tmp_path / "city", free_port())


def children_of(pid: int) -> dict[str, int]:
    """The children that `up` keeps, by the name of their command."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    lines = [line.split() for line in listed.stdout.splitlines()]
    return {words[-1]: int(words[0]) for words in lines if words[-1] in KEPT}


def seconds_until(holds: Callable[[], bool], longest: float = 120.0) -> float:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < longest, "it did not come about"
        time.sleep(0.1)
    return time.monotonic() - began


def asked(place: Place, statement: str) -> list[tuple[Any, ...]]:
    """What the city's database answers."""

    async def ask(url: str) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(record) for record in await connection.fetch(statement)]
        finally:
            await connection.close()

    with embedded.server(place.data) as url:
        return asyncio.run(ask(embedded.database_url(url, DATABASE)))


def owe(place: Place, period: str) -> None:
    """One more verification of the ledger, for the worker to do."""
    asked(
        place,
        "INSERT INTO job (id, kind, period, scope, state, by_hand, attempts, parts, created_at)"  # noqa: S608
        f" VALUES (gen_random_uuid(), 'audit', '{period}', '', 'owed', true, 0, '{{}}', now())",
    )


def done(place: Place, period: str) -> bool:
    return asked(place, f"SELECT state FROM job WHERE period = '{period}'") == [("done",)]  # noqa: S608


def test_whatever_is_killed_while_reports_come_in_nothing_is_lost_or_done_twice_and_all_runs_again_soon(
    place: Place, tmp_path: Path
) -> None:
    slow = seconds_until(lambda: place.command("stance").returncode == 0)
    with place.up("--city", str(tmp_path / "city.csv")) as up:
        seconds_until(lambda: set(children_of(up.pid)) == set(KEPT))
        people = [Reporting(place, number) for number in range(2)]
        for each in people:
            each.start()
        for name in KEPT:
            before, sofar = children_of(up.pid)[name], [len(each.numbers) for each in people]
            os.kill(before, signal.SIGKILL)
            owe(place, name)
            took = seconds_until(
                lambda name=name, before=before: (  # type: ignore[misc]
                    children_of(up.pid).get(name, before) != before and place.ready() and done(place, name)
                )
            )
            assert took < max(SOON, 4 * slow), f"{name}: {took} s, where a bare command takes {slow} s"
            seconds_until(lambda sofar=sofar: all(len(p.numbers) > n for p, n in zip(people, sofar, strict=True)))  # type: ignore[misc]
        sofar = [len(each.numbers) for each in people]
        os.kill(int((place.data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        seconds_until(lambda: all(len(p.numbers) > n + 1 for p, n in zip(people, sofar, strict=True)))
        seconds_until(place.ready)
        for each in people:
            each.stop.set()
            each.join(60)
            assert not each.is_alive()
        nothing_is_lost_or_done_twice(place, people)


def nothing_is_lost_or_done_twice(place: Place, people: list[Reporting]) -> None:
    told = sorted(number for each in people for number in each.numbers.values())
    assert len(told) == len(set(told)) == sum(len(each.numbers) for each in people), "a key is a case"
    assert sorted(number for (number,) in asked(place, "SELECT number FROM incident")) == told
    assert asked(place, "SELECT subject_id FROM entry WHERE move = 'submit' GROUP BY 1 HAVING count(*) > 1") == []
    assert asked(place, "SELECT key FROM notice GROUP BY 1 HAVING count(*) > 1") == []
    assert asked(place, "SELECT id FROM incident AS i WHERE NOT EXISTS"
                        " (SELECT FROM clock WHERE incident_id = i.id AND next_at IS NOT NULL)") == []  # fmt: skip
    assert {state for (state,) in asked(place, "SELECT DISTINCT state FROM job WHERE by_hand")} == {"done"}
    audit = place.command("audit", "verify")
    assert audit.returncode == 0, audit.stdout


def test_when_up_itself_is_killed_nothing_of_it_goes_on(place: Place, tmp_path: Path) -> None:
    with place.up("--city", str(tmp_path / "city.csv")) as up:
        seconds_until(lambda: set(children_of(up.pid)) == set(KEPT))
        kept = children_of(up.pid).values()
        os.kill(up.pid, signal.SIGKILL)
        up.wait(20)
        seconds_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in kept), 20)
        seconds_until(lambda: not (place.data / "postgres" / "cluster" / "postmaster.pid").exists(), 20)
