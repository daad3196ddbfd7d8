"""Whatever bytes a file holds, it is a table or refused by name."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from adapters.outbound.spreadsheets import CsvRowSource, XlsxRowSource
from engine.ports import RowSource
from engine.sheet import SheetError


def _parts() -> dict[str, bytes]:
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["编号", "金额"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.merge_range(2, 0, 3, 0, "样例")
    with zipfile.ZipFile(stream) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name.startswith("xl/")}


PARTS = _parts()
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=6)), min_size=1, max_size=5
)
"""Places, how much is cut out there, and what is put in."""


def changed(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Content with pieces replaced."""
    for place, cut, new in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + cut :]
    return content


def read_through(source: RowSource) -> None:
    """Read every row of every sheet; only a refusal by name may stop it."""
    with suppress(SheetError):
        for sheet in source.sheets():
            assert all(row.line >= 1 for row in source.rows(sheet.name))


@given(part=st.sampled_from(sorted(PARTS)), changes=CHANGES)
def test_a_workbook_with_changed_parts_is_read_or_refused(
    part: str, changes: list[tuple[float, int, bytes]]
) -> None:
    """No change of any part ends in anything but rows or a refusal by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in PARTS.items():
            packed.writestr(name, changed(content, changes) if name == part else content)
    read_through(XlsxRowSource("a.xlsx", stream.getvalue()))


@given(content=st.binary(max_size=300))
def test_bytes_are_text_or_refused(content: bytes) -> None:
    """Text in no known encoding, and text that is no table, is refused by name."""
    read_through(CsvRowSource("a.csv", content))


@given(text=st.text(alphabet=",;\"\t\n='+-@甲1", max_size=60))
def test_text_is_a_table_or_refused(text: str) -> None:
    """Quotes, separators and signs of formulas in any order are cells or a refusal by name."""
    read_through(CsvRowSource("a.csv", text.encode()))
