"""A history of cases from elsewhere, read from a CSV and counted by the same indicators as the city's own. Pure.

A row is one case: who answered for it (`agency`), when it was reported (`created`), by when it was to be done (`due`)
and when it was (`closed`). Each becomes a case with one promise, and is judged where every case is: in
`workflow.indicators`.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from models.clock import Clock, Outcome, Stage
from models.incident import Ending, State
from models.people import Language
from models.territory import TOWNSHIP
from workflow import indicators, messages
from workflow.indicators import CaseFacts, Span, Stop, Tally
from workflow.machines import Move

COLUMNS: Final = ("agency", "created", "due", "closed")
LONGEST: Final = 200
"""The most characters of a cell."""

CLOSED: Final = Stop(Move.CLOSE, False)


@dataclass(frozen=True)
class Problem:
    """What is wrong at a line; `code` is a sentence of `histories.ftl`."""

    line: int
    code: str
    column: str = ""
    value: str = ""

    def say(self, language: Language) -> str:
        return messages.say(language, self.code, line=self.line, column=self.column, value=self.value)


class Told(NamedTuple):
    """One case of a history. Without `due` nothing was promised; without `closed` it is open."""

    line: int
    agency: str
    created: datetime
    due: datetime | None
    closed: datetime | None


@dataclass(frozen=True)
class History:
    """What a file says: its cases in its order, and the lines that say none."""

    cases: tuple[Told, ...]
    problems: tuple[Problem, ...]

    @property
    def end(self) -> datetime | None:
        """The last instant at which something is known to have happened; none of an empty history."""
        return max((at for case in self.cases for at in (case.created, case.closed) if at), default=None)


class Part(NamedTuple):
    """The figures of one agency."""

    agency: str
    found: Tally


def read(text: str, zone: tzinfo) -> History:
    """A file with a header; other columns than ours are left alone. Instants without a zone are of `zone`."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    cases: list[Told] = []
    problems: list[Problem] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        missing = [Problem(1, "history-no-column", name) for name in COLUMNS if header.count(name) != 1]
        if missing:
            return History((), tuple(missing))
        places = [header.index(name) for name in COLUMNS]
        for cells in reader:
            if cells:
                found = _case(reader.line_num, cells, len(header), places, zone)
                (cases if isinstance(found, Told) else problems).append(found)  # type: ignore[arg-type]
    except csv.Error:
        problems.append(Problem(reader.line_num, "history-no-csv"))
    return History(tuple(cases), tuple(problems))


def _case(line: int, cells: Sequence[str], width: int, places: Sequence[int], zone: tzinfo) -> Told | Problem:
    if len(cells) != width:
        return Problem(line, "history-cells")
    agency, *said = (cells[place].strip() for place in places)
    if not agency or len(agency) > LONGEST:
        return Problem(line, "history-no-agency", "agency")
    instants: list[datetime | None] = []
    for name, value in zip(COLUMNS[1:], said, strict=True):
        try:
            instants.append(_instant(value, zone))
        except (ValueError, OverflowError):
            return Problem(line, "history-no-instant", name, value[:40])
    created, due, closed = instants
    if created is None:
        return Problem(line, "history-no-instant", "created", "")
    for name, at in (("due", due), ("closed", closed)):
        if at is not None and at < created:
            return Problem(line, "history-before", name, at.isoformat())
    return Told(line, agency, created, due, closed)


def _instant(value: str, zone: tzinfo) -> datetime | None:
    if not value:
        return None
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def facts(case: Told, end: datetime) -> CaseFacts:
    """The case as it stood at the end of a period: its promise is a clock like any other."""
    closed = case.closed if case.closed and case.closed < end else None
    judged = indicators.leg(_promise(case, case.due, closed), CLOSED, end) if case.due else None
    return CaseFacts(
        id=UUID(int=case.line),
        number=str(case.line),
        category="",
        reported_at=case.created,
        state=State.CLOSED if closed else State.HANDLING,
        level=TOWNSHIP,
        ending=Ending.UNVERIFIED if closed else None,
        ended_at=closed,
        legs=(judged,) if judged else (),
    )


def _promise(case: Told, due: datetime, closed: datetime | None) -> Clock:
    """Running time, as it was promised: nothing of it was paused or extended."""
    seconds = int((due - case.created).total_seconds())
    return Clock(
        id=UUID(int=case.line),
        subject_id=UUID(int=case.line),
        stage=Stage.PROMISE,
        round=1,
        budget=f"{max(1, seconds // 60)}m",
        works=False,
        budget_seconds=seconds,
        started_at=case.created,
        stopped_at=closed,
        due_at=due,
        ladder="",
        outcome=None if closed is None else Outcome.LATE if closed > due else Outcome.MET,
        rules_version=0,
        calendar_version=0,
    )


def counted(cases: Iterable[Told], span: Span) -> list[Part]:
    """The figures of each agency in a period, in the order of their names; those reported later are none of it."""
    known = sorted((case for case in cases if case.created < span.end), key=lambda case: (case.agency, case.line))
    return [
        Part(agency, indicators.tally((facts(case, span.end) for case in of), span))
        for agency, of in groupby(known, key=lambda case: case.agency)
    ]
