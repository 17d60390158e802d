"""The doing of motions: putting one with its proof and rehearsal, taking it back, looking at it.

The meeting moves a motion in its own transaction (`workflow.convening`); what it adopted is switched on by
`workflow.enacting`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from models.ledger import Entry
from models.motion import Motion, MotionState
from workflow import enacting, rehearsals, rights, store, versions
from workflow.commands import Actor, Command, Payload, Reasoned
from workflow.door import Answer, answer, once
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, NotFound
from workflow.in_force import Now
from workflow.machines import Move
from workflow.motions import core, forecast
from workflow.proof.proving import prove
from workflow.rehearsals import Trial
from workflow.rehearsing.summing import Sum
from workflow.store.motions import Listed
from workflow.versions import Proving
from workflow.view import MotionView

WITHIN: Final = 10.0
"""So many seconds a rehearsal may take while somebody waits for an answer; the day that it is at is finished."""

Rehearsing = Callable[[Engine, int, int], Awaitable[dict[str, Any]]]
"""Rehearses a version over so many days: what a motion keeps of it (`workflow.motions.forecast`)."""


async def rehearsed(
    engine: Engine, number: int, days: int, progress: Callable[[float], None] = lambda done: None
) -> dict[str, Any]:
    """A version of the rules over the cases of the last days, in this process. The days before the city began are left
    out, since they would make every figure by day too small; nothing is rehearsed of a city that has no day behind
    it."""
    trial, total = await _trial(engine, number, days), Sum()
    if trial is None:
        return {}
    async for done, of, part in rehearsals.whole(engine.in_force, trial):
        total.merge(part.sum)
        progress(done / of)
    return forecast.of_rehearsal(trial.since, trial.until, rehearsals.summary(trial, total))


async def latest(engine: Engine, number: int, days: int, clock: Callable[[], float] = time.monotonic) -> dict[str, Any]:
    """The same, as far back as it comes in `WITHIN` seconds, by whole days from now on back: for who waits for the
    answer. What is kept says since when, and its figures by day are of the days that were done."""
    trial, total = await _trial(engine, number, days), Sum()
    if trial is None:
        return {}
    since, begun = trial.until, clock()
    async with aclosing(rehearsals.backwards(engine.in_force, trial)) as going:
        async for done, day in going:
            since = done
            total.merge(day.sum)
            if clock() - begun > WITHIN:
                break
    return forecast.of_rehearsal(since, trial.until, rehearsals.summary(trial, total))


async def _trial(engine: Engine, number: int, days: int) -> Trial | None:
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        text = await store.versions.rules_text(connection, number)
    since = max(now.at - timedelta(days=days), now.since or now.at)
    return None if since >= now.at else Trial(text, f"rules {number}", since, now.at)


@dataclass(frozen=True)
class Put:
    """What somebody puts as a motion: the rules file with its name, why, and over how many days it is rehearsed (0 for
    not at all)."""

    text: str
    name: str
    why: str
    days: int = rehearsals.DAYS


async def propose(
    engine: Engine,
    actor: Actor,
    put: Put,
    key: str | None = None,
    request_hash: str = "",
    *,
    proving: Proving = prove,
    rehearsing: Rehearsing | None = None,
) -> Answer:
    """Stores the rules as a version without switching them on, proves them as the city is now, and puts the motion:
    `{id, number, state, version, seq}`. Failures of the proof are no refusal, the meeting sees them; RulesInvalid for
    a file that cannot be read, BadInput where these rules are in force or are put already."""
    await _may(engine, actor, Move.PROPOSE)
    number = await versions.propose(engine, put.text, put.name, str(actor.id), put.why)
    command = Command(Move.PROPOSE, actor, Reasoned(reason=put.why))
    async with engine.aside.turn():
        subject = await versions.subject_of(engine, number)
        proof = forecast.of_proof(await asyncio.to_thread(proving, subject), subject.now)
        rehearsal = await (rehearsing or rehearsed)(engine, number, put.days) if put.days else {}
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
        await enacting.carry_out(engine, {ref: (str(actor.id), payload.reason)})
    return done


async def _fire(engine: Engine, ref: UUID, command: Command, connection: store.Connection) -> tuple[Answer, datetime]:
    view = (await store.reading.load(connection, MotionView, [ref], lock=True)).get(ref)
    if view is None:
        raise NotFound()
    now = await engine.in_force.at(connection)
    effects = core.decide(view, command, now.facts(), now.rules, now.calendar, engine.source)
    await store.writing.write(connection, [effects])
    return answer(effects.view), effects.entry.recorded_at


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
        return SeenMotion(
            motion=motion,
            why=entries[0].command.get("reason", ""),
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
