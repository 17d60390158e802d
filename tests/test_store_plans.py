"""What a page or a sweep costs depends on what it shows, not on how much is stored: counted in rows touched."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import pytest

from models.database import Database
from models.incident import State
from models.territory import CITY, TOWNSHIP
from tests.small import EAST, GROUP, MARKET, MONDAY, ROOT, VILLAGE, uid, who
from tests.storing import Recorded, city, minutes, write
from workflow import store
from workflow.machines import Move
from workflow.patrols.payloads import AddSpot
from workflow.rights import Rounds, Scope
from workflow.store.board import Figure, Ground, Part
from workflow.store.patrols import Wanted
from workflow.store.queues import Filters, Queue
from workflow.store.reading import Nearby
from workflow.store.scoping import Land, Means

STORED, OPEN, SHOWN = 36_000, 1_500, 20
EAST_PATH = f"{ROOT}.9001001"
ME = uid("admin")

INCIDENTS = """
INSERT INTO incident SELECT made.*
FROM (SELECT n, $1::timestamptz + n * $6::interval AS at, n % 7 AS place FROM generate_series(1, $2) AS n) AS x
JOIN (SELECT row_number() OVER (ORDER BY path) - 1 AS place, * FROM grid WHERE level = 4 AND NOT special) AS g
  USING (place)
CROSS JOIN (SELECT * FROM incident WHERE number = $9) AS i
CROSS JOIN LATERAL jsonb_populate_record(NULL::incident, to_jsonb(i) || jsonb_build_object(
    'id', lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008' || substr(md5(n || $5), 1, 15),
    'number', $5 || n, 'state', ($3::text[])[1 + n % cardinality($3::text[])], 'category', 'c' || n % 40,
    'severity', 1 + n % 4, 'grid_id', g.id, 'grid', g.code, 'path', g.path, 'township', split_part(g.path, '.', 2),
    'village', split_part(g.path, '.', 3), 'specials', CASE WHEN n % 25 = 0 THEN ARRAY[$7] ELSE '{}' END,
    'lat', 32.5 + n % 977 / 2000.0, 'lon', 119.2 + n % 991 / 2000.0, 'reported_at', at, 'urgent', n % 30 = 0)
    || jsonb_build_object('reporter_id', CASE WHEN n % 90 = 0 THEN $8 END,
    'verifier_id', CASE WHEN n % 80 = 0 THEN $8 END, 'raised_at', CASE WHEN n % 50 = 0 THEN at END,
    'due_at', CASE WHEN $4 THEN at + interval '2 days' END,
    'ended_at', CASE WHEN NOT $4 THEN at + interval '1 day' END)) AS made"""

TASKS = """
INSERT INTO task SELECT made.* FROM incident AS i
CROSS JOIN (SELECT * FROM task WHERE incident_id = (SELECT id FROM incident WHERE number = $3) LIMIT 1) AS t
CROSS JOIN LATERAL jsonb_populate_record(NULL::task, to_jsonb(t) || jsonb_build_object(
    'id', gen_random_uuid(), 'incident_id', i.id, 'state', CASE WHEN i.due_at IS NULL THEN 'done' ELSE 'handling' END,
    'unit_id', CASE WHEN i.severity = 1 THEN $1 ELSE $2 END)) AS made
WHERE i.state IN ('closed', 'handling') AND i.number <> $3"""

CLOCKS = """
INSERT INTO clock SELECT made.* FROM incident AS i
CROSS JOIN (SELECT * FROM clock WHERE stage = 'promise' AND incident_id =
    (SELECT id FROM incident WHERE number = $1)) AS k
CROSS JOIN LATERAL jsonb_populate_record(NULL::clock, to_jsonb(k) || jsonb_build_object(
    'id', gen_random_uuid(), 'incident_id', i.id, 'subject_id', i.id, 'next_at', i.due_at,
    'rung', CASE WHEN i.due_at IS NULL THEN 0 ELSE 1 END)) AS made
WHERE i.number <> $1"""
ORDERS = """
INSERT INTO supervision_order
SELECT made.* FROM incident AS i
CROSS JOIN (SELECT * FROM supervision_order LIMIT 1) AS o
CROSS JOIN LATERAL jsonb_populate_record(NULL::supervision_order, to_jsonb(o) || jsonb_build_object(
    'id', gen_random_uuid(), 'incident_id', i.id, 'issued_at', i.reported_at, 'due_at', i.due_at,
    'state', CASE WHEN i.ended_at IS NULL THEN 'issued' ELSE 'fulfilled' END, 'decided_at', i.ended_at)) AS made
