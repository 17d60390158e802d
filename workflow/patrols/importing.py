"""Spots from a table (CSV) with the columns kind, name, grid, lat, lon: places only, and no column about anybody.

Everything that is wrong is found at once, each by its line and column; nothing of a file is entered unless all of it is
right.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from workflow.directory import Directory
from workflow.errors import BadInput, GridwardError
from workflow.patrols.payloads import AddSpot
from workflow.rules.patrolling import Patrols

COLUMNS: Final = ("kind", "name", "grid", "lat", "lon")
NEEDED: Final = frozenset({"kind", "name", "grid"})
MOST_ROWS: Final = 5_000
MOST_FAULTS: Final = 50


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line (counted from 1, the heading is the first): a column, and the code of a sentence."""

    line: int
    column: str
    reason: str
    facts: Mapping[str, Any]


class SpotsInvalid(GridwardError):
    """A table of spots with what is wrong with it."""

    code = BadInput.code

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


def read(text: str, patrols: Patrols, directory: Directory, now: datetime) -> list[AddSpot]:
    """The spots of a table. Raises SpotsInvalid with all that is wrong, or BadInput for what is no such table."""
    rows, faults, seen = list(_rows(text)), list[Fault](), dict[tuple[str, ...], int]()
    found: list[AddSpot] = []
    for line, row in rows:
        wrong = list(_wrong(line, row, patrols, directory, now))
        same = tuple(row.get(column, "") for column in COLUMNS)
        if not wrong and same in seen:
            wrong.append(Fault(line, "name", "twice", {"first": seen[same]}))
        seen.setdefault(same, line)
        faults += wrong
        if not wrong:
            found.append(_spot(row))
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise SpotsInvalid(faults)
    return found


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines below the heading that are not blank, each with its number."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    line = 1
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        _check(heading)
        for count, row in enumerate(filter(any, reader)):
            line = reader.line_num
            if count >= MOST_ROWS:
                raise BadInput("csv", "too-many-rows", most=MOST_ROWS)
            if len(row) > len(heading):
                raise BadInput("csv", "not-csv", line=line)
            yield line, {name: value.strip() for name, value in zip(heading, row, strict=False)}
    except csv.Error as cause:
        raise BadInput("csv", "not-csv", line=reader.line_num or line) from cause


def _check(heading: list[str]) -> None:
    unknown = next((name for name in heading if name not in COLUMNS), None)
    if unknown is not None:
        raise BadInput("csv", "column-unknown", value=unknown[:40])
    missing = next((name for name in COLUMNS if name in NEEDED and name not in heading), None)
    if missing is not None or len(set(heading)) < len(heading):
        raise BadInput("csv", "column-missing", value=missing or "")


def _wrong(line: int, row: Mapping[str, str], patrols: Patrols, directory: Directory, now: datetime) -> Iterator[Fault]:
    for column in COLUMNS[:3]:
        if not row.get(column):
            yield Fault(line, column, "needed", {})
    if row.get("kind") and row["kind"] not in patrols.kinds:
        yield Fault(line, "kind", "unknown-spot-kind", {"value": row["kind"]})
    if row.get("grid") and directory.place(row["grid"], now) is None:
        yield Fault(line, "grid", "unknown-grid", {"value": row["grid"]})
    point = [_degrees(row.get(column, "")) for column in ("lat", "lon")]
    for column, value in zip(("lat", "lon"), point, strict=True):
        if value is _WRONG:
            yield Fault(line, column, "no-number", {"value": row[column]})
    if _WRONG not in point and all(row.get(column) for column in NEEDED):
        yield from _misfit(line, row, directory)


_WRONG: Final = object()


def _degrees(text: str) -> object:
    """A number, none where nothing is written, or what says that it is no number."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return _WRONG


def _misfit(line: int, row: Mapping[str, str], directory: Directory) -> Iterator[Fault]:
    """What a single spot entered by hand would be refused for."""
    try:
        spot = _spot(row)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            column = str(details["loc"][0]) if details["loc"] else "lat"
            yield Fault(line, column, "no-number" if column in ("lat", "lon") else "invalid", {})
        return
    if spot.lat is not None and spot.lon is not None and directory.inside(spot.lat, spot.lon) is False:
        yield Fault(line, "lat", "outside-city", {"lat": str(spot.lat), "lon": str(spot.lon)})


def _spot(row: Mapping[str, str]) -> AddSpot:
    point = {column: float(row[column]) for column in ("lat", "lon") if row.get(column)}
    return AddSpot.model_validate({**{column: row[column] for column in COLUMNS[:3]}, **point})
