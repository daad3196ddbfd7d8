"""Regular expressions in the dialect of XPath and XQuery 3.1, read into a small program.

The program is run by `patterns`, whose number of steps is bounded; Python's own engine is not
used, because some short patterns keep it busy for ever.
"""

from __future__ import annotations

from rules.feel.pattern_classes import (
    Predicate,
    escape_class,
    exactly,
    in_stretch,
    intersection_not,
    negation,
    property_class,
    union,
)
from rules.feel.pattern_program import PatternTree, invalid

_MOST_REPEATS = 1000
_DEEPEST = 50
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t"}
_SPECIAL = frozenset("\\|.-^?*+{}()[]$")


class PatternParser:
    """Reads one pattern into a tree of tuples."""

    def __init__(self, text: str, *, dot_all: bool, ignore_case: bool, spaced: bool) -> None:
        self.text = _without_space(text) if spaced else text
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.references = False
        self._dot_all = dot_all
        self._ignore_case = ignore_case
        self._depth = 0

    def whole(self) -> PatternTree:
        """Return the tree of the whole text.

        Raises:
            EvaluationFault: The text is no pattern.
        """
        tree = self.alternatives()
        if self.at < len(self.text):
            raise invalid(reason="unbalanced )")
        return tree

    def peek(self) -> str:
        """Return the next character, or an empty string."""
        return self.text[self.at : self.at + 1]

    def take(self, text: str) -> bool:
        """Pass the text if it comes next."""
        if not self.text.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def alternatives(self) -> PatternTree:
        """Return branches separated by bars."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise invalid(reason="too many groups inside one another")
        branches = [self.branch()]
        while self.take("|"):
            branches.append(self.branch())
        self._depth -= 1
        return branches[0] if len(branches) == 1 else ("either", tuple(branches))

    def branch(self) -> PatternTree:
        """Return pieces one after another."""
        pieces: list[PatternTree] = []
        while self.peek() not in ("", "|", ")"):
            pieces.append(self.quantified(self.atom()))
        return ("row", tuple(pieces))

    def quantified(self, atom: PatternTree) -> PatternTree:
        """Return the atom with the quantifier that follows."""
        bounds = self._quantifier()
        if bounds is None:
            return atom
        lazy = self.take("?")
        if self.peek() in ("*", "+", "?"):
            raise invalid(reason="two quantifiers")
        return ("repeat", atom, bounds[0], bounds[1], lazy)

    def _quantifier(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        return self._counted() if self.take("{") else None

    def _counted(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
        if not _digits(low) or not (high == "" or _digits(high)):
            raise invalid(reason="quantifier")
        self.at = end + 1
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if least > _MOST_REPEATS or (most is not None and not least <= most <= _MOST_REPEATS):
            raise invalid(reason="quantifier")
        return least, most

    def atom(self) -> PatternTree:
        """Return one character, class, group or anchor."""
        char = self.peek()
        self.at += 1
        if char == "(":
            return self._group()
        if char == "[":
            return ("char", self.char_class())
        if char == "\\":
            return self._escape()
        if char in ("^", "$"):
            return ("start",) if char == "^" else ("end",)
        if char == ".":
            return ("char", _anything if self._dot_all else _no_line_end)
        if char in ("*", "+", "?", "{", "}", "]"):
            raise invalid(reason=f"{char} out of place")
        return ("char", exactly(char, ignore_case=self._ignore_case))

    def _group(self) -> PatternTree:
        if self.take("?:"):
            return self._closed(self.alternatives())
        if self.peek() == "?":
            raise invalid(reason="(?")
        self.groups += 1
        number = self.groups
        inner = self._closed(self.alternatives())
        self.closed.add(number)
        return ("group", number, inner)

    def _closed(self, inner: PatternTree) -> PatternTree:
        if not self.take(")"):
            raise invalid(reason="missing )")
        return inner

    def _escape(self) -> PatternTree:
        if self.peek().isdigit() and self.peek() != "0":
            return self._reference()
        return ("char", self.escaped())

    def _reference(self) -> PatternTree:
        number = int(self.peek())
        self.at += 1
        while _digits(self.peek()) and number * 10 + int(self.peek()) <= self.groups:
            number = number * 10 + int(self.peek())
            self.at += 1
        if number not in self.closed:
            raise invalid(reason="reference to no group")
        self.references = True
        return ("back", number)

    def escaped(self) -> Predicate:
        """Return what the escape after a backslash stands for."""
        char = self.peek()
        self.at += 1
        if char in ("p", "P"):
            return self._property(negate=char == "P")
        known = escape_class(char)
        if known is not None:
            return known
        return exactly(self.escaped_char(char), ignore_case=self._ignore_case)

    def escaped_char(self, char: str) -> str:
        """Return the single character that an escape stands for."""
        if char in _SIMPLE:
            return _SIMPLE[char]
        if char and char in _SPECIAL:
            return char
        raise invalid(reason=f"\\{char}")

    def _property(self, *, negate: bool) -> Predicate:
        end = self.text.find("}", self.at)
        if not self.take("{") or end < 0:
            raise invalid(reason="\\p")
        name = self.text[self.at : end]
        self.at = end + 1
        test = property_class(name)
        if test is None:
            raise invalid(reason=f"\\p{{{name[:20]}}}")
        return negation(test) if negate else test

    def char_class(self) -> Predicate:
        """Return the class in brackets whose opening one has been passed."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise invalid(reason="too many classes inside one another")
        negate = self.take("^")
        parts: list[Predicate] = []
        removed: Predicate | None = None
        while not self.take("]"):
            if parts and self.text.startswith("-[", self.at):
                self.at += 2
                removed = self.char_class()
                if self.peek() != "]":
                    raise invalid(reason="subtraction in the middle of a class")
                continue
            parts.append(self._class_part(first=not parts))
        self._depth -= 1
        return _finished(parts, removed, negate=negate)

    def _class_part(self, *, first: bool) -> Predicate:
        low, test = self._class_char(first=first)
        if test is not None or not self._stretch_follows():
            return test or exactly(low, ignore_case=self._ignore_case)
        self.at += 1
        high, other = self._class_char(first=False)
        if other is not None or high < low:
            raise invalid(reason="range in a class")
        return in_stretch(low, high, ignore_case=self._ignore_case)

    def _stretch_follows(self) -> bool:
        return self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "[", "")

    def _class_char(self, *, first: bool) -> tuple[str, Predicate | None]:
        char = self.peek()
        if not char or char == "[":
            raise invalid(reason="class without end")
        self.at += 1
        if char != "\\":
            if char == "-" and not first and self.peek() != "]":
                raise invalid(reason="- in the middle of a class")
            return char, None
        name = self.peek()
        if name in ("p", "P") or escape_class(name) is not None:
            return "", self.escaped()
        self.at += 1
        return self.escaped_char(name), None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def _finished(parts: list[Predicate], removed: Predicate | None, *, negate: bool) -> Predicate:
    if not parts:
        raise invalid(reason="empty class")
    test = union(parts)
    if negate:
        test = negation(test)
    return test if removed is None else intersection_not(test, removed)


def _anything(char: str) -> bool:
    return True


def _no_line_end(char: str) -> bool:
    return char not in "\n\r"


def _without_space(text: str) -> str:
    """Return the pattern without white space outside of classes, as flag `x` asks."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in text:
        if not escaped:
            depth += (char == "[") - (char == "]")
        if depth > 0 or char not in " \t\n\r":
            kept.append(char)
        escaped = char == "\\" and not escaped
    return "".join(kept)
