"""Reads what an explanation is made of: the record of a case that somebody may see, with every version it names."""

from workflow import store
from workflow.engine import Engine, Seen
from workflow.explaining.record import Record


async def record_of(engine: Engine, seen: Seen) -> Record:
    """Versions never change once they have a number, so this is the same whenever it is read."""
    in_force, clocks = engine.in_force, seen.view.clocks.values()
    numbers = {entry.rules_version for entry in seen.entries} | {clock.rules_version for clock in clocks}
    async with store.snapshot(engine.database) as connection:
        rules = {number: await in_force.rules(connection, number) for number in sorted(numbers)}
        counted = {(clock.calendar_version, clock.rules_version) for clock in clocks}
        calendars = {
            (days, number): await in_force.calendar(connection, days, rules[number]) for days, number in counted
        }
        notices = await store.reading.notices_of(connection, seen.view.incident.id)
    return Record(seen.view, seen.entries, seen.events, notices, rules, calendars, seen.now.at)
