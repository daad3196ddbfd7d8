"""Expressions of the typed profile, compiled to polars; the interpreter is what they must equal.

Long because every kind of node has its method here, side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import polars as pl

from rules.feel import (
    DaysDuration,
    Expression,
    MonthsDuration,
    Value,
    compile_expression,
    free_names,
)
from rules.feel import nodes as n
from rules.feel.semantics import mentions_input
from rules.vectorised import numbers
from rules.vectorised.terms import (
    NO_TRUTH,
    UNKNOWN,
    Choice,
    Codes,
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

_DAY_NANOS = 86_400 * 10**9


class Profile:
    """Compiles expressions over the columns of one table.

    Args:
        names: What each name stands for.
        codes: Codes of the texts of that table.
        key: The rule whose expressions they are.
        known: Whether nothing is unknown in any case, which is worked out faster.

    Attributes:
        asides: Columns that several others are made of, in levels: a level may use those before.
    """

    def __init__(
        self, names: Mapping[str, Term], codes: Codes, *, key: str, known: bool = False
    ) -> None:
        self.names = names
        self.codes = codes
        self.key = key
        self.known = known
        self.asides: tuple[dict[str, pl.Expr], ...] = ({}, {})

    def aside(self, level: int, key: str, column: pl.Expr) -> pl.Expr:
        """Have a column worked out once, and return what stands for it."""
        name = f"{self.key}/{level}/{key}"
        self.asides[level].setdefault(name, column)
        return pl.col(name)

    def term(self, node: Expression) -> Term:
        """Return the columns of an expression.

        Raises:
            OutsideProfile: It has to be worked out case by case.
        """
        folded = self._folded(node)
        if folded is not None:
            return folded
        made = _TERMS.get(type(node))
        if made is None:
            raise OutsideProfile(type(node).__name__)
        return made(self, node)

    def _folded(self, node: Expression) -> Constant | None:
        """Return the value of an expression over constants only."""
        scope: dict[str, Value] = {}
        for name in free_names(node):
            term = self.names.get(name)
            if not isinstance(term, Constant):
                return None
            scope[name] = term.value
        value = compile_expression(node)(scope)
        if value is None:
            raise OutsideProfile(Construct.NULL)
        return Constant(value=value)

    def truth(self, node: Expression) -> Truth:
        """Return the column of a condition."""
        return as_truth(self.term(node))

    def number(self, node: Expression) -> Number:
        """Return the columns of a number."""
        return as_number(self.term(node))

    def name(self, node: n.Name) -> Term:
        """Return what a name stands for."""
        if node.name not in self.names:
            raise OutsideProfile(node.name)
        return self.names[node.name]

    def negation(self, node: n.Negation) -> Term:
        """Return the opposite number."""
        return numbers.negate(self.number(node.operand))

    def arithmetic(self, node: n.Arithmetic) -> Term:
        """Return a sum, difference, product or quotient, or a shifted date."""
        left, right = self.term(node.left), self.term(node.right)
        if is_unknown(left) or is_unknown(right):
            return UNKNOWN
        if isinstance(left, Day):
            return _shifted(left, right, node.operator)
        calculate = _ARITHMETIC.get(node.operator)
        if calculate is None:
            raise OutsideProfile(node.operator)
        return calculate(as_number(left), as_number(right))

    def comparison(self, node: n.Comparison) -> Term:
        """Return a comparison."""
        return self.compare(node.operator, self.term(node.left), self.term(node.right))

    def compare(self, operator: str, left: Term, right: Term) -> Truth:
        """Return `left operator right`, unknown where either is."""
        if is_unknown(left) or is_unknown(right):
            return NO_TRUTH
        if isinstance(left, Constant):
            # polars compares a literal on the left with a condition at the wrong length.
            left, right, operator = right, left, _TURNED.get(operator, operator)
        kinds = {_kind(left), _kind(right)}
        if kinds == {"number"}:
            column = numbers.compare(operator, as_number(left), as_number(right))
        elif kinds == {"date"}:
            column = numbers.COMPARISONS[operator](as_day(left).column, as_day(right).column)
        elif operator in {"=", "!="} and len(kinds) == 1:
            column = numbers.COMPARISONS[operator](self._plain(left), self._plain(right))
        else:
            raise OutsideProfile(Construct.COMPARISON_OF_DIFFERENT_TYPES)
        return Truth(column=column)

    def _plain(self, term: Term) -> pl.Expr:
        """Return the column of a condition or of a choice."""
        if _kind(term) == "boolean":
            return as_truth(term).column
        return as_choice(term, self.codes).column

    def conjunction(self, node: n.Conjunction) -> Term:
        """Return `left and right`; polars knows Kleene's logic."""
        return Truth(column=self.truth(node.left).column & self.truth(node.right).column)

    def disjunction(self, node: n.Disjunction) -> Term:
        """Return `left or right`."""
        return Truth(column=self.truth(node.left).column | self.truth(node.right).column)

    def between(self, node: n.Between) -> Term:
        """Return `value between low and high`, unknown where any of the three is."""
        value = self.term(node.value)
        above = self.compare(">=", value, self.term(node.low))
        return self._strictly(above, self.compare("<=", value, self.term(node.high)))

    def membership(self, node: n.Membership) -> Term:
        """Return `value in tests`."""
        value = self.term(node.value)
        return _any([self.test(test, value) for test in node.tests])

    def unary(self, node: Expression, value: Term) -> Truth:
        """Return whether a value passes a table cell."""
        if not isinstance(node, n.UnaryTests):
            return self.test(node, value)
        if not node.tests:
            return as_truth(Constant(value=True))
        passed = _any([self.test(test, value) for test in node.tests])
        return Truth(column=~passed.column) if node.negated else passed

    def test(self, node: Expression, value: Term) -> Truth:
        """Return whether a value passes one alternative of a unary test."""
        names = {**self.names, "?": value}
        inner = Profile(names, self.codes, key=self.key, known=self.known)
        if isinstance(node, n.ComparisonTest):
            return self.compare(node.operator, value, inner.term(node.endpoint))
        if isinstance(node, n.RangeLiteral):
            return inner.in_range(node, value)
        term = inner.term(node)
        if mentions_input(node):
            return as_truth(term)
        if isinstance(term, Constant) and isinstance(term.value, tuple):
            return _any([self.compare("=", value, Constant(value=item)) for item in term.value])
        return self.compare("=", value, term)

    def in_range(self, node: n.RangeLiteral, value: Term) -> Truth:
        """Return whether a value lies in a range with constant ends."""
        low, high = self.term(node.low), self.term(node.high)
        if not isinstance(low, Constant) or not isinstance(high, Constant):
            raise OutsideProfile(Construct.RANGE_WHOSE_ENDS_DIFFER_BETWEEN_CASES)
        self._folded(node)
        above = self.compare(">=" if node.low_included else ">", value, low)
        below = self.compare("<=" if node.high_included else "<", value, high)
        return self._strictly(above, below)

    def _strictly(self, first: Truth, second: Truth) -> Truth:
        """Return both; unknown where either is, even if the other is false."""
        both = first.column & second.column
        if self.known:
            return Truth(column=both)
        known = first.column.is_not_null() & second.column.is_not_null()
        return Truth(column=pl.when(known).then(both))

    def choice(self, node: n.If) -> Term:
        """Return the branch that is taken; where unknown, what both branches agree on."""
        condition = self.term(node.condition)
        if isinstance(condition, Constant) and isinstance(condition.value, bool):
            return self.term(node.then if condition.value else node.otherwise)
        then, otherwise = self.term(node.then), self.term(node.otherwise)
        return self.chosen(as_truth(condition), then, otherwise)

    def chosen(self, condition: Truth, then: Term, otherwise: Term) -> Term:
        """Return one of two terms for each case."""
        if is_unknown(then) and is_unknown(otherwise):
            return UNKNOWN
        kinds = {_kind(term) for term in (then, otherwise) if not is_unknown(term)}
        if len(kinds) != 1:
            raise OutsideProfile(Construct.BRANCHES_OF_DIFFERENT_TYPES)
        if kinds == {"number"}:
            return self._chosen_number(condition, then, otherwise)
        columns = [_column(term, kinds, self.codes) for term in (then, otherwise)]
        agreed = _agreement(then, columns[0], otherwise, columns[1])
        picked = self._picked(condition.column, columns[0], columns[1], agreed)
        return _KINDS[kinds.pop()](column=picked)

    def _chosen_number(self, condition: Truth, then: Term, otherwise: Term) -> Term:
        known = [as_number(term) for term in (then, otherwise) if not is_unknown(term)]
        same = numbers.aligned(known)
        nothing = pl.lit(None, dtype=pl.Int64)
        first = nothing if is_unknown(then) else same[0].units
        second = nothing if is_unknown(otherwise) else same[-1].units
        agreed = _agreement(then, first, otherwise, second)
        return Number(
            units=self._picked(condition.column, first, second, agreed),
            scale=same[0].scale,
            low=min(number.low for number in same),
            high=max(number.high for number in same),
        )

    def _picked(
        self, condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr, agreed: pl.Expr | None
    ) -> pl.Expr:
        """Return the branch that is taken; on an unknown condition `then`, if `agreed`."""
        if self.known:
            return pl.when(condition).then(then).otherwise(otherwise)
        picked = pl.when(condition).then(then).when(~condition).then(otherwise)
        return picked if agreed is None else picked.otherwise(pl.when(agreed).then(then))

    def call(self, node: n.Call) -> Term:
        """Return what a built-in function gives."""
        known = _FUNCTIONS.get(node.function.name) if isinstance(node.function, n.Name) else None
        if known is None or node.named:
            raise OutsideProfile(Construct.FUNCTION)
        if any(is_unknown(self.term(argument)) for argument in node.positional):
            return UNKNOWN
        return known(self, node)

    def opposite(self, node: n.Call) -> Term:
        """Return `not(condition)`."""
        return Truth(column=~self.truth(node.positional[0]).column)

    def extreme(self, node: n.Call) -> Term:
        """Return `min` or `max` of several numbers."""
        found = [self.number(argument) for argument in node.positional]
        if len(found) < 2 or not isinstance(node.function, n.Name):
            raise OutsideProfile(Construct.EXTREME_OF_A_LIST)
        least = node.function.name == "min"
        return numbers.extreme(found, least=least, known=self.known)

    def rounded(self, node: n.Call) -> Term:
        """Return a number rounded to so many places."""
        places = self.term(node.positional[1]) if len(node.positional) > 1 else _NO_PLACES
        if not isinstance(places, Constant) or not isinstance(places.value, Decimal):
            raise OutsideProfile(Construct.PLACES_THAT_DIFFER_BETWEEN_CASES)
        mode = node.function.name if isinstance(node.function, n.Name) else ""
        return numbers.rounded(self.number(node.positional[0]), int(places.value), mode)

    def parity(self, node: n.Call) -> Term:
        """Return `odd` or `even` of a whole number."""
        number = self.number(node.positional[0])
        if number.scale or number.divisor is not None or not isinstance(node.function, n.Name):
            raise OutsideProfile(Construct.PARITY_OF_A_FRACTION)
        return Truth(column=number.units % 2 == (1 if node.function.name == "odd" else 0))

    def size(self, node: n.Call) -> Term:
        """Return `abs`."""
        number = self.number(node.positional[0])
        high = max(abs(number.low), abs(number.high))
        return Number(
            units=number.units.abs(),
            scale=number.scale,
            low=0,
            high=high,
            divisor=number.divisor,
            most=number.most,
        )

    def path(self, node: n.Path) -> Term:
        """Return the year, month or day of a date."""
        if node.name not in _DATE_PARTS:
            raise OutsideProfile(Construct.PATH)
        part, low, high = _DATE_PARTS[node.name]
        column = part(as_day(self.term(node.base)).column).cast(pl.Int64)
        return Number(units=column, scale=0, low=low, high=high)