WHERE i.severity = 1 AND i.number <> $1"""
OPEN_STATES = ["reported", "checking", "accepted", "handling", "resolved"]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        await fill(opened)
        yield opened


async def fill(database: Database) -> None:
    """Many closed cases, and open ones among them as they come; each like one that was really dispatched."""
    world = Recorded()
    ref = world.report()
    world.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    world.do("dispatcher-east", ref, Move.DISPATCH, minutes(2), to={"unit": "gas"})
    world.do("supervisor", ref, Move.SUPERVISE, minutes(3), reason="久拖不决")
    await write(database, world.taken())
    one, me = world.views[ref].incident.number, str(ME)
    start, closed = MONDAY - timedelta(days=300), ["closed"] * 9 + ["voided"]
    async with store.transaction(database) as c:
        for number, states, alive, named in ((STORED, closed, False, "C-"), (OPEN, OPEN_STATES, True, "O-")):
            apart = timedelta(minutes=STORED / number)
            await c.execute(INCIDENTS, start, number, states, alive, named, apart, MARKET, me, one)
        await c.execute(TASKS, str(uid("gas")), str(uid("water")), one)
        await c.execute(CLOCKS, one)
        await c.execute(ORDERS, one)
    # Not within a transaction; it also sets the bits without which no index alone answers.
    await database.pool.execute("VACUUM (ANALYZE) incident")
    await database.pool.execute("VACUUM (ANALYZE) task")
    await database.pool.execute("VACUUM (ANALYZE) clock")
    await database.pool.execute("VACUUM (ANALYZE) supervision_order")


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
        if node.get("Relation Name") in ("incident", "task", "clock", "supervision_order", "spot", "patrol")
        or node["Node Type"] == "Bitmap Index Scan"
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
    "what lies around": lambda c: store.around.around(c, NEAR, SHOWN),
    "loads": lambda c: store.reading.load_of(c, [uid("gas"), uid(VILLAGE)]),
    "mine of the city": lambda c: store.queues.listing(c, SCOPES["city"], Filters(mine=True), None, SHOWN),
    "by number": lambda c: store.queues.listing(c, SCOPES["city"], Filters(number="C-7")),
    "a category": lambda c: store.queues.listing(c, SCOPES["city"], Filters(category="c7"), None, SHOWN),
    "rare endings": lambda c: store.queues.listing(c, SCOPES["city"], Filters(state=State.VOIDED), None, SHOWN),
}

NOW = MONDAY - timedelta(days=276)
"""A day before the last of what is stored."""


def ground(land: Land, part: Part) -> Ground:
    return Ground((land,), part, CITY, NOW, NOW + timedelta(hours=8), land.path)


GROUNDS = {
    "city": ground(Land(Means.EVERYTHING, ROOT, ROOT, CITY), Part.TOWNSHIP),
    "township": ground(Land(Means.TOWNSHIP, EAST_PATH, EAST, TOWNSHIP), Part.VILLAGE),
    "village": ground(Land(Means.BELOW, f"{EAST_PATH}.{VILLAGE}", VILLAGE, TOWNSHIP + 1), Part.GROUP),
}


def looks(at: Ground) -> dict[str, Ask]:
    """Everything that a board asks for."""
    behind = partial(store.board.behind, ground=at, since=NOW, cursor=None, limit=SHOWN)
    return {
        "figures": lambda c: store.board.counts(c, at),
        "units": lambda c: store.board.by_unit(c, at),
        "promises": lambda c: store.board.promises(c, at, [NOW]),
        "endings": lambda c: store.board.ended(c, at, NOW),
        "shades": lambda c: store.board.lateness(c, at),
        "ladders by part": lambda c: store.climbing.by_part(c, at),
        "ladders": lambda c: store.climbing.page(c, at, None, SHOWN),
        **{f"what is {figure}": partial(behind, figure=figure) for figure in Figure},
    }


def orders(scope: Scope, **wanted: Any) -> Ask:
    async def ask(c: Any) -> None:
        lands = (await store.scoping.territory(c, scope)).of_open()
        sight = store.orders.Sight(lands, scope, scope, MONDAY)
        await store.orders.page(c, sight, store.orders.Wanted(**wanted), None, SHOWN)
        if not wanted:
            await store.orders.counts(c, sight)

    return ask


CLOSED = (NOW - timedelta(days=1), NOW)
ORDERED: dict[str, Ask] = {
    f"{what} of a {name}": orders(scope, **wanted)
    for name, scope in SCOPES.items()
    for what, wanted in (("open orders", {}), ("late orders", {"late": True}), ("closed orders", {"closed": CLOSED}))
}

BOARDS: dict[str, Ask] = {
    f"{name} of a {where}": ask for where, at in GROUNDS.items() for name, ask in looks(at).items()
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


async def test_a_board_touches_what_is_open_or_has_ended_lately(database: Database) -> None:
    """Whatever is stored of what was closed before; a case that climbs is met once more by its clock."""
    async with store.transaction(database) as connection:
        rows = {name: await cost(connection, ask) for name, ask in BOARDS.items()}
    assert {name: many for name, many in rows.items() if many > 6 * OPEN} == {}


async def test_orders_touch_what_is_open_or_was_closed_in_the_days_asked_for(database: Database) -> None:
    """A quarter of the cases has one; each is met with its case and its task."""
    async with store.transaction(database) as connection:
        rows = {name: await cost(connection, ask) for name, ask in ORDERED.items()}
    assert {name: many for name, many in rows.items() if many > 4 * OPEN} == {}


SPOTS, LOOKED = 210, 6_000
"""Spots that stand, a look at each of which is owed, and looks that were done before, over 250 days."""

THINGS = """
INSERT INTO spot SELECT made.* FROM generate_series(1, $1) AS n
JOIN (SELECT row_number() OVER (ORDER BY path) - 1 AS place, * FROM grid WHERE level = 4 AND NOT special) AS g
  ON g.place = n % 7
