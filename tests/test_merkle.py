"""The tree of RFC 6962: its roots are those that others have for the same leaves, and a path leads nowhere else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import merkle

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
"""By which implementations of Certificate Transparency test themselves, and the roots over the first 1 to 8 of them."""
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_other_implementations(size: int) -> None:
    assert merkle.root([merkle.leaf(bytes.fromhex(each)) for each in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_the_root_over_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == hashlib.sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_a_path_leads_its_own_leaf_to_the_root_and_no_other(size: int, data: st.DataObject) -> None:
    nodes = [merkle.leaf(bytes([each])) for each in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = merkle.path(nodes, index), merkle.root(nodes)
    assert merkle.climbed(nodes[index], index, size, path) == root
    assert merkle.climbed(merkle.leaf(b"another"), index, size, path) != root
    other = data.draw(st.integers(-1, size))
    assert other == index or merkle.climbed(nodes[index], other, size, path) != root
    assert merkle.climbed(nodes[index], index, size, [*path, root]) != root
    assert not path or merkle.climbed(nodes[index], index, size, path[:-1]) != root


@given(st.integers(0, 70), st.sampled_from((2, 4, 8)), st.data())
def test_the_nodes_above_each_so_many_leaves_have_the_same_root_and_paths(
    size: int, width: int, data: st.DataObject
) -> None:
    nodes = [merkle.leaf(bytes([each])) for each in range(size)]
    parts = [nodes[at : at + width] for at in range(0, size, width)]
    above = [merkle.root(part) for part in parts]
    assert merkle.root(above) == merkle.root(nodes)
    if size:
        index = data.draw(st.integers(0, size - 1))
        below = merkle.path(parts[index // width], index % width)
        assert [*below, *merkle.path(above, index // width)] == merkle.path(nodes, index)
