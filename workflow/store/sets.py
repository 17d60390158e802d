"""Statements on sets of rows, made once from the tables: one statement a set, however many rows it has.

A set goes to the server as one array a column. An array of arrays would be flattened there, and an array whose
elements are lists confuses the driver: so what is JSON or a list of texts travels as JSON text.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from models.columns import Row
from workflow.store.transactions import Connection

_TYPES: dict[type[Any], str] = {
    Text: "text",
    BigInteger: "bigint",
    Integer: "integer",
    Boolean: "boolean",
    Uuid: "uuid",
    Float: "double precision",
    DateTime: "timestamptz",
    Date: "date",
    LargeBinary: "bytea",
}
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
def insertion(row: type[Row], names: Names, then: str = "") -> str:
    """INSERT of a set; `then` follows it, such as ON CONFLICT."""
    table = table_of(row)
    chosen = ", ".join(_cast(table.c[name]) for name in names)
    return f'INSERT INTO "{table.name}" ({listed(names)}) SELECT {chosen} FROM {_set(table, names)} {then}'  # noqa: S608


@cache
def upsertion(row: type[Row], names: Names) -> str:
    """INSERT of a set; of a row that is there already, every column takes the new value."""
    own = table_of(row).primary_key.columns.keys()
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in own)
    return insertion(row, names, f"ON CONFLICT ({listed(own)}) DO UPDATE SET {changed}")


@cache
def update(row: type[Row], names: Names, where: str, more: Names = ()) -> str:
    """UPDATE of a set `x`, which has `more` whole numbers beside the columns, of the rows `t` of the same id that
    fulfil `where`."""
    table = table_of(row)
    changed = ", ".join(f'"{name}" = {_cast(table.c[name])}' for name in names if name != "id")
    return f'UPDATE "{table.name}" AS t SET {changed} FROM {_set(table, names, more)} WHERE t.id = x.id AND {where}'  # noqa: S608


def arguments(row: type[Row], names: Names, rows: Sequence[Any]) -> list[list[Any]]:
    """One list a column, of the rows' attributes."""
    table = table_of(row)
    return [_column(table.c[name], [getattr(each, name) for each in rows]) for name in names]


async def insert(connection: Connection, row: type[Row], names: Names, rows: Sequence[Any], then: str = "") -> None:
    if rows:
        await connection.execute(insertion(row, names, then), *arguments(row, names, rows))


async def upsert(connection: Connection, row: type[Row], names: Names, rows: Sequence[Any]) -> None:
    if rows:
        await connection.execute(upsertion(row, names), *arguments(row, names, rows))


def _set(table: Any, names: Names, more: Names = ()) -> str:
    types = [*(_sent(table.c[name]) for name in names), *("integer" for _ in more)]
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(types, 1))
    return f"unnest({arrays}) AS x({listed(names + more)})"


def _sent(column: Column[Any]) -> str:
    """The type that a column's values travel in."""
    if isinstance(column.type, JSONB | ARRAY):
        return "text"
    return next(name for kind, name in _TYPES.items() if isinstance(column.type, kind))


def _cast(column: Column[Any]) -> str:
    if isinstance(column.type, JSONB):
        return f'x."{column.name}"::jsonb'
    if isinstance(column.type, ARRAY):
        return f'ARRAY(SELECT jsonb_array_elements_text(x."{column.name}"::jsonb))'
    return f'x."{column.name}"'


def _column(column: Column[Any], values: list[Any]) -> list[Any]:
    if isinstance(column.type, JSONB | ARRAY):
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    return values
