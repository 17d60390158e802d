"""Where things lie: grids by code and by point, and the special grids over them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Protocol
from uuid import UUID

from models.territory import TOWNSHIP, VILLAGE, Grid
from workflow.territory.boundary import Atlas


@dataclass(frozen=True)
class Place:
    """Where something lies: an ordinary grid, and what is over it.

    `township` and `village` are the codes of the grids of those duty levels at or above it.
    `specials` are the codes of the special grids over the place, `kind` is the grid's own kind.
    """

    grid_id: UUID
    grid: str
    path: str
    township: str | None
    village: str | None
    specials: tuple[str, ...]
    kind: str | None


class Valid(Protocol):
    """What is in use for a period."""

    @property
    def valid_from(self) -> datetime: ...
    @property
    def valid_to(self) -> datetime | None: ...


def in_use(thing: Valid, now: datetime) -> bool:
    return thing.valid_from <= now and (thing.valid_to is None or now < thing.valid_to)


def newest(thing: Valid) -> tuple[bool, datetime]:
    """What `max` takes for the newest: what is in use without an end, then the latest begun."""
    return thing.valid_to is None, thing.valid_from


def upward(path: str) -> Iterator[str]:
    """A path and the paths above it, up to the root's."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def last(path: str) -> str:
    """The code of the grid that a path leads to."""
    return path.rpartition(".")[2]


