"""Where a case can come to, whether it can end, and who or what moves it on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.graph import Graph, shown
from engine.definitions.language import Action, BackTo, DeadlineSpec, State, TaskSpec, TimedAction
from engine.definitions.references import MACHINES
from rules.findings import Finding


def check_flow(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """Reachability, ends, final states and open states that nobody moves."""
    yield from _unreachable(definition, graph)
    yield from _endless(definition, graph)
    yield from _dead_actions(definition, graph)
    for name, state in definition.spec.states.items():
        if state.final:
            yield from _final(definition, graph, name, state)
        elif name in graph.paths:
            yield from _resting(definition, graph, name, state)
    for name, action in definition.spec.actions.items():
        yield from _outside(definition, name, action)


def _unreachable(definition: Definition, graph: Graph) -> Iterator[Finding]:
    for name in definition.spec.states:
        if name not in graph.paths:
            leading = [m.action for m in graph.moves if m.target == name and m.origin != name]
            yield definition.finding(
                DefinitionCode.UNREACHABLE_STATE,
                ("states", name),
                state=name,
                actions=list(dict.fromkeys(leading)) or ["-"],
            )


def _endless(definition: Definition, graph: Graph) -> Iterator[Finding]:
    finals = [name for name, state in definition.spec.states.items() if state.final]
    ending = graph.reaching(finals)
    for name in definition.spec.states:
        if finals and name in graph.paths and name not in ending:
            yield definition.finding(
                DefinitionCode.NO_WAY_TO_END,
                ("states", name),
                state=name,
                example=shown(graph.paths[name]),
                reached=sorted(graph.reached_from(name)),
            )


def _ends_with_parent(action: Action) -> bool:
    """Whether a parent case takes the action when it cancels its children."""
    return action.type == "cancel" and "join" in action.by


def _dead_actions(definition: Definition, graph: Graph) -> Iterator[Finding]:
    called = set(called_by_timer(definition)) | _called_by_join(definition)
    for name, action in definition.spec.actions.items():
        if not any(state in graph.paths for state in action.origin):
            yield definition.finding(
                DefinitionCode.DEAD_ACTION,
                ("actions", name, "from"),
                action=name,
                states=list(action.origin) or ["-"],
            )
        elif _ends_with_parent(action):
            continue
        elif not action.by or (set(action.by) <= {"timer", "join"} and name not in called):
            yield definition.finding(
                DefinitionCode.DEAD_ACTION,
                ("actions", name, "by"),
                action=name,
                states=list(action.origin),
            )
        elif isinstance(action.to, BackTo):
            yield from _nowhere(definition, graph, name, action)


def _nowhere(definition: Definition, graph: Graph, name: str, action: Action) -> Iterator[Finding]:
    for origin in action.origin:
        targets = [m for m in graph.outgoing(origin) if m.action == name]
        if origin in graph.paths and not targets:
            yield definition.finding(
                DefinitionCode.RETURN_NOWHERE,
                ("actions", name, "to"),
                action=name,
                state=origin,
                example=shown(graph.paths[origin]),
            )


def called_by_timer(definition: Definition) -> Iterator[str]:
    """Actions that some clock takes when it runs out."""
    spec = definition.spec
    for state in spec.states.values():
        for clock in _clocks(state):
            if isinstance(clock.then, TimedAction):
                yield clock.then.act
    for clock in spec.deadlines.values():
        if isinstance(clock.then, TimedAction):
            yield clock.then.act


def _clocks(state: State) -> Iterator[DeadlineSpec]:
    if state.due is not None:
        yield state.due
    yield from state.dues.values()


def _called_by_join(definition: Definition) -> set[str]:
    states = definition.spec.states.values()
    return {state.join.then for state in states if state.join is not None}


def _final(definition: Definition, graph: Graph, name: str, state: State) -> Iterator[Finding]:
    for key in ("task", "tasks", "due", "dues", "approval", "awaits", "join"):
        if getattr(state, key):
            yield definition.finding(
                DefinitionCode.FINAL_WITH_WORK, ("states", name, key), state=name, key=key
            )
    for action_name, action in graph.actions_from(name):
        if action.type != "reopen":
            index = action.origin.index(name)
            yield definition.finding(
                DefinitionCode.FINAL_WITH_ACTION,
                ("actions", action_name, "from", index),
                state=name,
                action=action_name,
            )


def _resting(definition: Definition, graph: Graph, name: str, state: State) -> Iterator[Finding]:
    """An open state: somebody moves it, somebody's queue shows it, nobody waits in vain."""
    example = shown(graph.paths[name])
    if not any(_moves(definition, graph, name, item) for item in graph.actions_from(name)):
        yield definition.finding(
            DefinitionCode.NOBODY_MOVES, ("states", name), state=name, example=example
        )
    elif not _shown_to_somebody(state):
        yield definition.warning(
            DefinitionCode.NO_QUEUE, ("states", name), state=name, example=example
        )
    yield from _tasks(definition, graph, name, state)
    yield from _suspended(definition, graph, name)
    if state.awaits is not None and not _answered(graph, name, state.awaits.event):
        yield definition.finding(
            DefinitionCode.AWAITED_IN_VAIN,
            ("states", name, "awaits"),
            state=name,
            event=state.awaits.event,
        )


