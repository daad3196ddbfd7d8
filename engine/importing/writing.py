"""A case as a row of the ledger that its map describes: the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import CaseField
from engine.importing.cells import SCALES, half_width
from engine.importing.codes import ImportCode
from engine.importing.comparing import day_of
from engine.importing.language import (
    FieldRule,
    LedgerMap,
    Meaning,
    clock_rule,
    field_rule,
    headings,
    paper_rule,
    step_rule,
    where,
)
from engine.importing.record import RowProblem
from engine.masking import is_personal, masked_value
from engine.model import Case
from engine.sheet import CellValue

_NUMBERS = frozenset(("money", "decimal", "integer"))
_YES, _NO = "是", "否"


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What cases are written with."""

    map: LedgerMap
    workflow: CompiledWorkflow


def row_of(
    writing: Writing, case: Case, key: str, *, unmasked: bool
) -> tuple[tuple[CellValue, ...], tuple[RowProblem, ...]]:
    """Write a case as a row, and name what the map has no way to write.

    Args:
        writing: The map and what goes with it.
        case: The case.
        key: The key of its row.
        unmasked: Whether the reader may see its personal data.
    """
    row = _Row(writing, case, unmasked)
    cells = row.cells(key)
    return tuple(cells.get(name) for name in headings(writing.map)), tuple(row.problems)


class _Row:
    """One case on its way out."""

    def __init__(self, writing: Writing, case: Case, unmasked: bool) -> None:
        self._writing = writing
        self._case = case
        self._unmasked = unmasked
        self.problems: list[RowProblem] = []

    def cells(self, key: str) -> dict[str, CellValue]:
        """The values by heading."""
        read, case = self._writing.map, self._case
        cells: dict[str, CellValue] = {read.key: key, read.opened: day_of(case.opened_at)}
        if read.entered is not None:
            cells[read.entered] = day_of(case.entered_at)
        cells.update(self._about())
        cells.update(self._fields())
        cells.update(self._clocks())
        cells.update(self._papers())
        cells.update(self._steps())
        return cells

    def _about(self) -> Iterator[tuple[str, CellValue]]:
        read, case = self._writing.map, self._case
        state = where(read.state)
        if state.column is not None:
            yield state.column, _written(case.state, state.values)
        office = None if read.office is None else where(read.office)
        if office is not None and office.column is not None:
            yield office.column, _written(case.office, office.values)
        person = None if read.person is None else where(read.person)
        holder = next((task.assignee for task in case.tasks if task.assignee), None)
        if person is not None and person.column is not None:
            yield person.column, None if holder is None else _written(holder, person.values)

    def _fields(self) -> Iterator[tuple[str, CellValue]]:
        for name, given in self._writing.map.fields.items():
            rule, value = field_rule(given), self._case.facts.get(name)
            if rule.column is not None and value not in (None, []):
                yield rule.column, self._field(name, rule, value)

    def _field(self, name: str, rule: FieldRule, value: JsonValue) -> CellValue:
        spec = self._writing.workflow.spec.case[name]
        if is_personal(spec) and not self._unmasked:
            return str(masked_value(spec, value))
        cell = _cell(rule, spec, value)
        if cell is None:
            params: dict[str, JsonValue] = {"heading": rule.column, "case": self._case.id}
            self.problems.append(RowProblem(code=ImportCode.NOT_WRITABLE, params=params))
        return cell

    def _clocks(self) -> Iterator[tuple[str, CellValue]]:
        for name, given in self._writing.map.clocks.items():
            clock = self._case.deadline(name)
            if clock is not None:
                yield clock_rule(given).column, clock.counted_from

    def _papers(self) -> Iterator[tuple[str, CellValue]]:
        for kind, given in self._writing.map.documents.items():
            rule = paper_rule(given)
            papers = [document for document in self._case.documents if document.kind == kind]
            if not papers:
                continue
            issued = papers[-1].issued_on
            yield rule.column, _YES if issued is None or rule.issued is not None else issued
            if rule.issued is not None:
                yield rule.issued, issued

    def _steps(self) -> Iterator[tuple[str, CellValue]]:
        for action, given in self._writing.map.steps.items():
            rule = step_rule(given)
            step = next((s for s in reversed(self._case.history) if s.action == action), None)
            if step is None:
                continue
            yield rule.column, step.person
            if rule.on is not None:
                yield rule.on, day_of(step.at)
            if rule.together_with is not None:
                yield rule.together_with, step.with_person


def _written(value: JsonValue, values: Mapping[str, Meaning]) -> str:
    """The text that the ledger has for a value; the value itself when it has none."""
    return next((text for text, meaning in values.items() if meaning == value), str(value))


def _cell(rule: FieldRule, spec: CaseField, value: JsonValue) -> CellValue:
    """The value as the ledger writes it; None when it could not be read back."""
    text = next((t for t, meaning in rule.values.items() if meaning == value), None)
    if text is not None:
        return text
    if spec.type in _NUMBERS:
        return Decimal(str(value)) / SCALES.get(rule.unit or "", Decimal(1))
    if isinstance(value, bool):
        return _YES if value else _NO
    if spec.type == "date":
        return date.fromisoformat(str(value))
    if isinstance(value, list):
        return _list(rule, spec, value)
    return str(value)


def _list(rule: FieldRule, spec: CaseField, value: list[JsonValue]) -> str | None:
    if spec.type == "choices":
        return ",".join(_written(item, rule.values) for item in value)
    records = [_record(rule, spec, item) for item in value if isinstance(item, dict)]
    if not records or any(record is None for record in records):
        return None
    return rule.between.join(record or "" for record in records)


def _record(rule: FieldRule, spec: CaseField, record: dict[str, JsonValue]) -> str | None:
    parts = [_part(rule, record.get(name)) for name in rule.list if name in spec.of]
    marks = {half_width(rule.between), half_width(rule.within), "\n"}
    if any(mark in half_width(part) for part in parts for mark in marks):
        return None
    return rule.within.join(parts)


def _part(rule: FieldRule, value: JsonValue) -> str:
    if isinstance(value, bool):
        return _YES if value else _NO
    return "" if value is None else _written(value, rule.values)
