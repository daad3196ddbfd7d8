"""From the rules of a document to rules that answer: names resolved, expressions compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from rules.feel import (
    Expression,
    FeelSyntaxError,
    LimitExceededError,
    compile_expression,
    free_names,
    parse_expression,
    parse_unary_tests,
)
from rules.findings import Finding
from rules.nearest import nearest
from rules.policy.faults import PolicyCode
from rules.policy.language import Cell, CriterionSpec, DecisionSpec, RowSpec, TableSpec
from rules.policy.logic import AS_OF, Combination, Formula, Row, Rule, RuleKind, Table, Text
from rules.policy.model import Citation, Fact, Parameter, Plan
from rules.policy.reading import Located, Path

RuleSpec: TypeAlias = CriterionSpec | TableSpec | DecisionSpec
RuleParts: TypeAlias = Mapping[str, Located[CriterionSpec | TableSpec | DecisionSpec]]
Parser: TypeAlias = Callable[[str, Path], Expression]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the rules of an edition may refer to."""

    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    rules: RuleParts

    def __contains__(self, name: str) -> bool:
        return name in self.facts or name in self.parameters or name in self.rules or name == AS_OF

    def all(self) -> list[str]:
        """Return every name."""
        return [AS_OF, *self.facts, *self.parameters, *self.rules]

    def options(self, name: str) -> tuple[str, ...]:
        """Return the values of a choice, none for anything else."""
        if name in self.facts:
            return self.facts[name].options
        if name in self.parameters:
            return self.parameters[name].options
        spec = self.rules[name].spec if name in self.rules else None
        return () if spec is None or isinstance(spec, CriterionSpec) else spec.options


