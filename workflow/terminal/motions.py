"""`gridward rules move|motions`: puts a change of the rules before a meeting, and lists what was put."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.progress import Progress

from models.ledger import ActorKind
from models.motion import Motion
from models.people import Language
from workflow import proposing, rehearsals, store
from workflow.commands import SYSTEM, Actor
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.messages import say
from workflow.proposing import Put, SeenMotion
from workflow.sentences import Names, instant, reason, word
from workflow.store.paging import LONGEST
from workflow.terminal import File, Tongue, err, out, text_of, with_engine
from workflow.terminal.rules import app


@app.command("move")
def rules_move(
    file: File = None,
    why: Annotated[str, typer.Option(help="Why the rules should change.")] = "",
    by: Annotated[str, typer.Option(help="Who puts it: the name that they sign in with.")] = "centre",
    days: Annotated[
        int, typer.Option(min=0, max=rehearsals.MOST_DAYS, help="How far back it is rehearsed; 0 for not at all.")
    ] = rehearsals.DAYS,
    language: Tongue = Language.EN,
) -> None:
    """Puts a rules file before the next special or joint meeting, with its proof and its rehearsal. Nothing is switched
    on before that has adopted it."""
    text, name = text_of(file)

    async def run(engine: Engine) -> SeenMotion:
        actor = await _actor(engine, by)
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("rehearse", total=1.0)

            async def rehearsing(engine: Engine, number: int, days: int) -> dict[str, Any]:
                return await proposing.rehearsed(engine, number, days, lambda done: bar.update(task, completed=done))

            put = Put(text, name, why or name, days)
            answer = await proposing.propose(engine, actor, put, rehearsing=rehearsing)
        return await proposing.see(engine, actor, answer["id"])

    for line in _story(with_engine(run), language):
        out.print(line, markup=False)


async def _actor(engine: Engine, username: str) -> Actor:
    async with store.snapshot(engine.database) as connection:
        account = await store.signing.account(connection, username)
    if account is None:
        raise BadInput("by", "unknown-account", value=username)
    return Actor(ActorKind.PERSON, account.person_id)


def _story(seen: SeenMotion, language: Language) -> Iterator[str]:
    names = Names(language, seen.now.directory, seen.now.rules)
    yield _line(seen.motion, language)
    for each in seen.entries[0].reasons:
        if str(each["code"]).startswith("motion-"):
            yield f"  {reason(names, each)}"


@app.command("motions")
def rules_motions(
    all_: Annotated[bool, typer.Option("--all", help="Also what has ended.")] = False,
    language: Tongue = Language.EN,
) -> None:
    """Lists the motions to change the rules, the newest first."""
    found, _ = with_engine(lambda engine: proposing.listed(engine, SYSTEM, not all_, None, LONGEST))
    for each in found.items:
        out.print(_line(each, language), markup=False)
    if not found.items:
        out.print(say(language, "motions-none"))


def _line(motion: Motion, language: Language) -> str:
    said = word(language, "motion", str(motion.state)) or str(motion.state)
    return say(
        language,
        "motions-line-decided" if motion.decision else "motions-line",
        number=motion.number,
        at=instant(language, motion.proposed_at),
        version=str(motion.proposes),
        state=said,
        decision=motion.decision or "",
    )
