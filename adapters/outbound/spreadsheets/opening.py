"""Which kind of table a file is, told by its content and not by its name."""

from __future__ import annotations

from pathlib import Path

from adapters.outbound.spreadsheets.bounds import check_bytes
from adapters.outbound.spreadsheets.delimited import CsvRowSource
from adapters.outbound.spreadsheets.workbook import XlsxRowSource
from engine.ports import RowSource
from engine.sheet import SheetCode, SheetError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")


def row_source(path: Path) -> RowSource:
    """Open a table.

    Raises:
        SheetError: It cannot be read, is too large, or is no table.
    """
    try:
        check_bytes(path.stat().st_size)
        content = path.read_bytes()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise SheetError(SheetCode.UNREADABLE, file=str(path), problem=problem) from error
    if content.startswith(_ZIP):
        return XlsxRowSource(path.name, content)
    if content.startswith(_OLE):
        raise SheetError(SheetCode.OLD_FORMAT, file=path.name)
    if content.startswith(_OTHERS):
        raise SheetError(SheetCode.NOT_A_TABLE, file=path.name)
    return CsvRowSource(path.name, content)
