"""The doing of bulletins: putting a draft down, moving one, looking at one, and what follows once it is out.

Each is one transaction through the one writer. What is in a bulletin was made by its job and is only read here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from models.bulletin import Bulletin
from models.clock import Clock
from models.ledger import Entry
from models.people import Language
from models.record import Job
from workflow import rights, store
from workflow.bulletins import Issue
from workflow.commands import SYSTEM, Actor, Command, Payload
from workflow.door import Answer, answer, once
from workflow.duties import BULLETIN
from workflow.effects import BulletinEffects
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.gazette import core
from workflow.identity import Chance
from workflow.in_force import Now
from workflow.machines import Move
from workflow.store.bulletins import PAGES, Wanted
from workflow.view import BulletinView

MOST_EDITIONS: Final = 99


def parted(period: str) -> tuple[str, int]:
    """The period and the edition that a job's name means: of 2026-10.2 the second of October."""
    name, _, edition = period.partition(".")
    return (name, int(edition)) if edition.isdigit() and 2 <= int(edition) <= MOST_EDITIONS else (period, 1)


def named(period: str, edition: int) -> str:
    return f"{period}.{edition}" if edition > 1 else period


async def corrected_by(connection: store.Connection, period: str, grid: str, edition: int) -> UUID | None:
    """The bulletin that an edition is to take the place of: the one that is out and waits to be corrected."""
    if edition == 1:
        return None
    return next((b.id for b in await store.bulletins.editions(connection, period, grid) if b.correcting), None)


async def put(connection: store.Connection, engine: Engine, drawn: Sequence[Issue], now: Now) -> None:
    """Stores drafts that are not there yet, each with the first entry of its ledger; whoever is to write to it is
    told."""
    written: list[BulletinEffects] = []
    for issue in drawn:
        own = issue.bulletin
        if not await store.bulletins.there(connection, own.period, own.grid, own.edition):
            command = Command(Move.DRAW_UP, SYSTEM, context={"bulletin": own})
            written.append(core.decide(None, command, now.facts(), now.rules, now.calendar, engine.source))
    await store.writing.write(connection, written)
    figures = {issue.bulletin.id: issue.figures for issue in drawn}
    for effects in written:
        await store.bulletins.put_figures(connection, effects.view.bulletin.id, figures[effects.view.bulletin.id])


async def fire(
    engine: Engine,
    actor: Actor,
    ref: UUID,
    move: Move,
    payload: Payload,
    version: int | None = None,
    key: str | None = None,
    request_hash: str = "",
) -> Answer:
    """One move on one bulletin. The answer is `{id, number, state, version, seq}`; the same key gives the same."""
    command = Command(move, actor, payload, version)
    done = await once(engine.database, actor.key, key, request_hash, partial(_fire, engine, ref, command))
    if move == Move.ISSUE:
        await settle(engine)
    return done


async def _fire(engine: Engine, ref: UUID, command: Command, connection: store.Connection) -> tuple[Answer, datetime]:
    view = (await store.reading.load(connection, BulletinView, [ref], lock=True)).get(ref)
    if view is None:
        raise NotFound()
    now = await engine.in_force.at(connection)
    rules, calendar = await engine.in_force.pinned(connection, view.bulletin)
    written = list(core.unfold(view, command, now.facts(), rules, calendar, engine.source))
    await store.writing.write(connection, written)
    for effects in written:
        if effects.words is not None:
            await store.bulletins.put_words(connection, ref, effects.words)
        if effects.again:
            await _again(connection, effects.view.bulletin, now)
    return answer(written[-1].view), written[0].entry.recorded_at


async def _again(connection: store.Connection, bulletin: Bulletin, now: Now) -> None:
    """Another draft is owed in its place: put down as a job like any other, which nothing on the calendar counts by."""
    last = max(each.edition for each in await store.bulletins.editions(connection, bulletin.period, bulletin.grid))
    period = named(bulletin.period, last + 1)
    owed = Job(
        id=Chance().id(now.at), kind=BULLETIN, period=period, scope=bulletin.grid, created_at=now.at, by_hand=True
    )
    await store.jobs.put(connection, [owed])


