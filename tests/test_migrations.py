"""The migrations lead to exactly the tables that the models say, and back to nothing."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models import embedded, migrating
from models.database import Database, engine_of
from models.tables import METADATA
from tests.conftest import execute

_numbers = count(1)

CATALOGUE = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               pg_get_expr(d.adbin, d.adrelid) AS preset, l.collname
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
        WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = 'public'::regnamespace""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequences": "SELECT sequencename, start_value, increment_by FROM pg_sequences WHERE schemaname = 'public'",
}


@pytest.fixture
def empty_url(server_url: str, worker_id: str, testrun_uid: str) -> Iterator[str]:
    """A new database without any table."""
    name = f"gridward_empty_{testrun_uid[:8]}_{worker_id}_{next(_numbers)}"
    execute(server_url, f"""CREATE DATABASE "{name}" TEMPLATE template0 ENCODING 'UTF8'""")
    yield embedded.database_url(server_url, name)
    execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def catalogue(url: str) -> dict[str, set[tuple[Any, ...]]]:
    """Everything that makes up the tables, as PostgreSQL itself describes it."""

    async def asked() -> dict[str, set[tuple[Any, ...]]]:
        database = await Database.open(url, 1)
        try:
            found = {kind: await database.pool.fetch(query) for kind, query in CATALOGUE.items()}
        finally:
            await database.close()
        return {
            kind: {tuple(record) for record in records if "alembic_version" not in str(record[0])}
            for kind, records in found.items()
        }

    return asyncio.run(asked())


def through_engine(url: str, act: Any) -> Any:
    async def run() -> Any:
        engine = engine_of(url, 1)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(act)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def test_migrating_up_and_down_leaves_nothing(empty_url: str) -> None:
    migrating.upgrade(empty_url)
    assert catalogue(empty_url)["columns"]
    migrating.downgrade(empty_url)
    assert catalogue(empty_url) == {kind: set() for kind in CATALOGUE}
    assert asyncio.run(migrating.current(empty_url)) is None


def test_every_step_can_be_taken_back_and_taken_again(empty_url: str) -> None:
    steps = [step.revision for step in ScriptDirectory(str(migrating.SCRIPTS)).walk_revisions()][::-1]
    for step in steps:
        migrating.upgrade(empty_url, step)
        after = catalogue(empty_url)
        migrating.downgrade(empty_url, "-1")
        migrating.upgrade(empty_url, step)
        assert catalogue(empty_url) == after
    assert asyncio.run(migrating.current(empty_url)) == migrating.head() == steps[-1]


def test_the_migrated_tables_are_those_of_the_models(empty_url: str) -> None:
    migrating.upgrade(empty_url)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, METADATA))

    assert through_engine(empty_url, differences) == []


def test_postgresql_sees_no_difference_between_migrated_and_declared_tables(empty_url: str, database_url: str) -> None:
    through_engine(empty_url, METADATA.create_all)
    declared, migrated = catalogue(empty_url), catalogue(database_url)
    for kind in CATALOGUE:
        assert migrated[kind] == declared[kind], kind


def test_many_processes_may_migrate_the_same_database_at_once(empty_url: str) -> None:
    code = f"from models.migrating import upgrade; upgrade({empty_url!r})"
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert asyncio.run(migrating.current(empty_url)) == migrating.head()


def test_migrating_a_migrated_database_changes_nothing(database_url: str) -> None:
    before = catalogue(database_url)
    migrating.upgrade(database_url)
    assert catalogue(database_url) == before


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    execute(empty_url, "CREATE TABLE notice (id integer)")
    with pytest.raises(Exception, match="already exists"):
        migrating.upgrade(empty_url)
    assert {row[0] for row in catalogue(empty_url)["columns"]} == {"notice"}


def test_only_what_people_call_by_number_and_live_events_are_numbered_by_sequences(database_url: str) -> None:
    assert {row[0] for row in catalogue(database_url)["sequences"]} == {
        "incident_number",
        "meeting_number",
        "motion_number",
        "spot_number",
        "patrol_number",
        "campaign_number",
        "event_id_seq",
    }


def test_codes_and_paths_are_searched_by_their_prefix_with_an_index(database_url: str) -> None:
    """A column of another collation than C would make a prefix search read the whole table."""
    columns = catalogue(database_url)["columns"]
    collations = {(table, column): collation for table, column, *_, collation in columns}
    for place in (
        ("grid", "path"),
        ("grid", "code"),
        ("incident", "path"),
        ("incident", "township"),
        ("event", "path"),
    ):
        assert collations[place] == "C"
