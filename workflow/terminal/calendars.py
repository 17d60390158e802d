"""`gridward calendar`: which days are worked, and what another calendar would move."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from models.people import Language
from workflow import foreseeing, setting_up
from workflow.engine import Engine
from workflow.foreseeing import Foreseen, Shift
from workflow.messages import say
from workflow.sentences import instant, word
from workflow.terminal import Tongue, err, out, text_of, with_engine
from workflow.timekeeping import Uncounted


def publish_calendar(
    file: Annotated[Path | None, typer.Argument(help="The years as JSON; those of the program if none.")] = None,
    note: Annotated[str, typer.Option()] = "",
    author: Annotated[str, typer.Option()] = "command line",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only shows which open deadlines would move.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --dry-run: as JSON, whole.")] = False,
    language: Tongue = Language.EN,
) -> None:
    """Puts a calendar in force (docs/operations.md has its form); every deadline still ahead is counted anew by it,
    and a reporter whose promise moves is told."""
    text = text_of(file)[0] if file else None
    if not dry_run:
        done = with_engine(lambda engine: setting_up.publish_calendar(engine, text, author, note))
        out.print(f"{done.counted} incidents counted anew")
        _print_uncounted(done.uncounted, language)
        return
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(say(language, "foreseen-looking"), total=None)

        async def run(engine: Engine) -> Foreseen:
            async def tell(looked: int) -> None:
                bar.update(task, completed=looked)

            return await foreseeing.foresee(engine, setting_up.days_of(text), tell)

        found = with_engine(run)
    if as_json:
        whole = {**asdict(found), "sums": found.sums}
        out.print(json.dumps(whole, ensure_ascii=False, indent=2, default=str), markup=False)
        return
    _print(found, language)


def _print(found: Foreseen, language: Language) -> None:
    for shift in found.shifts:
        out.print(shown(shift, language), markup=False)
    _print_uncounted(found.uncounted, language)
    out.print(say(language, "foreseen-sums", looked=found.looked, **found.sums), markup=False)


def _print_uncounted(uncounted: Sequence[Uncounted], language: Language) -> None:
    for each in uncounted:
        out.print(say(language, "foreseen-uncounted", number=each.number, why=each.why), markup=False)


def shown(shift: Shift, language: Language) -> str:
    """One deadline that would move, as a line."""
    none = say(language, "foreseen-paused")
    facts = {
        "number": shift.number,
        "stage": word(language, "stage", str(shift.stage)) or str(shift.stage),
        "before": instant(language, shift.before) if shift.before else none,
        "after": instant(language, shift.after) if shift.after else none,
    }
    return say(language, "foreseen-provisional" if shift.provisional else "foreseen-shift", **facts)
