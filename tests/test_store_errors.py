"""What the driver raises comes out as an error of ours, with the driver's own as its cause."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from models.database import Database
from workflow import store
from workflow.errors import BadInput, GridwardError, NotFound


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, 4)
    yield opened
    await opened.close()


async def run(database: Database, statement: str, *arguments: object) -> None:
    async with store.transaction(database) as connection:
        await connection.execute(statement, *arguments)


@pytest.mark.parametrize(
    ("statement", "argument"),
    [
        ("SELECT $1::text", "\x00"),
        ("SELECT $1::text", "\ud800"),
        ("SELECT $1::jsonb", {"a": "\x00"}),
        ("SELECT $1::jsonb", {"a": "\ud800"}),
        ("SELECT $1::integer", 2**40),
    ],
)
async def test_what_cannot_be_stored_is_bad_input(database: Database, statement: str, argument: object) -> None:
    with pytest.raises(BadInput, match="unstorable") as caught:
        await run(database, statement, argument)
    assert isinstance(caught.value.__cause__, asyncpg.DataError)


async def test_two_who_wait_for_each_other_try_again(database: Database) -> None:
    await run(database, "CREATE TABLE thing (id integer PRIMARY KEY)")
    await run(database, "INSERT INTO thing VALUES (1), (2)")
    lock, met = "UPDATE thing SET id = id WHERE id = $1", asyncio.Barrier(2)

    async def both(first: int, second: int) -> None:
        async with store.transaction(database) as connection:
            await connection.execute(lock, first)
            await met.wait()
            await connection.execute(lock, second)

    outcomes = await asyncio.gather(both(1, 2), both(2, 1), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [store.TryAgain]


async def test_a_broken_constraint_is_inconsistent_and_named(database: Database) -> None:
    with pytest.raises(store.Inconsistent, match="roster_post_id_fkey"):
        await run(
            database,
            "INSERT INTO roster (id, kind, post_id, days, weekdays, from_minute, to_minute, starts_on)"
            " VALUES (gen_random_uuid(), 'shift', gen_random_uuid(), 'all', 127, 0, 1440, now())",
        )


async def test_errors_of_the_domain_pass_unchanged_and_undo_everything(database: Database) -> None:
    thrown = NotFound(what="a test")

    async def failing() -> None:
        async with store.transaction(database) as connection:
            await connection.execute("CREATE TABLE thing (id integer)")
            raise thrown

    with pytest.raises(NotFound) as caught:
        await failing()
    assert caught.value is thrown
    await run(database, "CREATE TABLE thing (id integer)")


async def test_a_file_that_is_missing_is_not_the_databases_fault(database: Database, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        async with store.transaction(database):
            (tmp_path / "nothing").read_bytes()


async def test_a_statement_that_is_wrong_is_a_fault_of_ours_and_says_so(database: Database) -> None:
    with pytest.raises(asyncpg.InterfaceError):
        await run(database, "SELECT 1", "one argument too many")
    with pytest.raises(asyncpg.PostgresSyntaxError):
        await run(database, "SELEKT")


async def test_a_server_that_ends_the_connection_is_unreachable_and_the_next_transaction_works(
    database: Database,
) -> None:
    with pytest.raises(store.Unreachable):
        await run(database, "SELECT pg_terminate_backend(pg_backend_pid())")
    await run(database, "SELECT 1")


async def test_a_connection_that_is_gone_is_unreachable(database: Database) -> None:
    async def failing() -> None:
        async with store.transaction(database) as connection:
            connection.terminate()
            await connection.execute("SELECT 1")

    with pytest.raises(store.Unreachable):
        await failing()


async def test_a_closed_pool_is_unreachable(database_url: str) -> None:
    closed = await Database.open(database_url, 1)
    await closed.close()
    with pytest.raises(store.Unreachable):
        await run(closed, "SELECT 1")


async def test_a_transaction_that_met_another_is_run_again(database: Database) -> None:
    tries: list[int] = []

    async def act(until: int) -> int:
        tries.append(1)
        if len(tries) < until:
            raise store.TryAgain(cause="a test")
        return len(tries)

    assert await store.errors.again(act, 3) == 3
    tries.clear()
    with pytest.raises(store.TryAgain):
        await store.errors.again(act, 99)
    assert len(tries) == store.errors.TRIES


async def test_every_error_of_the_store_is_one_of_the_domain() -> None:
    assert issubclass(store.TryAgain, GridwardError)
    assert issubclass(store.Inconsistent, GridwardError)
    assert issubclass(store.Unreachable, GridwardError)
