"""What maps need of the territory, made once for each state of it: the gazetteer, and outlines ready to be sent."""

import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson
from starlette.requests import Request
from starlette.responses import Response

from models.territory import Grid
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.territory import drawing
from workflow.territory.gazetteer import Gazetteer

MOST: Final = 5_000
"""Outlines in one answer: a city's groups. Who wants more asks for a part of the territory."""

SHEETS: Final = 64
"""Sets of outlines kept for one state of the territory: those that were asked for last."""


Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Sheet:
    """A body as it is sent, its mark, and the same packed."""

    etag: str
    body: bytes
    packed: bytes


@dataclass
class Territory:
    """The grids of a directory that are in use; good as long as none of them begins or ends."""

    grids: tuple[Grid, ...]
    since: datetime
    until: datetime | None
    sheets: dict[tuple[str, int | None], Sheet] = field(default_factory=dict)
    _gazetteer: Gazetteer | None = None
    _centres: dict[UUID, tuple[float | None, float | None]] = field(default_factory=dict)
    _bounds: dict[UUID, Bounds | None] = field(default_factory=dict)
    _children: dict[UUID, list[Grid]] | None = None

    @property
    def gazetteer(self) -> Gazetteer:
        if self._gazetteer is None:
            self._gazetteer = Gazetteer(self.grids)
        return self._gazetteer

    def holds_at(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def centre(self, grid: Grid) -> tuple[float | None, float | None]:
        """A point within a grid; none where it has no outline."""
        if grid.id not in self._centres:
            self._centres[grid.id] = drawing.centre(grid) or (None, None)
        return self._centres[grid.id]

    def bounds(self, grid: Grid) -> Bounds | None:
        """The corners south-west and north-east round a grid; none where it has no outline."""
        if grid.id not in self._bounds:
            self._bounds[grid.id] = drawing.bounds([grid])
        return self._bounds[grid.id]

    def below(self, grid: Grid) -> tuple[Grid, ...]:
        """The grids just below one."""
        if self._children is None:
            self._children = {}
            for each in self.grids:
                if each.parent_id is not None:
                    self._children.setdefault(each.parent_id, []).append(each)
        return tuple(self._children.get(grid.id, ()))

    def sheet(self, top: Grid, level: int | None) -> Sheet:
        """The outlines just below a grid, or all of a duty level in its subtree. BadInput for too many."""
        key = top.code, level
        # What is asked for goes to the end, so that the first is what was asked for the longest time ago.
        found = self.sheets.pop(key, None) or self._made(top, level)
        if len(self.sheets) >= SHEETS:
            self.sheets.pop(next(iter(self.sheets)))
        self.sheets[key] = found
        return found

    def _made(self, top: Grid, level: int | None) -> Sheet:
        grids = [grid for grid in self.grids if _below(grid, top, level)]
        if len(grids) > MOST:
            raise BadInput("under", "too-many-grids", most=MOST)
        parents = {grid.id: grid.code for grid in self.grids}
        features = [_feature(grid, shape, self.centre(grid), parents) for grid, shape in drawing.drawn(grids)]
        body = orjson.dumps(
            {
                "type": "FeatureCollection",
                "under": {"code": top.code, "name": top.name, "level": top.level, "parent": _parent(top, parents)},
                "features": features,
            }
        )
        return packed(body)


_KNOWN: Final[WeakKeyDictionary[Directory, Territory]] = WeakKeyDictionary()


def territory(now: Now) -> Territory:
    """The territory as it is now; made anew when grids began or ended, and forgotten with its directory."""
    found = _KNOWN.get(now.directory)
    if found is None or not found.holds_at(now.at):
        found = Territory(now.directory.grids(now.at), now.at, now.directory.next_redrawing(now.at))
        _KNOWN[now.directory] = found
    return found


def packed(body: bytes) -> Sheet:
    """A body with its mark, packed once for all who ask."""
    return Sheet(hashlib.sha256(body).hexdigest()[:32], body, gzip.compress(body, 6, mtime=0))


def sent(request: Request, sheet: Sheet, media_type: str = "application/geo+json") -> Response:
    """It, or that it is as it was."""
    told = {"ETag": f'"{sheet.etag}"', "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    asked = request.headers.get("if-none-match", "")
    if told["ETag"] in [tag.strip().removeprefix("W/") for tag in asked.split(",")]:
        return Response(status_code=304, headers=told)
    if "gzip" not in request.headers.get("accept-encoding", "").lower():
        return Response(sheet.body, headers=told, media_type=media_type)
    return Response(sheet.packed, headers={**told, "Content-Encoding": "gzip"}, media_type=media_type)


def _below(grid: Grid, top: Grid, level: int | None) -> bool:
    if level is None:
        return grid.parent_id == top.id
    return grid.level == level and not grid.special and grid.path.startswith(f"{top.path}.")


def _parent(grid: Grid, codes: dict[Any, str]) -> str | None:
    return codes.get(grid.parent_id) if grid.parent_id else None


def _feature(
    grid: Grid, outline: dict[str, Any], point: tuple[float | None, float | None], codes: dict[Any, str]
) -> dict[str, Any]:
    lat, lon = point
    return {
        "type": "Feature",
        "id": grid.code,
        "geometry": outline,
        "properties": {
            "code": grid.code,
            "name": grid.name,
            "level": grid.level,
            "parent": _parent(grid, codes),
            "special": grid.special,
            "kind": grid.kind,
            "invented": grid.invented,
            "lat": lat,
            "lon": lon,
        },
    }
