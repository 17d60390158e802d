"""A page of the record of changes costs what it shows, however much was changed."""

from typing import Any

import orjson

from tests.asking import town
from tests.small import uid
from tests.test_store_plans import Listening, nodes
from workflow import store
from workflow.store.trail import About, Sought

STORED, SHOWN = 6_000, 20

CHANGES = """
INSERT INTO directory_change (number, id, kind, subject_id, path, by_id, at, facts, salt, facts_hash, prev_hash, hash)
SELECT n, gen_random_uuid(), 'rename', $2, '9001', $2, now() - n * interval '1 minute', '{}', '', '', '', ''
FROM generate_series(1, $1::integer) AS n"""
ROSTERS = """
INSERT INTO roster_change (id, kind, by_id, at, path, before, after, reason)
SELECT gen_random_uuid(), 'leave', $2, now() - n * interval '1 minute', '9001', '{}', '{}', 'x'
FROM generate_series(1, $1::integer) AS n"""
JOBS = """
INSERT INTO job (id, kind, period, scope, state, by_hand, attempts, parts, created_at)
SELECT gen_random_uuid(), 'audit', n::text, '', 'done', false, 1, '{}', now()
FROM generate_series(1, $1::integer) AS n"""
GROWS = ("directory_change", "roster_change", "reporter_look", "letter_act", "job", "notice")


async def touched(connection: Any, act: Any) -> int:
    """The rows of tables that grow which are read for it."""
    listening, rows = Listening(connection), 0
    await act(listening)
    for query, values in listening.asked:
        plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *values)
        for node in nodes(orjson.loads(plan)[0]["Plan"]):
            if node.get("Relation Name") in GROWS:
                read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                rows += round(node["Actual Loops"] * read)
    return rows


async def test_a_page_of_the_record_costs_the_same_however_long_it_is(database_url: str) -> None:
    me = uid("admin")
    sought = {
        "all": Sought(),
        "rosters": Sought(about=frozenset({About.ROSTERS})),
        "by me": Sought(by=me),
        "about me": Sought(subject=me),
    }
    async with town(database_url) as gaoyou:
        async with store.transaction(gaoyou.engine.database) as connection:
            for statement, values in ((CHANGES, (STORED, me)), (ROSTERS, (STORED, me)), (JOBS, (STORED,))):
                await connection.execute(statement, *values)
            for table in GROWS:
                await connection.execute(f"ANALYZE {table}")
        async with store.transaction(gaoyou.engine.database) as connection:
            for name, each in sought.items():
                page = await store.trail.records(connection, each, None, SHOWN)
                for cursor in (None, page.next):
                    rows = await touched(connection, lambda c, e=each, at=cursor: store.trail.records(c, e, at, SHOWN))
                    assert rows <= 6 * (SHOWN + 2), f"{name}: {rows} rows"
            assert await touched(connection, lambda c: store.jobs.listing(c, None, None, SHOWN, "audit")) <= SHOWN + 1
            assert await touched(connection, lambda c: store.sending.dead_letters(c, None, SHOWN)) == 0
