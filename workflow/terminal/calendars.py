"""`gridward calendar`: which days are worked."""

from pathlib import Path
from typing import Annotated

import typer

from workflow import setting_up
from workflow.terminal import out, text_of, with_engine


def publish_calendar(
    file: Annotated[Path | None, typer.Argument(help="The years as JSON; those of the program if none.")] = None,
    note: Annotated[str, typer.Option()] = "",
    author: Annotated[str, typer.Option()] = "command line",
) -> None:
    """Puts a calendar in force (docs/operations.md has its form); every deadline still ahead is counted anew by it,
    and a reporter whose promise moves is told."""
    text = text_of(file)[0] if file else None
    moved = with_engine(lambda engine: setting_up.publish_calendar(engine, text, author, note))
    out.print(f"{moved} incidents counted anew")
