"""Where a supervisor looks: the territory of their posts or a grid within it, and the parts that it is divided into."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from models.incident import State
from models.people import Role
from models.territory import CITY, GROUP, TOWNSHIP, VILLAGE, Grid
from workflow import rights, store
from workflow.commands import Actor
from workflow.directory.places import in_use
from workflow.errors import BadInput, Forbidden, NotFound
from workflow.in_force import Now
from workflow.rights import Scope
from workflow.store.board import Ground, Part

EPOCH: Final = date(1970, 1, 2)

LEVELS: Final = {Part.TOWNSHIP: TOWNSHIP, Part.VILLAGE: VILLAGE, Part.GROUP: GROUP}

DESKS: Final = {
    Part.TOWNSHIP: (Role.DISPATCHER, Role.DUTY),
    Part.VILLAGE: (Role.HANDLER,),
    Part.GROUP: (Role.INFORMANT,),
}
"""Who is asked for at a part; the next only where nobody of the one before is on duty."""


@dataclass(frozen=True)
class Wanted:
    """Where somebody looks: at a grid within their territory, or at all of it; `here` at what lies in none of its
    parts, `unit` at what a unit leads (its code). Its parts are of this duty level, by default those next below."""

    place: str | None = None
    here: bool = False
    unit: str | None = None
    state: State | None = None
    level: int | None = None


@dataclass(frozen=True)
class Watch:
    """Somebody on duty for a post of a role."""

    role: Role
    person: UUID


@dataclass(frozen=True)
class Looked:
    """Somebody's ground: the grids that they look at, those above them that are theirs too, and what was in force."""

    now: Now
    places: tuple[Grid, ...]
    above: tuple[Grid, ...]
    ground: Ground

    def parts(self, seen: Iterable[str | None]) -> Iterator[tuple[str | None, Grid, bool]]:
        """The code, the grid and whether it stands for what lies in no part: every part in use, and those with
        figures."""
        codes, directory = set(seen), self.now.directory
        known = {grid.code: grid for grid in directory.at_level(LEVELS[self.ground.part], self.now.at)}
        known |= {code: grid for code in codes if code and (grid := directory.grid(code)) is not None}
        for code, grid in sorted(known.items()):
            if any(self._divides(grid, place) for place in self.places):
                yield code, grid, False
        if None in codes:
            yield None, self.places[0], True

    def _divides(self, grid: Grid, place: Grid) -> bool:
        if self.ground.part == Part.GROUP:
            return grid.path.rpartition(".")[0] == place.path
        return rights.below(grid.path, place.path)


async def looked(c: store.Connection, now: Now, actor: Actor, wanted: Wanted) -> Looked:
    """Forbidden for who supervises nothing, NotFound for what is not within it, BadInput for a level that the place is
    not divided by."""
    assert actor.id is not None
    own = rights.supervised(now.facts().posts(actor.id), now.directory)
    if not own:
        raise Forbidden()
    places = own if wanted.place is None else (_within(now, own, wanted.place),)
    unit = now.directory.unit(wanted.unit) if wanted.unit is not None else None
    if wanted.unit is not None and unit is None:
        raise NotFound()
    held = await store.scoping.territory(c, Scope(actor.id, tuple(grid.path for grid in places)))
    ground = Ground(
        lands=held.of_open().lands,
        part=_part(places, wanted.level),
        level=CITY if any(grid.level <= CITY for grid in own) else TOWNSHIP,
        at=now.at,
        tonight=midnight(now, timedelta(days=1)),
        within=places[0].path,
        here=wanted.here,
        unit=unit.id if unit else None,
        state=wanted.state,
    )
    return Looked(now, places, tuple(_above(now, own, places)), ground)


def _part(places: Sequence[Grid], level: int | None) -> Part:
    """What lies next below; all villages of the city, where they are asked for."""
    nearest = TOWNSHIP if len(places) > 1 else min(max(places[0].level + 1, TOWNSHIP), GROUP)
    lowest = max(nearest, VILLAGE)
    if level is not None and not nearest <= level <= lowest:
        raise BadInput("level", "out-of-range", least=nearest, most=lowest)
    return next(part for part, of in LEVELS.items() if of == (level or nearest))


def _above(now: Now, own: Sequence[Grid], places: Sequence[Grid]) -> Iterator[Grid]:
    """The grids above a place as far as the asker watches over them, the highest first."""
    path = places[0].path if len(places) == 1 else ""
    for code in path.split(".")[:-1]:
        grid = now.directory.grid(code)
        if grid is not None and any(rights.below(grid.path, held.path) for held in own):
            yield grid


def _within(now: Now, own: Sequence[Grid], code: str) -> Grid:
    grid = now.directory.grid(code)
    if grid is None or grid.special or not any(rights.below(grid.path, held.path) for held in own):
        raise NotFound()
    return grid


def on_duty(now: Now, grid: Grid, part: Part, at: datetime) -> Iterator[Watch]:
    """Who is on duty at a part at an instant, by the rosters as they stand."""
    for role in DESKS[part]:
        posts = [post for post in now.directory.desk(role, grid.path) if in_use(post, at)]
        found = [person for post in posts if (person := now.directory.on_duty(post, at, now.calendar))]
        if found:
            yield from (Watch(role, person) for person in dict.fromkeys(found))
            return


def midnight(now: Now, later: timedelta = timedelta()) -> datetime:
    """When the city's day began, or another one."""
    return datetime.combine(now.at.astimezone(now.calendar.tz).date() + later, time.min, now.calendar.tz)


def day(now: Now, on: date) -> datetime:
    """When a day began; one before there was anything is as good as the first."""
    return datetime.combine(max(on, EPOCH), time.min, now.calendar.tz)


def month(now: Now) -> datetime:
    """When the city's month began."""
    return midnight(now, timedelta(days=1 - now.at.astimezone(now.calendar.tz).day))
