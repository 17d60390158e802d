"""Accounts and open sign-ins. Of a sign-in's token only the hash is known here. All instants are real time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflow.store.transactions import Connection


@dataclass(frozen=True)
class Account:
    person_id: UUID
    username: str
    password_hash: str
    disabled: bool


async def account(c: Connection, username: str) -> Account | None:
    record = await c.fetchrow(
        "SELECT person_id, username, password_hash, disabled FROM account WHERE username = $1", username
    )
    return Account(**dict(record)) if record else None


async def replace_password(c: Connection, old_hash: str, new_hash: str) -> None:
    """For everybody who still has the old one; their sign-ins end, and the addresses of their calendars."""
    await c.execute(
        "WITH changed AS (UPDATE account SET password_hash = $2 WHERE password_hash = $1 RETURNING person_id),"
        " feeds AS (UPDATE feed SET ended_at = now() WHERE ended_at IS NULL"
        " AND person_id IN (SELECT person_id FROM changed))"
        " DELETE FROM sign_in WHERE person_id IN (SELECT person_id FROM changed)",
        old_hash,
        new_hash,
    )


async def set_password(c: Connection, person_id: UUID, old_hash: str, new_hash: str, but: bytes) -> bool:
    """Ends all their sign-ins but the one whose token has this hash. False, and nothing changes, where the old one is
    not theirs any more."""
    done = await c.execute(
        "UPDATE account SET password_hash = $3 WHERE person_id = $1 AND password_hash = $2",
        *(person_id, old_hash, new_hash),
    )
    if done == "UPDATE 0":
        return False
    await end_others(c, person_id, but)
    return True


async def still_opens(c: Connection, person_id: UUID, password_hash: str) -> bool:
    """Whether this is their password still. Waits for who is about to change it."""
    found = await c.fetchrow(
        "SELECT FROM account WHERE person_id = $1 AND password_hash = $2 AND NOT disabled FOR SHARE",
        *(person_id, password_hash),
    )
    return found is not None


async def shared_password(c: Connection) -> str | None:
    """The hash that most accounts have: that of the first sign-ins, which some have changed for a password of their
    own. None where no two share one: it would be somebody's own."""
    found: str | None = await c.fetchval(
        "SELECT password_hash FROM account GROUP BY password_hash HAVING count(*) > 1"
        " ORDER BY count(*) DESC, password_hash LIMIT 1"
    )
    return found


async def first_who_opens_by(c: Connection, persons: Collection[UUID], password_hash: str) -> UUID | None:
    """The first of them by user name who has this password still, and may sign in."""
    found: UUID | None = await c.fetchval(
        "SELECT person_id FROM account WHERE person_id = ANY($1) AND password_hash = $2 AND NOT disabled"
        " ORDER BY username LIMIT 1",
        *(list(persons), password_hash),
    )
    return found


async def examples(c: Connection) -> list[str]:
    """A username of each sort (what stands before its first hyphen), so that somebody new can try each desk."""
    records = await c.fetch(
        "SELECT min(username) AS name FROM account GROUP BY split_part(username, '-', 1) ORDER BY 1"
    )
    return [record["name"] for record in records]


async def account_of(c: Connection, person_id: UUID) -> Account | None:
    record = await c.fetchrow(
        "SELECT person_id, username, password_hash, disabled FROM account WHERE person_id = $1", person_id
    )
    return Account(**dict(record)) if record else None


async def add_account(c: Connection, found: Account) -> None:
    await c.execute(
        "INSERT INTO account (person_id, username, password_hash, disabled) VALUES ($1, $2, $3, $4)",
        *(found.person_id, found.username, found.password_hash, found.disabled),
    )


async def add_sign_in(
    c: Connection, token_hash: bytes, person_id: UUID, now: datetime, expires_at: datetime, device: str = ""
) -> None:
    await c.execute(
        "INSERT INTO sign_in (token_hash, person_id, created_at, expires_at, device) VALUES ($1, $2, $3, $4, $5)",
        token_hash,
        person_id,
        now,
        expires_at,
        device,
    )


@dataclass(frozen=True)
class SignIn:
    """An open sign-in. `id` is what its holder calls it by: the first half of its token's hash, in hexadecimal."""

    id: str
    created_at: datetime
    expires_at: datetime
    device: str


async def sign_ins_of(c: Connection, person_id: UUID, now: datetime) -> list[SignIn]:
    """Those that still hold, the newest first."""
    records = await c.fetch(
        "SELECT substr(encode(token_hash, 'hex'), 1, 32) AS id, created_at, expires_at, device FROM sign_in"
        " WHERE person_id = $1 AND expires_at > $2 ORDER BY created_at DESC, token_hash",
        person_id,
        now,
    )
    return [SignIn(**dict(record)) for record in records]


async def end_sign_in(c: Connection, person_id: UUID, identity: str) -> bool:
    """Whether there was such a one."""
    done = await c.execute(
        "DELETE FROM sign_in WHERE person_id = $1 AND substr(encode(token_hash, 'hex'), 1, 32) = $2",
        person_id,
        identity,
    )
    return bool(done != "DELETE 0")


async def end_others(c: Connection, person_id: UUID, but: bytes) -> None:
    """Their calendar's address too: whoever has it reads it without a sign-in."""
    await c.execute("DELETE FROM sign_in WHERE person_id = $1 AND token_hash <> $2", person_id, but)
    await end_feed(c, person_id)


async def end_feed(c: Connection, person_id: UUID) -> None:
    """Where they have one. It is kept as ended, so that they are told."""
    await c.execute("UPDATE feed SET ended_at = now() WHERE person_id = $1 AND ended_at IS NULL", person_id)


async def person_of_token(c: Connection, token_hash: bytes, now: datetime) -> UUID | None:
    """Who is signed in by this token; nobody once it has expired or the account is disabled."""
    found: UUID | None = await c.fetchval(
        "SELECT s.person_id FROM sign_in AS s JOIN account AS a USING (person_id)"
        " WHERE s.token_hash = $1 AND s.expires_at > $2 AND NOT a.disabled",
        token_hash,
        now,
    )
    return found


async def still_signed_in(c: Connection, token_hashes: Collection[bytes], now: datetime) -> set[bytes]:
    """Those of the sign-ins that still hold."""
    records = await c.fetch(
        "SELECT s.token_hash FROM sign_in AS s JOIN account AS a USING (person_id)"
        " WHERE s.token_hash = ANY($1) AND s.expires_at > $2 AND NOT a.disabled",
        list(token_hashes),
        now,
    )
    return {record["token_hash"] for record in records}


async def drop_sign_in(c: Connection, token_hash: bytes) -> None:
    await c.execute("DELETE FROM sign_in WHERE token_hash = $1", token_hash)
