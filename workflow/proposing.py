"""The doing of motions: putting one with its proof and rehearsal, taking it back, switching on what was adopted.

The meeting moves a motion in its own transaction (`workflow.convening`). What was adopted is switched on by
`carry_out`, which the clock calls each minute: rows say what is owed, so that a turn that was missed costs nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import structlog

from models.ledger import Entry
from models.motion import Motion, MotionState
from workflow import rights, store, versions
from workflow.commands import SYSTEM, Actor, Command, Payload, Reasoned
from workflow.door import Answer, answer, once
from workflow.effects import Outcome
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, NotFound, Unproved
from workflow.in_force import Now
from workflow.machines import Move
from workflow.meetings import core as meetings
from workflow.motions import core, forecast
from workflow.proof.proving import prove
from workflow.rules.problems import RulesInvalid
from workflow.store.errors import again
from workflow.store.motions import Carried, Listed
from workflow.versions import Proving
from workflow.view import MeetingView, MotionView

log = structlog.get_logger()

DAYS: Final = 90
"""So many days back a motion is rehearsed where nobody says otherwise."""

MOST_DAYS: Final = 3660

NOBODY: Final[Mapping[UUID, tuple[str, str]]] = {}


Rehearsing = Callable[[Engine, int, int], Awaitable[dict[str, Any]]]
"""Rehearses a version over so many days: what a motion keeps of it (`workflow.motions.forecast`)."""


async def unrehearsed(engine: Engine, number: int, days: int) -> dict[str, Any]:
    """Nothing is rehearsed."""
    return {}


@dataclass(frozen=True)
class Put:
    """What somebody puts as a motion: the rules file with its name, why, and over how many days it is rehearsed (0 for
    not at all)."""

    text: str
    name: str
    why: str
    days: int = DAYS


async def propose(
    engine: Engine,
    actor: Actor,
    put: Put,
    key: str | None = None,
    request_hash: str = "",
    *,
    proving: Proving = prove,
    rehearsing: Rehearsing = unrehearsed,
) -> Answer:
    """Stores the rules as a version without switching them on, proves them as the city is now, and puts the motion:
    `{id, number, state, version, seq}`. Failures of the proof are no refusal, the meeting sees them; RulesInvalid for
    a file that cannot be read, BadInput where these rules are in force or are put already."""
    await _may(engine, actor, Move.PROPOSE)
    number = await versions.propose(engine, put.text, put.name, str(actor.id), put.why)
    subject = await versions.subject_of(engine, number)
    proof = forecast.of_proof(await asyncio.to_thread(proving, subject), subject.now)
    command = Command(Move.PROPOSE, actor, Reasoned(reason=put.why))
    rehearsal = await rehearsing(engine, number, put.days) if put.days else {}
    known = {"proposes": number, "proof": proof, "rehearsal": rehearsal}
    return await once(engine.database, actor.key, key, request_hash, partial(_propose, engine, command, known))


async def _may(engine: Engine, actor: Actor, move: Move) -> None:
    """NotFound for who may not know of motions, Forbidden for who may only see them."""
    held = rights.motion_standings(actor, (await engine.now()).facts())
    if not held:
        raise NotFound()
    if not rights.permitted(move, held):
        raise Forbidden(move=str(move))


async def _propose(
    engine: Engine, command: Command, known: Mapping[str, Any], connection: store.Connection
) -> tuple[Answer, datetime]:
    now, number = await engine.in_force.at(connection), known["proposes"]
    if number == now.rules.number:
        raise BadInput("rules", "in-force-already", version=number)
    if await store.motions.puts(connection, number):
        raise BadInput("rules", "put-already", version=number)
    assert command.actor.id is not None
    motion = Motion(
        id=engine.source.id(now.at),
        number=f"{now.rules.prefix}-R{await store.motions.next_number(connection)}",
        state=MotionState.DRAFT,
        version=0,
        path=now.directory.root.path,
        against=now.rules.number,
        proposed_by=command.actor.id,
        proposed_at=now.at,
        **known,
    )
    told = Command(command.move, command.actor, command.payload, context={"motion": motion})
    effects = core.decide(None, told, now.facts(), now.rules, now.calendar, engine.source)
    await store.writing.write(connection, [effects])
    return answer(effects.view), effects.entry.recorded_at


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
    """One move on one motion. Who insists on an adopted one has it switched on at once, under its decision's number."""
    command = Command(move, actor, payload, version)
    done = await once(engine.database, actor.key, key, request_hash, partial(_fire, engine, ref, command))
    if isinstance(payload, Reasoned) and move == Move.INSIST:
        await carry_out(engine, {ref: (str(actor.id), payload.reason)})
    return done


