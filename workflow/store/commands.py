"""Commands by their idempotency key: who asked what before, and what they were answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.record import CommandRow
from workflow.store import sets
from workflow.store.transactions import Connection

Key = tuple[str, str]
"""An actor and the key that they chose."""


@dataclass(frozen=True)
class Remembered:
    actor: str
    key: str
    request_hash: str
    answer: dict[str, Any]
    created_at: datetime


_COLUMNS = ("actor", "key", "request_hash", "answer", "created_at")


async def remember(c: Connection, rows: Sequence[Remembered]) -> set[Key]:
    """Stores the commands; the keys that were new. Waits for a twin in flight until that commits (then its key is not
    new) or is undone. In the order of the keys, so that two groups with the same twins do not wait for each other."""
    if not rows:
        return set()
    in_order = sorted(rows, key=lambda row: (row.actor, row.key))
    statement = sets.insertion(CommandRow, _COLUMNS, "ON CONFLICT (actor, key) DO NOTHING RETURNING actor, key")
    records = await c.fetch(statement, *sets.sent(CommandRow, _COLUMNS, in_order))
    return {(record["actor"], record["key"]) for record in records}


async def recall(c: Connection, actor: str, key: str) -> Remembered | None:
    return (await recall_many(c, [(actor, key)])).get((actor, key))


async def recall_many(c: Connection, keys: Iterable[Key]) -> dict[Key, Remembered]:
    """Those of these commands that are known."""
    wanted = list(keys)
    records = await c.fetch(
        f"SELECT {sets.listed(_COLUMNS, 'c.')} FROM command AS c"  # noqa: S608
        " JOIN unnest($1::text[], $2::text[]) AS k(actor, key) ON c.actor = k.actor AND c.key = k.key",
        [actor for actor, _ in wanted],
        [key for _, key in wanted],
    )
    return {(record["actor"], record["key"]): Remembered(**dict(record)) for record in records}
