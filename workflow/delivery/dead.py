"""The letters that nobody took: seen by who keeps the outbox, sent again, or given up with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from models.notice import Channel, LetterDone
from workflow import store
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.store.answers import SetAside
from workflow.store.errors import again
from workflow.store.guests import Undelivered
from workflow.store.sending import Done, Morgue

BESIDE: Final = 100
"""Of what stands beside the list, the newest."""


@dataclass(frozen=True)
class Lying:
    """A page of the letters to people, newest first; how many there are in all, as far as they are counted. Beside the
    first page those to guests, and the mails that were no answer to an invitation."""

    people: Morgue
    count: int
    guests: Sequence[Undelivered]
    aside: Sequence[SetAside]


async def letters(engine: Engine, cursor: str | None, limit: int) -> Lying:
    async with store.snapshot(engine.database) as connection:
        found = await store.sending.dead_letters(connection, cursor, limit)
        first = cursor is None
        guests = await store.guests.undelivered(connection, BESIDE) if first else []
        aside = await store.answers.set_aside(connection, BESIDE) if first else []
        return Lying(found, await store.sending.dead_count(connection), guests, aside)


async def lines(engine: Engine, limit: int) -> list[str]:
    """One a letter, for the command."""
    found = await letters(engine, None, limit)
    return [
        *(
            f"{each.notice.id}  {each.notice.channel}  {each.notice.kind}  {each.attempts}  {each.last_error}"
            for each in found.people.items
        ),
        *(f"{each.id}  {Channel.EMAIL}  {each.kind}  {each.attempts}  {each.error}" for each in found.guests),
    ]


async def resend(engine: Engine, ids: Sequence[str | UUID] | None, by: UUID | None = None) -> int:
    """Those of these ids that are dead, or all, are queued anew under the same id; how many. Done a second time it
    finds none of them dead. NotFound where none of the ids is a letter. A guest's letter has the guest's id."""
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
            outside: list[UUID] = []
            if act == LetterDone.RESENT:
                outside = await store.guests.resend(connection, wanted, now)
            guests = await store.guests.known(connection, wanted or ())
            people = None if wanted is None else [each for each in wanted if each not in guests]
            found = [] if guests and not people else await store.sending.dead_ids(connection, people)
            if act == LetterDone.RESENT:
                await store.sending.resend(connection, found, now)
            else:
                await store.sending.give_up(connection, found)
            letters = {letter: engine.source.id(now) for letter in found}
            await store.sending.add_acts(connection, letters, Done(act, by, now, reason))
        return len(found) + len(outside)

    done: int = await again(through)
    return done
