"""Bulletins by hand: the one of a month as it was published, or drawn up now where that is still owed; on paper and as
a workbook."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

import orjson

from models.people import Language
from models.record import JobState
from models.territory import CITY
from workflow import (
    bulletin_names,
    bulletin_page,
    bulletin_parts,
    bulletin_sections,
    bulletins,
    duties,
    freezing,
    indicators,
    jobs,
    store,
)
from workflow.bulletins import Issue
from workflow.engine import Engine
from workflow.errors import BadInput, GridwardError, NotFound
from workflow.indicators import Mark, Span
from workflow.works.bulletin import KIND, Bulletin

Form: TypeAlias = Literal["html", "pdf", "xlsx"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)


class NotDrawn(GridwardError):
    """The job of the bulletin failed; `error` says where."""

    code = "bulletin-not-drawn"


async def of_period(engine: Engine, period: str, township: str | None = None) -> Issue:
    """The bulletin of a period, of the city or of a township: the one that is out, or the draft, which is drawn up now
    where it is still owed. BadInput where the period has not ended, or ended before the city began, and for a township
    that is none; `jobs.Held` while somebody else is at it."""
    now = await engine.now()
    bulletins.span_of(period, now.calendar, now.at, now.since)
    scope = Bulletin().check(now, period, township or "")
    try:
        return await _of(engine, period, scope)
    except NotFound:
        job = await jobs.run_by_hand(engine, KIND, period, scope)
    if job.state != JobState.DONE:
        raise NotDrawn(error=job.last_error)
    return await _of(engine, period, scope)


async def asked(engine: Engine, named: Mapping[str, str], township: str | None = None) -> Issue:
    """The bulletin of the month, quarter or year that is named, or of the last month that has ended. BadInput where the
    name is of another length of period."""
    now = await engine.now()
    for length, name in named.items():
        bulletins.span_of(name, now.calendar, now.at, now.since)
        if duties.length(name) != length:
            raise BadInput(length, "no-period", value=name)
    period = next(iter(named.values()), duties.last("month", now.at, now.calendar))
    return await of_period(engine, period, township)


async def _of(engine: Engine, period: str, grid: str) -> Issue:
    """Of several editions the one that is out, or else the last."""
    async with store.snapshot(engine.database) as connection:
        found = await store.bulletins.editions(connection, period, grid)
        if not found:
            raise NotFound()
        standing = [each for each in found if each.out and each.open] or [each for each in found if each.out]
        return await store.bulletins.issue(connection, (standing or found)[-1])


async def find(engine: Engine, ref: str) -> Issue:
    """A bulletin by its id, number or period, whether it is out or not. NotFound where there is none."""
    async with store.snapshot(engine.database) as connection:
        found = await store.bulletins.find(connection, ref)
        if found is None:
            raise NotFound()
        return await store.bulletins.issue(connection, found)


def printed(issue: Issue, form: Form, language: Language) -> bytes:
    """The bulletin as a file. Of what is late the workbook has all, the others as many as can be read. About a second
    of a core, but for the page, which was frozen."""
    if form == "html":
        return issue.page(language).encode()
    from workflow.documents import paper, workbook  # what draws takes half a second to be read

    words = bulletin_page.Words(language)
    document = bulletin_sections.paper(orjson.loads(issue.figures), issue.told, language, whole=form == "xlsx")
    if form == "pdf":
        return paper.pdf(document)
    return workbook.xlsx(document, words.text("numerator"), words.text("denominator"))


def lines(issue: Issue, language: Language) -> Iterator[str]:
    """The bulletin in a few lines."""
    figures, words = orjson.loads(issue.figures), bulletin_page.Words(language)
    own = issue.bulletin
    yield f"{figures['grid']['name']} {words.text('title')} · {words.period(figures)} · {own.number}"
    yield words.standing(issue.told)
    yield words.summary(figures)
    yield f"{words.text('hash')} {own.hash}"


async def behind(
    engine: Engine, issue: Issue, mark: Mark, part: str | None = None, group: str | None = None
) -> list[str]:
    """The numbers of the cases that a bulletin's figure counts, of all of it or of a part (a township, of a
    township's a village) or a category group."""
    bulletin, figures = issue.bulletin, orjson.loads(issue.figures)
    own = None if bulletin.level <= CITY else bulletin.grid
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        kept = await store.bulletins.frozen(
            connection, bulletin.period, now.directory.root.code, None if own is None else [own]
        )
        rules = await engine.in_force.rules(connection, bulletin.rules_version)
    span = Span(*(datetime.fromisoformat(figures[name]) for name in ("from", "to")))
    rows = [row for packed in kept.values() for row in freezing.unpacked(packed)]
    if part is not None:
        rows = list(bulletin_parts.part_of(rows, part, own, now.directory))
    chosen = (row for row in rows if group is None or bulletin_names.group_of(row, rules) == group)
    return indicators.behind(chosen, span, mark)
