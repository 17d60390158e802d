"""The only way to a reporter's name and phone: a look that says why, and leaves its trace before it sees anything."""

from workflow import rights, store
from workflow.commands import Actor, Reporter
from workflow.engine import Engine
from workflow.errors import Forbidden, NotFound
from workflow.machines import Standing

MAY_LOOK = frozenset({Standing.INTAKE, Standing.DISPATCHER, Standing.DUTY})
"""Who calls a reporter back. Handlers and units never see who reported."""


async def look(engine: Engine, actor: Actor, ref: str, reason: str) -> Reporter:
    """Who reported, for one who may call them back; who looked, when and why is kept. Empty where nobody said or
    where it was erased."""
    async with store.transaction(engine.database) as connection:
        found = await store.reading.find_incident(connection, ref)
        if found is None:
            raise NotFound()
        now = await engine.in_force.at(connection, share=False)
        view = (await store.reading.load_views(connection, [found]))[found]
        held = rights.standings(view, found, actor, now.facts())
        if not held:
            raise NotFound()
        if not held & MAY_LOOK or actor.id is None:
            raise Forbidden(move="look")
        await store.reporters.add_look(connection, engine.source.id(now.at), found, actor.id, now.at, reason)
        sealed = await store.reporters.reporter(connection, found)
    if sealed is None:
        return Reporter()
    return Reporter.model_construct(name=engine.keys.open(sealed.name), phone=engine.keys.open(sealed.phone))
