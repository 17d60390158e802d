"""`gridward rules versions|diff|activate|rollback|migrate`: which rules there are, which hold, and for which cases."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from models.people import Language
from models.record import RuleVersion, Switch
from workflow import migrating_cases, store, versions
from workflow.calendar import SHANGHAI
from workflow.directory import Directory
from workflow.engine import Engine
from workflow.errors import Unproved
from workflow.messages import say
from workflow.migrating_cases import Migration
from workflow.rules.differing import Difference, How, differences
from workflow.rules.reading import read
from workflow.sentences import finding, sentence, word
from workflow.terminal import File, Tongue, err, out, text_of, with_engine
from workflow.terminal.rules import app

Who = Annotated[str, typer.Option("--author", help="Who does it.")]


@app.command("versions")
def rules_versions(limit: Annotated[int, typer.Option(min=1, max=200)] = 20) -> None:
    """Lists the versions of the rules, the newest first, and when each was switched on, by whom and why."""

    async def run(engine: Engine) -> tuple[int, list[RuleVersion], list[Switch], Directory]:
        directory = (await engine.now()).directory
        async with store.snapshot(engine.database) as connection:
            active = await store.versions.active(connection, share=False)
            stored = await store.versions.rule_versions(connection, None, limit)
            return active.rules, stored, await store.versions.switches(connection), directory

    active, stored, log, directory = with_engine(run)
    for version in stored:
        mark = "*" if version.number == active else " "
        shown = f"{mark} {version.number}  {_at(version.created_at)}  {version.hash[:12]}"
        out.print(f"{shown}  {_who(version.author, directory)}  {version.note}".rstrip(), markup=False)
        for switch in (each for each in log if each.rules_version == version.number):
            out.print(f"    {_told(switch, directory)}", markup=False)


def _who(text: str, directory: Directory) -> str:
    """A name. What the command was told is one; who puts a motion or asks over HTTP stands there by their id."""
    try:
        person = directory.person(UUID(text))
    except ValueError:
        return text
    return person.name if person else text


def _told(switch: Switch, directory: Directory) -> str:
    """One line of the log."""
    how = f"taken back to, undoing {switch.undoes}" if switch.undoes is not None else "switched on"
    decision = f" under {switch.decision}" if switch.decision else ""
    despite = f" despite {len(switch.failures)} failures: {switch.despite}" if switch.despite else ""
    why = f": {switch.why}" if switch.why else ""
    return f"{switch.number}. {how} {_at(switch.at)} by {_who(switch.by, directory)}{decision}{why}{despite}"


def _at(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


Either = Annotated[str, typer.Argument(help="A rules file, or the number of a version.")]
Than = Annotated[str | None, typer.Argument(help="Another one; the rules in force if none.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("diff")
def rules_diff(new: Either, old: Than = None, json: Json = False) -> None:
    """Says what rules add (+), take away (-), change (~) and put elsewhere (>), against others."""

    async def run(engine: Engine) -> tuple[str, str]:
        return await _text(engine, old), await _text(engine, new)

    found = differences(*with_engine(run))
    if json:
        out.print_json(data=[each.to_json() for each in found])
        return
    for line in told_differences(found):
        out.print(line, markup=False)


async def _text(engine: Engine, named: str | None) -> str:
    """The text of a version by its number, of a file that can be read as rules, or of the rules in force."""
    if named is None:
        return (await engine.now()).rules.text
    if named.isdigit():
        async with store.snapshot(engine.database) as connection:
            return await store.versions.rules_text(connection, int(named))
    text, name = text_of(Path(named))
    return read(text, name).text


def told_differences(found: Sequence[Difference]) -> Iterator[str]:
    """A line each, and last how many of each sort there are."""
    for each in found:
        said = {
            How.ADDED: each.after,
            How.REMOVED: each.before,
            How.CHANGED: f"{each.before} -> {each.after}",
            How.MOVED: f"after {each.after or 'none'}, was after {each.before or 'none'}",
        }[each.how]
        yield f"{MARKS[each.how]} {'.'.join(each.path)}: {said}"
    counts = Counter(each.how for each in found)
    yield ", ".join(f"{counts[how]} {how}" for how in How if counts[how]) or "nothing is different"


MARKS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~", How.MOVED: ">"}


@app.command("activate")
def rules_activate(
    file: File = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    author: Who = "command line",
    decision: Annotated[str | None, typer.Option(help="The number of a meeting's decision.")] = None,
    despite: Annotated[str | None, typer.Option(help="Why, although the proof fails.")] = None,
) -> None:
    """Stores a rules file as a version, says what is different, proves it, and switches it on for new reports. Open
    ones keep theirs."""
    text, name = text_of(file)

    async def run(engine: Engine) -> Switch:
        for line in told_differences(differences((await engine.now()).rules.text, read(text, name).text)):
            out.print(line, markup=False)
        number = await versions.propose(engine, text, name, author, note)
        with err.status("proving"):
            return await versions.switch_on(engine, number, author, note, decision, despite)

    try:
        switch: Switch = with_engine(run)
    except Unproved as refused:
        for failure in refused.failures:
            for language in (Language.ZH, Language.EN):
                said = finding(language, failure.code, failure.facts)
                err.print(f"{name}:{failure.line}: {said}" if failure.line else said, markup=False)
        raise
    out.print(f"version {switch.rules_version} is in force")


@app.command("rollback")
def rules_rollback(note: Annotated[str, typer.Option(help="Why.")] = "", author: Who = "command line") -> None:
    """Puts the rules back in force that were so before the last switch. Open cases keep theirs."""
    back: Switch = with_engine(lambda engine: versions.roll_back(engine, author, note))
    out.print(f"version {back.rules_version} is in force again, version {back.before} no longer")


@app.command("migrate")
def rules_migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
    json: Json = False,
    language: Tongue = Language.EN,
) -> None:
    """Moves what is open to the rules in force, with its deadlines; says what moved, and what could not and why. Where
    it breaks off it is begun again and goes on."""

    async def run(engine: Engine) -> Migration:
        with err.status("") as status:

            async def tell(seen: int) -> None:
                status.update(f"{seen} looked at")

            return await migrating_cases.migrate(engine, dry_run, tell)

    migration: Migration = with_engine(run)
    if json:
        out.print_json(data=migrating_cases.to_json(migration))
        return
    for line in _told_migration(migration, language):
        out.print(line, markup=False)


def _told_migration(migration: Migration, language: Language) -> Iterator[str]:
    for moved in (each for each in migration.moved if each.route != each.route_now or each.deadlines):
        route = moved.route if moved.route == moved.route_now else f"{moved.route} -> {moved.route_now}"
        shifts = (
            f"{word(language, 'stage', shift.stage)} {_due(shift.before, language)} -> {_due(shift.after, language)}"
            for shift in moved.deadlines
        )
        yield "  ".join([f"{moved.number}  {route}".rstrip(), *shifts])
    for refused in migration.refused:
        facts = {"value": refused.value}
        yield f"! {refused.number}  {sentence(language, 'unfit', refused.reason, facts) or refused.reason}"
    promises = sum(moved.promise is not None for moved in migration.moved)
    counts = {"moved": len(migration.moved), "promises": promises, "refused": len(migration.refused)}
    code = "migrate-would" if migration.dry_run else "migrate-done"
    yield say(language, code, version=str(migration.version), **{name: str(n) for name, n in counts.items()})


def _due(at: datetime | None, language: Language) -> str:
    return _at(at) if at else say(language, "migrate-paused")