class RuleCompiler:
    """Compiles the rules of one edition and reports what cannot be compiled."""

    def __init__(
        self, names: Names, cited: Mapping[str, Citation], findings: list[Finding]
    ) -> None:
        self._names = names
        self._cited = cited
        self._findings = findings

    def rule(self, key: str, part: Located[RuleSpec]) -> Rule | None:
        """Return the rule, or None and findings."""
        before = len(self._findings)
        logic = self._logic(part)
        self._citation(part)
        if logic is None or len(self._findings) > before:
            return None
        spec = part.spec
        declared = None if isinstance(spec, CriterionSpec) else spec
        return Rule(
            key=key,
            kind=kind_of(spec),
            type=declared.type if declared else "boolean",
            unit=_unit(declared),
            options=declared.options if declared else (),
            citation=spec.cite,
            article=spec.article,
            logic=logic,
            reads=tuple(sorted(logic.reads)),
            mark=part.mark(),
        )

    def _logic(self, part: Located[RuleSpec]) -> Formula | Combination | Table | None:
        spec = part.spec
        if isinstance(spec, CriterionSpec):
            return self._formula(part, spec.when, "when")
        if isinstance(spec, TableSpec):
            return self._table(part, spec)
        return self._decision(part, spec)

    def _citation(self, part: Located[RuleSpec]) -> None:
        cite = part.spec.cite
        if cite is None and isinstance(part.spec, DecisionSpec):
            return
        if cite not in self._cited:
            near = nearest(cite or "", self._cited)
            finding = part.finding(PolicyCode.CITATION_UNKNOWN, "cite", name=cite or "", near=near)
            self._findings.append(finding)

    def _formula(self, part: Located[RuleSpec], source: str, *path: str | int) -> Formula | None:
        text = self._text(part, source, *path)
        return Formula(text=text) if text else None

    def _decision(
        self, part: Located[RuleSpec], spec: DecisionSpec
    ) -> Formula | Combination | None:
        given = [key for key in _LOGICS if getattr(spec, key) is not None]
        if len(given) != 1:
            found = part.finding(
                PolicyCode.LOGIC_COUNT, allowed=", ".join(_LOGICS), count=len(given)
            )
            self._findings.append(found)
            return None
        if spec.expression is not None:
            return self._formula(part, spec.expression, "expression")
        return self._combination(part, spec)

    def _combination(self, part: Located[RuleSpec], spec: DecisionSpec) -> Combination | None:
        if spec.at_least:
            of, least = spec.at_least.of, spec.at_least.count
            path: Path = ("at_least", "of")
        elif spec.all is not None:
            of, least, path = spec.all, len(spec.all), ("all",)
        else:
            of, least, path = spec.any or (), 1, ("any",)
        for number, name in enumerate(of):
            self._condition(part, name, (*path, number))
        if not 1 <= least <= len(of):
            params = {"count": least, "of": len(of)}
            self._findings.append(part.finding(PolicyCode.THRESHOLD_OUT_OF_RANGE, *path, **params))
        return Combination(of=of, least=least)

    def _condition(self, part: Located[RuleSpec], name: str, path: Path) -> None:
        if name not in self._names:
            near = nearest(name, self._names.all())
            found = part.finding(PolicyCode.NAME_UNKNOWN, *path, name=name, near=near)
            self._findings.append(found)
        elif self._type(name) != "boolean":
            found = part.finding(PolicyCode.NOT_A_CONDITION, *path, name=name)
            self._findings.append(found)

    def _type(self, name: str) -> str:
        declared = self._names.facts.get(name) or self._names.parameters.get(name)
        if declared:
            return declared.type
        spec = self._names.rules[name].spec
        return "boolean" if isinstance(spec, CriterionSpec) else spec.type

    def _table(self, part: Located[RuleSpec], spec: TableSpec) -> Table | None:
        inputs = [self._text(part, text, "inputs", n) for n, text in enumerate(spec.inputs)]
        rows = [self._row(part, spec, n) for n in range(len(spec.rows))]
        otherwise = None
        if spec.otherwise is not None:
            otherwise = self._output(part, spec, spec.otherwise, ("otherwise",))
        if not all(inputs) or not all(rows):
            return None
        return Table(
            inputs=tuple(text for text in inputs if text),
            rows=tuple(row for row in rows if row),
            hit=spec.hit,
            otherwise=otherwise,
        )

    def _row(self, part: Located[RuleSpec], spec: TableSpec, number: int) -> Row | None:
        row: RowSpec = spec.rows[number]
        path: Path = ("rows", number)
        if len(row.when) != len(spec.inputs):
            params = {"cells": len(row.when), "inputs": len(spec.inputs)}
            self._findings.append(part.finding(PolicyCode.ROW_WIDTH, *path, **params))
            return None
        pairs = zip(row.when, spec.inputs, strict=True)
        cells = [
            self._cell(part, cell, source, (*path, "when", column))
            for column, (cell, source) in enumerate(pairs)
        ]
        then = self._output(part, spec, row.then, (*path, "then"))
        return Row(cells=tuple(cells), then=then) if then else None

    def _cell(self, part: Located[RuleSpec], cell: Cell, source: str, path: Path) -> Text | None:
        text = feel_cell(cell, self._names.options(source.strip()))
        return None if text == "-" else self._text(part, text, *path, unary=True)

    def _output(
        self, part: Located[RuleSpec], spec: TableSpec, cell: Cell, path: Path
    ) -> Text | None:
        return self._text(part, feel_cell(cell, spec.options), *path)

    def _text(
        self, part: Located[RuleSpec], source: str, *path: str | int, unary: bool = False
    ) -> Text | None:
        mark = part.mark(*path)
        parse = parse_unary_tests if unary else parse_expression
        try:
            tree = parse(
                source,
                names=self._names.all(),
                file=mark.file,
                line=mark.line,
                column=mark.column,
            )
        except (FeelSyntaxError, LimitExceededError) as error:
            self._syntax(part, error, path)
            return None
        names = free_names(tree)
        self._unknown_names(part, names - {"?"}, path)
        return Text(
            source=source, tree=tree, compiled=compile_expression(tree), names=names, mark=mark
        )

    def _syntax(
        self, part: Located[RuleSpec], error: FeelSyntaxError | LimitExceededError, path: Path
    ) -> None:
        mark = error.mark if isinstance(error, FeelSyntaxError) else part.mark(*path)
        params = {"problem": error.code.value, **error.params}
        self._findings.append(
            Finding(code=PolicyCode.SYNTAX, mark=mark, path=part.path + path, params=params)
        )

    def _unknown_names(self, part: Located[RuleSpec], names: Iterable[str], path: Path) -> None:
        for name in sorted(names):
            if name not in self._names:
                near = nearest(name, self._names.all())
                found = part.finding(PolicyCode.NAME_UNKNOWN, *path, name=name, near=near)
                self._findings.append(found)


