"""From text to syntax tree (DMN 1.5, section 10.3.1.2): operators, calls, unary tests."""

from __future__ import annotations

from collections.abc import Iterable

from rules.feel import nodes as n
from rules.feel.built_ins import BUILT_IN_NAMES
from rules.feel.errors import LimitExceededError
from rules.feel.limits import DEFAULT_LIMITS, Limits
from rules.feel.primary_parser import COMPARISONS, PrimaryParser
from rules.feel.scanner import Scanner
from rules.feel.walk import depth

_PROPERTIES = ("time offset", "start included", "end included")
_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER = range(1, 7)
_ARITHMETIC = (("**", _POWER), ("*", _PRODUCT), ("/", _PRODUCT), ("+", _SUM), ("-", _SUM))


class Parser(PrimaryParser):
    """A recursive-descent parser with precedence climbing for the operators."""

    def expression(self) -> n.Expression:
        """Return the expression that comes next."""
        self.enter()
        outer, self._ends_range = self._ends_range, False
        node = self._binary(_OR)
        self._ends_range = outer
        self.leave()
        return node

    def endpoint(self) -> n.Expression:
        """Return the end of a range or the right side of a unary comparison."""
        self.enter()
        node = self._binary(_SUM)
        self.leave()
        return node

    def _binary(self, least: int) -> n.Expression:
        start = self.scanner.skip()
        left = self._unary()
        while (longer := self._extended(start, left, least)) is not None:
            left = longer
        return left

    def _extended(self, start: int, left: n.Expression, least: int) -> n.Expression | None:
        return (
            self._arithmetic(start, left, least)
            or self._comparison(start, left, least)
            or self._logical(start, left, least)
        )

    def _arithmetic(self, start: int, left: n.Expression, least: int) -> n.Expression | None:
        for operator, power in _ARITHMETIC:
            if power >= least and self.scanner.take(operator):
                right = self._binary(power + 1)
                return n.Arithmetic(
                    span=self.span(start), operator=operator, left=left, right=right
                )
        return None

    def _comparison(self, start: int, left: n.Expression, least: int) -> n.Expression | None:
        if least > _COMPARISON:
            return None
        for operator in COMPARISONS:
            if self.scanner.take(operator):
                right = self._binary(_SUM)
                return n.Comparison(
                    span=self.span(start), operator=operator, left=left, right=right
                )
        if self.scanner.take_word("between"):
            return self._between(start, left)
        return self._membership(start, left) if self.scanner.take_word("in") else None

    def _between(self, start: int, value: n.Expression) -> n.Expression:
        low = self._binary(_SUM)
        self.scanner.need_word("and")
        high = self._binary(_SUM)
        return n.Between(span=self.span(start), value=value, low=low, high=high)

    def _membership(self, start: int, value: n.Expression) -> n.Expression:
        tests = self._parenthesised_tests() or (self.comparison_test() or self._binary(_SUM),)
        return n.Membership(span=self.span(start), value=value, tests=tests)

    def _parenthesised_tests(self) -> tuple[n.Expression, ...] | None:
        kept = self.scanner.skip()
        if not self.scanner.take("("):
            return None
        first = self.list_item()
        if self.scanner.take(")") and not self._goes_on():
            return (first,)
        if not self.scanner.sees(","):
            # A range, or an operand that only begins with parentheses.
            self.scanner.position = kept
            return None
        self.scanner.need(",")
        return (first, *self.separated(self.list_item, ")"))

    def _goes_on(self) -> bool:
        return any(map(self.scanner.sees, "[.(+-*/"))

    def _logical(self, start: int, left: n.Expression, least: int) -> n.Expression | None:
        if least <= _AND and self.scanner.take_word("and"):
            right = self._binary(_COMPARISON)
            return n.Conjunction(span=self.span(start), left=left, right=right)
        if least <= _OR and self.scanner.take_word("or"):
            right = self._binary(_AND)
            return n.Disjunction(span=self.span(start), left=left, right=right)
        return None

    def _unary(self) -> n.Expression:
        start = self.scanner.skip()
        if self.scanner.take("-"):
            self.enter()
            node: n.Expression = n.Negation(operand=self._unary(), span=self.span(start))
            self.leave()
        else:
            node = self._postfix(start, self.primary())
        while self.scanner.word() == "instance":
            node = self._instance_of(start, node)
        return node

    def _instance_of(self, start: int, value: n.Expression) -> n.Expression:
        self.scanner.need_word("instance")
        self.scanner.need_word("of")
        kind = self.type()
        return n.InstanceOf(span=self.span(start), value=value, type=kind)

    def _postfix(self, start: int, node: n.Expression) -> n.Expression:
        while True:
            if self.scanner.sees(".") and not self.scanner.sees(".."):
                node = self._path(start, node)
            elif self.scanner.sees("(") and _callable(node):
                node = self._call(start, node)
            elif self.scanner.sees("[") and self._filterable(node):
                node = self._filter(start, node)
            else:
                return node

    def _path(self, start: int, base: n.Expression) -> n.Expression:
        self.scanner.need(".")
        name = self.member()
        if name is None:
            raise self.scanner.fail(expected="name")
        return n.Path(span=self.span(start), base=base, name=name)

    def _filterable(self, node: n.Expression) -> bool:
        # In `[1..5[` the bracket closes the range; in `[1..list[1]]` it opens a filter.
        if not self._ends_range:
            return True
        return not isinstance(node, n.Literal) and self.scanner.closes_twice()

    def _filter(self, start: int, base: n.Expression) -> n.Expression:
        self.scanner.need("[")
        condition = self.list_item()
        self.scanner.need("]")
        return n.Filter(span=self.span(start), base=base, condition=condition)

    def _call(self, start: int, function: n.Expression) -> n.Expression:
        self.scanner.need("(")
        arguments = self.separated(self._argument, ")")
        named = tuple(item for item in arguments if isinstance(item, n.Argument))
        positional = tuple(item for item in arguments if not isinstance(item, n.Argument))
        if named and positional:
            raise self.scanner.fail(expected="all arguments named, or none", start=start)
        return n.Call(span=self.span(start), function=function, positional=positional, named=named)

    def _argument(self) -> n.Expression | n.Argument:
        name = self.new_name((":",))
        if name is None:
            return self.list_item()
        self.scanner.need(":")
        return n.Argument(name=name, value=self.list_item())

    def unary_tests(self) -> n.UnaryTests:
        """Return the unary tests that make up the whole text."""
        start = self.scanner.skip()
        if self.scanner.take("-") and self.scanner.at_end():
            return n.UnaryTests(span=self.span(start), tests=())
        self.scanner.position = start
        return self._negated(start) or self._alternatives(start)

    def _negated(self, start: int) -> n.UnaryTests | None:
        if not (self.scanner.take_word("not") and self.scanner.take("(")):
            self.scanner.position = start
            return None
        tests = self.separated(self.list_item, ")")
        if not self.scanner.at_end():
            self.scanner.position = start
            return None
        return n.UnaryTests(span=self.span(start), tests=tests, negated=True)

    def _alternatives(self, start: int) -> n.UnaryTests:
        tests = [self.list_item()]
        while self.scanner.take(","):
            tests.append(self.list_item())
        return n.UnaryTests(span=self.span(start), tests=tuple(tests))


