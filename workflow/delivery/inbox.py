"""A person's own messages: their list, that they have seen what is in it, and what they want of messages."""

from datetime import datetime
from functools import partial
from uuid import UUID

from workflow import store
from workflow.delivery.deciding import Wishes
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.store.errors import again
from workflow.store.outbox import List


async def listed(
    engine: Engine, person_id: UUID, cursor: str | None, limit: int, unread: bool = False
) -> tuple[List, Now]:
    """A page of their list, newest first; with `unread` only what they have not acknowledged."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        return await store.outbox.list_of(connection, person_id, cursor, limit, unread), now


async def acknowledge(engine: Engine, person_id: UUID, notice_id: UUID) -> int:
    """One of their list; how many are unread then. NotFound where it is not in it."""

    async def act() -> int:
        async with store.transaction(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            if not await store.outbox.acknowledge(connection, person_id, notice_id, now.at):
                raise NotFound()
            return await store.outbox.unread_of(connection, person_id)

    unread: int = await again(act)
    return unread


async def acknowledge_until(engine: Engine, person_id: UUID, until: datetime) -> int:
    """All of their list up to an instant; how many are unread then."""

    async def act() -> int:
        async with store.transaction(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            await store.outbox.acknowledge_until(connection, person_id, until, now.at)
            return await store.outbox.unread_of(connection, person_id)

    unread: int = await again(act)
    return unread


async def wishes(engine: Engine, person_id: UUID) -> tuple[Wishes, Now]:
    """What they want of messages, and where they are reached."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        found = (await store.preferences.wishes_of(connection, [person_id])).get(person_id)
    if found is None:
        raise NotFound()
    return found, now


async def prefer(engine: Engine, person_id: UUID, wanted: Wishes) -> None:
    """What they want from now on, their addresses too."""
    await again(partial(_prefer, engine, person_id, wanted))


async def _prefer(engine: Engine, person_id: UUID, wanted: Wishes) -> None:
    async with store.transaction(engine.database) as connection:
        await store.preferences.put(connection, person_id, wanted)
