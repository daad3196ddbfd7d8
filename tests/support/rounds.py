"""Rounds of an approval written short: a letter for each answer."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.model import Vote

Mode: TypeAlias = Literal["any", "all", "count", "percent", "sequence"]
ANSWERS: dict[str, Literal["yes", "no", "abstain"]] = {"y": "yes", "n": "no", "a": "abstain"}


def votes_of(answers: str) -> tuple[Vote, ...]:
    """The votes of the first seats, each of a person of its own."""
    return tuple(
        Vote(seat=index, person=f"p{index}", answer=ANSWERS[letter])
        for index, letter in enumerate(answers)
    )
