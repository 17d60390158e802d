"""Invented special grids (特色网格): kinds of physical things, each over a few neighbouring lowest grids."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from workflow.demonstration.names import short
from workflow.rules.language import SpecialKind as Kind
from workflow.territory import boundary
from workflow.territory.tree import SPECIAL, Node

PER_VILLAGE: Final = 53 / 231
"""Gaoyou has 53 over its 231 villages."""


class Sort(NamedTuple):
    """A sort of special grid: how many of 53 it is, over how many grids it lies, what it is called."""

    kind: Kind
    share: int
    over: int
    name: str
    staffed: bool


SORTS: Final = (
    Sort(Kind.MARKET, 10, 1, "农贸市场", staffed=False),
    Sort(Kind.INDUSTRIAL_PARK, 8, 4, "工业园区", staffed=True),
    Sort(Kind.RIVER_REACH, 8, 5, "河段", staffed=False),
    Sort(Kind.SCHOOL, 7, 1, "中心学校", staffed=False),
    Sort(Kind.HOSPITAL, 5, 1, "中心医院", staffed=True),
    Sort(Kind.STATION, 4, 1, "汽车站", staffed=False),
    Sort(Kind.SCENIC_AREA, 4, 3, "风景区", staffed=True),
    Sort(Kind.CONSTRUCTION_SITE, 4, 1, "建设工地", staffed=False),
    Sort(Kind.WETLAND, 3, 5, "湿地", staffed=False),
)
STAFFED: Final = frozenset(sort.kind.value for sort in SORTS if sort.staffed)
"""The kinds whose special grids have a handler of their own."""

_MARGIN: Final = 0.08
"""What is left between a special grid and the edge of the grids under it, of the root of its area."""


def specials(nodes: Sequence[Node], shapes: Mapping[str, Geometry], seed: int) -> tuple[Node, ...]:
    """Special grids spread over the townships of a city, by their path; the same for the same seed.

    Each hangs under the lowest grid that holds all under it, but not under a lowest one. Where there are no
    boundaries they have none either, and lie over the grid that they hang under.
    """
    villages = sum(node.tier != SPECIAL and node.level == 3 for node in nodes)
    return _Making(nodes, shapes, seed).make(round(villages * PER_VILLAGE))


class _Making:
    def __init__(self, nodes: Sequence[Node], shapes: Mapping[str, Geometry], seed: int) -> None:
        self._rng: Final = Random(f"{seed}/specials")
        self._by_code: Final = {node.code: node for node in nodes}
        self._by_path: Final = {node.path: node for node in nodes}
        parents = {node.parent for node in nodes}
        self._leaves: Final = [node for node in nodes if node.code not in parents and node.parent is not None]
        self._shapes: Final = shapes
        drawn = [node for node in self._leaves if node.code in shapes]
        self._drawn: Final = drawn
        self._tree: Final = shapely.STRtree([shapes[node.code] for node in drawn])
        self._free: Final = {node.code for node in self._leaves}
        self._taken: Final[dict[str, int]] = {}
        self._names: Final = {node.name for node in nodes}

    def make(self, count: int) -> tuple[Node, ...]:
        quarters = self._quarters()
        found = []
        for i, sort in enumerate(_sorts(count)):
            free = [node for node in quarters[i % len(quarters)] if node.code in self._free]
            if free:
                found.append(self._special(sort, self._grown(self._rng.choice(free), sort.over)))
        return tuple(sorted(found, key=lambda node: node.path.split(".")))

    def _quarters(self) -> list[list[Node]]:
        """The lowest grids by township, or all together where there is none."""
        found: dict[str, list[Node]] = {}
        for leaf in self._leaves:
            found.setdefault(self._upper(leaf), []).append(leaf)
        return list(found.values()) or [[]]

    def _upper(self, node: Node) -> str:
        steps = node.path.split(".")
        above = [".".join(steps[:i]) for i in range(1, len(steps) + 1)]
        return next((at for at in above if self._by_path[at].level == 2), above[0])

    def _grown(self, start: Node, size: int) -> list[Node]:
        """A grid and free neighbours of it, so many together where there are."""
        self._free.discard(start.code)
        found = [start]
        while len(found) < size:
            near = next(filter(None, map(self._neighbours, reversed(found))), None)
            if near is None:
                break
            found.append(self._rng.choice(near))
            self._free.discard(found[-1].code)
        return found

    def _neighbours(self, node: Node) -> list[Node]:
        """Those that share an edge long enough to be one thing together."""
        shape = self._shapes.get(node.code)
        if shape is None:
            return []
        edge = 3 * _MARGIN * shape.area**0.5
        near = [self._drawn[i] for i in sorted(self._tree.query(shape).tolist())]
        near = [node for node in near if node.code in self._free]
        return [node for node in near if shape.intersection(self._shapes[node.code]).length > edge]

    def _special(self, sort: Sort, over: list[Node]) -> Node:
        parent = self._parent(over)
        number = self._taken[parent.code] = self._taken.get(parent.code, 0) + 1
        code = f"{parent.code}s{number:02}"
        drawn = [self._shapes[node.code] for node in over if node.code in self._shapes]
        return Node(
            code=code,
            name=self._name(sort, over[0]),
            tier=SPECIAL,
            level=parent.level,
            parent=parent.code,
            path=f"{parent.path}.{code}",
            kind=sort.kind.value,
            boundary=boundary.outline(_within(drawn)) if drawn else None,
        )

    def _parent(self, over: list[Node]) -> Node:
        """The lowest grid above all of them."""
        paths = [node.path.split(".")[:-1] for node in over]
        common = []
        for steps in zip(*paths, strict=False):
            if len(set(steps)) > 1:
                break
            common.append(steps[0])
        return self._by_path[".".join(common)]

    def _name(self, sort: Sort, at: Node) -> str:
        """Called after its township, after its village where that name is taken."""
        town = short(self._by_path[self._upper(at)].name)
        village = short(self._by_code[at.parent or at.code].name)
        names = [f"{town}{sort.name}"] + ([f"{town}{village}{sort.name}"] if village != town else [])
        names += [f"{names[-1]}{number}" for number in range(2, 100)]
        name = next((name for name in names if name not in self._names), names[-1])
        self._names.add(name)
        return name


def _sorts(count: int) -> list[Sort]:
    """So many sorts by their shares, taking turns."""
    weights = [sort.share for sort in SORTS]
    turns = sorted(((number + 0.5) / weight, place) for place, weight in enumerate(weights) for number in range(weight))
    order = [SORTS[place] for _, place in turns]
    return [order[i % len(order)] for i in range(count)]


def _within(shapes: list[Geometry]) -> Geometry:
    """An outline a little inside of all these grids together."""
    whole = shapely.union_all(shapes)
    inner = whole.buffer(-_MARGIN * whole.area**0.5, join_style="mitre")
    parts = sorted(shapely.get_parts(inner), key=lambda part: part.area)
    return shapely.set_precision(parts[-1], 1e-5) if parts else whole
