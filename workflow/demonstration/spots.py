"""Made-up spots to patrol: some twenty things in each township, the same every time from the same seed."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

from models.territory import GROUP, TOWNSHIP, VILLAGE, Grid
from workflow.patrols.payloads import AddSpot
from workflow.rules.patrolling import Patrols

A_TOWNSHIP: Final = 22
OF_VILLAGES: Final = frozenset({"construction_site", "shelter", "boiler_room"})
"""What stands in a village as a whole, and is its handler's."""


def spots(grids: Sequence[Grid], patrols: Patrols, seed: int, many: int = A_TOWNSHIP) -> Iterator[AddSpot]:
    """So many things a township, of the kinds that the rules name, in groups and villages, where those have an outline
    within it."""
    kinds = tuple(patrols.kinds)
    for town in (grid for grid in grids if grid.level == TOWNSHIP and not grid.special):
        inside = [grid for grid in grids if grid.path.startswith(f"{town.path}.") and not grid.special]
        rng = Random(f"{seed}/spots/{town.code}")
        for number in range(many if kinds else 0):
            kind = rng.choice(kinds)
            level = VILLAGE if kind in OF_VILLAGES else GROUP
            places = [grid for grid in inside if grid.level == level] or inside or [town]
            grid = rng.choice(places)
            name = f"{grid.name}{patrols.kinds[kind].zh}{number + 1}号"
            yield AddSpot(kind=kind, name=name, grid=grid.code, **_within(grid))


def _within(grid: Grid) -> dict[str, float]:
    """The middle of its outline's corners; none where it has no outline."""
    ring = _ring(grid.boundary) if grid.boundary else []
    if not ring:
        return {}
    return {
        "lat": round(sum(lat for _, lat in ring) / len(ring), 6),
        "lon": round(sum(lon for lon, _ in ring) / len(ring), 6),
    }


def _ring(boundary: dict[str, Any]) -> list[tuple[float, float]]:
    """The corners of the first outline of a polygon, or of the first of several."""
    found = boundary.get("coordinates", [])
    while found and isinstance(found[0], list) and found[0] and isinstance(found[0][0], list):
        found = found[0]
    return [(float(lon), float(lat)) for lon, lat, *_ in found[:-1]]