def _shifted(day: Day, by: Term, operator: str) -> Term:
    if operator not in {"+", "-"} or not isinstance(by, Constant):
        raise OutsideProfile(Construct.DATE_ARITHMETIC)
    sign = 1 if operator == "+" else -1
    if isinstance(by.value, MonthsDuration):
        return Day(column=day.column.dt.offset_by(f"{sign * by.value.months}mo"))
    if isinstance(by.value, DaysDuration) and by.value.nanos % _DAY_NANOS == 0:
        days = sign * by.value.nanos // _DAY_NANOS
        return Day(column=day.column.dt.offset_by(f"{days}d"))
    raise OutsideProfile(Construct.DATE_ARITHMETIC)


def _kind(term: Term) -> str:
    if isinstance(term, Constant):
        return _CONSTANT_KINDS.get(type(term.value).__name__, "other")
    return _TERM_KINDS[type(term)]


def _column(term: Term, kinds: set[str], codes: Codes) -> pl.Expr:
    if is_unknown(term):
        return pl.lit(None)
    if kinds == {"boolean"}:
        return as_truth(term).column
    return as_day(term).column if kinds == {"date"} else as_choice(term, codes).column


def _agreement(then: Term, first: pl.Expr, otherwise: Term, second: pl.Expr) -> pl.Expr | None:
    """Return whether two branches are equal; None where one of them is never known."""
    if is_unknown(then) or is_unknown(otherwise):
        return None
    # The literal on the right, as in every comparison.
    return second == first if isinstance(then, Constant) else first == second


