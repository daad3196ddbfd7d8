"""The ways through a case: which action leads from where to where, and the shortest path there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.flags import Flags
from engine.definitions.language import Action, BackTo, Workflow
from engine.definitions.references import OPENING
from engine.definitions.targets import forward_targets, goes_back_to, returners


@dataclass(frozen=True, slots=True)
class Move:
    """One way of one action; `back` leads to a state that the case has been in before."""

    action: str
    origin: str
    target: str
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All moves of a document.

    Attributes:
        paths: The shortest path of actions to every reachable state, `open` first.
        moves_out: The moves out of each state.
        possible: The actions possible in each state, those that stay included.
        flags: What the document itself knows of the facts.
    """

    spec: Workflow
    moves: tuple[Move, ...]
    paths: Mapping[str, tuple[str, ...]]
    moves_out: Mapping[str, tuple[Move, ...]]
    possible: Mapping[str, tuple[tuple[str, Action], ...]]
    flags: Flags

    def outgoing(self, state: str) -> tuple[Move, ...]:
        """The moves out of a state."""
        return self.moves_out.get(state, ())

    def actions_from(self, state: str) -> tuple[tuple[str, Action], ...]:
        """The actions possible in a state, those that stay included."""
        return self.possible.get(state, ())

    def targets(self, state: str, action: str) -> tuple[str, ...]:
        """Where an action may lead from a state; the state itself when it stays there."""
        found = tuple(m.target for m in self.outgoing(state) if m.action == action)
        return tuple(dict.fromkeys(found)) or (state,)

    def reaching(self, goals: Iterable[str]) -> frozenset[str]:
        """The states from which one of the goals can be reached, goals included."""
        return _closure(goals, lambda state: (m.origin for m in self.moves if m.target == state))

    def reached_from(self, state: str) -> frozenset[str]:
        """The states that can be reached from a state, itself included."""
        return _closure((state,), lambda at: (m.target for m in self.moves if m.origin == at))


def initial_of(spec: Workflow) -> str:
    """The first state of a case; the checks make sure that there is one."""
    return next((name for name, state in spec.states.items() if state.initial), "")


def graph_of(spec: Workflow) -> Graph:
    """Read the moves of a document."""
    forward = [
        Move(name, origin, target)
        for name, action in spec.actions.items()
        for origin in action.origin
        for target in forward_targets(action)
    ]
    paths = _shortest(initial_of(spec), forward)
    moves = tuple(dict.fromkeys((*forward, *_backward(spec, forward))))
    return Graph(
        spec=spec,
        moves=moves,
        paths=paths,
        moves_out={s: tuple(m for m in moves if m.origin == s) for s in spec.states},
        possible={
            s: tuple((name, a) for name, a in spec.actions.items() if s in a.origin)
            for s in spec.states
        },
        flags=Flags(spec),
    )


def _backward(spec: Workflow, forward: list[Move]) -> Iterator[Move]:
    for name, action in spec.actions.items():
        for origin in action.origin:
            for target in _back_targets(spec, action, origin, forward):
                yield Move(name, origin, target, back=True)


def _back_targets(
    spec: Workflow, action: Action, origin: str, forward: list[Move]
) -> Iterator[str]:
    if isinstance(action.to, BackTo):
        before = _closure((origin,), lambda at: (m.origin for m in forward if m.target == at))
        for state in spec.states:
            if goes_back_to(action.to, state) and state in before and state != origin:
                yield state
    elif action.type in ("take_back", "withdraw") and action.to is None:
        yield from (m.origin for m in forward if m.target == origin and m.origin != origin)
    if action.resubmits:
        yield from sorted(returners(spec, origin))


def _closure(start: Iterable[str], after: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found = set(start)
    waiting = list(found)
    while waiting:
        for state in after(waiting.pop()):
            if state not in found:
                found.add(state)
                waiting.append(state)
    return frozenset(found)


def _shortest(initial: str, moves: Iterable[Move]) -> dict[str, tuple[str, ...]]:
    """Paths by breadth first, so that the example given to an author is a short one."""
    paths: dict[str, tuple[str, ...]] = {initial: (OPENING,)}
    by_origin: dict[str, list[Move]] = {}
    for move in moves:
        by_origin.setdefault(move.origin, []).append(move)
    waiting = deque((initial,))
    while waiting:
        state = waiting.popleft()
        for move in by_origin.get(state, ()):
            if move.target not in paths:
                paths[move.target] = (*paths[state], move.action)
                waiting.append(move.target)
    return paths


def shown(path: Iterable[str]) -> str:
    """A path of actions as people write it.

    Example:
        >>> shown(("open", "submit", "approve"))
        'open → submit → approve'
    """
    return " → ".join(path)
