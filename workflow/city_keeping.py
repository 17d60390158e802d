"""Keeping the city: its people, posts, units and grids change one at a time, each change in one transaction, written
down with its reason, and seen by every process at once. What would be lost by it is shown before it is made.

Whoever changes the directory waits for whoever is doing so, rosters included (`store.rosters.lock`), and is checked
against what they left.
"""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from models.keeping import DirectoryChange, Kept
from workflow import rights, store, wall
from workflow.door import Answer
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, StaleVersion, Unforeseen
from workflow.in_force import Now
from workflow.keeping import chain
from workflow.keeping.amendment import Amendment
from workflow.keeping.following import amendment, follows, mark
from workflow.keeping.wishes import Wish
from workflow.ledger import facts_hash
from workflow.posts import Answer as Weighed
from workflow.posts import hanging_on
from workflow.resettling import resettle, send_others
from workflow.roster.books import Books
from workflow.rostering import Asking, books_of
from workflow.view import GENESIS

LINK_LASTS: Final = timedelta(days=7)
CODE_BYTES: Final = 20


@dataclass(frozen=True)
class Foreseen:
    """What a change would come to: whom or what it is about, at which version that is, what would follow (nothing for
    what nothing can follow of), and the mark by which somebody says that they have seen what is lost."""

    subject: UUID
    version: int
    mark: str | None
    weighed: Weighed | None
    now: Now


async def foresee(engine: Engine, asking: Asking, wish: Wish) -> Foreseen:
    """Changes nothing. Forbidden for who does not keep the city, BadInput and NotFound for what cannot be."""
    check_keeper(await engine.now(), asking.person)
    async with engine.rosters.turn():
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            books = books_of(engine, now)
            amended = amendment(wish, books)
            await _check_names(connection, amended)
            await _check_owed(connection, amended)
            version = await _version(connection, amended.subject)
        found = await asyncio.to_thread(follows, amended, books)
    if found is None:
        return Foreseen(amended.subject, version, None, None, now)
    async with store.snapshot(engine.database) as connection:
        persons = [amended.subject] if amended.closes else []
        hanging = await store.leaving.hanging(connection, *hanging_on(persons, found))
        moving = await store.keeping.open_cases(connection, amended.merged[0]) if amended.merged else []
    return Foreseen(amended.subject, version, mark(found), Weighed(found, hanging, len(moving)), now)


async def change(engine: Engine, asking: Asking, wish: Wish) -> Answer:
    """Makes a change: `{id, number, kind, subject, version}`. Unforeseen where something is lost by it that the asker
    has not seen, StaleVersion where the subject was changed since; the same key gives the same answer."""

    async def act(connection: store.Connection) -> tuple[Answer, datetime]:
        await store.rosters.lock(connection)
        now = await engine.in_force.at(connection, share=False)
        check_keeper(now, asking.person)
        return await _make(engine, connection, now, asking.person, wish), now.at

    async with engine.rosters.turn():
        return await asking.once(engine, act)


def check_keeper(now: Now, person: UUID) -> None:
    if not rights.keeps_city(now.facts().posts(person)):
        raise Forbidden()


def check_reader(now: Now, person: UUID) -> None:
    if not rights.reads_city(now.facts().posts(person)):
        raise Forbidden()


async def _make(engine: Engine, connection: store.Connection, now: Now, by: UUID, wish: Wish) -> Answer:
    books = books_of(engine, now)
    amended = amendment(wish, books)
    version = await _version(connection, amended.subject)
    if wish.version is not None and wish.version != version:
        raise StaleVersion(seen=wish.version, current=version, state="–")
    await _check_names(connection, amended)
    # Seconds of counting for a large desk: not on the loop that everybody waits for.
    if mark(await asyncio.to_thread(follows, amended, books)) not in (None, wish.payload.foreseen):
        raise Unforeseen()
    written = await _written(connection, books, by, wish, amended)
    await store.keeping.amend(connection, amended)
    await _admit(engine, connection, amended, written.id)
    await store.keeping.add_change(connection, written)
    after = replace(now, directory=amended.applied(now.directory)) if amended.merged else now
    await resettle(engine, connection, after, amended)
    if amended.ended:
        await send_others(engine, connection, replace(now, directory=amended.applied(now.directory)), amended)
    await store.versions.activate(connection, directory=amended.territory, staff=True)
    # From here on nobody files anything under the old city; what was filed meanwhile goes over too.
    await resettle(engine, connection, after, amended)
    await _check_owed(connection, amended)
    return {
        "id": str(written.id),
        "number": written.number,
        "kind": str(wish.kind),
        "subject": str(amended.subject),
        "version": written.number,
    }


