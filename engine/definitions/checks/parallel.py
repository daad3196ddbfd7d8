"""Parallel tasks and child cases: joins that wait for nothing, work that nobody can finish."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.graph import Graph, shown
from engine.definitions.language import Action, Join, State
from rules.findings import Finding


def check_parallel(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """Joins, parallel tasks and the actions that complete them."""
    for name, state in definition.spec.states.items():
        if state.join is not None:
            yield from _join(definition, graph, name, state, state.join)
        yield from _undone(definition, graph, name, state)
    for name, action in definition.spec.actions.items():
        if action.completes is not None:
            yield from _completes(definition, name, action, action.completes)


def _join(
    definition: Definition, graph: Graph, name: str, state: State, join: Join
) -> Iterator[Finding]:
    path = ("states", name, "join")
    if not _has_work(definition, graph, name, state, join):
        yield definition.finding(DefinitionCode.JOIN_WITHOUT_WORK, path, state=name, of=join.of)
    elif join.of == "tasks" and isinstance(join.need, int) and join.need > len(state.tasks):
        yield definition.finding(
            DefinitionCode.JOIN_NEED,
            (*path, "need"),
            state=name,
            need=join.need,
            most=len(state.tasks),
        )
    action = definition.spec.actions[join.then]
    if name not in action.origin or "join" not in action.by:
        yield definition.finding(
            DefinitionCode.JOIN_ACTION,
            (*path, "then"),
            state=name,
            action=join.then,
            states=list(action.origin),
            by=list(action.by),
        )


def _has_work(definition: Definition, graph: Graph, name: str, state: State, join: Join) -> bool:
    if join.of == "tasks":
        return bool(state.tasks)
    return any(
        effect.open_child is not None
        and any(name in graph.reached_from(origin) for origin in action.origin)
        for action in definition.spec.actions.values()
        for effect in action.does
    )


def _undone(definition: Definition, graph: Graph, name: str, state: State) -> Iterator[Finding]:
    done = {action.completes for _, action in graph.actions_from(name)}
    for key in state.tasks:
        if key not in done:
            yield definition.finding(
                DefinitionCode.TASK_NEVER_DONE,
                ("states", name, "tasks", key),
                state=name,
                task=key,
                example=shown(graph.paths.get(name, ("-",))),
            )


def _completes(definition: Definition, name: str, action: Action, task: str) -> Iterator[Finding]:
    for origin in action.origin:
        if task not in definition.spec.states[origin].tasks:
            yield definition.finding(
                DefinitionCode.UNKNOWN_TASK,
                ("actions", name, "completes"),
                name=task,
                candidates=sorted(definition.spec.states[origin].tasks) or ["-"],
            )
    if action.to is not None:
        yield definition.finding(
            DefinitionCode.COMPLETES_AND_LEAVES, ("actions", name, "to"), action=name, task=task
        )
