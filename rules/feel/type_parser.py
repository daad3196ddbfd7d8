"""Reads type names: `number`, `list<string>`, `context<a: date>`, `function<Any> -> boolean`."""

from __future__ import annotations

from rules.feel import nodes as n
from rules.feel.name_table import NameTable
from rules.feel.parser_state import ParserState
from rules.feel.types import BUILT_IN

_TYPES = NameTable(BUILT_IN)


class TypeParser(ParserState):
    """The part of the parser that reads types."""

    def type(self) -> n.TypeNode:
        """Return the type that comes next.

        Raises:
            FeelSyntaxError: No type comes next.
        """
        self.enter()
        start = self.scanner.skip()
        name = self._type_name()
        built = self._parts(name, start) if self.scanner.sees("<") else None
        self.leave()
        return built or n.NamedType(span=self.span(start), name=name)

    def _type_name(self) -> str:
        word = self.scanner.word()
        match = _TYPES.longest(self.scanner.next_pieces(_TYPES.reach(word)))
        if match:
            return self._pass(*match)
        name = self.member()
        if name is None:
            raise self.scanner.fail(expected="type")
        while self.scanner.take("."):
            name += "." + (self.member() or "")
        return name

    def _parts(self, name: str, start: int) -> n.TypeNode | None:
        if name in ("list", "range"):
            return self._generic(name, start)
        if name == "context":
            return self._context(start)
        return self._function(start) if name == "function" else None

    def _generic(self, name: str, start: int) -> n.TypeNode:
        self.scanner.need("<")
        element = self.type()
        self.scanner.need(">")
        return n.GenericType(span=self.span(start), name=name, element=element)

    def _context(self, start: int) -> n.TypeNode:
        self.scanner.need("<")
        members = self.separated(self._member_type, ">")
        return n.ContextType(span=self.span(start), members=members)

    def _member_type(self) -> tuple[str, n.TypeNode]:
        name = self.new_name((":",))
        if name is None:
            raise self.scanner.fail(expected="entry name")
        self.scanner.need(":")
        return name, self.type()

    def _function(self, start: int) -> n.TypeNode:
        self.scanner.need("<")
        parameters = self.separated(self.type, ">")
        self.scanner.need("->")
        result = self.type()
        return n.FunctionType(span=self.span(start), parameters=parameters, result=result)
