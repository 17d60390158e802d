"""The territory as a file: a tree of any number of tiers, read whole or not at all.

The file is CSV in UTF-8 (with or without a mark of byte order), its first line the columns `code`,
`name`, `level` and `parent_code`, if wanted `kind` and `boundary` (GeoJSON text), in any order.
`level` names a tier, such as `township`; the rules give each tier its duty level. The tier
`special` is a special grid (特色网格): it hangs under any grid and has none below it. Two tiers may
share a duty level (a prefecture and its counties are both the city's).

The root is the one row whose parent is not in the file. Codes are the key, names may repeat.

    TreeInvalid    everything that is wrong with a file, each problem with its line and column
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from models.territory import Grid
from workflow.territory import boundary, links, rows
from workflow.territory.tree import KINDS, SPECIAL, TIERS, Node, Problem, Tree, TreeInvalid

__all__ = [
    "KINDS",
    "SPECIAL",
    "TIERS",
    "Node",
    "Problem",
    "Tree",
    "TreeInvalid",
    "covers_of",
    "grid_id",
    "grids_of",
    "read_tree",
]

_IDS: Final = uuid5(NAMESPACE_URL, "gridward:territory")


def read_tree(text: str | bytes, tiers: Mapping[str, int]) -> Tree:
    """The tree in a file. `tiers` gives each tier's duty level, 1 to 4.

    Raises TreeInvalid with all that is wrong: nothing is left out, guessed or half taken.
    """
    problems: list[Problem] = []
    found = rows.read(text, tiers, problems)
    nodes = links.linked(found, tiers, problems)
    if problems:
        raise TreeInvalid(problems)
    return Tree(nodes)


def grid_id(root: str, code: str) -> UUID:
    """The id of a grid that comes from a file or a demonstration: the same every time."""
    return uuid5(_IDS, f"{root}/{code}")


def grids_of(nodes: Iterable[Node], since: datetime, invented: frozenset[str] = frozenset()) -> tuple[Grid, ...]:
    """The grids of a tree's nodes, root first, in use from `since` on.

    `invented` has the codes of those that are, or whose boundary is, made up.
    """
    found = tuple(nodes)
    root = found[0].code
    return tuple(
        Grid(
            id=grid_id(root, node.code),
            code=node.code,
            name=node.name,
            tier=node.tier,
            level=node.level,
            parent_id=None if node.parent is None else grid_id(root, node.parent),
            path=node.path,
            special=node.special,
            kind=node.kind,
            boundary=node.boundary,
            invented=node.code in invented,
            valid_from=since,
        )
        for node in found
    )


def covers_of(nodes: Iterable[Node]) -> tuple[tuple[str, str], ...]:
    """Over which lowest grids each special grid lies, as pairs of codes (special, grid).

    By the boundaries where both have one; else it lies over the grid that it hangs under.
    """
    found = tuple(nodes)
    parents = {node.parent for node in found if not node.special}
    leaves = [
        (node.code, boundary.geometry(node.boundary))
        for node in found
        if node.boundary and not node.special and node.code not in parents
    ]
    pairs = []
    for node in found:
        if not node.special or node.parent is None:
            continue
        under = boundary.overlaid(boundary.geometry(node.boundary), leaves) if node.boundary else ()
        pairs += [(node.code, code) for code in under or (node.parent,)]
    return tuple(pairs)
