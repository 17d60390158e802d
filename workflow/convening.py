"""The doing of meetings: calling them together when they are owed, moving them, looking at them.

Each is one transaction through the one writer. Locks are taken in one order: meetings by id, then the cases that they
hear by id. Nothing locks a meeting while it holds a case. Motions that they decide on come between the two.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from models.clock import ClockEvent
from models.database import Database
from models.ledger import Entry
from models.meeting import Meeting, MeetingKind
from workflow import core, rights, store
from workflow.commands import SYSTEM, Actor, Command, Payload
from workflow.door import Answer, answer, once
from workflow.effects import MeetingEffects, Outcome
from workflow.errors import NotFound
from workflow.identity import Source
from workflow.in_force import InForce, Now
from workflow.machines import Kind, Move, Standing
from workflow.meetings import behind, owed
from workflow.meetings import core as meetings
from workflow.meetings.agenda import Gathered, hears_motions
from workflow.meetings.behind import Owed
from workflow.meetings.naming import Found, found_case, found_decision, of_decision
from workflow.meetings.outside import Published
from workflow.meetings.outside import answer as answer_to
from workflow.meetings.owed import Board
from workflow.meetings.payloads import AddItem
from workflow.motions import core as motions
from workflow.store.errors import again
from workflow.store.guests import Guest
from workflow.store.meetings import Listed, Own, Wanted
from workflow.view import MeetingView, MotionView

UNSENT: Final = timedelta(days=7)
"""What could not be sent to a guest for so long is not sent any more, and their address is forgotten."""


@dataclass(frozen=True)
class SeenMeeting:
    """A meeting as one person may see it. `words` is what people wrote, by the meeting's or the decision's id;
    `numbers` are those of the cases and motions that its decisions are about; `held` is as what they stand to it."""

    view: MeetingView
    words: Mapping[UUID, str]
    numbers: Mapping[UUID, str]
    guests: Mapping[UUID, Guest]
    conclusion: Published | None
    held: frozenset[Standing]
    entries: Sequence[Entry]
    events: Sequence[ClockEvent]
    allowed: tuple[str, ...]
    now: Now

    @property
    def invited_from_outside(self) -> list[Guest]:
        """In the order in which they were invited; without those who are not any more."""
        return [self.guests[identity] for identity in map(UUID, self.view.meeting.guests) if identity in self.guests]


class Convening:
    """`seal` encrypts what is stored of a guest's address."""

    def __init__(
        self, database: Database, source: Source, in_force: InForce, seal: Callable[[str | None], bytes | None]
    ) -> None:
        self.database, self.source, self.in_force, self.seal = database, source, in_force, seal

    async def convene(self, at: datetime | None = None) -> int:
        """Does every duty of the calendar of meetings that is owed by now, or by an instant that a wound-on clock has
        just come to; how many moves that took. Whoever comes second at the same time finds it done."""
        done: int = await again(self._convene, at)
        return done

    async def _convene(self, at: datetime | None) -> int:
        async with store.transaction(self.database) as connection:
            await store.meetings.alone(connection)
            now = await self.in_force.at(connection)
            now = replace(now, at=at) if at else now
            board = await store.meetings.board(connection, now.rules.meetings[MeetingKind.ROUNDTABLE], now.at)
            written = [
                await self._call(connection, call, now)
                for call in owed.calls(board, now.at, now.rules, now.calendar, now.directory)
            ]
            written += await self._announce(connection, board, [each.view for each in written], now)
            await store.writing.write(connection, [*written, *await self._moved(connection, written, now)])
            for effects in written:
                await self._kept(connection, effects)
            await store.guests.forget(connection, now.at - UNSENT, now.at)
            return len(written)

    async def _call(self, connection: store.Connection, call: owed.Call, now: Now) -> MeetingEffects:
        number = owed.number(now.rules, await store.meetings.next_number(connection))
        command = call.command(self.source.id(now.at), number, now.rules, now.calendar, now.at)
        return meetings.decide(None, command, now.facts(), now.rules, now.calendar, self.source)

    async def _announce(
        self, connection: store.Connection, board: Board, new: Sequence[MeetingView], now: Now
    ) -> list[MeetingEffects]:
        """Draws and announces what is near enough: those that were there, locked first, and the new ones."""
        asked = partial(owed.steps, board, now=now.at, rules=now.rules, calendar=now.calendar)
        ids = [step.meeting.id for step in asked(board.meetings.values())]
        views = await store.reading.load(connection, MeetingView, ids, lock=True)
        views |= {view.meeting.id: view for view in new}
        written: list[MeetingEffects] = []
        for step in asked([view.meeting for view in views.values()]):
            for move in step.moves:
                taken = {motion for effects in written for motion in effects.motions}
                effects = await self._by_itself(connection, views[step.meeting.id], move, board, now, taken)
                views[step.meeting.id] = effects.view
                written.append(effects)
        return written

    async def _by_itself(
        self,
        connection: store.Connection,
        view: MeetingView,
        move: Move,
        board: Board,
        now: Now,
        taken: Collection[UUID],
    ) -> MeetingEffects:
        """`taken` are the motions that an earlier meeting of this turn takes."""
        rules, calendar = await self.in_force.pinned(connection, view.meeting)
        context = None
        if move == Move.DRAW:
            found = await self._gather(connection, view.meeting, board, now)
            context = {"gathered": replace(found, motions=tuple(m for m in found.motions if m.id not in taken))}
        return meetings.decide(view, Command(move, SYSTEM, context=context), now.facts(), rules, calendar, self.source)

    async def _gather(self, connection: store.Connection, meeting: Meeting, board: Board, now: Now) -> Gathered:
        returns = now.rules.limits.returns
        return await store.meetings.gather(connection, meeting, board.waiting(), returns, now.at)

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
        """One move on one meeting. The answer is `{id, number, state, version, seq}`; the same key gives the same."""
        command = Command(move, actor, payload, version)
        return await once(self.database, actor.key, key, request_hash, partial(self._fire, ref, command))

    async def _fire(self, ref: UUID, command: Command, connection: store.Connection) -> tuple[Answer, datetime]:
        view = (await store.reading.load(connection, MeetingView, [ref], lock=True)).get(ref)
        if view is None:
            raise NotFound()
        now = await self.in_force.at(connection)
        if command.move == Move.DRAW:
            board = await store.meetings.board(connection, now.rules.meetings[MeetingKind.ROUNDTABLE], now.at)
            command = replace(command, context={"gathered": await self._gather(connection, view.meeting, board, now)})
        else:
            command = replace(command, context=await self._asked(connection, view, command, now))
        rules, calendar = await self.in_force.pinned(connection, view.meeting)
        effects = meetings.decide(view, command, now.facts(), rules, calendar, self.source)
        moved = await self._moved(connection, [effects], now)
        of_cases = [*await self._heard(connection, effects, now), *await self._answered(connection, effects, now)]
        await store.writing.write(connection, [effects, *moved, *of_cases])
        await self._kept(connection, effects)
        return answer(effects.view), effects.entry.recorded_at

    async def _asked(
        self, connection: store.Connection, view: MeetingView, command: Command, now: Now
    ) -> Mapping[str, Any] | None:
        """What a person's move has to know beside the meeting."""
        ref, said = view.meeting.id, command.payload
        if isinstance(said, AddItem) and said.subject is None:
            return {"found": await self._named(connection, view.meeting, said, command.actor, now)}
        if command.move == Move.PUBLISH_CONCLUSION:
            return {"minutes": (await store.meetings.words(connection, [ref])).get(ref, "")}
        if hears_motions(view.meeting.kind):
            return {"motions": await store.motions.tabled(connection, ref)}
        return None

    async def _named(
        self, connection: store.Connection, meeting: Meeting, said: AddItem, actor: Actor, now: Now
    ) -> Found:
        facts = now.facts()
        if said.incident is not None:
            case = await store.reading.find_incident(connection, said.incident)
            views = await store.reading.load_views(connection, [case]) if case else {}
            known = next((each for each in views.values() if each.incident.number == said.incident), None)
            return found_case(meeting, said.incident, known, actor, facts)
        number, place = of_decision(said.decision or "")
        other = await store.meetings.find(connection, number)
        loaded = await store.reading.load(connection, MeetingView, [other]) if other else {}
        view = next((each for each in loaded.values() if each.meeting.number == number), None)
        return found_decision(meeting, said.decision or "", place, view, actor, facts)

    async def _kept(self, connection: store.Connection, effects: MeetingEffects) -> None:
        """What is written beside the ledger, where it can be erased: what people wrote, guests and their addresses,
        what everybody may read."""
        meeting, at = effects.view.meeting, effects.entry.recorded_at
        await store.meetings.insert_words(connection, meeting.id, effects.words)
        await store.guests.insert(connection, meeting.id, self._sealed(effects), at)
        await store.guests.owe(connection, effects.letters, at)
        if not meeting.coming:
            await store.guests.erase(connection, [meeting.id], at)
        if effects.conclusion is not None:
            await store.conclusions.put(connection, meeting.id, effects.conclusion)

    def _sealed(self, effects: MeetingEffects) -> list[Guest]:
        return [
            Guest(identity, said.organisation, said.purpose, self.seal(said.email))
            for identity, said in effects.guests.items()
        ]

    async def _moved(self, connection: store.Connection, effects: Sequence[MeetingEffects], now: Now) -> list[Outcome]:
        """The entries in the ledgers of the motions that these meetings move."""
        moves = {motion: told for each in effects for motion, told in each.motions.items()}
        views = await store.reading.load(connection, MotionView, moves, lock=True)
        found: list[Outcome] = []
        for identity, view in views.items():
            command = Command(moves[identity][0], SYSTEM, context=moves[identity][1])
            found.append(motions.decide(view, command, now.facts(), now.rules, now.calendar, self.source))
        return found

    async def _answered(self, connection: store.Connection, effects: MeetingEffects, now: Now) -> list[Outcome]:
        """The answers to the suggestions that still wait for one and that this was about."""
        if not effects.answered:
            return []
        written: list[Outcome] = []
        views = await store.reading.load_views(connection, effects.answered, lock=True)
        followers = await store.reading.followers(connection, views)
        for case, view in views.items():
            command = answer_to(view, effects.answered[case], effects.view.meeting.number)
            if command is not None:
                rules, calendar = await self.in_force.pinned(connection, view.incident)
                facts = now.facts(followers=followers.get(case, ()))
                written.append(core.decide(view, command, facts, rules, calendar, self.source))
        return written

    async def _heard(self, connection: store.Connection, effects: MeetingEffects, now: Now) -> list[Outcome]:
        """The entries in the ledgers of the cases that were heard and still wait for that."""
        written: list[Outcome] = []
        for case, view in (await store.reading.load_views(connection, effects.heard, lock=True)).items():
            if view.incident.tabled_at is not None:
                rules, calendar = await self.in_force.pinned(connection, view.incident)
                command = Command(Move.HEAR, SYSTEM, context=effects.heard[case])
                written.append(core.decide(view, command, now.facts(), rules, calendar, self.source))
        return written

    async def identity(self, ref: str) -> UUID:
        """The id that a number or an id means. Whether anybody may know of it is said by who looks or moves."""
        async with store.snapshot(self.database) as connection:
            found = await store.meetings.find(connection, ref)
        if found is None:
            raise NotFound()
        return found

    async def see(self, actor: Actor, ref: str) -> SeenMeeting:
        """One meeting with what this person may do; NotFound where they may not know of it."""
        async with store.snapshot(self.database) as connection:
            found = await store.meetings.find(connection, ref)
            if found is None:
                raise NotFound()
            now = await self.in_force.at(connection, share=False)
            view = (await store.reading.load(connection, MeetingView, [found]))[found]
            facts = now.facts()
            held = rights.meeting_standings(view, found, actor, facts)
            if not held:
                raise NotFound()
            rules, calendar = await self.in_force.pinned(connection, view.meeting)
            cases = [decision.incident_id for decision in view.decisions.values() if decision.incident_id]
            adopted = [decision.motion_id for decision in view.decisions.values() if decision.motion_id]
            numbers = await store.meetings.numbers(connection, cases)
            return SeenMeeting(
                view=view,
                words=await store.meetings.words(connection, [found]),
                numbers=numbers | await store.motions.numbers(connection, adopted),
                guests=await store.guests.of(connection, found),
                conclusion=await store.conclusions.of(connection, found) if view.meeting.published_at else None,
                held=held,
                entries=await store.reading.entries(connection, found),
                events=await store.reading.clock_events(connection, found, Kind.MEETING),
                allowed=rights.meeting_allowed(view, actor, facts),
                now=replace(now, rules=rules, calendar=calendar),
            )

    async def owed(self, actor: Actor, year: int | None) -> tuple[int, list[Owed], Now]:
        """What the bodies at or below somebody's posts owe in a year (this one, where none is named), all of them for
        the system; and which year that is."""
        async with store.snapshot(self.database) as connection:
            now = await self.in_force.at(connection, share=False)
            asked = year or now.at.astimezone(now.calendar.tz).year
            meetings = await store.meetings.regular(connection, asked)
            since = await store.meetings.began(connection) or now.at
            found = behind.of_year(asked, meetings, since, now.at, now.rules, now.calendar, now.directory)
            if actor == SYSTEM:
                return asked, found, now
            facts = now.facts()
            paths = rights.scope(actor, facts.posts(actor.id) if actor.id else (), now.directory).paths
            seen = [each for each in found if any(rights.below(each.grid.path, path) for path in paths)]
            return asked, seen, now

    async def own(self, actor: Actor) -> Own:
        """By what meetings are somebody's own: as who they are, and as whose conveners."""
        facts = (await self.in_force.now()).facts()
        posts = facts.posts(actor.id) if actor.id else ()
        return Own(rights.scope(actor, posts, facts.directory), rights.convened(actor, facts))

    async def path(self, code: str) -> str:
        """Of a body's grid. NotFound where there is none."""
        grid = (await self.in_force.now()).directory.grid(code)
        if grid is None:
            raise NotFound()
        return grid.path

    async def listed(self, actor: Actor, wanted: Wanted, cursor: str | None, limit: int) -> tuple[Listed, Now]:
        """A page of the meetings that somebody may see, the newest first; all of them for the system."""
        async with store.snapshot(self.database) as connection:
            now = await self.in_force.at(connection, share=False)
            facts = now.facts()
            scope = None
            if actor != SYSTEM:
                scope = rights.scope(actor, facts.posts(actor.id) if actor.id else (), now.directory)
            return await store.meetings.listing(connection, scope, wanted, now.at, cursor, limit), now
