"""The command. Each subcommand reads the settings, opens what it needs, calls one thing, and says what happened."""

import gc

# Nothing that is imported is garbage: to look for some took a third of the time until a command begins.
gc.disable()

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from models.people import Language
from models.record import Job, JobState
from workflow import logs, setting_up
from workflow.calendar import SHANGHAI, Budget
from workflow.engine import Engine
from workflow.errors import GridwardError, SetUpError
from workflow.rules.problems import RulesInvalid
from workflow.settings import HOME, MOST_DAYS, Settings, from_environment
from workflow.terminal import (
    calendars,
    checking,
    engine_at,
    err,
    explanations,
    histories,
    meetings,
    motions,
    out,
    patrols,
    posts,
    problems_of,
    rehearsing,
    rules,
    rules_file,
    said,
    server,
    told,
    versions,
    with_engine,
)
from workflow.territory.tree import TreeInvalid

gc.freeze()
gc.enable()

app = typer.Typer(help="Gridward: grid event reporting for a city.", no_args_is_help=True, add_completion=False)
audit_app = typer.Typer(help="The ledger: verify its chains and receipts.", no_args_is_help=True)
jobs_app = typer.Typer(help="What is owed beside the cases: list it, run it by hand.", invoke_without_command=True)
app.add_typer(rules.app, name="rules")
app.add_typer(posts.app, name="posts")
app.add_typer(meetings.app, name="meetings")
app.add_typer(patrols.app, name="patrols")
OF_THE_RULES = (checking, explanations, motions, rehearsing, rules_file, versions)
"""Imported, so that they hang their commands on those of the rules."""
notices_app = typer.Typer(help="The messages that nobody took: list them, send them again.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")
app.add_typer(notices_app, name="notices")
app.add_typer(jobs_app, name="jobs")


def main() -> None:
    """Runs the command; what a person can put right is said in words, without a traceback."""
    signal.signal(signal.SIGTERM, _ended)
    try:
        app()
    except SetUpError as fault:
        err.print(said(fault))
        sys.exit(2)
    except (RulesInvalid, TreeInvalid) as fault:
        problems_of(fault)
        sys.exit(1)
    except GridwardError as fault:
        for language in (Language.ZH, Language.EN):
            err.print(told(fault, language), markup=False)
        sys.exit(1)


def _ended(number: int, _: object) -> None:
    """As Ctrl-C is: what was opened is closed, an embedded server that nobody else uses is stopped."""
    sys.exit(128 + number)


City = Annotated[Path | None, typer.Option("--city", help="A territory file (code,name,level,parent_code,…).")]


@app.command()
def up(
    city: City = None,
    demonstration: Annotated[bool, typer.Option(help="Make up staff, rosters and what the file lacks.")] = True,
) -> None:
    """Starts everything in front: database, pages and API, clock, worker. Stops everything on SIGTERM or Ctrl-C."""
    from workflow import children, supervising

    settings = from_environment()
    logs.begin(logging.WARNING)
    setting_up.check_port(settings)

    async def run(url: str) -> None:
        stop = children.stopping(asyncio.get_running_loop())
        ready = await prepare(url, settings, city, demonstration)
        out.print(setting_up.welcome(settings, ready), markup=False)
        keepers = (supervising.keep_database(settings, url), supervising.keep_log(settings))
        keeping = [asyncio.create_task(keeper) for keeper in keepers]
        await children.keep_all(supervising.children_of(settings), stop)
        for each in keeping:
            each.cancel()

    with server(settings) as url:
        asyncio.run(run(url))


async def prepare(url: str, settings: Settings, city: Path | None, demonstration: bool) -> setting_up.Ready:
    """Migrates and seeds, with a progress bar."""
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("gridward", total=1.0)
        return await setting_up.prepare(
            url, settings, city, demonstration, lambda done: bar.update(task, completed=done)
        )


@app.command()
def serve(workers: Annotated[int, typer.Option(min=1, max=64)] = 1) -> None:
    """The API and the pages."""
    import uvicorn

    settings = from_environment()
    logs.begin(settings.log_level)
    uvicorn.run(
        "api.app:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=8,
    )


@app.command()
def clock() -> None:
    """The clock: fires what is due. Any number of them may run."""
    from workflow import children, clockwork

    settings = from_environment()
    logs.begin(settings.log_level)

    async def run(engine: Engine) -> None:
        await clockwork.run(engine, children.stopping(asyncio.get_running_loop()), settings.heartbeat_url)

    with_engine(run)


