"""The supervisors' board over 200,000 open and 1,000,000 ended cases: how long its figures take, asked over HTTP."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

import asyncpg
import httpx

from bench.city import Bench, informants, tokens_of, unused_keys
from bench.figures import Figures, percentile
from bench.serving import SERVE, free_port, serving
from models.clock import Clock, ClockRow
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
    ("the map of all villages", "supervisor", "/board/grids?level=3"),
    ("the ladders of the city", "supervisor", "/board/ladders"),
    ("the ladders of a township", f"supervisor-{TOWNSHIP}", "/board/ladders"),
)

_PLACES: Final = """
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY md5(path)) - 1 AS n, id, code, path,
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
JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS n FROM unit) AS u
  ON i.n % (SELECT count(*) FROM unit) = u.n"""
"""The places and units are taken in turn by what does not depend on their rows: so each is looked up, not searched."""

_OF_CLOCK: Final = {
    "id": "gen_random_uuid()",
    "incident_id": "i.id",
    "subject_id": "i.id",
    "started_at": "i.reported_at",
    "running_since": "CASE WHEN i.ended_at IS NULL THEN i.reported_at END",
    "stopped_at": "i.ended_at",
    "due_at": "CASE k.stage WHEN 'promise' THEN i.promise_at ELSE i.due_at END",
    "rung": "CASE WHEN i.ended_at IS NULL THEN i.n % 3 ELSE 0 END",
    "next_at": "CASE WHEN i.ended_at IS NULL THEN now() + (i.n % 9973) * interval '1 minute' END",
    "outcome": "CASE WHEN i.ended_at IS NOT NULL THEN 'met' END",
}
_CLOCKED: Final = "(SELECT *, row_number() OVER () AS n FROM incident WHERE number <> $1) AS i"

_HEARD: Final = (
    """
INSERT INTO clock_event (id, clock_id, incident_id, entry, kind, at, seconds, rung)
SELECT gen_random_uuid(), id, incident_id, 2, 'rung', started_at, 0, 1 FROM clock WHERE rung > 0 AND stage = 'promise'
""",
    """
INSERT INTO notice (id, key, incident_id, about, entry, kind, recipient_id, channel, urgent, args, state, created_at)
SELECT gen_random_uuid(), 'b' || k.id, k.incident_id, k.incident_id, 2, 'remind', p.person_id, 'app', false, '{}',
       'sent', k.started_at
FROM clock AS k CROSS JOIN (SELECT person_id FROM post ORDER BY id LIMIT 1) AS p
WHERE k.rung > 0 AND k.stage = 'promise'""",
    """
INSERT INTO supervision_order (id, incident_id, state, level, by_ladder, budget, issued_at, refusals)
SELECT gen_random_uuid(), incident_id, CASE WHEN row_number() OVER () % 5 = 0 THEN 'answered' ELSE 'issued' END, 1,
       true, '1wd', started_at, 0
FROM clock WHERE rung = 2 AND stage = 'promise' AND mod(hashtext(incident_id::text), 12) = 0""",
)
"""Of what climbs, whom it told; and orders on some of it."""

FILLED: Final = ("incident", "task", "clock", "clock_event", "notice", "supervision_order")
_QUICKLY: Final = (
    "SET session_replication_role = replica",  # no look at every foreign key: the rows are made to have them
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '512MB'",
    "SET work_mem = '256MB'",
)


def run(bench: Bench) -> Figures:
    part = QUICK if bench.quick else 1
    port = free_port()
    with bench.city.copied("bench_board") as url:
        asyncio.run(_filled(url, OPEN // part, ENDED // part))
        with serving(SERVE, port, bench.city.environment(url, port)):
            return asyncio.run(_measured(url, port, OPEN // part, ENDED // part))


async def _filled(url: str, still: int, ended: int) -> None:
    """Open cases of the last eight days, ended ones of the last two years, each like one that was really reported, with
    their clocks. The indexes are made when the rows are there."""
    number = await _original(url)
    connection = await asyncpg.connect(url)
    try:
        for setting in _QUICKLY:
            await connection.execute(setting)
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            list(FILLED),
        )
        for each in indexes:
            await connection.execute(f'DROP INDEX "{each["indexname"]}"')
        await _rows(connection, number, still, ended)
        for each in indexes:
            await connection.execute(each["indexdef"])
        said("indexes made")
        await connection.execute(f"VACUUM (ANALYZE, FREEZE) {', '.join(FILLED)}")
        await connection.execute("CHECKPOINT")
        said("vacuumed")
    finally:
        await connection.close()


async def _rows(connection: "asyncpg.Connection[asyncpg.Record]", number: str, still: int, ended: int) -> None:
    await connection.execute(_PLACES)
    for prefix, own, days, count in (("O-", _OF_OPEN, 8, still), ("E-", _OF_ENDED, 730, ended)):
        await connection.execute(_copies(IncidentRow, Incident, own, days, count), prefix, number, count)
        said(f"{count:,} cases")
    await connection.execute(_TASKS)
    names = sets.columns(ClockRow, Clock)
    chosen = ", ".join(_OF_CLOCK.get(name, f'k."{name}"') for name in names)
    # Of what has ended the promise alone: one row that nothing counts for each.
    await connection.execute(
        f"INSERT INTO clock ({sets.listed(names)}) SELECT {chosen} FROM {_CLOCKED}"  # noqa: S608
        " CROSS JOIN (SELECT * FROM clock WHERE incident_id = (SELECT id FROM incident WHERE number = $1)) AS k"
        " WHERE k.stage = 'promise' OR i.ended_at IS NULL",
        number,
    )
    said("clocks")
    for statement in _HEARD:
        await connection.execute(statement)


def said(what: str) -> None:
    """How far it has come, for who waits."""
    print(f"  {datetime.now(UTC):%H:%M:%S} {what}", flush=True)


def _copies(row: type[Row], value: type[Value], own: dict[str, str], days: int, count: int) -> str:
    names = sets.columns(row, value)
    made = {**_SHARED, **own}
    chosen = ", ".join(made.get(name, f'i."{name}"') for name in names)
    return (
        f'INSERT INTO "{sets.table_of(row).name}" ({sets.listed(names)}) SELECT {chosen}'  # noqa: S608
        f" FROM (SELECT n, i.reported_at - n * interval '{days} days' / $3::bigint AS at"
        "       FROM generate_series(1, $3::bigint) AS n, incident AS i WHERE i.number = $2) AS x"
        " JOIN place AS p ON p.n = x.n % (SELECT count(*) FROM place)"
        " CROSS JOIN (SELECT * FROM incident WHERE number = $2) AS i"
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
