"""Actions that fork: exactly one branch must hold, whatever the facts are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.checks.conditions import Conditions
from engine.definitions.checks.domain import Assignment, domain_of, shown
from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.grammar import Path
from engine.definitions.guards import Guard
from engine.definitions.language import Branch
from rules.findings import Finding

_Guards = Mapping[int, Guard]
"""The conditions of the branches by their places."""


def check_branches(definition: Definition, conditions: Conditions) -> Iterator[Finding]:
    """Every action with several targets."""
    for name, action in definition.spec.actions.items():
        if isinstance(action.to, tuple):
            path: Path = ("actions", name, "to")
            yield from _shape(definition, action.to, path)
            guards = {
                index: conditions.guards[branch.when]
                for index, branch in enumerate(action.to)
                if branch.when is not None and branch.when in conditions.guards
            }
            gate = conditions.guards.get(action.when or "")
            if len(guards) == sum(branch.when is not None for branch in action.to):
                yield from _Fork(definition, name, action.to, guards, gate).findings()


def _shape(definition: Definition, branches: tuple[Branch, ...], path: Path) -> Iterator[Finding]:
    for index, branch in enumerate(branches):
        if (branch.when is not None) == branch.otherwise:
            yield definition.finding(
                DefinitionCode.BRANCH_WITHOUT_CONDITION, (*path, index), state=branch.to
            )
    others = [index for index, branch in enumerate(branches) if branch.otherwise]
    for index in others[1:]:
        yield definition.finding(
            DefinitionCode.SEVERAL_OTHERWISE,
            (*path, index),
            states=[branches[i].to for i in others],
        )


class _Fork:
    """The branches of one action, tried on every assignment that can tell them apart."""

    def __init__(
        self,
        definition: Definition,
        name: str,
        branches: tuple[Branch, ...],
        guards: _Guards,
        gate: Guard | None,
    ) -> None:
        self._definition = definition
        self._path: Path = ("actions", name, "to")
        self._name = name
        self._branches = branches
        self._guards = guards
        self._gate = gate if gate is not None and gate.expression is not None else None
        self._otherwise = next((i for i, b in enumerate(branches) if b.otherwise), None)

    def findings(self) -> Iterator[Finding]:
        """Overlaps, holes and branches that are never taken."""
        opaque = [i for i, guard in self._guards.items() if guard.expression is None]
        if len(opaque) > 1 or (opaque and self._otherwise is None):
            yield self._definition.warning(
                DefinitionCode.BRANCHES_UNPROVEN,
                self._path,
                action=self._name,
                rules=[self._branches[i].when or "" for i in opaque],
            )
        elif not opaque and self._guards:
            yield from self._tried()

    def _tried(self) -> Iterator[Finding]:
        read = [*self._guards.values(), *([self._gate] if self._gate else [])]
        trees = [guard.expression for guard in read if guard.expression is not None]
        names = {name for guard in read for name in guard.names}
        domain = domain_of(trees, names, self._definition.spec.case)
        overlaps: dict[tuple[int, ...], Assignment] = {}
        held: set[int] = set()
        hole: Assignment | None = None
        for assignment in domain.assignments():
            holding = self._holding(assignment)
            if holding is None:
                continue
            held.update(holding)
            if len(holding) > 1:
                overlaps.setdefault(holding, assignment)
            elif not holding:
                hole = hole or assignment
        yield from self._overlaps(overlaps)
        if hole is not None and self._otherwise is None:
            yield self._definition.finding(
                DefinitionCode.BRANCHES_HOLE, self._path, action=self._name, example=shown(hole)
            )
        if domain.exact:
            yield from self._never(held, hole)

    def _holding(self, assignment: Assignment) -> tuple[int, ...] | None:
        """The branches that hold; None when the action itself is not possible."""
        if self._gate is not None and not _is_true(self._gate, assignment):
            return None
        return tuple(i for i, guard in self._guards.items() if _is_true(guard, assignment))

    def _overlaps(self, overlaps: Mapping[tuple[int, ...], Assignment]) -> Iterator[Finding]:
        reported: set[int] = set()
        for holding, assignment in sorted(overlaps.items(), key=lambda item: item[0]):
            if holding[1] in reported:
                continue
            reported.add(holding[1])
            yield self._definition.finding(
                DefinitionCode.BRANCHES_OVERLAP,
                (*self._path, holding[1]),
                action=self._name,
                states=[self._branches[i].to for i in holding],
                example=shown(assignment),
            )

    def _never(self, held: set[int], hole: Assignment | None) -> Iterator[Finding]:
        for index in sorted(self._guards.keys() - held):
            yield self._definition.finding(
                DefinitionCode.BRANCH_NEVER,
                (*self._path, index),
                action=self._name,
                state=self._branches[index].to,
                text=self._branches[index].when or "",
            )
        if self._otherwise is not None and hole is None:
            yield self._definition.warning(
                DefinitionCode.OTHERWISE_NEVER,
                (*self._path, self._otherwise),
                action=self._name,
                state=self._branches[self._otherwise].to,
            )


def _is_true(guard: Guard, assignment: Assignment) -> bool:
    if guard.compiled is None:
        return True
    return guard.compiled({name: assignment[name] for name in guard.names}) is True
