"""The photo: a picture of a problem as we keep it, and the entries that name it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.columns import INSTANT, TEXT, Row, Value

UNUSED_SQL = "used_at IS NULL"


class MediaType(StrEnum):
    """The kinds of picture that are taken, and kept as the kind that they came as."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


class Photo(Value):
    """One upload. `sha256` is of the file that is kept, which several uploads of the same picture share; `width` and
    `height` are its pixels, the right way up; `bytes` its size."""

    id: UUID = Field(primary_key=True)
    sha256: str = Field(sa_type=TEXT)
    media_type: MediaType = Field(sa_type=TEXT)
    width: int
    height: int
    bytes: int
    uploaded_by: UUID | None = Field(default=None, foreign_key="person.id")
    draft: UUID | None = None
    """Of what a resident sends without a sign-in: the report that they are making. Either this or `uploaded_by`."""
    uploaded_at: datetime = Field(sa_type=INSTANT)
    used_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When an entry first named it. What none has named after a day is forgotten."""


class PhotoRow(Photo, Row, table=True):
    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", "photo_sha256"),
        CheckConstraint("(uploaded_by IS NULL) <> (draft IS NULL)", "photo_of_somebody"),
        Index("photo_content", "sha256"),
        Index("photo_unused", "uploaded_at", postgresql_where=text(UNUSED_SQL)),
        Index("photo_unused_of", "uploaded_by", postgresql_where=text(UNUSED_SQL)),
        Index("photo_of_draft", "draft", postgresql_where=text(f"draft IS NOT NULL AND {UNUSED_SQL}")),
        Index("photo_without_sign_in", "uploaded_at", postgresql_where=text("draft IS NOT NULL")),
    )


class PhotoUse(Value):
    """An entry of an incident's ledger that names a photo: by which move, and when."""

    photo_id: UUID = Field(primary_key=True, foreign_key="photo.id")
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    entry: int = Field(primary_key=True)
    move: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=INSTANT)


class PhotoUseRow(PhotoUse, Row, table=True):
    __tablename__ = "photo_use"
    __table_args__ = (Index("photo_use_incident", "incident_id", "entry"),)
