"""Decision tables and combinations over columns of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import and_, or_

import polars as pl

from rules.policy.logic import Combination, Table, Text
from rules.vectorised import numbers
from rules.vectorised.profile import Profile
from rules.vectorised.terms import (
    Choice,
    Constant,
    Construct,
    Day,
    Number,
    OutsideProfile,
    Term,
    Truth,
    as_choice,
    as_day,
    as_number,
    as_truth,
    is_unknown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A possible output of a table and where it is one.

    Attributes:
        fits: Whether the row fits: yes, no or unknown.
    """

    fits: pl.Expr
    then: Term

    @classmethod
    def always(cls, then: Term) -> Outcome:
        """Return the outcome of every case that no row fits."""
        return cls(fits=pl.lit(True), then=then)


BLANK = Constant(value=None)
"""The default of a table that has none."""


def combined(combination: Combination, names: Profile) -> Term:
    """Return whether enough of the conditions hold."""
    truths = [as_truth(names.names[name]).column for name in combination.of]
    if combination.least == len(truths):
        return Truth(column=pl.all_horizontal(truths))
    if combination.least == 1:
        return Truth(column=pl.any_horizontal(truths))
    met = pl.sum_horizontal([truth.fill_null(False).cast(pl.Int16) for truth in truths])
    possible = pl.sum_horizontal([truth.fill_null(True).cast(pl.Int16) for truth in truths])
    enough = pl.when(met >= combination.least).then(True)
    return Truth(column=enough.when(possible < combination.least).then(False))


def decided(table: Table, names: Profile) -> Term:
    """Return the output of a table, unknown unless every row that may fit gives the same."""
    inputs = [names.term(text.tree) for text in table.inputs]
    rows = [
        Outcome(fits=_fits(number, row.cells, inputs, names), then=names.term(row.then.tree))
        for number, row in enumerate(table.rows)
    ]
    default = names.term(table.otherwise.tree) if table.otherwise else BLANK
    if table.hit == "first":
        return _first(rows, default, names)
    unique = table.hit == "unique"
    if unique and names.known:
        return _only(rows, default, names)
    if all(isinstance(outcome.then, Constant) for outcome in (*rows, Outcome.always(default))):
        return _one_of(rows, default, names, unique=unique)
    return _agreed(rows, default, names, unique=unique)


def _fits(
    number: int, cells: Sequence[Text | None], inputs: Sequence[Term], names: Profile
) -> pl.Expr:
    """Return whether a row fits; rows share their cells, and outputs are weighed by every row."""
    tests = [
        names.aside(0, f"{place}/{cell.source}", names.unary(cell.tree, value).column)
        for place, (cell, value) in enumerate(zip(cells, inputs, strict=True))
        if cell is not None
    ]
    return names.aside(1, str(number), reduce(and_, tests) if tests else pl.lit(True))


def _only(rows: Sequence[Outcome], default: Term, names: Profile) -> Term:
    """Return the output of the one row that fits, where that is known of every row."""
    outcomes = [*rows, *([] if default is BLANK else [Outcome.always(default)])]
    columns, shape = _columns([outcome.then for outcome in outcomes], names)
    found = pl.lit(None)
    for outcome, column in zip(reversed(outcomes), reversed(columns), strict=True):
        found = pl.when(outcome.fits).then(column).otherwise(found)
    return shape.of(_unless(_several([row.fits for row in rows]), found))


def _unless(conditions: Sequence[pl.Expr], found: pl.Expr) -> pl.Expr:
    """Return what was found; nothing where one of these conditions holds."""
    return pl.when(~reduce(or_, conditions)).then(found) if conditions else found


def _several(truths: Sequence[pl.Expr]) -> list[pl.Expr]:
    """Return conditions of which one holds where more than one of these do; none is unknown."""
    # A pass over bits for each; counting would make numbers of them first.
    before = list(accumulate(truths, or_))
    return [seen & truth for seen, truth in zip(before, truths[1:], strict=False)]


