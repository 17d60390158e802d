"""`gridward rules explain`: the whole explanation of a case."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from models.people import Language
from workflow import explaining, recalling
from workflow.commands import SYSTEM
from workflow.engine import Engine
from workflow.explaining.whole import Explanation, explained, text
from workflow.sentences import Names
from workflow.terminal import Tongue, out, with_engine
from workflow.terminal.rules import app


@app.command("explain")
def rules_explain(
    number: Annotated[str, typer.Argument(help="An incident's number.")],
    language: Tongue = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, whole.")] = False,
) -> None:
    """Says why an incident is where it is: its routes and what earlier ones lacked, each deadline stretch by stretch,
    who was told and who was passed over. All of it from the record."""

    async def run(engine: Engine) -> tuple[Explanation, Names]:
        seen = await engine.see(SYSTEM, number)
        names = Names(language, seen.now.directory, seen.now.rules)
        now = list(explaining.why(seen, names, public=False))
        return explained(await recalling.record_of(engine, seen), names, now), names

    found, names = with_engine(run)
    if as_json:
        out.print(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str), markup=False)
        return
    for line in text(found, names):
        out.print(line, markup=False)
