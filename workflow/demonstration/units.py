"""The invented city's units (责任单位): which there are, where each is sent, and when it is on duty."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from shapely.geometry.base import BaseGeometry as Geometry

from models.territory import TOWNSHIP, Unit
from workflow.demonstration.names import numeral, short
from workflow.territory.tree import Node

ALL: Final = ("*",)
FIRE_STATIONS: Final = 3
AROUND_THE_CLOCK: Final = frozenset({"gas", "fire", "water_supply"})
"""The kinds of unit that somebody is on duty of day and night."""


class Sort(NamedTuple):
    """A kind of unit and what its units are called after the city's or the township's name."""

    kind: str
    name: str


OF_THE_CITY: Final = (
    Sort("urban_management", "城管局"),
    Sort("sanitation", "环卫所"),
    Sort("municipal", "市政设施管理处"),
    Sort("water_supply", "自来水公司"),
    Sort("gas", "燃气公司"),
    Sort("drainage", "排水管理所"),
    Sort("heat", "供热公司"),
    Sort("power", "供电公司"),
    Sort("telecom", "通信线路维护中心"),
    Sort("water_bureau", "水务局"),
    Sort("ecology", "生态环境局"),
    Sort("housing", "住建局"),
    Sort("traffic_police", "交警大队"),
    Sort("transport", "交通运输局"),
    Sort("fire", "消防救援站"),
    Sort("market", "市场监管局"),
    Sort("landscaping", "园林管理所"),
    Sort("health", "卫健委"),
    Sort("agriculture", "农业农村局"),
    Sort("emergency", "应急管理局"),
    Sort("civil_affairs", "民政局"),
    Sort("services", "专业服务团"),
    Sort("justice", "司法调解中心"),
    Sort("natural_resources", "自然资源规划局"),
)
OF_A_TOWNSHIP: Final = (
    ("team", Sort("township_team", "综合行政执法队")),
    ("build", Sort("township_construction", "村镇建设管理所")),
    ("farm", Sort("township_agriculture", "农业农村服务中心")),
)


def units(nodes: Sequence[Node], shapes: Mapping[str, Geometry], since: datetime, space: UUID) -> tuple[Unit, ...]:
    """The city's units, then each township's. A unit's code is its kind, with hyphens."""
    return tuple(_units(nodes, shapes, since, space))


def _units(nodes: Sequence[Node], shapes: Mapping[str, Geometry], since: datetime, space: UUID) -> Iterator[Unit]:
    root = nodes[0]
    townships = [node for node in nodes if node.level == TOWNSHIP and not node.special]
    for sort in OF_THE_CITY:
        name = short(root.name) + sort.name
        if sort.kind != "fire":
            yield _unit(sort.kind.replace("_", "-"), name, sort.kind, [root.path], since, space)
            continue
        for number, paths in enumerate(_territories(townships or [root], shapes), 1):
            yield _unit(f"fire-{number}", f"{name}（第{numeral(number)}站）", "fire", paths, since, space)
    for town in townships:
        for prefix, sort in OF_A_TOWNSHIP:
            yield _unit(f"{prefix}-{town.code}", short(town.name) + sort.name, sort.kind, [town.path], since, space)


def _territories(townships: Sequence[Node], shapes: Mapping[str, Geometry]) -> list[list[str]]:
    """The townships in up to three parts, from west to east where the map is known."""

    def westerly(node: Node) -> tuple[float, str]:
        shape = shapes.get(node.code)
        return (shape.centroid.x if shape else 0.0), node.code

    order = [node.path for node in sorted(townships, key=westerly)]
    parts = min(FIRE_STATIONS, len(order))
    return [sorted(order[len(order) * i // parts : len(order) * (i + 1) // parts]) for i in range(parts)]


def _unit(code: str, name: str, kind: str, paths: list[str], since: datetime, space: UUID) -> Unit:
    return Unit(
        id=uuid5(space, f"unit/{code}"),
        code=code,
        name=name,
        kind=kind,
        paths=paths,
        categories=list(ALL),
        valid_from=since,
    )
