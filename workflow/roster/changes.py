"""What can be asked of a roster, as it is sent: plan, leave, swap, end, strike, substitute, and surge teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from models.people import Post, Role, Roster, RosterDays
from models.roster import ChangeKind
from workflow.commands import Code, Instant, Name, Payload, Reasoned, Words
from workflow.days import FIRST_YEAR, LAST_YEAR
from workflow.directory import Directory


def _of_our_time(day: date) -> date:
    """What lies outside these years cannot be meant, and no calendar reaches it."""
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError("out of range")
    return day


def _written(value: object) -> object:
    """A date is written out, never a number of seconds."""
    if isinstance(value, int | float):
        raise ValueError("not a day")
    return value


Day = Annotated[date, BeforeValidator(_written), AfterValidator(_of_our_time)]
Hour = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Weekday = Annotated[int, Field(ge=1, le=7, strict=True)]
"""Monday is 1."""


class Hours(Payload):
    """From one hour of the day to another, such as 20:00 to 08:00, which runs past midnight. `days` are all, the
    calendar's working days or its rest days; `weekdays` narrows them (Monday is 1)."""

    begins: Hour
    ends: Hour
    days: RosterDays = RosterDays.ALL
    weekdays: list[Weekday] | None = Field(default=None, min_length=1, max_length=7)

    @property
    def minutes(self) -> tuple[int, int]:
        """`Roster.from_minute` and `to_minute`."""
        begins, ends = (int(hour[:2]) * 60 + int(hour[3:]) for hour in (self.begins, self.ends))
        return begins % 1440, ends or 1440

    @property
    def bits(self) -> int:
        """`Roster.weekdays`."""
        return sum(1 << day - 1 for day in set(self.weekdays or range(1, 8)))


class Shift(Hours):
    """A line of a post's roster: it is on duty in these hours of these days, from one date on, perhaps to another."""

    post: UUID
    starts_on: Day
    ends_on: Day | None = None
    reason: Words


class Leave(Payload):
    """Somebody is away on these days, from all their posts or from one, and perhaps somebody stands in (顶班)."""

    person: UUID
    post: UUID | None = None
    starts_on: Day
    ends_on: Day
    substitute: UUID | None = None
    reason: Words


class Swap(Payload):
    """One date's shift of a post is done by another person (换班). `line` is the shift's line, `on` the date on which
    it begins."""

    line: UUID
    on: Day
    person: UUID
    reason: Words


class End(Payload):
    """A line holds for the last time on `ends_on`."""

    ends_on: Day
    reason: Words


class Substitute(Payload):
    """Who stands in in a leave; nobody, without `person`."""

    person: UUID | None = None
    reason: Words


class Team(Payload):
    """A surge team is known by its name and its place: exactly one of a grid and a unit."""

    name: Name
    grid: Code | None = None
    unit: Code | None = None

    @model_validator(mode="after")
    def _one(self) -> "Team":
        if (self.grid is None) == (self.unit is None):
            raise ValueError("exactly one of grid and unit")
        return self


class Surge(Team):
    """Named people get a post of a role at a grid or of a unit for a period, with their shifts (突击队、增援). At its
    end it ends by itself, and nobody keeps any right by it."""

    role: Role
    persons: list[UUID] = Field(min_length=1, max_length=50)
    starts_at: Instant
    ends_at: Instant
    shifts: list[Hours] = Field(min_length=1, max_length=7)
    reason: Words


class EndSurge(Team):
    """A surge team goes home before its time: now, or at `at`."""

    at: Instant | None = None
    reason: Words


CHANGES: Final[Mapping[ChangeKind, type[Payload]]] = {
    ChangeKind.SHIFT: Shift,
    ChangeKind.LEAVE: Leave,
    ChangeKind.SWAP: Swap,
    ChangeKind.END: End,
    ChangeKind.STRIKE: Reasoned,
    ChangeKind.SUBSTITUTE: Substitute,
    ChangeKind.SURGE: Surge,
    ChangeKind.END_SURGE: EndSurge,
}
"""The payload of each change."""


@dataclass(frozen=True)
class Wish:
    """A change that somebody asks for. `line` is the line that END, STRIKE and SUBSTITUTE are about."""

    kind: ChangeKind
    payload: Any
    line: UUID | None = None


@dataclass(frozen=True)
class Amendment:
    """What a change does to the rosters: lines and posts to be put (new ones, or in place of those of the same id) and
    lines to be struck. `posts` are those that it changes, `beside` those whose duty may change with it."""

    kind: ChangeKind
    lines: tuple[Roster, ...] = ()
    struck: tuple[UUID, ...] = ()
    new_posts: tuple[Post, ...] = ()
    posts: tuple[Post, ...] = ()
    beside: tuple[Post, ...] = ()

    def applied(self, directory: Directory) -> Directory:
        """The directory as it would be after it."""
        lines = directory.lines | {line.id: line for line in self.lines}
        kept = [line for identity, line in lines.items() if identity not in self.struck]
        posts = directory.posts | {post.id: post for post in self.new_posts}
        return directory.amended(posts.values(), kept)
