"""What a supervisor sees at a glance: how much is open, late and lying, where, and who is on duty there.

The territory is that of the asker's posts, or a grid within it that they name. All figures of one answer are as they
were at one instant.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from models.incident import State
from models.people import Role
from models.territory import CITY, TOWNSHIP, VILLAGE, Grid, Unit
from workflow import rights, store
from workflow.commands import Actor
from workflow.directory.places import in_use
from workflow.engine import Engine
from workflow.errors import Forbidden, NotFound
from workflow.in_force import Now
from workflow.rights import Scope
from workflow.store.board import SINCE, Counts, Figure, Ground, Kept, Part, Standing
from workflow.store.paging import Page

WEEKS: Final = 8
"""How many weeks, the present one included, a line of kept promises goes back."""

EPOCH: Final = date(1970, 1, 2)

DESKS: Final = {Part.TOWNSHIP: (Role.DISPATCHER, Role.DUTY), Part.VILLAGE: (Role.HANDLER,)}
"""Who is asked for at a part; the next only where nobody of the one before is on duty."""


@dataclass(frozen=True)
class Wanted:
    """Where somebody looks: at a grid within their territory, or at all of it; `here` at what lies in none of its
    parts, `unit` at what a unit leads (its code)."""

    place: str | None = None
    here: bool = False
    unit: str | None = None
    state: State | None = None


@dataclass(frozen=True)
class Watch:
    """Somebody on duty for a post of a role."""

    role: Role
    person: UUID


@dataclass(frozen=True)
class Row:
    """One part of the territory; `here` what lies in none of them, under the name of the whole. `month` and `weeks` are
    the promises judged since the month began and week by week."""

    grid: Grid
    here: bool
    counts: Counts
    month: Kept
    weeks: tuple[Kept, ...]
    on_duty: tuple[Watch, ...]


@dataclass(frozen=True)
class Overview:
    """`total` is the sum of the rows."""

    now: Now
    places: tuple[Grid, ...]
    above: tuple[Grid, ...]
    ground: Ground
    weeks: tuple[datetime, ...]
    month: datetime
    rows: tuple[Row, ...]

    @property
    def total(self) -> Counts:
        return sum((row.counts for row in self.rows), Counter())


async def overview(engine: Engine, actor: Actor, wanted: Wanted) -> Overview:
    """The figures of what is open, and of the promises kept, by part of the territory."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        places, ground = await _ground(c, now, actor, wanted)
        counts = _by_part(await store.board.counts(c, ground))
        weeks, month = _weeks(now), _month(now)
        weekly = await store.board.promises(c, ground, weeks)
        monthly = await store.board.promises(c, ground, [month])
    parts = list(_parts(now, places, ground, {*counts, *weekly, *monthly}))
    rows = (
        Row(
            grid=grid,
            here=here,
            counts=counts.get(part, Counter()),
            month=monthly.get(part, [NONE])[0],
            weeks=tuple(weekly.get(part, [NONE] * WEEKS)),
            on_duty=() if here else tuple(_on_duty(now, grid, ground.part)),
        )
        for part, grid, here in parts
    )
    return Overview(now, places, tuple(_above(now, actor, places)), ground, weeks, month, tuple(rows))


@dataclass(frozen=True)
class Behind:
    """A page of the cases behind a figure, where they lie, and the unit that they are of."""

    now: Now
    page: Page
    places: tuple[Grid, ...]
    unit: Unit | None


NONE: Final = Kept(0, 0)


async def units(engine: Engine, actor: Actor, wanted: Wanted) -> list[tuple[Unit, Counts]]:
    """The figures of what is open by the unit that leads it, most late first; units that have nothing are left out."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        _, ground = await _ground(c, now, actor, wanted)
        found = await store.board.by_unit(c, ground)
    known = ((now.directory.unit_by_id(unit), counts) for unit, counts in found.items())
    rows = [(unit, counts) for unit, counts in known if unit is not None]
    return sorted(rows, key=lambda row: (-row[1][Figure.LATE], -row[1][Figure.OPEN], row[0].code))


@dataclass(frozen=True)
class Chart:
    """Where the cases of a territory stand: by part and state what is open, and what has ended since the month
    began."""

    now: Now
    places: tuple[Grid, ...]
    parts: tuple[tuple[str | None, Grid, bool], ...]
    open: Mapping[Standing, Counts]
    ended: Mapping[Standing, int]


async def chart(engine: Engine, actor: Actor, wanted: Wanted) -> Chart:
    """How many stand in each state, and where."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        places, ground = await _ground(c, now, actor, wanted)
        found = await store.board.counts(c, ground)
        ended = await store.board.ended(c, ground, _month(now))
    parts = _parts(now, places, ground, {at.part for at in (*found, *ended)})
    return Chart(now, places, tuple(parts), found, ended)


