"""The only way to a reporter's name and phone: a look that says why, and leaves its trace before it sees anything."""

from uuid import UUID

from workflow import rights, store
from workflow.commands import Actor, Reporter
from workflow.engine import Engine
from workflow.errors import Forbidden, NotFound
from workflow.in_force import Now
from workflow.machines import Standing
from workflow.store.reporters import Looks
from workflow.store.told import Tellings


async def look(engine: Engine, actor: Actor, ref: str, reason: str) -> Reporter:
    """Who reported, for one who may call them back; who looked, when and why is kept. Empty where nobody said or
    where it was erased."""
    async with store.transaction(engine.database) as connection:
        found, held, now = await _known(engine, connection, actor, ref)
        if not rights.looks_at_reporter(held) or actor.id is None:
            raise Forbidden(move="look")
        await store.reporters.add_look(connection, engine.source.id(now.at), found, actor.id, now.at, reason)
        sealed = await store.reporters.reporter(connection, found)
    if sealed is None:
        return Reporter()
    return Reporter.model_construct(name=engine.keys.open(sealed.name), phone=engine.keys.open(sealed.phone))


async def looks(engine: Engine, actor: Actor, ref: str, cursor: str | None, limit: int) -> tuple[Looks, Now]:
    """Who looked who reported, newest first, for one who may see it."""
    async with store.snapshot(engine.database) as connection:
        found, held, now = await _known(engine, connection, actor, ref)
        if not rights.sees_looks(held):
            raise Forbidden(move="look")
        return await store.reporters.looks(connection, found, cursor, limit), now


async def told(
    engine: Engine, actor: Actor, ref: str, cursor: str | None, limit: int
) -> tuple[Tellings, UUID | None, Now]:
    """Who was told what about a case, newest first, for anybody who sees it; beside it the id of who reported, whose
    name is not to be said."""
    async with store.snapshot(engine.database) as connection:
        found, _, now = await _known(engine, connection, actor, ref)
        incident = await store.reading.incident(connection, found)
        page = await store.told.of_case(connection, found, cursor, limit)
    return page, incident.reporter_id if incident else None, now


async def _known(
    engine: Engine, connection: store.Connection, actor: Actor, ref: str
) -> tuple[UUID, frozenset[Standing], Now]:
    """A case that the actor may know of, as what they stand to it; NotFound where they may not."""
    found = await store.reading.find_incident(connection, ref)
    if found is None:
        raise NotFound()
    now = await engine.in_force.at(connection, share=False)
    view = (await store.reading.load_views(connection, [found]))[found]
    if not rights.knows(view, actor, now.facts()):
        raise NotFound()
    return found, rights.standings(view, found, actor, now.facts()), now
