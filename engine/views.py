"""Views of a list that somebody keeps: what is asked for, which columns, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

MOST_VIEWS = 20
"""How many a person keeps of one list; more would be found no faster than by asking anew."""

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """One view of one person.

    Attributes:
        place: Which list: `work` or `cases`.
        name: As the person calls it; it never leaves their own pages.
        filters: What is asked for, by the names that the list's address uses. Words that were
            searched for are not among them: they may name a person.
        columns: Which columns, in order; empty for the usual ones.
        sort: The order, by a name of the list; empty for the usual one.
        preferred: Whether the list opens with it.
    """

    person: str
    place: str
    name: str
    filters: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort: str = ""
    preferred: bool = False


class ViewStore(Protocol):
    """Views of lists that people keep, each their own."""

    def views(self, person: str, place: str) -> Sequence[SavedView]:
        """The views of a person of one list, by name."""

    def save_view(self, view: SavedView) -> None:
        """Keep a view in place of the one with its name; only one of a list is preferred."""

    def drop_view(self, person: str, place: str, name: str) -> None:
        """Forget a view; nothing happens when there is none."""