def _callable(node: n.Expression) -> bool:
    return not isinstance(node, n.Literal)


def parse_expression(
    text: str,
    *,
    names: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
    file: str = "<feel>",
    line: int = 1,
    column: int = 1,
) -> n.Expression:
    """Return the syntax tree of a FEEL expression.

    Args:
        text: The expression.
        names: Names in scope; needed for those with spaces or signs. The longest one that fits
            is taken (DMN 1.5, section 10.3.1.4).
        limits: Bounds on the text.
        file: File the text stands in, for messages.
        line: Line of the file at which it begins, from 1.
        column: Column at which it begins, from 1.

    Raises:
        FeelSyntaxError: The text is not FEEL.
        LimitExceededError: The text is larger than allowed.

    Example:
        >>> parse_expression("monthly fee * 12", names=["monthly fee"]).left.name
        'monthly fee'
    """
    parser = _parser(text, names, limits, Scanner(text, file=file, line=line, column=column))
    return _whole(parser, parser.expression())


def parse_unary_tests(
    text: str,
    *,
    names: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
    file: str = "<feel>",
    line: int = 1,
    column: int = 1,
) -> n.UnaryTests:
    """Return the syntax tree of unary tests, the content of a table's input cell.

    The tested value is the variable `?` of the scope. Arguments and errors are those of
    `parse_expression`.

    Example:
        >>> len(parse_unary_tests("< 18, [60..80]").tests)
        2
    """
    parser = _parser(text, names, limits, Scanner(text, file=file, line=line, column=column))
    return _whole(parser, parser.unary_tests())


def _parser(text: str, names: Iterable[str], limits: Limits, scanner: Scanner) -> Parser:
    if len(text) > limits.source_length:
        raise LimitExceededError(bound="source_length", limit=limits.source_length)
    return Parser(scanner, (*names, *_PROPERTIES), BUILT_IN_NAMES, limits)


def _whole(parser: Parser, node: n.ExpressionT) -> n.ExpressionT:
    if not parser.scanner.at_end():
        raise parser.scanner.fail(expected="end of expression")
    if depth(node) > parser.limits.depth:
        raise LimitExceededError(bound="depth", limit=parser.limits.depth)
    return node
