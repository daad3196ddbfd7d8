"""Decision tables, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rules.dmn import boxed as b
from rules.dmn.errors import DmnCode
from rules.dmn.exclusion import exclusive_rows
from rules.dmn.expressions import Logic, TextCompiler
from rules.dmn.hit_policies import Row, answer, policy_for
from rules.feel import nodes as n
from rules.feel.compiler import Compiled
from rules.feel.errors import EvaluationFault, FeelSyntaxError, LimitExceededError
from rules.feel.evaluation import Evaluation
from rules.feel.logic import Truth, all_of, truth
from rules.feel.parser import parse_unary_tests
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Scope, Value


class Types(Protocol):
    """What a table asks of the model's types."""

    def allowed_values(self, name: str | None) -> str | None:
        """Return the allowed values of a type as written, or None."""

    def fitted(self, value: Value, name: str | None, run: Evaluation) -> Value:
        """Return the value as one of the named type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    value: Logic
    allowed: Compiled | None
    text: str
    type_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    tests: tuple[Compiled | None, ...]
    outputs: tuple[Logic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Output:
    name: str | None
    type_ref: str | None
    order: tuple[Compiled | None, ...]
    default: Logic | None


class CompiledTable:
    """A decision table ready to answer.

    Args:
        table: The table as written.
        texts: Compiles its cells.
        types: The types of the model.
    """

    def __init__(self, table: b.DecisionTable, texts: TextCompiler, types: Types) -> None:
        self._table = table
        self._types = types
        self._names = texts.names
        self._columns = tuple(self._column(clause, texts) for clause in table.inputs)
        self._outputs = tuple(self._output(clause, texts) for clause in table.outputs)
        self._rules = tuple(_rule(rule, texts) for rule in table.rules)

    def _column(self, clause: b.InputClause, texts: TextCompiler) -> _Column:
        return _Column(
            value=texts.expression(clause.expression),
            allowed=texts.unary(clause.values) if clause.values else None,
            text=clause.values or "",
            type_ref=clause.type_ref,
        )

    def _output(self, clause: b.OutputClause, texts: TextCompiler) -> _Output:
        values = clause.values or self._types.allowed_values(clause.type_ref)
        return _Output(
            name=clause.name,
            type_ref=clause.type_ref,
            order=tuple(texts.unary(text) for text in _alternatives(values, texts)),
            default=texts.expression(clause.default) if clause.default else None,
        )

    def __call__(self, scope: Scope, run: Evaluation) -> Value:
        """Return the table's answer.

        Raises:
            EvaluationFault: An input is not allowed, or the hit policy is violated.
        """
        inputs = [self._input(column, scope, run) for column in self._columns]
        rows = self._rows(inputs, scope, run)
        policy = policy_for(
            self._table.hit_policy, self._table.aggregation, lambda: self._default(scope, run)
        )
        return answer(rows, policy, run, lambda: self._apart)

    @cached_property
    def _apart(self) -> frozenset[tuple[int, int]]:
        # Asked for only where inputs are unknown.
        return exclusive_rows(self._table, self._names)

    def _input(self, column: _Column, scope: Scope, run: Evaluation) -> Value:
        value = column.value(scope, run)
        tested = column.allowed is not None and value is not None
        if tested and _passes(column.allowed, value, scope, run) is False:
            raise EvaluationFault(DmnCode.VALUE_NOT_ALLOWED, allowed=column.text)
        return value

    def _rows(self, inputs: Sequence[Value], scope: Scope, run: Evaluation) -> list[Row]:
        scopes = [{**scope, "?": value} for value in inputs]
        rows: list[Row] = []
        for number, rule in enumerate(self._rules):
            matches = _matches(rule, scopes, run)
            if matches is True or isinstance(matches, Unknown):
                rows.append(self._row(number, rule, matches, scope, run))
            if matches is True and self._table.hit_policy == "FIRST":
                break
        return rows

    def _row(self, number: int, rule: _Rule, matches: Truth, scope: Scope, run: Evaluation) -> Row:
        values = [
            self._types.fitted(logic(scope, run), output.type_ref, run)
            for logic, output in zip(rule.outputs, self._outputs, strict=False)
        ]
        return Row(
            number=number,
            value=self._combined(values),
            rank=tuple(
                _rank(value, output, scope, run)
                for value, output in zip(values, self._outputs, strict=False)
            ),
            open=matches if isinstance(matches, Unknown) else None,
        )

    def _combined(self, values: Sequence[Value]) -> Value:
        if len(self._outputs) == 1:
            return values[0] if values else None
        names = [output.name or "" for output in self._outputs]
        return Context(dict(zip(names, values, strict=False)))

    def _default(self, scope: Scope, run: Evaluation) -> Value:
        if all(output.default is None for output in self._outputs):
            return None
        return self._combined(
            [None if o.default is None else o.default(scope, run) for o in self._outputs]
        )


def _rule(rule: b.Rule, texts: TextCompiler) -> _Rule:
    return _Rule(
        tests=tuple(texts.unary(text) for text in rule.inputs),
        outputs=tuple(texts.expression(text) for text in rule.outputs),
    )


def _matches(rule: _Rule, scopes: Sequence[Scope], run: Evaluation) -> Truth:
    answers: list[Truth] = []
    for test, scope in zip(rule.tests, scopes, strict=False):
        passed = None if test is None else truth(test.within(scope, run))
        if passed is False or passed is None:
            return False
        answers.append(passed)
    return all_of(answers)


def _alternatives(values: str | None, texts: TextCompiler) -> list[str]:
    """Return the single tests that a list of output values consists of, in order."""
    if not values:
        return []
    try:
        tree = parse_unary_tests(values, names=texts.names)
    except (FeelSyntaxError, LimitExceededError):
        return []  # reported when the clause itself is compiled
    return [_source(values, test) for test in tree.tests]


def _source(text: str, test: n.Expression) -> str:
    return text[test.span.start : test.span.end]


def _passes(test: Compiled | None, value: Value, scope: Scope, run: Evaluation) -> Value:
    return None if test is None else test.within({**scope, "?": value}, run)


def _rank(value: Value, output: _Output, scope: Scope, run: Evaluation) -> int:
    for place, test in enumerate(output.order):
        if _passes(test, value, scope, run) is True:
            return place
    return len(output.order)