async def _version(connection: store.Connection, subject: UUID) -> int:
    return (await store.keeping.versions(connection, [subject])).get(subject, 0)


async def _check_names(connection: store.Connection, amended: Amendment) -> None:
    """BadInput for a user name that somebody has, or that is needed and not there."""
    if not amended.opens:
        return
    own = await store.keeping.username_of(connection, amended.subject)
    if own is None and amended.username is None:
        raise BadInput("username", "missing")
    if own is None and await store.keeping.username_taken(connection, amended.username or ""):
        raise BadInput("username", "username-taken")
    if own is not None and amended.username not in (None, own):
        raise BadInput("username", "has-a-username")


async def _check_owed(connection: store.Connection, amended: Amendment) -> None:
    """BadInput where the handlers of a grid that goes into another owe what a meeting decided: it stands in that
    meeting's chain as theirs, and nobody could report it done any more."""
    owed = await store.keeping.decisions_owed(connection, amended.merged[0].id) if amended.merged else []
    if owed:
        raise BadInput("code", "decisions-owed", numbers=", ".join(owed))


async def _admit(engine: Engine, connection: store.Connection, amended: Amendment, change_id: UUID) -> None:
    """Gives a way in, or takes it."""
    if amended.closes:
        await store.keeping.close_account(connection, amended.subject)
    if amended.opens:
        own = await store.keeping.username_of(connection, amended.subject)
        hashed = hash_of(code_of(engine, change_id))
        until = wall.now() + LINK_LASTS
        await store.keeping.open_account(connection, amended.subject, own or amended.username or "", hashed, until)


async def _written(
    connection: store.Connection, books: Books, by: UUID, wish: Wish, amended: Amendment
) -> DirectoryChange:
    number, prev = await store.keeping.last(connection) or (0, GENESIS)
    facts = {"before": dict(amended.before), "after": dict(amended.after), "reason": str(wish.payload.reason)}
    salt = books.source.salt()
    unsealed = DirectoryChange(
        number=number + 1,
        id=books.new_id(),
        kind=wish.kind,
        subject_id=amended.subject,
        path=amended.path,
        by_id=by,
        at=books.now,
        facts=facts,
        salt=salt,
        facts_hash=facts_hash(salt, facts),
        prev_hash=prev,
        hash="",
    )
    return unsealed.but(hash=chain.hashed(unsealed))


# Links


def code_of(engine: Engine, change_id: UUID) -> str:
    """The code of the link that a change gave. It is kept nowhere: who has the key for receipts can tell it again, so
    that an answer that was lost can be asked for again, and a stolen database opens nothing."""
    signed = engine.keys.signing.sign(b"gridward sign-in link " + change_id.bytes)
    return base64.urlsafe_b64encode(hashlib.sha256(signed).digest()[:CODE_BYTES]).decode().rstrip("=")


def hash_of(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


GIVES_LINK: Final = frozenset({Kept.TAKE_ON, Kept.SIGN_IN})


async def linked(engine: Engine, code: str) -> tuple[UUID, str]:
    """Whose link it is, and their user name; BadInput where it opens nothing."""
    async with store.transaction(engine.database) as connection:
        found = await store.keeping.linked(connection, hash_of(code), wall.now())
    if found is None:
        raise BadInput("code", "wrong-link")
    return found


async def choose_password(engine: Engine, code: str, password_hash: str) -> UUID:
    """The link is spent. BadInput where it opens nothing."""
    async with store.transaction(engine.database) as connection:
        found = await store.keeping.linked(connection, hash_of(code), wall.now())
        if found is None:
            raise BadInput("code", "wrong-link")
        await store.keeping.use_link(connection, found[0], password_hash)
    return found[0]


# What was changed


async def examined(engine: Engine) -> chain.Held:
    """Whether the chain of changes is whole."""
    found = [each async for each in _all(engine)]
    return await asyncio.to_thread(chain.verify, found)


AT_ONCE: Final = 1000


async def _all(engine: Engine) -> AsyncIterator[DirectoryChange]:
    number = 0
    async with store.snapshot(engine.database) as connection:
        while page := await store.keeping.after(connection, number, AT_ONCE):
            for each in page:
                yield each
            number = page[-1].number
