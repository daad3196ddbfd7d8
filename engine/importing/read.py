"""From a located tree to a ledger map that fits its workflow, or everything wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from engine.definitions.compile import CompiledWorkflow
from engine.definitions.grammar import Grammar, Path, candidates, dotted
from engine.definitions.language import CaseField, Workflow
from engine.importing.codes import ImportCode
from engine.importing.language import FieldRule, LedgerMap, Where, field_rule, where
from rules.findings import Finding
from rules.source import Node, find, plain

_FORM = re.compile(r"-([\w-]*-)?\{key\}")
"""What follows the prefix of the kind in a number."""


@cache
def map_grammar() -> Grammar:
    """The grammar of ledger maps."""
    return Grammar(schema=LedgerMap.model_json_schema())


def read_shape(node: Node) -> tuple[LedgerMap | None, tuple[Finding, ...]]:
    """Read a map for itself, whatever the workflow; without findings there is one."""
    findings = tuple(map_grammar().findings(node))
    return (None, findings) if findings else (LedgerMap.model_validate(plain(node)), ())


def map_findings(node: Node, read: LedgerMap, workflow: CompiledWorkflow) -> tuple[Finding, ...]:
    """Everything in a map that leads nowhere in its workflow, with its place."""
    return tuple(_Check(node, read, workflow.spec).findings())


class _Check:
    """Holds a map against its workflow."""

    def __init__(self, node: Node, read: LedgerMap, spec: Workflow) -> None:
        self._node = node
        self._map = read
        self._spec = spec

    def findings(self) -> Iterator[Finding]:
        """Everything that leads nowhere."""
        spec = self._spec
        yield from self._wheres()
        yield from self._names("fields", self._map.fields, spec.case, ImportCode.UNKNOWN_FIELD)
        yield from self._names(
            "documents", self._map.documents, spec.documents, ImportCode.UNKNOWN_DOCUMENT
        )
        yield from self._names("steps", self._map.steps, spec.actions, ImportCode.UNKNOWN_ACTION)
        yield from self._names("clocks", self._map.clocks, clocks(spec), ImportCode.UNKNOWN_CLOCK)
        yield from self._states()
        for name, rule in self._map.fields.items():
            if name in spec.case:
                yield from self._field(name, field_rule(rule), spec.case[name])
        number = self._map.number
        if number is not None and _FORM.fullmatch(number.removeprefix(spec.prefix)) is None:
            yield self._finding(ImportCode.NUMBER_WITHOUT_KEY, ("number",), prefix=spec.prefix)

    def _finding(self, code: ImportCode, path: Path, **params: Any) -> Finding:
        params = {"where": dotted(path), **params}
        return Finding(code=code, mark=find(self._node, path), path=path, params=params)

    def _unknown(self, code: ImportCode, path: Path, name: str, known: Any) -> Finding:
        return self._finding(code, path, name=name, candidates=candidates(name, frozenset(known)))

    def _names(self, part: str, given: Any, known: Any, code: ImportCode) -> Iterator[Finding]:
        for name in given:
            if name not in known:
                yield self._unknown(code, (part, name), name, known)

    def _wheres(self) -> Iterator[Finding]:
        """A heading or a fixed value, and not both."""
        places: dict[Path, str | Where | None] = {
            ("office",): self._map.office,
            ("person",): self._map.person,
            ("state",): self._map.state,
            **{("fields", name): rule for name, rule in self._map.fields.items()},
        }
        for path, rule in places.items():
            if isinstance(rule, Where) and (rule.column is None) == (rule.fixed is None):
                yield self._finding(ImportCode.COLUMN_OR_FIXED, path)

    def _states(self) -> Iterator[Finding]:
        rule, known = where(self._map.state), self._spec.states
        if rule.fixed is not None and rule.fixed not in known:
            yield self._unknown(
                ImportCode.UNKNOWN_STATE, ("state", "fixed"), str(rule.fixed), known
            )
        for text, state in rule.values.items():
            if state not in known:
                path = ("state", "values", text)
                yield self._unknown(ImportCode.UNKNOWN_STATE, path, str(state), known)

    def _field(self, name: str, rule: FieldRule, spec: CaseField) -> Iterator[Finding]:
        path: Path = ("fields", name)
        if spec.computed is not None:
            yield self._finding(ImportCode.COMPUTED_FIELD, path, name=name)
        if rule.list and spec.type != "list":
            yield self._finding(ImportCode.NOT_A_LIST_FIELD, (*path, "list"), name=name)
        if spec.type == "list" and not rule.list and rule.fixed is None:
            yield self._finding(ImportCode.LIST_WITHOUT_COLUMNS, path, known=sorted(spec.of))
        for index, column in enumerate(rule.list):
            if spec.type == "list" and column not in spec.of:
                where_ = (*path, "list", index)
                yield self._unknown(ImportCode.UNKNOWN_FIELD, where_, column, spec.of)
        if spec.type == "choice":
            yield from self._options(rule, spec, path)

    def _options(self, rule: FieldRule, spec: CaseField, path: Path) -> Iterator[Finding]:
        meant = {text: (*path, "values", text) for text in rule.values}
        for text, where_ in meant.items():
            if rule.values[text] not in spec.options:
                option = str(rule.values[text])
                yield self._unknown(ImportCode.UNKNOWN_OPTION, where_, option, spec.options)
        if rule.fixed is not None and rule.fixed not in spec.options:
            where_ = (*path, "fixed")
            yield self._unknown(ImportCode.UNKNOWN_OPTION, where_, str(rule.fixed), spec.options)


def clocks(spec: Workflow) -> frozenset[str]:
    """The names of all clocks of a workflow."""
    of_states = (
        name
        for key, state in spec.states.items()
        for name in ((key,) if state.due is not None else ()) + tuple(state.dues)
    )
    return frozenset((*spec.deadlines, *of_states))
