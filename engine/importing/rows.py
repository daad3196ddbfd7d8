"""One row of a ledger read by its map, with everything about it that cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import JsonValue

from engine.completeness import among_reasons, bad_value, order_reasons
from engine.definitions.compile import CompiledWorkflow
from engine.directory import Directory
from engine.fields import Problem, read
from engine.importing.cells import Fault, half_width, not_mapped, plain_text, read_cell, yes_or_no
from engine.importing.codes import ImportCode
from engine.importing.days import read_day
from engine.importing.headings import Header
from engine.importing.language import (
    FieldRule,
    LedgerMap,
    Where,
    clock_rule,
    field_rule,
    paper_rule,
    step_rule,
    where,
)
from engine.importing.record import ClockRun, Code, Paper, PastStep, Record, RowProblem
from engine.masking import is_personal, masked_value
from engine.model import Case
from engine.refusal import Reason
from engine.sheet import Cell, SheetRow

LONGEST_NUMBER = 64
_FILLED_DOWN = frozenset(("text", "choice", "office", "boolean"))
"""What a merged cell says of every row that it spans; of an amount nobody knows whose it is."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What rows are read with.

    Attributes:
        office: The office of rows whose map names none.
        since_1904: How the program of the ledger counts days.
    """

    map: LedgerMap
    workflow: CompiledWorkflow
    header: Header
    directory: Directory
    today: date
    office: str | None = None
    since_1904: bool = False


def key_of(reading: Reading, row: SheetRow) -> str:
    """The key of a row as written, without wide or needless spaces."""
    cell = row.cell(reading.header.columns[reading.map.key])
    return "" if cell.fault is not None or cell.merged_from else half_width(cell.text)


def number_of(reading: Reading, key: str) -> str:
    """The number of the case of a row.

    What may not stand in a number becomes a dash (a full stop too: it marks a case opened under
    another); then a piece of a hash keeps it apart from others that would look the same.
    """
    plain = "".join(c if c.isalnum() or c in "_-" else "-" for c in key)
    if plain != key:
        plain = f"{plain}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"
    pattern = reading.map.number or f"{reading.workflow.spec.prefix}-L-{{key}}"
    return pattern.replace("{key}", plain)


def read_row(
    reading: Reading, row: SheetRow, present: Case | None = None
) -> tuple[Record | None, tuple[RowProblem, ...]]:
    """Read a row; without problems there is a record.

    Args:
        reading: The map, the headings and what they are read with.
        row: The row.
        present: The case of that key, if there is one: a cell that shows a value of it masked
            stands for that value.
    """
    reader = _Row(reading, row, present)
    record = reader.record()
    return (None if reader.problems else record), tuple(reader.problems)


class _Row:
    """Reads one row and collects what is wrong with it."""

    def __init__(self, reading: Reading, row: SheetRow, present: Case | None) -> None:
        self._reading = reading
        self._row = row
        self._present = present
        self.problems: list[RowProblem] = []

    def record(self) -> Record:
        """What the row says; whatever is missing is among the problems."""
        read = self._reading.map
        opened = self._required_day(read.opened)
        entered = opened if read.entered is None else self._entered(read.entered, opened)
        facts = self._facts()
        fields = self._reading.workflow.spec.case
        for found in (*order_reasons(fields, facts), *among_reasons(fields, facts)):
            self._problem_of(found, str(found.params["field"]).split(".")[0])
        return Record(
            key=key_of(self._reading, self._row),
            office=self._office(),
            state=self._state(),
            opened=opened,
            entered=entered,
            person=self._hand(),
            facts=facts,
            clocks=dict(self._clocks()),
            papers=tuple(self._papers()),
            steps=tuple(self._steps(opened)),
        )

    def _column(self, heading: str | None) -> int | None:
        return None if heading is None else self._reading.header.columns.get(heading)

    def _say(self, code: Code, heading: str | None, **params: JsonValue) -> None:
        given: dict[str, JsonValue] = {} if heading is None else {"heading": heading}
        found = RowProblem(code=code, params={**given, **params}, column=self._column(heading))
        # A column that is read for two things is named once.
        if found not in self.problems:
            self.problems.append(found)

    def _fault(self, fault: Fault, heading: str | None) -> None:
        params = {name: value for name, value in fault.params.items() if name != "heading"}
        self._say(fault.code, heading, **params)

    def _problem_of(self, found: Reason, name: str) -> None:
        heading = field_rule(self._reading.map.fields[name]).column
        self.problems.append(RowProblem.of(found, self._column(heading)))

    def _cell(self, heading: str | None, type_: str = "date") -> Cell | None:
        """The cell under a heading; None when it is empty, or cannot be relied on."""
        column = self._column(heading)
        cell = Cell() if column is None else self._row.cell(column)
        if cell.fault is not None:
            self._say(cell.fault, heading)
            return None
        if cell.merged_from is not None and not self._filled_down(cell, heading, type_):
            self._say(ImportCode.MERGED, heading, line=cell.merged_from)
            return None
        return None if half_width(cell.text) in self._empty else cell

    @property
    def _empty(self) -> tuple[str, ...]:
        return ("", *self._reading.map.empty)

    def _filled_down(self, cell: Cell, heading: str | None, type_: str) -> bool:
        safe = heading in self._reading.map.fill_down or type_ in _FILLED_DOWN
        return safe and not cell.wide

    def _text(self, heading: str | None) -> str:
        cell = self._cell(heading, "text")
        return "" if cell is None else plain_text(cell.text)

    # ---- days

    def _day(self, heading: str | None) -> date | None:
        cell = self._cell(heading)
        if cell is None:
            return None
        text = half_width(cell.text)
        day = read_day(cell, text, since_1904=self._reading.since_1904)
        if isinstance(day, ImportCode):
            self._say(day, heading, text=text[:40])
            return None
        if day > self._reading.today:
            self._say(ImportCode.IN_FUTURE, heading, day=day.isoformat())
        return day

    def _required_day(self, heading: str) -> date:
        before = len(self.problems)
        day = self._day(heading)
        if day is None and len(self.problems) == before:
            self._say(ImportCode.DATE_MISSING, heading)
        return day or date.min

    def _entered(self, heading: str, opened: date) -> date:
        entered = self._required_day(heading)
        if date.min < entered < opened:
            self._say(
                ImportCode.DATES_OUT_OF_ORDER,
                heading,
                first=opened.isoformat(),
                second=entered.isoformat(),
            )
        return entered

    # ---- what the row is about

    def _meaning(self, rule: Where) -> tuple[str, str | None]:
        """What stands there, and what the map says that it stands for."""
        if rule.fixed is not None:
            return str(rule.fixed), str(rule.fixed)
        text = self._text(rule.column)
        meant = next((v for given, v in rule.values.items() if plain_text(given) == text), None)
        return text, None if meant is None else str(meant)

    def _state(self) -> str:
        rule, states = where(self._reading.map.state), self._reading.workflow.spec.states
        text, meant = self._meaning(rule)
        state = meant or text
        if not text:
            self._say(ImportCode.STATE_EMPTY, rule.column)
        elif state not in states:
            known: list[JsonValue] = [*rule.values] or [*states]
            self._say(ImportCode.STATE_NOT_MAPPED, rule.column, text=text[:40], known=known)
        return state

    def _office(self) -> str:
        if self._reading.map.office is None:
            return self._reading.office or ""
        rule = where(self._reading.map.office)
        text, meant = self._meaning(rule)
        if not text:
            self._say(ImportCode.OFFICE_EMPTY, rule.column)
            return ""
        return self._office_named(meant or text, rule.column)

    def _office_named(self, name: str, heading: str | None) -> str:
        """Which office an id or a name means; a name that two offices bear means none."""
        offices = self._reading.directory.offices
        named = [office.id for office in offices.values() if office.name == name]
        found = [name] if name in offices else named
        if len(found) != 1:
            self._say(ImportCode.OFFICE_NOT_FOUND, heading, text=name[:40])
        return "".join(found[:1])

    def _hand(self) -> str | None:
        if self._reading.map.person is None:
            return None
        rule = where(self._reading.map.person)
        text, meant = self._meaning(rule)
        return self._person(meant or text, rule.column) if text else None

    def _person(self, name: str, heading: str | None) -> str:
        """Whose id or name it is; a name that two people bear names nobody."""
        people = self._reading.directory.people
        named = [person.id for person in people.values() if person.name == name]
        found = [name] if name in people else named
        if len(found) == 1:
            return found[0]
        if found or not self._reading.map.strangers:
            self._say(ImportCode.PERSON_NOT_FOUND, heading, text=name[:40])
        return name

    # ---- the file

    def _facts(self) -> dict[str, JsonValue]:
        facts: dict[str, JsonValue] = {}
        for name, given in self._reading.map.fields.items():
            value = self._fact(name, field_rule(given))
            if value is not None:
                facts[name] = value
        return facts

    def _fact(self, name: str, rule: FieldRule) -> JsonValue:
        fields = self._reading.workflow.spec.case
        spec = fields[name]
        if rule.fixed is not None:
            raw: JsonValue = rule.fixed
        else:
            cell = self._cell(rule.column, spec.type)
            if cell is None:
                return None
            if self._is_masked(name, cell):
                return self._present.facts[name] if self._present is not None else None
            taken = read_cell(cell, rule, spec, since_1904=self._reading.since_1904)
            if isinstance(taken, Fault):
                self._fault(taken, rule.column)
                return None
            raw = self._known(spec.type, taken, rule.column)
        value = read(spec, raw, self._reading.today)
        if isinstance(value, Problem):
            self.problems.append(
                RowProblem.of(bad_value(name, value, fields), self._column(rule.column))
            )
            return None
        return value

    def _known(self, type_: str, raw: JsonValue, heading: str | None) -> JsonValue:
        """The id of whoever or whatever office is named; everything else as it is."""
        if not isinstance(raw, str) or type_ not in ("person", "office"):
            return raw
        return self._person(raw, heading) if type_ == "person" else self._office_named(raw, heading)

    def _is_masked(self, name: str, cell: Cell) -> bool:
        """Whether the cell is what an export shows of the case's own value."""
        spec = self._reading.workflow.spec.case[name]
        if self._present is None or name not in self._present.facts or not is_personal(spec):
            return False
        return cell.text == str(masked_value(spec, self._present.facts[name]))

    def _clocks(self) -> Iterator[tuple[str, ClockRun]]:
        for name, given in self._reading.map.clocks.items():
            rule = clock_rule(given)
            day = self._day(rule.column)
            stopped = self._day(rule.stopped)
            if day is not None:
                yield name, ClockRun(counted_from=day, stopped_on=stopped)

    def _papers(self) -> Iterator[Paper]:
        for kind, given in self._reading.map.documents.items():
            rule = paper_rule(given)
            cell = self._cell(rule.column, "boolean")
            issued = self._day(rule.issued)
            if cell is None:
                continue
            there = self._on_file(cell, rule.column, rule.yes)
            if isinstance(there, date):
                yield Paper(kind=kind, issued_on=there)
            elif there:
                yield Paper(kind=kind, issued_on=issued)

    def _on_file(self, cell: Cell, heading: str, yes: tuple[str, ...]) -> date | bool:
        """Whether a mark says that a document is there; a day says so too, and when it is from."""
        text = half_width(cell.text)
        said = True if text in map(half_width, yes) else yes_or_no(text)
        if said is not None:
            return said
        day = read_day(cell, text, since_1904=self._reading.since_1904)
        if isinstance(day, ImportCode):
            self._fault(not_mapped(text, heading, ("是", "有", *yes, "否", "无")), heading)
            return False
        return day

    def _steps(self, opened: date) -> Iterator[PastStep]:
        for action, given in self._reading.map.steps.items():
            rule = step_rule(given)
            name, second = self._text(rule.column), self._text(rule.together_with)
            day = self._day(rule.on)
            if name:
                yield PastStep(
                    action=action,
                    person=self._person(name, rule.column),
                    on=day or opened,
                    together_with=self._person(second, rule.together_with) if second else None,
                )
