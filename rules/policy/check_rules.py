"""Checks of the rules of an edition: types, units, options, tables, idle conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rules.feel import Value
from rules.findings import Finding, Severity
from rules.policy.coverage import (
    Fitting,
    Input,
    counted_rows,
    fittings,
    shown_witness,
    step_of,
)
from rules.policy.faults import PolicyCode
from rules.policy.inference import Inference
from rules.policy.logic import AS_OF, Formula, Rule, Table, Text
from rules.policy.model import Area, Edition, Fact, Parameter
from rules.policy.regions import COUNTRY
from rules.policy.shapes import CONDITION, Shape, declared, hull
from rules.source import Mark

Figures = Mapping[str, Value]


def check_rules(area: Area, edition: Edition) -> Iterator[Finding]:
    """Yield what is wrong with the rules of an edition taken together."""
    shapes = {AS_OF: Shape(type="date"), **_ground_shapes(area)}
    for rule in edition.rules.values():
        checker = _RuleChecker(area, edition, rule, shapes)
        shapes[rule.key] = checker.shape()
        yield from checker.findings


def rule_shapes(area: Area, edition: Edition) -> dict[str, Shape]:
    """Return the shape of every name of an edition."""
    shapes = {AS_OF: Shape(type="date"), **_ground_shapes(area)}
    for rule in edition.rules.values():
        shapes[rule.key] = _RuleChecker(area, edition, rule, shapes).shape()
    return shapes


def _ground_shapes(area: Area) -> dict[str, Shape]:
    shapes = {fact.key: _fact_shape(fact) for fact in area.facts.values()}
    # Figures may change tomorrow, so nothing is concluded from the values they have today.
    shapes.update({p.key: _plain_shape(p) for p in area.parameters.values()})
    return shapes


def _fact_shape(fact: Fact) -> Shape:
    return declared(fact.type, unit=fact.unit, options=fact.options, low=fact.low, high=fact.high)


def _plain_shape(part: Parameter | Rule) -> Shape:
    return declared(part.type, unit=part.unit, options=part.options)


class _RuleChecker:
    """Works out the shape of one rule and collects what is wrong with it."""

    def __init__(
        self, area: Area, edition: Edition, rule: Rule, shapes: Mapping[str, Shape]
    ) -> None:
        self._area = area
        self._edition = edition
        self._rule = rule
        self._shapes = shapes
        self.findings: list[Finding] = []

    def shape(self) -> Shape:
        logic = self._rule.logic
        if isinstance(logic, Formula):
            shape = self._result(logic.text)
            self._without_effect(shape)
        elif isinstance(logic, Table):
            shape = self._table(logic)
        else:
            shape = CONDITION
        return replace(shape, unit=self._rule.unit or shape.unit)

    def _result(self, text: Text) -> Shape:
        """Return the shape of a result, which has to be of the rule's type and unit."""
        wanted = _plain_shape(self._rule)
        got = self._inferred(text)
        if "other" in {got.type, wanted.type}:
            return wanted
        if got.type != wanted.type:
            self._report(
                PolicyCode.TYPE_MISMATCH, text, text=text.source, got=got.type, expected=wanted.type
            )
            return wanted
        if got.unit and wanted.unit and got.unit != wanted.unit:
            self._report(
                PolicyCode.UNIT_MISMATCH, text, text=text.source, left=got.unit, right=wanted.unit
            )
        self._options(text, got, wanted)
        return got

    def _options(self, text: Text, got: Shape, wanted: Shape) -> None:
        if got.options is None or wanted.options is None:
            return
        for value in sorted(got.options - wanted.options):
            allowed = ", ".join(sorted(wanted.options))
            self._report(PolicyCode.OPTION_UNKNOWN, text, value=value, allowed=allowed, near=None)

    def _inferred(self, text: Text) -> Shape:
        inference = Inference(names=self._shapes)
        shape = inference.shape(text.tree)
        self._remarks(inference, text)
        return shape

    def _remarks(self, inference: Inference, text: Text) -> None:
        for remark in inference.remarks:
            span = remark.node.span
            mark = Mark(file=text.mark.file, line=span.line, column=span.column)
            source = text.source[span.start : span.end]
            self._add(remark.code, mark, {"text": source, **remark.params})

    def _without_effect(self, shape: Shape) -> None:
        if self._rule.kind != "criterion" or len(shape.truths) != 1:
            return
        always = True in shape.truths
        code = PolicyCode.ALWAYS_MET if always else PolicyCode.NEVER_MET
        self._add(code, self._rule.mark, {}, Severity.WARNING)

    def _table(self, table: Table) -> Shape:
        inputs = [self._inferred(text) for text in table.inputs]
        for row in table.rows:
            for cell, shape in zip(row.cells, inputs, strict=True):
                if cell is not None:
                    self._cell(cell, shape)
        outputs = [self._result(row.then) for row in table.rows]
        if table.otherwise:
            outputs.append(self._result(table.otherwise))
        if not self.findings:
            self._coverage(table, inputs)
        return hull(outputs)

    def _cell(self, cell: Text, shape: Shape) -> None:
        inference = Inference(names=self._shapes)
        inference.test(cell.tree, shape)
        self._remarks(inference, cell)

    def _coverage(self, table: Table, shapes: Sequence[Shape]) -> None:
        known = [
            Input(shape=shape, step=self._step(text))
            for text, shape in zip(table.inputs, shapes, strict=True)
        ]
        counted: set[int] = set()
        analysed = False
        for figures in self._figures(table):
            found = fittings(table, known, figures)
            if found is None:
                return
            analysed = True
            counted |= counted_rows(table, found)
            if self._gaps_and_overlaps(table, found):
                return
        if analysed:
            self._dead_rows(table, counted)

    def _step(self, text: Text) -> Decimal | None:
        part = self._area.facts.get(text.source.strip()) or self._area.parameters.get(
            text.source.strip()
        )
        return step_of(part.type) if part else None

    def _figures(self, table: Table) -> list[Figures]:
        """Return every set of values that the parameters in the cells have, anywhere, ever."""
        names = {name for row in table.rows for cell in row.cells if cell for name in cell.names}
        figures = [self._area.parameters[name] for name in sorted(names & {*self._area.parameters})]
        regions = {COUNTRY, *(region for figure in figures for region in figure.values)}
        days = {self._edition.since} | {
            value.since for figure in figures for known in figure.values.values() for value in known
        }
        sets: list[Figures] = []
        for region in sorted(regions):
            for day in sorted(day for day in days if self._in_force(day)):
                found = {figure.key: figure.at(day, region) for figure in figures}
                known_values = {key: value.value for key, value in found.items() if value}
                if len(known_values) == len(figures) and known_values not in sets:
                    sets.append(known_values)
        return sets

    def _in_force(self, day: date) -> bool:
        return self._edition.since <= day <= self._edition.until

    def _gaps_and_overlaps(self, table: Table, found: Sequence[Fitting]) -> bool:
        before = len(self.findings)
        gap = next((fitting for fitting in found if not fitting.rows), None)
        if gap and table.otherwise is None:
            self._add(PolicyCode.TABLE_GAP, self._rule.mark, {"witness": shown_witness(table, gap)})
        if table.hit == "unique":
            self._overlap(table, found)
        return len(self.findings) > before

    def _overlap(self, table: Table, found: Sequence[Fitting]) -> None:
        both = next((fitting for fitting in found if len(fitting.rows) > 1), None)
        if both:
            first, second = sorted(both.rows)[:2]
            mark = table.rows[second].then.mark
            params = {
                "first": first + 1,
                "second": second + 1,
                "witness": shown_witness(table, both),
            }
            self._add(PolicyCode.TABLE_OVERLAP, mark, params)

    def _dead_rows(self, table: Table, counted: set[int]) -> None:
        for number in sorted(set(range(len(table.rows))) - counted):
            mark = table.rows[number].then.mark
            self._add(PolicyCode.TABLE_DEAD_ROW, mark, {"row": number + 1}, Severity.WARNING)

    def _report(self, code: PolicyCode, place: Text, **params: object) -> None:
        self._add(code, place.mark, params)

    def _add(
        self,
        code: PolicyCode,
        mark: Mark,
        params: Mapping[str, object],
        severity: Severity = Severity.ERROR,
    ) -> None:
        section = {"criterion": "criteria", "table": "tables", "decision": "decisions"}
        path = (section[self._rule.kind], self._rule.key)
        self.findings.append(
            Finding(code=code, mark=mark, path=path, severity=severity, params=params)
        )
