"""Statements on sets of rows, made once from the tables: one statement a set, however many rows it has.

A set travels as one JSON text, which the server takes apart into rows of the table's own type; but columns that are
JSON themselves travel beside it as an array of texts each. (Tried: an array for every column took twice as long, and so
did JSON within the JSON.)
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from models.columns import Row
from workflow.store.transactions import Connection

Names = tuple[str, ...]


def table_of(row: type[Row]) -> Any:
    return getattr(row, "__table__")  # noqa: B009 - every table row has one, Row does not


@cache
def columns(row: type[Row], value: type[SQLModel]) -> Names:
    """The columns of a table that hold a value's fields, in the fields' order."""
    return tuple(name for name in value.model_fields if name in table_of(row).c)


@cache
def selected(row: type[Row], value: type[SQLModel]) -> str:
    """The list of columns of a SELECT that `value` can be made of."""
    return listed(columns(row, value))


def listed(names: Iterable[str], before: str = "") -> str:
    return ", ".join(f'{before}"{name}"' for name in names)


@cache
def _nested(row: type[Row], names: Names) -> Names:
    """Those of the columns that are JSON themselves."""
    return tuple(name for name in names if isinstance(table_of(row).c[name].type, JSONB))


def sent(row: type[Row], names: Names, rows: Sequence[Any]) -> list[Any]:
    """A set as it travels, from its rows' attributes: the first arguments of a statement. JSONEncodeError for text
    that is no Unicode."""
    nested = _nested(row, names)
    plain = [name for name in names if name not in nested]
    whole = orjson.dumps([{name: getattr(each, name) for name in plain} for each in rows]).decode()
    return [whole, *([_text(getattr(each, name)) for each in rows] for name in nested)]


def _text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


@cache
def source(row: type[Row], names: Names) -> str:
    """What takes the set in the first arguments apart into rows `x`."""
    rows = f'json_populate_recordset(NULL::"{table_of(row).name}", $1::text::json)'
    nested = _nested(row, names)
    if not nested:
        return f"{rows} AS x"
    arrays = ", ".join(f"${number}::text[]" for number, _ in enumerate(nested, 2))
    beside = f"unnest({arrays}) WITH ORDINALITY AS j({listed(nested)}, ordinality)"
    return f"{rows} WITH ORDINALITY AS x JOIN {beside} USING (ordinality)"


@cache
def insertion(row: type[Row], names: Names, then: str = "") -> str:
    """INSERT of a set; `then` follows it, such as ON CONFLICT."""
    nested = _nested(row, names)
    chosen = ", ".join(f'j."{name}"::jsonb' if name in nested else f'x."{name}"' for name in names)
    return f'INSERT INTO "{table_of(row).name}" ({listed(names)}) SELECT {chosen} FROM {source(row, names)} {then}'  # noqa: S608


@cache
def upsertion(row: type[Row], names: Names) -> str:
    """INSERT of a set; of a row that is there already, every column takes the new value."""
    own = table_of(row).primary_key.columns.keys()
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in own)
    return insertion(row, names, f"ON CONFLICT ({listed(own)}) DO UPDATE SET {changed}")


async def insert(connection: Connection, row: type[Row], names: Names, rows: Sequence[Any], then: str = "") -> None:
    if rows:
        await connection.execute(insertion(row, names, then), *sent(row, names, rows))


async def upsert(connection: Connection, row: type[Row], names: Names, rows: Sequence[Any]) -> None:
    if rows:
        await connection.execute(upsertion(row, names), *sent(row, names, rows))
