"""The press: templates of papers, set by typst as PDF/A-2a with the tags of PDF/UA-1.

Those standards are not for show: a document in which a sign has no picture in any font is not one,
so the press refuses it, where a looser form would print a box.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

import typst
from pydantic import JsonValue

from adapters.outbound.printing.fonts import WANTED, chosen
from engine.calendar import OFFICE_ZONE
from engine.letter_parts import LetterPart, PartKind, is_issued
from engine.press import PressCode, PressError, PrintedLetter, PrintedReport, PrintedTable

_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_NO_PICTURE = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control signs: they have no picture, or turn the order of what is read around."""


class TypstPress:
    """Prints papers with the fonts of this machine.

    Args:
        fonts: A folder with fonts besides those of the machine.
        only: Whether only the fonts in that folder are used.
    """

    def __init__(self, fonts: Path | None = None, *, only: bool = False) -> None:
        self._folders = [] if fonts is None else [fonts]
        self._only = only

    @cached_property
    def _shelf(self) -> typst.Fonts:
        return typst.Fonts(
            include_system_fonts=not self._only,
            include_embedded_fonts=False,
            font_paths=self._folders,
        )

    @cached_property
    def faces(self) -> Mapping[str, Sequence[str]]:
        """The families of each face, the best first.

        Raises:
            PressError: There is no font with Chinese signs.
        """
        found = chosen(self._shelf.families())
        if not all(found.values()):
            raise PressError(PressCode.FONT_MISSING, package=WANTED)
        return found

    def letter(self, letter: PrintedLetter) -> bytes:
        """Return a letter as PDF.

        Raises:
            PressError: A font is missing, or has no picture for a sign.
        """
        titles = (part.text for part in letter.parts if part.kind is PartKind.TITLE)
        content: dict[str, JsonValue] = {
            "title": next(titles, letter.number),
            "number": letter.number,
            "office": letter.office_name,
            "issued": is_issued(letter.parts),
            "parts": [_part(part) for part in letter.parts],
            "aid": [_part(part) for part in letter.aid],
            "aid-note": letter.aid_note,
        }
        return self._printed("letter", content, letter.dated)

    def report(self, report: PrintedReport) -> bytes:
        """Return a report as PDF.

        Raises:
            PressError: A font is missing, or has no picture for a sign.
        """
        content: dict[str, JsonValue] = {
            "title": report.title,
            "under": report.under,
            "office": report.office_name,
            "sections": [_section(table) for table in report.tables],
        }
        return self._printed("report", content, report.dated)

    def _printed(self, template: str, content: Mapping[str, JsonValue], dated: date) -> bytes:
        given: dict[str, JsonValue] = {name: _seen(value) for name, value in content.items()}
        given["fonts"] = {face: list(families) for face, families in self.faces.items()}
        with as_file(files("adapters.outbound.printing")) as folder:
            return self._set(folder, template, json.dumps(given, ensure_ascii=False), dated)

    def _set(self, folder: Path, template: str, content: str, dated: date) -> bytes:
        file = folder / f"{template}.typ"
        compiler = typst.Compiler(
            file, folder, self._shelf, ignore_system_fonts=True, sys_inputs={"paper": content}
        )
        noon = datetime.combine(dated, time(12), OFFICE_ZONE)
        try:
            made = compiler.compile(format="pdf", pdf_standards=_STANDARDS, timestamp=noon)
        except typst.TypstError as fault:
            unseen = _NO_PICTURE.search(fault.message)
            if unseen is None:
                raise
            sign = unseen[1]
            raise PressError(PressCode.SIGN_MISSING, sign=sign, package=WANTED) from fault
        assert isinstance(made, bytes)
        return made


def _seen(value: JsonValue) -> JsonValue:
    """The same without signs that nobody can see."""
    if isinstance(value, str):
        return _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(value, dict):
        return {name: _seen(inner) for name, inner in value.items()}
    return [_seen(inner) for inner in value] if isinstance(value, list) else value


def _part(part: LetterPart) -> JsonValue:
    return {
        "kind": part.kind.value,
        "text": part.text,
        "marker": part.marker,
        "rows": _rows(part.rows),
        "numeric": list(part.numeric),
    }


def _section(table: PrintedTable) -> JsonValue:
    return {
        "heading": table.heading,
        "columns": list(table.columns),
        "rows": _rows(table.rows),
        "numeric": list(table.numeric),
    }


def _rows(rows: Sequence[Sequence[str]]) -> list[JsonValue]:
    return [list(row) for row in rows]
