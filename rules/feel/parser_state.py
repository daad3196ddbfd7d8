"""What the parts of the parser share: the cursor, the known names, and the bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from rules.feel.errors import LimitExceededError
from rules.feel.limits import Limits
from rules.feel.name_table import NameTable, known_names
from rules.feel.scanner import Scanner, is_name, normal_name
from rules.feel.span import Span

T = TypeVar("T")

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "then",
        "else",
        "between",
        "satisfies",
        "return",
        "if",
        "for",
        "some",
        "every",
        "function",
        "external",
        "instance",
        "of",
        "true",
        "false",
        "null",
    ]
)
_LONGEST_NAME = 40  # pieces looked at when a name is not known beforehand


class ParserState:
    """A scanner with memory."""

    def __init__(
        self, scanner: Scanner, names: Iterable[str], built_in: Iterable[str], limits: Limits
    ) -> None:
        self.scanner = scanner
        self.limits = limits
        self._known = known_names(tuple(names))
        self._declared = NameTable()
        self._built_in = known_names(tuple(built_in))
        self._depth = 0
        self._nodes = 0
        self._ends_range = False

    def enter(self) -> None:
        """Go one level deeper.

        Raises:
            LimitExceededError: The text is nested too deeply.
        """
        self._depth += 1
        if self._depth > self.limits.nesting:
            raise LimitExceededError(bound="nesting", limit=self.limits.nesting)

    def leave(self) -> None:
        """Come back one level."""
        self._depth -= 1

    def span(self, start: int) -> Span:
        """Return the place from `start` to the cursor, counting one node.

        Raises:
            LimitExceededError: The text has too many parts.
        """
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise LimitExceededError(bound="nodes", limit=self.limits.nodes)
        return self.scanner.span(start)

    def declare(self, name: str) -> str:
        """Make a name known for the rest of the text; return its normal form."""
        if is_name(name):
            self._declared.add(name)
        return normal_name(name)

    def variable(self) -> str | None:
        """Pass and return the name of a variable or built-in function, if one comes next."""
        return self._name(self._known, self._declared, self._built_in, reserved=KEYWORDS)

    def member(self) -> str | None:
        """Pass and return the name of an entry or property, if one comes next."""
        return self._name(self._known, self._declared)

    def _name(self, *tables: NameTable, reserved: frozenset[str] = frozenset()) -> str | None:
        word = self.scanner.word()
        reach = max(table.reach(word) for table in tables)
        pieces = self.scanner.next_pieces(reach)
        found = [match for table in tables if (match := table.longest(pieces))]
        name, end = max(found, key=lambda match: match[1], default=("", 0))
        if end <= self.scanner.position + len(word) and word in reserved:
            return None
        return self._pass(name, end) if found else self._unknown_word(word)

    def _unknown_word(self, word: str) -> str | None:
        return self._pass(word, self.scanner.position + len(word)) if word else None

    def _pass(self, name: str, end: int) -> str:
        self.scanner.position = end
        return name

    def new_name(self, stops: tuple[str, ...]) -> str | None:
        """Pass and return a name that is declared here: all pieces up to one of `stops`.

        The cursor stays when no stop follows.
        """
        scanner = self.scanner
        start = scanner.skip()
        if not scanner.word():
            return None
        for text, end in scanner.next_pieces(_LONGEST_NAME):
            if text in stops:
                break
            scanner.position = end
        name = scanner.text[start : scanner.position]
        if name and any(scanner.sees(stop) for stop in stops):
            return normal_name(name)
        scanner.position = start
        return None

    def separated(self, item: Callable[[], T], close: str) -> tuple[T, ...]:
        """Return the comma-separated items up to the closing symbol, which is passed."""
        if self.scanner.take(close):
            return ()
        items = [item()]
        while self.scanner.take(","):
            items.append(item())
        self.scanner.need(close)
        return tuple(items)
