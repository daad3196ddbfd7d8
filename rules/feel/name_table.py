"""The names that may stand in a text, so that the longest one that matches is taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rules.feel.scanner import name_pieces, normal_name


class NameTable:
    """Known names by their first word.

    Example:
        >>> table = NameTable(["fee", "fee per day"])
        >>> table.longest([("fee", 3), ("per", 7), ("day", 11), ("+", 13)])
        ('fee per day', 11)
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], str]] = {}
        self._longest: dict[str, int] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known."""
        pieces = name_pieces(name)
        if not pieces:
            return
        first = pieces[0]
        self._by_first.setdefault(first, {})[pieces] = normal_name(name)
        self._longest[first] = max(self._longest.get(first, 0), len(pieces))

    def reach(self, first: str) -> int:
        """Return how many pieces the longest name with this first piece has."""
        return self._longest.get(first, 0)

    def longest(self, pieces: Sequence[tuple[str, int]]) -> tuple[str, int] | None:
        """Return the longest known name that the pieces begin with, and where it ends."""
        if not pieces:
            return None
        candidates = self._by_first.get(pieces[0][0], {})
        texts = tuple(text for text, _ in pieces)
        for length in range(len(pieces), 0, -1):
            name = candidates.get(texts[:length])
            if name is not None:
                return name, pieces[length - 1][1]
        return None


@lru_cache(maxsize=64)
def known_names(names: tuple[str, ...]) -> NameTable:
    """Return the table of these names, to be read only.

    The texts of a model see the same names; a table for each of them would make a thousand
    criteria a million names.
    """
    return NameTable(names)