async def _fire(engine: Engine, ref: UUID, command: Command, connection: store.Connection) -> tuple[Answer, datetime]:
    view = (await store.reading.load(connection, MotionView, [ref], lock=True)).get(ref)
    if view is None:
        raise NotFound()
    now = await engine.in_force.at(connection)
    effects = core.decide(view, command, now.facts(), now.rules, now.calendar, engine.source)
    await store.writing.write(connection, [effects])
    return answer(effects.view), effects.entry.recorded_at


# Switching on what was adopted


async def carry_out(
    engine: Engine, insisted: Mapping[UUID, tuple[str, str]] = NOBODY, *, proving: Proving = prove
) -> int:
    """Switches on what was adopted, in the order in which it was decided, each under its decision's number; how many.
    What cannot be switched on is held back, and those who keep the rules and supervise are told. `insisted` says of
    motions who wants them in force all the same, and why. One at a time; whoever comes second does nothing."""
    done = 0
    async with store.transaction(engine.database) as alone:
        if await store.motions.mine(alone):
            for carried in await store.motions.adopted(alone):
                motion = carried.motion
                if motion.held_back is None:
                    done += await _carry_out(engine, carried, insisted.get(motion.id), proving)
    return done


async def _carry_out(engine: Engine, carried: Carried, insisted: tuple[str, str] | None, proving: Proving) -> bool:
    motion = carried.motion
    assert motion.decision is not None
    try:
        at = await _switched(engine, motion) or await _switch(engine, motion, insisted, proving)
    except (_HeldBack, Unproved, RulesInvalid) as cause:
        held = cause if isinstance(cause, _HeldBack) else _HeldBack(*_why(cause))
        log.warning("motion_held_back", motion=motion.number, why=held.why)
        await again(_record, engine, carried, Move.HOLD_BACK, {"why": held.why, "facts": held.said})
        return False
    await again(_record, engine, carried, Move.SWITCH_ON, {"at": at})
    log.info("motion_in_force", motion=motion.number, rules=motion.proposes)
    return True


class _HeldBack(Exception):
    """Why an adopted motion is not switched on: the code of a reason with its facts."""

    def __init__(self, why: str, **said: Any) -> None:
        super().__init__(why)
        self.why, self.said = why, said


def _why(cause: Unproved | RulesInvalid) -> tuple[str]:
    return ("motion-held-unproved",) if isinstance(cause, Unproved) else ("motion-held-unreadable",)


async def _switched(engine: Engine, motion: Motion) -> datetime | None:
    """When it was switched on already, where whoever did it could not write that down any more."""
    async with store.snapshot(engine.database) as connection:
        log_ = await store.versions.switches(connection)
    return next((each.at for each in log_ if each.decision == motion.decision), None)


async def _switch(engine: Engine, motion: Motion, insisted: tuple[str, str] | None, proving: Proving) -> datetime:
    by, despite = insisted or (motion.number, None)
    if insisted is None:
        despite = await _checked(engine, motion, proving)
    why = motion.number if despite is None else f"{motion.number}: {despite}"
    switched = await versions.switch_on(
        engine, motion.proposes, by, why, decision=motion.decision, despite=despite, proving=proving
    )
    return switched.at


