"""`gridward meetings`: what is coming and what is late; and a meeting's pack as a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from models.people import Language
from workflow.terminal import Tongue, out, with_engine

app = typer.Typer(invoke_without_command=True, help="Meetings, and their packs.")


@app.callback()
def listed(
    context: typer.Context,
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False,
    language: Tongue = Language.EN,
) -> None:
    """Lists the meetings that are coming or have something left to do, the next one first, and says what is late."""
    if context.invoked_subcommand is None:
        from workflow import minuting

        for line in with_engine(lambda engine: minuting.listed(engine, language, late)):
            out.print(line, markup=False)


@app.command("pack")
def pack(
    ref: Annotated[str, typer.Argument(help="The meeting's number, such as GY-M7.")],
    save: Annotated[Path, typer.Option("--out", help="Writes it there: .html or .pdf.")],
    language: Tongue = Language.ZH,
) -> None:
    """Writes the pack of a meeting to a file; draws it up first where it is not there yet."""
    from workflow import packs

    form: Any = save.suffix.removeprefix(".").lower()
    if form not in packs.FORMS:
        raise typer.BadParameter("a file that ends in .html or .pdf", param_hint="--out")
    number, found = with_engine(lambda engine: packs.by_hand(engine, ref))
    save.write_bytes(packs.printed(found, form, language))
    out.print(f"{number} {found.hash}", markup=False)
