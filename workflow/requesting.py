"""What people ask of a roster for themselves: leave, or a swap of their own shift, and the answers to it."""

import asyncio
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.roster import AskedState, ChangeKind, RosterRequest
from workflow import rights, store
from workflow.commands import Actor
from workflow.door import Answer
from workflow.engine import Engine
from workflow.errors import BadInput, Blocked, Forbidden, NotFound
from workflow.roster.books import Books
from workflow.roster.changes import CHANGES, Amendment, Wish
from workflow.roster.checking import amendment, subjects
from workflow.roster.coverage import Gap, uncovered
from workflow.rostering import Asking, books_of, check_rights, editable, gap_json, held, make
from workflow.store.errors import again
from workflow.store.rosters import MOST

OWN = frozenset({ChangeKind.LEAVE, ChangeKind.SWAP})
"""What somebody may ask for their own post."""

MOST_WAITING: Final = 20
"""Requests of one person that wait for an answer."""


async def ask(engine: Engine, asking: Asking, wish: Wish) -> Answer:
    """Asks for leave, or for a swap of one's own shift. It is checked as if it were made, and waits for an answer: a
    swap for the other person's, or as leave does for one who may change the roster. `{id, uncovered}`."""

    async def act(connection: store.Connection) -> tuple[Answer, datetime]:
        books = books_of(engine, await engine.in_force.at(connection, share=False))
        person = asking.person
        if wish.kind not in OWN or any(post.person_id != person for post in subjects(wish, books)):
            raise Forbidden(move=str(wish.kind))
        await _check_room(connection, wish, books, person)
        gaps = await asyncio.to_thread(_gaps, amendment(wish, books), books)
        request = RosterRequest(
            id=books.new_id(),
            kind=wish.kind,
            asked_by=person,
            of_id=wish.payload.person if wish.kind == ChangeKind.SWAP else None,
            payload=wish.payload.model_dump(mode="json"),
            asked_at=books.now,
        )
        await store.rosters.add_request(connection, request)
        return {"id": str(request.id), "uncovered": [gap_json(gap) for gap in gaps]}, books.now

    async with engine.rosters.turn():
        return await asking.once(engine, act)


def _gaps(amended: Amendment, books: Books) -> list[Gap]:
    return uncovered(amended, amended.applied(books.directory), books)


async def _check_room(connection: store.Connection, wish: Wish, books: Books, person: UUID) -> None:
    """BadInput where the same has been asked for and waits, or too much does."""
    waiting = await store.rosters.waiting_of(connection, books.today, person)
    if any(_what(wish_of(each)) == _what(wish) for each in waiting):
        raise BadInput("on" if wish.kind == ChangeKind.SWAP else "starts_on", "asked-already")
    if len(waiting) >= MOST_WAITING:
        raise BadInput("body", "too-much-asked", most=MOST_WAITING)


def _what(wish: Wish) -> tuple[str, dict[str, Any]]:
    """What is asked for, whatever the reason."""
    return str(wish.kind), wish.payload.model_dump(exclude={"reason"})


def wish_of(request: RosterRequest) -> Wish:
    return Wish(ChangeKind(request.kind), CHANGES[ChangeKind(request.kind)].model_validate(request.payload))


async def reply(engine: Engine, actor: Actor, identity: UUID, state: AskedState) -> Answer:
    """Agrees to a request, which makes the change; refuses it; or, by who asked, withdraws it. NotFound for whom it is
    nothing to, Blocked once it was answered."""
    async with engine.rosters.turn():
        done: Answer = await again(_reply, engine, Asking(actor), identity, state)
    return done


async def _reply(engine: Engine, asking: Asking, identity: UUID, state: AskedState) -> Answer:
    async with store.transaction(engine.database) as connection:
        await store.rosters.lock(connection)
        request = await store.rosters.request(connection, identity)
        books = books_of(engine, await engine.in_force.at(connection, share=False))
        if request is None or not concerns(request, asking.person, books):
            raise NotFound()
        if (request.asked_by == asking.person) != (state == AskedState.WITHDRAWN):
            raise Forbidden(move=str(state))
        if request.state != AskedState.ASKED:
            raise Blocked("request-answered")
        if request.state_on(books.today) == AskedState.LAPSED:
            raise Blocked("request-lapsed")
        made: Answer = {"uncovered": []}
        if state == AskedState.AGREED:
            wish = wish_of(request)
            if not _by_consent(request, asking.person, wish, books):
                check_rights(books, asking.person, wish)
            made = await make(connection, books, asking.person, wish)
        change_id = UUID(made["id"]) if "id" in made else None
        await store.rosters.answer(connection, identity, state, asking.person, books.now, change_id)
        return {"id": str(identity), "state": str(state), "uncovered": made["uncovered"]}


def _by_consent(request: RosterRequest, person: UUID, wish: Wish, books: Books) -> bool:
    """Whether the word of who is asked is enough: for a swap, unless the roster is the administrator's alone."""
    return person == request.of_id and not any(post.role in rights.ABOVE_ROSTERS for post in subjects(wish, books))


def concerns(request: RosterRequest, person: UUID, books: Books) -> bool:
    """Whether a request is somebody's to see: who asked, who is asked, and who may change the roster."""
    if person in (request.asked_by, request.of_id):
        return True
    try:
        about = subjects(wish_of(request), books)
    except BadInput:  # what it was about is gone
        return False
    own = held(books, person)
    return bool(about) and all(rights.edits_roster(own, post, books.directory) for post in about)


async def asked_of(
    engine: Engine, actor: Actor, after: UUID | None = None
) -> tuple[list[RosterRequest], list[RosterRequest]]:
    """The requests that wait for this person's answer, the oldest first, MOST of them after a request's id; and their
    own."""
    person = Asking(actor).person
    async with store.snapshot(engine.database) as connection:
        books = books_of(engine, await engine.in_force.at(connection, share=False))
        askers = await asyncio.to_thread(_edited, books, person)
        waiting: list[RosterRequest] = []
        page = await store.rosters.open_requests(connection, books.today, person, askers, after)
        while page and len(waiting) < MOST:  # a leave from all posts may be of one that is not theirs to change
            waiting += [each for each in page if concerns(each, person, books)]
            page = await store.rosters.open_requests(connection, books.today, person, askers, page[-1].id)
        own = await store.rosters.requests_by(connection, person)
    return waiting[:MOST], own


def _edited(books: Books, person: UUID) -> set[UUID]:
    """Those of whom somebody may change the roster of a post, at least."""
    return {books.directory.posts[post].person_id for post in editable(held(books, person), books.directory)}
