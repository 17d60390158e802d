"""Loading the directory: territory, units, persons, posts and rosters as one snapshot."""

from typing import NamedTuple, TypeVar
from uuid import UUID

from models.columns import Row, Value
from models.people import Person, PersonRow, Post, PostRow, Roster, RosterRow
from models.territory import Grid, GridRow, Unit, UnitRow
from workflow.directory import Directory
from workflow.store.reading import made
from workflow.store.sets import selected, table_of
from workflow.store.transactions import Connection

V = TypeVar("V", bound=Value)


async def load_directory(c: Connection, known: Directory | None = None) -> Directory:
    """The directory as it is now, at the version that is in force. Of one that is known already only the staff is read
    anew, where nothing else has changed since: territory and its outlines are most of it."""
    record = await c.fetchrow("SELECT directory, territory FROM active")
    version, territory = (record["directory"], record["territory"]) if record else (0, 0)
    if known is not None and territory <= known.version <= version:
        persons, posts = await _all(c, PersonRow, Person), await _all(c, PostRow, Post)
        return known.amended(posts, await _all(c, RosterRow, Roster), persons, version)
    return Directory(version, *await rows(c))


class Rows(NamedTuple):
    """All that a directory is made of."""

    grids: list[Grid]
    covers: list[tuple[UUID, UUID]]
    units: list[Unit]
    persons: list[Person]
    posts: list[Post]
    rosters: list[Roster]


async def rows(c: Connection) -> Rows:
    covers = await c.fetch("SELECT special_id, grid_id FROM grid_cover ORDER BY special_id, grid_id")
    return Rows(
        grids=await _all(c, GridRow, Grid),
        covers=[(record["special_id"], record["grid_id"]) for record in covers],
        units=await _all(c, UnitRow, Unit),
        persons=await _all(c, PersonRow, Person),
        posts=await _all(c, PostRow, Post),
        rosters=await _all(c, RosterRow, Roster),
    )


async def _all(c: Connection, row: type[Row], value: type[V]) -> list[V]:
    records = await c.fetch(f'SELECT {selected(row, value)} FROM "{table_of(row).name}" ORDER BY id')  # noqa: S608
    return made(value, records)
