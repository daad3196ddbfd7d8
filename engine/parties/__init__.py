"""Persons and employers across cases: what they are known by, and how alike two of them are."""

from engine.parties.claims import Claim, claims
from engine.parties.identity import (
    Employer,
    Identity,
    Mark,
    MarkKind,
    Person,
    facts_of,
    identity_from,
    is_recognisable,
    made_comparable,
    marks,
)
from engine.parties.likeness import SAME, SUGGESTED, Likeness, LikenessCode, likeness

__all__ = [
    "SAME",
    "SUGGESTED",
    "Claim",
    "Employer",
    "Identity",
    "Likeness",
    "LikenessCode",
    "Mark",
    "MarkKind",
    "Person",
    "claims",
    "facts_of",
    "identity_from",
    "is_recognisable",
    "likeness",
    "made_comparable",
    "marks",
]
