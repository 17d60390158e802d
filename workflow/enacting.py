"""Switching on what a meeting adopted, under its decision's number, or holding it back and saying so.

The clock calls `carry_out` each minute: rows say what is owed, so that a turn that was missed costs nothing. The switch
and what is written down of it are two transactions; the log of switches has the decision's number, so that whoever died
between them is made up for at the next turn.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from models.motion import Motion, MotionState
from workflow import store, versions
from workflow.commands import SYSTEM, Command
from workflow.effects import Outcome
from workflow.engine import Engine
from workflow.errors import Unproved
from workflow.machines import Move
from workflow.meetings import core as meetings
from workflow.motions import core, forecast
from workflow.proof.proving import prove
from workflow.rules.problems import RulesInvalid
from workflow.store.errors import again
from workflow.store.motions import Carried
from workflow.versions import Proving
from workflow.view import MeetingView, MotionView

log = structlog.get_logger()

NOBODY: Final[Mapping[UUID, tuple[str, str]]] = {}


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
    """When it was switched on already, where whoever did it could not write that down any more. Anybody who keeps the
    rules can name its decision with another version: that is none of it."""
    async with store.snapshot(engine.database) as connection:
        log_ = await store.versions.switches(connection)
    own = (motion.decision, motion.proposes)
    return next((each.at for each in log_ if (each.decision, each.rules_version) == own), None)


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
    async with engine.aside.turn():
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
