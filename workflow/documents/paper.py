"""A document as PDF, set by Typst: searchable text in both languages, A4."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from models.people import Language
from workflow.calendar import SHANGHAI
from workflow.documents import charts, fonts
from workflow.documents.sections import Cell, Paper, Section, Table
from workflow.indicators import Ratio

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "paper.typ"
NUMBER, WORDS, WIDEST = (7, 10), 13, 40
"""How much of a line a column takes, in Latin letters: one of numbers at least and at most, and one of words."""

TAGS: Final = {Language.ZH: ("zh", "cn"), Language.EN: ("en", "gb")}


def pdf(paper: Paper) -> bytes:
    """The bytes of the file. About half a second of a core: give it a thread."""
    made = _compiler().compile(format="pdf", sys_inputs={"paper": json.dumps(_told(paper))})
    assert isinstance(made, bytes), "one file"
    return made


@cache
def _compiler() -> typst.Compiler:
    """Reading the fonts takes longer than a page."""
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )


def _told(paper: Paper) -> dict[str, Any]:
    """What the template reads. It takes all of it for text."""
    made = paper.made_at.astimezone(SHANGHAI)
    lang, region = TAGS[paper.language]
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "lang": lang,
        "region": region,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "sections": [_section(each) for each in paper.sections],
        "foot": list(paper.foot),
    }


def _section(section: Section) -> dict[str, Any]:
    said = {"title": section.title, "level": section.level}
    if not isinstance(section, Table):
        return {**said, "kind": "text", "lines": list(section.lines), "listed": section.listed}
    numbers = [all(not isinstance(row[at], str) for row in section.rows) for at in range(len(section.head))]
    return {
        **said,
        "kind": "table",
        "note": section.note,
        "head": list(section.head),
        "numbers": numbers,
        "widths": [_narrow(section.head[at]) if number else _wide(section, at) for at, number in enumerate(numbers)],
        "rows": [[_cell(cell) for cell in row] for row in section.rows],
        "chart": charts.drawn(section.bars) if section.bars and section.bars.names else None,
    }


def _narrow(head: str) -> int:
    """What a column of numbers takes of the line: as much as the longest word of its head, within bounds."""
    least, most = NUMBER
    return min(most, max([least, *(len(word.encode("gbk", "replace")) for word in head.split())]))


def _wide(table: Table, at: int) -> int:
    """What a column of words takes of the line: as much as most of its cells need, within bounds."""
    lengths = sorted(len(str(row[at]).encode("gbk", "replace")) for row in table.rows)
    return min(WIDEST, max(WORDS, *lengths[int(0.9 * len(lengths)) :][:1]))


def _cell(cell: Cell) -> list[str]:
    """What stands in a cell; of a rate also what it is made of, which is set smaller."""
    if cell is None:
        return ["—"]
    if isinstance(cell, Ratio):
        return [cell.percent, f"{cell.numerator}/{cell.denominator}"] if cell.denominator else ["—"]
    return [str(cell)]
