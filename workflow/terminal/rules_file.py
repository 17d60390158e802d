"""`gridward rules schema|set|add`: what helps to write a rules file."""

import os
from difflib import unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import orjson
import typer

from workflow.rules import writing
from workflow.rules.reading import read
from workflow.rules.schema import schema
from workflow.settings import from_environment
from workflow.terminal import out, text_of
from workflow.terminal.rules import app

Written = Annotated[Path | None, typer.Option("--file", help="The rules file; the one of this installation if none.")]
Trial = Annotated[bool, typer.Option("--dry-run", help="Show the change and write nothing.")]
add = typer.Typer(help="Adds a category or a kind of unit to a rules file.", no_args_is_help=True)
app.add_typer(add, name="add")


@app.command("schema")
def rules_schema() -> None:
    """Prints the JSON Schema of a rules file, for editors."""
    out.print(orjson.dumps(schema(), option=orjson.OPT_INDENT_2).decode(), markup=False)


@app.command("set")
def rules_set(
    key: Annotated[
        str, typer.Argument(help="A route and its key, like road-damage.budgets.handle; or limits.returns.")
    ],
    value: Annotated[str, typer.Argument(help="What it is to be, as the file would say it.")],
    file: Written = None,
    dry_run: Trial = False,
) -> None:
    """Sets one value of a rules file. Comments and order stay; the file is written only if the rules are right."""
    text = _as_it_is(file)
    _write(file, text, writing.put(text, key, value), dry_run)


@add.command("category")
def rules_add_category(
    code: Annotated[str, typer.Argument(help="Its code; it begins with its group's.")],
    zh: Annotated[str, typer.Option(help="Its name in Chinese.")],
    en: Annotated[str, typer.Option(help="Its name in English.")],
    file: Written = None,
    dry_run: Trial = False,
) -> None:
    """Adds a category to its group; what it does not say it has from there."""
    text = _as_it_is(file)
    _write(file, text, writing.add_category(text, code, zh, en), dry_run)


@add.command("unit")
def rules_add_unit(
    kind: Annotated[str, typer.Argument(help="What routes call it: unit KIND.")],
    zh: Annotated[str, typer.Option(help="Its name in Chinese.")],
    en: Annotated[str, typer.Option(help="Its name in English.")],
    level: Annotated[int, typer.Option(help="1: the city has them; 2: each township.")] = 1,
    file: Written = None,
    dry_run: Trial = False,
) -> None:
    """Adds a kind of unit, which routes can then send cases to."""
    text = _as_it_is(file)
    _write(file, text, writing.add_unit(text, kind, zh, en, level), dry_run)


def _as_it_is(file: Path | None) -> str:
    """The file's text with its own line ends, which reading it as text would lose."""
    text_of(file)
    return (file or from_environment().rules).read_bytes().decode("utf-8")


def _write(file: Path | None, before: str, after: str, dry_run: bool) -> None:
    """Shows what changes, and puts it in place of the file at once if the rules can be read."""
    path = file or from_environment().rules
    changes = unified_diff(before.splitlines(), after.splitlines(), path.name, path.name, n=1, lineterm="")
    for line in changes:
        out.print(line, markup=False)
    read(after, path.name)
    if dry_run:
        return
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as fresh:
        fresh.write(after)
    os.chmod(fresh.name, path.stat().st_mode)
    os.replace(fresh.name, path)
