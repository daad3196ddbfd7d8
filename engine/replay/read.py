"""From a located tree to a replay map that fits its workflows, or everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from engine.authority import MACHINES
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.grammar import Grammar, Path, candidates, dotted
from engine.definitions.language import Action, Workflow
from engine.replay.codes import ReplayCode
from engine.replay.language import OPENING, Actions, EventRule, PartRule, ReplayMap
from rules.findings import Finding
from rules.source import Node, find, plain

Workflows = Mapping[str, CompiledWorkflow]


@cache
def map_grammar() -> Grammar:
    """The grammar of replay maps."""
    return Grammar(schema=ReplayMap.model_json_schema())


def read_map(node: Node, workflows: Workflows) -> tuple[ReplayMap | None, tuple[Finding, ...]]:
    """Read a map; without findings there is one, otherwise everything that is wrong.

    Args:
        node: The document.
        workflows: The workflows given with it, by kind.
    """
    findings = tuple(map_grammar().findings(node))
    if findings:
        return None, findings
    read = ReplayMap.model_validate(plain(node))
    findings = tuple(_Check(node, read, workflows).findings())
    return (None if findings else read), findings


def parts_of(read: ReplayMap) -> dict[str, PartRule]:
    """The parts by name; a map without parts is one part without a name."""
    return dict(read.parts) or {"": read}


def workflow_of(part: PartRule, workflows: Workflows) -> CompiledWorkflow | None:
    """The workflow that a part is played on."""
    if part.workflow is None:
        return next(iter(workflows.values())) if len(workflows) == 1 else None
    return workflows.get(part.workflow)


class _Check:
    """Holds a map against the workflows it names."""

    def __init__(self, node: Node, read: ReplayMap, workflows: Workflows) -> None:
        self._node = node
        self._map = read
        self._workflows = workflows

    def findings(self) -> Iterator[Finding]:
        """Everything that leads nowhere, with its place."""
        specs: dict[str, Workflow] = {}
        for name, part in parts_of(self._map).items():
            path: Path = ("parts", name) if name else ()
            compiled = workflow_of(part, self._workflows)
            if compiled is None:
                yield self._no_workflow(part, path)
                continue
            specs[name] = compiled.spec
            yield from self._part(part, compiled.spec, path)
        if len(specs) == len(parts_of(self._map)):
            yield from self._shared(tuple(specs.values()))

    def _finding(self, code: ReplayCode, path: Path, **params: Any) -> Finding:
        params = {"where": dotted(path), **params}
        return Finding(code=code, mark=find(self._node, path), path=path, params=params)

    def _unknown(self, code: ReplayCode, path: Path, name: str, known: frozenset[str]) -> Finding:
        return self._finding(code, path, name=name, candidates=candidates(name, known))

    def _no_workflow(self, part: PartRule, path: Path) -> Finding:
        known = frozenset(self._workflows)
        if part.workflow is None:
            return self._finding(ReplayCode.WORKFLOW_UNNAMED, path, known=sorted(known))
        path = (*path, "workflow")
        return self._unknown(ReplayCode.UNKNOWN_WORKFLOW, path, part.workflow, known)

    def _part(self, part: PartRule, spec: Workflow, path: Path) -> Iterator[Finding]:
        if not part.events and not self._map.events:
            yield self._finding(ReplayCode.NO_EVENTS, path)
        if path:
            yield from self._events(part, (spec,), path)
            yield from self._fields(part, (spec,), path)
        yield from self._states(part, spec, path)

    def _shared(self, specs: tuple[Workflow, ...]) -> Iterator[Finding]:
        """What stands for all parts must be known to one of them."""
        yield from self._events(self._map, specs, ())
        yield from self._fields(self._map, specs, ())
        roles = frozenset(role for spec in specs for role in spec.roles) | MACHINES
        for name, role in self._map.roles.items():
            if role not in roles:
                yield self._unknown(ReplayCode.UNKNOWN_ROLE, ("roles", name), role, roles)
        for role in self._map.people:
            if role not in roles:
                yield self._unknown(ReplayCode.UNKNOWN_ROLE, ("people", role), role, roles)
        for index, name in enumerate(self._map.ignore):
            if name in self._map.events:
                yield self._finding(ReplayCode.IGNORED_AND_MAPPED, ("ignore", index), name=name)

    def _states(self, part: PartRule, spec: Workflow, path: Path) -> Iterator[Finding]:
        for index, state in enumerate(part.complete):
            if state not in spec.states:
                where = (*path, "complete", index)
                known = frozenset(spec.states)
                yield self._unknown(ReplayCode.UNKNOWN_STATE, where, state, known)

    def _fields(self, part: PartRule, specs: tuple[Workflow, ...], path: Path) -> Iterator[Finding]:
        known = frozenset(name for spec in specs for name in spec.case)
        for name in part.fields:
            if name not in known:
                where = (*path, "fields", name)
                yield self._unknown(ReplayCode.UNKNOWN_FIELD, where, name, known)

    def _events(self, part: PartRule, specs: tuple[Workflow, ...], path: Path) -> Iterator[Finding]:
        for name, target in part.events.items():
            where: Path = (*path, "events", name)
            if isinstance(target, EventRule):
                yield from self._rule(target, specs, where)
            else:
                yield from self._actions(target, specs, where)

    def _rule(self, rule: EventRule, specs: tuple[Workflow, ...], path: Path) -> Iterator[Finding]:
        if (rule.action is None) == (not rule.by_role):
            yield self._finding(ReplayCode.ACTION_OR_ROLES, path)
        if rule.action is not None:
            yield from self._actions(rule.action, specs, (*path, "action"))
        for role, actions in rule.by_role.items():
            yield from self._actions(actions, specs, (*path, "by_role", role))
        roles = frozenset(role for spec in specs for role in spec.roles) | MACHINES
        if rule.role is not None and rule.role not in roles:
            yield self._unknown(ReplayCode.UNKNOWN_ROLE, (*path, "as"), rule.role, roles)
        states = frozenset(state for spec in specs for state in spec.states)
        if rule.target is not None and rule.target not in states:
            where = (*path, "target")
            yield self._unknown(ReplayCode.UNKNOWN_STATE, where, rule.target, states)

    def _actions(
        self, actions: Actions, specs: tuple[Workflow, ...], path: Path
    ) -> Iterator[Finding]:
        several = isinstance(actions, tuple)
        known = frozenset(name for spec in specs for name in spec.actions) | {OPENING}
        for index, name in enumerate(named(actions)):
            where = (*path, index) if several else path
            if name not in known:
                yield self._unknown(ReplayCode.UNKNOWN_ACTION, where, name, known)
            for spec in specs:
                if name in spec.actions:
                    yield from self._effects(spec.actions[name], name, where)

    def _effects(self, action: Action, name: str, path: Path) -> Iterator[Finding]:
        """A log holds neither budgets nor the cases that would be opened."""
        if any(effect.reserve or effect.recover for effect in action.does):
            yield self._finding(ReplayCode.MOVES_MONEY, path, action=name)
        if any(effect.open_child for effect in action.does):
            yield self._finding(ReplayCode.OPENS_CHILDREN, path, action=name)


def named(actions: Actions) -> tuple[str, ...]:
    """One action or several, as several."""
    return (actions,) if isinstance(actions, str) else actions
