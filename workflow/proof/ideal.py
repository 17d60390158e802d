"""A city in which everybody is there, and rules that leave nothing out: the ground on which the states are searched.

What a case can come to does not depend on who is where, nor on how long anything takes, but on the tables of arrows,
on what a route does by itself, and on whether each cap leaves anything. So the search runs here once for each such
combination, in the real engine; whether your city has the people is proved elsewhere.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from models.people import Person, Post, Role, Roster
from models.territory import Grid, Unit
from workflow.calendar import Calendar
from workflow.days import published_days
from workflow.directory import Directory
from workflow.proof.findings import Subject
from workflow.rules.language import Limits, Route
from workflow.rules.reading import read

NOW: Final = datetime(2024, 6, 3, 1, 0, tzinfo=UTC)
"""A Monday morning."""

CAPS: Final = ("returns", "extensions", "suspensions", "reworks", "reopens", "hand_downs", "refusals", "objections")
GROUP: Final = "900100100101"
_SINCE: Final = datetime(2020, 1, 1, tzinfo=UTC)
_PATHS: Final = {
    "9001": "9001",
    "9001001": "9001.9001001",
    "9001001001": "9001.9001001.9001001001",
    "9001001002": "9001.9001001.9001001002",
    GROUP: f"9001.9001001.9001001001.{GROUP}",
}
_POSTS: Final = (
    ("9001", (Role.SUPERVISOR, Role.CENTRE, Role.DUTY)),
    ("9001001", (Role.INTAKE, Role.DISPATCHER, Role.TOWNSHIP_SUPERVISOR, Role.DUTY)),
    ("9001001001", (Role.HANDLER,)),
    ("9001001002", (Role.HANDLER,)),
    (GROUP, (Role.INFORMANT,)),
)


@dataclass(frozen=True, slots=True, order=True)
class Manner:
    """What a route does by itself, as far as it matters for the states."""

    accept: bool
    dispatch: bool
    check: bool
    closes: bool

    @classmethod
    def of(cls, route: Route) -> "Manner":
        return cls(route.accept, route.dispatch, route.check, route.close_after is not None)


Left = tuple[bool, ...]
"""For each of `CAPS`, whether it leaves anything at all."""


def left_by(limits: Limits) -> Left:
    return tuple(getattr(limits, name) > 0 for name in CAPS)


PROPOSED: Final = "010199"
"""The ideal suggestion."""


def category_of(manner: Manner) -> str:
    """The ideal category whose route has that manner."""
    bits = (manner.accept, manner.dispatch, manner.check, manner.closes)
    return f"0101{sum(bit << place for place, bit in enumerate(bits)):02}"


@cache
def subject(left: Left) -> Subject:
    """The ideal city under rules in which each cap is 1, or 0 where it leaves nothing."""
    rules = read(_text(left)).numbered(1)
    return Subject(rules, _directory(), Calendar(published_days(1), rules.slots, rules.workday_seconds), NOW)


def uid(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"ideal:{name}")


def _directory() -> Directory:
    grids = [_grid(code, path) for code, path in _PATHS.items()]
    places: list[tuple[Role, UUID | None, UUID | None]] = [
        (role, uid(code), None) for code, roles in _POSTS for role in roles
    ]
    places += [(Role.UNIT_MEMBER, None, uid(unit)) for unit in ("u1", "u2")]
    posts, persons = list[Post](), list[Person]()
    for role, grid, unit in places:
        for number in (1, 2):
            person = Person(id=uid(f"{role}:{grid or unit}:{number}"), name=f"{role} {number}")
            persons.append(person)
            posts.append(_post(person, role, grid, unit, chief=role == Role.DISPATCHER and number == 2))
    rosters = [Roster(id=uid(f"line:{post.id}"), post_id=post.id, starts_on=date(2020, 1, 1)) for post in posts]
    units = [
        Unit(id=uid(code), code=code, name=code, kind="works", paths=["9001"], categories=["*"], valid_from=_SINCE)
        for code in ("u1", "u2")
    ]
    return Directory(1, grids, [], units, persons, posts, rosters)


def _grid(code: str, path: str) -> Grid:
    level, parent = path.count(".") + 1, path.split(".")[-2:-1]
    return Grid(
        id=uid(code),
        code=code,
        name=code,
        tier=("city", "township", "village", "group")[level - 1],
        level=level,
        parent_id=uid(parent[0]) if parent else None,
        path=path,
        valid_from=_SINCE,
    )


def _post(person: Person, role: Role, grid: UUID | None, unit: UUID | None, chief: bool) -> Post:
    return Post(
        id=uid(f"post:{person.id}"),
        person_id=person.id,
        role=role,
        grid_id=grid,
        unit_id=unit,
        chief=chief,
        valid_from=_SINCE,
    )


def _text(left: Left) -> str:
    caps = "".join(f"  {name}: {int(some)}\n" for name, some in zip(CAPS, left, strict=True))
    manners = [Manner(*bits) for bits in product((False, True), repeat=4)]
    categories = "".join(f"            {category_of(manner)}: {{zh: x, en: x}}\n" for manner in manners)
    categories += f"            {PROPOSED}: {{zh: x, en: x, flow: suggestion}}\n"
    return _TEXT.format(caps=caps, categories=categories, routes="".join(_routes(manners)))


def _routes(manners: Collection[Manner]) -> Iterator[str]:
    yield f"  - {{name: r{PROPOSED}, when: {{category: [{PROPOSED}]}}, to: grid, close_after: 20d}}\n"
    for manner in sorted(manners, reverse=True):
        automatic = ", ".join(name for name in ("accept", "dispatch") if getattr(manner, name))
        yield f"  - name: r{category_of(manner)}\n"
        if manner != min(manners):
            yield f"    when: {{category: [{category_of(manner)}]}}\n"
        yield f"    to: grid\n    check: {str(manner.check).lower()}\n"
        yield f"    automatic: [{automatic}]\n" if automatic else ""
        yield "    close_after: 20d\n" if manner.closes else ""


_TEXT: Final = """\
territory:
  prefix: ID
  timezone: Asia/Shanghai
  tiers: {{city: 1, township: 2, village: 3}}
  grid_kinds: {{}}
  special_kinds: {{}}
