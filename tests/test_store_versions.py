"""What is in force changes at once for everybody, and never under a change that is being decided."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from models.database import Database
from tests.small import MONDAY
from tests.storing import count
from workflow import store
from workflow.errors import NotFound
from workflow.store.versions import Active


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, 8)
    yield opened
    await opened.close()


async def first(database: Database) -> None:
    async with store.transaction(database) as connection:
        rules = await store.versions.add_rules(connection, "rules: 1", "r1", "li", "first", MONDAY)
        calendar = await store.versions.add_calendar(connection, {"2026": []}, "c1", "li", "first", MONDAY)
        await store.versions.activate(connection, rules=rules, calendar=calendar)


async def test_versions_are_numbered_from_one_and_the_same_ones_keep_their_number(database: Database) -> None:
    async with store.transaction(database) as connection:
        numbers = [
            await store.versions.add_rules(connection, f"rules: {text}", text, "li", "", MONDAY) for text in "abacb"
        ]
        assert numbers == [1, 2, 1, 3, 2]
        assert await store.versions.rules_text(connection, 2) == "rules: b"
        days = {"2026": ["05-01", "05-02"]}
        assert await store.versions.add_calendar(connection, days, "x", "li", "", MONDAY) == 1
        assert await store.versions.calendar_days(connection, 1) == days
        for unknown in (store.versions.rules_text, store.versions.calendar_days):
            with pytest.raises(NotFound):
                await unknown(connection, 9)


async def test_two_who_add_at_once_get_two_numbers(database: Database) -> None:
    async def add(number: int) -> int:
        async with store.transaction(database) as connection:
            return await store.versions.add_rules(connection, "", f"hash {number % 5}", "li", "", MONDAY)

    numbers = await asyncio.gather(*(add(number) for number in range(20)))
    assert sorted(set(numbers)) == [1, 2, 3, 4, 5]
    assert await count(database, "rule_version") == 5


async def test_what_is_in_force_is_read_whole(database: Database) -> None:
    async with store.transaction(database) as connection:
        with pytest.raises(NotFound):
            await store.versions.active(connection)
    await first(database)
    async with store.transaction(database) as connection:
        assert await store.versions.active(connection) == Active(1, 1, 1, 0)
        number = await store.versions.add_rules(connection, "rules: 2", "r2", "li", "", MONDAY)
        await store.versions.activate(connection, rules=number)
        assert await store.versions.active(connection) == Active(2, 1, 1, 0)
        await store.versions.activate(connection, directory=True)
        assert await store.versions.active(connection) == Active(2, 1, 2, 0)


async def test_the_first_time_needs_both_versions(database: Database) -> None:
    async with store.transaction(database) as connection:
        await store.versions.add_rules(connection, "", "r", "li", "", MONDAY)
    with pytest.raises(store.Inconsistent):
        await activated(database, 1)


async def test_only_what_is_stored_can_be_put_in_force(database: Database) -> None:
    await first(database)
    with pytest.raises(store.Inconsistent):
        await activated(database, 7)


async def activated(database: Database, rules: int) -> None:
    async with store.transaction(database) as connection:
        await store.versions.activate(connection, rules=rules)


async def test_what_is_in_force_does_not_change_under_a_change(database: Database) -> None:
    await first(database)

    async def activate() -> None:
        async with store.transaction(database) as connection:
            await store.versions.activate(connection, directory=True)

    async with store.transaction(database) as one, store.transaction(database) as two:
        assert await store.versions.active(one) == await store.versions.active(two)
        waiting = asyncio.create_task(activate())
        await asyncio.sleep(0.1)
        assert not waiting.done()
    await waiting


async def test_who_only_looks_holds_nobody_up(database: Database) -> None:
    await first(database)
    async with store.snapshot(database) as looking:
        await store.versions.active(looking, share=False)
        async with asyncio.timeout(5), store.transaction(database) as connection:
            await store.versions.activate(connection, directory=True)
        assert (await store.versions.active(looking, share=False)).directory == 1
