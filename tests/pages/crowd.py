"""So many open reports in one township of a running city, put there in bulk, each like one that was really made: that
one has a ledger, and is the last in the queue."""

import asyncpg

from tests.pages.city import City

INCIDENTS = """
INSERT INTO incident SELECT made.*
FROM generate_series(1, $2) AS n
CROSS JOIN (SELECT * FROM incident WHERE number = $1) AS i
CROSS JOIN LATERAL jsonb_populate_record(NULL::incident, to_jsonb(i) || jsonb_build_object(
    'id', gen_random_uuid(), 'number', 'GY-C' || n, 'severity', 1 + n % 4, 'due_at', i.due_at - n * interval '50 ms')
) AS made"""

CLOCKS = """
INSERT INTO clock SELECT made.* FROM incident AS i
CROSS JOIN (SELECT k.* FROM clock AS k JOIN incident AS f ON f.id = k.incident_id WHERE f.number = $1) AS k
CROSS JOIN LATERAL jsonb_populate_record(NULL::clock, to_jsonb(k) || jsonb_build_object(
    'id', gen_random_uuid(), 'incident_id', i.id, 'subject_id', i.id, 'next_at', NULL,
    'due_at', k.due_at + (i.due_at - (SELECT due_at FROM incident WHERE number = $1)))) AS made
WHERE i.number LIKE 'GY-C%'"""

WORDING = """
INSERT INTO wording
SELECT id, '巷口垃圾桶满了，' || number || '，已有两天', NULL FROM incident WHERE number LIKE 'GY-C%'"""


async def crowd(city: City, township: str, rows: int) -> str:
    """The number of the real one."""
    villages = await city.ask(f"dispatcher-{township}", "GET", f"/grids?under={township}&level=3")
    first = await city.report("第一件", grid=villages[0]["code"])
    connection = await asyncpg.connect(city.database)
    try:
        await connection.execute(INCIDENTS, first, rows - 1)
        await connection.execute(CLOCKS, first)
        await connection.execute(WORDING)
        await connection.execute("ANALYZE incident, clock, wording")
    finally:
        await connection.close()
    return first
