"""Calling an extra consultation: its convener wants one beside the calendar, on a day of their own."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from models.meeting import Meeting, MeetingKind, MeetingState
from models.territory import TOWNSHIP, Grid
from workflow import rights, store
from workflow.calendar import CalendarError
from workflow.commands import Actor, Command
from workflow.door import Answer, answer, once
from workflow.duties import opening
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden
from workflow.facts import Facts
from workflow.in_force import Now
from workflow.machines import Move
from workflow.meetings import core, owed
from workflow.meetings.payloads import Call
from workflow.view import MeetingView


def bodies(actor: Actor, facts: Facts) -> Sequence[Grid]:
    """The townships whose consultations somebody may call."""
    convened = rights.convened(actor, facts)
    return [grid for grid in facts.directory.at_level(TOWNSHIP, facts.now) if grid.path in convened]


async def call(engine: Engine, actor: Actor, payload: Call, key: str | None, request_hash: str) -> Answer:
    """One for a day: where the body was called together for it already, that one is answered."""
    command = Command(Move.CALL, actor, payload)
    return await once(engine.database, actor.key, key, request_hash, partial(_call, engine, command, payload))


async def _call(
    engine: Engine, command: Command, payload: Call, connection: store.Connection
) -> tuple[Answer, datetime]:
    await store.meetings.alone(connection)
    now = await engine.in_force.at(connection)
    mine = (grid for grid in bodies(command.actor, now.facts()) if grid.code == payload.body)
    grid = next(mine, None)
    if grid is None:
        raise Forbidden(move=str(Move.CALL))
    known = await store.meetings.called_for(connection, MeetingKind.CONSULTATION, grid.path, payload.day)
    if known and known[0].state != MeetingState.CANCELLED:
        views = await store.reading.load(connection, MeetingView, [known[0].id])
        return answer(views[known[0].id]), now.at
    number = owed.number(now.rules, await store.meetings.next_number(connection))
    period = f"{payload.day}.2" if known else f"{payload.day}"
    meeting = _new(engine, grid, payload, period, number, now)
    asked = Command(command.move, command.actor, payload, context={"meeting": meeting})
    effects = core.decide(None, asked, now.facts(), now.rules, now.calendar, engine.source)
    await store.writing.write(connection, [effects])
    await store.meetings.insert_words(connection, meeting.id, effects.words)
    return answer(effects.view), effects.entry.recorded_at


def _new(engine: Engine, grid: Grid, payload: Call, period: str, number: str, now: Now) -> Meeting:
    try:
        now.calendar.is_workday(payload.day)
        starts_at = opening(now.calendar, payload.day)
    except (CalendarError, OverflowError) as cause:
        raise BadInput("day", "beyond-the-calendar") from cause
    return owed.Call(MeetingKind.CONSULTATION, grid, period, starts_at).meeting(
        engine.source.id(now.at), number, now.rules, now.calendar, now.at
    )