def _one_of(rows: Sequence[Outcome], default: Term, names: Profile, *, unique: bool) -> Term:
    """Return the output of a table whose outputs are the same for every case.

    It is known where the rows that may fit have a single output between them.
    """
    certain = [row.fits.fill_null(False) for row in rows]
    none_fits = ~reduce(or_, certain)
    outcomes = [*rows, *([] if default is BLANK else [Outcome(fits=none_fits, then=default)])]
    columns, shape = _columns([outcome.then for outcome in outcomes], names)
    possible: dict[object, pl.Expr] = {}
    output: dict[object, pl.Expr] = {}
    for outcome, column in zip(outcomes, columns, strict=True):
        value: object = outcome.then.value if isinstance(outcome.then, Constant) else None
        may = outcome.fits.fill_null(True)
        possible[value] = possible[value] | may if value in possible else may
        output[value] = column
    unsound = _several(list(possible.values()))
    unsound += _several(certain) if unique else []
    unsound += [none_fits] if default is BLANK else []
    found = pl.lit(None)
    for value, may in possible.items():
        found = pl.when(may).then(output[value]).otherwise(found)
    return shape.of(_unless(unsound, found))


def _first(rows: Sequence[Outcome], default: Term, names: Profile) -> Term:
    if default is BLANK:
        raise OutsideProfile(Construct.TABLE_WITHOUT_A_DEFAULT)
    result = default
    for row in reversed(rows):
        result = names.chosen(Truth(column=row.fits), row.then, result)
    return result


def _agreed(rows: Sequence[Outcome], default: Term, names: Profile, *, unique: bool) -> Term:
    certain = [row.fits.fill_null(False) for row in rows]
    none_fits = ~reduce(or_, certain)
    outcomes = [*rows, *([] if default is BLANK else [Outcome(fits=none_fits, then=default)])]
    columns, shape = _columns([outcome.then for outcome in outcomes], names)
    possible = [outcome.fits.fill_null(True) for outcome in outcomes]
    values = [pl.when(may).then(column) for may, column in zip(possible, columns, strict=True)]
    blank = [may & column.is_null() for may, column in zip(possible, columns, strict=True)]
    least, greatest = pl.min_horizontal(values), pl.max_horizontal(values)
    unsound = [*blank, least != greatest]
    unsound += _several(certain) if unique else []
    unsound += [none_fits] if default is BLANK else []
    return shape.of(_unless(unsound, least))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """How a column of outputs is to be read."""

    sample: Term

    def of(self, column: pl.Expr) -> Term:
        if isinstance(self.sample, Number):
            sample = self.sample
            return Number(units=column, scale=sample.scale, low=sample.low, high=sample.high)
        if isinstance(self.sample, Truth):
            return Truth(column=column.cast(pl.Boolean))
        return Day(column=column) if isinstance(self.sample, Day) else Choice(column=column)


def _columns(terms: Sequence[Term], names: Profile) -> tuple[list[pl.Expr], _Shape]:
    known = [term for term in terms if not is_unknown(term)]
    if not known:
        return [pl.lit(None, dtype=pl.Int16) for _ in terms], _Shape(sample=_NO_CHOICE)
    typed = [_typed(term, names) for term in known]
    if len({type(term) for term in typed}) != 1:
        raise OutsideProfile(Construct.ROWS_OF_DIFFERENT_TYPES)
    columns, sample = _unwrapped(typed)
    found = iter(columns)
    nothing = pl.lit(None)
    return [nothing if is_unknown(term) else next(found) for term in terms], _Shape(sample=sample)


def _typed(term: Term, names: Profile) -> Term:
    if not isinstance(term, Constant):
        return term
    value = term.value
    if isinstance(value, bool):
        return as_truth(term)
    if isinstance(value, str):
        return as_choice(term, names.codes)
    return as_day(term) if type(value).__name__ == "date" else as_number(term)


def _unwrapped(terms: Sequence[Term]) -> tuple[list[pl.Expr], Term]:
    if isinstance(terms[0], Number):
        same = numbers.aligned([term for term in terms if isinstance(term, Number)])
        low, high = min(number.low for number in same), max(number.high for number in same)
        sample = Number(units=pl.lit(0), scale=same[0].scale, low=low, high=high)
        return [number.units for number in same], sample
    columns = [term.column for term in terms if not isinstance(term, Number | Constant)]
    if isinstance(terms[0], Truth):
        columns = [column.cast(pl.Int8) for column in columns]
    return columns, terms[0]


_NO_CHOICE = Choice(column=pl.lit(None, dtype=pl.Int16))
