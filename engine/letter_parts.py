"""The parts of a letter, each with its text: what a press, a page or a screen reader sets.

What a part is, is told by its line in the template and never by the values in it: a name that looks
like a heading stays a name.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.letters import Fill, LetterValues, filled_lines, require_fit

_PLACES = re.compile(r"(\{\{.*?\}\})")
_RULE = re.compile(r"[\s|:-]+")
_NUMBERED = re.compile(r"(\d+)\. +")
_OFFICE = re.compile(r"\{\{ *office_name *\}\}")
_DAY = re.compile(r"\{\{ *\w+(?:\.\w+)? *\| *date *\}\}")
_REFERENCE = re.compile(r"(?:[^{}：:，,。.]*(?:[：:] *)?\{\{[^}]*\}\}\s*)+")
_CALL = re.compile(r"(?:(?:To|Dear)\b[^{，,。.]*)?\{\{.*\}\}[^，。.]{0,8}[：:,]")
_FOR_A_BAR = "\x00"


class PartKind(StrEnum):
    """What a line of a letter is."""

    TITLE = "title"
    REFERENCE = "reference"
    """Numbers and days under the title: which file, which letter."""

    ADDRESSEE = "addressee"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    NOTE = "note"
    TABLE = "table"
    OFFICE = "office"
    """The name of the issuing office under the text, where the seal goes."""

    DAY = "day"
    """The date under the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """One part of a letter.

    Attributes:
        kind: What it is.
        text: Its text; empty for a table. Line breaks are those of the values.
        marker: The number of a numbered item, as it was written; empty for others.
        rows: The cells of a table, the headings first.
        numeric: The columns of a table that are set to the right, from 0.
    """

    kind: PartKind
    text: str = ""
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[int, ...] = ()


_Read = tuple[str, LetterPart]


def compose(template: str, values: LetterValues) -> tuple[LetterPart, ...]:
    r"""Return the parts of a letter, in order.

    Raises:
        LetterError: `VALUE_MISSING` with the field's name, or a fault of the template.

    Example:
        >>> from engine.definitions.language import CaseField
        >>> values = LetterValues(fields={"name": CaseField(type="text")}, facts={"name": "# Li"})
        >>> [(part.kind.value, part.text) for part in compose("# Notice\n\n{{ name }}:", values)]
        [('title', 'Notice'), ('addressee', '# Li:')]
    """
    require_fit(template, values)
    lines = [(line.strip(), fill) for line, fill in filled_lines(template, values) if line.strip()]
    runs = itertools.groupby(lines, key=lambda line: line[0].startswith("|"))
    read = [one for is_table, run in runs for one in _of_run(is_table, list(run))]
    return tuple(_opened(read))


def is_issued(parts: Sequence[LetterPart]) -> bool:
    """Whether an office issues it: such a letter ends with the office's name and the day.

    Example:
        >>> is_issued([LetterPart(kind=PartKind.OFFICE), LetterPart(kind=PartKind.DAY)])
        True
    """
    return [part.kind for part in parts[-2:]] == [PartKind.OFFICE, PartKind.DAY]


def _of_run(is_table: bool, lines: list[tuple[str, Fill]]) -> Iterator[_Read]:
    """Parts with the lines that they were read from."""
    if is_table:
        yield "", _table(lines)
    else:
        yield from ((line, _part(line, fill)) for line, fill in lines)


def _opened(read: list[_Read]) -> Iterator[LetterPart]:
    """References stand right under the title, and after them whom the letter speaks to."""
    heads = True
    for line, part in read:
        if heads and part.kind is PartKind.PARAGRAPH:
            kind = _opening_kind(line)
            heads = kind is PartKind.REFERENCE
            yield replace(part, kind=kind)
        else:
            heads = heads and part.kind in (PartKind.TITLE, PartKind.NOTE)
            yield part


def _opening_kind(line: str) -> PartKind:
    if _REFERENCE.fullmatch(line):
        return PartKind.REFERENCE
    return PartKind.ADDRESSEE if _CALL.fullmatch(line) else PartKind.PARAGRAPH


def _part(line: str, fill: Fill) -> LetterPart:
    numbered = _NUMBERED.match(line)
    if numbered:
        text = fill(line[numbered.end() :])
        return LetterPart(kind=PartKind.ITEM, text=text, marker=f"{numbered[1]}.")
    kind, bare = _told(line)
    return LetterPart(kind=kind, text=fill(bare))


def _told(line: str) -> tuple[PartKind, str]:
    """What a line is, and the line without the signs that say so."""
    for sign, kind in (("# ", PartKind.TITLE), ("> ", PartKind.QUOTE), ("- ", PartKind.ITEM)):
        if line.startswith(sign):
            return kind, line.removeprefix(sign)
    if line.startswith("*") and line.endswith("*"):
        return PartKind.NOTE, line.strip("*")
    if _OFFICE.fullmatch(line):
        return PartKind.OFFICE, line
    return (PartKind.DAY if _DAY.fullmatch(line) else PartKind.PARAGRAPH), line


def _table(lines: list[tuple[str, Fill]]) -> LetterPart:
    rules = [line for line, _ in lines if _RULE.fullmatch(line)]
    ends = [cell.endswith(":") for cell in _cells(rules[0])] if rules else []
    return LetterPart(
        kind=PartKind.TABLE,
        rows=tuple(
            tuple(fill(cell) for cell in _cells(line))
            for line, fill in lines
            if not _RULE.fullmatch(line)
        ),
        numeric=tuple(index for index, right in enumerate(ends) if right),
    )


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a row; a bar inside a place belongs to the place."""
    covered = _PLACES.sub(lambda place: place[0].replace("|", _FOR_A_BAR), line)
    cells = covered.removeprefix("|").removesuffix("|").split("|")
    return tuple(cell.replace(_FOR_A_BAR, "|").strip() for cell in cells)
