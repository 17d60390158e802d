"""What a territory file may lack below its villages: groups (组), and the kinds of its grids."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from models.territory import GROUP, TOWNSHIP, VILLAGE
from workflow.demonstration.names import numeral
from workflow.rules.language import GridKind
from workflow.territory.tree import Node, Tree

PER_VILLAGE: Final = 2637 / 231
"""Gaoyou: 2,637 groups in 231 villages."""

_FEWEST, _MOST = 5, 18


def with_groups(tree: Tree, seed: int) -> tuple[Node, ...]:
    """The tree's nodes; groups beneath its villages unless it has groups of its own.

    Where it has no villages, beneath its lowest grids.
    """
    nodes = tree.nodes
    if any(node.level == GROUP and not node.special for node in nodes):
        return nodes
    parents = {node.parent for node in nodes if not node.special}
    leaves = [node for node in nodes if node.code not in parents and not node.special]
    homes = [node for node in leaves if node.level == VILLAGE] or leaves
    counts = _counts(len(homes), Random(f"{seed}/groups"))
    taken = {node.code for node in nodes}
    made = [group for home, count in zip(homes, counts, strict=True) for group in _groups(home, count, taken)]
    return tuple(sorted([*nodes, *made], key=lambda node: node.path.split(".")))


def _counts(homes: int, rng: Random) -> list[int]:
    """How many groups each has: about eleven, in all what Gaoyou has for as many villages."""
    total = round(homes * PER_VILLAGE)
    counts = [rng.randint(_FEWEST + 2, _MOST - 2) for _ in range(homes)]
    while (missing := total - sum(counts)) != 0:
        step = 1 if missing > 0 else -1
        at = rng.randrange(homes)
        if _FEWEST <= counts[at] + step <= _MOST:
            counts[at] += step
    return counts


def _groups(home: Node, count: int, taken: set[str]) -> Iterable[Node]:
    digits = 2
    while any(f"{home.code}{number:0{digits}}" in taken for number in range(1, count + 1)):
        digits += 1
    for number in range(1, count + 1):
        code = f"{home.code}{number:0{digits}}"
        yield Node(code, f"第{numeral(number)}组", "group", GROUP, home.code, f"{home.path}.{code}")


def with_kinds(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The same nodes; ordinary grids below the city without a kind get one, told from names."""
    kinds: dict[str, str | None] = {}
    found = []
    for node in nodes:
        kind = node.kind or (None if node.special or node.parent is None else _kind(node, kinds.get(node.parent)))
        kinds[node.code] = kind
        found.append(replace(node, kind=kind))
    return tuple(found)


def _kind(node: Node, above: str | None) -> str | None:
    if node.level < TOWNSHIP:
        return None
    if node.level > VILLAGE or above == GridKind.INDUSTRIAL:
        return above
    if "开发区" in node.name or "经济" in node.name:
        return GridKind.INDUSTRIAL.value
    if node.level == TOWNSHIP:
        return GridKind.URBAN.value if "街道" in node.name else GridKind.MARKET_TOWN.value
    if "社区" in node.name or "居委会" in node.name:
        return above
    return GridKind.RURAL.value
