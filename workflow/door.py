"""A change in a transaction of its own, once for an idempotency key however often it is sent."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from models.database import Database
from workflow import store
from workflow.errors import BadInput, Conflict, GridwardError, KeyReused
from workflow.store.commands import Remembered
from workflow.store.errors import TryAgain, again
from workflow.view import Whole

Answer = dict[str, Any]
Act = Callable[[store.Connection], Awaitable[tuple[Answer, datetime]]]
"""What makes the change; what it is answered, and when it was recorded."""


async def once(database: Database, actor: str, key: str | None, request_hash: str, act: Act) -> Answer:
    """The answer to a change. The same key of the same actor gives the same answer and no second effect; with another
    request it is KeyReused."""
    try:
        done: Answer = await again(_through, database, actor, key, request_hash, act)
    except (Conflict, BadInput):  # perhaps only since a twin has done it meanwhile
        twin = await _twin(database, actor, key, request_hash) if key else None
        if twin is None:
            raise
        return twin
    return done


async def _through(database: Database, actor: str, key: str | None, request_hash: str, act: Act) -> Answer:
    async with store.transaction(database) as connection:
        known = await store.commands.recall(connection, actor, key) if key else None
        if known is not None:
            return _told(recalled(known, request_hash))
        done, at = await act(connection)
        if key is not None and not await store.commands.remember(
            connection, [Remembered(actor, key, request_hash, done, at)]
        ):
            raise TryAgain(cause="a twin was first")
        return done


async def _twin(database: Database, actor: str, key: str, request_hash: str) -> Answer | None:
    """The answer to the same command, where it was in flight while this one was decided."""
    async with store.snapshot(database) as connection:
        known = await store.commands.recall(connection, actor, key)
    return _told(recalled(known, request_hash)) if known else None


def recalled(known: Remembered, request_hash: str) -> Answer | GridwardError:
    """The answer that the same command was given before; another request under its key is refused, and told it."""
    if known.request_hash == request_hash:
        return known.answer
    return KeyReused(key=known.key, answer=known.answer)


def _told(outcome: Answer | GridwardError) -> Answer:
    if isinstance(outcome, GridwardError):
        raise outcome
    return outcome


def answer(view: Whole) -> Answer:
    """What every change of a case or a meeting is answered."""
    root = view.root
    return {
        "id": str(root.id),
        "number": root.number,
        "state": str(root.state),
        "version": root.version,
        "seq": view.seq,
    }
