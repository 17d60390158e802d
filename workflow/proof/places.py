"""Every place where a report can lie in a territory, as far as rules and receivers can tell places apart.

A report names a grid, or has a point, or neither. A grid is one place, and so is each special grid. Points of one grid
differ only by the special grids whose outlines hold them: the outlines cut the grid into pieces, and one point of each
piece stands for all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from models.territory import Grid
from workflow.directory import Directory, Place
from workflow.rules.space import Spot
from workflow.territory.boundary import geometry

SMALLEST: Final = 1e-12
"""Square degrees, a hundredth of a square metre: pieces smaller than that come of rounding."""


class Ground(NamedTuple):
    """A place with what a report says to lie there. `grid` is the code of the ordinary grid, none where only the city
    is known; `says` is the part of a report's body."""

    spot: Spot
    grid: str | None
    says: Mapping[str, Any]


def grounds(directory: Directory, now: datetime) -> tuple[Ground, ...]:
    """All places there are, each once. Of those that look alike to rules the one that a report can name is taken,
    before one that needs a point, and before a report without a place, which lies with the city itself."""
    found: dict[Spot, Ground] = {}
    for grid in directory.grids(now):
        place = directory.place(grid.code, now)
        if place is not None:
            _add(found, directory, place, {"grid": grid.code})
    for lat, lon in _points(directory, now):
        place = directory.locate(lat, lon, now)
        if place is not None:
            _add(found, directory, place, {"location": {"lat": lat, "lon": lon}})
    nowhere = Ground(Spot(directory.root.path, None), None, {"location": {"address": "?"}})
    return tuple({nowhere.spot: nowhere, **found}.values())


def _add(found: dict[Spot, Ground], directory: Directory, place: Place, says: Mapping[str, Any]) -> None:
    spot = Spot(place.path, place.kind, place.specials, directory.kinds_of(place.specials))
    found.setdefault(spot, Ground(spot, place.grid, says))


def _points(directory: Directory, now: datetime) -> Iterator[tuple[float, float]]:
    """A point, latitude and longitude, of each piece into which special grids cut an ordinary one; of those that none
    touches no point is needed, their name says all, unless a special grid with an outline elsewhere is theirs."""
    drawn = [(grid, geometry(grid.boundary)) for grid in directory.grids(now) if grid.boundary]
    special = [(grid, shape) for grid, shape in drawn if grid.special]
    ordinary = [(grid, shape) for grid, shape in drawn if not grid.special]
    if not special or not ordinary:
        return
    over = shapely.STRtree([shape for _, shape in special])
    under = shapely.STRtree([shape for _, shape in ordinary])
    outlined = {grid.code for grid, _ in special}
    for grid, shape in ordinary:
        touching = [special[int(place)][1] for place in sorted(over.query(shape, predicate="intersects"))]
        if touching or _named(directory, grid, now, outlined):
            smaller = [ordinary[int(place)][1] for place in under.query(shape, predicate="intersects")]
            own = _without(shape, (other for other in smaller if other.area < shape.area))
            for piece in _pieces(own, touching):
                point = piece.representative_point()
                yield point.y, point.x


def _named(directory: Directory, grid: Grid, now: datetime, outlined: set[str]) -> bool:
    """Whether special grids that have an outline count where the grid is named, though they may not at its points."""
    place = directory.place(grid.code, now)
    return place is not None and not outlined.isdisjoint(place.specials)


def _without(shape: Geometry, others: Iterable[Geometry]) -> Geometry:
    within = [other for other in others if shape.intersection(other).area > SMALLEST]
    return shape.difference(shapely.union_all(within)) if within else shape


def _pieces(shape: Geometry, cuts: Sequence[Geometry]) -> list[Geometry]:
    """The pieces into which outlines cut a shape: of each outline what lies within it and what without."""
    pieces = [shape]
    for cut in cuts:
        pieces = [part for piece in pieces for part in (piece.intersection(cut), piece.difference(cut))]
        pieces = [piece for piece in pieces if piece.area > SMALLEST]
    return pieces