@app.command()
def deliver() -> None:
    """Brings people their messages: e-mail, chat, SMS. Any number of them may run."""
    from workflow import children
    from workflow.delivery import channels

    logs.begin(from_environment().log_level)
    settings = from_environment()
    channels.couriers(settings)  # what cannot be is said before anything is opened

    async def run(engine: Engine) -> None:
        stop = children.stopping(asyncio.get_running_loop())
        await (await channels.delivery(engine, settings)).run(stop)

    with_engine(run)


@app.command()
def worker() -> None:
    """Takes up jobs that are owed; with PREFECT_API_URL it has Prefect execute them. Any number of them may run."""
    from workflow import children
    from workflow import worker as working

    settings = from_environment()
    logs.begin(settings.log_level)

    async def run(url: str) -> None:
        stop = children.stopping(asyncio.get_running_loop())
        found = await setting_up.existing(url, settings)
        async with engine_at(found, settings) as engine:
            await working.run(engine, stop, working.prefect(settings, found, ["flows"]))

    with server(settings) as url:
        asyncio.run(run(url))


@app.command(hidden=True)
def flows() -> None:
    """The half of a worker that speaks to Prefect; `worker` starts it."""
    from workflow import children, worker
    from workflow import flows as handing

    logs.begin(logging.WARNING)

    async def run() -> None:
        stop = children.stopping(asyncio.get_running_loop())
        code = await handing.run(stop, lambda line: print(line, flush=True), worker.READY)
        os._exit(code)  # Prefect's worker may hang in stopping

    asyncio.run(run())


