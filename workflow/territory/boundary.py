"""Boundaries (边界): what GeoJSON may say of a grid's outline, and which outlines hold a point.

Coordinates are WGS 84 degrees, longitude before latitude as GeoJSON has it; functions that take
a point name them `lat, lon`.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, NoReturn, TypeVar

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry as Geometry

T = TypeVar("T")
_WHERE: Final = re.compile(r"(?P<reason>[^\[]*)\[(?P<lon>\S+) (?P<lat>\S+)\]")
_POSITIONS: Final = 4
"""The fewest positions of a ring: a triangle, closed."""


class BoundaryInvalid(ValueError):
    """No outline of a grid. `code` is a message of `territory.ftl`, `facts` are its blanks."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code: Final = code
        self.facts: Final[Mapping[str, str]] = facts


def read(text: str) -> dict[str, Any]:
    """The outline in a GeoJSON text: a Polygon or MultiPolygon, in two dimensions, nothing else.

    Raises BoundaryInvalid for what is no JSON, no polygon, has a position that is none, an open
    ring, a point that is not on earth, or crosses itself.
    """
    found = _json(text)
    kind = found.get("type") if isinstance(found, dict) else type(found).__name__
    if kind not in ("Polygon", "MultiPolygon"):
        raise BoundaryInvalid("tree-boundary-not-polygon", found=str(kind)[:40])
    raw = found.get("coordinates")
    polygons = [_polygon(p) for p in _items(raw if kind == "MultiPolygon" else [raw])]
    outline = {"type": kind, "coordinates": polygons if kind == "MultiPolygon" else polygons[0]}
    _check_crossings(shape(outline))
    return outline


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BoundaryInvalid("tree-boundary-not-json") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _items(value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise BoundaryInvalid("tree-boundary-malformed")
    return value


def _polygon(value: object) -> list[list[list[float]]]:
    return [_ring(ring) for ring in _items(value)]


def _ring(value: object) -> list[list[float]]:
    ring = [_position(position) for position in _items(value)]
    if len(ring) < _POSITIONS or ring[0] != ring[-1]:
        raise BoundaryInvalid("tree-boundary-open", count=str(len(ring)))
    return ring


def _position(value: object) -> list[float]:
    numbers = _items(value)
    if len(numbers) < 2 or any(type(number) not in (int, float) for number in numbers):
        raise BoundaryInvalid("tree-boundary-malformed")
    lon, lat = numbers[:2]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BoundaryInvalid("tree-boundary-off-earth", lon=f"{lon!s:.20}", lat=f"{lat!s:.20}")
    return [float(lon), float(lat)]


def _check_crossings(outline: Geometry) -> None:
    reason = str(shapely.is_valid_reason(outline))
    if reason == "Valid Geometry":
        return
    found = _WHERE.fullmatch(reason)
    facts = found.groupdict() if found else {"reason": reason, "lon": "?", "lat": "?"}
    raise BoundaryInvalid("tree-boundary-crosses", **facts)


def geometry(outline: dict[str, Any]) -> Geometry:
    """The shapely geometry of an outline that `read` or `outline` made."""
    return shape(outline)


def outline(geometry: Geometry, digits: int = 5) -> dict[str, Any]:
    """A polygon of shapely as GeoJSON, its coordinates rounded (5 digits are a metre)."""
    found = mapping(shapely.orient_polygons(geometry, exterior_cw=False))
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"], digits)}


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, (tuple, list)):
        return [_rounded(item, digits) for item in value]
    return round(float(value), digits)


def overlaid(over: Geometry, grids: Sequence[tuple[T, Geometry]], share: float = 0.1) -> tuple[T, ...]:
    """Which grids a special grid lies over: those of whose area it takes at least this share."""
    tree = shapely.STRtree([shape for _, shape in grids])
    near = sorted(int(i) for i in tree.query(over, predicate="intersects"))
    return tuple(grids[i][0] for i in near if over.intersection(grids[i][1]).area >= share * grids[i][1].area > 0)


class Atlas(Generic[T]):
    """Outlines by place: which of them hold a point, the smallest first.

    Outlines as large as each other (to six digits) keep the order in which they came.
    """

    def __init__(self, outlines: Iterable[tuple[T, dict[str, Any]]]) -> None:
        found = [(key, shape(outline)) for key, outline in outlines]
        found.sort(key=lambda pair: float(f"{pair[1].area:.5e}"))
        self._keys: Final = [key for key, _ in found]
        self._shapes: Final = [shape for _, shape in found]
        shapely.prepare(self._shapes)
        self._tree: Final = shapely.STRtree(self._shapes)

    def holding(self, lat: float, lon: float) -> tuple[T, ...]:
        """What holds the point, its edge included; nothing for a point that is no number."""
        if not (math.isfinite(lat) and math.isfinite(lon)):
            return ()
        near = sorted(self._tree.query(shapely.Point(lon, lat)).tolist())
        return tuple(self._keys[i] for i in near if shapely.intersects_xy(self._shapes[i], lon, lat))