calendar:
  seasons: [{{hours: [08:00-12:00, 14:00-18:00]}}]
catalogue:
  filing: {{seen: {{zh: x, en: x}}}}
  closing: {{done: {{zh: x, en: x}}}}
  families:
    matters:
      zh: x
      en: x
      standard: x
      kind: matter
      groups:
        0101:
          zh: x
          en: x
          filing: [seen]
          closing: [done]
          categories:
{categories}units:
  works: {{zh: x, en: x}}
routes:
{routes}ladders:
  plain: [{{at: 100%, do: remind, tell: [responsible, supervisor], every: 1d}}]
limits:
{caps}  suspension_days: 30
  objection_days: 15d
  yellow: 80%
  duplicates: {{metres: 50, days: 7}}
  stages:
    intake: {{budget: 1d, ladder: plain}}
    check: {{budget: 1d, ladder: plain}}
    dispatch: {{budget: 1d, ladder: plain}}
    handle: {{budget: 10d, ladder: plain}}
    verify: {{budget: 10d, ladder: plain}}
    promise: {{budget: 30d, ladder: plain}}
    request: {{budget: 1d, ladder: plain}}
    order: {{budget: 1d, ladder: plain}}
    review: {{budget: 1d, ladder: plain}}
    objection: {{budget: 1d, ladder: plain}}
    suspension: {{ladder: plain}}
meetings:
  bulletin: {{level: 1, every: month, day: 5}}
  special: {{level: 1, every: quarter, day: 10}}
  joint: {{level: 1, tabled: 1, within: 10wd}}
  work: {{level: 2, every: quarter, day: 15}}
  consultation: {{level: 2, every: half_year, day: 20}}
  roundtable: {{level: 2, repeats: 10, days: 30, within: 10wd}}
notices: {{quiet: 22:00-07:00, digest: 17:30, channels: [app], urgent: [app], every: 10m, tries: 3}}
retention: {{reporters: 180d, looks: 365d}}
"""
