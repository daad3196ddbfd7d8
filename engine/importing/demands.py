"""What must be in the file of a case that stands in a state, whichever way it came there.

A requirement counts when every way from the opening to the state meets it and nothing on the way
takes it back. So it is what the workflow itself has made sure of for the cases it has brought
there, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from engine.definitions.compile import CompiledWorkflow
from engine.definitions.flags import FlagValues
from engine.definitions.graph import Graph, Move, graph_of
from engine.definitions.language import (
    Action,
    ConditionalPapers,
    Effect,
    Needs,
    Post,
    TimedAction,
    Workflow,
)
from engine.definitions.walk import Place, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What a state demands.

    Attributes:
        fields: Fields that have a value.
        documents: Kinds of document on file.
        groups: Of each group of kinds at least one is on file.
        also: What is demanded under a condition.
        guards: Conditions that hold.
        constants: Values that are the same for every case, as field and expression.
        visited: States that the case has been in.
    """

    fields: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    groups: frozenset[tuple[str, ...]] = frozenset()
    also: frozenset[ConditionalPapers] = frozenset()
    guards: frozenset[str] = frozenset()
    constants: frozenset[tuple[str, str]] = frozenset()
    visited: frozenset[str] = frozenset()

    def needs(self) -> Needs:
        """Fields and documents as an action would demand them."""
        return Needs(
            fields=tuple(sorted(self.fields)),
            documents=tuple(sorted(self.documents)),
            one_of_documents=tuple(sorted(self.groups)),
            also=tuple(sorted(self.also, key=lambda papers: papers.when)),
        )


def _common(one: Demands, other: Demands) -> Demands:
    names = Demands.__dataclass_fields__
    return Demands(**{name: getattr(one, name) & getattr(other, name) for name in names})


def demands_of(workflow: CompiledWorkflow) -> dict[str, Demands]:
    """The demands of every state that can be reached.

    Of a case that has ended only what opening demands: it moves no more, and old files are as
    they are.
    """
    spec, opening = workflow.spec, _opening(workflow)
    by_state: dict[str, Demands] = {}
    for (state, _), demands in _spread(workflow, opening).items():
        known = by_state.get(state)
        by_state[state] = demands if known is None else _common(known, demands)
    final = {name for name, state in spec.states.items() if state.final}
    return {
        name: _of_ended(workflow, demands) if name in final else demands
        for name, demands in by_state.items()
    }


def _of_ended(workflow: CompiledWorkflow, demands: Demands) -> Demands:
    kept = Demands(constants=demands.constants, visited=demands.visited)
    return _with(kept, workflow.spec.open.needs)


def _spread(workflow: CompiledWorkflow, opening: Demands) -> dict[tuple[str, FlagValues], Demands]:
    """The demands at every state, apart for what the document itself knows of the facts."""
    graph = graph_of(workflow.spec)
    start = (workflow.initial, graph.flags.at_first())
    found, waiting = {start: opening}, [start]
    while waiting:
        place = waiting.pop()
        for move in _first_ways(graph, *place):
            target = (move.target, graph.flags.after(place[1], move.action))
            reached = _after(workflow, move, found[place])
            known = found.get(target)
            common = reached if known is None else _common(known, reached)
            if common != known:
                found[target] = common
                waiting.append(target)
    return found


def _first_ways(graph: Graph, state: str, flags: FlagValues) -> Iterator[Move]:
    """The moves by which a case can come to a state for the first time.

    Returning and taking up again lead to where the case has been before, with what it had then.
    """
    for move in graph.outgoing(state):
        action = graph.spec.actions[move.action]
        if move.back or action.type == "reopen" or not graph.flags.allows(flags, action):
            continue
        if graph.flags.may_lead(graph.flags.after(flags, move.action), action, move.target):
            yield move


def _opening(workflow: CompiledWorkflow) -> Demands:
    opening = workflow.spec.open
    demands = Demands(
        fields=frozenset(opening.set),
        constants=_constants(workflow, opening.set),
        visited=frozenset((workflow.initial,)),
    )
    return _with(demands, opening.needs)


