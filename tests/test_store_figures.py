"""The rows of a period from PostgreSQL: the same as memory's, and at the cost of the cases that lived in it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from models.database import Database
from tests.acting import People
from tests.small import EAST, MONDAY, WEST, world
from tests.stored import small_engine
from tests.storing import Recorded, city, minutes, write
from tests.test_differential import kept, refused
from tests.test_indicators import JUNE, rows
from tests.test_meetings import decision, minuted, tabled
from tests.test_store_plans import nodes
from workflow import freezing, resolutions, store
from workflow.identity import Seeded
from workflow.indicators import CaseFacts, Span
from workflow.machines import Move

STEPS = 90
TOWNSHIPS = (EAST, WEST, "")


async def stored(connection: store.Connection, span: Span) -> list[CaseFacts]:
    ids = [i for township in TOWNSHIPS for i in await store.figures.lived(connection, span, township)]
    return await store.figures.rows(connection, ids, span.end)


@pytest.mark.parametrize("seed", range(3))
async def test_database_and_memory_make_the_same_rows_whenever_the_period_ended(database_url: str, seed: int) -> None:
    memory, people = world(seed), People(seed, MONDAY)
    async with small_engine(database_url, Seeded(seed), lambda: people.now) as engine:
        for number in range(STEPS):
            act = people.next(memory)
            assert kept(memory, act) == await refused(engine, act, number)
        lasted = people.now - MONDAY
        async with store.snapshot(engine.database) as connection:
            for start, end in ((0.0, 1.0), (0.2, 0.5), (0.4, 0.9)):
                span = Span(MONDAY + lasted * start, MONDAY + lasted * end)
                mattering = [i for i, view in memory.views.items() if freezing.matters(view, span)]
                wanted = {row.id: row for row in rows(memory, span.end) if row.id in mattering}
                assert {row.id: row for row in await stored(connection, span)} == wanted
                assert wanted


CASES = 12_000
ENDED = """
INSERT INTO incident SELECT made.* FROM generate_series(1, $1) AS n
CROSS JOIN (SELECT * FROM incident WHERE number = $2) AS i
CROSS JOIN LATERAL jsonb_populate_record(NULL::incident, to_jsonb(i) || jsonb_build_object('id', gen_random_uuid(),
    'number', 'C-' || n, 'state', 'closed', 'ending', 'verified', 'township', ($5::text[])[1 + n % 2],
    'reported_at', $3::timestamptz - n * $4::interval, 'ended_at', $3::timestamptz - n * $4::interval)) AS made"""


async def test_finding_a_periods_cases_costs_what_lived_in_it_and_not_what_is_stored(database_url: str) -> None:
    recorded = Recorded()
    ref = recorded.report()
    recorded.do("dispatcher-east", ref, Move.ACCEPT, minutes(1))
    async with city(database_url) as database:
        await write(database, recorded.taken())
        await filled(database, recorded.views[ref].incident.number)
        month = Span(MONDAY - timedelta(days=29), MONDAY + timedelta(days=1))
        async with store.snapshot(database) as connection:
            asked: list[tuple[str, tuple[object, ...]]] = []

            class Listening:
                async def fetch(self, query: str, *arguments: object) -> object:
                    asked.append((query, arguments))
                    return await connection.fetch(query, *arguments)

            found = await store.figures.lived(Listening(), month, EAST)  # type: ignore[arg-type]
            ((query, arguments),) = asked
            plan = orjson.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *arguments))
    scans = [node for node in nodes(plan[0]["Plan"]) if node.get("Relation Name") == "incident"]
    read = sum(node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in scans)
    assert 300 < len(found) < 500
    assert read <= 2 * len(found), "the cases of one month and township, of thousands"


async def filled(database: Database, number: str) -> None:
    async with store.transaction(database) as connection:
        await connection.execute(ENDED, CASES, number, MONDAY, timedelta(minutes=50), [EAST, WEST])
    await database.pool.execute("VACUUM (ANALYZE) incident")


async def test_database_and_memory_tell_the_same_of_what_meetings_decided(database_url: str) -> None:
    memory = Recorded()
    case = tabled(memory)
    minuted(memory, decision(incident=memory.views[case].incident.number), decision(owner={"unit": "water"}))
    met = [resolutions.of_ledger(memory.entries[i], JUNE, _number(memory)) for i in memory.meetings]
    async with city(database_url) as database:
        await write(database, memory.taken())
        async with store.snapshot(database) as connection:
            found = await store.figures.meetings(connection, JUNE)
    assert found == resolutions.in_order(met)
    ((first, second),) = [each.decisions for each in found if each.decisions]
    assert (first.about, first.owner_kind, first.state, first.late) == ("GY-1001", "unit", "open", True)
    assert second.about is None


def _number(memory: Recorded) -> Callable[[UUID], str | None]:
    return lambda identity: memory.views[identity].incident.number
