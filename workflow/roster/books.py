"""What changes of rosters are checked against, and the questions that all of them ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from models.people import Post, Role, Roster, RosterKind
from workflow.calendar import Calendar
from workflow.directory import Directory
from workflow.directory.duty import Line, Moment
from workflow.errors import BadInput
from workflow.identity import Source
from workflow.roster.changes import Hours
from workflow.rules.language import Rules

DAY: Final = 1440
LONGEST_DAYS: Final = 366
"""Of a leave, and how far ahead two lines are held against each other."""


@dataclass(frozen=True)
class Books:
    """What a change is checked against."""

    directory: Directory
    calendar: Calendar
    now: datetime
    source: Source
    rules: Rules

    @property
    def today(self) -> date:
        return self.now.astimezone(self.calendar.tz).date()

    def new_id(self) -> UUID:
        return self.source.id(self.now)

    def moment(self, at: datetime | None = None) -> Moment:
        return Moment(at or self.now, self.calendar)

    def midnight(self, day: date) -> datetime:
        return self.moment().wall(day.toordinal(), 0)


def post_of(field: str, post_id: UUID, books: Books) -> Post:
    post = books.directory.posts.get(post_id)
    if post is None or (post.valid_to is not None and post.valid_to <= books.now):
        raise BadInput(field, "unknown-post")
    return post


def line_of(field: str, line_id: UUID | None, books: Books) -> Roster:
    line = books.directory.lines.get(line_id) if line_id else None
    if line is None or line.post_id not in books.directory.posts:
        raise BadInput(field, "unknown-line")
    return line


def plain(line: Roster) -> bool:
    """A shift of the holder's own."""
    return line.kind == RosterKind.SHIFT and line.substitute_id is None


def swapped(line: Roster) -> bool:
    return line.kind == RosterKind.SHIFT and line.substitute_id is not None


def swaps_on(post: Post, day: date, books: Books) -> list[Roster]:
    lines = (line for line in books.directory.lines_of(post.id) if swapped(line))
    return [line for line in lines if Line.of(line).begins(day.toordinal(), books.moment())]


def check_days(first: date, last: date | None, books: Books) -> None:
    if first < books.today:
        raise BadInput("starts_on", "day-has-gone")
    if first > books.today + timedelta(days=LONGEST_DAYS):
        raise BadInput("starts_on", "too-far-ahead", days=LONGEST_DAYS)
    if last is not None and last < first:
        raise BadInput("ends_on", "ends-before-it-begins")


def check_held(post: Post, first: date, last: date | None, books: Books) -> None:
    """A line must lie within its post's period, or it could never hold."""
    over = post.valid_to is not None and post.valid_to <= books.midnight(first)
    early = last is not None and post.valid_from >= books.midnight(last + timedelta(days=1))
    if over or early:
        raise BadInput("starts_on", "no-post-then")


def leaves_of(post: Post, books: Books) -> list[Roster]:
    return [line for line in books.directory.lines_of(post.id) if line.kind == RosterKind.LEAVE]


def on_leave(person: UUID, first: date, last: date, books: Books) -> bool:
    posts = books.directory.held_by(person)
    return any(holds_within(line, first, last) for post in posts for line in leaves_of(post, books))


def holds_within(line: Roster, first: date, last: date) -> bool:
    return line.starts_on <= last and (line.ends_on is None or line.ends_on >= first)


def overlap(line: Roster, other: Roster, books: Books) -> bool:
    """Whether two lines have an hour in common, within a year of the first's beginning."""
    one, two = Line.of(line), Line.of(other)
    limit = one.first + LONGEST_DAYS
    first, last = max(one.first, two.first) - 1, min(one.last, two.last, limit) + 1
    here = books.moment()
    for day in range(max(first, one.first), last + 1):
        if not one.begins(day, here):
            continue
        for shift in (-1, 0, 1):
            start, end = two.start + shift * DAY, two.end + shift * DAY
            if two.begins(day + shift, here) and start < one.end and one.start < end:
                return True
    return False


def stretch_of(line: Roster, day: date, books: Books) -> tuple[datetime, datetime]:
    """The instants at which a line that begins on a day begins and ends."""
    known, here = Line.of(line), books.moment()
    return here.wall(day.toordinal(), known.start), here.wall(day.toordinal(), known.end)


def first_begins(line: Roster, books: Books) -> datetime:
    """When a line begins for the first time, or would."""
    known, here = Line.of(line), books.moment()
    days: Iterable[int] = range(known.first, min(known.last, here.day) + 1)
    first = next((day for day in days if known.begins(day, here)), max(known.first, here.day + 1))
    return here.wall(first, known.start)


def local_day(at: datetime, books: Books) -> date:
    return at.astimezone(books.calendar.tz).date()


def new_line(identity: UUID, post: UUID, hours: Hours, first: date, last: date | None) -> Roster:
    begins, ends = hours.minutes
    return Roster(
        id=identity,
        post_id=post,
        days=hours.days,
        weekdays=hours.bits,
        from_minute=begins,
        to_minute=ends,
        starts_on=first,
        ends_on=last,
    )


def leave_on(line: Roster, day: date) -> bool:
    """Whether a line is a leave that holds on a day."""
    return line.kind == RosterKind.LEAVE and holds_within(line, day, day)


def nobodys(role: Role, grid_id: UUID | None, unit_id: UUID | None, now: datetime) -> Post:
    """A post of a desk that nobody holds: what rights to the desk are asked of."""
    nobody = UUID(int=0)
    return Post(id=nobody, person_id=nobody, role=role, grid_id=grid_id, unit_id=unit_id, valid_from=now)