CROSS JOIN (SELECT * FROM spot LIMIT 1) AS s
CROSS JOIN LATERAL jsonb_populate_record(NULL::spot, to_jsonb(s) || jsonb_build_object(
    'id', gen_random_uuid(), 'number', 'S-' || n, 'name', n || '号井', 'grid_id', g.id, 'path', g.path,
    'township', split_part(g.path, '.', 2))) AS made"""

LOOKS = """
INSERT INTO patrol SELECT made.* FROM (
  SELECT n, $1::timestamptz - n * $3::interval AS at, CASE WHEN $4 THEN NULL ELSE true END AS done
  FROM generate_series(1, $2) AS n) AS x
JOIN (SELECT row_number() OVER (ORDER BY number) AS place, * FROM spot WHERE number LIKE 'S-%') AS s
  ON s.place = 1 + x.n % $5
CROSS JOIN (SELECT * FROM patrol ORDER BY id LIMIT 1) AS p
CROSS JOIN LATERAL jsonb_populate_record(NULL::patrol, to_jsonb(p) || jsonb_build_object(
    'id', lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008' || substr(md5(n || $6), 1, 15),
    'number', $6 || n, 'spot_id', s.id, 'grid_id', s.grid_id, 'path', s.path, 'township', s.township,
    'made_at', at, 'due_at', at + interval '20 days', 'state', CASE WHEN done THEN 'done' ELSE 'due' END,
    'ended_at', CASE WHEN done THEN at END)) AS made"""

LOOKED_AT = MONDAY - timedelta(days=1)
WALKS: dict[str, Ask] = {
    "mine": lambda c: store.patrols.mine(c, Rounds((f"{EAST_PATH}.{VILLAGE}.{GROUP}",)), MONDAY, SHOWN),
    "a handler's": lambda c: store.patrols.mine(c, Rounds((), (f"{EAST_PATH}.{VILLAGE}",)), MONDAY, SHOWN),
    "how many wait": lambda c: store.patrols.waiting(c, Rounds((), (EAST_PATH,)), MONDAY),
    "what is due": lambda c: store.due.due_patrols(c, MONDAY, SHOWN),
    "by template": lambda c: store.patrols.by_template(c, [ROOT], MONDAY),
    "by kind": lambda c: store.patrols.by_kind(c, [ROOT]),
    "owed": lambda c: store.patrols.owed_spots(c, "hydrant", "hydrants", EAST, SHOWN),
    "coverage": lambda c: store.patrols.coverage(c, [ROOT], LOOKED_AT, MONDAY),
    "what is late": lambda c: store.patrols.listing(c, Wanted([EAST_PATH], state="late"), MONDAY, None, SHOWN),
}
LISTED: dict[str, Ask] = {
    "the newest": lambda c: store.patrols.listing(c, Wanted([ROOT]), MONDAY, None, SHOWN),
    "done lately": lambda c: store.patrols.listing(
        c, Wanted([ROOT], state="done", since=LOOKED_AT), MONDAY, None, SHOWN
    ),
    "spots": lambda c: store.patrols.spots(c, [ROOT], None, None, (), None, SHOWN),
    "spots by words": lambda c: store.patrols.spots(c, [ROOT], None, None, ("77号井",), None, SHOWN),
    "spots of a township": lambda c: store.patrols.spots(c, [EAST_PATH], "hydrant", EAST, (), None, SHOWN),
}


@pytest.fixture
async def walked(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        world = Recorded()
        world.patrolling.add(who("township-east"), AddSpot(kind="hydrant", name="0", grid=GROUP), MONDAY)
        await write(opened, world.taken())
        async with store.transaction(opened) as c:
            await c.execute(THINGS, SPOTS)
            for number, apart, alive, named in (
                (LOOKED, timedelta(hours=1), False, "D-"),
                (SPOTS, timedelta(minutes=3), True, "O-"),
            ):
                await c.execute(LOOKS, MONDAY, number, apart, alive, SPOTS, named)
        await opened.pool.execute("VACUUM (ANALYZE) patrol")
        await opened.pool.execute("VACUUM (ANALYZE) spot")
        yield opened


async def test_lists_of_patrols_touch_what_is_owed_or_shown_and_not_what_was_looked_at_before(
    walked: Database,
) -> None:
    async with store.transaction(walked) as connection:
        of_owed = {name: await cost(connection, ask) for name, ask in WALKS.items()}
        of_shown = {name: await cost(connection, ask) for name, ask in LISTED.items()}
    assert {name: rows for name, rows in of_owed.items() if rows > 4 * SPOTS} == {}
    assert {name: rows for name, rows in of_shown.items() if rows > 20 * SHOWN} == {}
