"""The patrols of a simulated city: spots that are there from the first day, people who look at them, or do not.

Lived beside the cases and after them: whatever is drawn here comes from streams of its own, and nothing of a case
depends on it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from models.ledger import ActorKind
from models.patrol import Patrol
from models.people import Role
from workflow.commands import Actor
from workflow.duties import opening
from workflow.machines import Move
from workflow.memory import World
from workflow.patrols.payloads import AddSpot, CheckOff

MISSES: Final = 0.07
"""How likely somebody never looks at a spot before it is missed; half as likely they do not look after that."""

FIRST_DAYS: Final = 15
"""The spots are entered over so many days, so that not all are due on one."""


class Rounds:
    """Everybody's rounds from a first day on, up to an instant."""

    def __init__(self, world: World, keeper: UUID, spots: Sequence[AddSpot], seed: int) -> None:
        self.world, self.keeper = world, Actor(ActorKind.PERSON, keeper)
        self._spots, self._rng = list(spots), Random(f"{seed}/patrols")
        self._planned: dict[UUID, datetime | None] = {}
        """When somebody means to look, by the patrol; none where they do not."""

    def live(self, first: date, until: datetime) -> None:
        day, share = first, -(-len(self._spots) // FIRST_DAYS)
        while (at := opening(self.world.calendar, day)) < until:
            self._ring(at)
            for said in self._spots[:share]:
                self.world.patrolling.add(self.keeper, said, at, made_up=True)
            self._spots = self._spots[share:]
            if self.world.calendar.is_workday(day):
                self._day(at, until)
            day += timedelta(days=1)
        self._ring(until)

    def _ring(self, until: datetime) -> None:
        """Each due clock at its own instant."""
        while (due := self.world.next_due()) is not None and due <= until:
            self.world.sweep(due)

    def _day(self, opened: datetime, until: datetime) -> None:
        for patrol in [view.patrol for view in self.world.patrolling.under_way()]:
            when = self._when(patrol, opened)
            if when is None or when >= opened + timedelta(hours=9):
                continue
            at = max(when, opened + timedelta(minutes=self._rng.randrange(20, 500)))
            looker = self._looker(patrol, at)
            if looker is not None and at < until:
                self._ring(at)
                now = self.world.patrolling.patrols[patrol.id].patrol
                if now.open and at >= now.made_at:
                    self.world.patrolling.fire(looker, patrol.id, Move.CHECK_OFF, CheckOff(), at)

    def _when(self, patrol: Patrol, opened: datetime) -> datetime | None:
        """Somewhere in the last part of its time; of what was missed, within some days, or never."""
        if patrol.id not in self._planned or (patrol.missed_at and self._planned[patrol.id] is None):
            missed = patrol.missed_at is not None
            never = self._rng.random() < (MISSES / 2 if missed else MISSES)
            begun, due = patrol.missed_at or patrol.made_at, patrol.due_at or opened
            length = timedelta(days=4) if missed else due - begun
            self._planned[patrol.id] = None if never else begun + length * self._rng.uniform(0.3, 0.97)
        return self._planned[patrol.id]

    def _looker(self, patrol: Patrol, at: datetime) -> Actor | None:
        reached = self.world.directory.reach(patrol.role, patrol.path, at, self.world.calendar)
        there = reached.role == patrol.role and not reached.passed
        return Actor(ActorKind.PERSON, reached.persons[0]) if there and reached.persons else None


def keepers(world: World, at: datetime) -> Iterator[UUID]:
    """Who could have entered the spots."""
    yield from world.directory.holders(Role.CENTRE, world.directory.root.path, at)
