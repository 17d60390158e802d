"""Reports a second, against what FastAPI answers when it does nothing: the same requests, in turn, in one run."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count, cycle
from typing import Final
from uuid import uuid4

from bench import load
from bench.city import Bench, Informant, body, informants, token_of
from bench.figures import Figures
from bench.load import Round
from bench.serving import SERVE, Server, doing_nothing, free_port, serving
from models.database import Database

CATEGORY: Final = "06010"
"""In the shipped rules a person accepts these, so a report is one entry, two clocks and its notices."""

REPORTERS: Final = 256
PATH: Final = "/api/v1/incidents"
WARM_SECONDS: Final = 1.5

Rounds = dict[str, list[Round]]


def run(bench: Bench) -> Figures:
    rounds, seconds = (3, 1.5) if bench.quick else (5, 4.0)
    with ExitStack() as stack:
        url = stack.enter_context(bench.city.copied("bench_intake"))
        nothing, real = free_port(), free_port()
        servers = {
            "nothing": stack.enter_context(serving(doing_nothing(nothing), nothing, {})),
            "intake": stack.enter_context(serving(SERVE, real, bench.city.environment(url, real))),
        }
        found = asyncio.run(_measure(url, servers, rounds, seconds))
    return _figures(found, rounds, seconds)


async def _measure(url: str, servers: dict[str, Server], rounds: int, seconds: float) -> Rounds:
    """In turn, so that whatever else the machine does falls on both."""
    asked = await requests(url)
    found: Rounds = {name: [] for name in servers}
    for server in servers.values():
        await _round(server, asked, WARM_SECONDS)
    for _ in range(rounds):
        for name, server in servers.items():
            found[name].append(await _round(server, asked, seconds))
    return found


async def _round(server: Server, asked: Iterator[bytes], seconds: float) -> Round:
    async with load.connected(server.port) as connections:
        before = server.cpu_seconds()
        found = await load.flood(connections, asked, 201, seconds)
        found.cpu_seconds = server.cpu_seconds() - before
    return found


async def requests(url: str) -> Iterator[bytes]:
    """Reports without end, each with a key of its own, from many people in as many groups."""
    database = await Database.open(url, 2)
    try:
        people = await informants(database, REPORTERS)
        signed_in = [(each, await token_of(database, each.person_id)) for each in people]
    finally:
        await database.close()
    return _requests(signed_in)


def _requests(signed_in: list[tuple[Informant, str]]) -> Iterator[bytes]:
    run_id = uuid4().hex
    for number, (informant, token) in zip(count(), cycle(signed_in), strict=False):
        report = body(informant, CATEGORY, f"垃圾成堆，已有三天无人清理（{number}）")
        yield load.post(PATH, token, report, Idempotency_Key=f"{run_id}-{number}")


def _figures(found: Rounds, rounds: int, seconds: float) -> Figures:
    nothing, intake = (_middle(found[name]) for name in ("nothing", "intake"))
    note = (
        f"1 uvicorn worker each, {load.CONNECTIONS} connections, medians of {rounds} rounds of {seconds:g} s in turn;"
        " PostgreSQL with fsync; each report with its own key, signed in, stored before it is answered"
    )
    figures = Figures("intake", note)
    figures.add("intake : doing nothing", intake.rate / nothing.rate, "ratio")
    figures.add("FastAPI doing nothing", nothing.rate, "requests/s")
    figures.add("intake", intake.rate, "reports/s")
    figures.add("intake, half within", intake.milliseconds(50), "ms")
    figures.add("intake, 99 % within", intake.milliseconds(99), "ms")
    figures.add("CPU of the API a request, doing nothing", nothing.cpu_microseconds, "µs")
    figures.add("CPU of the API a report", intake.cpu_microseconds, "µs")
    return figures


def _middle(rounds: list[Round]) -> Round:
    """The round with the median rate."""
    return sorted(rounds, key=lambda each: each.rate)[len(rounds) // 2]
