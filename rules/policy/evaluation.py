"""Answering a decision with its reasons: every rule it rests on, once, in order."""

from __future__ import annotations

from collections.abc import Mapping

from rules.policy.prepared import Prepared
from rules.policy.verdict import Verdict


def evaluate(asked: Prepared, facts: Mapping[str, object]) -> Verdict:
    """Return the answer of a prepared decision for one case.

    Raises:
        QuestionError: A fact is not of its type or lies outside of its bounds.
        LimitExceededError: A bound of the evaluation is reached.
    """
    return Verdict(asked=asked, record=asked.sheet.record(facts))
