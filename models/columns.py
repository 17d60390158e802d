"""How a stored value's fields become PostgreSQL columns.

A noun is written once, as a frozen value (`class Task(Value)`) that the deciding works with, and becomes a table by one
further line (`class TaskRow(Task, Row, table=True)`). The column types stand on the value's fields.
"""

from typing import Any, Self

from sqlalchemy import ARRAY, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

INSTANT: Any = DateTime(timezone=True)
"""An instant, stored as timestamptz; values are always aware."""

TEXT: Any = Text
CODE: Any = Text(collation="C")
"""A code or a path that is searched by prefix: byte order, so that the index serves `LIKE 'x%'`."""

TEXTS: Any = ARRAY(Text)
JSON: Any = JSONB(none_as_null=True)


_set = object.__setattr__
"""A frozen value's copy is made by hand, with what pydantic keeps beside the fields: several times faster than
`model_copy`, and deciding changes a field every few microseconds."""


class Value(SQLModel):
    """A frozen value: compared by content, changed only by making another one."""

    model_config = SQLModelConfig(frozen=True, extra="forbid")

    def but(self, **changes: Any) -> Self:
        """The same value with some fields changed; an unknown field is a KeyError."""
        own = self.__dict__
        fields = {**own, **changes}
        if len(fields) != len(own):
            raise KeyError(f"{type(self).__name__} has no field {sorted(fields.keys() - own.keys())}")
        other = object.__new__(type(self))
        _set(other, "__dict__", fields)
        _set(other, "__pydantic_fields_set__", self.__pydantic_fields_set__)
        _set(other, "__pydantic_extra__", None)
        _set(other, "__pydantic_private__", None)
        return other


class Row(SQLModel):
    """What makes a value's subclass a table row that the session may change."""

    model_config = SQLModelConfig(frozen=False, extra="ignore")
