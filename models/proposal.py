"""What everybody may read of a suggestion or a wish, and how many support it. Never who."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from models.columns import TEXT, Row


class PublicationRow(Row, table=True):
    """In the words of the desk: what is proposed, and what was answered."""

    __tablename__ = "publication"
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    text: str = Field(sa_type=TEXT)
    answer: str | None = Field(default=None, sa_type=TEXT)


class SupportCountRow(Row, table=True):
    """How many support it: at least so many, since who comes on another device is counted again."""

    __tablename__ = "support_count"
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    count: int


class SupportRow(Row, table=True):
    """That a device or a member of staff was counted: a keyed hash over both and the suggestion, which tells nobody
    who, nor that two marks are of the same. Erased a set time after the day."""

    __tablename__ = "support"
    __table_args__ = (Index("support_day", "on_day"),)
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    mark: bytes = Field(primary_key=True)
    on_day: date
