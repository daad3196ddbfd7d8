"""The headings of a table: which line they stand in, and which column each is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from engine.importing.codes import ImportCode
from engine.importing.language import LedgerMap, headings
from engine.sheet import SheetInfo, SheetRow, column_letter
from rules.findings import Finding, Severity
from rules.nearest import nearest
from rules.source import Mark

_LOOKED_AT = 30
"""How many lines from the top the headings are looked for in: above them stand titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the headings are.

    Attributes:
        last_line: The last line that belongs to them.
        columns: Column by heading, counted from 0; only headings that the map reads.
        unread: Headings that the map does not know, by column.
    """

    last_line: int
    columns: Mapping[str, int]
    unread: Mapping[int, str]


def plain_heading(text: str) -> str:
    """A heading as it is compared: without spaces, line breaks and the star of what is required.

    Example:
        >>> plain_heading(" 家庭年收入 （元）*")
        '家庭年收入(元)'
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.strip("*:")


def chosen_sheet(read: LedgerMap, sheets: Sequence[SheetInfo], file: str) -> SheetInfo | Finding:
    """The sheet that the map means, or what is wrong with that."""
    names = [sheet.name for sheet in sheets]
    if read.sheet is not None:
        named = next((sheet for sheet in sheets if sheet.name == read.sheet), None)
        return named or _finding(ImportCode.SHEET_UNKNOWN, file, name=read.sheet, known=names)
    shown = [sheet for sheet in sheets if not sheet.hidden and sheet.rows]
    if len(shown) == 1:
        return shown[0]
    return _finding(ImportCode.SHEET_UNNAMED, file, known=names)


def _finding(
    code: ImportCode, file: str, line: int = 1, column: int = 1, **params: object
) -> Finding:
    return Finding(code=code, mark=Mark(file=file, line=line, column=column), params=params)


def find_header(
    read: LedgerMap, rows: Iterable[SheetRow]
) -> tuple[Header | None, Iterator[SheetRow]]:
    """Find the headings; returns them and the rows that are left after them."""
    stream = iter(rows)
    top = list(islice(stream, read.header_row or _LOOKED_AT))
    wanted = {plain_heading(name): name for name in headings(read)}
    best = _best(read, top, wanted)
    if best is None:
        return None, iter(())
    header = _joined(read, top[best:], wanted)
    rest = (row for row in chain(top[best + 1 :], stream) if row.line > header.last_line)
    return header, rest


def _best(read: LedgerMap, top: Sequence[SheetRow], wanted: Mapping[str, str]) -> int | None:
    """The line with the most headings that are looked for, the key's among them."""
    if read.header_row is not None:
        return next((i for i, row in enumerate(top) if row.line == read.header_row), None)
    key = plain_heading(read.key)
    counts = {
        index: len(found & wanted.keys())
        for index, row in enumerate(top)
        if key in (found := {plain_heading(cell.text) for cell in row.cells})
    }
    return max(counts, key=lambda index: (counts[index], -index), default=None)


def _joined(read: LedgerMap, rows: Sequence[SheetRow], wanted: Mapping[str, str]) -> Header:
    """Headings of two lines: the lower one counts where both say something."""
    names: dict[int, str] = {}
    first, last = rows[0], rows[0]
    for row in rows:
        if row is not first and not _goes_on(read, row, first):
            break
        last = row
        names.update(_own_texts(row, first))
    columns: dict[str, int] = {}
    unread: dict[int, str] = {}
    for column, text in names.items():
        known = wanted.get(plain_heading(text))
        if known is None or known in columns:
            unread[column] = text
        else:
            columns[known] = column
    return Header(last_line=last.line, columns=columns, unread=unread)


def _goes_on(read: LedgerMap, row: SheetRow, first: SheetRow) -> bool:
    """Whether the key's heading is merged with the line below."""
    key = plain_heading(read.key)
    return any(
        cell.merged_from == first.line and plain_heading(cell.text) == key for cell in row.cells
    )


def _own_texts(row: SheetRow, first: SheetRow) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(row.cells):
        if cell.text.strip() and not (row is not first and cell.merged_from is not None):
            yield column, cell.text.strip()


def header_findings(read: LedgerMap, header: Header | None, file: str) -> Iterator[Finding]:
    """Headings that are looked for in vain, stand there twice, or nobody knows."""
    if header is None:
        yield _finding(ImportCode.HEADER_NOT_FOUND, file, read.header_row or 1, key=read.key)
        return
    left = {plain_heading(name) for name in read.ignore}
    texts = {plain_heading(text): text for text in header.unread.values()}
    for name in headings(read):
        if name not in header.columns:
            near = nearest(name, texts.values()) or "-"
            yield _finding(
                ImportCode.COLUMN_MISSING, file, header.last_line, heading=name, nearest=near
            )
    known = {plain_heading(name) for name in header.columns}
    for column, text in header.unread.items():
        yield from _unread(text, column, header, known, left, file)


def _unread(
    text: str, column: int, header: Header, known: set[str], left: set[str], file: str
) -> Iterator[Finding]:
    """A heading that stands there twice cannot be read; one that nobody knows is only named."""
    twice = plain_heading(text) in known
    if plain_heading(text) in left:
        return
    code = ImportCode.COLUMN_TWICE if twice else ImportCode.COLUMN_UNKNOWN
    yield Finding(
        code=code,
        mark=Mark(file=file, line=header.last_line, column=column + 1),
        severity=Severity.ERROR if twice else Severity.WARNING,
        params={"heading": text, "letter": column_letter(column)},
    )
