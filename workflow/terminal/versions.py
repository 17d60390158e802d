"""`gridward rules versions|activate|rollback`: which rules there are, and which of them hold."""

from datetime import datetime
from typing import Annotated

import typer

from models.people import Language
from models.record import RuleVersion, Switch
from workflow import store, versions
from workflow.calendar import SHANGHAI
from workflow.engine import Engine
from workflow.errors import Unproved
from workflow.sentences import sentence
from workflow.terminal import File, err, out, text_of, with_engine
from workflow.terminal.rules import app

Who = Annotated[str, typer.Option("--author", help="Who does it.")]


@app.command("versions")
def rules_versions(limit: Annotated[int, typer.Option(min=1, max=200)] = 20) -> None:
    """Lists the versions of the rules, the newest first, and when each was switched on, by whom and why."""

    async def run(engine: Engine) -> tuple[int, list[RuleVersion], list[Switch]]:
        async with store.snapshot(engine.database) as connection:
            active = await store.versions.active(connection, share=False)
            stored = await store.versions.rule_versions(connection, None, limit)
            return active.rules, stored, await store.versions.switches(connection)

    active, stored, log = with_engine(run)
    for version in stored:
        mark = "*" if version.number == active else " "
        shown = f"{mark} {version.number}  {_at(version.created_at)}  {version.hash[:12]}  {version.author}"
        out.print(f"{shown}  {version.note}".rstrip(), markup=False)
        for switch in (each for each in log if each.rules_version == version.number):
            out.print(f"    {_told(switch)}", markup=False)


def _told(switch: Switch) -> str:
    """One line of the log."""
    how = f"taken back to, undoing {switch.undoes}" if switch.undoes is not None else "switched on"
    decision = f" under {switch.decision}" if switch.decision else ""
    despite = f" despite {len(switch.failures)} failures: {switch.despite}" if switch.despite else ""
    why = f": {switch.why}" if switch.why else ""
    return f"{switch.number}. {how} {_at(switch.at)} by {switch.by}{decision}{why}{despite}"


def _at(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@app.command("activate")
def rules_activate(
    file: File = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    author: Who = "command line",
    decision: Annotated[str | None, typer.Option(help="The number of a meeting's decision.")] = None,
    despite: Annotated[str | None, typer.Option(help="Why, although the proof fails.")] = None,
) -> None:
    """Stores a rules file as a version, proves it, and switches it on for new reports. Open ones keep theirs."""
    text, name = text_of(file)

    async def run(engine: Engine) -> Switch:
        number = await versions.propose(engine, text, name, author, note)
        return await versions.switch_on(engine, number, author, note, decision, despite)

    try:
        switch: Switch = with_engine(run)
    except Unproved as refused:
        for failure in refused.failures:
            for language in (Language.ZH, Language.EN):
                said = sentence(language, "proof", failure.code, failure.facts) or failure.code
                err.print(f"{name}:{failure.line}: {said}" if failure.line else said, markup=False)
        raise
    out.print(f"version {switch.rules_version} is in force")


@app.command("rollback")
def rules_rollback(note: Annotated[str, typer.Option(help="Why.")] = "", author: Who = "command line") -> None:
    """Puts the rules back in force that were so before the last switch. Open cases keep theirs."""
    back: Switch = with_engine(lambda engine: versions.roll_back(engine, author, note))
    out.print(f"version {back.rules_version} is in force again, version {back.before} no longer")
