"""Bulletins: their lives, what is in them, and the rows that their figures were counted from, which never change."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.bulletin import (
    OPEN_BULLETIN_SQL,
    PUBLIC_SQL,
    Bulletin,
    BulletinFigures,
    BulletinFiguresRow,
    BulletinRow,
)
from models.people import Language
from workflow.bulletins import Issue
from workflow.store import paging, sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.listed(sets.columns(BulletinRow, Bulletin), "b.")
FIGURES = sets.columns(BulletinFiguresRow, BulletinFigures)
PAGES = {
    "html_zh": (Language.ZH, False),
    "html_en": (Language.EN, False),
    "public_zh": (Language.ZH, True),
    "public_en": (Language.EN, True),
}
"""Which page each column keeps."""

PUBLIC_FORMAT = 2
"""How pages for anybody are made. Where none is kept beside a page it is none for anybody: before there was one, the
page of the staff was kept in its place."""


async def put_figures(c: Connection, identity: UUID, figures: str) -> None:
    """Stores what a bulletin was made of, once and for all."""
    await sets.insert(c, BulletinFiguresRow, FIGURES, [BulletinFigures(id=identity, figures=figures)])


async def put_words(c: Connection, identity: UUID, words: Mapping[str, Any]) -> None:
    """What people wrote to a bulletin, in place of what they wrote before."""
    await c.execute(
        "INSERT INTO bulletin_words (id, words) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET words = excluded.words",
        identity,
        dict(words),
    )


async def freeze_pages(c: Connection, identity: UUID, pages: Mapping[tuple[Language, bool], str]) -> None:
    """Keeps the pages of a bulletin that is out, unless they are kept already."""
    await c.execute(
        "UPDATE bulletin_figures SET html_zh = $2, html_en = $3, public_zh = $4, public_en = $5, public_format = $6"
        " WHERE id = $1 AND html_zh IS NULL",
        identity,
        *(pages.get(which) for which in PAGES.values()),
        PUBLIC_FORMAT if (Language.ZH, True) in pages else None,
    )


async def there(c: Connection, period: str, grid: str, edition: int) -> bool:
    found: bool = await c.fetchval(
        "SELECT EXISTS (SELECT FROM bulletin WHERE period = $1 AND grid = $2 AND edition = $3)", period, grid, edition
    )
    return found


async def editions(c: Connection, period: str, grid: str) -> list[Bulletin]:
    """The bulletins of a grid and period, the first edition first."""
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM bulletin AS b WHERE period = $1 AND grid = $2 ORDER BY edition",  # noqa: S608
        period,
        grid,
    )
    return made(Bulletin, records)


async def find(c: Connection, ref: str) -> Bulletin | None:
    """The bulletin of this id or number, or of this period (of the whole city): of several editions the last that is
    out, or else the last."""
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM bulletin AS b"  # noqa: S608
        " WHERE b.id::text = $1 OR b.number = $1 OR (b.period = $1 AND b.level = 1)"
        f" ORDER BY b.number = $1 DESC, b.state IN ('sent','published') DESC, b.{PUBLIC_SQL} DESC, b.edition DESC"
        " LIMIT 1",
        ref,
    )
    return next(iter(made(Bulletin, records)), None)


async def identity(c: Connection, number: str) -> UUID | None:
    """The id of the bulletin with this number."""
    found: UUID | None = await c.fetchval("SELECT id FROM bulletin WHERE number = $1", number)
    return found


async def issue(c: Connection, bulletin: Bulletin) -> Issue:
    """A bulletin with what is in it."""
    record = await c.fetchrow("SELECT * FROM bulletin_figures WHERE id = $1", bulletin.id)
    assert record is not None
    words = await c.fetchval("SELECT words FROM bulletin_words WHERE id = $1", bulletin.id)
    mine = record["public_format"] is not None
    pages = {
        which: record[column]
        for column, which in PAGES.items()
        if record[column] is not None and (mine or not which[1])
    }
    return Issue(bulletin, record["figures"], words or {}, pages)


@dataclass(frozen=True)
class Wanted:
    """What a list of bulletins is narrowed to: a grid by its code, a period or the beginning of its name, those
    that are still drafts, the city's or the townships' (`level`)."""

    grid: str | None = None
    period: str | None = None
    drafts: bool = False
    level: int | None = None


async def listing(
    c: Connection, wanted: Wanted, seen: Collection[str], cursor: str | None, limit: int
) -> tuple[list[Bulletin], str | None]:
    """A page of the bulletins, the newest first, and the cursor of the next. Drafts at and below the paths `seen`
    alone."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    conditions, values = ["true"], list[Any]()

    def held(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    paths = held(list(seen))
    below = (
        f"EXISTS (SELECT FROM unnest({paths}::text[]) AS p(path) WHERE b.path = p.path OR b.path ^@ (p.path || '.'))"
    )
    conditions.append(f"(b.{PUBLIC_SQL} OR {below})")
    if wanted.grid is not None:
        conditions.append(f"b.grid = {held(wanted.grid)}")
    if wanted.period is not None:
        conditions.append(f"b.period ^@ {held(wanted.period)}::text")
    if wanted.level is not None:
        conditions.append(f"b.level = {held(wanted.level)}")
    if wanted.drafts:
        conditions.append(f"b.{OPEN_BULLETIN_SQL}")
    if after is not None:
        conditions.append(f"(b.drawn_at, b.id) < ({held(after[0])}, {held(after[1])})")
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM bulletin AS b WHERE {' AND '.join(conditions)}"  # noqa: S608
        f" ORDER BY b.drawn_at DESC, b.id DESC LIMIT {limit + 1:d}",
        *values,
    )
    items = made(Bulletin, records[:limit])
    more = len(records) > limit
    return items, paging.closed(items[-1].drawn_at.isoformat(), str(items[-1].id)) if more else None


