"""What a page or a sweep costs depends on what it shows, not on how much is stored: counted in rows touched."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import pytest

from models.database import Database
from models.incident import State
from tests.small import GROUP, MARKET, MONDAY, ROOT, VILLAGE, uid
from tests.storing import city
from workflow import store
from workflow.rights import Scope
from workflow.store.queues import Filters, Queue
from workflow.store.reading import Nearby

STORED, OPEN, SHOWN = 36_000, 1_500, 20
EAST_PATH = f"{ROOT}.9001001"
ME = uid("admin")

INCIDENTS = """
INSERT INTO incident (id, number, state, version, category, severity, source, grid_id, grid, path, township, village,
    specials, lat, lon, occurred_at, reported_at, reporter_id, verifier_id, repeats, level, raised_at, returns, reworks,
    reopens, hand_downs, objections, arbitrated, unserved, urgent, route, rules_version, calendar_version, exempt,
    due_at)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8'
        || substr(md5(n::text || $5), 1, 15))::uuid,
    $5 || n, states[1 + n % cardinality(states)], 1, 'c' || n % 40, 1 + n % 4, 'informant', g.id, g.code, g.path,
    split_part(g.path, '.', 2), split_part(g.path, '.', 3), CASE WHEN n % 25 = 0 THEN ARRAY[$7] ELSE '{}' END,
    32.5 + n % 977 / 2000.0, 119.2 + n % 991 / 2000.0, at, at, CASE WHEN n % 90 = 0 THEN $8::uuid END,
    CASE WHEN n % 80 = 0 THEN $8::uuid END, 0, 2, CASE WHEN n % 50 = 0 THEN at END, 0, 0, 0, 0, 0, false, false,
    n % 30 = 0, 'r', 1, 1, false, CASE WHEN $4 THEN at + interval '2 days' END
FROM (SELECT n, $3::text[] AS states, $1::timestamptz + n * $6::interval AS at, n % 7 AS place
      FROM generate_series(1, $2) AS n) AS x
JOIN (SELECT row_number() OVER (ORDER BY path) - 1 AS place, * FROM grid WHERE level = 4 AND NOT special) AS g
  USING (place)"""

BESIDE = (
    """INSERT INTO task (id, incident_id, kind, state, version, unit_id, round, final, extensions, suspensions,
           assigned_at)
       SELECT gen_random_uuid(), id, 'lead', CASE WHEN due_at IS NULL THEN 'done' ELSE 'handling' END, 1,
           CASE WHEN severity = 1 THEN $1::uuid ELSE $2::uuid END, 1, false, 0, 0, reported_at
       FROM incident WHERE state IN ('closed', 'handling') AND NOT EXISTS
           (SELECT FROM task WHERE incident_id = incident.id)""",
    """INSERT INTO clock (id, incident_id, subject_id, stage, round, budget, works, budget_seconds, extended_seconds,
           used_seconds, started_at, provisional, ladder, rung, next_at, rules_version, calendar_version)
       SELECT gen_random_uuid(), id, id, 'promise', 1, '2d', false, 172800, 0, 0, reported_at, false, '', 0, due_at,
           1, 1
       FROM incident WHERE NOT EXISTS (SELECT FROM clock WHERE incident_id = incident.id)""",
)
OPEN_STATES = ["reported", "checking", "accepted", "handling", "resolved"]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        await fill(opened)
        yield opened


async def fill(database: Database) -> None:
    """Many closed cases, and open ones among them as they come."""
    async with store.transaction(database) as c:
        start = MONDAY - timedelta(days=300)
        closed = ["closed"] * 9 + ["voided"]
        await c.execute(INCIDENTS, start, STORED, closed, False, "C-", timedelta(minutes=1), MARKET, ME)
        await c.execute(INCIDENTS, start, OPEN, OPEN_STATES, True, "O-", timedelta(minutes=STORED / OPEN), MARKET, ME)
        await c.execute(BESIDE[0], uid("gas"), uid("water"))
        await c.execute(BESIDE[1])
    # Not within a transaction; it also sets the bits without which no index alone answers.
    await database.pool.execute("VACUUM (ANALYZE) incident")
    await database.pool.execute("VACUUM (ANALYZE) task")
    await database.pool.execute("VACUUM (ANALYZE) clock")


class Listening:
    """A connection that remembers what was asked through it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def fetch(self, query: str, *arguments: Any) -> Any:
        self.asked.append((query, arguments))
        return await self._connection.fetch(query, *arguments)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def touched(plan: dict[str, Any]) -> int:
    """The rows that a plan's scans have read from tables that grow."""
    return sum(
        round(
            node["Actual Loops"]
            * (
                node["Actual Rows"]
                + node.get("Rows Removed by Filter", 0)
                + node.get("Rows Removed by Index Recheck", 0)
            )
        )
        for node in nodes(plan)
        if node.get("Relation Name") in ("incident", "task", "clock") or node["Node Type"] == "Bitmap Index Scan"
    )


