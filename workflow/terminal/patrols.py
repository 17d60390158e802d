"""`gridward patrols import|make`: enters spots from a table, and makes what is owed to be looked at."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from models.ledger import ActorKind
from models.people import Language
from models.territory import TOWNSHIP
from workflow import store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import BadInput, SetUpError
from workflow.messages import say
from workflow.patrols import importing
from workflow.patrols.importing import SpotsInvalid
from workflow.sentences import sentence
from workflow.terminal import Tongue, err, out, with_engine

app = typer.Typer(help="Patrols: spots from a table, looks that are owed.", no_args_is_help=True)


@app.command("import")
def enter(
    file: Annotated[Path, typer.Argument(help="A CSV table with the columns kind, name, grid, lat, lon.")],
    by: Annotated[str, typer.Option(help="Who enters them: the name that they sign in with.")] = "centre",
    language: Tongue = Language.EN,
) -> None:
    """Enters the spots of a table, all of them or none: what is wrong is named by line and column."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise SetUpError(what="file-unreadable", file=str(file)) from cause

    async def run(engine: Engine) -> Any:
        now = await engine.now()
        rows = importing.read(text, now.rules.patrols, now.directory, now.at)
        return await engine.patrols.enter(await _actor(engine, by), rows)

    try:
        done = with_engine(run)
    except SpotsInvalid as invalid:
        err.print(say(language, "patrols-none", file=file.name), markup=False)
        for fault in invalid.faults:
            why = sentence(language, "input", fault.reason, fault.facts) or fault.reason
            line = say(language, "input-row", line=str(fault.line), column=fault.column, why=why)
            err.print(f"  {line}", markup=False)
        sys.exit(1)
    out.print(say(language, "patrols-entered", count=done["added"]), markup=False)


@app.command()
def make(language: Tongue = Language.EN) -> None:
    """Makes what the standing patrols ask for and nobody has made, here and now; nothing where nothing is owed."""

    async def run(engine: Engine) -> int:
        now = await engine.now()
        towns = [grid.code for grid in now.directory.at_level(TOWNSHIP, now.at)]
        return sum([await engine.patrols.make(town) for town in (*towns, None)]) + await engine.patrols.keep()

    out.print(say(language, "patrols-made", count=with_engine(run)), markup=False)


async def _actor(engine: Engine, username: str) -> Actor:
    async with store.snapshot(engine.database) as connection:
        account = await store.signing.account(connection, username)
    if account is None:
        raise BadInput("by", "unknown-account", value=username)
    return Actor(ActorKind.PERSON, account.person_id)