@dataclass(frozen=True)
class Public:
    """A bulletin that has a page for anybody; `by` is the number of the one that took its place (none if none)."""

    bulletin: Bulletin
    by: str | None


SUCCESSOR = (
    "(SELECT new.number FROM bulletin AS new JOIN bulletin_figures AS g ON g.id = new.id"  # noqa: S608
    " WHERE new.period = b.period AND new.grid = b.grid AND new.corrects = b.id"
    f" AND new.{PUBLIC_SQL} AND g.public_format IS NOT NULL LIMIT 1)"
)
"""The number of the correction of `b` that is out and has a page for anybody."""


async def published(c: Connection, cursor: str | None, limit: int) -> tuple[list[Public], str | None]:
    """A page of those that have a page for anybody, the newest first, and the cursor of the next."""
    limit, after = paging.checked(limit), paging.after_instant(cursor)
    records = await c.fetch(
        f"SELECT {COLUMNS}, {SUCCESSOR} AS successor FROM bulletin AS b"  # noqa: S608
        f" JOIN bulletin_figures AS f ON f.id = b.id WHERE b.{PUBLIC_SQL} AND f.public_format IS NOT NULL"
        " AND ($1::timestamptz IS NULL OR (b.drawn_at, b.id) < ($1, $2::uuid))"
        f" ORDER BY b.drawn_at DESC, b.id DESC LIMIT {limit + 1:d}",
        *(after or (None, None)),
    )
    found = [dict(record) for record in records]
    successors = [record.pop("successor") for record in found]
    items = [Public(bulletin, by) for bulletin, by in zip(made(Bulletin, found), successors, strict=True)]
    shown = items[:limit]
    more = len(items) > limit
    return shown, paging.closed(shown[-1].bulletin.drawn_at.isoformat(), str(shown[-1].bulletin.id)) if more else None


async def public_page(c: Connection, number: str, language: Language) -> tuple[str | None, str | None] | None:
    """The page for anybody of the city's bulletin with this number, and the number of the one that took its place;
    nothing of one that is not out, or that never had such a page and nothing in its place that has."""
    record = await c.fetchrow(
        f"SELECT {SUCCESSOR} AS successor, CASE WHEN f.public_format IS NOT NULL THEN f.public_{language} END AS page"  # noqa: S608
        f" FROM bulletin AS b JOIN bulletin_figures AS f ON f.id = b.id WHERE b.number = $1 AND b.{PUBLIC_SQL}",
        number,
    )
    if record is None or (record["successor"] is None and record["page"] is None):
        return None
    return record["page"], record["successor"]


