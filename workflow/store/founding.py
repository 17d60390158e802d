"""The first administrator of a real city: the code by which they are named, once. All instants are real time."""

from datetime import datetime
from uuid import UUID

from models.people import Language, Role
from workflow.store.transactions import Connection


async def begin(c: Connection, code_hash: bytes, now: datetime) -> bool:
    """Lets the administrator be named by this code, and by no earlier one. False where there is nothing to name:
    somebody can sign in, or could once."""
    if await c.fetchval("SELECT EXISTS (SELECT FROM account)"):
        return False
    done = await c.execute(
        "INSERT INTO set_up (id, code_hash, printed_at) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE"
        " SET code_hash = excluded.code_hash, printed_at = excluded.printed_at WHERE set_up.done_at IS NULL",
        code_hash,
        now,
    )
    return bool(done != "INSERT 0 0")


async def code_hash(c: Connection) -> bytes | None:
    """Of the code that opens; None where none does. Locks it, where somebody is about to use it."""
    found: bytes | None = await c.fetchval(
        "SELECT code_hash FROM set_up WHERE done_at IS NULL AND NOT EXISTS (SELECT FROM account) FOR UPDATE"
    )
    return found


async def waits(c: Connection) -> bool:
    found: bool = await c.fetchval(
        "SELECT EXISTS (SELECT FROM set_up WHERE done_at IS NULL) AND NOT EXISTS (SELECT FROM account)"
    )
    return found


async def name_administrator(c: Connection, name: str, language: Language, now: datetime) -> UUID:
    """The person who holds the administrator's post gets their name; the code is spent."""
    found: UUID = await c.fetchval(
        "UPDATE person SET name = $1, language = $2 WHERE id ="
        " (SELECT person_id FROM post WHERE role = $3 ORDER BY valid_from, id LIMIT 1) RETURNING id",
        name,
        str(language),
        str(Role.ADMIN),
    )
    await c.execute("UPDATE set_up SET done_at = $1, code_hash = NULL WHERE id = 1", now)
    return found
