"""`gridward rules show`, and where the other parts hang their commands."""

import typer

from workflow import setting_up
from workflow.terminal import out, with_engine

app = typer.Typer(help="The rules: check, explain, show, switch on, take back.", no_args_is_help=True)


@app.command("show")
def rules_show() -> None:
    """Prints the rules that are in force."""
    out.print(with_engine(setting_up.rules_in_force), end="", markup=False)
