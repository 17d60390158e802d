"""Moves a second through HTTP: whole lives of incidents, accept → dispatch → acknowledge → resolve → verify."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any, Final, NamedTuple

from bench import load
from bench.city import Bench, Informant, body, informants, token_of, tokens_of
from bench.figures import Figures
from bench.intake import CATEGORY, PATH
from bench.load import Connection, Round
from bench.serving import SERVE, Server, free_port, serving
from models.database import Database

CLIENTS: Final = 32

LIFE: Final[tuple[tuple[str, str, dict[str, object]], ...]] = (
    ("accept", "dispatcher", {}),
    ("dispatch", "dispatcher", {}),
    ("acknowledge", "handler", {}),
    ("resolve", "handler", {"note": "已清运"}),
    ("verify", "dispatcher", {"satisfied": True}),
)
"""The moves, who makes them, and what they say. Dispatched to the grid's own handlers."""


class Case(NamedTuple):
    """Where something is reported, and the tokens of who reports and who works on it, by role."""

    informant: Informant
    tokens: dict[str, str]


def run(bench: Bench) -> Figures:
    seconds = 2.0 if bench.quick else 8.0
    with ExitStack() as stack:
        url = stack.enter_context(bench.city.copied("bench_moves"))
        port = free_port()
        server = stack.enter_context(serving(SERVE, port, bench.city.environment(url, port)))
        return _figures(asyncio.run(_measure(url, server, seconds)))


async def _measure(url: str, server: Server, seconds: float) -> dict[str, Round]:
    cases = _numbered(await _cases(url))
    found = {move: Round() for move, _, _ in LIFE}
    async with load.connected(server.port, CLIENTS) as connections:
        await _all(connections, cases, {move: Round() for move in found}, time.perf_counter() + 1)
        before, began = server.cpu_seconds(), time.perf_counter()
        await _all(connections, cases, found, began + seconds)
    taken, cpu = time.perf_counter() - began, server.cpu_seconds() - before
    found["all"] = Round(taken, cpu, [each for round_ in found.values() for each in round_.took])
    return found


async def _all(
    connections: list[Connection], cases: Iterator[tuple[int, Case]], found: dict[str, Round], end: float
) -> None:
    async def client(connection: Connection) -> None:
        while time.perf_counter() < end:
            await _live(connection, *next(cases), found)

    await asyncio.gather(*(client(connection) for connection in connections))


async def _live(connection: Connection, number: int, case: Case, found: dict[str, Round]) -> None:
    """One incident from its report, which is not counted, to its end."""
    words = f"垃圾成堆（{number}）"
    report = body(case.informant, CATEGORY, words)
    key = f"moves-{case.informant.grid}-{number}"
    asked = load.post(PATH, case.tokens["informant"], report, Idempotency_Key=key)
    seen: dict[str, Any] = json.loads((await connection.ask(asked, 201)).body)
    for move, role, says in LIFE:
        payload = {"to": {"grid": case.informant.village}} if move == "dispatch" else says
        version = str(seen["version"])
        asked = load.post(
            f"{PATH}/{seen['id']}/{move}", case.tokens[role], json.dumps(payload).encode(), If_Match=version
        )
        with found[move].timed():
            answer = await connection.ask(asked, 200)
        seen = json.loads(answer.body)
    if seen["state"] != "closed":
        raise load.Refused(f"a life that ends {seen['state']}")


async def _cases(url: str) -> list[Case]:
    database = await Database.open(url, 2)
    try:
        people = await informants(database, 128)
        workers = {f"dispatcher-{each.township}" for each in people} | {f"handler-{each.village}" for each in people}
        tokens = await tokens_of(database, sorted(workers))
        return [
            Case(
                each,
                {
                    "informant": await token_of(database, each.person_id),
                    "dispatcher": tokens[f"dispatcher-{each.township}"],
                    "handler": tokens[f"handler-{each.village}"],
                },
            )
            for each in people
        ]
    finally:
        await database.close()


def _numbered(cases: list[Case]) -> Iterator[tuple[int, Case]]:
    return ((number, cases[number % len(cases)]) for number in count())


def _figures(found: dict[str, Round]) -> Figures:
    whole = found["all"]
    note = (
        f"through HTTP: 1 uvicorn worker, {CLIENTS} clients, each walking one incident after the other through"
        f" {len(LIFE)} moves, with If-Match and the case as it is then in the answer; reports in between not counted;"
        " PostgreSQL with fsync"
    )
    figures = Figures("moves", note)
    figures.add("moves", whole.rate, "moves/s")
    figures.add("moves, half within", whole.milliseconds(50), "ms")
    figures.add("moves, 99 % within", whole.milliseconds(99), "ms")
    for move, _, _ in LIFE:
        figures.add(f"{move}, half within", found[move].milliseconds(50), "ms")
    figures.add("CPU of the API a move (and its share of the report)", whole.cpu_microseconds, "µs")
    return figures
