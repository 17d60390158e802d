"""How people are at their work: drawn once a person from the seed, and told only by what they do."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from random import Random
from typing import Final, NamedTuple
from uuid import UUID


class Temper(StrEnum):
    PUNCTUAL = "punctual"
    CARELESS = "careless"
    SLOW = "slow"
    ABSENT = "absent"


class Manner(NamedTuple):
    """What a temper does: the mean minutes until a message is looked at, the share of messages never looked at, the
    part of its time that work takes (from, to), how often work holds, how often it is passed back."""

    minutes: float
    ignores: float
    work: tuple[float, float]
    holds: float
    returns: float


MANNERS: Final = {
    Temper.PUNCTUAL: Manner(5, 0.01, (0.1, 0.85), 0.97, 0.03),
    Temper.CARELESS: Manner(6, 0.05, (0.05, 0.6), 0.7, 0.1),
    Temper.SLOW: Manner(95, 0.15, (0.5, 1.7), 0.93, 0.06),
    Temper.ABSENT: Manner(480, 0.8, (0.9, 4.0), 0.85, 0.02),
}
SHARES: Final = {Temper.PUNCTUAL: 72, Temper.CARELESS: 13, Temper.SLOW: 11, Temper.ABSENT: 4}


@dataclass
class Tempers:
    seed: int

    def of(self, person: UUID | None) -> Temper:
        if person is None:
            return Temper.PUNCTUAL
        known = self._known.get(person)
        if known is None:
            rng = Random(f"{self.seed}/temper/{person}")
            known = self._known[person] = rng.choices(list(SHARES), list(SHARES.values()))[0]
        return known

    @cached_property
    def _known(self) -> dict[UUID, Temper]:
        return {}

    def manner(self, person: UUID | None) -> Manner:
        return MANNERS[self.of(person)]
