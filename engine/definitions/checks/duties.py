"""Separation of duties that no staffing can satisfy, found by walking the ways of a case.

Staffing is taken to be as good as it can be: every role has as many people as are wanted (one, for
a role that one person holds alone), each person may hold every role, and every action is taken by
somebody new unless the document says who it must be. What is impossible even then is impossible
for every office.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.graph import Graph, shown
from engine.definitions.language import Action
from engine.definitions.references import MACHINES, OPENING
from engine.definitions.walk import Place, names, walk
from rules.findings import Finding

_History = frozenset[tuple[str, str]]
"""Pairs of an action and a person who has taken it; a person is named for their first action."""


_Histories = frozenset[_History]
"""Every history that some choice of people may have led to."""


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
    staffing = _Staffing(definition, graph)
    for name, path in staffing.impossible().items():
        if name not in contradicting:
            yield staffing.finding(name, path)


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


class _Staffing:
    """Remembers who has taken which of the actions that others are barred by or bound to."""

    def __init__(self, definition: Definition, graph: Graph) -> None:
        self._definition = definition
        self._graph = graph
        self._alone = frozenset(definition.spec.sole_roles)
        restricted = [
            action
            for action in definition.spec.actions.values()
            if action.only_by_actor_of or (self._posts(action) and action.not_by_actor_of)
        ]
        self._restricted = bool(restricted)
        self._remembered = frozenset(
            name for a in restricted for name in (*a.only_by_actor_of, *a.not_by_actor_of)
        )
        self._possible: set[str] = set()
        self._refused: dict[str, tuple[str, ...]] = {}

    def impossible(self) -> dict[str, tuple[str, ...]]:
        """Actions that nobody may take after a path: ever, or when nothing else leads on."""
        if not self._restricted:
            return {}
        first = frozenset((self._remember(frozenset(), OPENING, OPENING),))
        ways = walk(self._graph, first, self._after_all)
        found: dict[str, tuple[str, ...]] = {}
        for place, way in ways.items():
            taken = {
                name: self._after_all(place, name, action) is not None
                for name, action in self._graph.actions_from(place.state)
            }
            self._possible.update(name for name, possible in taken.items() if possible)
            leading = {m.action for m in self._graph.outgoing(place.state) if m.target != m.origin}
            stuck = bool(leading) and not any(taken[name] for name in leading)
            for name in sorted(leading if stuck else ()):
                found.setdefault(name, names(way))
            for name, possible in taken.items():
                if not possible:
                    self._refused.setdefault(name, names(way))
        never = {n: path for n, path in self._refused.items() if n not in self._possible}
        return {**found, **never}

    def _after_all(self, place: Place[_Histories], name: str, action: Action) -> _Histories | None:
        """Every history there may be once the action is taken; None when nobody may take it."""
        after = (after for h in place.memory for after in self._after(h, name, action))
        return frozenset(after) or None

    def finding(self, name: str, path: tuple[str, ...]) -> Finding:
        """After this path nobody may take the action."""
        action = self._definition.spec.actions[name]
        key = "only_by_actor_of" if action.only_by_actor_of else "not_by_actor_of"
        return self._definition.finding(
            DefinitionCode.DUTIES_STUCK,
            ("actions", name, key),
            action=name,
            by=list(action.by),
            only=list(action.only_by_actor_of) or ["-"],
            barred=list(action.not_by_actor_of) or ["-"],
            example=shown(path),
        )

    def _after(self, history: _History, name: str, action: Action) -> Iterator[_History]:
        """The history after each choice of a person who may take the action."""
        if set(action.by) <= set(MACHINES):
            yield history
            return
        barred = {person for done, person in history if done in action.not_by_actor_of}
        for person in sorted(self._wanted(history, name, action) - barred):
            yield self._remember(history, name, person)

    def _wanted(self, history: _History, name: str, action: Action) -> set[str]:
        """Who must take the action, or a person of its own when anybody may."""
        if action.only_by_actor_of:
            return {person for done, person in history if done in action.only_by_actor_of}
        return self._posts(action) or {_somebody_new(history, name, action)}

    def _posts(self, action: Action) -> set[str]:
        """The only people there are for it, when each of its roles is held by one person."""
        people = set(action.by) - set(MACHINES)
        if not people or not people <= self._alone:
            return set()
        return {f"{role} ({action.at or 'own'})" for role in people}

    def _remember(self, history: _History, name: str, person: str) -> _History:
        return history | {(name, person)} if name in self._remembered else history


def _somebody_new(history: _History, name: str, action: Action) -> str:
    """A person named for the action; a second one when its own actors are barred from it."""
    taken = {person for done, person in history if done == name}
    return f"{name}'" if name in action.not_by_actor_of and name in taken else name
