"""The letters that nobody took: seen by who keeps the outbox, and sent again."""

from collections.abc import Sequence
from uuid import UUID

from workflow import store
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.store.errors import again
from workflow.store.sending import Morgue


async def letters(engine: Engine, cursor: str | None, limit: int) -> Morgue:
    async with store.snapshot(engine.database) as connection:
        return await store.sending.dead_letters(connection, cursor, limit)


async def lines(engine: Engine, limit: int) -> list[str]:
    """One a letter, for the command."""
    return [
        f"{each.notice.id}  {each.notice.channel}  {each.notice.kind}  {each.attempts}  {each.last_error}"
        for each in (await letters(engine, None, limit)).items
    ]


async def resend(engine: Engine, ids: Sequence[str | UUID] | None) -> int:
    """Those of these ids that are dead, or all; how many. NotFound where none of the ids is."""
    try:
        wanted = None if ids is None else [UUID(str(each)) for each in ids]
    except ValueError as cause:
        raise BadInput("id", "not-an-id") from cause

    async def act() -> int:
        async with store.transaction(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            return await store.sending.resend(connection, wanted, now.at)

    queued: int = await again(act)
    return queued
