"""A short way through a decision table for the usual case; the long way is the definition.

The short way is for inputs that are all known and rows that fit or do not. Whatever is unknown,
twofold or strange goes to `Table.answer`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rules.feel import Compiled, Unknown, Value
from rules.feel import nodes as n
from rules.policy.logic import Row, Table, Text

Scope = dict[str, Value]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that says something.

    Attributes:
        literal: The text that the input has to equal, where that is all the cell says.
    """

    column: int
    literal: str | None
    test: Compiled


def quick_table(table: Table) -> Callable[[Scope], Value]:
    """Return what answers the table from a scope."""
    inputs = tuple(text.compiled for text in table.inputs)
    rows = tuple((_cells(row), row.then.compiled) for row in table.rows)
    first = table.hit == "first"

    def answer(scope: Scope) -> Value:
        values = [read(scope) for read in inputs]
        chosen = None
        for cells, then in rows:
            fit = _fits(cells, values, scope)
            if fit is False:
                continue
            if fit is not True or chosen is not None:
                return _long_way(table, scope)
            chosen = then
            if first:
                break
        if chosen is None:
            return _long_way(table, scope)
        value = chosen(scope)
        return _long_way(table, scope) if isinstance(value, Unknown) else value

    return answer


def _long_way(table: Table, scope: Scope) -> Value:
    # A scope that works names out on demand must have done so before it is copied.
    return table.answer({name: scope[name] for name in table.reads})


def _fits(cells: tuple[_Cell, ...], values: list[Value], scope: Scope) -> Value:
    for cell in cells:
        value = values[cell.column]
        if cell.literal is not None and type(value) is str:
            fit: Value = value == cell.literal
        else:
            scope["?"] = value
            fit = cell.test(scope)
        if fit is not True:
            return fit
    return True


def _cells(row: Row) -> tuple[_Cell, ...]:
    return tuple(
        _Cell(column, _literal(cell), cell.compiled)
        for column, cell in enumerate(row.cells)
        if cell is not None
    )


def _literal(cell: Text) -> str | None:
    tree = cell.tree
    if isinstance(tree, n.UnaryTests) and len(tree.tests) == 1 and not tree.negated:
        test = tree.tests[0]
        if isinstance(test, n.Literal) and isinstance(test.value, str):
            return test.value
    return None
