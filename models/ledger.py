"""The ledger: every change, once, in order, each entry chained to the one before it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field

from models.columns import INSTANT, JSON, TEXT, Row, Value


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id. Not in commit order: `xid < pg_snapshot_xmin(…)` is what has settled."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class ActorKind(StrEnum):
    PERSON = "person"
    RECEIPT = "receipt"
    """Who holds a reporter's receipt."""
    PUBLIC = "public"
    SYSTEM = "system"


class Entry(Value):
    """One entry. Its hash covers everything but the facts themselves, of which it covers the salted hash, so that
    facts can be erased and the chain stays whole. `changes` alone rebuild the subject's state."""

    subject_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    happened_at: datetime = Field(sa_type=INSTANT)
    recorded_at: datetime = Field(sa_type=INSTANT)
    actor_kind: ActorKind = Field(sa_type=TEXT)
    actor_id: UUID | None = None
    standing: str = Field(sa_type=TEXT)
    """As what the actor acted: a role, or a relation such as `reporter` or `doer`."""
    move: str = Field(sa_type=TEXT)
    about: UUID
    """The subject that moved: the incident, or one of its tasks, requests, orders, objections."""
    changes: list[dict[str, Any]] = Field(sa_type=JSON)
    reasons: list[dict[str, Any]] = Field(sa_type=JSON)
    facts: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    rules_version: int
    calendar_version: int
    salt: str = Field(sa_type=TEXT)
    facts_hash: str = Field(sa_type=TEXT)
    prev_hash: str = Field(sa_type=TEXT)
    hash: str = Field(sa_type=TEXT)

    @property
    def asked(self) -> dict[str, Any]:
        """The questions that the decision asked, with their answers; none once its facts were erased."""
        found: dict[str, Any] = (self.facts or {}).get("asked") or {}
        return found

    @property
    def command(self) -> dict[str, Any]:
        """The payload as it was sent; empty once it was erased."""
        found: dict[str, Any] = (self.facts or {}).get("command") or {}
        return found


class EntryRow(Entry, Row, table=True):
    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_xid", "xid"),
        Index("entry_recorded", "recorded_at", postgresql_using="brin"),
    )
    xid: int | None = Field(
        default=None,
        sa_column=Column(Xid8(), server_default=text("pg_current_xact_id()"), nullable=False),
    )
