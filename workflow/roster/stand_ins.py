"""Who can do another's duty: the one rule for substitutes, swaps and what is asked for.

Who stands in has the rights of the post meanwhile. So nobody comes to rights that neither their own post nor a post of
the staff beside it has: a supervisor, the centre and the administrator are stood in for by their like.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from models.people import Post, Role
from models.territory import TOWNSHIP
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.rights import CHIEFS_DESK, below, names_for_roster
from workflow.roster.books import Books, on_leave

ALIKE: Final[Mapping[Role, frozenset[Role]]] = {
    Role.TOWNSHIP_SUPERVISOR: frozenset({Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR}),
    Role.SUPERVISOR: frozenset({Role.SUPERVISOR}),
    Role.CENTRE: frozenset({Role.CENTRE}),
    Role.ADMIN: frozenset({Role.ADMIN}),
}
"""Of each role above the desks, whose holders at the same grid or above it can stand in."""

NEVER: Final = frozenset({Role.INFORMANT, Role.ADMIN, Role.UNIT_MEMBER})
"""Who stands in for nobody of another role."""


def check_stand_in(field: str, person: UUID, post: Post, days: tuple[date, date], books: Books) -> None:
    """Whether somebody can stand in for a post on these days: another person, there all the time, with a post that
    could act in its place."""
    first, last = days
    if books.directory.person(person) is None:
        raise BadInput(field, "unknown-person")
    if person == post.person_id:
        raise BadInput(field, "stands-in-for-themselves")
    start, end = books.midnight(first), books.midnight(last + timedelta(days=1))
    held = [each for each in books.directory.held_by(person) if _throughout(each, max(start, books.now), end)]
    if not any(could_act(each, post, books.directory) for each in held):
        raise BadInput(field, "no-post-that-could-act")
    if on_leave(person, first, last, books):
        raise BadInput(field, "on-leave-then")


def _throughout(post: Post, start: datetime, end: datetime) -> bool:
    return post.valid_from <= start and (post.valid_to is None or post.valid_to >= end)


def could_act(own: Post, post: Post, directory: Directory) -> bool:
    """Whether who holds one post could act in another's place. For a unit's post: one of the same unit. For a
    supervisor, the centre, the administrator: one of the same role there (for a township's supervisor, the city's too).
    For any other: the same role at the same grid or above it, or a post of the staff there, or in the same township. A
    duty chief changes rosters, so only the desks that they lead stand in for one, or the staff above."""
    if own.unit_id is not None or post.unit_id is not None:
        return own.unit_id is not None and own.unit_id == post.unit_id
    place, other = directory.path_of(own), directory.path_of(post)
    there = below(other, place)
    if post.role in ALIKE:
        return there and own.role in ALIKE[post.role]
    if own.role in NEVER:
        return there and own.role == post.role
    if post.chief:
        return there and (own.role in CHIEFS_DESK or own.role in ALIKE)
    return there or (_in_a_township(post, directory) and below(place, directory.township_path(other)))


def _in_a_township(post: Post, directory: Directory) -> bool:
    """A township's desk, or one below it. What lies above has the whole city below it, and that is not one place."""
    grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
    return grid is not None and grid.level >= TOWNSHIP


def check_named(own: Iterable[Post], field: str, persons: Iterable[UUID], posts: Iterable[Post], books: Books) -> None:
    """Whether who holds `own` may name these people for these posts."""
    editing, wanted, directory = list(own), list(posts), books.directory
    for person in persons:
        theirs = [post for post in directory.held_by(person) if post.valid_to is None or post.valid_to > books.now]
        if not all(names_for_roster(editing, post, theirs, directory) for post in wanted):
            raise BadInput(field, "works-elsewhere")
