"""What is in force in one transaction: rules, calendar, directory and the city's time, read once and kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models.bulletin import Bulletin
from models.database import Database
from models.incident import Incident
from models.meeting import Meeting
from models.patrol import Campaign, Patrol
from workflow import store
from workflow.calendar import Calendar
from workflow.days import Days
from workflow.directory import Directory
from workflow.facts import Facts
from workflow.rules.language import Rules
from workflow.rules.reading import recall


@dataclass(frozen=True)
class Now:
    """What is in force in one transaction. `since` is when the city began, of a demonstration the first of the days
    behind it; none where nobody asks."""

    at: datetime
    rules: Rules
    calendar: Calendar
    directory: Directory
    since: datetime | None = None

    def facts(self, **known: Any) -> Facts:
        """What a decision may ask, with what was loaded for it."""
        return Facts(self.directory, self.calendar, self.at, **known)


class InForce:
    """Versions never change once they have a number, so each is read once a process; the active ones' numbers are
    read in every transaction."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database, self.clock = database, clock
        self._rules: dict[int, Rules] = {}
        self._calendars: dict[tuple[int, int], Calendar] = {}
        self._directory: Directory | None = None

    async def at(self, connection: store.Connection, share: bool = True) -> Now:
        """Rules, calendar, directory and time; with `share` the active versions are held until the transaction ends."""
        active = await store.versions.active(connection, share)
        rules = await self.rules(connection, active.rules)
        return Now(
            at=self.clock() + timedelta(seconds=active.offset_seconds),
            rules=rules,
            calendar=await self.calendar(connection, active.calendar, rules),
            directory=await self._directory_of(connection, active.directory),
            since=active.since,
        )

    async def instant(self, connection: store.Connection) -> datetime:
        """The city's time alone."""
        active = await store.versions.active(connection, share=False)
        return self.clock() + timedelta(seconds=active.offset_seconds)

    async def now(self) -> Now:
        async with store.snapshot(self.database) as connection:
            return await self.at(connection, share=False)

    async def rules(self, connection: store.Connection, number: int) -> Rules:
        if number not in self._rules:
            text = await store.versions.rules_text(connection, number)
            self._rules[number] = recall(text).numbered(number)
        return self._rules[number]

    async def calendar(self, connection: store.Connection, number: int, rules: Rules) -> Calendar:
        key = (number, rules.number)
        if key not in self._calendars:
            days = Days.from_json(await store.versions.calendar_days(connection, number))
            self._calendars[key] = Calendar(replace(days, version=number), rules.slots, rules.workday_seconds)
        return self._calendars[key]

    async def _directory_of(self, connection: store.Connection, version: int) -> Directory:
        if self._directory is None or self._directory.version != version:
            self._directory = await store.directory.load_directory(connection, self._directory)
        return self._directory

    async def pinned(
        self, connection: store.Connection, root: Incident | Meeting | Patrol | Campaign | Bulletin
    ) -> tuple[Rules, Calendar]:
        """The versions that a root subject is counted by."""
        rules = await self.rules(connection, root.rules_version)
        return rules, await self.calendar(connection, root.calendar_version, rules)
