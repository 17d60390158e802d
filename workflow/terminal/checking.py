"""`gridward rules check`: what is wrong with a file, then the proof that under it no incident can be left lying."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from models import embedded
from models.people import Language
from workflow import checking, wall
from workflow.directory import Directory
from workflow.engine import Engine
from workflow.errors import SetUpError
from workflow.messages import say
from workflow.proof.findings import Finding, Grade, Proof
from workflow.proof.proving import prove
from workflow.rules.language import Rules
from workflow.rules.problems import RulesInvalid
from workflow.rules.reading import read
from workflow.sentences import Names, finding
from workflow.settings import from_environment
from workflow.terminal import File, Tongue, out, text_of, with_engine
from workflow.terminal.rules import app

MARKS: Final[Mapping[Grade, str]] = {Grade.FAILURE: "✗", Grade.WARNING: "!", Grade.NOTE: "·"}

Territory = Annotated[
    Path | None, typer.Option("--city", help="A territory file: proves over a demonstration city of it.")
]
Json = Annotated[bool, typer.Option("--json", help="As JSON, with the examples.")]
Notes = Annotated[bool, typer.Option("--notes", help="Tells the notes too, not only how many there are.")]
Examples = Annotated[bool, typer.Option("--examples", help="Prints the example of each failure, as JSON.")]


@app.command("check")
def rules_check(
    file: File = None,
    city: Territory = None,
    as_json: Json = False,
    notes: Notes = False,
    examples: Examples = False,
    language: Tongue = Language.EN,
) -> None:
    """Names everything that is wrong with a rules file, by line and column; then proves that under it no incident can
    be left lying in the city of this data folder, in one of a territory file with --city, or, where there is neither,
    says that it was not proved. Ends with 1 if the file is wrong or an incident could lie."""
    text, name = text_of(file)
    try:
        rules = read(text, name)
    except RulesInvalid as invalid:
        if not as_json:
            raise
        _print({"file": name, "holds": False, "problems": _problems(invalid)})
        raise typer.Exit(1) from None
    proof, directory = _proof(rules, text, name, city)
    told = _telling(language, directory, rules)
    if as_json:
        _print(_shown(name, rules, proof, told))
    else:
        _tell(name, rules, proof, told, notes=notes, examples=examples, language=language)
    if proof is not None and not proof.holds:
        raise typer.Exit(1)


def _proof(rules: Rules, text: str, name: str, territory: Path | None) -> tuple[Proof | None, Directory | None]:
    """The proof over a city, with its directory for the names in it; nothing where there is no city."""
    if territory is not None:
        if not territory.is_file():
            raise SetUpError(what="file-unreadable", file=str(territory))
        subject = checking.in_demonstration(rules, territory, wall.now())
        return prove(subject), subject.directory
    settings = from_environment()
    if not settings.database_url and not embedded.begun(settings.data):
        return None, None

    async def run(engine: Engine) -> tuple[Proof, Directory]:
        proof, now = await asyncio.gather(checking.check(engine, text, name), engine.now())
        return proof, now.directory

    try:
        found: tuple[Proof, Directory] = with_engine(run)
    except SetUpError as fault:
        if fault.facts["what"] != "no-city":
            raise
        return None, None
    return found


Told = Callable[[Finding], str]


def _telling(language: Language, directory: Directory | None, rules: Rules) -> Told:
    def told(found: Finding) -> str:
        names = Names(language, directory, rules) if directory is not None else None
        return finding(language, found.code, found.facts, names)

    return told


def _tell(
    name: str, rules: Rules, proof: Proof | None, told: Told, *, notes: bool, examples: bool, language: Language
) -> None:
    size = {"categories": len(rules.catalogue), "routes": len(rules.routes), "ladders": len(rules.ladders)}
    out.print(say(language, "check-file", file=name, **size), markup=False)
    if proof is None:
        out.print(say(language, "check-no-city"), markup=False)
        return
    for found in (each for each in proof.findings if notes or each.grade != Grade.NOTE):
        place = f"{name}:{found.line}: " if found.line is not None else ""
        out.print(f"{MARKS[found.grade]} {place}{told(found)}", markup=False)
        if examples and found.example is not None:
            out.print(f"  {json.dumps(found.example.to_json(), ensure_ascii=False)}", markup=False)
    counted = {f"{grade}s": count for grade, count in proof.counted.items()}
    out.print(say(language, "check-holds" if proof.holds else "check-fails", **counted), markup=False)


def _problems(invalid: RulesInvalid) -> list[dict[str, Any]]:
    return [
        {
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "facts": dict(problem.facts),
            **{str(language): problem.say(language) for language in Language},
        }
        for problem in invalid.problems
    ]


def _shown(name: str, rules: Rules, proof: Proof | None, told: Told) -> dict[str, Any]:
    shown: dict[str, Any] = {"file": name, "hash": rules.hash, "problems": [], "holds": None}
    if proof is not None:
        findings = [{**found.to_json(), "text": told(found)} for found in proof.findings]
        shown |= {"holds": proof.holds, "findings": findings, "examined": dict(proof.examined)}
    return shown


def _print(shown: Mapping[str, Any]) -> None:
    out.print(json.dumps(shown, ensure_ascii=False, indent=2), markup=False)
