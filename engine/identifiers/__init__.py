"""Checks of the numbers that people, bodies, cards and telephones go by."""

from engine.identifiers.bank_card import check_bank_card
from engine.identifiers.credit_code import UNION_PREFIXES, check_credit_code
from engine.identifiers.display import IdentifierKind, masked, normalised
from engine.identifiers.mobile import check_mobile
from engine.identifiers.problems import IdentifierCode, IdentifierProblem
from engine.identifiers.resident_id import check_resident_id, full_resident_id

__all__ = [
    "UNION_PREFIXES",
    "IdentifierCode",
    "IdentifierKind",
    "IdentifierProblem",
    "check_bank_card",
    "check_credit_code",
    "check_mobile",
    "check_resident_id",
    "full_resident_id",
    "masked",
    "normalised",
]
