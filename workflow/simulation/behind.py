"""The days behind a demonstration: lived in memory up to now, and put into the new city with all that they left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from models.inspection import InspectionDraw
from workflow import store
from workflow.calendar import SHANGHAI
from workflow.days import Days
from workflow.demonstration.spots import A_TOWNSHIP
from workflow.effects import MeetingEffects, Outcome
from workflow.identity import Seeded
from workflow.memory import FIRST_NUMBER
from workflow.rules.language import Rules
from workflow.simulation import answered, fresh
from workflow.simulation.in_memory import InMemory, Witness
from workflow.simulation.life import Life
from workflow.simulation.scene import Scene, scene
from workflow.store.guests import Guest
from workflow.store.writing import Wording
from workflow.territory.tree import Tree

RATE: Final = 24.0
"""Reports on a working day; what the first start can afford."""

AT_ONCE: Final = 500
"""How many outcomes one set of statements writes."""


@dataclass(frozen=True)
class Past:
    """What some days left behind: since when, from when on people acted no more, the city that lived them, every
    outcome in its order, what people wrote about each case, how many meetings were called, what was drawn to be
    looked at again, and how many support what was published."""

    since: datetime
    still: datetime
    scene: Scene
    outcomes: Sequence[Outcome]
    wording: Sequence[Wording]
    meetings: int
    draws: Sequence[InspectionDraw] = ()
    supports: Mapping[UUID, int] = field(default_factory=dict)


async def lived(
    tree: Tree, rules: Rules, days: Days, seed: int, now: datetime, length: int, tell: Callable[[float], None]
) -> Past:
    """So many days up to now of the demonstration that a seed makes of a tree; in the last hours people do not act,
    and fresh cases wait for them. Nothing is checked on the way: the tests and `gridward simulate` do that, and a first
    start must be quick."""
    first = now.astimezone(SHANGHAI).date() - timedelta(days=length)
    since = datetime.combine(first, time(), SHANGHAI).astimezone(UTC)
    setting = scene(tree, rules, days, seed, seed, since, length + 1)
    world = Witness(setting.directory, setting.rules, setting.calendar, Seeded(seed))
    place = InMemory(world, keep=True)
    still, staged = now - fresh.STILL, fresh.acts(setting, now)
    lives: dict[str, Any] = {"until": now, "still": still, "staged": staged, "spots": A_TOWNSHIP}
    life = Life(*(setting, place, first, length + 1, seed, RATE), checking=False, **lives)
    await life.run(tell)
    draws = list(world.second_looks.draws.values())
    wording = [_wording(world, case) for case in world.views]
    return Past(since, still, setting, place.kept, wording, len(world.meetings), draws, world.supports)


def _wording(world: Witness, case: UUID) -> Wording:
    said = (world.entries[case][0].facts or {})["command"]
    return case, said["description"], said.get("location", {}).get("address")


async def write(connection: store.Connection, past: Past) -> None:
    """Everything through the one writer, in sets. Old messages count as read: nobody is flooded by a month's. Those of
    the last hours do not, so that the bell rings."""
    for at in range(0, len(past.outcomes), AT_ONCE):
        await store.writing.write(connection, past.outcomes[at : at + AT_ONCE], events=False)
    await store.writing.insert_wording(connection, past.wording)
    for each in past.outcomes:
        if isinstance(each, MeetingEffects):
            await store.meetings.insert_words(connection, each.view.meeting.id, each.words)
            guests = [Guest(identity, said.organisation, said.purpose) for identity, said in each.guests.items()]
            await store.guests.insert(connection, each.view.meeting.id, guests, each.entry.recorded_at)
            if each.conclusion is not None:
                await store.conclusions.put(connection, each.view.meeting.id, each.conclusion)
    await store.proposals.put_counts(connection, past.supports)
    for draw in past.draws:
        await store.inspections.put_draw(connection, draw)
    await store.seeding.continue_numbers(connection, FIRST_NUMBER + len(past.wording), 1 + past.meetings)
    await store.patrols.continue_numbers(connection)
    await store.seeding.read_notices(connection, past.still)
    await store.packs.owe_announced(connection, past.still)
    met = {each.view.meeting.id: each.view.meeting for each in past.outcomes if isinstance(each, MeetingEffects)}
    await store.answers.add(connection, list(answered.answers(met.values(), past.still)))
