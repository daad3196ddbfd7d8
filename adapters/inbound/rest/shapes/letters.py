"""The letters that were issued in a case."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from adapters.inbound.rest.shapes.shape import Answer


class LetterSaid(Answer):
    """A letter that an action issued."""

    id: str = Field(examples=["HA-2026-000017-L1"])
    letter: str = Field(description="Which letter of the kind of case it is.")
    dated: date
    seq: int = Field(description="The entry that issued it.")


class Letters(Answer):
    """The letters of a case, the oldest first."""

    letters: list[LetterSaid]


class LetterText(Answer):
    """A letter with its text."""

    letter: LetterSaid
    text: str = Field(description="In the language of the request, as Markdown.")
