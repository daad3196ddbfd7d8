"""Reads what stands alone: literals, names, brackets, contexts, functions, if, for, some, every."""

from __future__ import annotations

from abc import abstractmethod

from rules.feel import nodes as n
from rules.feel.errors import EvaluationFault
from rules.feel.temporal_text import read_temporal
from rules.feel.type_parser import TypeParser

COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
_TRUTH: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class PrimaryParser(TypeParser):
    """The part of the parser that reads operands."""

    @abstractmethod
    def expression(self) -> n.Expression:
        """Return the expression that comes next."""

    @abstractmethod
    def endpoint(self) -> n.Expression:
        """Return the end of a range or the right side of a unary comparison."""

    def primary(self) -> n.Expression:
        """Return the operand that comes next.

        Raises:
            FeelSyntaxError: None comes next.
        """
        start = self.scanner.skip()
        for read in (self._literal, self._bracket, self._keyword, self._named):
            node = read(start)
            if node is not None:
                return node
        raise self.scanner.fail(expected="expression")

    def _literal(self, start: int) -> n.Expression | None:
        scanner = self.scanner
        text = scanner.string()
        if text is not None:
            return n.Literal(span=self.span(start), value=text)
        if scanner.take("@"):
            return self._at_literal(start)
        try:
            number = scanner.number()
        except EvaluationFault:
            raise scanner.fail(expected="number of at most 6144 digits", start=start) from None
        return None if number is None else n.Literal(span=self.span(start), value=number)

    def _at_literal(self, start: int) -> n.Expression:
        text = self.scanner.string()
        value = None if text is None else read_temporal(text)
        if value is None:
            raise self.scanner.fail(expected="date, time or duration in quotes", start=start)
        return n.Literal(span=self.span(start), value=value)

    def _bracket(self, start: int) -> n.Expression | None:
        if self.scanner.take("("):
            return self._parenthesis(start)
        if self.scanner.take("["):
            return self._list_or_range(start)
        if self.scanner.take("]"):
            return self._range(start, self.expression(), low_included=False)
        return self._context_literal(start) if self.scanner.take("{") else None

    def _parenthesis(self, start: int) -> n.Expression:
        test = self.comparison_test()
        inner = test or self.expression()
        if test is None and self.scanner.sees(".."):
            return self._range(start, inner, low_included=False)
        self.scanner.need(")")
        return inner

    def comparison_test(self) -> n.Expression | None:
        """Pass and return `< endpoint` or its like, if it comes next."""
        start = self.scanner.skip()
        for operator in COMPARISONS:
            if self.scanner.take(operator):
                endpoint = self.endpoint()
                return n.ComparisonTest(span=self.span(start), operator=operator, endpoint=endpoint)
        return None

    def _list_or_range(self, start: int) -> n.Expression:
        if self.scanner.take("]"):
            return n.ListLiteral(span=self.span(start), items=())
        first = self.list_item()
        if self.scanner.sees(".."):
            return self._range(start, first, low_included=True)
        rest: tuple[n.Expression, ...] = ()
        if self.scanner.take(","):
            rest = self.separated(self.list_item, "]")
        else:
            self.scanner.need("]")
        return n.ListLiteral(span=self.span(start), items=(first, *rest))

    def list_item(self) -> n.Expression:
        """Return an item of a list: an expression, or a comparison that stands for a range."""
        return self.comparison_test() or self.expression()

    def _range(self, start: int, low: n.Expression, *, low_included: bool) -> n.Expression:
        self.scanner.need("..")
        high = self._last_endpoint()
        closed = self.scanner.take("]")
        if not closed and not (self.scanner.take(")") or self.scanner.take("[")):
            raise self.scanner.fail(expected="] or ) or [")
        return n.RangeLiteral(
            span=self.span(start),
            low=low,
            high=high,
            low_included=low_included,
            high_included=closed,
        )

    def _last_endpoint(self) -> n.Expression:
        outer, self._ends_range = self._ends_range, True
        high = self.endpoint()
        self._ends_range = outer
        return high

    def _context_literal(self, start: int) -> n.Expression:
        entries = self.separated(self._entry, "}")
        return n.ContextLiteral(span=self.span(start), entries=entries)

    def _entry(self) -> n.ContextEntry:
        key = self.scanner.string()
        if key is None:
            key = self.new_name((":",))
        if key is None:
            raise self.scanner.fail(expected="entry name")
        self.scanner.need(":")
        value = self.expression()
        self.declare(key)
        return n.ContextEntry(key=key, value=value)

    def _keyword(self, start: int) -> n.Expression | None:
        word = self.scanner.word()
        if word in _TRUTH:
            self.scanner.take_word(word)
            return n.Literal(span=self.span(start), value=_TRUTH[word])
        if word == "if":
            return self._if(start)
        if word == "for":
            return self._for(start)
        if word in ("some", "every"):
            return self._quantified(start)
        return self._function_literal(start) if word == "function" else None

    def _if(self, start: int) -> n.Expression:
        self.scanner.need_word("if")
        condition = self.expression()
        self.scanner.need_word("then")
        then = self.expression()
        self.scanner.need_word("else")
        otherwise = self.expression()
        return n.If(span=self.span(start), condition=condition, then=then, otherwise=otherwise)

    def _for(self, start: int) -> n.Expression:
        self.scanner.need_word("for")
        iterators = self._iterators("return")
        self.declare("partial")
        body = self.expression()
        return n.For(span=self.span(start), iterators=iterators, body=body)

    def _quantified(self, start: int) -> n.Expression:
        every = self.scanner.take_word("every")
        if not every:
            self.scanner.need_word("some")
        iterators = self._iterators("satisfies")
        condition = self.expression()
        return n.Quantified(
            span=self.span(start), every=every, iterators=iterators, condition=condition
        )

    def _iterators(self, end: str) -> tuple[n.Iterator, ...]:
        iterators = [self._iterator()]
        while self.scanner.take(","):
            iterators.append(self._iterator())
        self.scanner.need_word(end)
        return tuple(iterators)

    def _iterator(self) -> n.Iterator:
        name = self._iterator_name()
        self.scanner.need_word("in")
        domain = self.expression()
        last = self.expression() if self.scanner.take("..") else None
        self.declare(name)
        return n.Iterator(name=name, domain=domain, end=last)

    def _iterator_name(self) -> str:
        start = self.scanner.skip()
        while (word := self.scanner.word()) and word != "in":
            self.scanner.take_word(word)
        name = self.scanner.text[start : self.scanner.position]
        if not name:
            raise self.scanner.fail(expected="variable")
        return self.declare(name)

    def _function_literal(self, start: int) -> n.Expression:
        self.scanner.need_word("function")
        self.scanner.need("(")
        parameters = self.separated(self._parameter, ")")
        external = self.scanner.take_word("external")
        body = self.expression()
        return n.FunctionLiteral(
            span=self.span(start), parameters=parameters, body=body, external=external
        )

    def _parameter(self) -> n.Parameter:
        name = self.new_name((":", ",", ")"))
        if name is None:
            raise self.scanner.fail(expected="parameter")
        self.declare(name)
        return n.Parameter(name=name, type=self.type() if self.scanner.take(":") else None)

    def _named(self, start: int) -> n.Expression | None:
        name = self.variable()
        return None if name is None else n.Name(span=self.span(start), name=name)
