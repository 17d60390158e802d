"""How the city itself is kept: each change of its people, posts, units and grids; and links to sign in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, Row, Value


class Kept(StrEnum):
    """What can be done to the directory."""

    TAKE_ON = "take_on"
    RENAME = "rename"
    LEAVE = "leave"
    SIGN_IN = "sign_in"
    """A new way in: whoever has the link chooses the password."""
    GRANT = "grant"
    END_POST = "end_post"
    ADD_UNIT = "add_unit"
    AMEND_UNIT = "amend_unit"
    END_UNIT = "end_unit"
    ADD_SPECIAL = "add_special"
    END_SPECIAL = "end_special"
    ADD_GRID = "add_grid"
    RENAME_GRID = "rename_grid"
    REDRAW = "redraw"
    MERGE_GRID = "merge_grid"


class DirectoryChange(Value):
    """One change: who made it, when and why, and what it changed as it was before and is now. `subject_id` is the
    person, unit or grid that it is about; of a post the person. Numbers have no gaps. Its hash covers everything, of
    `facts` ({before, after, reason}) the salted hash: they can be erased, and the chain stays whole."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: UUID
    kind: Kept = Field(sa_type=TEXT)
    subject_id: UUID
    path: str = Field(sa_type=CODE)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=INSTANT)
    facts: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    salt: str = Field(sa_type=TEXT)
    facts_hash: str = Field(sa_type=TEXT)
    prev_hash: str = Field(sa_type=TEXT)
    hash: str = Field(sa_type=TEXT)


class DirectoryChangeRow(DirectoryChange, Row, table=True):
    __tablename__ = "directory_change"
    __table_args__ = (
        Index("directory_change_subject", "subject_id", "number"),
        Index("directory_change_at", "at"),
        Index("directory_change_by", "by_id", "at"),
    )


class SignInLinkRow(Row, table=True):
    """The one link by which a person chooses their password; of its code only the SHA-256. All instants are real."""

    __tablename__ = "sign_in_link"
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    code_hash: bytes = Field(unique=True)
    expires_at: datetime = Field(sa_type=INSTANT)
