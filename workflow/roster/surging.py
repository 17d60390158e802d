"""Surge teams (突击队、增援): people who get a post and shifts for a while, and lose them by themselves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from models.people import Post, Role, Roster
from workflow.directory.places import in_use
from workflow.errors import BadInput
from workflow.roster.books import LONGEST_DAYS, Books, local_day, new_line, nobodys, on_leave
from workflow.roster.changes import Amendment, EndSurge, Hours, Surge, Team, Wish

LONGEST_SURGE: Final = timedelta(days=92)

SURGE_ROLES: Final = frozenset(
    {Role.HANDLER, Role.INTAKE, Role.DISPATCHER, Role.DUTY, Role.INFORMANT, Role.UNIT_MEMBER}
)
"""Whom a surge team can reinforce. Nobody is made a supervisor, the centre or an administrator for a while."""


def call(wish: Wish, books: Books) -> Amendment:
    asked: Surge = wish.payload
    grid_id, unit_id = place_of(asked, books)
    if asked.role not in SURGE_ROLES or (asked.role == Role.UNIT_MEMBER) != (unit_id is not None):
        raise BadInput("role", "no-surge-role")
    if asked.ends_at <= books.now or asked.ends_at <= asked.starts_at:
        raise BadInput("ends_at", "day-has-gone")
    if asked.ends_at - asked.starts_at > LONGEST_SURGE:
        raise BadInput("ends_at", "surge-too-long", days=LONGEST_SURGE.days)
    if asked.starts_at > books.now + timedelta(days=LONGEST_DAYS):
        raise BadInput("starts_at", "too-far-ahead", days=LONGEST_DAYS)
    if any(team_posts(asked, books)):
        raise BadInput("name", "surge-known")
    posts = tuple(_surge_post(asked, person, grid_id, unit_id, books) for person in dict.fromkeys(asked.persons))
    lines = tuple(_surge_line(asked, post, hours, books) for post in posts for hours in asked.shifts)
    return Amendment(wish.kind, lines=lines, new_posts=posts, posts=posts)


def _surge_post(asked: Surge, person: UUID, grid_id: UUID | None, unit_id: UUID | None, books: Books) -> Post:
    start = max(asked.starts_at, books.now)
    if books.directory.person(person) is None or not books.directory.posts_of(person, books.now):
        raise BadInput("persons", "unknown-person")
    first, last = local_day(start, books), local_day(asked.ends_at, books)
    if on_leave(person, first, last, books):
        raise BadInput("persons", "on-leave-then")
    return Post(
        id=books.new_id(),
        person_id=person,
        role=asked.role,
        grid_id=grid_id,
        unit_id=unit_id,
        surge=asked.name,
        valid_from=start,
        valid_to=asked.ends_at,
    )


def _surge_line(asked: Surge, post: Post, hours: Hours, books: Books) -> Roster:
    """From the day before, so that a night that has begun counts; the post's own period bounds it to the second."""
    first = local_day(post.valid_from, books) - timedelta(days=1)
    return new_line(books.new_id(), post.id, hours, first, local_day(asked.ends_at, books))


def end(wish: Wish, books: Books) -> Amendment:
    asked: EndSurge = wish.payload
    at = max(asked.at or books.now, books.now)
    posts = list(team_posts(asked, books))
    if not posts:
        raise BadInput("name", "no-such-surge")
    if any(post.valid_to is not None and post.valid_to < at for post in posts):
        raise BadInput("at", "ends-before-that")
    ended = tuple(post.but(valid_from=min(post.valid_from, at), valid_to=at) for post in posts)
    return Amendment(wish.kind, new_posts=ended, posts=tuple(posts))


def team_posts(team: Team, books: Books) -> Iterator[Post]:
    """The posts of a surge team that is not over yet."""
    grid_id, unit_id = place_of(team, books)
    for post in books.directory.posts.values():
        here = (post.grid_id, post.unit_id) == (grid_id, unit_id)
        if post.surge == team.name and here and (post.valid_to is None or post.valid_to > books.now):
            yield post


def of_the_team(team: Team, role: Role, books: Books) -> Post:
    """A post such as the team's would be, nobody's yet: what the right to call it is asked of."""
    grid_id, unit_id = place_of(team, books)
    return nobodys(role, grid_id, unit_id, books.now)


def place_of(team: Team, books: Books) -> tuple[UUID | None, UUID | None]:
    """The ids of a team's grid or unit, which must be in use."""
    if team.grid is not None:
        target = books.directory.target_grid(team.grid, books.now)
        if target is None:
            raise BadInput("grid", "unknown-grid")
        return target.id, None
    unit = books.directory.unit(team.unit or "")
    if unit is None or not in_use(unit, books.now):
        raise BadInput("unit", "unknown-unit")
    return None, unit.id
