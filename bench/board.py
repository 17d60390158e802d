"""The supervisors' board over 200,000 open and 1,000,000 ended cases: how long its figures take, asked over HTTP."""

import asyncio
import time
from typing import Final

import asyncpg
import httpx

from bench.city import Bench, informants, tokens_of, unused_keys
from bench.figures import Figures, percentile
from bench.serving import SERVE, free_port, serving
from models.columns import Row, Value
from models.database import Database
from models.incident import Incident, IncidentRow
from models.ledger import ActorKind
from workflow.commands import Actor, Submit
from workflow.engine import Engine
from workflow.store import sets

OPEN, ENDED = 200_000, 1_000_000
QUICK: Final = 50
TIMES: Final = 20
TOWNSHIP: Final = "321084001"
ASKED: Final = (
    ("the city's board", "supervisor", "/board"),
    ("a township's board", f"supervisor-{TOWNSHIP}", "/board"),
    ("by unit", "supervisor", "/board/units"),
    ("the state chart", "supervisor", "/board/chart"),
    ("50 of what is late", "supervisor", "/board/incidents?figure=late"),
    ("50 of a township's untaken", "supervisor", f"/board/incidents?figure=untaken&place={TOWNSHIP}"),
)

_PLACES: Final = """
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY md5(path)) - 1 AS n, count(*) OVER () AS of, id, code, path,
       split_part(path, '.', 2) AS township, split_part(path, '.', 3) AS village
FROM grid WHERE level = 4 AND NOT special"""

_SHARED: Final = {
    "id": "(lpad(to_hex((extract(epoch FROM x.at) * 1000)::bigint), 12, '0') || '70008'"
    " || substr(md5($1 || x.n), 1, 15))::uuid",
    "number": "$1 || x.n",
    "grid_id": "p.id",
    "grid": "p.code",
    "path": "p.path",
    "township": "p.township",
    "village": "p.village",
    "reported_at": "x.at",
}
_OF_OPEN: Final = {
    "state": "(ARRAY['reported','accepted','dispatched','handling','handling','resolved'])[1 + x.n % 6]",
    "due_at": "x.at + (12 + x.n % 97) * interval '1 hour'",
    "promise_at": "x.at + (24 + x.n % 211) * interval '1 hour'",
    "raised_at": "CASE WHEN x.n % 20 = 0 THEN x.at + interval '13 hours' END",
    "level": "1 + x.n % 3",
}
_OF_ENDED: Final = {
    "state": "CASE WHEN x.n % 12 = 0 THEN 'declined' ELSE 'closed' END",
    "ending": "CASE WHEN x.n % 12 = 0 THEN 'declined' ELSE 'verified' END",
    "due_at": "NULL",
    "promise_at": "x.at + interval '48 hours'",
    "ended_at": "x.at + (20 + x.n % 31) * interval '1 hour'",
}
_TASKS: Final = """
INSERT INTO task (id, incident_id, kind, state, version, unit_id, life, round, final, extensions, suspensions,
                  assigned_at)
SELECT gen_random_uuid(), i.id, 'lead', CASE i.state WHEN 'dispatched' THEN 'assigned' ELSE 'handling' END, 1, u.id,
       0, 1, false, 0, 0, i.reported_at
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM incident WHERE state IN ('dispatched', 'handling')) AS i
JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS of FROM unit) AS u
  ON i.n % u.of = u.n"""


def run(bench: Bench) -> Figures:
    part = QUICK if bench.quick else 1
    port = free_port()
    with bench.city.copied("bench_board") as url:
        asyncio.run(_filled(url, OPEN // part, ENDED // part))
        with serving(SERVE, port, bench.city.environment(url, port)):
            return asyncio.run(_measured(url, port, OPEN // part, ENDED // part))


async def _filled(url: str, still: int, ended: int) -> None:
    """Open cases of the last eight days, ended ones of the last two years, each like one that was really reported. The
    indexes are made when the rows are there."""
    number = await _original(url)
    connection = await asyncpg.connect(url)
    try:
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'incident'"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        for each in indexes:
            await connection.execute(f'DROP INDEX "{each["indexname"]}"')
        await connection.execute(_PLACES)
        for prefix, own, days, count in (("O-", _OF_OPEN, 8, still), ("E-", _OF_ENDED, 730, ended)):
            await connection.execute(_copies(IncidentRow, Incident, own, days, count), prefix, number, count)
        await connection.execute(_TASKS)
        for each in indexes:
            await connection.execute(each["indexdef"])
        await connection.execute("VACUUM (ANALYZE, FREEZE) incident, task")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def _copies(row: type[Row], value: type[Value], own: dict[str, str], days: int, count: int) -> str:
    names = sets.columns(row, value)
    made = {**_SHARED, **own}
    chosen = ", ".join(made.get(name, f'i."{name}"') for name in names)
    return (
        f'INSERT INTO "{sets.table_of(row).name}" ({sets.listed(names)}) SELECT {chosen}'  # noqa: S608
        f" FROM (SELECT n, i.reported_at - n * interval '{days} days' / $3::bigint AS at"
        "       FROM generate_series(1, $3::bigint) AS n, incident AS i WHERE i.number = $2) AS x"
        " JOIN place AS p ON p.n = x.n % p.of CROSS JOIN (SELECT * FROM incident WHERE number = $2) AS i"
    )


async def _original(url: str) -> str:
    """The number of one real report."""
    database = await Database.open(url, 2)
    try:
        [somebody] = await informants(database, 1)
        engine = Engine(database, unused_keys())
        report = Submit.model_validate({"category": "06010", "description": "垃圾成堆", "grid": somebody.grid})
        answer = await engine.submit(Actor(ActorKind.PERSON, somebody.person_id), report, None, "first", "")
        return str(answer["number"])
    finally:
        await database.close()


async def _measured(url: str, port: int, still: int, ended: int) -> Figures:
    database = await Database.open(url, 2)
    try:
        tokens = await tokens_of(database, sorted({who for _, who, _ in ASKED}))
    finally:
        await database.close()
    figures = Figures(
        "board", f"{still:,} open, {ended:,} ended; the first answer of a fresh process, then {TIMES} more"
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60) as client:
        for what, who, path in ASKED:
            taken = [await _taken(client, path, tokens[who]) for _ in range(TIMES + 1)]
            figures.add(f"{what}: the first", taken[0], "ms")
            figures.add(f"{what}: p50", percentile(taken[1:], 50), "ms")
            figures.add(f"{what}: p95", percentile(taken[1:], 95), "ms")
    return figures


async def _taken(client: httpx.AsyncClient, path: str, token: str) -> float:
    begun = time.perf_counter()
    answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
    answer.raise_for_status()
    return (time.perf_counter() - begun) * 1000
