"""The doing of calendars by subscription: a secret address that a person makes and revokes, and what is read there."""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from models.feed import Feed
from models.ledger import ActorKind
from models.meeting import Meeting, MeetingState
from models.people import Post, RosterKind
from models.territory import TOWNSHIP
from workflow import inviting, rights, store, wall
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.meetings import subscribed
from workflow.meetings.invitation import LASTS
from workflow.meetings.subscribed import Entry
from workflow.messages import say
from workflow.roster import seeing
from workflow.sentences import Names, word

BACK, AHEAD = timedelta(days=92), timedelta(days=400)
"""How far a calendar reaches; of shifts as far as one's own page of them."""

SECRET_BYTES: Final = 32
REMINDS: Final = timedelta(minutes=30)
"""So long before a deadline its event begins."""


@dataclass(frozen=True)
class Chosen:
    """What stands in a calendar."""

    meetings: bool = True
    decisions: bool = True
    shifts: bool = True


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def make(engine: Engine, person: UUID, chosen: Chosen) -> str:
    """The secret of a new address, which is told once; one that the person had before ends."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = Feed(
        person_id=person,
        secret_hash=hash_of(secret),
        meetings=chosen.meetings,
        decisions=chosen.decisions,
        shifts=chosen.shifts,
        created_at=wall.now(),
    )
    async with store.transaction(engine.database) as connection:
        await store.feeds.put(connection, feed)
    return secret


async def of_person(engine: Engine, person: UUID) -> Feed | None:
    async with store.snapshot(engine.database) as connection:
        return await store.feeds.of_person(connection, person)


async def choose(engine: Engine, person: UUID, chosen: Chosen) -> None:
    """NotFound where the person has no calendar."""
    async with store.transaction(engine.database) as connection:
        if not await store.feeds.choose(connection, person, chosen.meetings, chosen.decisions, chosen.shifts):
            raise NotFound()


async def revoke(engine: Engine, person: UUID) -> None:
    """The address leads nowhere from now on. NotFound where there is none."""
    async with store.transaction(engine.database) as connection:
        if not await store.feeds.drop(connection, person):
            raise NotFound()


@dataclass(frozen=True)
class Read:
    """`etag` is what the calendar is known by; no `content` for who has it already."""

    etag: str
    content: bytes | None


async def read(engine: Engine, secret: str, url: str, known: Collection[str] = ()) -> Read:
    """The calendar at an address, in its person's language; NotFound where there is none. `url` is the address of the
    city's pages. Where its mark is among those `known` nothing of it is read or written out."""
    async with store.transaction(engine.database) as connection:
        feed = await store.feeds.read(connection, hash_of(secret), wall.now())
        if feed is None:
            raise NotFound()
        now = await engine.in_force.at(connection, share=False)
        wishes = (await store.preferences.wishes_of(connection, [feed.person_id]))[feed.person_id]
        names = Names(wishes.language, now.directory, now.rules)
        etag = await _mark(connection, feed, names, now, url)
        if etag in known or "*" in known:
            return Read(etag, None)
        entries = [
            *(await _meetings(connection, feed, names, now, url) if feed.meetings else ()),
            *(await _decisions(connection, feed, names, now, url) if feed.decisions else ()),
            *(_shifts(feed, names, now) if feed.shifts else ()),
        ]
    name = say(names.language, "feed-name", city=now.directory.root.name)
    return Read(etag, subscribed.calendar(name, entries, now.calendar.tz))


async def _mark(connection: store.Connection, feed: Feed, names: Names, now: Now, url: str) -> str:
    """Other whenever the calendar may be: of what is stored, without making it. Shifts that pass change it without
    anything being stored, so with them it is another one each hour."""
    said: list[Any] = [url, feed.created_at, feed.meetings, feed.decisions, feed.shifts, names.language]
    said += [now.rules.number, now.calendar.version, now.directory.version]
    if feed.meetings:
        bodies = set(_convened(feed.person_id, now))
        said.append(await store.feeds.marker(connection, feed.person_id, bodies, now.at - BACK, now.at + AHEAD))
    if feed.decisions:
        said.append(await store.feeds.marker_of_owed(connection, _carrier(feed, now)))
    if feed.shifts:
        said.append(now.at.replace(minute=0, second=0, microsecond=0))
    return f'"{hashlib.sha256(repr([str(each) for each in said]).encode()).hexdigest()[:32]}"'


async def _meetings(connection: store.Connection, feed: Feed, names: Names, now: Now, url: str) -> list[Entry]:
    bodies = set(_convened(feed.person_id, now))
    found = await store.feeds.meetings(connection, feed.person_id, bodies, now.at - BACK, now.at + AHEAD)
    return [_meeting(each, names, url) for each in found]


def _convened(person: UUID, now: Now) -> Iterator[tuple[int, str]]:
    """The bodies that somebody calls together."""
    for post in now.facts().posts(person):
        grid = now.directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid and not grid.special and grid.level <= TOWNSHIP and post.role == rights.level_role(grid.level):
            yield grid.level, grid.path


def _meeting(meeting: Meeting, names: Names, url: str) -> Entry:
    return Entry(
        uid=f"{meeting.id}@gridward",
        title=inviting.title(meeting, names),
        start=meeting.starts_at,
        end=meeting.starts_at + LASTS,
        changed_at=meeting.ended_at or meeting.held_at or meeting.invited_at or meeting.drawn_at or meeting.planned_at,
        sequence=meeting.sequence,
        url=f"{url}/meetings/{meeting.id}",
        cancelled=meeting.state == MeetingState.CANCELLED,
        settled=meeting.invited_at is not None,
    )


async def _decisions(connection: store.Connection, feed: Feed, names: Names, now: Now, url: str) -> list[Entry]:
    return [
        Entry(
            uid=f"{decision.id}@gridward",
            title=say(names.language, "feed-decision", number=f"{number}/{decision.number}"),
            start=decision.due_at - REMINDS,
            end=decision.due_at,
            changed_at=decision.decided_at,
            sequence=decision.sent_back,
            url=f"{url}/meetings/{number}",
            calm=True,
        )
        for number, decision in await store.feeds.owed(connection, _carrier(feed, now))
    ]


def _carrier(feed: Feed, now: Now) -> rights.Scope:
    actor = Actor(ActorKind.PERSON, feed.person_id)
    return rights.scope(actor, now.facts().posts(feed.person_id), now.directory)


def _shifts(feed: Feed, names: Names, now: Now) -> Iterator[Entry]:
    """Those of a roster: who has none is on duty in the working hours, which need no calendar."""
    for post, span in seeing.mine(now.directory, feed.person_id, now.at, now.calendar):
        if span.end - span.start > seeing.LONGEST or not _rostered(post, now):
            continue
        grid = now.directory.grid_by_id(post.grid_id) if post.grid_id else None
        unit = now.directory.unit_by_id(post.unit_id) if post.unit_id else None
        role = word(names.language, "role", str(post.role)) or str(post.role)
        place = grid.name if grid else unit.name if unit else ""
        yield Entry(
            uid=f"{post.id}-{span.start:%Y%m%dT%H%M}@gridward",
            title=say(names.language, "feed-shift", role=role, place=place),
            start=span.start,
            end=span.end,
            changed_at=span.start,
            calm=True,
        )


def _rostered(post: Post, now: Now) -> bool:
    return any(line.kind == RosterKind.SHIFT for line in now.directory.lines_of(post.id))
