"""What climbs: whom the ladders in progress have told, who has answered, and what comes next and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from models.clock import Clock
from models.incident import Incident
from models.territory import Grid
from workflow import grounds, ladder, store
from workflow.clocks import BY_ITSELF
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.grounds import Looked, Wanted, Watch
from workflow.in_force import Now
from workflow.rules.language import Rules, Rung
from workflow.store.board import Part
from workflow.store.climbing import Climber, Heard


@dataclass(frozen=True)
class Step:
    """One clock on its ladder: how many of `rungs` have fired, and the next one; none where the engine itself moves
    the case then. `again`: the last one, once more."""

    clock: Clock
    rungs: int
    rung: Rung | None
    again: bool


@dataclass(frozen=True)
class Missed:
    """When a case became late, and who was on duty for its township then."""

    at: datetime
    on_duty: tuple[Watch, ...]


@dataclass(frozen=True)
class Rise:
    """A case that climbs."""

    incident: Incident
    steps: tuple[Step, ...]
    heard: tuple[Heard, ...]
    missed: Missed | None


@dataclass(frozen=True)
class Climb:
    """A page of what climbs on a ground, and how much of it does in each part."""

    look: Looked
    parts: tuple[tuple[Grid, bool, int], ...]
    items: tuple[Rise, ...]
    next: str | None


async def climbing(engine: Engine, actor: Actor, wanted: Wanted, cursor: str | None, limit: int) -> Climb:
    """What climbs on the asker's ground, what happens next on top."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
        counted = await store.climbing.by_part(c, look.ground)
        page = await store.climbing.page(c, look.ground, cursor, limit)
        heard = await store.climbing.heard(c, page.items)
        used = {clock.rules_version for climber in page.items for clock in climber.clocks}
        rules = {number: await engine.in_force.rules(c, number) for number in used}
    parts = ((grid, here, counted.get(part, 0)) for part, grid, here in look.parts(counted))
    return Climb(
        look=look,
        parts=tuple(each for each in parts if each[2]),
        items=tuple(
            Rise(
                incident=each.incident,
                steps=tuple(step(clock, rules[clock.rules_version]) for clock in each.clocks),
                heard=tuple(one for one in heard if one.incident_id == each.incident.id),
                missed=_missed(each, now),
            )
            for each in page.items
        ),
        next=page.next,
    )


def step(clock: Clock, rules: Rules) -> Step:
    """How far a clock that runs has come on its ladder."""
    rungs = len(rules.ladders[clock.ladder].rungs)
    rung = None if clock.stage in BY_ITSELF else ladder.rung_of(clock, rules)
    return Step(clock, rungs, rung, clock.rung >= rungs)


def _missed(climber: Climber, now: Now) -> Missed | None:
    at = min(_passed(climber, now), default=None)
    if at is None:
        return None
    code = climber.incident.township
    township = now.directory.grid(code) if code else None
    watched = grounds.on_duty(now, township, Part.TOWNSHIP, at) if township else ()
    return Missed(at, tuple(watched))


def _passed(climber: Climber, now: Now) -> Iterator[datetime]:
    """The deadlines that the case has missed."""
    yield from (clock.due_at for clock in climber.clocks if clock.due_at is not None and clock.due_at < now.at)
