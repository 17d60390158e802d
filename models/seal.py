"""Seals: each day's entries of the ledger under one root, and where in which seal an entry lies."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from models.columns import INSTANT, TEXT, Row, Value
from models.ledger import Xid8


class Seal(Value):
    """The seal of a day: over the entries that were recorded before `through`, the day's end, and are in no earlier
    seal. `starts` is the end of the day before, none of the first seal, which is over all that was there.

    `root` is that of the tree over them in the order (recorded, subject, sequence), whose leaves are their hashes, and
    `nodes` the nodes of its eighth level, one for 256 leaves. `hash` is over everything that is told of a seal and the
    hash of the one before.
    """

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date = Field(unique=True)
    starts: datetime | None = Field(default=None, sa_type=INSTANT)
    through: datetime = Field(sa_type=INSTANT)
    sealed_at: datetime = Field(sa_type=INSTANT)
    size: int
    root: str = Field(sa_type=TEXT)
    nodes: bytes = Field(sa_type=LargeBinary)
    prev_hash: str = Field(sa_type=TEXT)
    hash: str = Field(sa_type=TEXT)


class SealRow(Seal, Row, table=True):
    """`next_xid`: every entry that an earlier transaction wrote is sealed."""

    __tablename__ = "seal"
    next_xid: int = Field(sa_column=Column(Xid8(), nullable=False))


class SealLeafRow(Row, table=True):
    """An entry's place in its seal, and the hash that it had then."""

    __tablename__ = "seal_leaf"
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)
    seal: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    subject_id: UUID
    seq: int
    hash: bytes = Field(sa_type=LargeBinary)
