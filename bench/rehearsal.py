"""What a rehearsal costs: thirty days of the demonstration, cloned to many cases, lived again by two processes."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import asyncpg

from bench.city import Bench, City, execute
from bench.figures import Figures
from models import embedded
from models.columns import Row
from models.incident import IncidentRow
from models.ledger import EntryRow
from models.notice import NoticeRow
from workflow import rehearsing_apart, setting_up, wall
from workflow.rehearsals import Part, Trial
from workflow.rehearsing.summing import Sum
from workflow.store import sets

DAYS: Final = 30
PROCESSES: Final = 2
WANTED: Final = 100_000
LINE: Final = "    handle: {budget: 3wd, ladder: standard,"

UNUSED: Final = ("entry", "notice", "incident")
"""Of these tables a rehearsal reads by the primary key, and of messages by their incident: the clones need no other
index, and no reference of theirs is looked up while they are made."""

COPIES: Final = """
CREATE TEMP TABLE copy AS SELECT i.id AS old, n AS number, (left(i.id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid
AS new FROM incident AS i, generate_series(1, $1::integer) AS n"""

OWN: Final[Mapping[type[Row], tuple[str, Mapping[str, str]]]] = {
    IncidentRow: ("id", {"id": "c.new", "number": "t.number || '-' || c.number", "merged_into": "NULL"}),
    EntryRow: ("subject_id", {"subject_id": "c.new"}),
    NoticeRow: (
        "incident_id",
        {"id": "md5(t.id::text || c.number)::uuid", "incident_id": "c.new", "key": "t.key || c.number"},
    ),
}
"""A clone has its own id and number; what its entries say, ids of tasks and clocks included, is the original's."""


def run(bench: Bench) -> Figures:
    figures = Figures(
        "rehearsal",
        f"{PROCESSES} processes, PostgreSQL beside them; starting the processes is not counted. CPU is what one process"
        " uses itself, reading included",
    )
    with _lived(bench.city) as url:
        asyncio.run(_clone(url, 2_000 if bench.quick else 20_000))
        text = setting_up.rules_text(bench.city.settings)
        for name, edits in CHANGES.items():
            _tell(figures, name, asyncio.run(_rehearsed(url, _edited(text, edits))))
    return figures


CHANGES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "nothing changed": (),
    "one route": (("    budgets: {handle: 7wd, promise: 13wd}", "    budgets: {handle: 2wd, promise: 13wd}"),),
    "every route": (
        ("    intake: {budget: 15wm, ladder: desk, ", "    intake: {budget: 12wm, ladder: desk, "),
        ("urgent: {budget: 5m, ladder: desk-urgent}}", "urgent: {budget: 4m, ladder: desk-urgent}}"),
    ),
}
"""What is tried out, as pairs of what stands in the shipped file and what is put there."""


@contextmanager
def _lived(city: City) -> Iterator[str]:
    """The URL of a demonstration with its days behind it: posts and units are in force since they began."""
    url = embedded.database_url(city.url, "rehearsal")
    execute(city.url, 'CREATE DATABASE "rehearsal"')
    try:
        settings = replace(city.settings, database_url=url, demo_days=DAYS)
        asyncio.run(setting_up.prepare(url, settings, None, True, lambda _: None))
        yield url
    finally:
        execute(city.url, 'DROP DATABASE "rehearsal" WITH (FORCE)')


async def _clone(url: str, count: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        originals = await connection.fetchval("SELECT count(*) FROM incident")
        await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        for index in await connection.fetch(_SPARE, list(UNUSED)):
            await connection.execute(index[0])
        await connection.execute(COPIES, max(1, count // originals))
        for row, (refers, own) in OWN.items():
            await connection.execute(_copied(row, refers, own))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


_SPARE: Final = """
SELECT format('DROP INDEX %s', i.indexrelid::regclass) FROM pg_index AS i
WHERE i.indrelid::regclass::text = ANY($1) AND NOT i.indisunique
AND i.indexrelid::regclass::text <> 'ix_notice_incident_id'"""


def _copied(row: type[Row], refers: str, own: Mapping[str, str]) -> str:
    """All columns of a table, those of the clone's own apart; what is JSON is copied as it lies."""
    table = sets.table_of(row)
    names = [column.name for column in table.c]
    chosen = ", ".join(own.get(name, f't."{name}"') for name in names)
    return (
        f'INSERT INTO "{table.name}" ({sets.listed(names)}) SELECT {chosen}'  # noqa: S608
        f' FROM copy AS c JOIN "{table.name}" AS t ON t."{refers}" = c.old ORDER BY c.new'
    )


def _edited(text: str, edits: Iterable[tuple[str, str]]) -> str:
    for find, put in edits:
        assert find in text, f"the shipped rules have no more: {find}"
        text = text.replace(find, put, 1)
    return text


@dataclass(frozen=True)
class _Took:
    """`wall` and `cpu` are seconds, the latter of all processes together."""

    cases: int
    changed: int
    wall: float
    cpu: float


async def _rehearsed(url: str, rules: str) -> _Took:
    """From the first set that was done to the last, as though all cases had taken so long."""
    until = wall.now() + timedelta(days=1)
    trial = Trial(rules, "bench", until - timedelta(days=90), until)
    total, begun, first = Part(Sum(), []), 0.0, 0
    async for done, _, part in rehearsing_apart.spread(url, trial, PROCESSES):
        total = total.merge(part)
        begun, first = (begun, first) if begun else (time.monotonic(), done)
    counts = total.sum.counts
    share = (counts["cases"] - first) / counts["cases"]
    return _Took(counts["cases"], counts["changed"], (time.monotonic() - begun) / share, total.cpu)


def _tell(figures: Figures, name: str, took: _Took) -> None:
    figures.add(f"{name}: {WANTED:,} cases", WANTED * took.wall / took.cases, "s")
    figures.add(f"{name}: CPU of each process for them", WANTED * took.cpu / took.cases / PROCESSES, "s")
    figures.add(f"{name}: CPU a case", 1_000_000 * took.cpu / took.cases, "µs")
    figures.add(f"{name}: differ", 100 * took.changed / took.cases, "% of the cases")
