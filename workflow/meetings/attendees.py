"""Who is invited to a meeting: by its kind, from the posts that are held."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from models.meeting import Meeting, MeetingKind
from models.people import Role
from models.task import Receives
from models.territory import TOWNSHIP, VILLAGE
from workflow.facts import Facts
from workflow.meetings.agenda import Tabled
from workflow.rights import below

DESK = (Role.TOWNSHIP_SUPERVISOR, Role.INTAKE, Role.DISPATCHER, Role.DUTY)
CITY_HALL = (Role.SUPERVISOR, Role.CENTRE)


def attendees(meeting: Meeting, tabled: Iterable[Tabled], facts: Facts) -> tuple[UUID, ...]:
    """Everybody who is to come, by id. The city's own, with every township's supervisor for a special meeting, for a
    joint one those of the townships concerned and whoever works on the cases; a township's desk and its handlers."""
    if meeting.kind == MeetingKind.JOINT:
        found = _concerned(tabled, facts)
    elif meeting.kind == MeetingKind.SPECIAL:
        townships = [grid.path for grid in facts.directory.at_level(TOWNSHIP, facts.now)]
        found = _holding((Role.TOWNSHIP_SUPERVISOR,), townships, facts)
    else:
        return _once(_of_township(meeting.path, facts))
    return _once([*found, *_holding(CITY_HALL, [meeting.path], facts)])


def _once(persons: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(set(persons)))


def _concerned(tabled: Iterable[Tabled], facts: Facts) -> Iterator[UUID]:
    directory = facts.directory
    for case in tabled:
        yield from directory.holders(Role.TOWNSHIP_SUPERVISOR, directory.township_path(case.path), facts.now)
        for kind, identity in case.receivers:
            yield from _members(kind, identity, facts)


def _members(kind: Receives, identity: UUID, facts: Facts) -> Iterable[UUID]:
    """Who comes for a receiver: its people, or the person themselves."""
    if kind == "person":
        return (identity,)
    return facts.directory.members(facts.directory.target(kind, identity), facts.now)


def _of_township(path: str, facts: Facts) -> Iterator[UUID]:
    villages = [grid.path for grid in facts.directory.at_level(VILLAGE, facts.now) if below(grid.path, path)]
    yield from _holding(DESK, [path], facts)
    yield from _holding((Role.HANDLER,), villages, facts)


def _holding(roles: Iterable[Role], paths: Iterable[str], facts: Facts) -> Iterator[UUID]:
    for path in paths:
        for role in roles:
            yield from facts.directory.holders(role, path, facts.now)
