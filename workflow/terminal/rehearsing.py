"""`gridward rules rehearse`: what other rules, another calendar or another city would have made of what is recorded."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer
from rich.progress import Progress

from models.people import Language
from workflow import rehearsals, rehearsing_apart, setting_up
from workflow.calendar import Budget
from workflow.in_force import Now
from workflow.rehearsals import Part, Trial
from workflow.rehearsing import page
from workflow.rehearsing.lines import as_csv
from workflow.rehearsing.summing import Sum
from workflow.rules.reading import read
from workflow.sentences import Names
from workflow.settings import from_environment
from workflow.terminal import Tongue, engine_at, err, out, server, text_of
from workflow.terminal.rules import app

DAYS: Final = re.compile(r"[1-9][0-9]{0,3}d")
Found = tuple[Trial, Now, Part]


def since_of(text: str, until: datetime) -> datetime:
    """The instant that many days (`90d`) before another; typer's complaint for what is none."""
    if not DAYS.fullmatch(text):
        raise typer.BadParameter("expected a number of days such as 90d")
    return until - Budget.parse(text).running


@app.command("rehearse")
def rules_rehearse(
    file: Annotated[Path, typer.Argument(metavar="NEW.yaml", help="The rules to try out.")],
    since: Annotated[str, typer.Option(help="Over the cases of so many days.")] = f"{rehearsals.DAYS}d",
    calendar: Annotated[Path | None, typer.Option(help="With another calendar: its years as JSON.")] = None,
    city: Annotated[Path | None, typer.Option(help="With another territory: a file as CITY= takes it.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the sum and each case that differs here.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write a line a case that differs here.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page to read here.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many work at once.")] = 2,
    language: Tongue = Language.EN,
) -> None:
    """Lives what is recorded again under other rules, and says what would have gone otherwise. Changes nothing.

    What people did stands, at its times; routes, deadlines, reminders and receivers are decided anew. The rules that
    were in force give no difference.
    """
    tried = {
        "calendar": orjson.loads(text_of(calendar)[0]) if calendar else None,
        "city": text_of(city)[0] if city else None,
    }
    text, name = text_of(file)
    rules = read(text, name)  # here, before processes are begun that would each complain
    trial, now, found = _found(text, name, since, tried, processes)
    names = Names(language, now.directory, rules)
    summary = rehearsals.summary(trial, found.sum)
    for line in page.lines(summary, names):
        out.print(line, markup=False)
    if json:
        json.write_bytes(orjson.dumps({"summary": summary, "cases": list(found.lines)}, option=orjson.OPT_INDENT_2))
    if csv:
        csv.write_text(as_csv(found.lines), encoding="utf-8-sig", newline="")
    if html:
        html.write_text(page.page(summary, found.lines, names, trial.name), encoding="utf-8")


def _found(rules: str, name: str, since: str, tried: dict[str, Any], processes: int) -> Found:
    settings = from_environment()

    async def run(url: str) -> Found:
        found = await setting_up.existing(url, settings)
        now = await _now(found)
        trial = Trial(rules, name, *rehearsals.period(since_of(since, now.at), now.at), **tried)
        return trial, now, await _with_bar(rehearsing_apart.spread(found, trial, processes))

    with server(settings) as url:
        return asyncio.run(run(url))


async def _now(url: str) -> Now:
    async with engine_at(url, from_environment(), 2) as engine:
        return await engine.now()


async def _with_bar(parts: AsyncIterator[tuple[int, int, Part]]) -> Part:
    whole = Part(Sum(), [])
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("rehearse", total=None)
        async for done, total, part in parts:
            whole = whole.merge(part)
            bar.update(task, completed=done, total=total)
    return Part(whole.sum, sorted(whole.lines, key=lambda line: (line["reported_at"], line["number"])))
