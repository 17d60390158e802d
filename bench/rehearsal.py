"""What a rehearsal costs: thirty days of the demonstration, cloned to many cases, lived again by two processes."""

import asyncio
import time
from datetime import timedelta
from typing import Final

import asyncpg

from bench.city import Bench, City
from bench.figures import Figures
from models.database import Database
from workflow import rehearsing_apart, setting_up, store, wall
from workflow.days import published_days
from workflow.rehearsals import Part, Trial
from workflow.rehearsing.summing import Sum
from workflow.simulation import behind

DAYS: Final = 30
PROCESSES: Final = 2
WANTED: Final = 100_000
LINE: Final = "    handle: {budget: 3wd, ladder: standard,"

_CLONES: Final = (
    "CREATE TEMP TABLE copy AS SELECT i.id AS old, (left(i.id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid AS new, n"
    " FROM incident AS i, generate_series(1, $1::integer) AS n",
    "INSERT INTO incident SELECT r.* FROM copy AS c JOIN incident AS t ON t.id = c.old, jsonb_populate_record(t,"
    " jsonb_build_object('id', c.new, 'number', t.number || '-' || c.n, 'merged_into', NULL)) AS r",
    "INSERT INTO entry SELECT r.* FROM copy AS c JOIN entry AS t ON t.subject_id = c.old, jsonb_populate_record(t,"
    " jsonb_build_object('subject_id', c.new)) AS r",
    "INSERT INTO notice SELECT r.* FROM copy AS c JOIN notice AS t ON t.incident_id = c.old, jsonb_populate_record(t,"
    " jsonb_build_object('id', md5(t.id::text || c.n), 'incident_id', c.new, 'key', t.key || c.n)) AS r",
)
"""A clone has its own id and number; what its entries say, ids of tasks and clocks included, is the original's."""


def run(bench: Bench) -> Figures:
    figures = Figures(
        "rehearsal",
        f"{PROCESSES} processes on an idle machine, PostgreSQL beside them; starting the processes is not counted",
    )
    with bench.city.copied("rehearsal") as url:
        asyncio.run(_filled(bench.city, url, 2_000 if bench.quick else 20_000))
        text = setting_up.rules_text(bench.city.settings)
        for name, rules in (
            ("the rules in force", text),
            ("another budget", text.replace(LINE, LINE.replace("3", "1"))),
        ):
            cases, changed, took = asyncio.run(_rehearsed(url, rules))
            figures.add(f"{name}: cases", cases / took, "cases/s")
            figures.add(f"{name}: differ", 100 * changed / cases, "% of the cases")
            figures.add(f"{name}: {WANTED:,} cases", WANTED * took / cases, "s")
    return figures


async def _filled(city: City, url: str, count: int) -> None:
    tree, rules = setting_up.tree_and_rules(city.settings, None)
    past = await behind.lived(
        tree, rules.numbered(1), published_days(setting_up.FIRST), setting_up.SEED, wall.now(), DAYS, lambda _: None
    )
    database = await Database.open(url, 1)
    async with store.transaction(database) as connection:
        await behind.write(connection, past)
    await database.close()
    await _clone(url, count)


async def _clone(url: str, count: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        originals = await connection.fetchval("SELECT count(*) FROM incident")
        for statement in _CLONES:
            await connection.execute(statement, *([max(1, count // originals)] if "$1" in statement else []))
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _rehearsed(url: str, rules: str) -> tuple[int, int, float]:
    """How many cases, how many of them differ, and seconds from the first set that was done to the last."""
    until = wall.now() + timedelta(days=1)
    whole, begun, first = Part(Sum(), []), 0.0, 0
    async for done, _, part in rehearsing_apart.spread(
        url, Trial(rules, "bench", until - timedelta(days=90), until), 2
    ):
        whole = whole.merge(part)
        begun, first = (begun, first) if begun else (time.monotonic(), done)
    counts = whole.sum.counts
    share = (counts["cases"] - first) / counts["cases"]
    return counts["cases"], counts["changed"], (time.monotonic() - begun) / share
