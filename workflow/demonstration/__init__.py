"""The demonstration city: a real tree, with all that its file lacks made up, the same every time from the same seed.

Made up are groups, boundaries, special grids, kinds, units, staff with invented names, rosters. What the file has is
kept. Everything is about places and staff; nothing says who lives there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from models.people import Person, Post, Roster
from models.territory import Grid, Unit
from workflow.demonstration.groups import with_groups, with_kinds
from workflow.demonstration.shapes import Drawing
from workflow.demonstration.specials import specials
from workflow.demonstration.staff import administrator, space_of, staff
from workflow.demonstration.units import units
from workflow.territory import boundary, covers_of, grid_id, grids_of
from workflow.territory.tree import Node, Tree

PREFIXES: Final[Mapping[str, str]] = {"321084": "GY"}
"""What the numbers of a known city's incidents begin with."""

DEFAULT_PREFIX: Final = "GW"


@dataclass(frozen=True)
class City:
    """All that a city begins with. `covers` are pairs (special grid, grid), `accounts` username → person."""

    name: str
    prefix: str
    grids: tuple[Grid, ...]
    covers: tuple[tuple[UUID, UUID], ...]
    units: tuple[Unit, ...]
    persons: tuple[Person, ...]
    posts: tuple[Post, ...]
    rosters: tuple[Roster, ...]
    accounts: Mapping[str, UUID]


def demonstration(tree: Tree, seed: int, since: datetime) -> City:
    """The tree with all that it lacks made up, in force from `since` on (an aware instant)."""
    nodes = with_kinds(with_groups(tree, seed))
    drawing = Drawing(nodes, seed)
    nodes = tuple(_drawn(node, drawing) for node in nodes)
    if not any(node.special for node in nodes):
        found = specials(nodes, drawing.shapes, seed)
        nodes = tuple(sorted([*nodes, *found], key=lambda node: node.path.split(".")))
    invented = drawing.made | {node.code for node in nodes if node.code not in tree.by_code}
    root, prefix = nodes[0], PREFIXES.get(tree.root.code, DEFAULT_PREFIX)
    sent = units(nodes, drawing.shapes, since, space_of(root.code))
    people = staff(nodes, sent, since, seed, f"{prefix.lower()}.example")
    return City(
        name=root.name,
        prefix=prefix,
        grids=grids_of(nodes, since, invented),
        covers=_covers(nodes),
        units=sent,
        persons=tuple(people.persons),
        posts=tuple(people.posts),
        rosters=tuple(people.rosters),
        accounts=dict(people.accounts),
    )


def bare(tree: Tree, since: datetime) -> City:
    """The tree as its file has it, with an administrator and nothing else."""
    people = administrator(tree.root, since)
    return City(
        name=tree.root.name,
        prefix=PREFIXES.get(tree.root.code, DEFAULT_PREFIX),
        grids=grids_of(tree.nodes, since),
        covers=_covers(tree.nodes),
        units=(),
        persons=tuple(people.persons),
        posts=tuple(people.posts),
        rosters=(),
        accounts=dict(people.accounts),
    )


def _drawn(node: Node, drawing: Drawing) -> Node:
    if node.code not in drawing.made:
        return node
    return replace(node, boundary=boundary.outline(drawing.shapes[node.code]))


def _covers(nodes: tuple[Node, ...]) -> tuple[tuple[UUID, UUID], ...]:
    root = nodes[0].code
    return tuple((grid_id(root, special), grid_id(root, under)) for special, under in covers_of(nodes))
