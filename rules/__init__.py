"""Rules in standard DMN and FEEL, and policy written with them; usable without the rest."""

from rules.policy import (
    PolicyError,
    QuestionError,
    Rulebook,
    Standing,
    Verdict,
    check_policy,
    load_policy,
    read_policy,
    run_examples,
)

__all__ = [
    "PolicyError",
    "QuestionError",
    "Rulebook",
    "Standing",
    "Verdict",
    "check_policy",
    "load_policy",
    "read_policy",
    "run_examples",
]
