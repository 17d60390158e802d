"""What there is to see of rosters: who is on duty at a place at an instant, a week of it, and one's own shifts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from models.people import Post, Role, Roster, RosterKind
from models.territory import TOWNSHIP, VILLAGE, Grid, Unit
from workflow.calendar import Calendar
from workflow.directory import Directory, Reached
from workflow.directory.duty import Line, Moment
from workflow.directory.places import upward
from workflow.rights import below
from workflow.roster.books import leave_on
from workflow.roster.coverage import Gap, Span, gap_of, gaps, reach_of, spans

WEEK: Final = 7
MINE: Final = timedelta(days=14)
"""How far ahead one's own shifts are shown."""
LONGEST: Final = timedelta(days=1)
"""No shift is longer: what is longer is somebody who always is on duty, or never comes to an end."""

ORDER: Final = (
    Role.HANDLER,
    Role.UNIT_MEMBER,
    Role.INTAKE,
    Role.DISPATCHER,
    Role.DUTY,
    Role.TOWNSHIP_SUPERVISOR,
    Role.SUPERVISOR,
    Role.CENTRE,
)
"""The roles that a place is asked of, from the street up. Nobody waits for an administrator."""


@dataclass(frozen=True)
class OnDuty:
    """Who is on duty for a post, and until when at the earliest that changes."""

    post: Post
    person: UUID
    until: datetime | None


@dataclass(frozen=True)
class RoleNow:
    """A desk at an instant: who is on duty, when somebody is next if nobody is, and who would be told."""

    role: Role
    desk: Post
    on_duty: tuple[OnDuty, ...]
    next_at: datetime | None
    told: Reached
    urgent: Reached


def at(directory: Directory, place: Grid | Unit, now: datetime, calendar: Calendar) -> list[RoleNow]:
    """The desks that a place's matters go to, each role's nearest; of a unit, its own."""
    return [_role_now(directory, posts, now, calendar) for posts in _desks(directory, place, now)]


def _desks(directory: Directory, place: Grid | Unit, now: datetime) -> Iterator[list[Post]]:
    if isinstance(place, Unit):
        posts = [post for post in directory.members_of(place.id) if post.holds(now)]
        if posts:
            yield posts
        return
    for role in ORDER:
        for path in upward(place.path):
            posts = [post for post in directory.desk(role, path) if post.holds(now)]
            if posts:
                yield posts
                break


def _role_now(directory: Directory, posts: list[Post], now: datetime, calendar: Calendar) -> RoleNow:
    on = [
        OnDuty(post, person, _until(directory, post, now, calendar))
        for post in posts
        if (person := directory.on_duty(post, now, calendar)) is not None
    ]
    times = [directory.next_on_duty(post, now, calendar) for post in posts] if not on else []
    return RoleNow(
        role=Role(posts[0].role),
        desk=posts[0],
        on_duty=tuple(on),
        next_at=min((time for time in times if time is not None), default=None),
        told=reach_of(directory, posts[0], now, calendar),
        urgent=reach_of(directory, posts[0], now, calendar, urgent=True),
    )


def _until(directory: Directory, post: Post, now: datetime, calendar: Calendar) -> datetime | None:
    end = now + timedelta(days=WEEK)
    first = spans(directory, post, now, end, calendar)[0]
    return first.end if first.end < end else None


@dataclass(frozen=True)
class Day:
    """A day of a post: when somebody is on duty for it, and whether its holder is on leave."""

    date: date
    workday: bool
    on_leave: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Row:
    """A week of a post, with the lines of its roster that hold in it."""

    post: Post
    lines: tuple[Roster, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Week:
    """Seven days of a place: a row a post, and when nobody of a desk is on duty."""

    first: date
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]


