"""Facts of many cases: from a table as delivered to columns of exact whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import polars as pl

from rules.policy.faults import PolicyCode, QuestionError
from rules.policy.language import TypeName
from rules.policy.model import Fact
from rules.vectorised.terms import Choice, Codes, Day, Number, OutsideProfile, Term, Truth

SCALES: dict[TypeName, int] = {"integer": 0, "money": 2, "number": 6, "rate": 6}
"""Digits behind the point of a number in a table."""

_REACH = {"integer": 10**9, "money": 10**13, "number": 10**15, "rate": 10**9}
_WRITTEN = r"^[+-]?\d+(\.\d{0,%d}0*)?$"


def fact_column(fact: Fact, table: pl.DataFrame, codes: Codes) -> pl.Series:
    """Return a fact's column in the form the rules compute with; all unknown when it is absent.

    Numbers become whole units, choices codes, dates dates. A null is unknown.

    Raises:
        QuestionError: A value is not of the fact's type or out of its bounds; binary floats
            never are.
    """
    if fact.key not in table.columns:
        return pl.Series(fact.key, [None] * table.height, dtype=_DTYPES.get(fact.type, pl.Null))
    try:
        column = _read(fact, table.get_column(fact.key), codes)
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise _wrong(fact) from error
    return column.alias(fact.key)


def _read(fact: Fact, column: pl.Series, codes: Codes) -> pl.Series:
    if fact.type in SCALES:
        return _within(fact, _units(fact, column))
    if fact.type == "choice":
        return _coded(fact, column, codes)
    if fact.type == "date" and column.dtype == pl.String:
        dates: pl.Series = column.str.to_date("%Y-%m-%d", strict=True)
        return dates
    wanted = _DTYPES.get(fact.type)
    if wanted is not None and column.dtype not in (wanted, pl.Null):
        raise _wrong(fact)
    return column


def _units(fact: Fact, column: pl.Series) -> pl.Series:
    scale = SCALES[fact.type]
    if column.dtype.is_float() or column.dtype == pl.Boolean:
        raise _wrong(fact)
    if column.dtype == pl.String and not column.str.contains(_WRITTEN % scale).all():
        raise _wrong(fact)
    if column.dtype.is_integer():
        return _scaled(fact, column.cast(pl.Int64), 10**scale)
    if isinstance(column.dtype, pl.Decimal) and column.dtype.scale == scale:
        return column.to_physical().cast(pl.Int64)
    exact = column.cast(pl.Decimal(38, scale), strict=True)
    if column.dtype.is_decimal() and not (exact == column).all():
        raise _wrong(fact)
    units: pl.Series = exact.to_physical().cast(pl.Int64)
    return units


def _scaled(fact: Fact, column: pl.Series, factor: int) -> pl.Series:
    if factor == 1:
        return column
    # Checked before: a product that wrapped around could land within the bounds again.
    low, high = bounds(fact)
    _check_within(fact, column, -(-low // factor), high // factor)
    scaled: pl.Series = column * factor
    return scaled


def _within(fact: Fact, units: pl.Series) -> pl.Series:
    _check_within(fact, units, *bounds(fact))
    return units


def _check_within(fact: Fact, units: pl.Series, low: int, high: int) -> None:
    least, greatest = units.min(), units.max()
    if (
        isinstance(least, int)
        and isinstance(greatest, int)
        and not low <= least <= greatest <= high
    ):
        raise _wrong(fact)


def bounds(fact: Fact) -> tuple[int, int]:
    """Return the least and the greatest units of a number."""
    scale, reach = SCALES[fact.type], _REACH[fact.type]
    low = -reach if fact.low is None else int(fact.low.scaleb(scale))
    high = reach if fact.high is None else int(fact.high.scaleb(scale))
    return low, high


def _coded(fact: Fact, column: pl.Series, codes: Codes) -> pl.Series:
    options = pl.Enum(fact.options)
    # A cast by name refuses what is no option; the table of codes is then read by position.
    known = column if column.dtype == options else column.cast(pl.String).cast(options)
    code_of = [codes.code(option) for option in fact.options]
    if code_of == list(range(len(code_of))):
        return known.to_physical().cast(pl.Int16)
    coded: pl.Series = pl.Series(code_of, dtype=pl.Int16).gather(
        known.to_physical().cast(pl.UInt32)
    )
    return coded


def _wrong(fact: Fact) -> QuestionError:
    expected = " | ".join(fact.options) or fact.type
    return QuestionError(PolicyCode.FACT_INVALID, fact=fact.key, expected=expected)


def reading_schema(facts: Iterable[Fact]) -> dict[str, type[pl.DataType]]:
    """Return how a text file of cases has to be read so that no number passes through a float."""
    as_they_are: dict[str, type[pl.DataType]] = {"boolean": pl.Boolean}
    return {fact.key: as_they_are.get(fact.type, pl.String) for fact in facts}


def fact_term(fact: Fact) -> Term:
    """Return what a fact's name stands for in expressions.

    Raises:
        OutsideProfile: Facts of this type are worked out case by case.
    """
    column = pl.col(fact.key)
    if fact.type in SCALES:
        low, high = bounds(fact)
        return Number(units=column, scale=SCALES[fact.type], low=low, high=high)
    known = _TERMS.get(fact.type)
    if known is None:
        raise OutsideProfile(fact.type)
    return known(column=column)


def given(fact: Fact, value: object, texts: dict[int, str]) -> object:
    """Return the value of one case as the interpreter takes it, from the prepared column."""
    if value is None:
        return None
    if fact.type in SCALES and isinstance(value, int):
        return Decimal(value).scaleb(-SCALES[fact.type])
    if fact.type == "choice" and isinstance(value, int):
        return texts[value]
    return value


_TERMS: dict[TypeName, type[Truth | Choice | Day]] = {
    "boolean": Truth,
    "choice": Choice,
    "date": Day,
}

_DTYPES: dict[TypeName, type[pl.DataType]] = {
    "boolean": pl.Boolean,
    "date": pl.Date,
    "text": pl.String,
    "choice": pl.Int16,
    "integer": pl.Int64,
    "money": pl.Int64,
    "number": pl.Int64,
    "rate": pl.Int64,
}
