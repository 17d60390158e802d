"""Who is told instead of somebody who does not answer. Pure.

In this order: whoever stands in for them by the roster; another of the same desk who is on duty; the duty desk; up.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from models.people import Post, Role
from workflow.calendar import Calendar
from workflow.directory import Directory, Target
from workflow.rights import below


def substitute(
    directory: Directory, person: UUID, path: str, now: datetime, calendar: Calendar, told: frozenset[UUID]
) -> UUID | None:
    """Of `told`, who have the same message already, it is none, nor the person. `path` is where the matter lies; empty
    for the whole city. None where there is nobody else."""
    left_out = told | {person}
    found = _in_order(directory, person, path or directory.root.path, now, calendar, left_out)
    return next((each for each in found if each not in left_out), None)


def _in_order(
    directory: Directory, person: UUID, path: str, now: datetime, calendar: Calendar, left_out: frozenset[UUID]
) -> Iterator[UUID]:
    posts = _concerned(directory, person, path, now)
    on_duty = (directory.on_duty(post, now, calendar) for post in posts)
    yield from (each for each in on_duty if each is not None)
    for post in posts:
        yield from _colleagues(directory, post, path, now, calendar, left_out)
    yield from directory.reach(Role.DUTY, path, now, calendar, left_out).persons


def _concerned(directory: Directory, person: UUID, path: str, now: datetime) -> tuple[Post, ...]:
    """Those of the person's posts that the matter concerns: units', and those at or above its place; else all."""
    posts = directory.posts_of(person, now)
    grids = {post.id: directory.grid_by_id(post.grid_id) if post.grid_id else None for post in posts}
    near = tuple(p for p in posts if p.unit_id is not None or ((grid := grids[p.id]) and below(path, grid.path)))
    return near or posts


def _colleagues(
    directory: Directory, post: Post, path: str, now: datetime, calendar: Calendar, left_out: frozenset[UUID]
) -> Iterator[UUID]:
    """Who else of the desk is on duty; of a grid's desk, whoever it passes on to besides."""
    unit = directory.unit_by_id(post.unit_id) if post.unit_id else None
    grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
    if unit is not None:
        members = directory.members(Target("unit", unit.id, unit.code, unit.name), now)
        for member in members:
            held = (p for p in directory.posts_of(member, now) if p.unit_id == unit.id)
            yield from (on for p in held if (on := directory.on_duty(p, now, calendar)) is not None)
    elif grid is not None:
        at = grid.path if not grid.special else path
        yield from directory.reach(Role(post.role), at, now, calendar, left_out).persons
