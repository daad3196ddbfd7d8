"""A plain layout of a model's diagram, so that editors show it: rows for each level of need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.dmn import model as m

WIDTH, HEIGHT = 180, 60
_GAP_X, _GAP_Y, _MARGIN = 60, 90, 40
_WIDEST = 14  # elements side by side; a model with more of a level gets further rows


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
    boxes: dict[str, Box] = {}
    y = _MARGIN
    for row in _rows(model):
        for column, identifier in enumerate(row):
            boxes[identifier] = Box(_MARGIN + column * (WIDTH + _GAP_X), y)
        y += HEIGHT + _GAP_Y
    return boxes


def _rows(model: m.Definitions) -> Iterator[Sequence[str]]:
    """Yield the rows from the top; each stands below what needs it, and as near as may be."""
    levels, above = _levels(model), _needed_by(model)
    place: dict[str, float] = {}
    for level in sorted(set(levels.values()), reverse=True):
        found = [identifier for identifier in levels if levels[identifier] == level]
        found.sort(key=lambda identifier: _middle(place, above.get(identifier, ())))
        for start in range(0, len(found), _WIDEST):
            row = found[start : start + _WIDEST]
            place.update({identifier: column for column, identifier in enumerate(row)})
            yield row


def _needed_by(model: m.Definitions) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for element in model.elements:
        for requirement in requirements_of(element):
            found.setdefault(requirement.target.lstrip("#"), []).append(element.id)
    return found


def _middle(place: Mapping[str, float], others: Sequence[str]) -> float:
    known = [place[other] for other in others if other in place]
    return sum(known) / len(known) if known else 0.0


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
