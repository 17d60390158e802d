"""The invented city's staff: persons with sign-ins, their posts, and the rosters they keep.

Town halls work 08:00 to 18:00, dispatchers in two shifts; from 18:00 to 08:00 and on rest days there is a duty desk in
every township and in the city, so that somebody is on duty at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from models.people import Person, Post, Role, Roster, RosterDays
from models.territory import CITY, GROUP, TOWNSHIP, VILLAGE, Unit
from workflow.calendar import SHANGHAI
from workflow.demonstration.names import Namer
from workflow.demonstration.specials import STAFFED
from workflow.demonstration.units import AROUND_THE_CLOCK
from workflow.territory import grid_id
from workflow.territory.tree import Node


class Shift(NamedTuple):
    """Days, and hours of the day from and to; to is the day after where it is not later."""

    days: RosterDays
    start: float
    end: float


WORKDAYS, RESTDAYS, ALL = RosterDays.WORKDAYS, RosterDays.RESTDAYS, RosterDays.ALL
OFFICE: Final = (Shift(WORKDAYS, 8, 18),)
DAY: Final = (Shift(WORKDAYS, 8, 16),)
EVENING: Final = (Shift(WORKDAYS, 14, 22),)
EARLY: Final = (Shift(WORKDAYS, 6.5, 15.5),)
LATE: Final = (Shift(WORKDAYS, 11, 20),)
DESK: Final = (Shift(ALL, 18, 8), Shift(RESTDAYS, 8, 18))
BY_DAY: Final = (Shift(ALL, 8, 20),)
BY_NIGHT: Final = (Shift(ALL, 20, 8),)
SLOTS: Final[tuple[Shift, ...]] = ()
"""No shift at all: on duty in the calendar's working slots."""


def space_of(root: str) -> UUID:
    """The name space of the ids of a made-up city."""
    return uuid5(NAMESPACE_URL, f"gridward:demonstration/{root}")


@dataclass
class Staff:
    """Who was taken on so far. The same names in the same order make the same staff."""

    root: str
    since: datetime
    namer: Namer | None
    domain: str | None
    persons: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    rosters: list[Roster] = field(default_factory=list)
    accounts: dict[str, UUID] = field(default_factory=dict)

    def hire(
        self,
        username: str,
        role: Role,
        at: Node | Unit,
        hours: tuple[Shift, ...] = OFFICE,
        chief: bool = False,
    ) -> None:
        """A person with a sign-in, a post and its hours; nothing if the sign-in is taken."""
        if username in self.accounts:
            return
        space = space_of(self.root)
        person = uuid5(space, f"person/{username}")
        post = uuid5(space, f"post/{username}/{role}/{at.code}")
        name = self.namer.person() if self.namer else username
        email = f"{username}@{self.domain}" if self.domain else None
        self.accounts[username] = person
        self.persons.append(Person(id=person, name=name, email=email))
        self.posts.append(
            Post(
                id=post,
                person_id=person,
                role=role,
                grid_id=grid_id(self.root, at.code) if isinstance(at, Node) else None,
                unit_id=at.id if isinstance(at, Unit) else None,
                chief=chief,
                valid_from=self.since,
            )
        )
        self.rosters += [self._roster(post, number, shift) for number, shift in enumerate(hours)]

    def _roster(self, post: UUID, number: int, shift: Shift) -> Roster:
        """From the day before, so that a night that has begun counts."""
        return Roster(
            id=uuid5(post, f"roster/{number}"),
            post_id=post,
            days=shift.days,
            from_minute=round(shift.start * 60),
            to_minute=round(shift.end * 60),
            starts_on=self.since.astimezone(SHANGHAI).date() - timedelta(days=1),
        )


def staff(nodes: Sequence[Node], units: Sequence[Unit], since: datetime, seed: int, domain: str) -> Staff:
    """The staff of a whole city, from the administrator to the informants of each group."""
    found = Staff(nodes[0].code, since, Namer(Random(f"{seed}/names")), domain)
    ordinary = [node for node in nodes if not node.special]
    _of_the_city(found, ordinary)
    for town in ordinary:
        if town.level == TOWNSHIP:
            _of_a_township(found, town)
    _handlers(found, ordinary, Random(f"{seed}/hours"))
    for special in nodes:
        if special.special and special.kind in STAFFED:
            found.hire(f"handler-{special.code}", Role.HANDLER, special)
    for unit in units:
        always = unit.kind in AROUND_THE_CLOCK
        found.hire(f"unit-{unit.code}", Role.UNIT_MEMBER, unit, BY_DAY if always else OFFICE)
        found.hire(f"unit-{unit.code}-2", Role.UNIT_MEMBER, unit, BY_NIGHT if always else OFFICE)
    groups = [node for node in ordinary if node.level == GROUP]
    for number, group in enumerate(groups, 1):
        found.hire(f"informant-{number:04}", Role.INFORMANT, group, SLOTS)
    return found


def administrator(root: Node, since: datetime) -> Staff:
    """The one sign-in of a city that is not made up; its name and address are to be filled in."""
    found = Staff(root.code, since, None, None)
    found.hire("admin", Role.ADMIN, root, SLOTS)
    return found


def _of_the_city(found: Staff, ordinary: Sequence[Node]) -> None:
    root = ordinary[0]
    found.hire("admin", Role.ADMIN, root)
    found.hire("centre", Role.CENTRE, root)
    found.hire("supervisor", Role.SUPERVISOR, root)
    found.hire(f"intake-{root.code}", Role.INTAKE, root)
    found.hire(f"duty-{root.code}", Role.DUTY, root, DESK)
    for county in ordinary[1:]:
        if county.level == CITY:
            found.hire(f"supervisor-{county.code}", Role.SUPERVISOR, county)
            found.hire(f"duty-{county.code}", Role.DUTY, county, DESK)


def _of_a_township(found: Staff, town: Node) -> None:
    found.hire(f"intake-{town.code}", Role.INTAKE, town)
    found.hire(f"dispatcher-{town.code}", Role.DISPATCHER, town, DAY)
    found.hire(f"dispatcher2-{town.code}", Role.DISPATCHER, town, EVENING)
    found.hire(f"chief-{town.code}", Role.DISPATCHER, town, chief=True)
    found.hire(f"supervisor-{town.code}", Role.TOWNSHIP_SUPERVISOR, town)
    found.hire(f"duty-{town.code}", Role.DUTY, town, DESK)


def _handlers(found: Staff, ordinary: Sequence[Node], rng: Random) -> None:
    """Of every village, and of a township (or the city) that has no village below it. The first keeps office hours."""
    above = {at for node in ordinary if node.level == VILLAGE for at in node.path.split(".")[:-1]}
    hours = OFFICE
    for node in ordinary:
        bare = node.level < VILLAGE and node.code not in above
        if node.level == VILLAGE or (bare and (node.level == TOWNSHIP or node.parent is None)):
            found.hire(f"handler-{node.code}", Role.HANDLER, node, hours)
            hours = rng.choices((OFFICE, EARLY, LATE), weights=(8, 1, 1))[0]
