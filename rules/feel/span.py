"""The place of a piece of FEEL in its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Half-open stretch of the source text.

    Attributes:
        start: Offset of the first character, from 0.
        end: Offset after the last character.
        line: Line of the first character in the file, from 1.
        column: Column of the first character in the file, from 1.
    """

    start: int
    end: int
    line: int
    column: int
