"""A report as a DOCX file: headings and tables that an office goes on writing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

_FONT = "SimSun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its table."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def report_document(title: str, under: str, sections: Sequence[Section]) -> bytes:
    """The content of a DOCX file."""
    document = Document()
    normal = document.styles["Normal"]
    # Word takes the font of Chinese signs from an attribute of its own.
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.add_heading(title, level=0)
    document.add_paragraph(under)
    for section in sections:
        document.add_heading(section.heading, level=1)
        table = document.add_table(rows=1, cols=len(section.columns), style="Table Grid")
        for row, cells in enumerate((section.columns, *section.rows)):
            line = table.rows[0] if row == 0 else table.add_row()
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
    content = BytesIO()
    document.save(content)
    return content.getvalue()
