"""The only way to a reporter's name and phone: a look that says why, and leaves its trace before it sees anything."""

from uuid import UUID

from workflow import rights, store
from workflow.commands import Actor, Reporter
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.in_force import Now
from workflow.knowing import known
from workflow.store.reporters import Looks
from workflow.store.told import Tellings


async def look(engine: Engine, actor: Actor, ref: str, reason: str) -> Reporter:
    """Who reported, for one who may call them back; who looked, when and why is kept. Empty where nobody said or
    where it was erased."""
    async with store.transaction(engine.database) as connection:
        case = await known(connection, engine.in_force, actor, ref)
        if not rights.looks_at_reporter(case.held) or actor.id is None:
            raise Forbidden(move="look")
        await store.reporters.add_look(
            connection, engine.source.id(case.now.at), case.ref, actor.id, case.now.at, reason
        )
        sealed = await store.reporters.reporter(connection, case.ref)
    if sealed is None:
        return Reporter()
    return Reporter.model_construct(name=engine.keys.open(sealed.name), phone=engine.keys.open(sealed.phone))


async def looks(engine: Engine, actor: Actor, ref: str, cursor: str | None, limit: int) -> tuple[Looks, Now]:
    """Who looked who reported, newest first, for one who may see it."""
    async with store.snapshot(engine.database) as connection:
        case = await known(connection, engine.in_force, actor, ref)
        if not rights.sees_looks(case.held):
            raise Forbidden(move="look")
        return await store.reporters.looks(connection, case.ref, cursor, limit), case.now


async def told(
    engine: Engine, actor: Actor, ref: str, cursor: str | None, limit: int
) -> tuple[Tellings, UUID | None, Now]:
    """Who was told what about a case, newest first, for anybody who sees it; beside it the id of who reported, whose
    name is not to be said."""
    async with store.snapshot(engine.database) as connection:
        case = await known(connection, engine.in_force, actor, ref)
        incident = await store.reading.incident(connection, case.ref)
        page = await store.told.of_case(connection, case.ref, cursor, limit)
    return page, incident.reporter_id if incident else None, case.now
