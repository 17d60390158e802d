"""What a supervisor sees at a glance: how much is open, late and lying, where, and who is on duty there.

The territory is that of the asker's posts, or a grid within it that they name. All figures of one answer are as they
were at one instant.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from models.territory import Grid, Unit
from workflow import grounds, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.grounds import Looked, Wanted, Watch
from workflow.in_force import Now
from workflow.store.board import SINCE, Counts, Figure, Ground, Kept, Lateness, Standing
from workflow.store.paging import Page

WEEKS: Final = 8
"""How many weeks, the present one included, a line of kept promises goes back."""

LONGEST: Final = timedelta(days=731)
"""So far back it can be asked who was on duty."""


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
        look = await grounds.looked(c, now, actor, wanted)
        ground = look.ground
        counts = _by_part(await store.board.counts(c, ground))
        weeks, month = _weeks(now), grounds.month(now)
        weekly = await store.board.promises(c, ground, weeks)
        monthly = await store.board.promises(c, ground, [month])
    rows = (
        Row(
            grid=grid,
            here=here,
            counts=counts.get(part, Counter()),
            month=monthly.get(part, [NONE])[0],
            weeks=tuple(weekly.get(part, [NONE] * WEEKS)),
            on_duty=() if here else tuple(grounds.on_duty(now, grid, ground.part, now.at)),
        )
        for part, grid, here in look.parts({*counts, *weekly, *monthly})
    )
    return Overview(now, look.places, look.above, ground, weeks, month, tuple(rows))


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
        look = await grounds.looked(c, now, actor, wanted)
        found = await store.board.by_unit(c, look.ground)
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
        look = await grounds.looked(c, now, actor, wanted)
        found = await store.board.counts(c, look.ground)
        ended = await store.board.ended(c, look.ground, grounds.month(now))
    parts = look.parts(at.part for at in (*found, *ended))
    return Chart(now, look.places, tuple(parts), found, ended)


async def behind(
    engine: Engine, actor: Actor, figure: Figure, wanted: Wanted, since: date | None, cursor: str | None, limit: int
) -> Behind:
    """A page of the cases that a figure counts; of what ended or was judged those since a day, by default since the
    month began."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
        start = grounds.month(now) if since is None else grounds.day(now, since)
        page = await store.board.behind(c, figure, look.ground, start if figure in SINCE else None, cursor, limit)
    return Behind(now, page, look.places, now.directory.unit(wanted.unit) if wanted.unit else None)


def _weeks(now: Now) -> tuple[datetime, ...]:
    """When the last weeks began, on Mondays."""
    today = now.at.astimezone(now.calendar.tz)
    return tuple(grounds.midnight(now, -timedelta(days=today.weekday(), weeks=ago)) for ago in reversed(range(WEEKS)))


def _by_part(found: Mapping[Standing, Counts]) -> dict[str | None, Counts]:
    summed: dict[str | None, Counts] = {}
    for (part, _), counted in found.items():
        summed.setdefault(part, Counter()).update(counted)
    return summed


@dataclass(frozen=True)
class Shaded:
    """The parts of a territory, and how much of each is open and late; `here` as in a row of the board."""

    look: Looked
    rows: tuple[tuple[Grid, bool, Lateness], ...]


async def shaded(engine: Engine, actor: Actor, wanted: Wanted) -> Shaded:
    """How late each part of a territory is: what a map of it is shaded by."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
        found = await store.board.lateness(c, look.ground)
    rows = ((grid, here, found.get(part, Lateness(0, 0))) for part, grid, here in look.parts(found))
    return Shaded(look, tuple(rows))


@dataclass(frozen=True)
class OnDuty:
    """Who was on duty at an instant, by part of a territory."""

    look: Looked
    at: datetime
    rows: tuple[tuple[Grid, tuple[Watch, ...]], ...]


async def on_duty(engine: Engine, actor: Actor, wanted: Wanted, at: datetime | None) -> OnDuty:
    """Who is or was on duty at each part, by the rosters as they stand. BadInput for what is to come or long past."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        look = await grounds.looked(c, now, actor, wanted)
    then, least = at or now.at, now.at - LONGEST
    if not least <= then <= now.at:
        raise BadInput("at", "out-of-range", earliest=least.isoformat(), latest=now.at.isoformat())
    parts = (grid for _, grid, here in look.parts(()) if not here)
    rows = ((grid, tuple(grounds.on_duty(now, grid, look.ground.part, then))) for grid in parts)
    return OnDuty(look, then, tuple(rows))
