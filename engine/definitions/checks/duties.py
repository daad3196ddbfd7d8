"""Separation of duties that no staffing can satisfy, found by walking the ways of a case.

Staffing is taken to be as good as it can be: every role has as many people as are wanted, each
person may hold every role, and every action is taken by somebody new unless the document says
who it must be. What is impossible even then is impossible for every office.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.graph import Graph, shown
from engine.definitions.language import Action
from engine.definitions.references import MACHINES, OPENING
from rules.findings import Finding

_MOST_SITUATIONS = 20_000
"""Enough for documents with some ten restricted actions; beyond it nothing is claimed."""

_History = frozenset[tuple[str, str]]
"""Pairs of an action and a person who has taken it; a person is named for their first action."""


@dataclass(frozen=True, slots=True)
class _Situation:
    """A state, with every history that some choice of people may have led to it."""

    state: str
    histories: frozenset[_History]


def check_duties(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """Contradictions in one action, and paths on which nobody is left who may go on."""
    contradicting = set()
    for name, action in definition.spec.actions.items():
        both = set(action.only_by_actor_of) & set(action.not_by_actor_of)
        if both and set(action.only_by_actor_of) <= set(action.not_by_actor_of):
            contradicting.add(name)
            yield definition.finding(
                DefinitionCode.DUTIES_CONTRADICT,
                ("actions", name, "not_by_actor_of"),
                action=name,
                others=sorted(both),
            )
    yield from _without_effect(definition, graph)
    walk = _Walk(definition, graph)
    walk.run()
    for name in walk.impossible() - contradicting:
        yield walk.finding(name)


def _without_effect(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """A bar against somebody who can never have acted before protects from nothing."""
    for name, action in definition.spec.actions.items():
        for index, other in enumerate(action.not_by_actor_of):
            if not _can_precede(definition, graph, other, name):
                yield definition.warning(
                    DefinitionCode.DUTIES_WITHOUT_EFFECT,
                    ("actions", name, "not_by_actor_of", index),
                    action=name,
                    other=other,
                )


def _can_precede(definition: Definition, graph: Graph, first: str, second: str) -> bool:
    if first == OPENING:
        return True
    before, after = definition.spec.actions[first], definition.spec.actions[second]
    if not set(before.by) - set(MACHINES):
        return False
    places = {m.target for m in graph.moves if m.action == first} | set(before.origin)
    return any(set(after.origin) & graph.reached_from(place) for place in places)


class _Walk:
    """All situations that the restricted actions distinguish, breadth first."""

    def __init__(self, definition: Definition, graph: Graph) -> None:
        self._definition = definition
        self._graph = graph
        actions = definition.spec.actions.values()
        self._restricted = any(action.only_by_actor_of for action in actions)
        self._remembered = frozenset(
            name for a in actions for name in (*a.only_by_actor_of, *a.not_by_actor_of)
        )
        self._possible: set[str] = set()
        self._refused: dict[str, tuple[str, ...]] = {}
        self._complete = True

    def run(self) -> None:
        """Walk; without actions that name their people there is nothing to find."""
        if not self._restricted or not self._graph.paths:
            return
        first = self._remember(frozenset(), OPENING, OPENING)
        initial = next(name for name, path in self._graph.paths.items() if path == (OPENING,))
        start = _Situation(initial, frozenset((first,)))
        paths = {start: (OPENING,)}
        waiting = deque((start,))
        while waiting:
            situation = waiting.popleft()
            for action, after in self._steps(situation, paths[situation]):
                if after in paths:
                    continue
                if len(paths) >= _MOST_SITUATIONS:
                    self._complete = False
                    return
                paths[after] = (*paths[situation], action)
                waiting.append(after)

    def impossible(self) -> set[str]:
        """Actions that were tried and never possible."""
        return set(self._refused) - self._possible if self._complete else set()

    def finding(self, name: str) -> Finding:
        """The shortest path after which nobody may take the action."""
        action = self._definition.spec.actions[name]
        return self._definition.finding(
            DefinitionCode.DUTIES_STUCK,
            ("actions", name, "only_by_actor_of"),
            action=name,
            only=list(action.only_by_actor_of),
            barred=list(action.not_by_actor_of) or ["-"],
            example=shown(self._refused[name]),
        )

    def _steps(
        self, situation: _Situation, path: tuple[str, ...]
    ) -> Iterator[tuple[str, _Situation]]:
        for name, action in self._graph.actions_from(situation.state):
            histories = frozenset(
                after
                for history in situation.histories
                for after in self._after(history, name, action)
            )
            if not histories:
                self._refused.setdefault(name, path)
                continue
            self._possible.add(name)
            moves = [m for m in self._graph.outgoing(situation.state) if m.action == name]
            for target in {m.target for m in moves} or {situation.state}:
                yield name, _Situation(target, histories)

    def _after(self, history: _History, name: str, action: Action) -> Iterator[_History]:
        """The history after each choice of a person who may take the action."""
        if set(action.by) <= set(MACHINES):
            yield history
            return
        barred = {person for done, person in history if done in action.not_by_actor_of}
        for person in sorted(_wanted(history, name, action) - barred):
            yield self._remember(history, name, person)

    def _remember(self, history: _History, name: str, person: str) -> _History:
        return history | {(name, person)} if name in self._remembered else history


def _wanted(history: _History, name: str, action: Action) -> set[str]:
    """Who must take the action, or a person of its own when anybody may."""
    if action.only_by_actor_of:
        return {person for done, person in history if done in action.only_by_actor_of}
    fresh = name
    while any(person == fresh for _, person in history) and name in action.not_by_actor_of:
        fresh += "'"
        if len(fresh) > len(name) + 2:
            break
    return {fresh}
