"""A plain layout of a model's diagram, so that editors show it: one row for each level of need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.dmn import model as m

WIDTH, HEIGHT = 180, 60
_GAP_X, _GAP_Y, _MARGIN = 60, 90, 40


@dataclass(frozen=True, slots=True)
class Box:
    """Where an element is drawn, in the units of DMN DI."""

    x: int
    y: int


def requirements_of(element: m.DrgElement) -> tuple[m.Requirement, ...]:
    """Return the arrows that lead to an element."""
    if isinstance(element, m.Decision | m.KnowledgeModel | m.KnowledgeSource):
        return element.requirements
    return ()


def layout(model: m.Definitions) -> Mapping[str, Box]:
    """Return the place of every element by id; what is needed stands below what needs it.

    Example:
        >>> from rules.dmn.plain_reader import read_plain
        >>> boxes = layout(read_plain({"model": "m", "namespace": "u", "inputs": {"a": "number"},
        ...     "decisions": {"b": {"needs": ["a"], "logic": "a"}}}))
        >>> boxes["a"].y > boxes["b"].y
        True
    """
    levels = _levels(model)
    top = max(levels.values(), default=0)
    used: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for identifier, level in levels.items():
        column = used.get(level, 0)
        used[level] = column + 1
        x, y = column * (WIDTH + _GAP_X), (top - level) * (HEIGHT + _GAP_Y)
        boxes[identifier] = Box(_MARGIN + x, _MARGIN + y)
    return boxes


def _levels(model: m.Definitions) -> dict[str, int]:
    levels = {element.id: 0 for element in model.elements}
    # As many passes as there are elements settle every model without a cycle.
    for _ in model.elements:
        before = dict(levels)
        for element in model.elements:
            for requirement in requirements_of(element):
                below = levels.get(requirement.target.lstrip("#"))
                if below is not None and requirement.target.startswith("#"):
                    needed = min(below + 1, len(levels))
                    levels[element.id] = max(levels[element.id], needed)
        if levels == before:
            break
    return levels
