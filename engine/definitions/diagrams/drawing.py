"""What a picture of a workflow shows, whatever form it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.definitions.graph import graph_of
from engine.definitions.language import Workflow

_WIDESPREAD = 4
"""From so many states on, an action is no step of the way but a door that is open everywhere."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A workflow, and a case in it.

    Attributes:
        text: Words for a part (`states`, `actions`, `stages`) and a key.
        title: Name of the kind of case.
        here: The present state of a case; None draws the declaration alone.
        visited: The states that the case has been in, in their order.
    """

    spec: Workflow
    text: Callable[[str, str], str]
    title: str
    here: str | None = None
    visited: tuple[str, ...] = field(default_factory=tuple)

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The states of every stage that has some."""
        found = {
            stage: tuple(name for name, state in self.spec.states.items() if state.stage == stage)
            for stage in self.spec.stages
        }
        return {stage: states for stage, states in found.items() if states}

    @cached_property
    def moves(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The actions between each two states; what stays where it is is left out."""
        found: dict[tuple[str, str], list[str]] = {}
        for move in graph_of(self.spec).moves:
            if move.origin != move.target:
                found.setdefault((move.origin, move.target), []).append(move.action)
        return {pair: tuple(actions) for pair, actions in found.items()}

    @cached_property
    def drawn(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The moves worth a line: the steps of the way, and whatever is possible from here."""
        steps = {(m.origin, m.target, m.action) for m in graph_of(self.spec).moves if not m.back}
        found = {}
        for (origin, target), actions in self.moves.items():
            kept = tuple(
                action
                for action in actions
                if origin == self.here
                or ((origin, target, action) in steps and not self._is_widespread(action))
            )
            if kept:
                found[origin, target] = kept
        return found

    @cached_property
    def doors(self) -> Mapping[str, tuple[str, ...]]:
        """For each state: the widespread actions that lead to it, which have no lines."""
        found: dict[str, list[str]] = {}
        for (_, target), actions in self.moves.items():
            for action in actions:
                known = found.setdefault(target, [])
                if self._is_widespread(action) and action not in known:
                    known.append(action)
        return {state: tuple(actions) for state, actions in found.items() if actions}

    def _is_widespread(self, action: str) -> bool:
        return len(self.spec.actions[action].origin) >= _WIDESPREAD

    def actions(self, names: tuple[str, ...]) -> str:
        """Names of actions in words."""
        return " / ".join(self.text("actions", name) for name in names)
