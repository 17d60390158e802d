"""Boundaries as a map draws them: fewer points the higher the grid, neighbours still sharing their borders."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from models.territory import CITY, GROUP, TOWNSHIP, VILLAGE, Grid
from workflow.territory.boundary import geometry, outline

TOLERANCE: Final[Mapping[int, float]] = {CITY: 1e-3, TOWNSHIP: 6e-4, VILLAGE: 2e-4, GROUP: 5e-5}
"""Degrees that a border may be off by, by duty level: about 100, 60, 20 and 5 metres."""


def centre(grid: Grid) -> tuple[float, float] | None:
    """A point within a grid's outline, latitude first; None where it has none."""
    if not grid.boundary:
        return None
    point = geometry(grid.boundary).representative_point()
    return round(point.y, 5), round(point.x, 5)


def bounds(grids: Iterable[Grid]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The corners south-west and north-east round all outlines, latitude first; None where there is none."""
    shapes = [geometry(grid.boundary) for grid in grids if grid.boundary]
    if not shapes:
        return None
    west, south, east, north = (round(float(each), 5) for each in shapely.total_bounds(shapes))
    return (south, west), (north, east)


def drawn(grids: Sequence[Grid]) -> list[tuple[Grid, dict[str, Any]]]:
    """The grids that have an outline, each with a simpler one. Ordinary grids of a level are simplified together, so
    that between neighbours there is neither gap nor overlap; special ones lie over others and go each by itself."""
    with_outline = [grid for grid in grids if grid.boundary]
    shapes = {grid.id: geometry(grid.boundary) for grid in with_outline if grid.boundary}
    for level in {grid.level for grid in with_outline if not grid.special}:
        together = [grid for grid in with_outline if grid.level == level and not grid.special]
        before = [shapes[grid.id] for grid in together]
        after = shapely.coverage_simplify(before, TOLERANCE.get(level, TOLERANCE[GROUP]), simplify_boundary=True)
        shapes |= {grid.id: _whole(*pair) for grid, *pair in zip(together, before, after, strict=True)}
    for grid in with_outline:
        if grid.special:
            shapes[grid.id] = _whole(shapes[grid.id], shapes[grid.id].simplify(TOLERANCE[GROUP]))
    return [(grid, outline(shapes[grid.id])) for grid in with_outline]


def _whole(before: Geometry, after: Geometry) -> Geometry:
    """What was simplified, unless nothing or nonsense is left of it."""
    usable = after.is_valid and not after.is_empty and after.geom_type in ("Polygon", "MultiPolygon")
    return after if usable else before
