"""The same key never has two effects: a twin in flight waits for the other and gets its answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from models.database import Database
from tests.small import MONDAY
from tests.storing import count
from workflow import store
from workflow.store.commands import Remembered


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, 8)
    yield opened
    await opened.close()


def row(key: str, answer: object = 1, actor: str = "person:1") -> Remembered:
    return Remembered(actor, key, "hash", {"answer": answer, "words": ["垃圾", None]}, MONDAY)


async def test_what_was_answered_is_known_again(database: Database) -> None:
    async with store.transaction(database) as connection:
        assert await store.commands.remember(connection, [row("a"), row("b")]) == {("person:1", "a"), ("person:1", "b")}
    async with store.transaction(database) as connection:
        assert await store.commands.recall(connection, "person:1", "a") == row("a")
        assert await store.commands.recall(connection, "person:2", "a") is None
        asked = [("person:1", "b"), ("person:1", "c"), ("person:2", "b")]
        assert await store.commands.recall_many(connection, asked) == {("person:1", "b"): row("b")}
        assert await store.commands.recall_many(connection, []) == {}


async def test_a_known_key_keeps_its_first_answer(database: Database) -> None:
    async with store.transaction(database) as connection:
        await store.commands.remember(connection, [row("a", 1)])
        assert await store.commands.remember(connection, [row("a", 2), row("b", 2)]) == {("person:1", "b")}
        assert await store.commands.recall(connection, "person:1", "a") == row("a", 1)
        assert await store.commands.remember(connection, []) == set()


async def test_a_twin_in_flight_waits_and_gets_the_same_answer(database: Database) -> None:
    async def twin() -> Remembered | None:
        async with store.transaction(database) as connection:
            assert await store.commands.remember(connection, [row("a", "the twin's")]) == set()
            return await store.commands.recall(connection, "person:1", "a")

    async with store.transaction(database) as connection:
        await store.commands.remember(connection, [row("a", "the first")])
        waiting = asyncio.create_task(twin())
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert await waiting == row("a", "the first")


async def test_a_twin_of_what_came_to_nothing_goes_ahead(database: Database) -> None:
    async def twin() -> set[tuple[str, str]]:
        async with store.transaction(database) as connection:
            return await store.commands.remember(connection, [row("a", "the twin's")])

    async def first() -> None:
        async with store.transaction(database) as connection:
            await store.commands.remember(connection, [row("a", "the first")])
            holding.set()
            await asyncio.sleep(0.1)
            raise ZeroDivisionError

    holding = asyncio.Event()
    failing = asyncio.create_task(first())
    await holding.wait()
    waiting = asyncio.create_task(twin())
    with pytest.raises(ZeroDivisionError):
        await failing
    assert await waiting == {("person:1", "a")}
    async with store.transaction(database) as connection:
        assert await store.commands.recall(connection, "person:1", "a") == row("a", "the twin's")


async def test_groups_with_the_same_twins_do_not_wait_for_each_other_for_ever(database: Database) -> None:
    keys = [f"key-{number}" for number in range(30)]

    async def group(order: int) -> int:
        async with store.transaction(database) as connection:
            return len(await store.commands.remember(connection, [row(key) for key in keys[::order]]))

    async with asyncio.timeout(30):
        new = await asyncio.gather(*(group(order) for order in (1, -1) * 8))
    assert sum(new) == len(keys)
    assert await count(database, "command") == len(keys)
