"""The figures of the days: what each case adds to them, and their sums."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from models.columns import CODE, INSTANT, TEXT, TEXTS, Row


class Grain(StrEnum):
    """How finely sums are kept."""

    DAY = "day"
    MONTH = "month"


class CaseWeightRow(Row, table=True):
    """What a case adds to the figures of every period that has the days `since` and `day`. `by` and `key` say whose
    figures they are, `township` where the case lay, empty where that is unknown. Told by the ledger as it stood when
    `day` ended: never changed again."""

    __tablename__ = "case_weight"
    __table_args__ = (Index("case_weight_of", "by", "key", "day", "township"),)
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    day: date = Field(primary_key=True)
    since: date = Field(primary_key=True)
    by: str = Field(primary_key=True, sa_type=TEXT)
    key: str = Field(primary_key=True, sa_type=CODE)
    township: str = Field(primary_key=True, sa_type=CODE)
    gained: list[str] = Field(sa_type=TEXTS)
    lost: list[str] = Field(sa_type=TEXTS)


class FigureRow(Row, table=True):
    """The sum of these for all cases, by mark; of grain `month` both days are the first of their months."""

    __tablename__ = "figure"
    __table_args__ = (Index("figure_of", "grain", "by", "key", "day"),)
    grain: Grain = Field(primary_key=True, sa_type=TEXT)
    by: str = Field(primary_key=True, sa_type=TEXT)
    mark: str = Field(primary_key=True, sa_type=TEXT)
    day: date = Field(primary_key=True)
    township: str = Field(primary_key=True, sa_type=CODE)
    key: str = Field(primary_key=True, sa_type=CODE)
    since: date = Field(primary_key=True)
    weight: int


class FiguresDrawnRow(Row, table=True):
    """Up to which day the figures have been drawn up, and when; the latest counts."""

    __tablename__ = "figures_drawn"
    day: date = Field(primary_key=True)
    drawn_at: datetime = Field(sa_type=INSTANT)
