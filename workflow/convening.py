"""The doing of meetings: calling them together when they are owed, moving them, looking at them.

Each is one transaction through the one writer. Locks are taken in one order: meetings by id, then the cases that they
hear by id. Nothing locks a meeting while it holds a case. Motions that they decide on come between the two.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
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
from workflow.machines import Kind, Move
from workflow.meetings import core as meetings
from workflow.meetings import owed
from workflow.meetings.agenda import Gathered, hears_motions
from workflow.meetings.owed import Board
from workflow.motions import core as motions
from workflow.store.errors import again
from workflow.store.meetings import Listed, Wanted
from workflow.view import MeetingView, MotionView


@dataclass(frozen=True)
class SeenMeeting:
    """A meeting as one person may see it. `words` is what people wrote, by the meeting's or the decision's id;
    `numbers` are those of the cases and motions that its decisions are about."""

    view: MeetingView
    words: Mapping[UUID, str]
    numbers: Mapping[UUID, str]
    entries: Sequence[Entry]
    events: Sequence[ClockEvent]
    allowed: tuple[str, ...]
    now: Now


class Convening:
    def __init__(self, database: Database, source: Source, in_force: InForce) -> None:
        self.database, self.source, self.in_force = database, source, in_force

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
            for move in (Move.DRAW, Move.INVITE) if step.invite else (Move.DRAW,):
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
        elif hears_motions(view.meeting.kind):
            command = replace(command, context={"motions": await store.motions.tabled(connection, ref)})
        rules, calendar = await self.in_force.pinned(connection, view.meeting)
        effects = meetings.decide(view, command, now.facts(), rules, calendar, self.source)
        moved = await self._moved(connection, [effects], now)
        await store.writing.write(connection, [effects, *moved, *await self._heard(connection, effects, now)])
        await store.meetings.insert_words(connection, ref, effects.words)
        return answer(effects.view), effects.entry.recorded_at

    async def _moved(self, connection: store.Connection, effects: Sequence[MeetingEffects], now: Now) -> list[Outcome]:
        """The entries in the ledgers of the motions that these meetings move."""
        moves = {motion: told for each in effects for motion, told in each.motions.items()}
        views = await store.reading.load(connection, MotionView, moves, lock=True)
        found: list[Outcome] = []
        for identity, view in views.items():
            command = Command(moves[identity][0], SYSTEM, context=moves[identity][1])
            found.append(motions.decide(view, command, now.facts(), now.rules, now.calendar, self.source))
        return found

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
            if not rights.meeting_standings(view, found, actor, facts):
                raise NotFound()
            rules, calendar = await self.in_force.pinned(connection, view.meeting)
            cases = [decision.incident_id for decision in view.decisions.values() if decision.incident_id]
            adopted = [decision.motion_id for decision in view.decisions.values() if decision.motion_id]
            numbers = await store.meetings.numbers(connection, cases)
            return SeenMeeting(
                view=view,
                words=await store.meetings.words(connection, [found]),
                numbers=numbers | await store.motions.numbers(connection, adopted),
                entries=await store.reading.entries(connection, found),
                events=await store.reading.clock_events(connection, found, Kind.MEETING),
                allowed=rights.meeting_allowed(view, actor, facts),
                now=replace(now, rules=rules, calendar=calendar),
            )

    async def listed(self, actor: Actor, wanted: Wanted, cursor: str | None, limit: int) -> tuple[Listed, Now]:
        """A page of the meetings that somebody may see, the newest first; all of them for the system."""
        async with store.snapshot(self.database) as connection:
            now = await self.in_force.at(connection, share=False)
            facts = now.facts()
            scope = None
            if actor != SYSTEM:
                scope = rights.scope(actor, facts.posts(actor.id) if actor.id else (), now.directory)
            return await store.meetings.listing(connection, scope, wanted, now.at, cursor, limit), now
