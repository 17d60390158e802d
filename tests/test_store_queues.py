"""Queues and lists show exactly what a scope sees, in order, page by page; held against the same said in Python."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.incident import ENDS, Incident, IncidentRow, Source, State, Verifier
from models.task import (
    Objection,
    ObjectionKind,
    ObjectionRow,
    ObjectionState,
    Order,
    OrderRow,
    OrderState,
    Task,
    TaskKind,
    TaskRow,
    TaskState,
)
from tests.small import EAST, FAR_VILLAGE, MARKET, MONDAY, ROOT, VILLAGE, directory, grids, staff, uid, who
from tests.storing import city
from workflow import rights, store
from workflow.errors import BadInput
from workflow.identity import Seeded
from workflow.rights import Scope
from workflow.store.paging import Page, closed
from workflow.store.queues import Filters, Queue
from workflow.store.sets import columns, insert

PLACES = [grid for grid in grids() if not grid.special]
LEVELS = {grid.path: grid.level for grid in PLACES}
STAFF = staff()
PERSONS = [person.id for person in STAFF.persons.values()]
SOMEBODY = (None, None, *PERSONS[:6])
FAR = datetime.max.replace(tzinfo=UTC)
OPEN_TASKS = (TaskState.ASSIGNED, TaskState.HANDLING, TaskState.SUSPENDED)


@dataclass
class Cases:
    """Cases made up at random, of every state and place, most of them touching the same few people."""

    incidents: list[Incident] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)

    def tasks_of(self, incident: Incident) -> list[Task]:
        return [task for task in self.tasks if task.incident_id == incident.id]


def made_up(seed: int, number: int) -> Cases:
    random, ids, cases = Random(seed), Seeded(seed), Cases()
    for index in range(number):
        incident = an_incident(random, ids, index)
        cases.incidents.append(incident)
        for _ in range(random.choice((0, 1, 2))):
            cases.tasks.append(a_task(random, ids, incident))
        if random.random() < 0.2:
            cases.orders.append(an_order(random, ids, incident))
        if random.random() < 0.2:
            cases.objections.append(an_objection(random, ids, incident))
    return cases


def an_incident(random: Random, ids: Seeded, index: int) -> Incident:
    at = MONDAY + timedelta(minutes=index)
    place = random.choice([None, *PLACES])
    found = directory().place(place.code, MONDAY) if place else None
    state = random.choice([state for state in State if state != State.DRAFT])
    return Incident(
        id=ids.id(at),
        number=f"GY-{index}",
        state=state,
        version=1,
        category=random.choice(("06010", "06013")),
        severity=random.randint(1, 4),
        source=Source.INFORMANT,
        grid_id=found.grid_id if found else None,
        grid=found.grid if found else None,
        path=found.path if found else ROOT,
        township=found.township if found else None,
        village=found.village if found else None,
        specials=list(found.specials) if found else [],
        occurred_at=at,
        reported_at=at,
        reporter_id=random.choice(SOMEBODY),
        checker_id=random.choice(SOMEBODY),
        verifier_id=random.choice(SOMEBODY),
        verify_by=random.choice((None, *Verifier)),
        level=random.randint(1, 4),
        raised_at=random.choice((None, at)),
        tabled_at=random.choice((None, None, None, at)),
        urgent=random.random() < 0.3,
        route="r",
        rules_version=1,
        calendar_version=1,
        due_at=random.choice((None, at, MONDAY + timedelta(hours=random.randint(1, 9)))),
    )


def an_order(random: Random, ids: Seeded, incident: Incident) -> Order:
    return Order(
        id=ids.id(MONDAY),
        incident_id=incident.id,
        state=random.choice(list(OrderState)),
        level=random.choice((1, 2)),
        by_ladder=False,
        budget="1wd",
        issued_at=MONDAY,
    )


def an_objection(random: Random, ids: Seeded, incident: Incident) -> Objection:
    return Objection(
        id=ids.id(MONDAY),
        incident_id=incident.id,
        kind=ObjectionKind.ENDING,
        state=random.choice(list(ObjectionState)),
        level=random.choice((1, 2)),
        lodged_at=MONDAY,
    )


def a_task(random: Random, ids: Seeded, incident: Incident) -> Task:
    receivers: tuple[tuple[str, UUID], ...] = (
        ("unit_id", uid("gas")),
        ("unit_id", uid("water")),
        ("grid_id", uid(VILLAGE)),
        ("grid_id", uid(FAR_VILLAGE)),
        ("person_id", random.choice(PERSONS[:6])),
    )
    to: Any = dict([random.choice(receivers)])
    state = random.choice(list(TaskState))
    return Task(
        id=ids.id(MONDAY), incident_id=incident.id, kind=TaskKind.LEAD, state=state, version=1, assigned_at=MONDAY, **to
    )


async def stored(database: Database, cases: Cases) -> None:
    async with store.transaction(database) as connection:
        await insert(connection, IncidentRow, columns(IncidentRow, Incident), cases.incidents)
        await insert(connection, TaskRow, columns(TaskRow, Task), cases.tasks)
        await insert(connection, OrderRow, columns(OrderRow, Order), cases.orders)
        await insert(connection, ObjectionRow, columns(ObjectionRow, Objection), cases.objections)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        yield opened


def scopes() -> dict[str, Scope]:
    """Those of everybody in the small city, and some that nobody there has."""
    snapshot = directory()
    found = {
        name: rights.scope(who(name), snapshot.posts_of(person.id, MONDAY), snapshot)
        for name, person in STAFF.persons.items()
    }
    me = PERSONS[0]
    path = f"{ROOT}.{EAST}"
    return {
        **found,
        "nobody": Scope(None),
        "the market's": Scope(me, specials=(MARKET, "S0")),
        "two townships'": Scope(me, (path, f"{ROOT}.9001002")),
        "a township's and a group's": Scope(me, (path, f"{ROOT}.9001002.9001002001.900100200101")),
        "a grid's that is no more": Scope(me, (f"{ROOT}.{EAST}.9", f"{ROOT}.{EAST}.{VILLAGE}")),
        "everything at once": Scope(me, (ROOT, path), (MARKET,), (uid("gas"),), (uid(VILLAGE),)),
        "much, but not all": Scope(
            me, (f"{path}.{VILLAGE}",), (MARKET,), (uid("gas"), uid("water")), (uid(VILLAGE), uid(FAR_VILLAGE))
        ),
    }


def within(scope: Scope, incident: Incident, lowest: int = 4) -> bool:
    return scope.person_id is not None and any(
        rights.below(incident.path, path) for path in scope.paths if LEVELS.get(path, 4) <= lowest
    )


def in_market(scope: Scope, incident: Incident) -> bool:
    return scope.person_id is not None and bool(set(scope.specials) & set(incident.specials))


def waits_for_intake(cases: Cases, scope: Scope, incident: Incident) -> bool:
    waiting = incident.state in (State.REPORTED, State.CHECKING)
    return waiting and (within(scope, incident) or in_market(scope, incident))


def waits_for_dispatch(cases: Cases, scope: Scope, incident: Incident) -> bool:
    return incident.state == State.ACCEPTED and (within(scope, incident) or in_market(scope, incident))


def waits_for_handling(cases: Cases, scope: Scope, incident: Incident) -> bool:
    return scope.person_id is not None and any(
        task.state in OPEN_TASKS
        and (task.unit_id in scope.units or task.grid_id in scope.grids or task.person_id == scope.person_id)
        for task in cases.tasks_of(incident)
    )


def waits_for_verification(cases: Cases, scope: Scope, incident: Incident) -> bool:
    if scope.person_id is None:
        return False
    if incident.state == State.CHECKING:
        return incident.checker_id == scope.person_id
    if incident.state != State.RESOLVED:
        return False
    by_reporter = incident.verify_by == Verifier.REPORTER and incident.reporter_id == scope.person_id
    return incident.verifier_id == scope.person_id or by_reporter or within(scope, incident, lowest=2)


def waits_for_supervision(cases: Cases, scope: Scope, incident: Incident) -> bool:
    if not within(scope, incident, lowest=2):
        return False
    level = min(LEVELS.get(path, 4) for path in scope.paths)
    raised = incident.raised_at is not None and incident.level <= level
    return (
        (incident.state not in ENDS and (raised or incident.tabled_at is not None))
        or any(order.incident_id == incident.id and order.open for order in cases.orders)
        or any(o.incident_id == incident.id and o.open and o.level == level for o in cases.objections)
    )


WAITS: dict[Queue, Callable[[Cases, Scope, Incident], bool]] = {
    Queue.INTAKE: waits_for_intake,
    Queue.DISPATCH: waits_for_dispatch,
    Queue.HANDLE: waits_for_handling,
    Queue.VERIFY: waits_for_verification,
    Queue.SUPERVISE: waits_for_supervision,
}


def urgency(incident: Incident) -> tuple[bool, int, datetime, UUID]:
    return not incident.urgent, incident.severity, incident.due_at or FAR, incident.id


async def pages(ask: Callable[[str | None], Any]) -> list[Incident]:
    """All items, page after page."""
    found: list[Incident] = []
    cursor: str | None = None
    while True:
        page: Page = await ask(cursor)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
        assert page.items


@pytest.mark.parametrize("kind", list(Queue))
async def test_a_queue_has_what_waits_for_its_reader_in_order_of_urgency(database: Database, kind: Queue) -> None:
    cases = made_up(1, 300)
    await stored(database, cases)
    async with store.snapshot(database) as c:
        for name, scope in scopes().items():
            wanted = sorted((i for i in cases.incidents if WAITS[kind](cases, scope, i)), key=urgency)
            found = await pages(partial(store.queues.queue, c, kind, scope, limit=7))
            assert [i.number for i in found] == [i.number for i in wanted], name
            assert found == wanted


async def test_a_queue_is_counted_as_a_whole_up_to_a_limit(database: Database) -> None:
    cases = made_up(6, 120)
    await stored(database, cases)
    async with store.snapshot(database) as c:
        for (name, scope), kind in product(scopes().items(), Queue):
            many = sum(WAITS[kind](cases, scope, incident) for incident in cases.incidents)
            found = await store.counting.tally(c, kind, scope, MONDAY, 0.8)
            assert (found.count, found.capped) == (many, False), (name, kind)
            capped = await store.counting.tally(c, kind, scope, MONDAY, 0.8, most=3)
            assert (capped.count, capped.capped) == (min(many, 3), many > 3), (name, kind)


async def test_the_one_condition_says_what_the_scope_says(database: Database) -> None:
    cases = made_up(2, 200)
    await stored(database, cases)
    wanted = {scope: {i.id for i in cases.incidents if scope.sees(i, cases.tasks_of(i))} for scope in scopes().values()}
    wanted[Scope(None, incident_id=cases.incidents[3].id)] = {cases.incidents[3].id}
    async with store.snapshot(database) as c:
        for scope, ids in wanted.items():
            condition, values = store.scoping.scope_sql(scope, 2)
            query = f"SELECT i.id FROM incident AS i WHERE i.version = $1 AND {condition}"  # noqa: S608
            assert {record["id"] for record in await c.fetch(query, 1, *values)} == ids, scope


CHECKED = (State.REPORTED, State.CHECKING)
FILTERS = {
    "all": Filters(),
    "open": Filters(open=True),
    "state": Filters(state=State.HANDLING),
    "category": Filters(category="06013"),
    "township": Filters(township=EAST),
    "number": Filters(number="GY-7"),
    "mine": Filters(mine=True),
    "mine among others": Filters(mine=True, open=True, number="GY-8"),
    "words": Filters(words=("垃圾", "Tonghu")),
    "words that name a kind": Filters(words=("垃圾", "通湖路 "), kinds=("06013",)),
    "words of those that are open": Filters(words=("满溢",), open=True),
    "since": Filters(since=MONDAY + timedelta(minutes=30)),
    "checks": Filters(checks=True),
    "unplaced": Filters(unplaced=ROOT),
    "several": Filters(state=State.CLOSED, category="06010", township=EAST, since=MONDAY + timedelta(minutes=10)),
}


def passes(filters: Filters, incident: Incident, reader: UUID | None) -> bool:
    return (
        (filters.state is None or incident.state == filters.state)
        and (filters.category is None or incident.category == filters.category)
        and (filters.township is None or incident.township == filters.township)
        and (filters.number is None or incident.number == filters.number)
        and (filters.since is None or incident.reported_at >= filters.since)
        and (not filters.checks or (incident.checker_id is not None and incident.state in CHECKED))
        and (filters.unplaced is None or incident.grid_id is None)
        and (not filters.open or incident.state not in ENDS)
        and (not filters.mine or incident.reporter_id == reader)
        and (incident.category in filters.kinds or all(word.lower() in said(incident) for word in filters.words))
    )


def said(incident: Incident) -> str:
    """What was written about a case."""
    number = int(incident.number.removeprefix("GY-"))
    return ("垃圾桶满溢", "垃圾，100%是_昨天_的", "路灯不亮", "x" * 600)[number % 4] + (
        "\ntonghu 路 3 号" if number % 3 else ""
    )


async def written(database: Database, cases: Cases) -> None:
    rows = []
    for each in cases.incidents:
        description, _, address = said(each).partition("\n")
        rows.append((each.id, description, address or None))
    async with store.transaction(database) as connection:
        await store.writing.insert_wording(connection, rows)


@pytest.mark.parametrize("named", list(FILTERS))
async def test_a_list_has_what_its_reader_may_see_newest_first(database: Database, named: str) -> None:
    cases, filters = made_up(3, 120), FILTERS[named]
    await stored(database, cases)
    await written(database, cases)
    everybody = {**scopes(), "a receipt's": Scope(None, incident_id=cases.incidents[7].id)}
    async with store.snapshot(database) as c:
        for name, scope in everybody.items():
            seen = [
                i for i in cases.incidents if scope.sees(i, cases.tasks_of(i)) and passes(filters, i, scope.person_id)
            ]
            found = await pages(partial(store.queues.listing, c, scope, filters, limit=7))
            wanted = sorted(seen, key=lambda i: i.id, reverse=True)
            assert [i.number for i in found] == [i.number for i in wanted], name
    assert sorted(cases.incidents, key=lambda i: i.id) == cases.incidents


@pytest.mark.parametrize("word", ["%", "_昨", "100%", "不亮", "TONGHU", "圾桶满", "桶，", "溢t", "xxxx"])
async def test_a_word_is_found_as_it_stands_there(database: Database, word: str) -> None:
    cases = made_up(5, 60)
    await stored(database, cases)
    await written(database, cases)
    async with store.snapshot(database) as c:
        found = await pages(partial(store.queues.listing, c, Scope(PERSONS[0], (ROOT,)), Filters(words=(word,))))
    assert {i.id for i in found} == {i.id for i in cases.incidents if word.lower() in said(i)}


async def test_a_search_for_words_is_given_up_before_it_holds_up_others(database: Database) -> None:
    wanted = Scope(PERSONS[0], (ROOT,)), Filters(words=("垃圾",))
    async with store.transaction(database) as other, store.snapshot(database) as c:
        await other.execute("LOCK TABLE wording")
        with pytest.raises(BadInput, match="too-common"):
            await store.queues.listing(c, *wanted)
    async with store.snapshot(database) as c:
        await store.queues.listing(c, *wanted)
        assert await c.fetchval("SHOW statement_timeout") == "0", "what else is asked has the time that it takes"


async def test_a_village_within_a_village_keeps_its_cases(database: Database) -> None:
    """Where two tiers share a duty level, an incident bears the code of the lower one."""
    inner = PLACES[-1]
    async with store.transaction(database) as c:
        await c.execute("UPDATE grid SET level = 3 WHERE code = $1", inner.code)
    cases = made_up(4, 150)
    for index, incident in enumerate(cases.incidents):
        if incident.path == inner.path:
            cases.incidents[index] = incident.but(village=inner.code)
    await stored(database, cases)
    scope = Scope(PERSONS[0], (inner.path.rpartition(".")[0],))
    wanted = {i.id for i in cases.incidents if scope.sees(i, cases.tasks_of(i))}
    async with store.snapshot(database) as c:
        found = await pages(partial(store.queues.listing, c, scope, None, limit=50))
    assert {incident.id for incident in found} == wanted
    assert any(incident.path == inner.path for incident in found)


async def test_pages_go_on_where_the_last_one_ended_whatever_happens_in_between(database: Database) -> None:
    cases = made_up(5, 60)
    waiting = [i.but(state=State.REPORTED, path=ROOT) for i in cases.incidents]
    await stored(database, replace(cases, incidents=waiting, tasks=[], orders=[], objections=[]))
    scope, order = Scope(PERSONS[0], (ROOT,)), sorted(waiting, key=urgency)
    async with store.transaction(database) as c:
        first = await store.queues.queue(c, Queue.INTAKE, scope, None, 20)
        for gone in (order[3], order[19], order[25]):
            await c.execute("UPDATE incident SET state = 'closed' WHERE id = $1", gone.id)
        second = await store.queues.queue(c, Queue.INTAKE, scope, first.next, 20)
    assert first.items == order[:20]
    assert second.items == [*order[20:25], *order[26:41]]


async def test_a_full_last_page_has_no_next(database: Database) -> None:
    cases = made_up(6, 40)
    await stored(database, cases)
    scope = Scope(PERSONS[0], (ROOT,))
    async with store.snapshot(database) as c:
        assert (await store.queues.listing(c, scope, limit=40)).next is None
        assert (await store.queues.listing(c, scope, limit=39)).next is not None


BROKEN = [
    "",
    "x",
    "not a cursor",
    "垃圾",
    "\x00",
    "====",
    closed(),
    closed(1),
    closed("no id"),
    closed(True, 1, "infinity", "no id"),
    closed(True, 1, "tomorrow", str(uid("x"))),
    closed(True, 1, "2026-06-08T01:00:00", str(uid("x"))),
    closed(1, 1, "infinity", str(uid("x"))),
    closed(True, 99999999999, "infinity", str(uid("x"))),
    closed(True, 1, "infinity", str(uid("x")), "more"),
    closed({"a": 1}),
]


@pytest.mark.parametrize("cursor", BROKEN)
async def test_a_broken_cursor_is_the_askers_fault(database: Database, cursor: str) -> None:
    scope = Scope(PERSONS[0], (ROOT,))
    async with store.snapshot(database) as c:
        with pytest.raises(BadInput, match="bad-cursor"):
            await store.queues.queue(c, Queue.INTAKE, scope, cursor)
        with pytest.raises(BadInput, match="bad-cursor"):
            await store.queues.listing(c, scope, None, cursor)


@pytest.mark.parametrize("limit", [0, -1, 201])
async def test_a_page_has_between_one_and_two_hundred_items(database: Database, limit: int) -> None:
    async with store.snapshot(database) as c:
        with pytest.raises(BadInput, match="limit"):
            await store.queues.queue(c, Queue.INTAKE, Scope(PERSONS[0], (ROOT,)), None, limit)
