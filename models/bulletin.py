"""The bulletin (情况通报): what a grid of the territory did in a period, with the figures frozen with it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from models.columns import CODE, INSTANT, TEXT, Row, Value


class BulletinState(StrEnum):
    PUBLISHED = "published"


class Bulletin(Value):
    """One bulletin. `figures` is canonical JSON as text, so that its bytes never change, and `hash` the SHA-256 of
    it; everything that `html_zh` and `html_en` say was made of it."""

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    period: str = Field(sa_type=TEXT)
    grid: str = Field(sa_type=CODE)
    level: int
    state: BulletinState = Field(sa_type=TEXT)
    drawn_at: datetime = Field(sa_type=INSTANT)
    rules_version: int
    calendar_version: int
    figures: str = Field(sa_type=TEXT)
    hash: str = Field(sa_type=TEXT)
    html_zh: str = Field(sa_type=TEXT)
    html_en: str = Field(sa_type=TEXT)


class BulletinRow(Bulletin, Row, table=True):
    __tablename__ = "bulletin"
    __table_args__ = (Index("bulletin_once", "period", "grid", unique=True),)


class BulletinPartRow(Row, table=True):
    """The rows that one township's figures of a period were counted from, frozen: compressed JSON. `township` is
    empty for the cases whose place is not known."""

    __tablename__ = "bulletin_part"
    period: str = Field(primary_key=True, sa_type=TEXT)
    grid: str = Field(primary_key=True, sa_type=CODE)
    township: str = Field(primary_key=True, sa_type=CODE)
    cases: bytes = Field(sa_type=LargeBinary)
