"""Saved views that are forgotten with the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.views import SavedView


class InMemoryViews:
    """Implements `ViewStore`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], SavedView] = {}

    def views(self, person: str, place: str) -> Sequence[SavedView]:
        """The views of a person of one list, by name."""
        own = (view for key, view in self._kept.items() if key[:2] == (person, place))
        return sorted(own, key=lambda view: view.name)

    def save_view(self, view: SavedView) -> None:
        """Keep a view; see the port."""
        if view.preferred:
            for other in self.views(view.person, view.place):
                self._kept[other.person, other.place, other.name] = replace(other, preferred=False)
        self._kept[view.person, view.place, view.name] = view

    def drop_view(self, person: str, place: str, name: str) -> None:
        """Forget a view; nothing happens when there is none."""
        self._kept.pop((person, place, name), None)
