"""A document as one page of HTML that needs nothing else: no script, nothing from elsewhere, screen and paper. The same
sections as on paper (`paper`); what is in them is text, whatever it looks like."""

from typing import Any, Final

from models.people import Language
from workflow.bulletin_page import style, template
from workflow.documents.sections import Bars, Cell, Paper, Table
from workflow.indicators import Ratio

TAGS: Final = {Language.ZH: "zh-CN", Language.EN: "en-GB"}


def html(paper: Paper) -> str:
    """The whole page. The same document gives the same bytes."""
    return str(
        template("paper.html").render(
            paper=paper,
            lang=TAGS[paper.language],
            style=style(),
            bars=_bars,
            cell=_cell,
            table=_is_table,
            numbers=_numbers,
        )
    )


def _is_table(section: Any) -> bool:
    return isinstance(section, Table)


def _numbers(table: Table) -> list[bool]:
    """Which of its columns have numbers alone."""
    return [all(not isinstance(row[at], str) for row in table.rows) for at in range(len(table.head))]


def _cell(cell: Cell) -> tuple[str, str]:
    """What stands in a cell; of a rate also what it is made of."""
    if cell is None:
        return "—", ""
    if isinstance(cell, Ratio):
        return (cell.percent, f"{cell.numerator}/{cell.denominator}") if cell.denominator else ("—", "")
    return str(cell), ""


def _bars(bars: Bars) -> list[tuple[str, list[tuple[str, str, str, int]]]]:
    """For each name its parts: start and width in hundredths of the longest bar, colour, value."""
    sums = [sum(values[at] for _, _, values in bars.series) for at in range(len(bars.names))]
    longest = max([*sums, 1])
    found = []
    for at, name in enumerate(bars.names):
        before, parts = 0, []
        for _, colour, values in bars.series:
            parts.append((f"{100 * before / longest:.2f}", f"{100 * values[at] / longest:.2f}", colour, values[at]))
            before += values[at]
        found.append((name, parts))
    return found