Ask = Callable[[Any], Awaitable[object]]
SCOPES = {
    "city": Scope(ME, (ROOT,)),
    "township": Scope(ME, (EAST_PATH,)),
    "village": Scope(ME, (f"{EAST_PATH}.{VILLAGE}",), grids=(uid(VILLAGE),)),
    "group": Scope(ME, (f"{EAST_PATH}.{VILLAGE}.{GROUP}",)),
    "market": Scope(ME, (), (MARKET,)),
    "unit": Scope(ME, units=(uid("gas"),)),
}
QUEUES: dict[str, Ask] = {
    f"{kind} of a {name}": partial(store.queues.queue, kind=kind, scope=scope, limit=SHOWN)
    for kind in Queue
    for name, scope in SCOPES.items()
}
LISTS: dict[str, Ask] = {
    f"everything of a {name}": partial(store.queues.listing, scope=scope, limit=SHOWN)
    for name, scope in SCOPES.items()
    if name != "market"  # read through: what ever lay in a special grid has no order of its own
}
OPEN_LISTS: dict[str, Ask] = {
    f"what is open of a {name}": partial(store.queues.listing, scope=scope, filters=Filters(open=True), limit=SHOWN)
    for name, scope in SCOPES.items()
    if name not in ("market", "unit")  # read through: all that the unit ever had
}
NEAR = Nearby("c7", f"{EAST_PATH}.{VILLAGE}.{GROUP}", 32.7, 119.4, MONDAY - timedelta(days=300), 500)
OTHERS: dict[str, Ask] = {
    "what is due": lambda c: store.due.due_subjects(c, MONDAY + timedelta(days=1000), SHOWN),
    "repeats": lambda c: store.reading.repeats(c, [NEAR]),
    "loads": lambda c: store.reading.load_of(c, [uid("gas")], [uid(VILLAGE)]),
    "by number": lambda c: store.queues.listing(c, SCOPES["city"], Filters(number="C-7")),
    "a category": lambda c: store.queues.listing(c, SCOPES["city"], Filters(category="c7"), None, SHOWN),
    "rare endings": lambda c: store.queues.listing(c, SCOPES["city"], Filters(state=State.VOIDED), None, SHOWN),
}


async def cost(connection: Any, ask: Ask) -> int:
    listening, rows = Listening(connection), 0
    await ask(listening)
    for query, arguments in listening.asked:
        plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *arguments)
        rows += touched(orjson.loads(plan)[0]["Plan"])
    return rows


async def test_queues_and_sweeps_touch_what_is_open_and_lists_what_they_show(database: Database) -> None:
    """Four rows in a hundred are open here; those that are sorted may be read more than once."""
    async with store.transaction(database) as connection:
        of_open = {name: await cost(connection, ask) for name, ask in (QUEUES | OPEN_LISTS).items()}
        of_all = {name: await cost(connection, ask) for name, ask in (LISTS | OTHERS).items()}
    assert {name: rows for name, rows in of_open.items() if rows > 4 * OPEN} == {}
    assert {name: rows for name, rows in of_all.items() if rows > 20 * SHOWN} == {}