def week(directory: Directory, place: Grid | Unit, first: date, calendar: Calendar) -> Week:
    """A week from a date on. A grid shows the posts on it and on special grids and villages below it; a township's
    informants are shown village by village."""
    moment = Moment(datetime.combine(first, datetime.min.time(), calendar.tz), calendar)
    start, end = moment.wall(first.toordinal(), 0), moment.wall(first.toordinal() + WEEK, 0)
    posts = [post for post in _shown(directory, place) if _in_force(post, start, end)]
    rows = tuple(_row(directory, post, first, calendar) for post in posts)
    desks = {(post.role, post.grid_id, post.unit_id): post for post in reversed(posts)}
    empty = [
        gap_of(directory, post, begin, finish, calendar)
        for post in reversed(desks.values())
        if post.role != Role.INFORMANT
        for begin, finish in gaps(directory, directory.colleagues(post), start, end, calendar)
    ]
    return Week(first, rows, tuple(empty))


def _shown(directory: Directory, place: Grid | Unit) -> list[Post]:
    if isinstance(place, Unit):
        return list(directory.members_of(place.id))
    found = [post for post in directory.posts.values() if post.grid_id and _belongs(directory, post, place)]
    order = [*ORDER, Role.ADMIN, Role.INFORMANT]
    return sorted(found, key=lambda post: (directory.path_of(post), order.index(Role(post.role)), post.id))


def _belongs(directory: Directory, post: Post, place: Grid) -> bool:
    path = directory.path_of(post)
    if path == place.path:
        return True
    if place.level < TOWNSHIP or not below(path, place.path):
        return False
    return post.role != Role.INFORMANT or place.level >= VILLAGE


def _in_force(post: Post, start: datetime, end: datetime) -> bool:
    return post.valid_from < end and (post.valid_to is None or post.valid_to > start)


def _row(directory: Directory, post: Post, first: date, calendar: Calendar) -> Row:
    last = first + timedelta(days=WEEK - 1)
    lines = tuple(
        line
        for line in directory.lines_of(post.id)
        if line.starts_on <= last and (line.ends_on is None or line.ends_on >= first - timedelta(days=1))
    )
    days = tuple(_day(directory, post, lines, first + timedelta(days=n), calendar) for n in range(WEEK))
    return Row(post, lines, days)


def _day(directory: Directory, post: Post, lines: Sequence[Roster], day: date, calendar: Calendar) -> Day:
    moment = Moment(datetime.combine(day, datetime.min.time(), calendar.tz), calendar)
    start, end = moment.wall(day.toordinal(), 0), moment.wall(day.toordinal() + 1, 0)
    manned = tuple(span for span in spans(directory, post, start, end, calendar) if span.person is not None)
    return Day(day, calendar.is_workday(day), any(leave_on(line, day) for line in lines), manned)


def how(directory: Directory, post: Post, span: Span, calendar: Calendar) -> str:
    """As what somebody is on duty in a span: `own`, `swap`, `leave` (standing in), or `surge`."""
    if span.person == post.person_id:
        return "surge" if post.surge else "own"
    moment = Moment(span.start, calendar)
    shifts = (line for line in directory.lines_of(post.id) if line.kind == RosterKind.SHIFT)
    swapped = any(line.substitute_id == span.person and Line.of(line).covers(moment) for line in shifts)
    return "swap" if swapped else "leave"


def mine(directory: Directory, person: UUID, now: datetime, calendar: Calendar) -> list[tuple[Post, Span]]:
    """When somebody is on duty in the next two weeks, for their own posts and for others, in order: each shift whole,
    that which is running now and that which the two weeks end in too."""
    end = now + MINE
    posts = {post.id: post for post in (*directory.held_by(person), *directory.named_in(person))}
    found = [
        (post, _whole(span, now, end))
        for post in posts.values()
        for span in spans(directory, post, now - LONGEST, end + LONGEST, calendar)
        if span.person == person and span.end > now and span.start < end
    ]
    return sorted(found, key=lambda pair: (pair[1].start, pair[0].id))


def _whole(span: Span, now: datetime, end: datetime) -> Span:
    """A shift as it is; of what is longer than any shift, what lies between now and the end."""
    start = now if span.start <= now - LONGEST else span.start
    return Span(start, end if span.end >= end + LONGEST else span.end, span.person)