async def settle(engine: Engine) -> int:
    """What follows once bulletins are out, however they came out: their pages are kept as they are, and what a
    correction took the place of is marked so. How many were touched; whoever comes second finds it done."""
    async with store.snapshot(engine.database) as connection:
        out = [await store.bulletins.issue(connection, each) for each in await store.bulletins.unfrozen(connection)]
        corrected = await store.bulletins.corrected(connection)
    for issue in out:
        pages = await engine.printing.do(_pages, issue)
        async with store.transaction(engine.database) as connection:
            await store.bulletins.freeze_pages(connection, issue.bulletin.id, pages)
    for old, number in corrected:
        await _supersede(engine, old, number)
    return len(out) + len(corrected)


def _pages(issue: Issue) -> Mapping[tuple[Language, bool], str]:
    wanted = (which for which in PAGES.values() if issue.for_anybody or not which[1])
    return {(language, public): issue.page(language, public) for language, public in wanted}


async def _supersede(engine: Engine, old: UUID, number: str) -> None:
    async with store.transaction(engine.database) as connection:
        view = (await store.reading.load(connection, BulletinView, [old], lock=True))[old]
        if not any(each == old for each, _ in await store.bulletins.corrected(connection)):
            return
        now = await engine.in_force.at(connection)
        rules, calendar = await engine.in_force.pinned(connection, view.bulletin)
        command = Command(Move.SUPERSEDE, SYSTEM, context={"number": number})
        await store.writing.write(connection, [core.decide(view, command, now.facts(), rules, calendar, engine.source)])


# Looking


@dataclass(frozen=True)
class SeenBulletin:
    """A bulletin as one person may see it; `others` are the editions of its period and grid that they may see. `made`
    says that they may read what those who make it say to each other."""

    issue: Issue
    view: BulletinView
    entries: Sequence[Entry]
    others: Sequence[Bulletin]
    allowed: tuple[str, ...]
    now: Now
    made: bool = False

    @property
    def clocks(self) -> list[Clock]:
        return sorted(self.view.clocks.values(), key=lambda clock: (clock.started_at, clock.id))


async def see(engine: Engine, actor: Actor, ref: str) -> SeenBulletin:
    """One bulletin; NotFound where there is none, or where it is a draft that this person may not know of."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        facts = now.facts()
        bulletin = await _seen(connection, actor, ref, now)
        view = (await store.reading.load(connection, BulletinView, [bulletin.id]))[bulletin.id]
        editions = await store.bulletins.editions(connection, bulletin.period, bulletin.grid)
        return SeenBulletin(
            issue=await store.bulletins.issue(connection, bulletin),
            view=view,
            entries=await store.reading.entries(connection, bulletin.id),
            others=[each for each in editions if each.id != bulletin.id and _sees(each, actor, now)],
            allowed=rights.bulletin_allowed(view, actor, facts),
            now=now,
            made=rights.reads_drafting(bulletin, actor, facts),
        )


async def read(engine: Engine, actor: Actor, ref: str) -> Issue:
    """What is in one; NotFound as `see` has it."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        return await store.bulletins.issue(connection, await _seen(connection, actor, ref, now))


async def identity(engine: Engine, ref: str) -> UUID:
    """The id that a number, an id or a period means. Whether anybody may know of it is said by who looks or moves."""
    async with store.snapshot(engine.database) as connection:
        found = await store.bulletins.find(connection, ref)
    if found is None:
        raise NotFound()
    return found.id


async def _seen(connection: store.Connection, actor: Actor, ref: str, now: Now) -> Bulletin:
    found = await store.bulletins.find(connection, ref)
    if found is None or not _sees(found, actor, now):
        raise NotFound()
    return found


def _sees(bulletin: Bulletin, actor: Actor, now: Now) -> bool:
    return bulletin.out or bool(rights.bulletin_standings(bulletin, actor, now.facts()))


async def listed(
    engine: Engine, actor: Actor, wanted: Wanted, cursor: str | None, limit: int
) -> tuple[list[Bulletin], str | None, Now]:
    """A page of the bulletins that somebody may see, the newest first, and the cursor of the next."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        paths = rights.drafting_paths(now.facts().posts(actor.id) if actor.id else (), now.directory)
        if actor == SYSTEM:
            paths = (now.directory.root.path,)
        items, further = await store.bulletins.listing(connection, wanted, paths, cursor, limit)
        return items, further, now