@app.command()
def prefect(
    host: Annotated[str, typer.Option(help="The address that it listens at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 4200,
) -> None:
    """A Prefect server for the workers, with its state in the data folder. `up` starts one by itself."""
    from workflow import prefect_home

    prefect_home.serve(from_environment(), host, port)


@app.command()
def migrate(revision: Annotated[str, typer.Argument()] = "head") -> None:
    """Brings the database's tables to a revision (the newest)."""
    settings = from_environment()
    with server(settings) as url:
        asyncio.run(setting_up.migrate(url, settings, revision))
    out.print(f"migrated to {revision}")


@app.command()
def seed(
    city: City = None,
    demonstration: Annotated[bool, typer.Option(help="Make up staff, rosters and what the file lacks.")] = True,
    days: Annotated[int | None, typer.Option(min=0, max=MOST_DAYS, help="Days behind the demonstration.")] = None,
) -> None:
    """Migrates and fills an empty database with a city; does nothing to one that has it."""
    settings = from_environment()
    if days is not None:
        settings = replace(settings, demo_days=days)
    with server(settings) as url:
        ready = asyncio.run(prepare(url, settings, city, demonstration))
    out.print(setting_up.welcome(settings, ready), markup=False)


@app.command()
def sweep() -> None:
    """Fires what is due, once, and says how many rungs."""
    out.print(f"{with_engine(lambda engine: engine.sweep())} rungs fired")


@app.command()
def advance(by: Annotated[str, typer.Argument(help="Such as 30d, 12h, 15m.")]) -> None:
    """Winds a demonstration's clock on; everything due on the way fires in its order, at its own instant."""
    from workflow import enacting, jobs
    from workflow.works import DATED

    length = running(by)
    logs.begin(logging.WARNING)

    async def run(engine: Engine) -> tuple[int, datetime]:
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("advance", total=1.0)

            async def besides() -> None:
                await enacting.carry_out(engine)
                await jobs.catch_up(engine, DATED)

            fired = await engine.advance(length, lambda done: bar.update(task, completed=done), besides)
        return fired, (await engine.now()).at

    fired, at = with_engine(run)
    out.print(f"{fired} rungs fired in {by}; the city's time is now {at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")


def running(text: str) -> timedelta:
    """A running time such as 30d."""
    seconds = {"m": 60, "h": 3600, "d": 86400}
    try:
        budget = Budget.parse(text)
        return timedelta(seconds=budget.amount * seconds[budget.unit])
    except (ValueError, KeyError) as cause:
        raise typer.BadParameter("expected a running time such as 30d, 12h or 15m") from cause


@app.command()
def simulate(
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first day, such as 2026-09-15.")
    ] = "2026-09-15",
    days: Annotated[int, typer.Option(min=1, max=3660)] = 30,
    seed: Annotated[int, typer.Option(help="Another seed, another life.")] = 7,
    rate: Annotated[float, typer.Option(min=0.1, max=5000, help="Reports on a working day.")] = 40.0,
    database: Annotated[bool, typer.Option("--database", help="Through the engine and a passing PostgreSQL.")] = False,
    on_server: Annotated[
        bool, typer.Option("--on-server", help="That database on the server of GRIDWARD_DATABASE_URL.")
    ] = False,
    city: City = None,
    export: Annotated[
        Path | None, typer.Option(help="Its record as tables, into this folder; not with a database.")
    ] = None,
    language: Annotated[Language, typer.Option("--language", "-l")] = Language.EN,
) -> None:
    """Lives so many days of a fresh city in virtual time, holding every promise at every step. The summary is the same
    to the byte each time; a promise that breaks is told with how to see it again, and ends with 1."""
    from workflow.simulation import running
    from workflow.simulation.invariants import Broken

    settings = from_environment()
    options = running.Options(day_of(first), days, seed, rate)
    tree, rules = setting_up.tree_and_rules(settings, city)

    async def run(progress: Callable[[float], None]) -> Any:
        if not (database or on_server):
            return await running.in_memory(tree, rules, options, progress, export)
        if on_server and not settings.database_url:
            raise SetUpError(what="no-server")
        place = running.passing_database(settings) if on_server else running.passing_server(settings)
        async with place as (url, own):
            return await running.in_database(url, own, tree, rules, options, progress)

    began = time.monotonic()
    try:
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("simulate", total=1.0)
            life = asyncio.run(run(lambda done: bar.update(task, completed=done)))
    except Broken as fault:
        for line in running.broken(fault, options, language):
            err.print(line, markup=False)
        sys.exit(1)
    typer.echo("\n".join(running.lines(life, language)))
    took = time.monotonic() - began
    err.print(f"{took:.1f} s, {life.steps} steps, {life.steps / took:.0f} steps/s")


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise typer.BadParameter("expected a day such as 2026-09-15") from cause


@app.command()
def stance() -> None:
    """Prints the closed lists: what rules, lists and filters can select on, and what an export has of each record. None
    of it describes a person."""
    from workflow.rules.language import CONDITIONS
    from workflow.rules.patrolling import PATROLLED, SpotKind
    from workflow.tables import FIELDS, name_of

    for attribute in CONDITIONS:
        out.print(str(attribute))
    out.print(f"patrols: {' '.join(PATROLLED)}", soft_wrap=True)
    out.print(f"kinds of spot: {' '.join(SpotKind)}", soft_wrap=True)
    out.print()
    for kind, names in FIELDS.items():
        out.print(f"{name_of(kind)}: {' '.join(names)}", soft_wrap=True)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="A folder, which is made; what is in it is replaced.")]) -> None:
    """Writes the city's record as CSV tables that anybody can count again: every change of every case, task, deadline,
    meeting and decision, with nothing that people wrote and nobody's name; and the bulletins' figures."""
    from workflow import exporting

    subjects = with_engine(lambda engine: exporting.export(engine, folder))
    out.print(f"{subjects} subjects → {folder}")


@app.command()
def doctor() -> None:
    """Says in plain words what is wrong with a set-up."""
    from workflow import doctoring

    findings = asyncio.run(doctoring.examine(from_environment()))
    for finding in findings:
        mark = "✓" if finding.well else "!" if finding.advice else "✗"
        out.print(f"{mark} " + " / ".join(finding.say(language) for language in (Language.ZH, Language.EN)))
    sys.exit(0 if all(finding.well or finding.advice for finding in findings) else 1)


app.command("calendar")(calendars.publish_calendar)
app.command("figures")(histories.figures)


@app.command()
def duty(
    grid: Annotated[str | None, typer.Argument(help="A grid's code; the city's own if none.")] = None,
    at: Annotated[str, typer.Option(help="An instant, now, or tonight.")] = "now",
    language: Annotated[Language, typer.Option("--language", "-l")] = Language.EN,
) -> None:
    """Says who is on duty for a place: each desk from the street up, and whom urgent cases would wake."""
    from workflow import rostering

    for line in with_engine(lambda engine: rostering.told(engine, grid, at, language)):
        out.print(line, markup=False)


