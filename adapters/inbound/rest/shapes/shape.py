"""What the shapes of requests and answers have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LONGEST_TEXT = 4000

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Key = Annotated[str, Field(max_length=200)]


class Asked(BaseModel):
    """Base of what programs send: nothing in it is guessed, and unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """Base of what programs get: what is not described here does not leave."""

    model_config = ConfigDict(frozen=True)


class Words(Answer):
    """A text in both languages."""

    zh: str
    en: str
