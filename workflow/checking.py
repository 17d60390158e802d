"""Checks a rules file without storing it: what is wrong with the file, then the proof over a city."""

import asyncio
from datetime import datetime
from pathlib import Path

from workflow import setting_up, store
from workflow.calendar import Calendar
from workflow.days import Days, published_days
from workflow.demonstration import demonstration
from workflow.directory import Directory
from workflow.engine import Engine
from workflow.proof.findings import Proof, Subject
from workflow.proof.proving import prove
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.territory import read_tree


async def check(engine: Engine, text: str, name: str) -> Proof:
    """The proof of a rules file over the city as it is now, made aside from the loop. RulesInvalid where the file
    cannot be used."""
    async with engine.aside.turn():
        rules = await asyncio.to_thread(read, text, name)
        return await asyncio.to_thread(prove, await _here(engine, rules))


async def _here(engine: Engine, rules: Rules) -> Subject:
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        days = Days.from_json(await store.versions.calendar_days(connection, now.calendar.version))
    calendar = Calendar(days, rules.slots, rules.workday_seconds)
    return Subject(rules, now.directory, calendar, now.at)


def in_demonstration(rules: Rules, territory: Path, now: datetime) -> Subject:
    """The rules over a demonstration city of a territory file, with all that the file lacks made up. Raises
    TreeInvalid."""
    city = demonstration(read_tree(territory.read_bytes(), rules.tiers), setting_up.SEED, now)
    directory = Directory(1, city.grids, city.covers, city.units, city.persons, city.posts, city.rosters)
    calendar = Calendar(published_days(1), rules.slots, rules.workday_seconds)
    return Subject(rules, directory, calendar, now)
