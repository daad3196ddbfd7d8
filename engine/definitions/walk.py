"""Walking a case's ways with something in mind, so that every example given is a path that exists.

A move back needs a state that this very path has been in. Flags that
the document itself sets close the ways that their guards forbid. Only the shortest path to each
situation is walked on, so a long way round may be missed, but nothing is claimed without one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.definitions.flags import FlagValues
from engine.definitions.graph import Graph, Move
from engine.definitions.language import Action, BackTo
from engine.definitions.references import OPENING

M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a path."""

    action: str
    origin: str


@dataclass(frozen=True, slots=True)
class Place(Generic[M]):
    """A state, and what is remembered on the way there."""

    state: str
    memory: M
    flags: FlagValues = ()


Way = tuple[Taken, ...]
"""The steps of a path, without the opening."""

_MOST_PLACES = 20_000
"""Far beyond what documents have; a walk cut short claims nothing that it has not walked."""


def walk(
    graph: Graph, memory: M, after: Callable[[Place[M], str, Action], M | None]
) -> dict[Place[M], Way]:
    """Walk every way breadth first.

    Args:
        graph: The moves.
        memory: What is remembered when a case is opened.
        after: What is remembered once an action is taken; None when it cannot be taken.

    Returns:
        Every place that can be reached, with the shortest way there.
    """
    initial = next((s for s, path in graph.paths.items() if path == (OPENING,)), None)
    if initial is None:
        return {}
    flags = graph.flags
    ways: dict[Place[M], Way] = {Place(initial, memory, flags.at_first()): ()}
    waiting = deque(ways)
    while waiting and len(ways) < _MOST_PLACES:
        place = waiting.popleft()
        way = ways[place]
        for name, reached in _steps(graph, place, way, after):
            if reached not in ways:
                ways[reached] = (*way, Taken(name, place.state))
                waiting.append(reached)
    return ways


def _steps(
    graph: Graph,
    place: Place[M],
    way: Way,
    after: Callable[[Place[M], str, Action], M | None],
) -> Iterator[tuple[str, Place[M]]]:
    for name, action in graph.actions_from(place.state):
        if not graph.flags.allows(place.flags, action):
            continue
        memory = after(place, name, action)
        if memory is None:
            continue
        flags = graph.flags.after(place.flags, name)
        for target in _targets(graph, place.state, name, flags, way):
            yield name, Place(target, memory, flags)


def _targets(graph: Graph, state: str, name: str, flags: FlagValues, way: Way) -> Iterator[str]:
    action = graph.spec.actions[name]
    moves = [move for move in graph.outgoing(state) if move.action == name]
    for move in moves:
        possible = (
            _has_been(graph, move, way)
            if move.back
            else graph.flags.may_lead(flags, action, move.target)
        )
        if possible:
            yield move.target
    if not moves:
        yield state


def found(ways: Mapping[Place[M], Way], state: str, memory: M) -> Way | None:
    """The shortest way to a state with this memory, whatever the flags; None when there is none."""
    found_ways = (
        way for place, way in ways.items() if place.state == state and place.memory == memory
    )
    return min(found_ways, key=len, default=None)


def _has_been(graph: Graph, move: Move, way: Way) -> bool:
    """Whether the path leads back through where the move goes."""
    if not any(step.origin == move.target for step in way):
        return False
    if isinstance(graph.spec.actions[move.action].to, BackTo):
        return True
    if graph.spec.actions[move.action].type in ("take_back", "withdraw"):
        return way[-1].origin == move.target
    return any(step.origin == move.target and _sends_back(graph, step) for step in way)


def _sends_back(graph: Graph, step: Taken) -> bool:
    back = graph.spec.actions[step.action].to
    return isinstance(back, BackTo) and back.then != "run_again"


def names(way: Way) -> tuple[str, ...]:
    """The actions of a path, the opening first."""
    return (OPENING, *(step.action for step in way))