class Places:
    """The grids of a city, those no longer in use too. Built once and never changed.

    Raises ValueError where no grid is the root.
    """

    def __init__(self, grids: Iterable[Grid], covers: Iterable[tuple[UUID, UUID]]) -> None:
        self._by_id: Final = {grid.id: grid for grid in grids}
        self._by_code: Final[dict[str, list[Grid]]] = {}
        for grid in sorted(self._by_id.values(), key=newest, reverse=True):
            self._by_code.setdefault(grid.code, []).append(grid)
        self.levels: Final[Mapping[str, int]] = {g.path: g.level for g in self._by_id.values()}
        tops = [grid for grid in self._by_id.values() if grid.parent_id is None]
        if not tops:
            raise ValueError("a territory needs a root")
        self.root: Final = max(tops, key=newest)
        self._over: Final[dict[UUID, list[Grid]]] = {}
        for special_id, grid_id in covers:
            self._over.setdefault(grid_id, []).append(self._by_id[special_id])

    def grid(self, code: str) -> Grid | None:
        """The newest grid of that code, whether it is in use or not."""
        return self._by_code[code][0] if code in self._by_code else None

    def grid_by_id(self, grid_id: UUID) -> Grid | None:
        return self._by_id.get(grid_id)

    def grid_in_use(self, code: str, now: datetime) -> Grid | None:
        return next((grid for grid in self._by_code.get(code, ()) if in_use(grid, now)), None)

    def follow(self, code: str, now: datetime) -> Grid | None:
        """The grid of that code that is in use, or into which the last one of it was merged; None where there is none.
        So a code that was printed or kept on a phone goes on leading somewhere."""
        return self.grid_in_use(code, now) or self._after(self.grid(code), now)

    def follow_id(self, grid_id: UUID, now: datetime) -> Grid | None:
        """The same of a grid by its id."""
        grid = self._by_id.get(grid_id)
        return grid if grid is not None and in_use(grid, now) else self._after(grid, now)

    def _after(self, grid: Grid | None, now: datetime) -> Grid | None:
        seen: set[UUID] = set()
        while grid is not None and not in_use(grid, now) and grid.id not in seen:
            seen.add(grid.id)
            grid = self._by_id.get(grid.successor_id) if grid.successor_id else None
        return grid if grid is not None and in_use(grid, now) else None

    def at_level(self, path: str, level: int) -> str | None:
        """The path of the grid at or above a path that has this duty level, the lowest of them."""
        return next((at for at in upward(path) if self.levels.get(at) == level), None)

    def of_level(self, level: int, now: datetime | None) -> tuple[Grid, ...]:
        """The ordinary grids of a duty level that are in use, or the newest of every code, by code."""
        codes = sorted({grid.code for grid in self._by_id.values() if grid.level == level and not grid.special})
        found = (self._by_code[code][0] if now is None else self.grid_in_use(code, now) for code in codes)
        return tuple(grid for grid in found if grid is not None)

    @property
    def covers(self) -> list[tuple[UUID, UUID]]:
        """The pairs (special grid, grid) that it was made of."""
        return [(special.id, grid_id) for grid_id, over in self._over.items() for special in over]

    def covered(self, special_id: UUID) -> tuple[Grid, ...]:
        """The grids over which a special grid lies, by code."""
        found = (self._by_id[grid_id] for special, grid_id in self.covers if special == special_id)
        return tuple(sorted(found, key=lambda grid: grid.code))

    def with_grids(self, grids: Iterable[Grid], covers: Iterable[tuple[UUID, UUID]] = ()) -> "Places":
        """These grids in place of those of the same ids, and new ones; and these pairs (special grid, grid) beside
        those that there are."""
        return Places((self._by_id | {grid.id: grid for grid in grids}).values(), [*self.covers, *covers])

    def all_in_use(self, now: datetime) -> tuple[Grid, ...]:
        """All grids in use, special ones too, by path."""
        return tuple(sorted((grid for grid in self._by_id.values() if in_use(grid, now)), key=lambda grid: grid.path))

    def next_redrawing(self, now: datetime) -> datetime | None:
        """When the next grid begins or ends; None where nothing is to come."""
        instants = (at for grid in self._by_id.values() for at in (grid.valid_from, grid.valid_to))
        return min((at for at in instants if at is not None and at > now), default=None)

    def place(self, code: str, now: datetime) -> Place | None:
        """Where a grid in use lies, or the one that came after it. A special grid's place is that of the grid it hangs
        under."""
        grid = self.follow(code, now)
        special = grid if grid and grid.special else None
        if grid and grid.special and grid.parent_id:
            grid = self._by_id.get(grid.parent_id)
        if grid is None or grid.special:
            return None
        specials = self._specials(grid, now)
        if special is not None:
            specials = [special, *(over for over in specials if over.id != special.id)]
        return self._place(grid, specials)

    def _specials(self, grid: Grid, now: datetime) -> list[Grid]:
        """The special grids over a grid or over one above it, by code."""
        found: dict[str, Grid] = {}
        at: Grid | None = grid
        while at is not None:
            found |= {over.code: over for over in self._over.get(at.id, ()) if in_use(over, now)}
            at = self._by_id.get(at.parent_id) if at.parent_id else None
        return [found[code] for code in sorted(found)]

    def _place(self, grid: Grid, specials: list[Grid]) -> Place:
        township = self.at_level(grid.path, TOWNSHIP)
        village = self.at_level(grid.path, VILLAGE)
        return Place(
            grid_id=grid.id,
            grid=grid.code,
            path=grid.path,
            township=last(township) if township else None,
            village=last(village) if village else None,
            specials=tuple(special.code for special in specials),
            kind=grid.kind,
        )

    @cached_property
    def _atlas(self) -> Atlas[Grid]:
        drawn = [grid for grid in self._by_id.values() if grid.boundary]
        drawn.sort(key=lambda grid: (-grid.path.count("."), grid.code))
        return Atlas((grid, grid.boundary) for grid in drawn if grid.boundary)

    @cached_property
    def has_boundaries(self) -> bool:
        """Whether any ordinary grid has an outline, so that points can be placed."""
        return any(grid.boundary and not grid.special for grid in self._by_id.values())

    def inside(self, lat: float, lon: float) -> bool | None:
        """Whether the city's outline holds the point; None where the city has no outline."""
        if not self.root.boundary:
            return None
        return any(grid.id == self.root.id for grid in self._atlas.holding(lat, lon))

    def locate(self, lat: float, lon: float, now: datetime) -> Place | None:
        """The smallest grid in use whose outline holds the point; of equals, the lowest in the
        tree, then the first by code. None outside all outlines.

        Special grids count where their outline holds the point, the smallest first, or where they
        have none and lie over the grid.
        """
        held = [grid for grid in self._atlas.holding(lat, lon) if in_use(grid, now)]
        grid = next((grid for grid in held if not grid.special), None)
        if grid is None:
            return None
        undrawn = [over for over in self._specials(grid, now) if not over.boundary]
        return self._place(grid, [*(over for over in held if over.special), *undrawn])
