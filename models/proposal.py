"""What everybody may read of a suggestion or a wish, and how many support it. Never who."""

from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from models.columns import TEXT, Row


class PublicationRow(Row, table=True):
    """In the words of the desk: what is proposed, and what was answered."""

    __tablename__ = "publication"
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    text: str = Field(sa_type=TEXT)
    answer: str | None = Field(default=None, sa_type=TEXT)


class SupportCountRow(Row, table=True):
    """How many supports it has. `marked`: who was counted is not erased yet."""

    __tablename__ = "support_count"
    __table_args__ = (
        Index("support_marked", "incident_id", postgresql_where=text("marked")),
        Index("support_hot", "count", postgresql_where=text("marked")),
    )
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    count: int
    marked: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})


class SupportRow(Row, table=True):
    """That a device or a member of staff was counted: a keyed hash over both and the suggestion, which tells nobody
    who, nor that two marks are of the same, nor when. Erased a set time after the suggestion's end."""

    __tablename__ = "support"
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    mark: bytes = Field(primary_key=True)