def _moves(definition: Definition, graph: Graph, state: str, item: tuple[str, Action]) -> bool:
    """Whether the action leads out of the state and somebody or something can take it."""
    name, action = item
    leads = any(m.action == name and m.target != state for m in graph.outgoing(state))
    return leads and any(_takes(definition, state, name, action, who) for who in action.by)


def _takes(definition: Definition, state: str, name: str, action: Action, who: str) -> bool:
    spec = definition.spec.states[state]
    if who == "timer":
        return name in called_by_timer(definition)
    if who == "join":
        return spec.join is not None and spec.join.then == name
    if who == "outside":
        return spec.awaits is not None and spec.awaits.event == action.outside
    return True


def _shown_to_somebody(state: State) -> bool:
    by_clock = any(isinstance(clock.then, TimedAction) for clock in _clocks(state))
    work = (state.task, state.tasks, state.approval, state.awaits, state.join)
    return by_clock or any(work)


def _tasks(definition: Definition, graph: Graph, name: str, state: State) -> Iterator[Finding]:
    """A task for a role that may do nothing in the state only fills a queue."""
    if state.task is not None and state.approval is None:
        yield from _task(definition, graph, name, state.task)


def _task(definition: Definition, graph: Graph, name: str, task: TaskSpec) -> Iterator[Finding]:
    able = {role for _, action in graph.actions_from(name) for role in action.by} - set(MACHINES)
    if task.role not in able and able:
        yield definition.finding(
            DefinitionCode.TASK_WITHOUT_ACTION,
            ("states", name, "task", "role"),
            state=name,
            role=task.role,
            able=sorted(able),
        )


def _suspended(definition: Definition, graph: Graph, name: str) -> Iterator[Finding]:
    actions = dict(graph.actions_from(name))
    resting = [key for key, action in actions.items() if action.type == "suspend"]
    waking = [key for key, action in actions.items() if action.type in ("resume", "cancel")]
    if resting and not waking:
        index = actions[resting[0]].origin.index(name)
        yield definition.finding(
            DefinitionCode.SUSPENDED_FOREVER,
            ("actions", resting[0], "from", index),
            state=name,
            action=resting[0],
            example=shown((*graph.paths[name], resting[0])),
        )


def _answered(graph: Graph, state: str, event: str) -> bool:
    return any(
        action.outside == event and "outside" in action.by
        for _, action in graph.actions_from(state)
    )


def _outside(definition: Definition, name: str, action: Action) -> Iterator[Finding]:
    if ("outside" in action.by) != (action.outside is not None):
        key = "outside" if action.outside is not None else "by"
        yield definition.finding(
            DefinitionCode.OUTSIDE_WITHOUT_EVENT, ("actions", name, key), action=name
        )
