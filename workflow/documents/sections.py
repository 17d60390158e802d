"""What a document says, whatever it is written on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from models.people import Language
from workflow.indicators import Ratio

Cell: TypeAlias = str | int | Ratio | None
"""A word, a count, a rate, or nothing to be said. All cells of a column are of one kind."""


@dataclass(frozen=True)
class Bars:
    """A chart: for each name a bar of several parts, which add up to what the bar stands for. `series` has a label, a
    colour (`#rrggbb`) and a value for each name."""

    names: Sequence[str]
    series: Sequence[tuple[str, str, Sequence[int]]]


@dataclass(frozen=True)
class Table:
    """`name` tells it from the other tables: at most 31 characters, as a workbook wants it. `level` is that of its
    heading: 2 of a section, 3 of what stands in one."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    note: str = ""
    bars: Bars | None = None
    level: int = 2


@dataclass(frozen=True)
class Text:
    """Sentences under a heading; as a list where they are several things."""

    lines: Sequence[str]
    title: str = ""
    listed: bool = False
    level: int = 2


Section: TypeAlias = Table | Text


@dataclass(frozen=True)
class Paper:
    """A document. `foot` stands at its end: what it was made from."""

    title: str
    subtitle: str
    language: Language
    made_at: datetime
    sections: Sequence[Section]
    foot: Sequence[str] = ()
