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
    then: Code

    @property
    def tests(self) -> tuple[Code, ...]:
        """What has to hold for the row to fit."""
        return tuple(cell for cell in self.cells if cell is not None)

    def without(self, column: int) -> _Row:
        """Return the row for cases that are known to fit in a column."""
        cells = (*self.cells[:column], None, *self.cells[column + 1 :])
        return _Row(self.number, cells, self.then)


_Tests: TypeAlias = tuple[tuple[int, tuple[Code, ...]], ...]
"""Rows by number, with what has to hold for each."""


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
    inputs = [(program.reserve(), program.code(text.tree)) for text in table.inputs]
    slots = [slot for slot, _ in inputs]
    rows = [_row(number, row, slots, program) for number, row in enumerate(table.rows, 1)]
    default = program.code(table.otherwise.tree) if table.otherwise else _blank
    find = _search(_finder(table, slots, rows), first=table.hit == "first")
    matched = program.reserve()
    conclude = _conclusion(table, [row.then for row in rows], default, matched)

    def code(env: Environment) -> Value:
        for slot, read in inputs:
            env[slot] = read(env)
        # What is wrong in a cell that does not apply concerns nobody.
        run, env[RUN] = env[RUN], QUIET
        fits = find(env)
        env[RUN] = run
        return conclude(env, fits)

    return code, matched


def _row(number: int, row: Row, slots: Sequence[int], program: Program) -> _Row:
    cells = tuple(
        None if cell is None else program.code(cell.tree, tested=slot)
        for cell, slot in zip(row.cells, slots, strict=True)
    )
    return _Row(number, cells, program.code(row.then.tree))


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
    return tuple((row.number, row.tests) for row in rows)


def _words(cell: Text | None) -> frozenset[str]:
    """Return the words that a cell lists; none when it says anything else."""
    tree = None if cell is None else cell.tree
    if not isinstance(tree, n.UnaryTests) or tree.negated:
        return frozenset()
    values = [test.value for test in tree.tests if isinstance(test, n.Literal)]
    words = frozenset(value for value in values if isinstance(value, str))
    return words if len(values) == len(tree.tests) == len(words) else frozenset()


def _search(finder: _Finder, *, first: bool) -> Callable[[Environment], Fits]:
    slot, by_word, otherwise = finder.slot, finder.by_word, finder.otherwise

    def find(env: Environment) -> Fits:
        word = env[slot]
        rows = by_word.get(word, otherwise) if type(word) is str else finder.every
        fits: Fits = []
        for number, tests in rows:
            fit = _fit(tests, env)
            if fit is not False:
                fits.append((number, fit))
                if first and fit is True:
                    break
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


def _conclusion(
    table: Table, outputs: Sequence[Code], default: Code, matched: int
) -> Callable[[Environment, Fits], Value]:
    alone = {number: (output, (number,)) for number, output in enumerate(outputs, 1)}

    def conclude(env: Environment, fits: Fits) -> Value:
        if len(fits) == 1 and fits[0][1] is True:
            output, env[matched] = alone[fits[0][0]]
            return output(env)
        value, env[matched] = table.concluded(
            fits, lambda number: outputs[number - 1](env), lambda: default(env)
        )
        return value

    return conclude
