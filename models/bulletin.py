"""The bulletin (情况通报): what a grid of the territory did in a period, with the figures frozen with it, and its life
from the draft to its readers."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from models.columns import CODE, INSTANT, JSON, TEXT, Row, Value


class BulletinState(StrEnum):
    NEW = "new"
    """Being drawn up; never stored."""
    DRAFTED = "drafted"
    """As it was drawn up: figures, and no word of anybody's."""
    EDITED = "edited"
    """Somebody has written to it; still a draft."""
    APPROVED = "approved"
    PUBLISHED = "published"
    """It has been decided that it is out; it is sent in the same breath."""
    SENT = "sent"
    """Its readers were told; there is nothing left to do."""
    WITHDRAWN = "withdrawn"
    """A draft that was thrown away; another is drawn up in its place."""
    SUPERSEDED = "superseded"
    """A correction of it is out; both are kept."""


DRAFTS = frozenset({BulletinState.DRAFTED, BulletinState.EDITED, BulletinState.APPROVED})
BULLETIN_ENDS = frozenset({BulletinState.SENT, BulletinState.WITHDRAWN, BulletinState.SUPERSEDED})
PUBLIC = frozenset({BulletinState.PUBLISHED, BulletinState.SENT, BulletinState.SUPERSEDED})
"""Those that are out: every member of staff may read them."""

PUBLIC_SQL = "state IN ('published','sent','superseded')"
OPEN_BULLETIN_SQL = "state IN ('drafted','edited','approved','published')"


class Bulletin(Value):
    """One bulletin of a grid (the city, or a township): its life. Its figures are in `BulletinFigures`, what people
    wrote to it in `BulletinWords`.

    `hash` is the SHA-256 of the figures, `words_hash` that of the words (none where nobody wrote any): so the chain of
    its ledger holds both. `edition` counts the drafts of its period and grid; `corrects` is the published one that it
    takes the place of. `as_drawn` says that it was published without anybody's approval, and without the words that
    waited for it. `correcting` says that a correction was asked for. Those of before 0035 have no ledger.
    """

    id: UUID = Field(primary_key=True)
    number: str = Field(sa_type=TEXT, unique=True)
    state: BulletinState = Field(sa_type=TEXT)
    version: int = 0
    period: str = Field(sa_type=TEXT)
    edition: int = 1
    grid: str = Field(sa_type=CODE)
    path: str = Field(sa_type=CODE)
    level: int
    corrects: UUID | None = Field(default=None, foreign_key="bulletin.id")
    hash: str = Field(sa_type=TEXT)
    drawn_at: datetime = Field(sa_type=INSTANT)
    words_hash: str | None = Field(default=None, sa_type=TEXT)
    edited_by: UUID | None = Field(default=None, foreign_key="person.id")
    edited_at: datetime | None = Field(default=None, sa_type=INSTANT)
    handed_back: int = 0
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    published_by: UUID | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = Field(default=None, sa_type=INSTANT)
    as_drawn: bool = False
    correcting: bool = False
    raised_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    rules_version: int
    calendar_version: int

    @property
    def open(self) -> bool:
        return self.state not in BULLETIN_ENDS

    @property
    def out(self) -> bool:
        """Whether it has been published."""
        return self.state in PUBLIC

    @property
    def worded(self) -> bool:
        """Whether what people wrote stands in it: what was approved, and while it is a draft what waits for that."""
        return self.words_hash is not None and not self.as_drawn


class BulletinRow(Bulletin, Row, table=True):
    __tablename__ = "bulletin"
    __table_args__ = (
        Index("bulletin_once", "period", "grid", "edition", unique=True),
        Index("bulletin_newest", "drawn_at", "id"),
        Index("bulletin_open", "drawn_at", "id", postgresql_where=text(OPEN_BULLETIN_SQL)),
        Index("bulletin_unsettled", "id", postgresql_where=text("state = 'sent' AND corrects IS NOT NULL")),
    )


class BulletinFigures(Value):
    """What a bulletin was made of: `figures` is canonical JSON as text, so that its bytes never change. The pages are
    kept as they were when it came out, for staff and, of the city's months, for anybody; none before that.
    `public_format` says how the latter were made; where there is none they are not for anybody, whatever they are."""

    id: UUID = Field(primary_key=True, foreign_key="bulletin.id")
    figures: str = Field(sa_type=TEXT)
    html_zh: str | None = Field(default=None, sa_type=TEXT)
    html_en: str | None = Field(default=None, sa_type=TEXT)
    public_zh: str | None = Field(default=None, sa_type=TEXT)
    public_en: str | None = Field(default=None, sa_type=TEXT)
    public_format: int | None = None


class BulletinFiguresRow(BulletinFigures, Row, table=True):
    __tablename__ = "bulletin_figures"
    __table_args__ = (Index("bulletin_unfrozen", "id", postgresql_where=text("html_zh IS NULL")),)


class BulletinWordsRow(Row, table=True):
    """What people wrote to a bulletin, as it stands: introduction, comments, order of sections, recommendation."""

    __tablename__ = "bulletin_words"
    id: UUID = Field(primary_key=True, foreign_key="bulletin.id")
    words: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class BulletinPartRow(Row, table=True):
    """The rows that one township's figures of a period were counted from, frozen: compressed JSON. `grid` is the city's
    root, `township` is empty for the cases whose place is not known."""

    __tablename__ = "bulletin_part"
    period: str = Field(primary_key=True, sa_type=TEXT)
    grid: str = Field(primary_key=True, sa_type=CODE)
    township: str = Field(primary_key=True, sa_type=CODE)
    cases: bytes = Field(sa_type=LargeBinary)
