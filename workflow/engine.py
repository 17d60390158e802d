"""The one door: every change of a case goes through `submit`, `fire` or a sweep, each one transaction.

Lock, load the view, decide, and write subject, ledger entry, clocks and notices together, through one writer. Locks
are taken in one order: incidents by id, then what hangs on them. The versions in force are held until the commit, so
nothing is ever written that was decided under others.
"""

import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from models.clock import ClockEvent
from models.database import Database
from models.ledger import Entry
from models.photo import PhotoUse
from workflow import core, receivers, responsible, rights, store, wall
from workflow.aside import Aside
from workflow.commands import SYSTEM, Actor, Command, Payload, Plain, Reporter, Submit
from workflow.convening import Convening
from workflow.directory import Reached
from workflow.door import Answer, answer, once
from workflow.effects import Effects
from workflow.errors import NotFound
from workflow.guards import Question
from workflow.identity import Chance, Source
from workflow.in_force import InForce, Now
from workflow.intake import Intake, Report
from workflow.keys import Keys
from workflow.knowing import known
from workflow.machines import Move, Standing
from workflow.patrolling import Patrolling
from workflow.photos import Photos
from workflow.receivers import Chosen
from workflow.rules.language import Case, Routing, Rules
from workflow.timekeeping import Timekeeping
from workflow.view import View

NO_MEDIA = Path("/dev/null/media")
"""A folder that cannot be."""


@dataclass(frozen=True)
class Seen:
    """An incident as one person may see it."""

    view: View
    description: str
    address: str | None
    entries: Sequence[Entry]
    events: Sequence[ClockEvent]
    allowed: tuple[str, ...]
    responsible: Reached
    suggestion: Chosen | None
    load: int
    routing: Routing | None
    now: Now
    photos: Sequence[PhotoUse] = ()
    held: frozenset[Standing] = frozenset()
    """As what the person stands to it."""
    numbers: Mapping[UUID, str] = field(default_factory=dict)
    """Of the other cases that this one names."""


