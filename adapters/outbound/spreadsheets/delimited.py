"""Tables as text: CSV in the encodings and with the separators that offices' programs write."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from adapters.outbound.spreadsheets.bounds import LONGEST_CELL, check_place, check_text
from engine.sheet import Cell, SheetCode, SheetError, SheetInfo, SheetRow

_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNMARKED = ("utf-8", "gb18030")
_SEPARATORS = (",", "\t", ";", "|")
_TEXT_AS_FORMULA = re.compile(r'="([^"]*)"')
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


class CsvRowSource:
    """A CSV file.

    Args:
        name: What the file is called.
        content: Its bytes: UTF-8 with or without a mark, UTF-16 with one, or GB18030.
    """

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        self._content = content

    @property
    def name(self) -> str:
        """What the file is called."""
        return self._name

    @cached_property
    def sha256(self) -> str:
        """Hash of its content."""
        return hashlib.sha256(self._content).hexdigest()

    @cached_property
    def _text(self) -> str:
        text = decoded(self._content, self._name)
        if "\0" in text:
            raise SheetError(SheetCode.NOT_A_TABLE, file=self._name)
        return text

    def sheets(self) -> Sequence[SheetInfo]:
        """The one sheet that it is.

        Raises:
            SheetError: Its encoding is not known, or it holds no text.
        """
        return (SheetInfo(name=self._name, rows=len(self._text.splitlines())),)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows with the lines on which they begin.

        Raises:
            SheetError: Quotes do not end, or it is too large.
        """
        del sheet
        # A cell too long is to be told by its line, so the reader itself may read a longer one.
        csv.field_size_limit(LONGEST_CELL * 4)
        reader = csv.reader(
            io.StringIO(self._text, newline=""), delimiter=separator(self._text), strict=True
        )
        line, cells = 1, 0
        try:
            for values in reader:
                cells += len(values)
                check_place(line, len(values), cells)
                yield SheetRow(line=line, cells=tuple(_cell(text, line) for text in values))
                line = reader.line_num + 1
        except csv.Error as error:
            params = {"file": self._name, "line": line, "problem": str(error)}
            raise SheetError(SheetCode.DAMAGED, **params) from error


def decoded(content: bytes, name: str) -> str:
    """The text of a file, its encoding told by its mark or by what fits.

    Raises:
        SheetError: `ENCODING_UNKNOWN`.

    Example:
        >>> decoded("编号,姓名".encode("gb18030"), "a.csv")
        '编号,姓名'
    """
    marked = next((encoding for mark, encoding in _MARKED if content.startswith(mark)), None)
    for encoding in (marked,) if marked is not None else _UNMARKED:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise SheetError(SheetCode.ENCODING_UNKNOWN, file=name, line=line)


def separator(text: str) -> str:
    """What parts the cells: whatever occurs most often in the first lines, outside quotes.

    Example:
        >>> separator("编号;姓名;金额（1,5）")
        ';'
    """
    top = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:30]))
    return max(_SEPARATORS, key=top.count)


def _cell(text: str, line: int) -> Cell:
    check_text(text, line)
    quoted = _TEXT_AS_FORMULA.fullmatch(text.strip())
    if quoted is not None:
        return Cell(value=quoted[1])
    if text.startswith("="):
        return Cell(value=text, fault=SheetCode.FORMULA_WITHOUT_VALUE)
    return Cell(value=unguarded(text) or None)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    Example:
        >>> guarded("=1+1"), guarded("张样例")
        ("'=1+1", '张样例')
    """
    return f"'{text}" if text.startswith(GUARDED) else text


def unguarded(text: str) -> str:
    """Text as it was before it was guarded."""
    return text[1:] if text.startswith("'") and text[1:].startswith(GUARDED) else text
