"""The city's record into a folder of tables, out of the database or out of a life in memory."""

from pathlib import Path

from workflow import auditing, store
from workflow.engine import Engine
from workflow.memory import World
from workflow.tables import Tables


async def export(engine: Engine, folder: Path) -> int:
    """Writes everything that the ledgers hold at this instant into a folder; how many subjects. In sets of whole
    ledgers: the memory that it takes does not grow with what is stored."""
    subjects = 0
    with Tables(folder) as tables:
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            tables.places(now.directory.grids(now.at), now.directory.units(now.at))
            async for chains in store.reading.all_entries(connection, auditing.FIRST, auditing.LAST):
                for entries in chains.values():
                    tables.subject(entries)
                subjects += len(chains)
            async for each in store.bulletins.figures(connection):
                tables.bulletin(*each)
    return subjects


def export_lived(world: World, folder: Path) -> None:
    """The same of a city in memory."""
    with Tables(folder) as tables:
        now = max(entries[-1].recorded_at for entries in world.entries.values())
        tables.places(world.directory.grids(now), world.directory.units(now))
        for entries in world.entries.values():
            tables.subject(entries)
        for issue in world.gazette.issues.values():
            tables.bulletin(issue.number, issue.figures)
