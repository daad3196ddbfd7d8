"""Answers from outside, as their senders write them and what they get."""

from __future__ import annotations

from pydantic import Field, JsonValue

from adapters.inbound.rest.shapes.shape import Answer, Asked, Key


class AnswerSent(Asked):
    """What happened outside about a case."""

    case: str = Field(
        max_length=100, description="Number of the case.", examples=["HA-2026-000017"]
    )
    event: str = Field(
        max_length=100,
        pattern="^[a-z0-9_]+$",
        description="What happened, by the name that the kind of case has for it.",
        examples=["payment_confirmed"],
    )
    data: dict[Key, JsonValue] = Field(
        default={},
        description="Values for fields of the case file.",
        examples=[{"paid_on": "2026-03-17"}],
    )


class AnswerTaken(Answer):
    """The answer was carried out: the case has moved on."""

    case: str
    event: str
    seq: int = Field(description="Number of the last entry that it left in the case.")
    repeated: bool = Field(
        description="The same message had come in before, and this time nothing was done."
    )