async def _checked(engine: Engine, motion: Motion, proving: Proving) -> str | None:
    """What a switch that nobody insists on is made despite of: the failures that the meeting knew when it adopted.
    Held back where other rules came into force since it was put, which it would undo unseen, or where there are
    failures of which the meeting knew nothing."""
    now = await engine.now()
    if now.rules.number not in (motion.against, motion.proposes):
        raise _HeldBack("motion-held-moved-on", version=now.rules.number, against=motion.against)
    if not motion.failures:
        return None
    proof = await asyncio.to_thread(proving, await versions.subject_of(engine, motion.proposes))
    if new := forecast.unknown(proof, motion.proof):
        raise _HeldBack("motion-held-new-failures", failures=len(new))
    return f"decided in {motion.decision} with {motion.failures} failures known"


async def _record(engine: Engine, carried: Carried, move: Move, context: Mapping[str, Any]) -> None:
    """Writes down what became of it: in its own ledger, and where it is in force in its meeting's."""
    async with store.transaction(engine.database) as connection:
        held = await _held(connection, carried, move)
        view = (await store.reading.load(connection, MotionView, [carried.motion.id], lock=True))[carried.motion.id]
        if view.motion.state != MotionState.ADOPTED:
            return
        now = await engine.in_force.at(connection)
        written: list[Outcome] = []
        for meeting in held:
            rules, calendar = await engine.in_force.pinned(connection, meeting.meeting)
            told = Command(move, SYSTEM, about=carried.decision_id)
            written.append(meetings.decide(meeting, told, now.facts(), rules, calendar, engine.source))
        told = Command(move, SYSTEM, context=context)
        written.append(core.decide(view, told, now.facts(), now.rules, now.calendar, engine.source))
        await store.writing.write(connection, written)


async def _held(connection: store.Connection, carried: Carried, move: Move) -> Sequence[MeetingView]:
    """The meeting whose decision is done by that, locked."""
    ids = [carried.meeting_id] if move == Move.SWITCH_ON else []
    return list((await store.reading.load(connection, MeetingView, ids, lock=True)).values())


# Looking


@dataclass(frozen=True)
class SeenMotion:
    """A motion as one person may see it. `why` is what was written when it was put, empty once that was erased;
    `meeting` the number of the meeting that has it, `minuted` what that meeting's minutes say of it."""

    motion: Motion
    why: str
    meeting: str | None
    minuted: str
    entries: Sequence[Entry]
    allowed: tuple[str, ...]
    now: Now


async def identity(engine: Engine, ref: str) -> UUID:
    """The id that a number or an id means. Whether anybody may know of it is said by who looks or moves."""
    async with store.snapshot(engine.database) as connection:
        found = await store.motions.find(connection, ref)
    if found is None:
        raise NotFound()
    return found


async def see(engine: Engine, actor: Actor, ref: str) -> SeenMotion:
    """One motion; NotFound where this person may not know of it."""
    async with store.snapshot(engine.database) as connection:
        found, now = await store.motions.find(connection, ref), await engine.in_force.at(connection, share=False)
        facts = now.facts()
        if found is None or not rights.motion_standings(actor, facts):
            raise NotFound()
        motion = (await store.reading.load(connection, MotionView, [found]))[found].motion
        entries = await store.reading.entries(connection, found)
        written = ((entries[0].facts or {}).get("command") or {}).get("reason", "")
        return SeenMotion(
            motion=motion,
            why=written,
            meeting=await store.motions.meeting_number(connection, motion),
            minuted=await store.motions.said(connection, found),
            entries=entries,
            allowed=rights.motion_allowed(motion, actor, facts),
            now=now,
        )


async def listed(engine: Engine, actor: Actor, open_only: bool, cursor: str | None, limit: int) -> tuple[Listed, Now]:
    """A page of the motions, the newest first; Forbidden for who has nothing to do with them."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        if not rights.motion_standings(actor, now.facts()):
            raise Forbidden()
        return await store.motions.listing(connection, open_only, cursor, limit), now


async def rules_of(engine: Engine, actor: Actor, ref: str) -> str:
    """The rules file that a motion proposes."""
    seen = await see(engine, actor, ref)
    async with store.snapshot(engine.database) as connection:
        return await store.versions.rules_text(connection, seen.motion.proposes)
