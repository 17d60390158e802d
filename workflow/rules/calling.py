"""When people are called together, and how they are told."""

from dataclasses import dataclass
from typing import Final, Literal

from models.notice import Channel
from workflow.calendar import Budget, Unit

INVITE: Final = Budget(3, Unit.WORK_DAY)
"""How long before a meeting people are invited where the file does not say it."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """When a meeting or bulletin is due: each period on a day of its first month, or when something has piled up
    (`tabled` cases, or `repeats` reports of one topic in `days`), `within` a time of that. People are invited `invite`
    before it begins."""

    kind: str
    level: int
    every: Literal["month", "quarter", "half_year"] | None = None
    day: int | None = None
    tabled: int | None = None
    repeats: int | None = None
    supports: int | None = None
    """How many supports and repeats make a suggestion a hot topic; as many as `repeats` where the file says nothing."""
    days: int | None = None
    within: Budget | None = None
    invite: Budget = INVITE


@dataclass(frozen=True, slots=True)
class Notices:
    """How people are told. In the quiet hours (minutes from, to) only urgent notices go out; an urgent one repeats
    `every` so often until it is acknowledged, and after `tries` goes to the substitute."""

    quiet: tuple[int, int]
    digest: int
    channels: tuple[Channel, ...]
    urgent: tuple[Channel, ...]
    every: Budget
    tries: int
