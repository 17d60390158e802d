"""The pack of a meeting (会议材料): what those who come should know of each item of its agenda, frozen."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from models.columns import INSTANT, TEXT, Row, Value


class Pack(Value):
    """`content` is canonical JSON as text, so that its bytes never change, and `hash` the SHA-256 of it; page and paper
    are made of it alone, in either language. `edition` counts how often it was drawn up: another one takes the place of
    the last as long as the meeting is to come."""

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    edition: int
    drawn_at: datetime = Field(sa_type=INSTANT)
    rules_version: int
    calendar_version: int
    content: str = Field(sa_type=TEXT)
    hash: str = Field(sa_type=TEXT)


class PackRow(Pack, Row, table=True):
    __tablename__ = "pack"
