"""The tree of RFC 6962 grows and proves."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import LogError
from engine.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

# The vectors that certificate-transparency logs are tested with (google/certificate-transparency).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
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


class Grown:
    """A tree with all its nodes."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.roots = [EMPTY_ROOT]
        frontier = Frontier()
        for leaf in leaves:
            frontier, made = frontier.append(leaf_hash(leaf))
            self.nodes.update({(level, place): found for level, place, found in made})
            self.roots.append(frontier.root())

    def read(self, level: int, place: int) -> bytes:
        """A stored node."""
        return self.nodes[level, place]


def test_the_published_roots_come_out() -> None:
    """Trees of one to eight leaves have the roots that other implementations have."""
    assert [root.hex() for root in Grown(LEAVES).roots[1:]] == ROOTS


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    """RFC 6962, 2.1: the hash of an empty list is the hash of an empty string."""
    assert Frontier().root() == hashlib.sha256().digest() == root_of(0, Grown([]).read)


@given(st.integers(1, 70), st.data())
def test_every_entry_is_provably_in_every_later_tree(size: int, data: st.DataObject) -> None:
    """The proof leads to the root, and to no other."""
    tree = Grown([bytes([n]) for n in range(size)])
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, tree.read)
    leaf = leaf_hash(bytes([index]))
    assert root_of(size, tree.read) == tree.roots[size]
    assert is_included(leaf, index, size, proof, tree.roots[size])
    assert not is_included(leaf_hash(b"forged"), index, size, proof, tree.roots[size])
    assert not is_included(leaf, index, size, (*proof, leaf), tree.roots[size])


@given(st.integers(1, 70), st.data())
def test_every_tree_provably_continues_the_earlier_ones(size: int, data: st.DataObject) -> None:
    """A tree that rewrote its beginning has no proof."""
    tree = Grown([bytes([n]) for n in range(size)])
    old = data.draw(st.integers(1, size))
    proof = consistency_proof(old, size, tree.read)
    assert is_consistent(old, tree.roots[old], size, tree.roots[size], proof)
    other = node_hash(tree.roots[old], b"forged")
    assert not is_consistent(old, other, size, tree.roots[size], proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_for_what_is_not_there(index: int, size: int) -> None:
    """A place outside the tree is an error."""
    with pytest.raises(LogError):
        inclusion_proof(index, size, Grown(LEAVES).read)
