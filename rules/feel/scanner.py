"""Reads a FEEL text character by character: space, comments, symbols, words, numbers, strings.

FEEL names may hold spaces and signs, so there is no separate token stream: the parser asks for
what the grammar allows at each point, and the scanner answers from the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal

from rules.feel.errors import FeelSyntaxError
from rules.feel.numbers import number_from_text
from rules.feel.span import Span
from rules.source import Mark

_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = re.compile(
    r"(?:[\s\u0009-\u000d\u0020\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f"
    r"\u3000\ufeff]|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+"
)
_WORD = re.compile(f"[{_START}][{_PART}]*")
_PIECE = re.compile(f"[{_PART}]+|[./'+*-]")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BRACKETED = re.compile(
    r'\[(?!\s*,)(?:[^\[\]()"]|\([^()\[\]]*\)|"(?:[^"\\]|\\.)*")+\]\s*[\])\[]', re.DOTALL
)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Scanner:
    """A cursor over one text."""

    def __init__(self, text: str, *, file: str, line: int, column: int) -> None:
        self.text = text
        self.position = 0
        self._file = file
        self._line = line
        self._column = column
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def span(self, start: int, end: int | None = None) -> Span:
        """Return the place from `start` to `end`, by default to the cursor."""
        row = bisect_right(self._starts, start) - 1
        first = self._column if row == 0 else 1
        return Span(
            start=start,
            end=max(start, self.position if end is None else end),
            line=self._line + row,
            column=start - self._starts[row] + first,
        )

    def fail(self, expected: str, start: int | None = None) -> FeelSyntaxError:
        """Return the error that `expected` was looked for at the cursor, or at `start`."""
        self.skip()
        at = self.position if start is None else start
        span = self.span(at, at)
        mark = Mark(file=self._file, line=span.line, column=span.column)
        found = self.text[at : at + 20]
        return FeelSyntaxError(span=span, mark=mark, expected=expected, found=found)

    def skip(self) -> int:
        """Pass white space and comments; return the new position."""
        match = _SPACE.match(self.text, self.position)
        if match:
            self.position = match.end()
        return self.position

    def at_end(self) -> bool:
        """Tell whether nothing but white space is left."""
        return self.skip() >= len(self.text)

    def sees(self, symbol: str) -> bool:
        """Tell whether the symbol comes next."""
        return self.text.startswith(symbol, self.skip())

    def take(self, symbol: str) -> bool:
        """Pass the symbol if it comes next."""
        if not self.sees(symbol):
            return False
        self.position += len(symbol)
        return True

    def need(self, symbol: str) -> None:
        """Pass the symbol, which must come next.

        Raises:
            FeelSyntaxError: Something else comes next.
        """
        if not self.take(symbol):
            raise self.fail(symbol)

    def word(self) -> str:
        """Return the word that comes next, or an empty string; the cursor stays."""
        match = _WORD.match(self.text, self.skip())
        return match.group() if match else ""

    def take_word(self, word: str) -> bool:
        """Pass the keyword if it comes next as a whole word."""
        if self.word() != word:
            return False
        self.position += len(word)
        return True

    def need_word(self, word: str) -> None:
        """Pass the keyword, which must come next.

        Raises:
            FeelSyntaxError: Something else comes next.
        """
        if not self.take_word(word):
            raise self.fail(word)

    def pieces(self) -> list[tuple[str, int]]:
        """Return the name pieces that come next, each with the offset of its end."""
        found: list[tuple[str, int]] = []
        kept = self.position
        while match := _PIECE.match(self.text, self.skip()):
            found.append((match.group(), match.end()))
            self.position = match.end()
        self.position = kept
        return found

    def next_pieces(self, count: int) -> list[tuple[str, int]]:
        """Return at most `count` of the name pieces that come next."""
        found: list[tuple[str, int]] = []
        kept = self.position
        while len(found) < count and (match := _PIECE.match(self.text, self.skip())):
            found.append((match.group(), match.end()))
            self.position = match.end()
        self.position = kept
        return found

    def closes_twice(self) -> bool:
        """Tell whether the bracket that comes next is closed, and the range around it after."""
        match = _BRACKETED.match(self.text, self.skip())
        return match is not None

    def number(self) -> Decimal | None:
        """Pass and return a number literal, if one comes next."""
        match = _NUMBER.match(self.text, self.skip())
        if match is None:
            return None
        self.position = match.end()
        return number_from_text(match.group())

    def string(self) -> str | None:
        """Pass and return a string literal, if one comes next.

        Raises:
            FeelSyntaxError: The string does not end, or an escape in it is unknown.
        """
        if not self.sees('"'):
            return None
        match = _STRING.match(self.text, self.position)
        if match is None:
            raise self.fail(expected='closing "')
        raw = match.group(1)
        value = self._unescaped(raw) if "\\" in raw else raw
        self.position = match.end()
        return value

    def _unescaped(self, raw: str) -> str:
        text = _ESCAPE.sub(self._escape, raw)
        # A pair of \uD83D \uDC1E escapes names one character beyond the basic plane.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _escape(self, match: re.Match[str]) -> str:
        short, long, simple = match.groups()
        if simple is not None:
            # XPath patterns are written in strings with single backslashes: "\d" stays "\d".
            return _SIMPLE_ESCAPES.get(simple, "\\" + simple)
        point = int(short or long, 16)
        if point > 0x10FFFF:
            raise self.fail(expected="code point up to 10FFFF")
        return chr(point)


def name_pieces(name: str) -> tuple[str, ...]:
    """Return the words and signs that a name consists of.

    Example:
        >>> name_pieces("Pre-bureau  risk")
        ('Pre', '-', 'bureau', 'risk')
    """
    return tuple(_PIECE.findall(name))


def is_name(text: str) -> bool:
    """Tell whether a text can stand as a name without quotes.

    Example:
        >>> is_name("Pre-bureau risk"), is_name("a!b"), is_name("")
        (True, False, False)
    """
    return bool(_WORD.match(text)) and "".join(name_pieces(text)) == "".join(text.split())


def normal_name(name: str) -> str:
    r"""Return the name with each stretch of white space as one space.

    Example:
        >>> normal_name(" monthly \n fee ")
        'monthly fee'
    """
    return " ".join(name.split())
