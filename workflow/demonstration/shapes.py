"""Invented boundaries: Voronoi cells of the lowest grids; what lies above them is their union.

Every lowest grid has a seed; seeds cluster round their parent's, level by level. The cells of all
seeds together tile the city without gaps, corners rounded alike, so a grid is exactly the union of
those below it. A boundary that the file has is kept as it is, and what lies in it is fitted into
it; where only some grids have one, nothing is made up outside of them.
"""

import math
from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

import shapely
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from workflow.territory import boundary
from workflow.territory.tree import Node

CENTRE: Final = (119.55, 32.85)
RADII: Final = (0.325, 0.235)
"""Longitude and latitude, in degrees, of an invented city."""

SEAT: Final = (119.44, 32.78)
"""Lies in the first grid of each level of an invented city, down to the lowest."""

DIGITS: Final = 5
ROUNDS: Final = 2
"""How often seeds are moved to the middle of their cell, which spaces them evenly."""

Spot = tuple[float, float]


def outline(rng: Random) -> Polygon:
    """Where an invented city lies: roundish, with bays, the seat well inside."""
    corners = 48
    waves = [(k, rng.uniform(0, math.tau), rng.uniform(0.02, 0.05)) for k in (2, 3, 5, 7)]
    points = []
    for i in range(corners):
        angle = math.tau * i / corners
        swell = sum(size * math.sin(k * angle + phase) for k, phase, size in waves)
        reach = 0.84 + swell
        points.append(
            (
                round(CENTRE[0] + RADII[0] * reach * math.cos(angle), DIGITS),
                round(CENTRE[1] + RADII[1] * reach * math.sin(angle), DIGITS),
            )
        )
    return Polygon(points)


class Drawing:
    """The boundaries of a tree's ordinary grids; `shapes` has them by code, as far as there are.

    `made` has the codes of those that are invented.
    """

    def __init__(self, nodes: Sequence[Node], seed: int) -> None:
        self._seed: Final = seed
        self._children: Final[dict[str, list[Node]]] = {}
        for node in nodes:
            if node.parent is not None and not node.special:
                self._children.setdefault(node.parent, []).append(node)
        self.shapes: Final[dict[str, Geometry]] = {
            node.code: boundary.geometry(node.boundary) for node in nodes if node.boundary and not node.special
        }
        self._given: Final = frozenset(self.shapes)
        self._holding: Final = self._with_given(nodes)
        if self._holding:
            self._keep(nodes[0])
        else:
            self._fill([nodes[0]], outline(self._rng("outline")), pinned=True)
        self.made: Final = frozenset(self.shapes) - self._given

    def _rng(self, what: str) -> Random:
        return Random(f"{self._seed}/{what}")

    def _with_given(self, nodes: Sequence[Node]) -> frozenset[str]:
        """The codes of the grids that have a boundary in the file, or lie above one that has."""
        parents = {node.code: node.parent for node in nodes}
        found: set[str] = set()
        for given in self._given:
            code: str | None = given
            while code is not None and code not in found:
                found.add(code)
                code = parents[code]
        return frozenset(found)

    def _keep(self, node: Node) -> None:
        """Draws what is missing in and below a grid of which, or below which, the file has some."""
        children = self._children.get(node.code, [])
        for child in children:
            if child.code in self._holding:
                self._keep(child)
        free = [child for child in children if child.code not in self._holding]
        drawn = [self.shapes[child.code] for child in children if child.code in self.shapes]
        if node.code not in self.shapes:
            if drawn and len(drawn) == len(children):
                self.shapes[node.code] = shapely.union_all(drawn)
            return
        left = shapely.difference(self.shapes[node.code], shapely.union_all(drawn))
        if free and (polygons := _polygons(left)):
            self._fill(free, MultiPolygon(polygons), pinned=False)

    def _fill(self, tops: list[Node], region: Geometry, pinned: bool) -> None:
        """Draws grids and all below them so that they tile a region."""
        seeds: dict[str, Spot] = {}
        self._scatter(tops, region, pinned, seeds)
        for code, cell in zip(seeds, cells(list(seeds.values()), region), strict=True):
            rounded = shapely.transform(cell, lambda numbers: numbers.round(DIGITS))
            self.shapes[code] = rounded if rounded.is_valid else rounded.buffer(0)
        for top in tops:
            self._unite(top)

    def _scatter(self, siblings: list[Node], region: Geometry, pinned: bool, seeds: dict[str, Spot]) -> None:
        rng = self._rng(f"seeds/{siblings[0].parent}")
        spots = _spread(region, len(siblings), rng, pinned)
        for i, (node, spot, cell) in enumerate(zip(siblings, spots, cells(spots, region), strict=True)):
            children = self._children.get(node.code)
            if children:
                self._scatter(children, cell, pinned and i == 0, seeds)
            else:
                seeds[node.code] = spot

    def _unite(self, node: Node) -> Geometry:
        children = self._children.get(node.code)
        if children:
            below = [self._unite(child) for child in children]
            self.shapes[node.code] = shapely.union_all(below)
        return self.shapes[node.code]


def cells(spots: Sequence[Spot], region: Geometry) -> list[Geometry]:
    """The part of a region that is nearest to each spot, in the order of the spots."""
    if len(spots) == 1:
        return [region]
    diagram = shapely.voronoi_polygons(MultiPoint(list(spots)), extend_to=region, ordered=True)
    found = shapely.intersection(shapely.get_parts(diagram), region)
    return [_areal(cell) for cell in found]


def _areal(geometry: Geometry) -> Geometry:
    """Without the points and lines that an intersection may leave beside its areas."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    return MultiPolygon(_polygons(geometry))


def _polygons(geometry: Geometry) -> list[Polygon]:
    parts: Iterable[Geometry] = shapely.get_parts(geometry, return_index=False)
    flat = [part for outer in parts for part in shapely.get_parts(outer)]
    return [part for part in flat if isinstance(part, Polygon) and part.area > 1e-9]


def _spread(region: Geometry, count: int, rng: Random, pinned: bool) -> list[Spot]:
    """So many spots in a region, evenly spaced; the first of them at the seat if it is pinned."""
    if count == 1:
        middle = Point(SEAT) if pinned else region.representative_point()
        return [(middle.x, middle.y)]
    spots = _strewn(region, count, rng)
    for _ in range(ROUNDS):
        if pinned:
            spots[0] = SEAT
        spots = [_middle(cell) for cell in cells(spots, region)]
    if pinned:
        spots[0] = SEAT
    return spots


def _strewn(region: Geometry, count: int, rng: Random) -> list[Spot]:
    """Spots anywhere in a region, each place as likely as any other."""
    parts: list[Geometry] = list(shapely.get_parts(shapely.constrained_delaunay_triangles(region)))
    spots = []
    for triangle in rng.choices(parts, weights=[part.area for part in parts], k=count):
        (ax, ay), (bx, by), (cx, cy) = list(shapely.get_coordinates(triangle).tolist())[:3]
        u, v = rng.random(), rng.random()
        if u + v > 1:
            u, v = 1 - u, 1 - v
        spots.append((ax + u * (bx - ax) + v * (cx - ax), ay + u * (by - ay) + v * (cy - ay)))
    return spots


def _middle(cell: Geometry) -> Spot:
    middle = cell.centroid
    if not cell.contains(middle):
        middle = cell.representative_point()
    return middle.x, middle.y