def _constants(workflow: CompiledWorkflow, sets: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """What is set to the same value for every case."""
    inline = {name: text for name, text in sets.items() if not workflow.guard(text).names}
    return frozenset(
        (name, text) for name, text in inline.items() if workflow.guard(text).decision is None
    )


def _with(demands: Demands, needs: Needs) -> Demands:
    return replace(
        demands,
        fields=demands.fields | set(needs.fields),
        documents=demands.documents | set(needs.documents),
        groups=demands.groups | set(needs.one_of_documents),
        also=demands.also | set(needs.also),
    )


def _after(workflow: CompiledWorkflow, move: Move, before: Demands) -> Demands:
    """What is demanded once an action is taken."""
    action = workflow.spec.actions[move.action]
    cleared = frozenset(name for effect in action.does for name in effect.clear or ())
    changed = cleared | set(action.edits) | set(action.set)
    reads = _reads(workflow)
    demands = _with(before, action.needs)
    guards = {text for text in demands.guards if _lasts(workflow, text, changed)}
    own = {text for text in _own_guards(action, move.target) if _lasts(workflow, text, cleared)}
    kept = {(name, text) for name, text in demands.constants if name not in changed}
    return replace(
        demands,
        fields=(demands.fields | set(action.set)) - cleared,
        also=frozenset(p for p in demands.also if not cleared & (reads(p.when) | set(p.fields))),
        guards=frozenset(guards | {text for text in own if not reads(text) & set(action.set)}),
        constants=frozenset(kept) | _constants(workflow, action.set),
        visited=demands.visited | {move.target},
    )


def _reads(workflow: CompiledWorkflow) -> Callable[[str], frozenset[str]]:
    return lambda text: workflow.guard(text).names


def _lasts(workflow: CompiledWorkflow, text: str, changed: frozenset[str]) -> bool:
    """Whether a condition still says something after these fields may have changed.

    What a decision of the catalogue reads is not known here, and what is true today need not
    have been true on the day.
    """
    guard = workflow.guard(text)
    return guard.decision is None and "today" not in guard.names and not guard.names & changed


def _own_guards(action: Action, target: str) -> Iterator[str]:
    if action.when is not None:
        yield action.when
    if isinstance(action.to, tuple):
        leading = [branch.when for branch in action.to if branch.to == target]
        if len(leading) == 1 and leading[0] is not None:
            yield leading[0]


def clocks_needed(spec: Workflow, state: str) -> frozenset[str]:
    """Clocks of the whole case without which a case in a state could not go on."""
    actions = {name: action for name, action in spec.actions.items() if state in action.origin}
    waited = {clock for action in actions.values() for clock in action.after}
    place = spec.states[state]
    idle = place.task is None and not place.tasks and place.awaits is None and not place.final
    moving = {
        name
        for name, clock in spec.deadlines.items()
        if idle and isinstance(clock.then, TimedAction) and clock.then.act in actions
    }
    return frozenset((waited & spec.deadlines.keys()) | moving)


def reserving(workflow: CompiledWorkflow) -> dict[str, Post]:
    """How budget is set aside for the cases of each state in which it always is."""
    spec, graph = workflow.spec, graph_of(workflow.spec)
    posts = [
        effect.reserve.model_copy(update={"at": effect.reserve.at or _level(spec, action)})
        for action in spec.actions.values()
        for effect in action.does
        if effect.reserve is not None
    ]
    if not posts:
        return {}
    held: dict[str, set[bool]] = {}
    for place in walk(graph, False, _purse(graph)):
        held.setdefault(place.state, set()).add(place.memory)
    return {state: posts[0] for state, always in held.items() if always == {True}}


def _level(spec: Workflow, action: Action) -> str:
    """The level of the office that takes an action, whose budget it is unless said otherwise."""
    tasks = (task for name in action.origin if (task := spec.states[name].task) is not None)
    return action.at or next((task.at for task in tasks if task.role in action.by), "own")


def _purse(graph: Graph) -> Callable[[Place[bool], str, Action], bool | None]:
    """Remembers whether budget is set aside."""

    def after(place: Place[bool], name: str, action: Action) -> bool | None:
        del name
        held = place.memory and not graph.spec.states[place.state].final
        return reduce(_held, action.does, held)

    return after


def _held(held: bool, effect: Effect) -> bool:
    gone = effect.spend is not None or effect.release is not None
    return effect.reserve is not None or (held and not gone)