class Engine:
    """`clock` is the clock on the wall; ids and salts come from `source`, those of patrols from `of_patrols` if it is
    given. All are passed in by tests. `media` is the folder of the photos; without it none can be stored."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        source: Source | None = None,
        clock: Callable[[], datetime] = wall.now,
        media: Path = NO_MEDIA,
        of_patrols: Source | None = None,
    ) -> None:
        self.database, self.keys, self.source = database, keys, source or Chance()
        self.in_force = InForce(database, clock)
        self.patrols = Patrolling(database, of_patrols or self.source, self.in_force)
        self.intake = Intake(database, keys, self.source, self.in_force, self.patrols)
        self.meetings = Convening(database, self.source, self.in_force, keys.seal)
        self.timekeeping = Timekeeping(database, self.source, self.in_force, self.patrols.source)
        self.aside, self.rosters = Aside(), Aside(waiting=8)  # seconds, and mostly less
        self.reading = Aside(waiting=8)  # what somebody is writing: half a second
        self.printing = Aside(waiting=8)  # a document: a second
        self.photos = Photos(database, self.source, self.in_force, media)

    async def now(self) -> Now:
        return await self.in_force.now()

    async def warm(self) -> None:
        """Reads what is in force before anybody waits for it, and puts it out of the garbage collector's sight: a
        city's directory is some 200,000 objects that live for ever, and looking at each takes a tenth of a second."""
        now = await self.now()
        now.directory.inside(0.0, 0.0)
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)

    async def submit(
        self, actor: Actor, submit: Submit, reporter: Reporter | None, key: str, request_hash: str
    ) -> Answer:
        """Takes a report in: `{id, number, state, version, receipt, …}` once it is stored. The same key gives the
        same answer and no second report; with another request it is KeyReused."""
        return await self.intake.take(Report(actor, submit, reporter, key, request_hash))

    async def fire(
        self,
        actor: Actor,
        ref: UUID,
        move: Move,
        payload: Payload,
        version: int | None = None,
        key: str | None = None,
        request_hash: str = "",
    ) -> Answer:
        """One move on one incident. The answer is `{id, number, state, version, seq}`; the same key gives the same."""
        command = Command(move, actor, payload, version)
        return await once(self.database, actor.key, key, request_hash, partial(self._fire, ref, command))

    async def _fire(self, ref: UUID, command: Command, connection: store.Connection) -> tuple[Answer, datetime]:
        written = await self._decide(connection, ref, command)
        await store.writing.write(connection, written)
        done = answer([effects.view for effects in written if effects.view.incident.id == ref][-1])
        return done, written[0].entry.recorded_at

    async def _decide(self, connection: store.Connection, ref: UUID, command: Command) -> list[Effects]:
        """What the command does to its incident, and to the one that it is merged into or parted from."""
        other = await self._other(connection, command)
        ids = {ref} if other is None else {ref, other}
        views = await store.reading.load_views(connection, ids, lock=True)
        if ref not in views:
            raise NotFound()
        now = await self.in_force.at(connection)
        rules, calendar = await self.in_force.pinned(connection, views[ref].incident)
        rivals = receivers.weighed(command.payload, views[ref].incident, rules, now.facts())
        facts = now.facts(
            loads=await store.reading.load_of(connection, rivals),
            other=views[other].incident if other in views else None,
            followers=(await store.reading.followers(connection, [ref])).get(ref, ()),
            photos=await _nameable(connection, ref, command),
        )
        command = await self._with_words(connection, ref, command)
        written = list(core.unfold(views[ref], command, facts, rules, calendar, self.source))
        for effects in list(written):
            if effects.absorbed is not None:
                written.append(await self._absorb(connection, views, effects, now))
        return written

    async def _other(self, connection: store.Connection, command: Command) -> UUID | None:
        """The incident that a merge names, or None; the one that an unmerge parts from is locked after its own."""
        into = getattr(command.payload, "into", None) if command.move == Move.MERGE else None
        return await store.reading.find_incident(connection, into) if into is not None else None

    async def _with_words(self, connection: store.Connection, ref: UUID, command: Command) -> Command:
        """Choosing a route anew needs the words that were reported."""
        if command.move not in (Move.RECLASSIFY, Move.RELOCATE):
            return command
        words = await store.reading.wording(connection, [ref])
        return replace(command, context={"words": words[ref][0] if ref in words else ""})

    async def _absorb(
        self, connection: store.Connection, views: Mapping[UUID, View], effects: Effects, now: Now
    ) -> Effects:
        """The entry in the ledger of the incident that takes a merged one's report in, or lets it go."""
        if effects.absorbed is None:
            raise ValueError("nothing is absorbed")
        other, by = effects.absorbed
        found = views if other in views else await store.reading.load_views(connection, [other], lock=True)
        command = Command(Move.ABSORB, SYSTEM, Plain(), context={"by": by, "number": effects.view.incident.number})
        rules, calendar = await self.in_force.pinned(connection, found[other].incident)
        return core.decide(found[other], command, now.facts(), rules, calendar, self.source)

    async def see(self, actor: Actor, ref: str) -> Seen:
        """One incident with what this person may do; NotFound where they may not know of it."""
        async with store.snapshot(self.database) as connection:
            case = await known(connection, self.in_force, actor, ref)
            found, view, now, facts = case.ref, case.view, case.now, case.facts
            rules, calendar = await self.in_force.pinned(connection, view.incident)
            words = await store.reading.wording(connection, [found])
            entries = await store.reading.entries(connection, found)
            events = await store.reading.clock_events(connection, found)
            photos = await store.photos.uses(connection, found)
            numbers = await store.reading.numbers(connection, {view.incident.same_as})
            numbers |= await store.patrols.numbered(connection, view.incident.patrol_id)
            suggestion, load = await _suggestion(connection, view, rules, now)
        description, address = words.get(found, ("", None))
        question = Question(view, found, actor.id, now.at, rules.limits_of(view.incident.route))
        return Seen(
            view=view,
            description=description,
            address=address,
            entries=entries,
            events=events,
            photos=[use for use in photos if rights.shows_photo(actor, use.move)],
            allowed=rights.allowed(view, actor, facts, question),
            responsible=responsible.of_incident(view, facts),
            suggestion=suggestion,
            load=load,
            routing=_routing(entries, rules),
            now=replace(now, rules=rules, calendar=calendar),
            held=case.held,
            numbers=numbers,
        )

    async def sweep(self, enough: Callable[[], bool] = lambda: False) -> int:
        """Fires what is due, in sets; how many rungs. Any number of sweeps may run at once."""
        return await self.timekeeping.sweep(enough=enough)

    async def advance(
        self,
        by: timedelta,
        progress: Callable[[float], None] | None = None,
        besides: Callable[[], Awaitable[object]] | None = None,
    ) -> int:
        """Winds a demonstration's clock on; how many rungs fired on the way. At each day's opening the meetings that
        are owed are called, and then what else the day asks for is done (`besides`)."""

        async def opening(at: datetime) -> None:
            await self.meetings.convene(at)
            await self.patrols.keep()
            if besides is not None:
                await besides()

        return await self.timekeeping.advance(by, opening, progress)


async def _nameable(connection: store.Connection, ref: UUID, command: Command) -> Mapping[UUID, str]:
    """Those of the photos that the command names which its actor may name, held until the end of the transaction."""
    named = getattr(command.payload, "photos", ())
    if not named:
        return {}
    held = await store.photos.held(connection, named)
    on_case = {use.photo_id for use in await store.photos.uses(connection, ref)}
    return rights.nameable(held.values(), on_case, command.actor)


async def _suggestion(connection: store.Connection, view: View, rules: Rules, now: Now) -> tuple[Chosen | None, int]:
    """Whom the rules would send, while nobody has been, and how many open tasks they have."""
    incident = view.incident
    if not incident.open or incident.grid_id is None or view.tasks:
        return None, 0
    route, facts = rules.named(incident.route), now.facts()
    where = incident.category, incident.path, incident.specials
    rivals = receivers.rivals([route], *where, facts, incident.urgent)
    facts.loads = await store.reading.load_of(connection, rivals)
    found = receivers.chosen(route.to, *where, facts, incident.urgent, route.choose)
    load = await store.reading.load_of(connection, [found.target.id] if found else [])
    return found, load.get(found.target.id, 0) if found else 0


def _routing(entries: Sequence[Entry], rules: Rules) -> Routing | None:
    """Why the last choice of a route fell as it did, from what was recorded then."""
    for entry in reversed(entries):
        case: dict[str, Any] | None = entry.asked.get("case")
        if case is not None:
            return rules.routing(Case.recalled(case))
    return None
