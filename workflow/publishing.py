"""Bulletins by hand: the one of a month as it was published, or drawn up now where that is still owed; on paper and as
a workbook."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

import orjson

from models.bulletin import Bulletin
from models.people import Language
from models.record import JobState
from workflow import bulletin_page, bulletin_sections, bulletins, duties, freezing, indicators, jobs, store
from workflow.engine import Engine
from workflow.errors import GridwardError, NotFound
from workflow.indicators import Mark, Span
from workflow.works.bulletin import KIND

Form: TypeAlias = Literal["html", "pdf", "xlsx"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)


class NotDrawn(GridwardError):
    """The job of the bulletin failed; `error` says where."""

    code = "bulletin-not-drawn"


async def of_month(engine: Engine, month: str | None) -> Bulletin:
    """The city's bulletin of a month, or of the last one that has ended. BadInput where it has not, or where it ended
    before the city began; `jobs.Held` while somebody else is at it."""
    now = await engine.now()
    month = month or duties.month_before(now.at, now.calendar)
    bulletins.month(month, now.calendar, now.at, now.since)
    try:
        return await find(engine, month)
    except NotFound:
        job = await jobs.run_by_hand(engine, KIND, month, now.directory.root.code)
    if job.state != JobState.DONE:
        raise NotDrawn(error=job.last_error)
    return await find(engine, month)


async def find(engine: Engine, ref: str) -> Bulletin:
    """A bulletin by its id, number or period. NotFound where there is none."""
    async with store.snapshot(engine.database) as connection:
        found = await store.bulletins.find(connection, ref)
    if found is None:
        raise NotFound()
    return found


def printed(bulletin: Bulletin, form: Form, language: Language) -> bytes:
    """The bulletin as a file. Of what is late the workbook has all, the others as many as can be read. About a second
    of a core, but for the page, which was frozen."""
    if form == "html":
        return (bulletin.html_zh if language == Language.ZH else bulletin.html_en).encode()
    from workflow.documents import paper, workbook  # what draws takes half a second to be read

    words = bulletin_page.Words(language)
    figures = orjson.loads(bulletin.figures)
    document = bulletin_sections.paper(figures, bulletin.drawn_at, language, whole=form == "xlsx")
    if form == "pdf":
        return paper.pdf(document)
    return workbook.xlsx(document, words.text("numerator"), words.text("denominator"))


def lines(bulletin: Bulletin, language: Language) -> Iterator[str]:
    """The bulletin in a few lines."""
    figures, words = orjson.loads(bulletin.figures), bulletin_page.Words(language)
    yield f"{figures['grid']['name']} {words.text('title')} · {words.month(figures)} · {bulletin.number}"
    yield words.summary(figures)
    yield f"{words.text('hash')} {bulletin.hash}"


async def behind(engine: Engine, ref: str, mark: Mark, township: str | None, group: str | None) -> list[str]:
    """The numbers of the cases that a bulletin's figure counts, of the city or of a township or category group."""
    bulletin = await find(engine, ref)
    async with store.snapshot(engine.database) as connection:
        kept = await store.bulletins.frozen(connection, bulletin.period, bulletin.grid)
        rules = await engine.in_force.rules(connection, bulletin.rules_version)
    figures = orjson.loads(bulletin.figures)
    span = Span(*(datetime.fromisoformat(figures[name]) for name in ("from", "to")))
    rows = (row for packed in kept.values() for row in freezing.unpacked(packed))
    chosen = (
        row
        for row in rows
        if (township is None or row.township == township) and (group is None or bulletins.group_of(row, rules) == group)
    )
    return indicators.behind(chosen, span, mark)