async def unfrozen(c: Connection) -> list[Bulletin]:
    """Those that are out and whose pages are not kept yet."""
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM bulletin_figures AS f JOIN bulletin AS b ON b.id = f.id"  # noqa: S608
        f" WHERE f.html_zh IS NULL AND b.{PUBLIC_SQL} ORDER BY b.id"
    )
    return made(Bulletin, records)


async def corrected(c: Connection) -> list[tuple[UUID, str]]:
    """Those that are out although a correction of theirs is, each with that one's number."""
    records = await c.fetch(
        "SELECT old.id, new.number FROM bulletin AS new JOIN bulletin AS old ON old.id = new.corrects"
        " WHERE new.state = 'sent' AND new.corrects IS NOT NULL AND old.state = 'sent' ORDER BY old.id"
    )
    return [(record["id"], record["number"]) for record in records]


async def counted_otherwise(c: Connection, calendar: int, limit: int, without: Sequence[UUID] = ()) -> list[UUID]:
    """Drafts that are counted by another calendar than this one, by id. Without some."""
    records = await c.fetch(
        f"SELECT id FROM bulletin WHERE {OPEN_BULLETIN_SQL} AND calendar_version <> $1"  # noqa: S608
        " AND NOT id = ANY($3) ORDER BY id LIMIT $2",
        calendar,
        limit,
        without,
    )
    return [record["id"] for record in records]


async def ids(c: Connection) -> list[UUID]:
    """Every bulletin that ever was drawn up, by id: for who goes through them all."""
    return [record["id"] for record in await c.fetch("SELECT id FROM bulletin ORDER BY id")]


async def figures(c: Connection) -> AsyncIterator[tuple[str, str]]:
    """Number and figures of every bulletin, in order; read one by one, within a transaction."""
    async for record in c.cursor(
        "SELECT b.number, f.figures FROM bulletin AS b JOIN bulletin_figures AS f ON f.id = b.id ORDER BY b.number"
    ):
        yield record["number"], record["figures"]


async def freeze(c: Connection, period: str, grid: str, parts: Mapping[str, bytes]) -> None:
    """Keeps the packed rows of townships, instead of any that were kept of them before. Does nothing once a bulletin of
    the period is there."""
    await c.executemany(
        "INSERT INTO bulletin_part (period, grid, township, cases) SELECT $1, $2, $3, $4"
        " WHERE NOT EXISTS (SELECT FROM bulletin WHERE period = $1)"
        " ON CONFLICT (period, grid, township) DO UPDATE SET cases = excluded.cases",
        [(period, grid, township, cases) for township, cases in sorted(parts.items())],
    )


async def fixed(c: Connection, period: str) -> bool:
    """Whether a bulletin of the period is there, so that its rows stay as they are."""
    found: bool = await c.fetchval("SELECT EXISTS (SELECT FROM bulletin WHERE period = $1)", period)
    return found


async def frozen(c: Connection, period: str, grid: str, townships: Sequence[str] | None = None) -> dict[str, bytes]:
    """The packed rows by township, of all of them or of some."""
    records = await c.fetch(
        "SELECT township, cases FROM bulletin_part WHERE period = $1 AND grid = $2"
        " AND ($3::text[] IS NULL OR township = ANY($3)) ORDER BY township",
        period,
        grid,
        townships,
    )
    return {record["township"]: record["cases"] for record in records}


async def audited(c: Connection, end: datetime) -> tuple[datetime | None, int]:
    """When the whole ledger was last verified since the end of a period, and how many faults were found; (None, 0)
    where it has not been."""
    record = await c.fetchrow(
        "SELECT finished_at, (result->>'faults')::int AS faults FROM job WHERE kind = 'audit' AND state = 'done'"
        " AND finished_at >= $1 ORDER BY period DESC LIMIT 1",
        end,
    )
    return (record["finished_at"], record["faults"]) if record else (None, 0)
