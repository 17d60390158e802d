"""The one city of a database: seeded whole, read back as one snapshot; who signs in, who looks at a reporter."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from models.database import Database
from models.people import PersonRow
from tests import small, stored
from tests.small import MONDAY, uid
from tests.storing import Recorded, city, count, write
from workflow import store
from workflow.errors import BadInput, NotFound


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with city(database_url) as opened:
        yield opened


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, 3)
    yield opened
    await opened.close()


async def test_the_directory_is_read_back_as_it_was_seeded(database: Database) -> None:
    wanted = small.directory()
    async with store.snapshot(database) as connection:
        found = await store.directory.load_directory(connection)
    assert found.version == 1
    assert found.root == wanted.root
    for grid in small.grids():
        assert found.grid(grid.code) == grid
        assert found.place(grid.code, MONDAY) == wanted.place(grid.code, MONDAY)
    for person in small.staff().persons.values():
        assert found.posts_of(person.id, MONDAY) == wanted.posts_of(person.id, MONDAY)
    for unit in small.units():
        assert found.unit(unit.code) == unit


async def test_boundaries_and_periods_survive_the_way_there_and_back(bare: Database) -> None:
    boundary = {"type": "Polygon", "coordinates": [[[119.4, 32.7], [119.5, 32.7], [119.5, 32.8], [119.4, 32.7]]]}
    there = stored.city()
    there.grids = [
        grid.but(boundary=boundary if grid.parent_id is None else None, valid_to=MONDAY) for grid in there.grids
    ]
    async with store.transaction(bare) as connection:
        await store.seeding.seed_city(connection, there, "!", False, "tree", MONDAY)
        found = await store.directory.load_directory(connection)
    assert [found.grid(grid.code) for grid in there.grids] == there.grids


async def test_a_database_has_one_city(database: Database) -> None:
    async with store.snapshot(database) as connection:
        row = await store.seeding.city_row(connection)
    assert row is not None
    assert (row.name, row.root_code, row.prefix, row.demonstration) == ("Small", small.ROOT, "GY", True)
    with pytest.raises(store.Inconsistent, match="city_pkey"):
        async with store.transaction(database) as connection:
            await store.seeding.seed_city(connection, stored.city(), "!", True, "", MONDAY)


async def test_there_may_be_no_city_yet(bare: Database) -> None:
    async with store.transaction(bare) as connection:
        assert await store.seeding.city_row(connection) is None
        with pytest.raises(NotFound):
            await store.seeding.wind_to(connection, 1)


async def test_a_seed_that_fails_leaves_no_city(bare: Database) -> None:
    there = stored.city()
    there.accounts = {**there.accounts, "ghost": uid("nobody")}
    with pytest.raises(store.Inconsistent):
        async with store.transaction(bare) as connection:
            await store.seeding.seed_city(connection, there, "!", True, "", MONDAY)
    assert await count(bare, "grid") == 0
    assert await count(bare, "city") == 0


async def test_the_clock_of_a_demonstration_only_goes_forward(database: Database) -> None:
    async with store.transaction(database) as connection:
        assert await store.seeding.wind_to(connection, 3600) == 3600
        assert await store.seeding.wind_to(connection, 1800) == 3600
        assert (await store.versions.active(connection)).offset_seconds == 3600


async def test_the_clock_of_a_real_city_is_not_wound(bare: Database) -> None:
    async with store.transaction(bare) as connection:
        await store.seeding.seed_city(connection, stored.city(), "!", False, "", MONDAY)
        with pytest.raises(BadInput, match="clock-is-real"):
            await store.seeding.wind_to(connection, 1)
    with pytest.raises(store.Inconsistent, match="city_clock_is_real"):
        async with store.transaction(bare) as connection:
            await connection.execute("UPDATE city SET offset_seconds = 1")


async def test_a_sign_in_holds_until_it_ends(database: Database) -> None:
    person, until = uid("admin"), MONDAY + timedelta(hours=12)
    async with store.transaction(database) as connection:
        account = await store.signing.account(connection, "admin")
        assert await store.signing.account(connection, "Admin") is None
        await store.signing.add_sign_in(connection, b"token", person, MONDAY, until)
        assert await store.signing.person_of_token(connection, b"token", MONDAY) == person
        assert await store.signing.person_of_token(connection, b"token", until) is None
        assert await store.signing.person_of_token(connection, b"other", MONDAY) is None
        await connection.execute("UPDATE account SET disabled = true")
        assert await store.signing.person_of_token(connection, b"token", MONDAY) is None
        await connection.execute("UPDATE account SET disabled = false")
        await store.signing.drop_sign_in(connection, b"token")
        assert await store.signing.person_of_token(connection, b"token", MONDAY) is None
    assert account is not None
    assert (account.person_id, account.password_hash, account.disabled) == (person, "!", False)


async def test_a_look_at_a_reporter_leaves_its_trace(database: Database) -> None:
    world = Recorded()
    ref = world.report()
    await write(database, world.taken())
    async with store.transaction(database) as connection:
        await store.writing.insert_reporters(connection, [(ref, b"name", b"phone", MONDAY)])
        found = await store.reporters.reporter(connection, ref)
        await store.reporters.add_look(connection, uid("look"), ref, uid("centre"), MONDAY, "called back")
    assert found is not None
    assert (found.name, found.phone, found.erased_at) == (b"name", b"phone", None)
    assert await count(database, "reporter_look", "reason = 'called back'") == 1


async def test_a_session_reads_and_edits_ordinary_rows(database: Database) -> None:
    async with database.session() as session:
        person = await session.get(PersonRow, uid("admin"))
        assert person is not None
        person.email = "admin@example.org"  # type: ignore[misc]  # taken for as frozen as its value
        session.add(person)
        await session.commit()
        assert person.email == "admin@example.org"
    async with store.snapshot(database) as connection:
        assert await connection.fetchval("SELECT email FROM person WHERE id = $1", uid("admin")) == person.email
