"""Which rows of a decision table fit which inputs: gaps, overlaps and rows that never count.

Every input is cut at the constants its column names, one value stands for each piece, and the
compiled cells themselves say which rows fit it. So what is reported is an example, not a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from rules.feel import Expression, Value, walk
from rules.feel import nodes as n
from rules.policy.language import TypeName
from rules.policy.logic import Table, Text
from rules.policy.shapes import Shape
from rules.policy.values import plain

Rows = frozenset[int]
Point = tuple[Value, ...]
_PARTS = (n.UnaryTests, n.ComparisonTest, n.RangeLiteral, n.Literal, n.Name, n.Negation)
_STEPS: Mapping[TypeName, Decimal] = {"integer": Decimal(1), "money": Decimal("0.01")}
_DAY = timedelta(days=1)
_MOST_SETS = 20_000
"""Sets of rows that are followed; a table of forty columns of truth values could have 2^40."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What is known of an input of a table.

    Attributes:
        step: Least distance of two of its numbers; None where there is none.
    """

    shape: Shape
    step: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Rows, counted from 0, that fit together, and inputs that they fit."""

    rows: Rows
    witness: Point


def step_of(type_name: TypeName) -> Decimal | None:
    """Return the least distance of two values of a type."""
    return _STEPS.get(type_name)


def fittings(
    table: Table, inputs: Sequence[Input], figures: Mapping[str, Value]
) -> list[Fitting] | None:
    """Return every set of rows that some inputs fit, each with such inputs.

    Args:
        table: The table.
        inputs: What is known of each of its inputs.
        figures: Values of the parameters that cells name.

    Returns:
        None when a cell holds more than comparisons with constants, or there are too many sets.
    """
    columns = []
    for number, known in enumerate(inputs):
        cells = [row.cells[number] for row in table.rows]
        points = _points(cells, known, figures)
        if points is None:
            return None
        columns.append([(point, _fitting_rows(cells, point, figures)) for point in points])
    return _leaves(columns, frozenset(range(len(table.rows))))


def counted_rows(table: Table, found: Sequence[Fitting]) -> set[int]:
    """Return the rows, counted from 0, that give an answer for some inputs."""
    if table.hit == "first":
        return {min(fitting.rows) for fitting in found if fitting.rows}
    return {row for fitting in found for row in fitting.rows}


def shown_witness(table: Table, fitting: Fitting) -> str:
    """Return the inputs that some rows fit, as text."""
    pairs = zip(table.inputs, fitting.witness, strict=True)
    return ", ".join(f"{text.source} = {plain(value)}" for text, value in pairs)


def _leaves(columns: Sequence[Sequence[tuple[Value, Rows]]], every: Rows) -> list[Fitting] | None:
    # Inputs that leave the same rows in the game need to be followed only once.
    front: dict[Rows, Point] = {every: ()}
    for column in columns:
        following: dict[Rows, Point] = {}
        for rows, witness in front.items():
            for point, fit in column:
                following.setdefault(rows & fit, (*witness, point))
        if len(following) > _MOST_SETS:
            return None
        front = following
    return [Fitting(rows=rows, witness=witness) for rows, witness in front.items()]


def _fitting_rows(cells: Sequence[Text | None], point: Value, figures: Mapping[str, Value]) -> Rows:
    scope = {**figures, "?": point}
    return frozenset(
        row for row, cell in enumerate(cells) if cell is None or cell.compiled(scope) is True
    )


def _points(
    cells: Sequence[Text | None], known: Input, figures: Mapping[str, Value]
) -> list[Value] | None:
    shape = known.shape
    named = {name for cell in cells if cell for name in cell.names} - {"?"}
    if not named <= figures.keys():
        return None
    if shape.type == "boolean":
        return [True, False]
    if shape.type == "text" and shape.options is not None:
        return list[Value](sorted(shape.options))
    constants = _constants(cells, figures)
    if constants is None or shape.type not in {"number", "date"}:
        return None
    if shape.type == "date":
        return _dates({value for value in constants if isinstance(value, date)})
    return _numbers({value for value in constants if isinstance(value, Decimal)}, known)


def _constants(cells: Sequence[Text | None], figures: Mapping[str, Value]) -> set[Value] | None:
    found: set[Value] = set()
    for cell in cells:
        for node in walk(cell.tree) if cell else ():
            if not isinstance(node, _PARTS):
                return None
            found.update(_constant(node, figures))
            if isinstance(node, n.Name) and node.name not in figures:
                return None
    return found


def _constant(node: Expression, figures: Mapping[str, Value]) -> list[Value]:
    if isinstance(node, n.Name):
        return [figures.get(node.name)]
    if isinstance(node, n.Literal):
        return [node.value, -node.value] if isinstance(node.value, Decimal) else [node.value]
    return []


def _dates(constants: set[date]) -> list[Value]:
    near = {day + shift for day in constants for shift in (-_DAY, timedelta(0), _DAY)}
    return list[Value](sorted(near))


def _numbers(constants: set[Decimal], known: Input) -> list[Value]:
    shape, step = known.shape, known.step
    ends = [end for end in (shape.low, shape.high) if end is not None]
    ordered = sorted({*constants, *ends})
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    beyond = [ordered[0] - 1, ordered[-1] + 1] if ordered else [Decimal(0)]
    candidates = {*ordered, *between, *beyond}
    if step is not None:
        candidates = {_on_step(number, step) for number in candidates}
        candidates |= {number + shift for number in constants for shift in (-step, step)}
    return list[Value](sorted(number for number in candidates if _inside(number, shape)))


def _on_step(number: Decimal, step: Decimal) -> Decimal:
    return (number / step).to_integral_value() * step


def _inside(number: Decimal, shape: Shape) -> bool:
    above = shape.low is None or number >= shape.low
    return above and (shape.high is None or number <= shape.high)
