"""Open cases go over to the grid that came after theirs, in the transaction in which that one ends."""

from workflow import core, store
from workflow.commands import SYSTEM, Command
from workflow.effects import Outcome
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.keeping.amendment import Amendment
from workflow.machines import Move
from workflow.view import View


async def resettle(engine: Engine, connection: store.Connection, now: Now, amended: Amendment) -> int:
    """Moves each open case that lies in the grid that ended or below it, or that its handlers have a task of, by an
    entry of its own; how many. `now` has the directory as it will be. Closed ones keep where they were.

    The cases are locked, by id, before the city's version is: whoever moves one holds it when they read that version.
    """
    if amended.merged is None:
        return 0
    gone, into = amended.merged
    ids = await store.keeping.open_cases(connection, gone)
    views = await store.reading.load(connection, View, ids, lock=True)
    written: list[Outcome] = []
    for view in (each for each in views.values() if each.incident.open):
        rules, calendar = await engine.in_force.pinned(connection, view.incident)
        command = Command(Move.REGRID, SYSTEM, context={"gone": gone.id, "into": into.id})
        written.append(core.decide(view, command, now.facts(), rules, calendar, engine.source))
    written += await engine.patrols.settle(connection, gone.path, now)
    await store.writing.write(connection, written)
    return len(written)
