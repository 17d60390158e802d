"""The one city of a database: putting it there whole, and winding a demonstration's clock on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from models.columns import Row, Value
from models.people import Person, PersonRow, Post, PostRow, Roster, RosterRow
from models.territory import CityRow, Grid, GridRow, Unit, UnitRow
from workflow.errors import BadInput, NotFound
from workflow.store import sets
from workflow.store.transactions import Connection


class City(Protocol):
    """What there is to put: the territory with what lies over what, and who works there. `accounts` has the person
    behind each name to sign in with."""

    @property
    def name(self) -> str: ...
    @property
    def prefix(self) -> str: ...
    @property
    def grids(self) -> Sequence[Grid]: ...
    @property
    def covers(self) -> Sequence[tuple[UUID, UUID]]: ...
    @property
    def units(self) -> Sequence[Unit]: ...
    @property
    def persons(self) -> Sequence[Person]: ...
    @property
    def posts(self) -> Sequence[Post]: ...
    @property
    def rosters(self) -> Sequence[Roster]: ...
    @property
    def accounts(self) -> Mapping[str, UUID]: ...


async def seed_city(
    c: Connection, city: City, password_hash: str | None, demonstration: bool, tree_hash: str, now: datetime
) -> None:
    """Puts the city there. Every account has the same password at first; without one there is no account. A second
    city is Inconsistent."""
    root = next(grid for grid in city.grids if grid.parent_id is None)
    await c.execute(
        "INSERT INTO city (id, root_code, name, prefix, tree_hash, demonstration, offset_seconds, seeded_at)"
        " VALUES (1, $1, $2, $3, $4, $5, 0, $6)",
        *(root.code, city.name, city.prefix, tree_hash, demonstration, now),
    )
    await _put(c, GridRow, Grid, city.grids)
    await c.execute(
        "INSERT INTO grid_cover (special_id, grid_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])",
        [special for special, _ in city.covers],
        [grid for _, grid in city.covers],
    )
    await _put(c, UnitRow, Unit, city.units)
    await _put(c, PersonRow, Person, city.persons)
    await _put(c, PostRow, Post, city.posts)
    await _put(c, RosterRow, Roster, city.rosters)
    if password_hash is None:
        return
    await c.execute(
        "INSERT INTO account (person_id, username, password_hash, disabled)"
        " SELECT person_id, username, $3, false FROM unnest($1::uuid[], $2::text[]) AS x(person_id, username)",
        list(city.accounts.values()),
        list(city.accounts),
        password_hash,
    )


async def _put(c: Connection, row: type[Row], value: type[Value], rows: Sequence[Any]) -> None:
    await sets.insert(c, row, sets.columns(row, value), rows)


async def continue_numbers(c: Connection, incident: int, meeting: int) -> None:
    """The numbers that the next incident and the next meeting get."""
    await c.execute(
        "SELECT setval('incident_number', $1, false), setval('meeting_number', $2, false)", incident, meeting
    )


async def read_notices(c: Connection, before: datetime) -> None:
    """What was queued until then counts as brought and read, half an hour after it was queued or then."""
    await c.execute(
        "UPDATE notice SET state = 'sent', sent_at = created_at, calling = false, repeat_at = NULL, digest_at = NULL,"
        " acknowledged_at = least(created_at + interval '30 minutes', $1)"
        " WHERE state = 'queued' AND created_at <= $1",
        before,
    )


async def city_row(c: Connection) -> CityRow | None:
    """The city of this database, if it has one yet."""
    record = await c.fetchrow("SELECT * FROM city")
    return CityRow(**dict(record)) if record else None


async def wind_to(c: Connection, seconds: int) -> int:
    """Winds the clock of a demonstration on until it is so far ahead of the real one; how far it is then. Never back,
    and never a real city's: BadInput."""
    record = await c.fetchrow("SELECT demonstration FROM city FOR UPDATE")
    if record is None:
        raise NotFound(what="city")
    if not record["demonstration"]:
        raise BadInput("seconds", "clock-is-real")
    offset: int = await c.fetchval(
        "UPDATE city SET offset_seconds = greatest(offset_seconds, $1) RETURNING offset_seconds", seconds
    )
    return offset
