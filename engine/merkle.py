"""The Merkle tree of RFC 6962 (section 2.1), which grows only at its end.

A tree of n leaves is kept as its complete subtrees, so that appending costs one hash a level and
every proof is read from stored nodes. Levels count from the leaves (0); the node at (level, i)
covers the leaves from i * 2**level on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import EngineCode, LogError

Node: TypeAlias = tuple[int, int, bytes]
"""Level, position and hash of a complete subtree."""

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of a stored subtree by level and position."""


def leaf_hash(content: bytes) -> bytes:
    """Hash of a leaf (RFC 6962, 2.1: 0x00 before the content)."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 6962, 2.1: 0x01 before both hashes)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of a tree without leaves."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """What appending needs of a tree: its size and its complete subtrees from left to right.

    Example:
        >>> grown, nodes = Frontier().append(leaf_hash(b"first"))
        >>> grown.size, [node[:2] for node in nodes]
        (1, [(0, 0)])
        >>> grown.root() == leaf_hash(b"first")
        True
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
        """The tree with one leaf more, and the subtrees that became complete by it."""
        made: list[Node] = [(0, self.size, leaf)]
        peaks = list(self.peaks)
        level, position, top = 0, self.size, leaf
        while position & 1:
            top = node_hash(peaks.pop(), top)
            level, position = level + 1, position >> 1
            made.append((level, position, top))
        return Frontier(self.size + 1, (*peaks, top)), tuple(made)

    def root(self) -> bytes:
        """The tree's root."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(size: int, read: NodeReader) -> bytes:
    """Root of the first `size` leaves, from stored nodes."""
    return EMPTY_ROOT if size == 0 else _subtree(0, size, read)


def inclusion_proof(index: int, size: int, read: NodeReader) -> tuple[bytes, ...]:
    """The audit path of a leaf in the tree of the first `size` leaves (RFC 6962, 2.1.1).

    Raises:
        LogError: The tree has no such leaf.
    """
    if not 0 <= index < size:
        raise LogError(EngineCode.LOG_OUT_OF_RANGE, index=index, size=size)
    return tuple(_path(index, 0, size, read))


def consistency_proof(old: int, size: int, read: NodeReader) -> tuple[bytes, ...]:
    """That the first `old` leaves are the beginning of the first `size` (RFC 6962, 2.1.2).

    Raises:
        LogError: The older tree is empty or larger.
    """
    if not 0 < old <= size:
        raise LogError(EngineCode.LOG_OUT_OF_RANGE, index=old, size=size)
    return tuple(_consistency(old, 0, size, read, whole=True))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the larger tree begins with the smaller one (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size or (not proof and old & (old - 1)):
        return False
    path = [old_root, *proof] if not old & (old - 1) else list(proof)
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(start: int, size: int, read: NodeReader) -> bytes:
    level = size.bit_length() - 1
    if size == 1 << level:
        return read(level, start >> level)
    left = _split(size)
    return node_hash(_subtree(start, left, read), _subtree(start + left, size - left, read))


def _path(index: int, start: int, size: int, read: NodeReader) -> Iterator[bytes]:
    if size == 1:
        return
    left = _split(size)
    if index < left:
        yield from _path(index, start, left, read)
        yield _subtree(start + left, size - left, read)
    else:
        yield from _path(index - left, start + left, size - left, read)
        yield _subtree(start, left, read)


def _consistency(
    old: int, start: int, size: int, read: NodeReader, *, whole: bool
) -> Iterator[bytes]:
    if old == size:
        if not whole:
            yield _subtree(start, size, read)
        return
    left = _split(size)
    if old <= left:
        yield from _consistency(old, start, left, read, whole=whole)
        yield _subtree(start + left, size - left, read)
    else:
        yield from _consistency(old - left, start + left, size - left, read, whole=False)
        yield _subtree(start, left, read)