async def behind(
    engine: Engine, actor: Actor, figure: Figure, wanted: Wanted, since: date | None, cursor: str | None, limit: int
) -> Behind:
    """A page of the cases that a figure counts; of what ended or was judged those since a day, by default since the
    month began."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        places, ground = await _ground(c, now, actor, wanted)
        start = _month(now) if since is None else _day(now, since)
        page = await store.board.behind(c, figure, ground, start if figure in SINCE else None, cursor, limit)
    return Behind(now, page, places, now.directory.unit(wanted.unit) if wanted.unit else None)


async def _ground(c: store.Connection, now: Now, actor: Actor, wanted: Wanted) -> tuple[tuple[Grid, ...], Ground]:
    """Forbidden for who supervises nothing, NotFound for what is not within it."""
    assert actor.id is not None
    own = rights.supervised(now.facts().posts(actor.id), now.directory)
    if not own:
        raise Forbidden()
    places = own if wanted.place is None else (_within(now, own, wanted.place),)
    held = await store.scoping.territory(c, Scope(actor.id, tuple(grid.path for grid in places)))
    unit = now.directory.unit(wanted.unit) if wanted.unit is not None else None
    if wanted.unit is not None and unit is None:
        raise NotFound()
    return places, Ground(
        lands=held.of_open().lands,
        part=Part.VILLAGE if len(places) == 1 and places[0].level >= TOWNSHIP else Part.TOWNSHIP,
        level=CITY if any(grid.level <= CITY for grid in own) else TOWNSHIP,
        at=now.at,
        tonight=_midnight(now, timedelta(days=1)),
        here=wanted.here,
        unit=unit.id if unit else None,
        state=wanted.state,
    )


def _above(now: Now, actor: Actor, places: Sequence[Grid]) -> Iterator[Grid]:
    """The grids above a place as far as the asker watches over them, the highest first."""
    assert actor.id is not None
    own = rights.supervised(now.facts().posts(actor.id), now.directory)
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


def _midnight(now: Now, later: timedelta = timedelta()) -> datetime:
    return datetime.combine(now.at.astimezone(now.calendar.tz).date() + later, time.min, now.calendar.tz)


def _day(now: Now, day: date) -> datetime:
    """When a day began; one before there was anything is as good as the first."""
    return datetime.combine(max(day, EPOCH), time.min, now.calendar.tz)


def _weeks(now: Now) -> tuple[datetime, ...]:
    """When the last weeks began, on Mondays."""
    today = now.at.astimezone(now.calendar.tz)
    return tuple(_midnight(now, -timedelta(days=today.weekday(), weeks=ago)) for ago in reversed(range(WEEKS)))


def _month(now: Now) -> datetime:
    return _midnight(now, timedelta(days=1 - now.at.astimezone(now.calendar.tz).day))


def _by_part(found: Mapping[Standing, Counts]) -> dict[str | None, Counts]:
    summed: dict[str | None, Counts] = {}
    for (part, _), counted in found.items():
        summed.setdefault(part, Counter()).update(counted)
    return summed


def _parts(
    now: Now, places: Sequence[Grid], ground: Ground, seen: set[str | None]
) -> Iterator[tuple[str | None, Grid, bool]]:
    """The code, the grid and whether it stands for what lies in no part: every part in use, and those with figures."""
    level = TOWNSHIP if ground.part == Part.TOWNSHIP else VILLAGE
    known = {grid.code: grid for grid in now.directory.at_level(level, now.at)}
    known |= {code: grid for code in seen if code and (grid := now.directory.grid(code)) is not None}
    for code, grid in sorted(known.items()):
        if any(rights.below(grid.path, place.path) for place in places):
            yield code, grid, False
    if None in seen:
        yield None, places[0], True


def _on_duty(now: Now, grid: Grid, part: Part) -> Iterator[Watch]:
    for role in DESKS[part]:
        posts = [post for post in now.directory.desk(role, grid.path) if in_use(post, now.at)]
        found = [person for post in posts if (person := now.directory.on_duty(post, now.at, now.calendar))]
        if found:
            yield from (Watch(role, person) for person in dict.fromkeys(found))
            return
