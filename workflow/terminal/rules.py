"""`gridward rules`: check, show, explain."""

import typer

from workflow import setting_up
from workflow.rules.reading import read
from workflow.terminal import File, out, text_of, with_engine

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
