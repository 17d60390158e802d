"""The tree of hashes of RFC 6962 (section 2.1; RFC 9162 says it again): one root over many leaves, and for each leaf
the few hashes by which anybody can see that it is under that root. Pure; leaves and inner nodes are hashed apart.

A node without a sibling goes up as it is. So a level is made by hashing its nodes two by two, and the nodes of any
level are the leaves of a smaller tree with the same root.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

EMPTY: Final = hashlib.sha256().digest()
"""The root over nothing."""


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels(nodes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """From these nodes up to the one above all; of none, none."""
    found: list[Sequence[bytes]] = [nodes]
    while len(found[-1]) > 1:
        found.append([joined(*pair) if len(pair) > 1 else pair[0] for pair in _pairs(found[-1])])
    return found


def _pairs(nodes: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (nodes[at : at + 2] for at in range(0, len(nodes), 2))


def root(nodes: Sequence[bytes]) -> bytes:
    return levels(nodes)[-1][0] if nodes else EMPTY


def path(nodes: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the way up from one of the nodes, from below."""
    found = []
    for level in levels(nodes):
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        index //= 2
    return found


def climbed(node: bytes, index: int, size: int, beside: Iterable[bytes]) -> bytes | None:
    """The root of a tree of `size` leaves in which this node is the leaf `index`, by a path (RFC 9162, 2.1.3.2); none
    where the path is none of such a tree."""
    last = size - 1
    if not 0 <= index <= last:
        return None
    for each in beside:
        if last == 0:
            return None
        if index % 2 or index == last:
            node = joined(each, node)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            node = joined(node, each)
        index, last = index // 2, last // 2
    return node if last == 0 else None