def _any(truths: list[Truth]) -> Truth:
    column = truths[0].column
    for truth in truths[1:]:
        column = column | truth.column
    return Truth(column=column)


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Comparisons with their sides changed."""

_NO_PLACES = Constant(value=Decimal(0))

_CONSTANT_KINDS = {"Decimal": "number", "bool": "boolean", "str": "text", "date": "date"}
_TERM_KINDS = {Number: "number", Truth: "boolean", Choice: "text", Day: "date"}
_KINDS: Mapping[str, Callable[..., Term]] = {"boolean": Truth, "text": Choice, "date": Day}

_ARITHMETIC = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
}

_DATE_PARTS: Mapping[str, tuple[Callable[[pl.Expr], pl.Expr], int, int]] = {
    "year": (lambda column: column.dt.year(), 1, 9999),
    "month": (lambda column: column.dt.month(), 1, 12),
    "day": (lambda column: column.dt.day(), 1, 31),
}

_TERMS: Mapping[type[n.Node], Callable[..., Term]] = {
    n.Name: Profile.name,
    n.Negation: Profile.negation,
    n.Arithmetic: Profile.arithmetic,
    n.Comparison: Profile.comparison,
    n.Conjunction: Profile.conjunction,
    n.Disjunction: Profile.disjunction,
    n.Between: Profile.between,
    n.Membership: Profile.membership,
    n.If: Profile.choice,
    n.Call: Profile.call,
    n.Path: Profile.path,
}

_FUNCTIONS: Mapping[str, Callable[[Profile, n.Call], Term]] = {
    "not": Profile.opposite,
    "min": Profile.extreme,
    "max": Profile.extreme,
    "odd": Profile.parity,
    "even": Profile.parity,
    "abs": Profile.size,
    **dict.fromkeys(numbers.ROUNDINGS, Profile.rounded),
}

PROFILE_FUNCTIONS = frozenset(_FUNCTIONS)
"""Built-in functions that the profile knows."""

PROFILE_NODES = frozenset(_TERMS)
"""Kinds of nodes that the profile knows, beside literals and what is constant."""
