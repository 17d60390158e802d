"""`gridward figures`: what a history of cases from elsewhere comes to, by the indicators of the city's own."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from models.people import Language
from workflow import histories
from workflow.calendar import SHANGHAI
from workflow.errors import SetUpError
from workflow.histories import History, Part
from workflow.indicators import Mark, Span, Tally, rates
from workflow.messages import say
from workflow.terminal import Tongue, err, out

SAID = 20
"""As many of a file's bad lines are named."""


def figures(
    file: Annotated[Path, typer.Argument(help="A CSV with the columns agency, created, due and closed.")],
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="As it stood when this day began; at the last of its instants if none."
        ),
    ] = None,
    language: Tongue = Language.EN,
) -> None:
    """Counts a history of cases from elsewhere: of each agency what was due, closed, and closed on time. Exits with 1
    where lines of the file say no case; they are named, and the figures are those of all others."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise SetUpError(what="file-unreadable", file=str(file)) from cause
    found = histories.read(text, SHANGHAI)
    for problem in found.problems[:SAID]:
        err.print(f"{file.name}:{problem.line}: {problem.say(language)}", markup=False)
    if len(found.problems) > SAID:
        err.print(say(language, "history-more", count=len(found.problems) - SAID), markup=False)
    for line in _lines(found, until, language):
        out.print(line, markup=False)
    sys.exit(1 if found.problems else 0)


def _lines(found: History, until: datetime | None, language: Language) -> list[str]:
    last = found.end
    if last is None:
        return [say(language, "history-empty")]
    end = until.replace(tzinfo=SHANGHAI) if until else last + timedelta(microseconds=1)
    span = Span(min(case.created for case in found.cases), end)
    parts = histories.counted(found.cases, span)
    return [_line(part, language) for part in [*parts, _whole(parts, language)]]


def _whole(parts: list[Part], language: Language) -> Part:
    return Part(say(language, "history-all"), sum((part.found for part in parts), Tally()))


def _line(part: Part, language: Language) -> str:
    found = rates(part.found)
    closing, on_time = found["closing"], found["closing_on_time"]
    return say(
        language,
        "history-line",
        agency=part.agency,
        reported=part.found[Mark.REPORTED],
        due=closing.denominator,
        closed=closing.numerator,
        closing=closing.percent,
        kept=on_time.numerator,
        on_time=on_time.percent,
    )
