"""Checks of one decision table of a DMN model: cells, gaps, overlaps, rows that never count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol, TypeVar

from rules.dmn import boxed as b
from rules.dmn.errors import DmnCode
from rules.findings import Severity
from rules.policy.coverage import Fitting, Input, counted_rows, fittings, shown_witness
from rules.policy.faults import PolicyCode
from rules.policy.inference import Inference
from rules.policy.logic import Row, Table, Text
from rules.policy.shapes import ANYTHING, Shape, hull
from rules.source import Mark

Scope = TypeVar("Scope", contravariant=True)

_ORDERED = ("PRIORITY", "OUTPUT ORDER")
_HITS: Mapping[b.HitPolicy, Literal["unique", "first", "any"]] = {
    "UNIQUE": "unique",
    "FIRST": "first",
}


class Surroundings(Protocol[Scope]):
    """What the check of a model does for its tables."""

    def text(self, source: str, scope: Scope, *, unary: bool = False) -> Text | None:
        """Return a text read and compiled; None when it cannot be, which is reported."""

    def inferred(self, text: Text, scope: Scope) -> Shape:
        """Return the shape of an expression, and report what cannot be in it."""

    def remarks(self, inference: Inference, text: Text, scope: Scope) -> None:
        """Report what an inference found."""

    def fits(self, text: Text, got: Shape, wanted: Shape, scope: Scope) -> None:
        """Report a result that is not of its declared type."""

    def shape_of(self, type_ref: str | None, values: str | None) -> Shape:
        """Return what is known of a column with this type and these allowed values."""

    def names_of(self, scope: Scope) -> Mapping[str, Shape]:
        """Return what texts in a scope may name."""

    def ranked(self, clause: b.OutputClause) -> bool:
        """Whether the outputs of a column have an order."""

    def step(self, name: str) -> Decimal | None:
        """Return the least distance of two values, where a policy's model says what they are."""

    def mark(self, scope: Scope, text: str) -> Mark:
        """Return the place of a text; that of the element when the text is empty."""

    def add(
        self,
        code: StrEnum,
        mark: Mark,
        scope: Scope,
        params: Mapping[str, object],
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report a finding of an element."""


class TableChecker:
    """Checks one table.

    Args:
        around: The check of its model.
        table: The table.
        scope: Where it stands.
    """

    def __init__(self, around: Surroundings[Scope], table: b.DecisionTable, scope: Scope) -> None:
        self._around: Surroundings[Scope] = around
        self._table = table
        self._scope: Scope = scope

    def shape(self) -> Shape:
        """Check everything and return what the table can answer."""
        if not self._upright():
            return ANYTHING
        texts = [self._around.text(clause.expression, self._scope) for clause in self._table.inputs]
        shapes = [
            self._input(clause, text)
            for clause, text in zip(self._table.inputs, texts, strict=True)
        ]
        rows = [self._row(rule, shapes) for rule in self._table.rules]
        whole = all(texts) and all(row is not None for row in rows)
        if whole and rows:
            self._coverage(
                Table(
                    inputs=tuple(text for text in texts if text),
                    rows=tuple(row for row in rows if row),
                    hit=_HITS.get(self._table.hit_policy, "any"),
                ),
                shapes,
            )
        return self._answer()

    def _upright(self) -> bool:
        """Whether every row has a cell for each column."""
        found = True
        wide = (len(self._table.inputs), len(self._table.outputs))
        for rule in self._table.rules:
            for cells, inputs in zip((len(rule.inputs), len(rule.outputs)), wide, strict=True):
                if cells != inputs:
                    params = {"cells": cells, "inputs": inputs}
                    self._add(PolicyCode.ROW_WIDTH, self._place(rule), params)
                    found = False
        if self._table.hit_policy in _ORDERED and not any(
            map(self._around.ranked, self._table.outputs)
        ):
            policy = {"policy": self._table.hit_policy}
            self._add(DmnCode.NO_PRIORITIES, self._around.mark(self._scope, ""), policy)
        return found

    def _place(self, rule: b.Rule) -> Mark:
        return self._around.mark(self._scope, next((c for c in rule.outputs if c), ""))

    def _add(
        self,
        code: StrEnum,
        mark: Mark,
        params: Mapping[str, object],
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._around.add(code, mark, self._scope, params, severity)

    def _input(self, clause: b.InputClause, text: Text | None) -> Shape:
        inferred = ANYTHING if text is None else self._around.inferred(text, self._scope)
        declared = self._around.shape_of(clause.type_ref, clause.values)
        if clause.values or inferred.type == "other":
            return declared if declared.type != "other" else inferred
        return inferred

    def _row(self, rule: b.Rule, shapes: Sequence[Shape]) -> Row | None:
        cells = [self._cell(cell, shape) for cell, shape in zip(rule.inputs, shapes, strict=True)]
        outputs = [
            self._output(cell, o) for cell, o in zip(rule.outputs, self._table.outputs, strict=True)
        ]
        if any(cell is False for cell in cells) or not outputs or outputs[0] is None:
            return None
        return Row(cells=tuple(cell or None for cell in cells), then=outputs[0])

    def _cell(self, source: str, shape: Shape) -> Text | None | Literal[False]:
        if source.strip() in ("", "-"):
            return None
        text = self._around.text(source, self._scope, unary=True)
        if text is None:
            return False
        inference = Inference(names=self._around.names_of(self._scope))
        inference.test(text.tree, shape)
        self._around.remarks(inference, text, self._scope)
        return text

    def _output(self, source: str, clause: b.OutputClause) -> Text | None:
        text = self._around.text(source, self._scope)
        if text is not None:
            got = self._around.inferred(text, self._scope)
            wanted = self._around.shape_of(clause.type_ref, clause.values)
            self._around.fits(text, got, wanted, self._scope)
        return text

    def _answer(self) -> Shape:
        if len(self._table.outputs) != 1 or self._table.hit_policy not in (
            "UNIQUE",
            "ANY",
            "FIRST",
        ):
            return ANYTHING
        clause = self._table.outputs[0]
        return hull([self._around.shape_of(clause.type_ref, clause.values)])

    def _coverage(self, table: Table, shapes: Sequence[Shape]) -> None:
        inputs = [
            Input(shape=shape, step=self._around.step(text.source.strip()))
            for shape, text in zip(shapes, table.inputs, strict=True)
        ]
        found = fittings(table, inputs, {})
        if found is None:
            return
        gap = next((fitting for fitting in found if not fitting.rows), None)
        collects = self._table.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
        if gap and not collects and not any(output.default for output in self._table.outputs):
            params = {"witness": shown_witness(table, gap)}
            place = self._around.mark(self._scope, table.inputs[0].source)
            self._add(PolicyCode.TABLE_GAP, place, params, Severity.WARNING)
        self._overlap(table, found)
        self._dead_rows(table, found)

    def _overlap(self, table: Table, found: Sequence[Fitting]) -> None:
        for fitting in found:
            first, *others = sorted(fitting.rows) or (0,)
            second = next((row for row in others if self._violates(first, row)), None)
            if second is not None:
                witness = shown_witness(table, fitting)
                params = {"first": first + 1, "second": second + 1, "witness": witness}
                self._add(PolicyCode.TABLE_OVERLAP, self._place(self._table.rules[second]), params)
                return

    def _violates(self, first: int, second: int) -> bool:
        """Whether the hit policy forbids that both rows match."""
        rules = self._table.rules
        if self._table.hit_policy == "ANY":
            return rules[first].outputs != rules[second].outputs
        return self._table.hit_policy == "UNIQUE"

    def _dead_rows(self, table: Table, found: Sequence[Fitting]) -> None:
        for number in sorted(set(range(len(table.rows))) - counted_rows(table, found)):
            place = self._place(self._table.rules[number])
            self._add(PolicyCode.TABLE_DEAD_ROW, place, {"row": number + 1}, Severity.WARNING)