@app.command("bulletin")
def show_bulletin(
    month: Annotated[str | None, typer.Option(help="Such as 2026-10; the last one that has ended if none.")] = None,
    quarter: Annotated[str | None, typer.Option(help="Such as 2026-Q4.")] = None,
    year: Annotated[str | None, typer.Option(help="Such as 2026.")] = None,
    township: Annotated[str | None, typer.Option(help="A township's code; the whole city if none.")] = None,
    save: Annotated[Path | None, typer.Option("--out", help="Writes it there: .html, .pdf or .xlsx.")] = None,
    language: Annotated[Language, typer.Option("--language", "-l")] = Language.ZH,
) -> None:
    """Draws up the bulletin of a period that has ended, or shows the one that there is: its draft, or what came out.
    Its figures never change again."""
    from workflow import publishing

    form = next((form for form in publishing.FORMS if save and save.suffix == f".{form}"), None)
    if save and not form:
        raise typer.BadParameter(f"{save.name}: .html, .pdf or .xlsx was expected", param_hint="--out")
    named = {length: name for length, name in (("month", month), ("quarter", quarter), ("year", year)) if name}
    if len(named) > 1:
        raise typer.BadParameter("one of --month, --quarter and --year was expected", param_hint="--month")
    logs.begin(logging.WARNING)
    issue = with_engine(lambda engine: publishing.asked(engine, named, township))
    for line in publishing.lines(issue, language):
        out.print(line, markup=False)
    if save and form:
        save.write_bytes(publishing.printed(issue, form, language))


@notices_app.command("dead")
def notices_dead(limit: Annotated[int, typer.Option(min=1, max=200)] = 50) -> None:
    """Lists the newest letters that were refused for good or given up: id, channel, kind, attempts, error."""
    from workflow.delivery import dead

    for line in with_engine(lambda engine: dead.lines(engine, limit)):
        out.print(line, markup=False)


@notices_app.command("resend")
def notices_resend(
    ids: Annotated[list[str] | None, typer.Argument(help="Of dead letters.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Queues dead letters anew, under the same id."""
    from workflow.delivery import dead

    if bool(ids) == all_:
        raise typer.BadParameter("name letters, or say --all")
    out.print(f"{with_engine(lambda engine: dead.resend(engine, ids))} queued anew")


@jobs_app.callback()
def jobs_list(
    context: typer.Context,
    state: Annotated[JobState | None, typer.Option(help="Only those of this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """The jobs, the newest first: kind, period, scope, state, parts done, tries, what went wrong."""
    from workflow import jobs

    if context.invoked_subcommand is not None:
        return
    found, more = with_engine(lambda engine: jobs.listing(engine, state, None, limit))
    for job in found:
        out.print(line_of(job), markup=False)
    if more:
        out.print("…")


def line_of(job: Job) -> str:
    done = f"{job.parts_done}/{len(job.parts)}"
    shown = (job.kind, job.period, job.scope or "-", job.state, done, f"{job.attempts} tries", job.last_error or "")
    return "  ".join(shown).rstrip()


@jobs_app.command("run")
def jobs_run(kind: str, period: str, scope: Annotated[str, typer.Argument()] = "") -> None:
    """Runs one job here and now: one that failed or waits, or that the calendar does not owe yet."""
    from workflow import jobs

    job = with_engine(lambda engine: jobs.run_by_hand(engine, kind, period, scope))
    out.print(line_of(job), markup=False)
    sys.exit(0 if job.state == JobState.DONE else 1)


@audit_app.command("verify")
def audit_verify(
    receipt: Annotated[str | None, typer.Option(help="A receipt to check instead.")] = None,
    replay: Annotated[bool, typer.Option(help="Also hold every state against its replay.")] = True,
) -> None:
    """Checks every chain of the ledger (and every state against its replay), the daily seals, and the chain of what was
    changed about people and places; or one receipt."""
    from workflow import auditing

    if receipt is not None:
        lines = with_engine(lambda engine: auditing.check_receipt(engine, receipt))
    else:
        lines = with_engine(lambda engine: auditing.check_all(engine, replay))
    for line in lines.said:
        out.print(line, markup=False)
    sys.exit(0 if lines.well else 1)


@audit_app.command("seal")
def audit_seal(
    day: Annotated[
        str | None, typer.Option(help="A day such as 2026-11-25; without it the last that has ended.")
    ] = None,
) -> None:
    """Seals a day of the ledger, and those before it that are not sealed; the clock does so each night."""
    from workflow.works import seal

    made = with_engine(lambda engine: seal.by_hand(engine, day))
    out.print(
        f"{made.day}  {made.size} entries  {made.root}" if made else f"{day}: sealed with a later day", markup=False
    )


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    main()
