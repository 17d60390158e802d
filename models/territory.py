"""The territory: grids in a tree, special grids that lie over it, and the units that can be sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, TEXTS, Row, Value

CITY, TOWNSHIP, VILLAGE, GROUP = 1, 2, 3, 4
"""The duty levels (一级网格 … 四级网格)."""


class Grid(Value):
    """A grid, ordinary or special (特色网格).

    `path` joins the codes from the root with dots, so a subtree is a prefix; `level` is the duty level that the rules
    give its tier. A special grid hangs under an ordinary one and may lie over several (`GridCover`).
    """

    id: UUID = Field(primary_key=True)
    code: str = Field(sa_type=CODE)
    name: str = Field(sa_type=TEXT)
    tier: str = Field(sa_type=TEXT)
    level: int
    parent_id: UUID | None = Field(default=None, foreign_key="grid.id", index=True)
    path: str = Field(sa_type=CODE)
    special: bool = False
    kind: str | None = Field(default=None, sa_type=TEXT)
    boundary: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    invented: bool = False
    valid_from: datetime = Field(sa_type=INSTANT)
    valid_to: datetime | None = Field(default=None, sa_type=INSTANT)
    successor_id: UUID | None = Field(default=None, foreign_key="grid.id")
    """Of a grid that ended: into which it was merged."""


class GridRow(Grid, Row, table=True):
    __tablename__ = "grid"
    __table_args__ = (
        Index("grid_code", "code", unique=True, postgresql_where=text("valid_to IS NULL")),
        Index("grid_path", "path"),
    )


class GridCoverRow(Row, table=True):
    """That a special grid lies over an ordinary one."""

    __tablename__ = "grid_cover"
    special_id: UUID = Field(primary_key=True, foreign_key="grid.id")
    grid_id: UUID = Field(primary_key=True, foreign_key="grid.id", index=True)


class Unit(Value):
    """A unit that can be sent (责任单位): which categories it takes (keys, groups `06*`, or `*`), in which subtrees."""

    id: UUID = Field(primary_key=True)
    code: str = Field(sa_type=CODE, unique=True)
    name: str = Field(sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)
    paths: list[str] = Field(sa_type=TEXTS)
    categories: list[str] = Field(sa_type=TEXTS)
    valid_from: datetime = Field(sa_type=INSTANT)
    valid_to: datetime | None = Field(default=None, sa_type=INSTANT)


class UnitRow(Unit, Row, table=True):
    __tablename__ = "unit"


class CityRow(Row, table=True):
    """The one city of a database: its root, whether it is a demonstration, and how far its clock was moved on."""

    __tablename__ = "city"
    __table_args__ = (
        CheckConstraint("id = 1", "city_is_one"),
        CheckConstraint("offset_seconds >= 0", "city_clock_runs_ahead"),
        CheckConstraint("demonstration OR offset_seconds = 0", "city_clock_is_real"),
    )
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    root_code: str = Field(sa_type=CODE)
    name: str = Field(sa_type=TEXT)
    prefix: str = Field(sa_type=TEXT)
    tree_hash: str = Field(sa_type=TEXT)
    demonstration: bool = False
    offset_seconds: int = 0
    seeded_at: datetime = Field(sa_type=INSTANT)
