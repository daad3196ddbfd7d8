"""What the elements of a model need: their arrows, what those lead to, names they leave open."""

from __future__ import annotations

from collections.abc import Mapping

from rules.dmn import model as m
from rules.feel import Expression, free_names, walk
from rules.feel import nodes as n


def information_needs(element: m.DrgElement) -> tuple[m.Requirement, ...]:
    """Return the arrows on which the value of an element rests."""
    if isinstance(element, m.Decision | m.KnowledgeModel):
        return element.requirements
    return ()


def beyond(start: str, needs: Mapping[str, list[str]]) -> set[str]:
    """Return everything that an element rests on, directly or not."""
    found: set[str] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(needs.get(name, ()))
    return found


def names_of_items(tree: Expression) -> frozenset[str]:
    """Return names in conditions of filters, where entries of the items are names too."""
    filters = (node for node in walk(tree) if isinstance(node, n.Filter))
    return frozenset(name for node in filters for name in free_names(node.condition))
