"""Bulletins as they are answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.cases import EntryOf
from api.documents import Document, Named
from workflow.gazette.payloads import Edit, Section
from workflow.indicators import Mark


class HeadingOf(Document):
    """One bulletin in a list. `hash` is the SHA-256 of its figures as canonical JSON (RFC 8785). `length` is month,
    quarter or year; `as_drawn`: it came out without anybody's approval."""

    id: UUID
    number: str
    period: str
    length: str
    edition: int
    grid: str
    place: str
    level: int
    state: str
    version: int
    drawn_at: datetime
    published_at: datetime | None
    as_drawn: bool
    hash: str


class BulletinsOf(Document):
    items: list[HeadingOf]
    next: str | None


class SectionOf(Document):
    """A section as it was drawn up: its heading, and its sentences where it has any. `optional` ones may be left
    out."""

    key: Section
    title: str
    lines: list[str]
    optional: bool


class BulletinOf(HeadingOf):
    """`figures` as they were frozen: rates are pairs, numerator and denominator. `words` as they stand, and `worded`
    where they stand in it; words that nobody approved are told to those who make it alone. `public` says that there is
    a page of it for anybody. `due_at` is when a draft is to be out; `by_itself` that it then comes out as it was drawn
    up."""

    figures: dict[str, Any]
    sections: list[SectionOf]
    words: Edit
    worded: bool
    edited_by: Named | None
    edited_at: datetime | None
    approved_by: Named | None
    approved_at: datetime | None
    published_by: Named | None
    correcting: bool
    due_at: datetime | None
    by_itself: bool
    public: bool
    others: list[HeadingOf]
    allowed: list[str]
    timeline: list[EntryOf]


class CasesOf(Document):
    """The numbers of the cases behind one figure."""

    figure: Mark
    numbers: list[str]
