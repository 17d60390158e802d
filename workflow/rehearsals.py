"""Rehearsing what is recorded: what is tried out, the recorded cases in sets, and what comes of them.

Nothing is decided and nothing written about any case; each set is read as it was at one instant.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.people import Language
from models.record import Job
from models.rehearsal import Rehearsal
from workflow import store
from workflow.calendar import Calendar
from workflow.days import Days
from workflow.directory import Directory
from workflow.engine import Engine
from workflow.errors import BadInput, NotFound
from workflow.identity import Chance
from workflow.in_force import InForce, Now
from workflow.rehearsing import other_city
from workflow.rehearsing.history import History
from workflow.rehearsing.lines import line_of, packed, unpacked
from workflow.rehearsing.sketch import Ground
from workflow.rehearsing.summing import Sum, rehearse
from workflow.rehearsing.untouched import Untouched
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.territory import Tree, TreeInvalid, read_tree

AT_ONCE: Final = 200
"""How many cases are read and lived again at once."""

DAYS: Final = 90
"""So many days back is rehearsed where nobody says otherwise."""

MOST_DAYS: Final = 3660
LONGEST: Final = timedelta(days=MOST_DAYS)
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried out over the cases reported in a period: a rules file, and with it another calendar (the days of
    its years) or another territory (a file as `CITY=` takes it), where these are to differ as well."""

    rules: str
    name: str
    since: datetime
    until: datetime
    calendar: Mapping[str, Any] | None = None
    city: str | None = None


@dataclass(frozen=True)
class Setting:
    """All that a set of cases needs beside them. `then` are the rules of the versions that cases are pinned to, with
    what of their cases the rules that are tried out leave as it is."""

    ground: Ground
    then: Mapping[int, Untouched]
    directory: Directory


@dataclass(frozen=True)
class Part:
    """What came of some cases: their sum, a line for each that differs, and where it is known how many seconds of CPU
    they took."""

    sum: Sum
    lines: list[Mapping[str, Any]]
    cpu: float = 0.0

    def merge(self, other: "Part") -> "Part":
        self.sum.merge(other.sum)
        self.lines.extend(other.lines)
        return Part(self.sum, self.lines, self.cpu + other.cpu)

    @property
    def packed(self) -> bytes:
        return packed(self.lines)


