"""`gridward posts`: who leaves a post, and what follows."""

import json
import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from models.people import Language
from workflow import posts
from workflow.commands import SYSTEM
from workflow.engine import Engine
from workflow.roster.leaving import Departure
from workflow.sentences import Names
from workflow.terminal import Tongue, out, with_engine

app = typer.Typer(help="Posts: what follows when somebody leaves one.", no_args_is_help=True)


@app.callback()
def _posts() -> None:
    """Posts: what follows when somebody leaves one."""


@app.command("check")
def posts_check(
    person: Annotated[str | None, typer.Option(help="Who leaves all their posts: a name or an id.")] = None,
    post: Annotated[str | None, typer.Option(help="A post that ends, by its id.")] = None,
    merge: Annotated[str | None, typer.Option(help="Grids that become one, by their codes: A,B.")] = None,
    split: Annotated[str | None, typer.Option(help="A grid that becomes several, by its code.")] = None,
    into: Annotated[str | None, typer.Option(help="What they become: C, or A1,A2.")] = None,
    at: Annotated[str | None, typer.Option(help="From when on; now if none.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: Tongue = Language.EN,
) -> None:
    """Says what would be orphaned, who inherits it, which ladders lose an end and what would fail. Changes nothing;
    ends with 1 where something is lost."""
    if sum(each is not None for each in (person, post, merge, split)) != 1:
        raise typer.BadParameter("name one of --person, --post, --merge, --split")
    if (into is None) != (merge is None and split is None):
        raise typer.BadParameter("--into belongs to --merge and --split")

    async def run(engine: Engine) -> tuple[posts.Answer, Names]:
        asked = {
            "at": at,
            "person": await posts.person_named(engine, person) if person else None,
            "post": post,
            "merge": {"grids": merge.split(","), "into": into} if merge else None,
            "split": {"grid": split, "into": (into or "").split(",")} if split else None,
        }
        try:
            departure = Departure.model_validate(asked)
        except ValidationError as cause:
            faults = {".".join(map(str, fault["loc"])) for fault in cause.errors()}
            raise typer.BadParameter(f"cannot be meant: {', '.join(sorted(faults))}") from cause
        now, answer = await posts.check(engine, SYSTEM, departure)
        return answer, Names(language, now.directory, now.rules)

    answer, names = with_engine(run)
    if as_json:
        typer.echo(json.dumps(posts.to_json(answer, names), ensure_ascii=False, indent=1))
    else:
        for line in posts.lines(answer, names):
            out.print(line, markup=False)
    sys.exit(0 if answer.consequences.sound else 1)
