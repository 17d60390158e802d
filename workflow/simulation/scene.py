"""What a simulated life begins with: a made-up city, its people and their leave, rules and calendar. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from models.people import Post, Role, Roster, RosterKind
from workflow.calendar import Calendar
from workflow.days import Days
from workflow.demonstration import City, demonstration
from workflow.directory import Directory
from workflow.rules.language import Rules
from workflow.territory.tree import Tree

LEAVE: Final = 0.0022
"""How likely somebody's leave begins on a day: about eight tenths of a leave a year."""

SUBSTITUTED: Final = frozenset({Role.DISPATCHER, Role.INTAKE, Role.TOWNSHIP_SUPERVISOR, Role.UNIT_MEMBER, Role.HANDLER})


@dataclass(frozen=True)
class Scene:
    city: City
    directory: Directory
    rules: Rules
    calendar: Calendar
    days: Days


def scene(tree: Tree, rules: Rules, days: Days, staff_seed: int, seed: int, since: datetime, length: int) -> Scene:
    """The city that the demonstration makes of a tree, in force since then, with leave taken in so many days."""
    calendar = Calendar(days, rules.slots, rules.workday_seconds)
    city = demonstration(tree, staff_seed, since)
    first = since.astimezone(calendar.tz).date()
    city = replace(city, rosters=(*city.rosters, *leaves(city, seed, first, length)))
    directory = directory_of(city)
    return Scene(city, directory, rules, calendar, days)


def directory_of(city: City, version: int = 1) -> Directory:
    return Directory(version, city.grids, city.covers, city.units, city.persons, city.posts, city.rosters)


def leaves(city: City, seed: int, first: date, length: int) -> Iterator[Roster]:
    """Who is away when; somebody of the same post, or of the same role nearby, stands in for most."""
    paths = {grid.id: grid.path for grid in city.grids}
    near: dict[tuple[Role, str], list[Post]] = {}
    for post in city.posts:
        near.setdefault(_place(post, paths), []).append(post)
    for post in city.posts:
        if post.role == Role.INFORMANT:
            continue
        rng = Random(f"{seed}/leave/{post.id}")
        day = 0
        while (day := day + 1 + int(rng.expovariate(LEAVE))) < length:
            away = rng.choice((1, 2, 3, 5, 7))
            others = [each for each in near[_place(post, paths)] if each.person_id != post.person_id]
            stands_in = rng.choice(others).person_id if others and rng.random() < 0.8 else None
            yield Roster(
                id=uuid5(post.id, f"leave/{day}"),
                kind=RosterKind.LEAVE,
                post_id=post.id,
                starts_on=first + timedelta(days=day),
                ends_on=first + timedelta(days=day + away - 1),
                substitute_id=stands_in if post.role in SUBSTITUTED else None,
            )
            day += away


def _place(post: Post, paths: Mapping[UUID, str]) -> tuple[Role, str]:
    """Whose posts can stand in for each other: of one unit, or of one role in a township."""
    if post.grid_id is None:
        return post.role, str(post.unit_id)
    return post.role, ".".join(paths[post.grid_id].split(".")[:2])
