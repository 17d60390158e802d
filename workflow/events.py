"""Live events as values: what changed, and its place in the one order of all of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Self
from uuid import UUID

_CURSOR = re.compile(r"([0-9]{1,19})-([0-9]{1,19})", re.ASCII)
_MOST = 2**63 - 1


class Cursor(NamedTuple):
    """A place in the order of events: the transaction and the row. Ids alone are not in the order of commits."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What `str` made; None for anything else."""
        found = _CURSOR.fullmatch(text)
        numbers = (int(found[1]), int(found[2])) if found else (_MOST + 1, 0)
        return cls(*numbers) if max(numbers) <= _MOST else None


@dataclass(frozen=True)
class Event:
    """A change of a case, a meeting, a patrol or a campaign, or news for some persons only (then it is of neither).

    It says where the matter lies and whom and what it was given to, so that one can tell whom it concerns; of its
    content it has nothing. `told` are the ids of those for whom the change has a notice.
    """

    at: datetime
    seq: int
    move: str
    incident_id: UUID | None = None
    meeting_id: UUID | None = None
    number: str | None = None
    path: str = ""
    came_from: str | None = None
    """Where the case lay before, if this change moved it."""
    specials: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Those of the persons for whom others stand in: who was given a task, or asked to check or verify."""
    units: list[str] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    patrol_id: UUID | None = None
    campaign_id: UUID | None = None

    @cached_property
    def reaches(self) -> frozenset[str]:
        """Whom it concerns: the paths over it, its special grids, the ids of persons, units and grids, and who stands
        in for a person. What one of these looks like, no other does."""
        paths = [*_upwards(self.path), *_upwards(self.came_from or "")]
        ids = [*self.persons, *self.units, *self.grids]
        return frozenset([*paths, *self.specials, *ids, *map(standing_in, self.asked)])


def standing_in(person: UUID | str) -> str:
    """Whoever stands in for a person."""
    return f"for {person}"


def _upwards(path: str) -> Iterator[str]:
    """A path and those over it."""
    while path:
        yield path
        path = path.rpartition(".")[0]


class Placed(NamedTuple):
    """An event with its place."""

    cursor: Cursor
    event: Event
