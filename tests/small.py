"""A small city for quick tests: one city, two townships, two villages each with two groups, and a person a post.

It has a gas company, a water company and a market over one of the villages. Everybody is on duty around the clock
unless a test says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid5

from models.ledger import ActorKind
from models.people import Person, Post, Role, Roster
from models.territory import Grid, Unit
from workflow.calendar import Calendar
from workflow.commands import Actor, Submit
from workflow.days import published_days
from workflow.directory import Directory
from workflow.identity import Seeded
from workflow.memory import World
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.settings import HOME

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
MONDAY = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
"""Monday 2026-06-08, 09:00 in Beijing: an ordinary working morning."""

ROOT, EAST, WEST = "9001", "9001001", "9001002"
VILLAGE, OTHER_VILLAGE, FAR_VILLAGE = "9001001001", "9001001002", "9001002001"
GROUP, FAR_GROUP = "900100100101", "900100200101"
MARKET = "S9001"


def uid(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"small:{name}")


def grid(code: str, tier: str, level: int, parent: str | None, path: str, special: bool = False) -> Grid:
    return Grid(
        id=uid(code),
        code=code,
        name=f"G{code}",
        tier=tier,
        level=level,
        parent_id=uid(parent) if parent else None,
        path=path,
        special=special,
        kind="market" if special else None,
        valid_from=SINCE,
    )


def grids() -> list[Grid]:
    found = [grid(ROOT, "county", 1, None, ROOT)]
    for township in (EAST, WEST):
        found.append(grid(township, "township", 2, ROOT, f"{ROOT}.{township}"))
        for number in (1, 2):
            village = f"{township}{number:03}"
            path = f"{ROOT}.{township}.{village}"
            found.append(grid(village, "village", 3, township, path))
            for group in (1, 2):
                code = f"{village}{group:02}"
                found.append(grid(code, "group", 4, village, f"{path}.{code}"))
    market_path = f"{ROOT}.{EAST}.{VILLAGE}.{MARKET}"
    return [*found, grid(MARKET, "special", 4, VILLAGE, market_path, special=True)]


@dataclass
class Staff:
    """Who there is: persons by the name that tests call them, and their posts."""

    persons: dict[str, Person] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)

    def add(self, name: str, role: Role, where: str | None, unit: str | None = None, chief: bool = False) -> None:
        person = self.persons.setdefault(name, Person(id=uid(name), name=name))
        self.posts.append(
            Post(
                id=uid(f"{name}:{role}:{where or unit}"),
                person_id=person.id,
                role=role,
                grid_id=uid(where) if where else None,
                unit_id=uid(unit) if unit else None,
                chief=chief,
                valid_from=SINCE,
            )
        )


def staff() -> Staff:
    found = Staff()
    for name, role in (("admin", Role.ADMIN), ("centre", Role.CENTRE), ("supervisor", Role.SUPERVISOR)):
        found.add(name, role, ROOT)
    found.add("supervisor2", Role.SUPERVISOR, ROOT)
    found.add("duty", Role.DUTY, ROOT)
    for township in (EAST, WEST):
        side = "east" if township == EAST else "west"
        found.add(f"intake-{side}", Role.INTAKE, township)
        found.add(f"dispatcher-{side}", Role.DISPATCHER, township)
        found.add(f"chief-{side}", Role.DISPATCHER, township, chief=True)
        found.add(f"township-{side}", Role.TOWNSHIP_SUPERVISOR, township)
        found.add(f"duty-{side}", Role.DUTY, township)
        for number in (1, 2):
            village = f"{township}{number:03}"
            found.add(f"handler-{village}", Role.HANDLER, village)
            for group in (1, 2):
                found.add(f"informant-{village}{group:02}", Role.INFORMANT, f"{village}{group:02}")
    for unit in ("gas", "water"):
        found.add(f"{unit}-1", Role.UNIT_MEMBER, None, unit)
        found.add(f"{unit}-2", Role.UNIT_MEMBER, None, unit)
    return found


def units() -> list[Unit]:
    kinds = {"gas": "gas", "water": "water_supply"}
    return [
        Unit(id=uid(code), code=code, name=code.title(), kind=kind, paths=[ROOT], categories=["*"], valid_from=SINCE)
        for code, kind in kinds.items()
    ]


def around_the_clock(posts: Iterable[Post]) -> list[Roster]:
    return [Roster(id=uid(f"roster:{post.id}"), post_id=post.id, starts_on=date(2020, 1, 1)) for post in posts]


def by_day(people: Staff, *awake: str) -> list[Roster]:
    """Everybody from eight to six, and some around the clock."""
    posts = [post for post in people.posts if post.person_id not in {uid(name) for name in awake}]
    lines = [line.but(from_minute=480, to_minute=1080) for line in around_the_clock(posts)]
    return lines + around_the_clock([post for post in people.posts if post not in posts])


@cache
def rules() -> Rules:
    """The rules that are shipped."""
    return read((HOME / "escalation_rules.yaml").read_text(encoding="utf-8")).numbered(1)


@cache
def calendar() -> Calendar:
    return Calendar(published_days(1), rules().slots, rules().workday_seconds)


def directory(rosters: list[Roster] | None = None, people: Staff | None = None) -> Directory:
    people = people or staff()
    shifts = around_the_clock(people.posts) if rosters is None else rosters
    covers = [(uid(MARKET), uid(f"{VILLAGE}02"))]
    return Directory(1, grids(), covers, units(), people.persons.values(), people.posts, shifts)


def world(seed: int = 1, found: Directory | None = None) -> World:
    return World(found or directory(), rules(), calendar(), Seeded(seed))


def who(name: str) -> Actor:
    return Actor(ActorKind.PERSON, uid(name))


INFORMANT = f"informant-{GROUP}"


def report(category: str = "06010", where: str | None = GROUP, **more: object) -> Submit:
    return Submit.model_validate({"category": category, "description": "垃圾成堆", "grid": where, **more})
