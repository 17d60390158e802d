"""The rows of a territory file: from text to cells, each cell checked by itself."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from workflow.territory import boundary
from workflow.territory.tree import KINDS, SPECIAL, Problem

REQUIRED: Final = ("code", "name", "level", "parent_code")
COLUMNS: Final = (*REQUIRED, "kind", "boundary")
LIMITS: Final[Mapping[str, int]] = {
    "code": 40,
    "name": 100,
    "level": 40,
    "parent_code": 40,
    "kind": 40,
    "boundary": 2_000_000,
}
"""The most characters of a cell."""

_FILLED: Final = frozenset({"code", "name", "level"})
_CODE: Final = re.compile(r"[0-9A-Za-z_-]+")
_UNSEEN: Final = frozenset({"Cc", "Zl", "Zp"})

Why = tuple[str, Mapping[str, str]]
"""A message of `territory.ftl` and its blanks."""


@dataclass(slots=True)
class Row:
    """A row of the file. `bad` names the columns of which something wrong was said already."""

    line: int
    code: str = ""
    name: str = ""
    tier: str = ""
    parent: str = ""
    kind: str | None = None
    boundary: dict[str, Any] | None = None
    whole: bool = True
    """Whether it has as many cells as the header; if not, no cell of it was checked."""
    bad: set[str] = field(default_factory=set)


def read(text: str | bytes, tiers: Mapping[str, int], problems: list[Problem]) -> list[Row]:
    """All rows below the header, broken ones too, since others may name them as their parent."""
    records = list(_records(_decoded(text, problems), problems))
    if not records:
        if not problems:
            problems.append(Problem(1, None, "tree-empty", {}))
        return []
    line, header = records.pop(0)
    columns = [cell.strip().lower() for cell in header]
    wrong = list(_header(columns))
    problems += [Problem(line, column, *why) for column, why in wrong]
    if not (records or problems):
        problems.append(Problem(line, None, "tree-empty", {}))
    return [] if wrong else [_row(at, columns, cells, tiers, problems) for at, cells in records]


def shown(value: str) -> str:
    """A value as a message can quote it: short, and nothing in it that is not seen."""
    seen = "".join("\ufffd" if unicodedata.category(c) in _UNSEEN else c for c in value[:41])
    return seen if len(seen) <= 40 else seen[:40] + "…"


def _decoded(text: str | bytes, problems: list[Problem]) -> str:
    """The text without its mark of byte order; empty, and a problem, for what is none."""
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        plain.encode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
    except UnicodeEncodeError as error:
        line = error.object.count("\n", 0, error.start) + 1
    else:
        return plain.removeprefix("\ufeff")
    problems.append(Problem(line, None, "tree-not-text", {}))
    return ""


def _records(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it begins."""
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in rows:
            if cells:
                yield line, cells
            line = rows.line_num + 1
    except csv.Error:
        problems.append(Problem(line, None, "tree-bad-quotes", {}))


def _header(columns: Sequence[str]) -> Iterator[tuple[str, Why]]:
    for column in REQUIRED:
        if column not in columns:
            yield column, ("tree-missing-column", {"column": column})
    for column in dict.fromkeys(columns):
        if column not in COLUMNS:
            known = ", ".join(COLUMNS)
            yield shown(column), ("tree-unknown-column", {"column": shown(column), "known": known})
        elif columns.count(column) > 1:
            yield column, ("tree-twice-column", {"column": column})


def _row(
    line: int,
    columns: Sequence[str],
    cells: Sequence[str],
    tiers: Mapping[str, int],
    problems: list[Problem],
) -> Row:
    of = {column: cell.strip(" \t\r\n\u3000") for column, cell in zip(columns, cells, strict=False)}
    if len(cells) != len(columns):
        counts = {"found": str(len(cells)), "expected": str(len(columns))}
        problems.append(Problem(line, None, "tree-wrong-cells", counts))
        of = {column: of.get(column, "") for column in columns}
    kind = of.get("kind") or None
    row = Row(line, of["code"], of["name"], of["level"].lower(), of["parent_code"], kind)
    if len(cells) != len(columns):
        row.whole = False
        return row
    for column, value in of.items():
        why = _why(column, value, tiers)
        if why is None and column == "boundary" and value:
            why = _read_boundary(row, value)
        if why is not None:
            row.bad.add(column)
            problems.append(Problem(line, column, *why))
    return row


def _why(column: str, value: str, tiers: Mapping[str, int]) -> Why | None:
    """What is wrong with a cell, if anything is."""
    unseen = [c for c in value if unicodedata.category(c) in _UNSEEN]
    if unseen and (column != "boundary" or "\0" in unseen):
        return "tree-bad-character", {"character": f"U+{ord(unseen[0]):04X}"}
    if len(value) > LIMITS[column]:
        return "tree-too-long", {"found": str(len(value)), "limit": str(LIMITS[column])}
    if not value:
        return ("tree-blank", {"column": column}) if column in _FILLED else None
    if column == "code" and not _CODE.fullmatch(value):
        return "tree-bad-code", {"value": shown(value)}
    if column == "level" and value.lower() not in {*tiers, SPECIAL}:
        return "tree-unknown-tier", {"value": shown(value), "known": ", ".join([*tiers, SPECIAL])}
    if column == "kind" and value not in KINDS:
        return "tree-unknown-kind", {"value": shown(value), "known": ", ".join(sorted(KINDS))}
    return None


def _read_boundary(row: Row, text: str) -> Why | None:
    try:
        row.boundary = boundary.read(text)
    except boundary.BoundaryInvalid as error:
        return error.code, error.facts
    return None
