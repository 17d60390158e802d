"""Live events within one process: nothing is lost, nothing comes twice, and each hears what they may see."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from models.database import Database
from models.ledger import ActorKind
from tests.small import EAST, INFORMANT, MONDAY, ROOT, VILLAGE, directory, staff, uid
from tests.stored import keys
from tests.storing import Recorded, city, minutes
from tests.streaming import Ear, heard
from workflow import rights, store
from workflow.announcing import event_of
from workflow.commands import Actor
from workflow.ending import end
from workflow.engine import Engine
from workflow.events import Cursor, Event
from workflow.facts import Facts
from workflow.live import Bounds, Live, Message, Stream
from workflow.machines import Move
from workflow.rights import Scope
from workflow.view import View

EAST_PATH, WEST_PATH = f"{ROOT}.{EAST}", f"{ROOT}.9001002"
USUAL = Bounds(quiet=0.5, check=3600)
TINY = Bounds(quiet=0.05, waiting=4, farthest=50, streams=2, check=3600)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url, 8) as opened:
        yield opened


@asynccontextmanager
async def opened(database: Database, bounds: Bounds = USUAL) -> AsyncIterator[Live]:
    live = Live(Engine(database, keys(), clock=lambda: MONDAY), bounds)
    try:
        yield live
    finally:
        await live.close()


def change(seq: int, path: str = EAST_PATH, **more: object) -> Event:
    found = {"at": MONDAY, "seq": seq, "move": "note", "incident_id": uid("case"), "number": "GY-1", "path": path}
    return Event(**{**found, **more})  # type: ignore[arg-type]


async def announce(database: Database, *events: Event) -> None:
    async with store.transaction(database) as connection:
        await store.events.announce(connection, events)


def seqs(messages: Sequence[Message]) -> list[int]:
    return [message.event.seq for message in messages if message.event is not None]


async def test_each_event_comes_once_in_order_to_those_whom_it_concerns(database: Database) -> None:
    async with (
        opened(database) as live,
        heard(live, "dispatcher-east") as east,
        heard(live, "dispatcher-west") as west,
        heard(live, "supervisor") as above,
    ):
        for seq in range(1, 5):
            await announce(database, change(seq, EAST_PATH if seq % 2 else WEST_PATH))
        assert seqs(await east.events(2)) == [1, 3]
        assert seqs(await west.events(2)) == [2, 4]
        assert seqs(await above.events(4)) == [1, 2, 3, 4]


async def test_who_has_a_notice_is_told_so_and_nothing_of_what_they_may_not_see(database: Database) -> None:
    async with opened(database) as live, heard(live, "dispatcher-west") as west:
        await announce(database, change(1), change(2, told=[str(uid("dispatcher-west"))]))
        async with store.transaction(database) as connection:
            await store.events.tell(connection, [uid("dispatcher-west"), uid("gas-1")], MONDAY)
        found = await west.events(2)
        assert [(message.seen, message.told) for message in found] == [(False, True)] * 2


async def test_transactions_that_commit_out_of_order_lose_nothing(database: Database) -> None:
    async with opened(database) as live, heard(live, "supervisor") as page:
        async with store.transaction(database) as slow:
            await store.events.announce(slow, [change(1)])
            async with store.transaction(database) as slower:
                await store.events.announce(slower, [change(2)])
                await announce(database, change(3))
                assert (await page.next()).event is None, "nothing settles before the first is over"
        assert seqs(await page.events(3)) == [1, 2, 3]


async def test_a_transaction_that_comes_to_nothing_holds_nothing_up_though_no_bell_rings(database: Database) -> None:
    class Undone(Exception):
        pass

    async def in_vain() -> None:
        async with store.transaction(database) as connection:
            await store.events.announce(connection, [change(1)])
            await announce(database, change(2))
            assert (await page.next()).event is None
            raise Undone

    async with opened(database) as live, heard(live, "supervisor") as page:
        with pytest.raises(Undone):
            await in_vain()
        assert seqs(await page.events(1)) == [2]


async def test_events_arrive_though_the_connection_that_listens_is_killed(database: Database) -> None:
    async with opened(database) as live, heard(live, "supervisor") as page:
        await announce(database, change(1))
        assert seqs(await page.events(1)) == [1]
        killed = await database.pool.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')"
        )
        assert killed == 1
        for seq in (2, 3):
            await announce(database, change(seq))
            assert seqs(await page.events(1)) == [seq]


async def test_a_slow_page_blocks_nobody_and_catches_up_by_itself(database: Database) -> None:
    async with (
        opened(database, TINY) as live,
        heard(live, "supervisor") as slow,
        heard(live, "centre") as quick,
    ):
        for first in range(0, 40, 10):
            await announce(database, *(change(seq) for seq in range(first, first + 10)))
            assert seqs(await quick.events(10)) == list(range(first, first + 10))
        assert slow.stream.behind
        assert seqs(await slow.events(40)) == list(range(40))
        await announce(database, change(40))
        assert seqs(await slow.events(1)) == [40]


async def broken_and_back(live: Live, person: str, place: Cursor | None, count: int, dice: random.Random) -> list[int]:
    """What a page gets that loses its connection again and again."""
    found: list[int] = []
    while len(found) < count:
        async with heard(live, person, place) as ear:
            for _ in range(dice.randint(1, 8)):
                message = await ear.next()
                place = message.cursor
                found += seqs([message])
                if len(found) == count:
                    break
    return found


async def test_a_page_that_breaks_and_comes_back_loses_nothing_and_gets_nothing_twice(database: Database) -> None:
    dice, count = random.Random(7), 120

    async def writer(number: int) -> None:
        for seq in range(number, count, 4):
            async with store.transaction(database) as connection:
                await store.events.announce(connection, [change(seq)])
                await asyncio.sleep(dice.random() / 200)

    async with opened(database) as live, heard(live, "centre") as ear:
        pages = (broken_and_back(live, "supervisor", ear.stream.reached, count, dice) for _ in range(3))
        reading = asyncio.gather(*pages)
        await asyncio.gather(*(writer(number) for number in range(4)))
        found = await reading
    assert [sorted(each) for each in found] == [list(range(count))] * 3
    assert found[0] == found[1] == found[2], "all pages have the one order"


async def test_a_place_before_what_is_kept_means_loading_anew(database: Database) -> None:
    async with opened(database) as live:
        async with heard(live, "supervisor") as ear:
            await announce(database, change(1, at=MONDAY - timedelta(days=3)), change(2, at=MONDAY))
            first, second = await ear.events(2)
        async with store.transaction(database) as connection:
            await store.events.forget(connection, MONDAY)
        async with heard(live, "supervisor", Cursor(1, 0)) as ear:
            await ear.reset()
        async with heard(live, "supervisor", first.cursor) as ear:
            assert seqs(await ear.events(1)) == [2]
        async with heard(live, "supervisor", second.cursor) as ear:
            found = await ear.next()
            assert (found.event, found.reset) == (None, False)


def test_a_page_that_has_read_on_by_itself_is_not_set_back_to_where_the_reader_is() -> None:
    stream = Stream(uid("supervisor"), b"x", Cursor(9, 0), 4)
    stream.behind = False
    assert stream.come_to(Cursor(5, 0)) == Cursor(9, 0)
    stream.offer(Message(Cursor(7, 1), change(1)))
    assert stream.taken() == []
    assert stream.come_to(Cursor(11, 0)) == Cursor(11, 0)


async def test_a_place_from_another_database_means_loading_anew(database: Database) -> None:
    async with opened(database) as live, heard(live, "supervisor", Cursor(2**62, 0)) as ear:
        await ear.reset()
        await announce(database, change(1))
        assert seqs(await ear.events(1)) == [1]


async def test_who_is_too_far_behind_loads_anew_and_goes_on(database: Database) -> None:
    async with opened(database, TINY) as live:
        async with heard(live, "supervisor") as ear:
            place = ear.stream.reached
        await announce(database, *(change(seq) for seq in range(600)))
        async with heard(live, "supervisor", place) as ear:
            await ear.reset()
            await announce(database, change(601))
            assert seqs(await ear.events(1)) == [601]


async def test_what_is_forgotten_before_it_was_read_means_loading_anew(database: Database) -> None:
    async with opened(database) as live, heard(live, "supervisor") as ear:
        async with store.transaction(database) as connection:
            await connection.execute("SELECT pg_current_xact_id()")  # so that nothing settles
            await announce(database, change(1, at=MONDAY - timedelta(days=3)))
        await ear.events(1)
        async with store.transaction(database) as connection:
            await connection.execute(
                "INSERT INTO event_floor SELECT 1, (pg_current_xact_id()::text::bigint + 1)::text::xid8, 0"
            )
        await announce(database, change(2), change(3))
        await ear.reset()


async def test_a_quiet_page_is_told_how_far_everything_is(database: Database) -> None:
    async with opened(database, TINY) as live, heard(live, "dispatcher-west") as ear:
        first = await ear.next()
        await announce(database, change(1))
        later = await ear.next()
        while later.cursor == first.cursor:
            later = await ear.next()
        assert (later.event, later.cursor > first.cursor) == (None, True)


async def test_rights_that_change_take_effect_while_a_page_is_open(database: Database) -> None:
    async with opened(database) as live, heard(live, "dispatcher-east") as ear, heard(live, "centre") as other:
        await announce(database, change(1))
        assert seqs(await ear.events(1)) == [1]
        async with store.transaction(database) as connection:
            await connection.execute(
                "UPDATE post SET grid_id = $1 WHERE person_id = $2", uid("9001002"), uid("dispatcher-east")
            )
            await connection.execute("UPDATE active SET directory = directory + 1")
        await announce(database, change(2), change(3, WEST_PATH))
        assert seqs(await ear.events(1)) == [3]
        assert seqs(await other.events(3)) == [1, 2, 3]


async def signed_in(database: Database, name: str, token: bytes) -> None:
    async with store.transaction(database) as connection:
        await store.signing.add_sign_in(connection, token, uid(name), MONDAY, MONDAY + timedelta(days=9999))


async def ended(ear: Ear) -> bool:
    try:
        while True:
            await ear.next()
    except StopAsyncIteration:
        return True


async def test_a_page_ends_with_its_sign_in_and_no_other(database: Database) -> None:
    await signed_in(database, "supervisor", b"one")
    await signed_in(database, "supervisor", b"other")
    async with (
        opened(database) as live,
        heard(live, "supervisor", sign_in=b"one") as one,
        heard(live, "supervisor", sign_in=b"other") as other,
    ):
        await live.check()
        async with store.transaction(database) as connection:
            await store.signing.drop_sign_in(connection, b"one")
        await live.check()
        assert await ended(one)
        await announce(database, change(1))
        assert seqs(await other.events(1)) == [1]


async def test_everything_ends_when_the_process_stops(database: Database) -> None:
    async with opened(database) as live, heard(live, "supervisor") as ear:
        live.stop()
        assert await ended(ear)
        with live.opened(live.stream(uid("centre"), b"x")) as _:
            assert [each.ended for each in live.streams] == [True] * 2


async def test_a_person_has_so_many_pages_and_no_more(database: Database) -> None:
    async with opened(database, TINY) as live, heard(live, "supervisor"):
        assert not live.full(uid("supervisor"))
        async with heard(live, "supervisor"):
            assert live.full(uid("supervisor"))
            assert not live.full(uid("centre"))
        assert not live.full(uid("supervisor"))


STEPS: tuple[tuple[str, Move, dict[str, Any]], ...] = (
    ("dispatcher-east", Move.ACCEPT, {}),
    ("dispatcher-east", Move.DISPATCH, {"to": {"unit": "gas"}}),
    ("gas-1", Move.RETURN, {"type": "not_ours", "reason": "x"}),
    ("dispatcher-east", Move.DISPATCH, {"to": {"grid": VILLAGE}}),
    (f"handler-{VILLAGE}", Move.ACKNOWLEDGE, {}),
    (f"handler-{VILLAGE}", Move.RESOLVE, {"note": "x"}),
)


def test_an_event_concerns_exactly_those_who_see_the_case_before_or_after() -> None:
    world = Recorded()
    ref = world.report()
    for number, (name, move, payload) in enumerate(STEPS, 1):
        world.do(name, ref, move, minutes(number), **payload)
    checked = world.report()
    world.do("dispatcher-east", checked, Move.CHECK, minutes(8), person=uid(f"informant-{VILLAGE}02"))
    world.do("intake-east", world.report(), Move.RELOCATE, minutes(9), grid="900100200101")
    facts = Facts(directory(), world.calendar, MONDAY)
    before: dict[UUID, View] = {}
    scopes = [
        rights.scope(Actor(ActorKind.PERSON, person.id), facts.posts(person.id), facts.directory)
        for person in staff().persons.values()
    ]
    gas, handler = uid("gas-1"), uid(f"handler-{VILLAGE}")
    scopes += [
        Scope(uid("stand-in"), persons=(person,))
        for person in (gas, handler, uid(INFORMANT), uid(f"informant-{VILLAGE}02"))
    ]
    heard_by: dict[str, int] = {}
    for effects in world.taken():
        event, view = event_of(effects), effects.view
        assert isinstance(view, View)
        views = [view, *([before[view.incident.id]] if view.incident.id in before else [])]
        for scope in scopes:
            sees = any(scope.sees(each.incident, each.tasks.values()) for each in views)
            assert scope.hears(event) == sees, (event.move, scope)
            heard_by[event.move] = heard_by.get(event.move, 0) + sees
        before[view.incident.id] = view
    assert len(heard_by) >= 7
    assert all(0 < count < len(scopes) * 2 for count in heard_by.values())


async def test_what_takes_a_cancellation_for_a_lost_connection_ends_all_the_same() -> None:
    async def stubborn() -> None:
        for _ in range(2):
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await end(task)
    assert task.done()
