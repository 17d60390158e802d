"""`gridward rules`: check, show, explain."""

from typing import Annotated

import typer

from models.people import Language
from workflow import explaining, setting_up
from workflow.commands import SYSTEM
from workflow.engine import Engine
from workflow.rules.reading import read
from workflow.sentences import Names
from workflow.terminal import File, Tongue, out, text_of, with_engine

app = typer.Typer(help="The rules: check, explain, show, switch on, take back.", no_args_is_help=True)


@app.command("check")
def rules_check(file: File = None) -> None:
    """Reads a rules file and names everything that is wrong with it, by line and column."""
    text, name = text_of(file)
    rules = read(text, name)
    out.print(f"{name}: {len(rules.catalogue)} categories, {len(rules.routes)} routes, {len(rules.ladders)} ladders")


@app.command("show")
def rules_show() -> None:
    """Prints the rules that are in force."""
    out.print(with_engine(setting_up.rules_in_force), end="", markup=False)


@app.command("explain")
def rules_explain(
    number: Annotated[str, typer.Argument(help="An incident's number.")],
    language: Tongue = Language.EN,
) -> None:
    """Says why an incident is where it is: its route, what earlier ones lacked, and its deadlines."""

    async def run(engine: Engine) -> list[str]:
        seen = await engine.see(SYSTEM, number)
        return list(explaining.story(seen, Names(language, seen.now.directory, seen.now.rules)))

    for line in with_engine(run):
        out.print(line, markup=False)
