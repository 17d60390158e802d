"""A document as a workbook (XLSX): a sheet for each table, its figures as numbers that can be counted on, rates as
formulas of what they are made of, and charts of the reader's own program."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from workflow.documents.sections import Cell, Paper, Table, Text
from workflow.indicators import Ratio

OPTIONS: Final = {
    "in_memory": True,
    # What somebody wrote is a word, also where it begins like a formula or an address.
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
LONGEST: Final = 60
"""A column gets no wider, in letters."""


def xlsx(paper: Paper, numerator: str, denominator: str) -> bytes:
    """The bytes of the file. `numerator` and `denominator` head what a rate is made of."""
    out = BytesIO()
    book = Workbook(out, OPTIONS)
    # Not when it was asked for: the same document is the same file.
    book.set_properties({"title": paper.title, "created": paper.made_at.replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "rate": book.add_format({"num_format": "0.00%"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _texts(book.add_worksheet(paper.subtitle.rpartition(" · ")[2][:31] or "1"), paper, formats)
    for table in (each for each in paper.sections if isinstance(each, Table)):
        _table(book, table, formats, (numerator, denominator))
    book.close()
    return out.getvalue()


def _texts(sheet: Worksheet, paper: Paper, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, paper.title, formats["title"])
    lines = [paper.subtitle]
    for section in paper.sections:
        if isinstance(section, Text):
            lines += ["", section.title, *section.lines] if section.title else section.lines
    for at, line in enumerate([*lines, "", *paper.foot], 1):
        sheet.write_string(at, 0, line, formats["text"])


def _table(book: Workbook, table: Table, formats: dict[str, Format], made_of: tuple[str, str]) -> None:
    sheet = book.add_worksheet(table.name)
    rates = [any(isinstance(row[at], Ratio) for row in table.rows) for at in range(len(table.head))]
    heads = [name for at, head in enumerate(table.head) for name in ([head, *made_of] if rates[at] else [head])]
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, formats["head"])
        sheet.set_column(at, at, min(LONGEST, max(10, 2 * len(head))))
    for line, row in enumerate(table.rows, 1):
        at = 0
        for cell, rate in zip(row, rates, strict=True):
            at += _cell(sheet, line, at, cell, rate, formats)
    sheet.set_column(0, 0, min(LONGEST, max([10, *(2 * len(str(row[0])) for row in table.rows)])))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(heads) - 1)
    if table.bars and table.bars.names:
        _chart(book, sheet, table, len(heads))


def _cell(sheet: Worksheet, line: int, at: int, cell: Cell, rate: bool, formats: dict[str, Format]) -> int:
    """Writes a cell, and says how many columns it took."""
    if rate:
        if isinstance(cell, Ratio):
            over, under = (xlsxwriter.utility.xl_rowcol_to_cell(line, at + 1 + each) for each in range(2))
            share = cell.share
            sheet.write_formula(
                line, at, f'=IF({under}=0,"",{over}/{under})', formats["rate"], "" if share is None else share
            )
            sheet.write_number(line, at + 1, cell.numerator)
            sheet.write_number(line, at + 2, cell.denominator)
        return 3
    if isinstance(cell, int):
        sheet.write_number(line, at, cell)
    elif cell is not None:
        sheet.write_string(line, at, cell, formats["text"])
    return 1


def _chart(book: Workbook, sheet: Worksheet, table: Table, right: int) -> None:
    """Its figures stand on a part of the sheet of their own, right of the chart."""
    assert table.bars is not None
    bars, names = table.bars, right + 12
    _column(sheet, names, ["", *bars.names])
    chart: Any = book.add_chart({"type": "bar", "subtype": "stacked"})
    last = len(bars.names)
    for nth, (label, colour, values) in enumerate(bars.series, 1):
        _column(sheet, names + nth, [label, *values])
        chart.add_series(
            {
                "name": [sheet.get_name(), 0, names + nth],
                "categories": [sheet.get_name(), 1, names, last, names],
                "values": [sheet.get_name(), 1, names + nth, last, names + nth],
                "fill": {"color": colour},
            }
        )
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 720, "height": 80 + 22 * last})
    sheet.insert_chart(1, right + 1, chart)


def _column(sheet: Worksheet, at: int, cells: Sequence[str | int]) -> None:
    for line, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(line, at, cell)
        else:
            sheet.write_string(line, at, cell)
