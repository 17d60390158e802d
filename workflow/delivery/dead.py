"""The letters that nobody took: seen by who keeps the outbox, sent again, or given up with a reason."""

from collections.abc import Sequence
from uuid import UUID

from models.notice import LetterDone
from workflow import store
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.store.errors import again
from workflow.store.sending import Done, Morgue


async def letters(engine: Engine, cursor: str | None, limit: int) -> tuple[Morgue, int]:
    """A page of them, newest first; and how many there are, as far as they are counted."""
    async with store.snapshot(engine.database) as connection:
        found = await store.sending.dead_letters(connection, cursor, limit)
        return found, await store.sending.dead_count(connection)


async def lines(engine: Engine, limit: int) -> list[str]:
    """One a letter, for the command."""
    return [
        f"{each.notice.id}  {each.notice.channel}  {each.notice.kind}  {each.attempts}  {each.last_error}"
        for each in (await letters(engine, None, limit))[0].items
    ]


async def resend(engine: Engine, ids: Sequence[str | UUID] | None, by: UUID | None = None) -> int:
    """Those of these ids that are dead, or all, are queued anew under the same id; how many. Done a second time it
    finds none of them dead. NotFound where none of the ids is a letter."""
    return await _done(engine, ids, LetterDone.RESENT, by)


async def give_up(engine: Engine, ids: Sequence[str | UUID] | None, by: UUID | None, reason: str) -> int:
    """The same, but they are not sent any more: they leave the list, and why is kept."""
    return await _done(engine, ids, LetterDone.GIVEN_UP, by, reason)


async def _done(
    engine: Engine, ids: Sequence[str | UUID] | None, act: LetterDone, by: UUID | None, reason: str | None = None
) -> int:
    try:
        wanted = None if ids is None else [UUID(str(each)) for each in ids]
    except ValueError as cause:
        raise BadInput("id", "not-an-id") from cause

    async def through() -> int:
        async with store.transaction(engine.database) as connection:
            now = (await engine.in_force.at(connection, share=False)).at
            found = await store.sending.dead_ids(connection, wanted)
            if act == LetterDone.RESENT:
                await store.sending.resend(connection, found, now)
            else:
                await store.sending.give_up(connection, found)
            letters = {letter: engine.source.id(now) for letter in found}
            await store.sending.add_acts(connection, letters, Done(act, by, now, reason))
        return len(found)

    done: int = await again(through)
    return done
