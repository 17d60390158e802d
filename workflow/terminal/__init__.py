"""What the command's parts share: its two consoles, the way to an engine, a file's text, and errors in words.

Each part is a file of its own that hangs its commands on `gridward.py`'s.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from models import embedded
from models.database import Database
from models.people import Language
from workflow import keys, setting_up
from workflow.engine import Engine
from workflow.errors import GridwardError, SetUpError
from workflow.messages import say
from workflow.rules.problems import RulesInvalid
from workflow.settings import Settings, from_environment
from workflow.territory.tree import TreeInvalid

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

File = Annotated[Path | None, typer.Argument(help="A rules file; the shipped one if none.")]
Tongue = Annotated[Language, typer.Option("--language", "-l")]


def told(fault: GridwardError, language: Language) -> str:
    """An error in words: its reason where it has one, or what its kind means."""
    from workflow.sentences import sentence

    reason = fault.facts.get("reason")
    found = sentence(language, "input", str(reason), fault.facts) if reason else None
    return found or sentence(language, "detail", fault.code, fault.facts) or str(fault)


def problems_of(invalid: RulesInvalid | TreeInvalid) -> None:
    """Every problem of a file with its line and column, in both languages."""
    for problem in invalid.problems:
        place = f"{invalid.facts['file']}:{problem.line}:{problem.column}: " if "file" in invalid.facts else ""
        for language in (Language.ZH, Language.EN):
            err.print(f"{place}{problem.say(language)}", markup=False)


def said(fault: SetUpError) -> str:
    facts = {name: str(value) for name, value in fault.facts.items()}
    code = f"set-up-{facts.pop('what')}"
    return "\n".join(say(language, code, **facts) for language in (Language.ZH, Language.EN))


def server(settings: Settings) -> Any:
    """The database's URL for as long as it is needed: the embedded server's, or the one that the settings name."""
    if settings.database_url:
        return nullcontext(settings.database_url)
    return embedded.server(settings.data)


@asynccontextmanager
async def engine_at(url: str, settings: Settings, size: int = 10) -> AsyncIterator[Engine]:
    database = await Database.open(url, size)
    try:
        yield Engine(database, keys.load(settings), media=settings.media)
    finally:
        await database.close()


def with_engine(act: Callable[[Engine], Awaitable[Any]]) -> Any:
    """Runs one thing against the engine of this data folder."""
    settings = from_environment()

    async def run(url: str) -> Any:
        async with engine_at(await setting_up.existing(url, settings), settings) as engine:
            return await act(engine)

    with server(settings) as url:
        return asyncio.run(run(url))


def text_of(file: Path | None) -> tuple[str, str]:
    path = file or from_environment().rules
    try:
        return path.read_text(encoding="utf-8"), path.name
    except (OSError, UnicodeDecodeError) as cause:
        raise SetUpError(what="file-unreadable", file=str(path)) from cause
