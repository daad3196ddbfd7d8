"""Decision tables and combinations over columns of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    default = names.term(table.otherwise.tree) if table.otherwise else Constant(value=None)
    if table.hit == "first":
        return _first(rows, default, names)
    if table.hit == "unique":
        names.short = _only(rows, default, names)
    return _agreed(rows, default, names, unique=table.hit == "unique")


def _only(rows: Sequence[Outcome], default: Term, names: Profile) -> Term:
    """Return the output of the one row that fits, where that is known of every row."""
    blank = isinstance(default, Constant) and default.value is None
    otherwise = () if blank else (Outcome(fits=pl.lit(True), then=default),)
    outcomes = (*rows, *otherwise)
    columns, shape = _columns([outcome.then for outcome in outcomes], names)
    found = pl.lit(None)
    for outcome, column in zip(reversed(outcomes), reversed(columns), strict=True):
        found = pl.when(outcome.fits).then(column).otherwise(found)
    fitting = pl.sum_horizontal([row.fits.cast(pl.UInt8) for row in rows])
    return shape.of(pl.when(fitting <= 1).then(found))


def _fits(
    number: int, cells: Sequence[Text | None], inputs: Sequence[Term], names: Profile
) -> pl.Expr:
    """Return whether a row fits; rows share their cells, and outputs are weighed by every row."""
    tests = [
        names.aside(0, f"{place}/{cell.source}", names.unary(cell.tree, value).column)
        for place, (cell, value) in enumerate(zip(cells, inputs, strict=True))
        if cell is not None
    ]
    fits = pl.all_horizontal(tests) if tests else pl.lit(True)
    return names.aside(1, str(number), fits)


def _first(rows: Sequence[Outcome], default: Term, names: Profile) -> Term:
    if isinstance(default, Constant) and default.value is None:
        raise OutsideProfile(Construct.TABLE_WITHOUT_A_DEFAULT)
    result = default
    for row in reversed(rows):
        result = names.chosen(Truth(column=row.fits), row.then, result)
    return result


def _agreed(rows: Sequence[Outcome], default: Term, names: Profile, *, unique: bool) -> Term:
    certain = pl.sum_horizontal([row.fits.fill_null(False).cast(pl.Int16) for row in rows])
    outcomes = list(rows)
    if not (isinstance(default, Constant) and default.value is None):
        outcomes.append(Outcome(fits=certain == 0, then=default))
        none_left = pl.lit(False)
    else:
        none_left = certain == 0
    columns, shape = _columns([outcome.then for outcome in outcomes], names)
    possible = [outcome.fits.fill_null(True) for outcome in outcomes]
    values = [pl.when(may).then(column) for may, column in zip(possible, columns, strict=True)]
    blank = [may & column.is_null() for may, column in zip(possible, columns, strict=True)]
    least, greatest = pl.min_horizontal(values), pl.max_horizontal(values)
    sound = ~pl.any_horizontal(blank) & (least == greatest) & ~none_left
    if unique:
        sound = sound & (certain <= 1)
    return shape.of(pl.when(sound).then(least))


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