def period(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """A period that can be rehearsed; BadInput where it ends before it begins or is longer than ten years."""
    if not timedelta() < until - since <= LONGEST:
        raise BadInput("since", "out-of-range", earliest=(until - LONGEST).isoformat(), latest=until.isoformat())
    return since, until


async def setting(in_force: InForce, connection: store.Connection, trial: Trial) -> Setting:
    """Reads what a trial is about. RulesInvalid or BadInput where it cannot be read."""
    now = await in_force.at(connection, share=False)
    rules = await asyncio.to_thread(read, trial.rules, trial.name)
    numbers = await store.histories.pinned(connection, trial.since, trial.until)
    then = {number: Untouched(await in_force.rules(connection, number), rules) for number in numbers}
    tried = None if trial.calendar is None else Calendar(days_of(trial.calendar), rules.slots, rules.workday_seconds)
    directory = now.directory if trial.city is None else await _other_city(connection, trial, rules, now)
    calendars = await _calendars(connection, rules)
    ground = Ground(
        rules=rules,
        directory=directory,
        duty=tried or calendars[now.calendar.version],
        calendars=calendars,
        until=trial.until,
        tried=tried,
        recall=trial.calendar is None and trial.city is None,
    )
    return Setting(ground, then, now.directory if trial.city is None else directory)


def days_of(said: object) -> Days:
    """The days of a calendar's file; BadInput where it is none."""
    try:
        return Days.from_json(said)
    except (ValueError, KeyError, TypeError) as cause:
        raise BadInput("calendar", "not-a-calendar", why=str(cause)) from cause


def tree_of(said: str, rules: Rules) -> Tree:
    """The territory in a file; BadInput with its first problem where it cannot be read."""
    try:
        return read_tree(said, rules.tiers)
    except TreeInvalid as cause:
        raise BadInput("city", "not-a-territory", why=cause.problems[0].say(Language.EN)) from cause


async def _calendars(connection: store.Connection, rules: Rules) -> dict[int, Calendar]:
    found = await store.versions.calendars(connection)
    days = {number: Days.from_json(each) for number, each in found.items()}
    return {number: Calendar(each, rules.slots, rules.workday_seconds) for number, each in days.items()}


async def _other_city(connection: store.Connection, trial: Trial, rules: Rules, now: Now) -> Directory:
    tree = tree_of(trial.city or "", rules)
    return other_city.placed(tree, *await store.directory.rows(connection), since=trial.since)


async def some(connection: store.Connection, on: Setting, ids: Sequence[UUID]) -> AsyncIterator[Part]:
    """What comes of these cases, a set at a time."""
    for first in range(0, len(ids), AT_ONCE):
        found = await store.histories.histories(connection, ids[first : first + AT_ONCE], on.ground.until)
        yield await asyncio.to_thread(lived, on, found)


def lived(on: Setting, histories: Sequence[History]) -> Part:
    """What comes of some cases. Pure."""
    part, lines = Sum(), list[Mapping[str, Any]]()
    for history in histories:
        untouched = on.then[history.rules_version]
        before = untouched.before
        found = rehearse(history, before, on.ground, untouched)
        part.add(found, before.notices, on.ground.rules.notices, on.directory, on.ground.rules.timezone)
        if found.differs:
            lines.append(line_of(found, on.directory))
    return Part(part, lines)


async def whole(in_force: InForce, trial: Trial, township: str | None = None) -> AsyncIterator[tuple[int, int, Part]]:
    """In this process: how many cases are done, of how many, and what came of the last set."""
    async with store.snapshot(in_force.database) as connection:
        on = await setting(in_force, connection, trial)
        ids = await store.histories.reported(connection, trial.since, trial.until, township)
        done = 0
        async for part in some(connection, on, ids):
            done = min(len(ids), done + AT_ONCE)
            yield done, len(ids), part


async def backwards(in_force: InForce, trial: Trial) -> AsyncGenerator[tuple[datetime, Part]]:
    """In this process, a day at a time, the newest first: since when all cases are done, and what came of the day."""
    async with store.snapshot(in_force.database) as connection:
        on, until = await setting(in_force, connection, trial), trial.until
        while until > trial.since:
            since, day = max(trial.since, until - A_DAY), Part(Sum(), [])
            async for part in some(connection, on, await store.histories.reported(connection, since, until)):
                day = day.merge(part)
            yield since, day
            until = since


def summary(trial: Trial, total: Sum) -> dict[str, Any]:
    """A rehearsal's outcome as plain JSON: the sum, and over which period it is."""
    return {"since": trial.since.isoformat(), "until": trial.until.isoformat(), **total.to_json()}


def trial_of(rehearsal: Rehearsal, rules: str) -> Trial:
    return Trial(
        rules,
        f"rules {rehearsal.rules_version}",
        rehearsal.since,
        rehearsal.until,
        rehearsal.calendar,
        rehearsal.city,
    )


async def ask(engine: Engine, trial: Trial, by: str) -> Rehearsal:
    """Stores what is to be tried out, and the job that does it. Reads all of it first: RulesInvalid or BadInput where
    it cannot be tried out."""
    period(trial.since, trial.until)
    async with engine.aside.turn():
        rules = await asyncio.to_thread(read, trial.rules, trial.name)
        if trial.calendar is not None:
            days_of(trial.calendar)
        if trial.city is not None:
            await asyncio.to_thread(tree_of, trial.city, rules)
    async with store.transaction(engine.database) as connection:
        now = await engine.in_force.instant(connection)
        number = await store.versions.add_rules(connection, rules.text, rules.hash, by, REHEARSED, now)
        asked = Rehearsal(
            id=Chance().id(now),
            asked_by=by,
            asked_at=now,
            since=trial.since,
            until=trial.until,
            rules_version=number,
            calendar=None if trial.calendar is None else dict(trial.calendar),
            city=trial.city,
        )
        await store.histories.put(connection, asked)
        root = (await engine.in_force.at(connection, share=False)).directory.root.code
        job = Job(id=asked.id, kind="rehearsal", period=str(asked.id), scope=root, created_at=now, by_hand=True)
        await store.jobs.put(connection, [job])
    return asked


REHEARSED: Final = "rehearsed"
"""The note of rules that are stored because they were rehearsed."""


async def found(engine: Engine, identity: UUID) -> Rehearsal:
    async with store.snapshot(engine.database) as connection:
        asked = await store.histories.find(connection, identity)
    if asked is None:
        raise NotFound()
    return asked


async def lines_of(engine: Engine, identity: UUID) -> list[dict[str, Any]]:
    """The cases that differ, by when they were reported, as far as the rehearsal has come."""
    async with store.snapshot(engine.database) as connection:
        kept = await store.histories.parts(connection, identity)
    return await asyncio.to_thread(_in_order, kept)


def _in_order(kept: Sequence[bytes]) -> list[dict[str, Any]]:
    lines = [line for part in kept for line in unpacked(part)]
    return sorted(lines, key=lambda line: (line["reported_at"], line["number"]))
