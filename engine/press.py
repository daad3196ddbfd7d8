"""The press: what a union office prints, and what keeps a paper from being printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from engine.letter_parts import LetterPart
from rules.errors import UnioncaseError


class PressCode(StrEnum):
    """Codes of papers that are not printed."""

    NOT_INSTALLED = "press_not_installed"
    FONT_MISSING = "press_font_missing"
    SIGN_MISSING = "press_sign_missing"


class PressError(UnioncaseError):
    """A paper that cannot be printed here; nothing is half made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLetter:
    """A letter to be printed.

    Attributes:
        number: The letter's own number.
        office_name: The office that issues it.
        dated: Its day; the file names it as its own, so that the same letter is the same bytes.
        parts: The letter itself.
        aid: The same in English, for those who read no Chinese; empty for none.
        aid_note: What tells readers that this is only an aid.
    """

    number: str
    office_name: str
    dated: date
    parts: Sequence[LetterPart]
    aid: Sequence[LetterPart] = ()
    aid_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A heading and its table.

    Attributes:
        numeric: The columns that are set to the right, from 0.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReport:
    """A report to be printed.

    Attributes:
        under: What stands under the title: which days it covers.
    """

    title: str
    under: str
    office_name: str
    dated: date
    tables: Sequence[PrintedTable]


class Press(Protocol):
    """Makes papers that can be handed over and filed: PDF in which every sign has its picture."""

    @property
    def faces(self) -> Mapping[str, Sequence[str]]:
        """The families of fonts that are used for text and for headings, the best first.

        Raises:
            PressError: There is no font with Chinese signs.
        """
        ...

    def letter(self, letter: PrintedLetter) -> bytes:
        """Return a letter as PDF; the same letter gives the same bytes.

        Raises:
            PressError: A font is missing, or has no picture for a sign.
        """
        ...

    def report(self, report: PrintedReport) -> bytes:
        """Return a report as PDF; the same report gives the same bytes.

        Raises:
            PressError: A font is missing, or has no picture for a sign.
        """
        ...
