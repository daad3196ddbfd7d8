"""Decision tables as part of a program; `Table.decide` is what they mean.

Only rows that can still fit are tried: where a column lists words, the word of the case leads
straight to its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rules.feel import Unknown, Value
from rules.feel import nodes as n
from rules.feel.places import RUN, Code, Environment
from rules.feel.program import QUIET, Program
from rules.policy.logic import Row, Table, Text, merged

Fits: TypeAlias = list[tuple[int, Value]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be tried, counted from 1; a cell of None fits everything."""

    number: int
    cells: tuple[Code | None, ...]

    def without(self, column: int) -> _Row:
        """Return the row for cases that are known to fit in a column."""
        return _Row(self.number, (*self.cells[:column], None, *self.cells[column + 1 :]))

    def fits(self) -> Code:
        """Return what tells whether the row fits: true, unknown, or anything else."""
        tests = tuple(cell for cell in self.cells if cell is not None)
        return tests[0] if len(tests) == 1 else lambda env: _fit(tests, env)


_Tests: TypeAlias = tuple[tuple[int, Code], ...]
"""Rows by number, with what tells whether they fit."""


@dataclass(frozen=True, slots=True)
class _Finder:
    """Leads to the rows that have to be tried.

    Attributes:
        slot: The input whose words lead to the rows.
        by_word: The rows of each word.
        otherwise: The rows of every other word.
        every: All rows, for an input that is no text.
    """

    slot: int
    by_word: Mapping[str, _Tests]
    otherwise: _Tests
    every: _Tests


def table_code(table: Table, program: Program) -> tuple[Code, int]:
    """Return the code of a table, and the slot in which it leaves the rows that gave the answer.

    Args:
        table: The table; everything it reads has its place in the program.
        program: The program.
    """
    slots, read_inputs = _inputs(table, program)
    rows = [_row(number, row, slots, program) for number, row in enumerate(table.rows, 1)]
    outputs = [program.code(row.then.tree) for row in table.rows]
    default = program.code(table.otherwise.tree) if table.otherwise else _blank
    find = _search(_finder(table, slots, rows), first=table.hit == "first")
    matched = program.reserve()
    alone = {number: (number,) for number, _ in enumerate(outputs, 1)}

    def code(env: Environment) -> Value:
        for slot, read in read_inputs:
            env[slot] = read(env)
        # What is wrong in a cell that does not apply concerns nobody.
        run, env[RUN] = env[RUN], QUIET
        fits = find(env)
        env[RUN] = run
        if len(fits) == 1 and fits[0][1] is True:
            number = fits[0][0]
            env[matched] = alone[number]
            return outputs[number - 1](env)
        value, env[matched] = table.concluded(
            fits, lambda number: outputs[number - 1](env), lambda: default(env)
        )
        return value

    return code, matched


def _inputs(table: Table, program: Program) -> tuple[list[int], list[tuple[int, Code]]]:
    """Return the slot of each input, and how those are read that have none of their own."""
    slots: list[int] = []
    read: list[tuple[int, Code]] = []
    for tree in (text.tree for text in table.inputs):
        slot = program.given(tree.name) if isinstance(tree, n.Name) else None
        if slot is None:
            slot = program.reserve()
            read.append((slot, program.code(tree)))
        slots.append(slot)
    return slots, read


def _row(number: int, row: Row, slots: Sequence[int], program: Program) -> _Row:
    cells = tuple(
        None if cell is None else program.code(cell.tree, tested=slot)
        for cell, slot in zip(row.cells, slots, strict=True)
    )
    return _Row(number, cells)


def _blank(env: Environment) -> Value:
    return None


def _finder(table: Table, slots: Sequence[int], rows: Sequence[_Row]) -> _Finder:
    listed = [[_words(row.cells[column]) for row in table.rows] for column in range(len(slots))]
    column = max(range(len(slots)), key=lambda number: sum(map(bool, listed[number])))
    pairs = list(zip(listed[column], rows, strict=True))
    return _Finder(
        slot=slots[column],
        by_word={
            word: _tests(
                row.without(column) if word in words else row
                for words, row in pairs
                if not words or word in words
            )
            for word in frozenset[str]().union(*listed[column])
        },
        otherwise=_tests(row for words, row in pairs if not words),
        every=_tests(rows),
    )


def _tests(rows: Iterable[_Row]) -> _Tests:
    return tuple((row.number, row.fits()) for row in rows)


def _words(cell: Text | None) -> frozenset[str]:
    """Return the words that a cell lists; none when it says anything else."""
    tree = None if cell is None else cell.tree
    if not isinstance(tree, n.UnaryTests) or tree.negated:
        return frozenset()
    values = [test.value for test in tree.tests if isinstance(test, n.Literal)]
    words = frozenset(value for value in values if isinstance(value, str))
    return words if len(values) == len(tree.tests) == len(words) else frozenset()


def _search(finder: _Finder, *, first: bool) -> Callable[[Environment], Fits]:
    by, by_word, otherwise = finder.slot, finder.by_word, finder.otherwise

    def find(env: Environment) -> Fits:
        word = env[by]
        rows = by_word.get(word, otherwise) if type(word) is str else finder.every
        fits: Fits = []
        for number, fits_row in rows:
            fit = fits_row(env)
            if fit is True:
                fits.append((number, fit))
                if first:
                    break
            elif fit is not False and isinstance(fit, Unknown):
                fits.append((number, fit))
        return fits

    return find


def _fit(tests: tuple[Code, ...], env: Environment) -> Value:
    for test in tests:
        fit = test(env)
        if fit is not True:
            return _doubt(tests, env) if isinstance(fit, Unknown) else False
    return True


def _doubt(tests: tuple[Code, ...], env: Environment) -> Value:
    """Return what a row hangs on, unless another cell excludes it anyway."""
    fits = [test(env) for test in tests]
    certain = all(fit is True or isinstance(fit, Unknown) for fit in fits)
    return merged(fits) if certain else False