_LOGICS = ("all", "any", "at_least", "expression")


def kind_of(spec: RuleSpec) -> RuleKind:
    """Return what the rule is called in the policy form."""
    if isinstance(spec, CriterionSpec):
        return "criterion"
    return "table" if isinstance(spec, TableSpec) else "decision"


def _unit(spec: TableSpec | DecisionSpec | None) -> str | None:
    if spec is None:
        return None
    return spec.unit or ("yuan" if spec.type == "money" else None)


def feel_cell(cell: Cell, options: Sequence[str]) -> str:
    """Return the cell as FEEL; a choice may be written without quotes."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | Decimal):
        return format(Decimal(cell), "f")
    words = [word.strip() for word in cell.split(",")]
    if options and all(word in options for word in words):
        return ", ".join(f'"{word}"' for word in words)
    return cell


def in_order(
    rules: Mapping[str, Rule], parts: RuleParts, findings: list[Finding]
) -> dict[str, Rule]:
    """Return the rules so that each stands behind everything it reads; report circles."""
    ordered: dict[str, Rule] = {}
    state: dict[str, bool] = {}
    for start in rules:
        _visit(start, rules, ordered, state, parts, findings)
    return ordered


def _visit(
    start: str,
    rules: Mapping[str, Rule],
    ordered: dict[str, Rule],
    done: dict[str, bool],
    parts: RuleParts,
    findings: list[Finding],
) -> None:
    # Depth first with an own stack: a chain of rules may be longer than Python's.
    stack: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        done[name] = False
        stack.append((name, iter(rules[name].reads)))

    if start not in done:
        enter(start)
    while stack:
        name, reads = stack[-1]
        inner = next((read for read in reads if read in rules and not done.get(read)), None)
        if inner is None:
            stack.pop()
            done[name] = True
            ordered[name] = rules[name]
        elif inner in done:
            circle = [entry[0] for entry in stack]
            names = " > ".join([*circle[circle.index(inner) :], inner])
            findings.append(parts[inner].finding(PolicyCode.NAME_CYCLE, name=inner, circle=names))
        else:
            enter(inner)


def plans(ordered: Mapping[str, Rule], names: Names, prints: Mapping[str, str]) -> dict[str, Plan]:
    """Return what answering each rule takes.

    Args:
        ordered: The rules, each behind everything it reads.
        names: Everything they may refer to.
        prints: Fingerprint of every definition by name.
    """
    needs: dict[str, frozenset[str]] = {}
    for key, rule in ordered.items():
        needs[key] = frozenset(rule.reads).union(*(needs.get(name, ()) for name in rule.reads))
    place = {key: number for number, key in enumerate(ordered)}
    return {key: _plan(key, needs[key], ordered, place, names, prints) for key in ordered}


def _plan(
    key: str,
    needs: frozenset[str],
    ordered: Mapping[str, Rule],
    place: Mapping[str, int],
    names: Names,
    prints: Mapping[str, str],
) -> Plan:
    inner = sorted((name for name in needs if name in ordered), key=place.__getitem__)
    used = [*sorted(name for name in needs if name in names.facts), *inner, key]
    return Plan(
        facts=tuple(names.facts[name] for name in sorted(needs) if name in names.facts),
        parameters=tuple(
            names.parameters[name] for name in sorted(needs) if name in names.parameters
        ),
        rules=tuple(ordered[name] for name in [*inner, key]),
        digest=fingerprint("".join(prints[name] for name in used)),
    )


def fingerprint(text: str) -> str:
    """Return the first 64 bits of the SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
