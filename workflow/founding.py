"""The first administrator of a real city. A code is printed where the city is put there; whoever has it names the
administrator and their password, once. Before that nobody can sign in; after it the code opens nothing."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.people import Language
from workflow import store
from workflow.engine import Engine
from workflow.errors import BadInput, SetUpOver
from workflow.store.signing import Account

CODE_BYTES = 20


@dataclass(frozen=True)
class First:
    """Who the administrator is, and by what they sign in."""

    name: str
    username: str
    password_hash: str = field(repr=False)
    language: Language = Language.ZH


async def code(connection: store.Connection, now: datetime) -> str | None:
    """A new code, which alone opens from now on; None for a city that has had its administrator named."""
    made = secrets.token_urlsafe(CODE_BYTES)
    return made if await store.founding.begin(connection, _hash(made), now) else None


async def waits(engine: Engine) -> bool:
    """Whether the city still has nobody who could sign in."""
    async with store.transaction(engine.database) as connection:
        return await store.founding.waits(connection)


async def check(engine: Engine, code: str) -> None:
    """SetUpOver once it was used, BadInput for another code."""
    async with store.transaction(engine.database) as connection:
        await _check(connection, code)


async def take(engine: Engine, code: str, first: First, now: datetime) -> UUID:
    """Names the administrator. SetUpOver for all but the first, BadInput for another code."""
    async with store.transaction(engine.database) as connection:
        await store.versions.activate(connection, staff=True)  # what is in force is locked before anything else
        await _check(connection, code)
        person = await store.founding.name_administrator(connection, first.name, first.language, now)
        await store.signing.add_account(connection, Account(person, first.username, first.password_hash, False))
    return person


async def _check(connection: store.Connection, code: str) -> None:
    expected = await store.founding.code_hash(connection)
    if expected is None:
        raise SetUpOver()
    if not hmac.compare_digest(expected, _hash(code)):
        raise BadInput("code", "wrong-set-up-code")


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
