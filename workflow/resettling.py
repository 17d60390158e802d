"""What a change of the city sets going, in its own transaction: open cases go over to the grid that came after theirs,
and what somebody who leaves was sent to look at is given to another."""

from uuid import UUID

import structlog

from models.people import Role
from workflow import core, store
from workflow.commands import SYSTEM, Command
from workflow.effects import Outcome
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.keeping.amendment import Amendment
from workflow.machines import Move
from workflow.view import View

log = structlog.get_logger()


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


async def send_others(engine: Engine, connection: store.Connection, now: Now, amended: Amendment) -> int:
    """Another informant is sent to each second look that somebody was sent to who is no informant any more, by an entry
    of its own; how many. Where there is no other, whoever sends somebody hears of it by the look's own clock
    (`responsible`). `now` has the directory as it will be."""
    left = {post.person_id for post in amended.ended if post.role == Role.INFORMANT}
    left = {each for each in left if not _informs(now, each)}
    views = await store.reading.load(connection, View, await store.leaving.looks_of(connection, left), lock=True)
    written: list[Outcome] = []
    for view in views.values():
        rules, calendar = await engine.in_force.pinned(connection, view.incident)
        for look in (each for each in view.inspections.values() if each.open and each.looker_id in left):
            command = Command(Move.SEND_TO_LOOK, SYSTEM, about=look.id)
            try:
                written.append(core.decide(view, command, now.facts(), rules, calendar, engine.source))
            except BadInput:
                log.info("second_look_left", incident=str(view.incident.id))
    await store.writing.write(connection, written)
    return len(written)


def _informs(now: Now, person: UUID) -> bool:
    return any(post.role == Role.INFORMANT for post in now.directory.posts_of(person, now.at))
