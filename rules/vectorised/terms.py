"""What an expression becomes over a table of cases: columns, or one value for all of them.

A null in a column is *unknown*, nothing else: what could be FEEL's null is outside of the profile.
So the validity mask that polars keeps beside every column is the mask of what is known.
Numbers are whole units with a scale and, after a division, a divisor: never binary fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import polars as pl

from rules.feel import Unknown, Value

INT64 = 2**62
LARGEST = 10**30
"""Beyond this FEEL's 34 digits would round, and 128 bits would soon overflow."""


class Construct(StrEnum):
    """What lies outside of the profile."""

    ARITHMETIC_ON_SOMETHING_ELSE_THAN_NUMBERS = "arithmetic_on_something_else_than_numbers"
    BRANCHES_OF_DIFFERENT_TYPES = "branches_of_different_types"
    CHOICE_BETWEEN_QUOTIENTS = "choice_between_quotients"
    COMPARISON_OF_DIFFERENT_TYPES = "comparison_of_different_types"
    COMPARISON_OF_TWO_QUOTIENTS = "comparison_of_two_quotients"
    CONDITION_THAT_IS_NO_TRUTH_VALUE = "condition_that_is_no_truth_value"
    DATE_ARITHMETIC = "date_arithmetic"
    DATE_OF_ANOTHER_CALENDAR = "date_of_another_calendar"
    DIVISION_BY_WHAT_MAY_BE_ZERO = "division_by_what_may_be_zero"
    EXTREME_OF_A_LIST = "extreme_of_a_list"
    FUNCTION = "function"
    NULL = "null"
    NUMBER_OF_TOO_MANY_DIGITS = "number_of_too_many_digits"
    PARITY_OF_A_FRACTION = "parity_of_a_fraction"
    PATH = "path"
    PLACES_THAT_DIFFER_BETWEEN_CASES = "places_that_differ_between_cases"
    PRODUCT_WITH_A_QUOTIENT = "product_with_a_quotient"
    RANGE_WHOSE_ENDS_DIFFER_BETWEEN_CASES = "range_whose_ends_differ_between_cases"
    ROUNDING_BEFORE_THE_POINT = "rounding_before_the_point"
    ROWS_OF_DIFFERENT_TYPES = "rows_of_different_types"
    TABLE_WITHOUT_A_DEFAULT = "table_without_a_default"
    TEXT_THAT_IS_NO_CHOICE = "text_that_is_no_choice"


class OutsideProfile(Exception):
    """A construct that is worked out case by case instead; never leaves this package.

    Attributes:
        construct: What it is.
    """

    def __init__(self, construct: str) -> None:
        super().__init__(construct)
        self.construct = construct


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """The same value for every case; unknown where a region has set no figure."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number: `units / (10 ** scale * divisor)`.

    Attributes:
        units: Column of whole numbers.
        low: Least value of `units`.
        high: Greatest value of `units`.
        divisor: Column of whole numbers above zero, after a division.
        most: Greatest value of `divisor`.
    """

    units: pl.Expr
    scale: int
    low: int
    high: int
    divisor: pl.Expr | None = None
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A condition."""

    column: pl.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A text out of known ones, as a column of codes."""

    column: pl.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date."""

    column: pl.Expr


Term: TypeAlias = Constant | Number | Truth | Choice | Day

UNKNOWN = Constant(value=Unknown())
NOTHING = "/unknown"
"""Column of every prepared table in which nothing is known.

polars simplifies conditions on a literal null to something of the wrong length; a column it leaves.
"""

NO_TRUTH = Truth(column=pl.col(NOTHING))


class Codes:
    """Codes of texts, given out as texts appear; shared by everything that reads one table."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Return the code of a text."""
        return self._codes.setdefault(text, len(self._codes))

    def texts(self) -> dict[int, str]:
        """Return the text of every code."""
        return {code: text for text, code in self._codes.items()}


def is_unknown(term: Term) -> bool:
    """Tell whether a term is unknown for every case."""
    return isinstance(term, Constant) and isinstance(term.value, Unknown)


def as_truth(term: Term) -> Truth:
    """Return a condition."""
    if isinstance(term, Truth):
        return term
    if isinstance(term, Constant) and isinstance(term.value, bool):
        return Truth(column=pl.lit(term.value, dtype=pl.Boolean))
    if is_unknown(term):
        return NO_TRUTH
    raise OutsideProfile(Construct.CONDITION_THAT_IS_NO_TRUTH_VALUE)


def as_number(term: Term) -> Number:
    """Return a number; a constant becomes a column of its exact units."""
    if isinstance(term, Number):
        return term
    if isinstance(term, Constant) and isinstance(term.value, Decimal):
        return _number_of(term.value)
    raise OutsideProfile(Construct.ARITHMETIC_ON_SOMETHING_ELSE_THAN_NUMBERS)


def _number_of(value: Decimal) -> Number:
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) + max(exponent, 0) > 33:
        raise OutsideProfile(Construct.NUMBER_OF_TOO_MANY_DIGITS)
    scale = max(0, -exponent)
    units = int(value.scaleb(scale))
    return Number(units=whole(units), scale=scale, low=units, high=units)


def whole(units: int) -> pl.Expr:
    """Return a whole number as a column of the width it needs."""
    return pl.lit(units, dtype=pl.Int64 if abs(units) < INT64 else pl.Int128)


def as_choice(term: Term, codes: Codes) -> Choice:
    """Return a text as a column of codes."""
    if isinstance(term, Choice):
        return term
    if isinstance(term, Constant) and isinstance(term.value, str):
        return Choice(column=pl.lit(codes.code(term.value), dtype=pl.Int16))
    raise OutsideProfile(Construct.TEXT_THAT_IS_NO_CHOICE)


def as_day(term: Term) -> Day:
    """Return a date."""
    if isinstance(term, Day):
        return term
    if isinstance(term, Constant) and type(term.value).__name__ == "date":
        return Day(column=pl.lit(term.value, dtype=pl.Date))
    raise OutsideProfile(Construct.DATE_OF_ANOTHER_CALENDAR)
